"""How hard samples are, in words; apart from what measures it, which brings all models along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Level = Literal["simple", "medium", "hard"]
LEVELS: Mapping[Level, float] = {"simple": 0.0, "medium": 0.5, "hard": 1.0}


def label(scores: Mapping[str, float]) -> str:
    """The label of a scored sample; `not measured` without one."""
    known = {value: name for name, value in LEVELS.items()}
    return known.get(scores.get("difficulty", -1.0), "not measured")
