"""Letters joined to words, strokes to relations, before a formula's layout is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import union
from mmkg.tools.parse.formula_fonts import RELATIONS
from mmkg.tools.parse.formula_marks import Mark

OPERATORS = frozenset(
    ["log", "ln", "lg", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "lim"]
    + ["arg", "sup", "inf", "det", "dim", "deg", "gcd", "Pr", "arcsin", "arccos", "arctan", "cot"]
    + ["ker", "hom", "sec", "csc", "coth"]
)
_STRUCK = {"=": r"\neq", r"\in": r"\notin", r"\exists": r"\nexists", "|": r"\nmid"}
_STRIKABLE = RELATIONS | frozenset(_STRUCK) | {r"\subset", r"\subseteq", r"\equiv", r"\mid"}
WORDED = frozenset(["roman", "text", "textit", "bold"])
_CLOSE = 0.12  # largest gap inside a word, in sizes
_APART = 0.06  # least gap after the name of an operator, in sizes
_WORD_GAP = 0.5  # largest gap between the words of a phrase


def struck(marks: Sequence[Mark]) -> list[Mark]:
    r"""Join strokes with the relations that they go through, as TeX prints `\neq`."""
    slashes = [m for m in marks if m.latex == "/" and any(_is_struck(one, m) for one in marks)]
    strokes = [*slashes, *(mark for mark in marks if mark.latex == r"\not")]
    left = [mark for mark in marks if not any(mark is stroke for stroke in strokes)]
    for stroke in strokes:
        base = next((mark for mark in left if _is_struck(mark, stroke)), None)
        if base is None:
            left.append(replace(stroke, latex=None))
            continue
        latex = _STRUCK.get(base.latex or "", rf"\not{base.latex}")
        made = replace(base, latex=latex, parts=base.parts + stroke.parts)
        left = [made if mark is base else mark for mark in left]
    return left


def _is_struck(mark: Mark, stroke: Mark) -> bool:
    level = abs(mark.y - stroke.y) < 0.1 * mark.size and abs(mark.size - stroke.size) < 0.1
    return level and mark.latex in _STRIKABLE and mark.box.x0 <= stroke.x <= mark.box.x1


def letter_latex(mark: Mark) -> str:
    """One mark as LaTeX, in the command that its style asks for."""
    latex = mark.latex or ""
    letter = latex.isalpha()
    if mark.style == "script":
        return rf"\mathcal{{{latex}}}"
    if mark.style == "fraktur" and letter:
        return rf"\mathfrak{{{latex}}}"
    if mark.style == "blackboard" and latex.isalnum():
        return rf"\mathbb{{{latex}}}"
    if mark.style == "bold" and (letter or latex.startswith("\\")):
        return rf"\mathbf{{{latex}}}" if letter else rf"\boldsymbol{{{latex}}}"
    if mark.style in ("roman", "text") and letter:
        return rf"\mathrm{{{latex}}}" if latex.isascii() else rf"\text{{{latex}}}"
    return latex


def worded(marks: Sequence[Mark], slanted_words: bool) -> list[Mark]:
    """Join runs of upright letters to words and words to phrases.

    Args:
        marks: Marks of one formula.
        slanted_words: Whether runs in a slanted text font are words; they are products where that
            font serves for variables.
    """
    rows: dict[tuple[float, float], list[Mark]] = {}
    for mark in marks:
        key = next((k for k in rows if _same_line(k, mark)), (mark.y, mark.size))
        rows.setdefault(key, []).append(mark)
    out: list[Mark] = []
    for row in rows.values():
        row.sort(key=lambda mark: mark.box.x0)
        letters = _joined(row, lambda a, b: _in_one_word(a, b, slanted_words), "")
        words = [_spelt(mark) for mark in letters]
        out += _joined(words, _in_one_phrase, " ")
    return [_finished(mark) for mark in out]


def _same_line(key: tuple[float, float], mark: Mark) -> bool:
    return abs(key[0] - mark.y) < 0.08 * mark.size and abs(key[1] - mark.size) < 0.3


def _joined(row: list[Mark], joins: Callable[[Mark, Mark], bool], glue: str) -> list[Mark]:
    out: list[Mark] = []
    for mark in row:
        if out and joins(out[-1], mark):
            last = out.pop()
            latex = f"{last.latex}{glue}{mark.latex}"
            box, parts = union((last.box, mark.box)), last.parts + mark.parts
            out.append(replace(last, latex=latex, box=box, parts=parts))
        else:
            out.append(mark)
    return out


def _in_one_word(left: Mark, right: Mark, slanted_words: bool) -> bool:
    if left.style not in WORDED or right.style != left.style:
        return False
    if left.style == "textit" and not slanted_words:
        return False
    before, after = left.latex or "", right.latex or ""
    if before in OPERATORS and (after.isdigit() or right.box.x0 - left.box.x1 > _APART * left.size):
        return False
    digits = before[:1].isdigit() and (after.isdigit() or after == ".")
    word = before[:1].isalpha() and (
        after.isalnum() or after in ("-", "'", ".") and after != before
    )
    if after == "." and word:
        return False
    return (digits or word) and right.box.x0 - left.box.x1 < _CLOSE * left.size


def _spelt(mark: Mark) -> Mark:
    """A word, marked as such by its style."""
    text = mark.latex or ""
    if mark.style not in WORDED or not text[:1].isalpha():
        return mark
    if len(text) == 1 and (mark.style == "textit" or text.isascii()):
        return mark
    if text in OPERATORS:
        return replace(mark, latex=f"\\{text}", style="operator")
    if text in ("argmax", "argmin"):
        return replace(mark, latex=rf"\arg\{text[3:]}", style="operator")
    return replace(mark, style=f"word {mark.style}")


def _in_one_phrase(left: Mark, right: Mark) -> bool:
    close = right.box.x0 - left.box.x1 < _WORD_GAP * left.size
    if left.latex == r"\arg" and right.latex in (r"\max", r"\min"):
        return close
    words = left.style.startswith("word") and right.style == left.style
    return words and close


def _finished(mark: Mark) -> Mark:
    text = mark.latex or ""
    if mark.style == "operator":
        return replace(mark, latex=text.replace(" ", ""))
    if not mark.style.startswith("word"):
        return mark
    style = mark.style.removeprefix("word ")
    command = {"textit": "mathit", "bold": "mathbf", "roman": "mathrm"}.get(style, "text")
    if " " in text or "-" in text or not text.isascii():
        command = "text"
    return replace(mark, latex=rf"\{command}{{{text}}}", style="built")
