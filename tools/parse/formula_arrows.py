"""Arrows built of several pieces, and what stands over or under an arrow or a relation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mmkg.graph.provenance import union
from mmkg.tools.parse.formula_fonts import RELATIONS
from mmkg.tools.parse.formula_marks import Mark
from mmkg.tools.parse.formula_stacks import Build

# What the shaft before a head, or behind it, is made of; an arrow means the same at any length.
_SHAFTS = {r"\to": "-", r"\Rightarrow": "=", r"\leftarrow": "-", r"\Leftarrow": "="}
_BOTH = {r"\to": (r"\leftarrow", r"\leftrightarrow")}
_BOTH |= {r"\Rightarrow": (r"\Leftarrow", r"\Leftrightarrow")}
_LABELLED = {r"\to": r"\xrightarrow", r"\leftarrow": r"\xleftarrow"}
_APART = 0.02  # sizes between pieces of one arrow, which overlap as a rule
_OFF = 1.1  # sizes from a relation to what stands over or under it, at most
_CENTRED = 0.3  # sizes by which that may be off the relation's middle


def arrowed(marks: Sequence[Mark], build: Build) -> list[Mark]:
    """Marks with each long arrow as one, and what is written on arrows and relations in these."""
    out = list(marks)
    for head in marks:
        if head.latex in _SHAFTS and any(mark is head for mark in out):
            out = _joined(out, head)
    for relation in [mark for mark in out if _bears(mark)]:
        out = _labelled(out, relation, build)
    return out


def _bears(mark: Mark) -> bool:
    return mark.latex in RELATIONS or mark.latex in (*_SHAFTS, r"\Leftrightarrow")


def _joined(marks: Sequence[Mark], head: Mark) -> list[Mark]:
    latex, shaft = head.latex or "", _SHAFTS[head.latex or ""]
    pieces, rest = [head], [mark for mark in marks if mark is not head]
    while more := [m for m in rest if m.latex == shaft and any(_touches(m, p) for p in pieces)]:
        pieces += more
        rest = [mark for mark in rest if not any(mark is one for one in more)]
    if latex in _BOTH:
        other, both = _BOTH[latex]
        if back := [m for m in rest if m.latex == other and any(_touches(m, p) for p in pieces)]:
            pieces += back
            rest = [mark for mark in rest if not any(mark is one for one in back)]
            latex = both
    box = union(mark.box for mark in pieces)
    return [*rest, replace(head, latex=latex, box=box, parts=sum(mark.parts for mark in pieces))]


def _touches(mark: Mark, other: Mark) -> bool:
    level = abs(mark.y - other.y) < 0.05 * other.size and abs(mark.size - other.size) < 0.1
    gap = max(mark.box.x0 - other.box.x1, other.box.x0 - mark.box.x1)
    return level and gap < -_APART * other.size


def _labelled(marks: list[Mark], relation: Mark, build: Build) -> list[Mark]:
    sides = [_written(marks, relation, over) for over in (True, False)]
    if not any(sides):
        return marks
    above, below = (build(side) if side else "" for side in sides)
    latex = relation.latex or ""
    if name := _LABELLED.get(latex):
        latex = name + (f"[{below}]" if below else "") + f"{{{above}}}"
    else:
        latex = rf"\overset{{{above}}}{{{latex}}}" if above else latex
        latex = rf"\underset{{{below}}}{{{latex}}}" if below else latex
    taken = [mark for side in sides for mark in side]
    count = relation.parts + sum(mark.parts for mark in taken)
    whole = replace(relation, latex=latex, parts=count)
    rest = [m for m in marks if m is not relation and not any(m is one for one in taken)]
    return [*rest, whole]


def _written(marks: Sequence[Mark], relation: Mark, over: bool) -> list[Mark]:
    """The small marks right over or under a relation, if they are centred on it."""
    room = _CENTRED * relation.size
    found = []
    for mark in marks:
        off = relation.axis - mark.box.y1 if over else mark.box.y0 - relation.axis
        small = mark.size < 0.85 * relation.size and mark.style != "extension"
        within = relation.box.x0 - room < mark.x < relation.box.x1 + room
        if small and within and -0.1 * relation.size < off < _OFF * relation.size:
            found.append(mark)
    if not found:
        return []
    box = union(mark.box for mark in found)
    inside = relation.box.x0 - room < box.x0 and box.x1 < relation.box.x1 + room
    return found if inside and abs(box.centre[0] - relation.x) < room else []
