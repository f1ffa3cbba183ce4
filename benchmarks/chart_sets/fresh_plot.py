"""A chart by matplotlib in the making: what its kinds share."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from chart_sets.fresh_forms import Form
from chart_sets.known import names

Errors = dict[str, dict[str, tuple[float, float]]]  # series → key → how far below and above


@dataclass
class Plot:
    """A chart in the making."""

    axes: Any
    random: Random
    form: Form
    chinese: bool
    log: bool = False
    level: bool = False
    numbered: bool = False
    errors: Errors = field(default_factory=dict)

    def value(self, least: float = 0.08) -> float:
        """A value to draw."""
        return self.random.uniform(least, 1.0) * self.form.top

    def count(self, most: int = 4) -> int:
        """How many series."""
        return self.random.randint(1, most)

    def names(self, count: int) -> list[str]:
        """Names of series; a single one has none."""
        return names(self.random, count, self.chinese) if count > 1 else [""]

    def label(self, name: str) -> dict[str, str]:
        """The argument that names a series in the legend."""
        return {"label": name} if name else {}

    def looks(self, place: int) -> dict[str, Any]:
        """How the line of a series is drawn."""
        marked = self.random.random() < 0.5
        return {
            "marker": "osD^v"[place] if marked else "",
            "linestyle": self.random.choice(("-", "-", "--", ":", "-.")),
            "linewidth": self.random.choice((0.8, 1.5, 2.5)),
        }
