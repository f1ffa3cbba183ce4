"""What stands over and under something: fractions, radicals, overlines, limits of operators."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_fonts import BIG
from mmkg.tools.parse.formula_marks import AXIS, Mark
from mmkg.tools.parse.formula_rules import Rule

LIMITED = frozenset(
    [
        r"\lim",
        r"\max",
        r"\min",
        r"\sup",
        r"\inf",
        r"\det",
        r"\gcd",
        r"\Pr",
        r"\arg\max",
        r"\arg\min",
    ]
)
Build = Callable[[Sequence[Mark]], str]


def stacked(marks: Sequence[Mark], rules: Sequence[Rule], build: Build) -> tuple[list[Mark], int]:
    """Turn everything that a rule holds together into one mark, inner rules first.

    Returns:
        The marks that are left, and how many rules were used.
    """
    left, used = list(marks), 0
    for rule in sorted(rules, key=lambda rule: rule.length):
        made = _radical(rule, left, rules, build) or _fraction(rule, left, build)
        if made:
            parts, whole = made
            left = [mark for mark in left if not any(mark is part for part in parts)] + [whole]
            used += 1
    return left, used


Made = tuple[list[Mark], Mark]


def _fraction(rule: Rule, marks: Sequence[Mark], build: Build) -> Made | None:
    inside = [mark for mark in marks if rule.x0 - 1 <= mark.x <= rule.x1 + 1]
    above = _reached([m for m in inside if m.box.centre[1] < rule.y], rule.y, up=True)
    below = _reached([m for m in inside if m.box.centre[1] > rule.y], rule.y, up=False)
    if not below:
        return None
    parts = [*above, *below]
    size = max(mark.size for mark in parts)
    count = 1 + sum(mark.parts for mark in parts)
    area = union([*(mark.box for mark in parts), Box(rule.x0, rule.y, rule.x1, rule.y)])
    if above:
        latex = rf"\frac{{{build(above)}}}{{{build(below)}}}"
        return parts, Mark(latex, area, rule.y + AXIS * size, size, "built", count)
    if min(mark.box.y0 for mark in below) - rule.y > 0.3 * size:
        return None
    # The line is as wide as what it is over; scripts behind that only lean under its end.
    over = [m for m in below if m.size > 0.85 * size or m.box.x1 < rule.x1 + 0.04 * size]
    count, area = 1 + sum(mark.parts for mark in over), union(mark.box for mark in over)
    return over, Mark(rf"\overline{{{build(over)}}}", area, _baseline(over), size, "built", count)


def _reached(marks: Sequence[Mark], edge: float, up: bool) -> list[Mark]:
    """The marks next to a rule, and those that overlap or touch them in height."""
    gap = {id(mark): (edge - mark.box.y1 if up else mark.box.y0 - edge) for mark in marks}
    found = [mark for mark in marks if gap[id(mark)] < 0.62 * mark.size]
    grown = True
    while grown and found:
        low, high = min(m.box.y0 for m in found), max(m.box.y1 for m in found)
        size = max(mark.size for mark in found)
        more = [
            mark
            for mark in marks
            if not any(mark is other or _is_beyond(mark, other) for other in found)
            and mark.box.y0 < high + _reach(mark, size)
            and mark.box.y1 > low - _reach(mark, size)
        ]
        found += more
        grown = bool(more)
    return found


def _is_beyond(mark: Mark, found: Mark) -> bool:
    """Whether a letter stands over or under a smaller one, which no script of it would do."""
    shared = mark.box.shared(found.box).width
    plain = mark.style not in ("extension", "built") and found.style != "built"
    return plain and mark.size > 1.15 * found.size and shared > 0.5 * mark.box.width


def _reach(mark: Mark, size: float) -> float:
    # Limits stand a little off their operator; a line of its own does not overlap at all.
    return 0.15 * size if mark.size < 0.85 * size else -0.1 * size


def _radical(rule: Rule, marks: Sequence[Mark], rules: Sequence[Rule], build: Build) -> Made | None:
    signs = [m for m in marks if m.latex == r"\sqrt" and _rule_of(m, rules) is rule]
    outer = [other for other in rules if other.length > rule.length]
    if not signs:
        return None
    sign = min(signs, key=lambda mark: abs(mark.box.x1 - rule.x0))
    floor = min(
        (other.y for other in outer if other.y > rule.y + 2 and _spans(other, rule)),
        default=float("inf"),
    )
    inside = [
        mark
        for mark in marks
        if mark is not sign
        and rule.x0 - 1 <= mark.x <= rule.x1 + 1
        and rule.y - 0.2 * mark.size < mark.box.y0
        and mark.box.centre[1] < floor
    ]
    body = _reached(inside, rule.y, up=False)
    if not body:
        return None
    degree = _degree(marks, sign, body)
    parts = [sign, *body, *degree]
    index = f"[{build(degree)}]" if degree else ""
    area = union(mark.box for mark in parts)
    count = 1 + sum(mark.parts for mark in parts)
    size = max(mark.size for mark in body)
    latex = rf"\sqrt{index}{{{build(body)}}}"
    return parts, Mark(latex, area, _baseline(body), size, "built", count)


def _rule_of(sign: Mark, rules: Sequence[Rule]) -> Rule | None:
    fit = [rule for rule in rules if _opens(sign, rule)]
    return min(fit, key=lambda rule: abs(sign.box.x1 - rule.x0), default=None)


def _opens(sign: Mark, rule: Rule) -> bool:
    top = sign.box.y0 if sign.style == "extension" else sign.y
    height = -1.5 <= top - rule.y <= 5 * sign.size
    return abs(sign.box.x1 - rule.x0) < 0.25 * sign.size and height


def _spans(outer: Rule, rule: Rule) -> bool:
    return outer.x0 <= rule.x0 + 1 and outer.x1 >= rule.x1 - 1


def _degree(marks: Sequence[Mark], sign: Mark, body: Sequence[Mark]) -> list[Mark]:
    """What stands in the hook of a radical, and what that goes on from to the left."""
    found = [mark for mark in marks if _is_degree(mark, sign, body)]
    grown = bool(found)
    while grown:
        first = min(found, key=lambda mark: mark.box.x0)
        more = [
            mark
            for mark in marks
            if abs(mark.size - first.size) < 0.1
            and abs(mark.y - first.y) < 0.1 * first.size
            and abs(first.box.x0 - mark.box.x1) < 0.15 * first.size
            and mark.x < first.x
        ]
        found, grown = [*more, *found], bool(more)
    return found


def _is_degree(mark: Mark, sign: Mark, body: Sequence[Mark]) -> bool:
    size = max(part.size for part in body)
    over = sign.box.x0 <= mark.x <= sign.box.x1 and mark.size < 0.8 * size
    low = mark.box.y1 > sign.box.y0 + 0.2 * mark.size
    return over and low and mark is not sign and mark.y < _baseline(body)


def _baseline(marks: Sequence[Mark]) -> float:
    size = max(mark.size for mark in marks)
    return statistics.median_low(mark.y for mark in marks if mark.size > 0.85 * size)


def limited(marks: Sequence[Mark], build: Build) -> list[Mark]:
    """Put limits on the operators that they stand over or under."""
    operators = [m for m in marks if m.latex in BIG | LIMITED or m.style == "blackboard"]
    if not operators:
        return list(marks)
    chosen: dict[int, tuple[list[Mark], list[Mark]]] = {}
    for run, owner, over in _claims(marks, operators):
        chosen.setdefault(id(owner), ([], []))[over].extend(run)
    taken = {id(mark) for lists in chosen.values() for run in lists for mark in run}
    out = []
    for mark in marks:
        if id(mark) in chosen:
            out.append(_with_limits(mark, *chosen[id(mark)], build))
        elif id(mark) not in taken:
            out.append(mark)
    return out


def _claims(
    marks: Sequence[Mark], operators: Sequence[Mark]
) -> list[tuple[list[Mark], Mark, bool]]:
    """Runs of small marks with the operator that each stands closest over or under."""
    offers = []
    for over in (True, False):
        for run in _parted(_runs(_limit_candidates(marks, operators, over)), operators):
            owner = _owner(run, operators, over)
            if owner is not None:
                gap = _limit_gap(union(mark.box for mark in run), owner, over)
                offers.append((gap, run, owner, over))
    kept: list[tuple[list[Mark], Mark, bool]] = []
    for _, run, owner, over in sorted(offers, key=lambda offer: offer[0]):
        if not any(mark is other for mark in run for taken, _, _ in kept for other in taken):
            kept.append((run, owner, over))
    return kept


def _limit_gap(area: Box, operator: Mark, over: bool) -> float:
    return abs(operator.box.y0 - area.y1 if over else area.y0 - operator.box.y1)


def _limit_candidates(marks: Sequence[Mark], operators: Sequence[Mark], over: bool) -> list[Mark]:
    found = []
    for mark in marks:
        for operator in operators:
            gap = operator.box.y0 - mark.box.y1 if over else mark.box.y0 - operator.box.y1
            small = mark.size < 0.9 * operator.size
            slack = 0.35 if operator.latex in BIG else 0.2
            if small and -slack * operator.size < gap < 0.9 * operator.size:
                found.append(mark)
                break
    return found


def _runs(marks: Sequence[Mark]) -> list[list[Mark]]:
    runs: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: mark.box.x0):
        for run in runs:
            edge = max(other.box.x1 for other in run)
            level = any(abs(other.box.centre[1] - mark.box.centre[1]) < mark.size for other in run)
            if level and mark.box.x0 - edge < 0.45 * mark.size:
                run.append(mark)
                break
        else:
            runs.append([mark])
    return runs


def _parted(runs: Sequence[list[Mark]], operators: Sequence[Mark]) -> list[list[Mark]]:
    """Part runs that go on from the limits of one operator to those of the next."""
    out = []
    for run in runs:
        middles = sorted(op.x for op in operators if run[0].box.x0 < op.x < run[-1].box.x1)
        for left, right in zip(middles, middles[1:], strict=False):
            gaps = [
                (after.box.x0 - before.box.x1, i)
                for i, (before, after) in enumerate(zip(run, run[1:], strict=False), 1)
                if left < (before.box.x1 + after.box.x0) / 2 < right
            ]
            if gaps:
                out.append(run[: max(gaps)[1]])
                run = run[max(gaps)[1] :]
        out.append(run)
    return out


def _owner(run: Sequence[Mark], operators: Sequence[Mark], over: bool) -> Mark | None:
    area = union(mark.box for mark in run)
    middle = area.centre[0]
    fit = []
    for operator in operators:
        gap = operator.box.y0 - area.y1 if over else area.y0 - operator.box.y1
        reach = 0.35 * operator.size
        centred = operator.box.x0 - reach < middle < operator.box.x1 + reach
        if centred and -0.6 * operator.size < gap < 0.9 * operator.size:
            fit.append(operator)
    return min(fit, key=lambda operator: abs(operator.x - middle), default=None)


def _with_limits(operator: Mark, below: list[Mark], above: list[Mark], build: Build) -> Mark:
    latex = operator.latex or ""
    if operator.style == "blackboard":
        latex = rf"\mathbb{{{latex}}}"
    latex += f"_{{{build(below)}}}" if below else ""
    latex += f"^{{{build(above)}}}" if above else ""
    parts = operator.parts + sum(mark.parts for mark in (*below, *above))
    style = "extension" if operator.style == "extension" else "built"
    return replace(operator, latex=latex, parts=parts, style=style)
