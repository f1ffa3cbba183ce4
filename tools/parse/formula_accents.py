"""What the accents of a formula were put over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import union
from mmkg.tools.parse.formula_fonts import ACCENTS, CLOSING, OPENING, RELATIONS, WIDE_ACCENTS
from mmkg.tools.parse.formula_marks import Mark

_LOW_GREEK = (
    "alpha varepsilon epsilon eta gamma iota kappa mu nu omega pi rho sigma tau upsilon chi"
)
_SKEW = 0.055  # how far to the right accents over slanted letters stand, in sizes
_RAISED = 0.6  # sizes by which an accent over one letter is raised, at most
_SMALLEST = 0.65  # sizes of a letter in which its accent may be set; TeX sets it in the same
_LARGEST = 1.25  # the same at most; LibreOffice sets it larger
_ASIDE = 0.24  # sizes from where an accent should be, at most
_AFTER = frozenset(",.;!")  # what may stand right behind a letter under a wide accent
_LEANS = {r"\vec": 0.075}  # sizes that the ink of an accent is right of the middle of its glyph
_AFTER_SCRIPT = 0.25  # points; half of the space that TeX puts after a script
_OFF_MIDDLE = 0.035  # sizes that an accent stands off the middle of letters with scripts, at most
_OFF_RUN = 0.15  # the same of several letters
_WIDEST = 1.3  # sizes; TeX has but one accent that is wider
_NARROWEST = 0.62  # sizes; TeX has no wide accent that is narrower
_TOUCHING = 0.12  # sizes between the signs of a product, at most


def accented(marks: Sequence[Mark], build: Callable[[Sequence[Mark]], str]) -> list[Mark]:
    """Put accents on what they stand over; one over nothing stays, and fails the check later."""
    left = [mark for mark in marks if mark.latex not in ACCENTS and mark.latex not in WIDE_ACCENTS]
    for accent in marks:
        if accent.latex in WIDE_ACCENTS:
            below = _covered(accent, left)
            left = _with_accent(left, accent, below, WIDE_ACCENTS[accent.latex], build)
        elif accent.latex in ACCENTS:
            below = _under(accent, left)
            left = _with_accent(left, accent, below, accent.latex, build)
    return left


def _covers(accent: Mark, mark: Mark) -> bool:
    near = 0 < mark.y - accent.box.y0 < 1.4 * mark.size and mark.latex not in _AFTER
    if mark.latex in OPENING | CLOSING:  # beside a slanted letter, a bracket is partly below
        return near and accent.box.x0 - 1 < mark.box.x0 and mark.box.x1 < accent.box.x1 + 1
    return accent.box.x0 - 1 <= mark.x <= accent.box.x1 + 1 and near


def _covered(accent: Mark, left: Sequence[Mark]) -> list[Mark]:
    """What a wide accent was put over: a letter, with its scripts or alone, or all under it.

    An accent is no wider than what it is over, but for the narrowest, and stands in its middle.
    """
    marks = [mark for mark in left if _covers(accent, mark)]
    size = max((mark.size for mark in marks), default=0.0)
    letters = [mark for mark in marks if mark.size > 0.85 * size]
    if len(letters) != 1:
        return _centred_run(accent, marks, left)
    group = _with_scripts(letters[0], left)
    if len(group) > 1 and _is_centred(accent, group):
        return group
    fits = accent.box.width < max(_NARROWEST * size, 1.15 * letters[0].box.width)
    return letters if fits or len(marks) == 1 else []


def _centred_run(accent: Mark, marks: list[Mark], left: Sequence[Mark]) -> list[Mark]:
    """Several letters under an accent, and scripts behind the last, where it is over their middle.

    The widest accent may be over more than is under it: nothing is certain of a part of a product.
    """
    size = max((mark.size for mark in marks), default=0.0)
    last = max((m for m in marks if m.size > 0.85 * size), key=lambda m: m.x, default=None)
    more = [
        m for m in (_with_scripts(last, left) if last else []) if not any(m is o for o in marks)
    ]
    runs = [run for run in (marks, marks + more) if run]
    boxes = [union(mark.box for mark in run) for run in runs]
    offs = [abs(accent.x - box.centre[0]) for box in boxes]
    if not offs or min(offs) > _OFF_RUN * size:
        return []
    box, run = boxes[offs.index(min(offs))], runs[offs.index(min(offs))]
    level = [m for m in left if m.size > 0.85 * size and not any(m is one for one in run)]
    near = [m for m in level if abs(m.y - run[0].y) < 0.1 * size and m.latex not in RELATIONS]
    before = any(-0.2 * size < box.x0 - m.box.x1 < _TOUCHING * size for m in near)
    after = any(-0.2 * size < m.box.x0 - box.x1 < _TOUCHING * size for m in near)
    return [] if before and after and accent.box.width > _WIDEST * size else run


def _is_centred(accent: Mark, group: Sequence[Mark]) -> bool:
    """Whether an accent stands over the middle of a letter with its scripts, as TeX sets it."""
    size = group[0].size
    middle = union(mark.box for mark in group).centre[0] + _LEANS.get(accent.latex or "", 0) * size
    return abs(accent.x - middle - _AFTER_SCRIPT) < _OFF_MIDDLE * size


def _under(accent: Mark, marks: Sequence[Mark]) -> list[Mark]:
    """The letter, alone or with its scripts, that the accent was put over just there."""
    offers: list[tuple[float, list[Mark]]] = []
    for mark in marks:
        if not _may_be_under(accent, mark):
            continue
        group = _with_scripts(mark, marks)
        # TeX raises an accent over scripts; other programs also one over a letter alone.
        raised = (mark.y - accent.y) / mark.size
        risen = any(script.y < mark.y - 0.1 * mark.size for script in group[1:])
        most = (0.08 if mark.latex in _LOW else 0.36) if risen else _RAISED
        aside = accent.x - mark.x
        whole = len(group) > 1 and _is_centred(accent, group)
        if raised < most or whole:
            off = 0.0 if whole else min(abs(aside), abs(aside - _SKEW * mark.size))
            offers.append((off, group if whole else [mark]))
    off, best = min(offers, key=lambda offer: offer[0], default=(0.0, []))
    return best if best and off < _ASIDE * best[0].size else []


def _may_be_under(accent: Mark, mark: Mark) -> bool:
    """Whether a letter is of the accent's size, or of a larger one, and its top just below it."""
    alike = _SMALLEST < accent.size / mark.size < _LARGEST
    return alike and -0.1 <= (mark.y - accent.y) / mark.size <= 0.9 and _is_letter(mark)


_LOW = frozenset("acegmnopqrsuvwxyz") | {rf"\{name}" for name in _LOW_GREEK.split()}


def _is_letter(mark: Mark) -> bool:
    return (mark.latex or "").lstrip("\\").isalnum()


def _with_scripts(letter: Mark, marks: Sequence[Mark]) -> list[Mark]:
    group = [letter]
    for script in sorted(marks, key=lambda other: other.box.x0):
        edge = max(other.box.x1 for other in group)
        small = script.size < 0.85 * letter.size
        level = abs(script.y - letter.y) < 0.7 * letter.size
        if small and level and letter.x < script.x and script.box.x0 - edge < 0.1 * letter.size:
            group.append(script)
    return group


def _with_accent(
    left: list[Mark],
    accent: Mark,
    below: Sequence[Mark],
    command: str,
    build: Callable[[Sequence[Mark]], str],
) -> list[Mark]:
    if not below:
        return [*left, replace(accent, latex=None)]
    below = sorted(below, key=lambda mark: mark.box.x0)
    box = union(mark.box for mark in below)
    parts = accent.parts + sum(mark.parts for mark in below)
    base = max(below, key=lambda mark: mark.size)
    latex = f"{command}{{{build(below)}}}"
    made = replace(base, latex=latex, box=box, style="built", parts=parts)
    return [mark for mark in left if not any(mark is one for one in below)] + [made]
