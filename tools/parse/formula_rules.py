"""The thin horizontal lines of formulas: bars of fractions, radicals and overlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Page

THICKEST = 1.6  # points of a line


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin horizontal line."""

    x0: float
    x1: float
    y: float

    @property
    def length(self) -> float:
        """From end to end."""
        return self.x1 - self.x0


def rules_in(page: Page, area: Box) -> list[Rule]:
    """The thin horizontal lines of an area, from strokes, filled bars and table-like paths."""
    found = []
    for stroke in page.strokes:
        if stroke.box.y1 < area.y0 or stroke.box.y0 > area.y1 or stroke.box.height > THICKEST:
            continue
        middle = (stroke.box.y0 + stroke.box.y1) / 2
        rule = Rule(stroke.box.x0, stroke.box.x1, middle)
        if rule.length > 2 and area.x0 - 2 <= rule.x0 and rule.x1 <= area.x1 + 2:
            found.append(rule)
    return _joined(found)


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    out: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.y, 1), rule.x0)):
        last = out[-1] if out else None
        if last and abs(last.y - rule.y) < 0.3 and rule.x0 - last.x1 < 0.3:
            out[-1] = Rule(last.x0, max(last.x1, rule.x1), last.y)
        else:
            out.append(rule)
    return out
