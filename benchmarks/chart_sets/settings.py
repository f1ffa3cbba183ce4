"""Charts that matplotlib draws from known data, in many settings: what they share, and the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

Truth = dict[str, dict[str, float]]  # series → key → value
NAMES = ("Alpha", "Beta two", "Gamma", "Delta-4")
CATEGORIES = ("Mercury", "Venus", "Earth", "Mars", "Ceres")


@dataclass(frozen=True)
class Setting:
    """One way to draw: what goes on the axes, the style, and whether it can be read at all.

    Those of the style `operators` are not drawn by matplotlib but in `operators.py`.
    """

    name: str
    draw: Callable[[Any, Random], Truth] | None
    style: str = "default"
    refuse: bool = False
    size: tuple[float, float] = (4.2, 3.0)


def curves(random: Random, series: int, points: int, top: float = 100.0) -> Truth:
    """Values over the years from 2010."""
    xs = [str(2010 + step) for step in range(points)]
    return {
        name: {x: round(random.uniform(0.1, 1.0) * top, 2) for x in xs} for name in NAMES[:series]
    }


def groups(random: Random, series: int, top: float = 50.0) -> Truth:
    """Values of the categories."""
    return {
        name: {c: round(random.uniform(0.1, 1.0) * top, 1) for c in CATEGORIES}
        for name in NAMES[:series]
    }
