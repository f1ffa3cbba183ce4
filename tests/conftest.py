"""Fixtures that all rooms use."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load(name: str) -> ModuleType:
    """A module of this folder; with `--import-mode=importlib` it is on no path."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@pytest.fixture
def scripted_endpoint() -> Iterator[Any]:
    """A loopback OpenAI server that replays a script; see `scripted_endpoint.py`."""
    server = _load("scripted_endpoint").ScriptedEndpoint()
    yield server
    server.close()
