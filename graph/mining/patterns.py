"""Finds the patterns: every module of this package that defines some is imported once."""

from __future__ import annotations

import importlib
import pkgutil

from mmkg.graph.mining.pattern import PATTERNS, Pattern


def load_patterns() -> dict[str, Pattern]:
    """All patterns by name."""
    package = importlib.import_module("mmkg.graph.mining")
    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"mmkg.graph.mining.{info.name}")
    return PATTERNS
