"""Letters joined to words, accents put over letters, before a formula's layout is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mmkg.graph.provenance import union
from mmkg.tools.parse.formula_fonts import ACCENTS, CLOSING, OPENING, RELATIONS, WIDE_ACCENTS
from mmkg.tools.parse.formula_marks import Mark

OPERATORS = frozenset(
    ["log", "ln", "lg", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "max", "min", "lim"]
    + ["arg", "sup", "inf", "det", "dim", "deg", "gcd", "Pr", "arcsin", "arccos", "arctan", "cot"]
    + ["ker", "hom", "sec", "csc", "coth"]
)
_LOW_GREEK = (
    "alpha varepsilon epsilon eta gamma iota kappa mu nu omega pi rho sigma tau upsilon chi"
)
_SKEW = 0.055  # how far to the right accents over slanted letters stand, in sizes
_RAISED = 0.6  # sizes by which an accent over one letter is raised, at most
_SMALLEST = 0.65  # sizes of a letter in which its accent may be set; TeX sets it in the same
_ASIDE = 0.24  # sizes from where an accent should be, at most
_LARGEST = 1.25  # the same at most; LibreOffice sets it larger
_AFTER = frozenset(",.;!")  # what may stand right behind a letter under a wide accent
_LEANS = {r"\vec": 0.075}  # sizes that the ink of an accent is right of the middle of its glyph
_AFTER_SCRIPT = 0.25  # points; half of the space that TeX puts after a script
_OFF_MIDDLE = 0.035  # sizes that an accent stands off the middle of letters with scripts, at most
_OFF_RUN = 0.15  # the same of several letters
_WIDEST = 1.3  # sizes; TeX has but one accent that is wider
_NARROWEST = 0.62  # sizes; TeX has no wide accent that is narrower
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
    before = any(-0.2 * size < box.x0 - m.box.x1 < _CLOSE * size for m in near)
    after = any(-0.2 * size < m.box.x0 - box.x1 < _CLOSE * size for m in near)
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
