"""Marks on a line, with their superscripts and subscripts, as LaTeX."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence

from mmkg.tools.parse.formula_fonts import BIG, CLOSING, OPENING, RELATIONS
from mmkg.tools.parse.formula_marks import Mark
from mmkg.tools.parse.formula_words import letter_latex

_ATTACHED = 0.1  # sizes between a sign and a script of it, at most
SCRIPT = 0.85  # a script is smaller than this share of what it belongs to
Level = int  # -1 under the line, 0 on it, 1 over it


class Unclear(Exception):
    """The layout cannot be read for certain."""


def line_latex(marks: Sequence[Mark], smallest: float = 0.0) -> str:
    """The LaTeX of marks that stand on one line with their scripts.

    Args:
        marks: The marks.
        smallest: Size below which scripts of scripts are not set any smaller, as in TeX.

    Raises:
        Unclear: If a mark is unknown, or stands neither on the line nor as a script.
    """
    ordered = sorted(marks, key=lambda mark: (mark.box.x0, mark.box.x1))
    if any(mark.latex is None for mark in ordered):
        raise Unclear("unknown glyph")
    size = _size(ordered)
    try:
        return _in_size(ordered, size, smallest)
    except Unclear:
        # Of a line with nothing but an integral and a fraction, all letters are small.
        largest = max((mark.size for mark in ordered if mark.latex in BIG), default=0.0)
        if size > SCRIPT * largest:
            raise
        return _in_size(ordered, largest, smallest)


def _in_size(ordered: Sequence[Mark], size: float, smallest: float) -> str:
    """The LaTeX of a line whose letters have a size."""
    least = size <= smallest
    base = ordered[0].y if least and not _tall(ordered[0]) else _baseline(ordered, size)
    pieces: list[str] = []
    scripts: list[tuple[Level, Mark]] = []
    last: Mark | None = None
    for mark in ordered:
        level = _level(mark, base, size, scripts, least)
        of_script = scripts and mark.size < SCRIPT * scripts[-1][1].size
        if last is not None and _is_prime(mark) and not _is_prime(last) and not of_script:
            level = 1  # drawn raised, whatever line it is set on
        if level:
            if not scripts and last is not None and _is_off(last, mark):
                raise Unclear("a script of nothing")
            scripts.append((level, mark))
            continue
        pieces += _script_pieces(scripts, smallest)
        if last is not None and not scripts:
            pieces.append(_gap(last, mark, size))
        elif scripts:
            pieces.append(_gap(max((m for _, m in scripts), key=lambda m: m.box.x1), mark, size))
        if mark.latex == "/" and last is not None and last.latex in RELATIONS | {r"\in"}:
            raise Unclear("a stroke beside a relation")
        pieces.append(_piece(mark))
        scripts, last = [], mark
    return _text(pieces + _script_pieces(scripts, smallest))


def _is_off(relation: Mark, script: Mark) -> bool:
    """Whether a script stands off a relation, so that what it is of was not read."""
    gap = script.box.x0 - relation.box.x1
    return relation.latex in _RELATED and gap > _ATTACHED * relation.size


def _is_prime(mark: Mark) -> bool:
    return (mark.latex or "").startswith(r"\prime")


def _size(marks: Sequence[Mark]) -> float:
    plain = [mark.size for mark in marks if not _tall(mark)]
    return max(plain or [mark.size for mark in marks])


def _tall(mark: Mark) -> bool:
    return mark.style == "extension"


def _baseline(marks: Sequence[Mark], size: float) -> float:
    full = [mark for mark in marks if mark.size > SCRIPT * size and not _tall(mark)]
    # Some programs set brackets a little off the line, centred on what they are around.
    main = [mark.y for mark in full if mark.latex not in _FENCES] or [mark.y for mark in full]
    main = main or [mark.y for mark in marks if mark.latex in BIG]
    return statistics.median_low(main or [mark.y for mark in marks])


_FENCES = OPENING | CLOSING | {"|", r"\|", r"\mid"}
_RAISED = frozenset(["'", r"\prime", "*", r"\circ", r"\star", r"\dagger"])


def _level(
    mark: Mark, base: float, size: float, scripts: Sequence[tuple[Level, Mark]], least: bool
) -> Level:
    off = base - mark.y
    if mark.size > SCRIPT * size:
        if least and 0.2 * size <= abs(off) < 0.8 * size:
            return 1 if off > 0 else -1
        return _full_sized_level(mark, off / size)
    for level, other in reversed(scripts):
        if other.size == mark.size and abs(other.y - mark.y) < 0.05 * mark.size:
            return level
    larger = [pair for pair in scripts[-3:] if mark.size < SCRIPT * pair[1].size]
    if larger:
        return min(larger, key=lambda pair: abs(pair[1].y - mark.y))[0]
    if mark.style == "built" and "frac" in (mark.latex or "") and abs(off) < 0.12 * size:
        return 0
    if scripts and -0.06 * size <= off <= 0.12 * size and mark.box.x0 < scripts[-1][1].box.x1:
        return scripts[-1][0]  # below a script's own script, which the line's letters stand beside
    if off > 0.12 * size:
        return 1
    return -1 if off < -0.06 * size else 0


def _full_sized_level(mark: Mark, off: float) -> Level:
    loose = mark.style == "built" or mark.latex in _FENCES
    reach = 0.6 if _tall(mark) else 0.35 if loose else 0.2
    if abs(off) < reach:
        return 0
    if mark.latex in _RAISED:
        return 1
    raise Unclear("full-sized mark off the line")


def _script_pieces(scripts: Sequence[tuple[Level, Mark]], smallest: float) -> list[str]:
    below = [mark for level, mark in scripts if level < 0]
    above = [mark for level, mark in scripts if level > 0]
    pieces = [f"_{{{line_latex(below, smallest)}}}"] if below else []
    return pieces + ([f"^{{{line_latex(above, smallest)}}}"] if above else [])


def _gap(left: Mark, right: Mark, size: float) -> str:
    gap = right.box.x0 - left.box.x1
    if right.latex in RELATIONS:
        return ""
    if gap > 0.8 * size and (left.latex or "").endswith((",", ".", ";")):
        return r"\quad "
    if gap > 1.5 * size:
        return r"\quad "
    digits = (left.latex or " ")[-1].isdigit() and (right.latex or " ")[0].isdigit()
    return r"\;" if digits and gap > 0.12 * size else ""


def _piece(mark: Mark) -> str:
    latex = letter_latex(mark)
    if latex == r"\sqrt":
        raise Unclear("a radical without a bar")
    if mark.style == "extension" and latex in OPENING:
        return rf"\left{latex}" if latex[0] == "\\" else rf"\left{latex}"
    if mark.style == "extension" and latex in CLOSING:
        return rf"\right{latex}"
    return latex


def _text(pieces: Sequence[str]) -> str:
    out = ""
    for piece in pieces:
        if not piece:
            continue
        named = re.search(r"\\[a-zA-Z]+$", out)
        out += f" {piece}" if named and piece[0].isalpha() or piece in _SPACED else piece
        out += " " if piece in _SPACED or piece in BIG else ""
    return re.sub(r" {2,}", " ", out).strip()


_SPACED = frozenset(["=", "+", r"\approx", r"\leq", r"\geq", r"\to", r"\in", r"\sim", r"\propto"])


def scripted_twice(latex: str) -> bool:
    """Whether something has two subscripts or two superscripts, which no one would print."""
    seen: list[set[str]] = [set()]
    for before, char in zip(" " + latex, latex, strict=False):
        if before == "\\":
            continue
        if char in "_^":
            if char in seen[-1]:
                return True
            seen[-1].add(char)
        elif char == "}":
            seen = seen[:-1] or [set()]
        else:
            if before not in "_^":
                seen[-1].clear()
            if char == "{":
                seen.append(set())
    return False


def half_limited(latex: str) -> bool:
    """Whether an integral or a sum has an upper limit alone: then its lower one was not seen."""
    return re.search(r"\\(?:int|i+nt|sum|prod)\s*\^", latex) is not None


_RELATED = RELATIONS | {r"\neq", r"\simeq", r"\equiv", r"\ll", r"\gg", r"\in"}
_OPENS, _CLOSES = frozenset(["(", "[", r"\{"]), frozenset([")", "]", r"\}"])


def balanced(latex: str) -> bool:
    r"""Whether brackets pair up, and `\left` with `\right`."""
    if re.search(r"[_^]\{\s*=", latex):  # the index of a limit was lost
        return False
    if re.search(r"(?:[(\[{+\-]|\\{)\s*[_^]", latex):  # a script of nothing
        return False
    plain = re.sub(r"\\[{}]", "", latex)
    if plain.count("{") != plain.count("}") or re.match(r"\s*[_^]", latex):
        return False
    if latex.count(r"\left") - latex.count(r"\leftarrow") != latex.count(r"\right") - latex.count(
        r"\rightarrow"
    ):
        return False
    depth = 0
    for bracket in re.findall(r"\\?[{}]|[()\[\]]", latex):
        depth += (bracket in _OPENS) - (bracket in _CLOSES)
        if depth < 0:
            return False
    pairs = (("(", ")"), ("[", "]"), (r"\{", r"\}"))
    counts = [(latex.count(a), latex.count(b)) for a, b in pairs]
    return sum(a for a, _ in counts) == sum(b for _, b in counts)
