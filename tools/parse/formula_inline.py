"""Formulas inside lines of running text: runs of mathematical glyphs that state or compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from mmkg.graph.document import Chunk, Formula
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.formula_columns import Piece, columns_of, main_of, pieces_in
from mmkg.tools.parse.formula_edges import is_whole
from mmkg.tools.parse.formula_fonts import BIG, is_mathematical, reading, style_of
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_layout import rebuild
from mmkg.tools.parse.formula_marks import accents_in, marks_of, rules_in
from mmkg.tools.parse.formula_statements import as_inline, is_statement
from mmkg.tools.parse.formula_words import OPERATORS
from mmkg.tools.parse.pages import Glyph, Page

_RELATIONS = frozenset("=<>≤≥⩽⩾≈≡∝∼≃≅≠∈∉⊂⊆→←⇒↦≪≫≜≔:")
_SIGNS = _RELATIONS | frozenset("+-−±×·⋅∗*/÷∪∩⊕⊗◦∧∨∖⇔⟺↔⟹⊃⊇≻≺")
_OPEN, _CLOSE = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")
_WEAK = _SIGNS | _OPEN | _CLOSE | frozenset("0123456789.,;|!%′'…√∑∏∫")
_ACCENTS = frozenset("ˆ˜¯ˉ˙¨^~⃗")
_NAME_GAP = 0.26  # the same beside names of functions
OFF = 0.6  # sizes that a sum or relation stands off what it is for, at most
MAX_NAME = 12  # letters of a function's name
_WORD_GAP = 0.19  # in sizes; thin spaces inside formulas are smaller


class Line(NamedTuple):
    """The baseline of a row of text, and the size of its letters."""

    y: float
    size: float


@dataclass(frozen=True, slots=True)
class _Run:
    """Glyphs of a row that belong to one formula, and the line that they stand on."""

    glyphs: tuple[Glyph, ...]
    line: Line

    @property
    def text(self) -> str:
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def box(self) -> Box:
        return union(
            Box(g.box.x0, g.y - 0.72 * g.size, g.box.x1, g.y + 0.22 * g.size) for g in self.glyphs
        )


def inline_formulas(page: Page, ink: Callable[[], Ink], sha256: str) -> Iterator[Formula]:
    """Formulas in the lines of a page, whatever these lines belong to; `placed_inline` tells.

    A formula that is broken between two lines, or cannot be read for certain, is left out. Ids tell
    the page and which of its formulas it is, counted from 1.

    Args:
        page: The page.
        ink: Its ink, asked for only if there is need.
        sha256: Hash of the file, for addresses.
    """
    count = 0
    for run in runs_in(page):
        latex = _latex(run, page, ink()) if any(char in _SIGNS for char in run.text) else ""
        if is_statement(latex):
            address = Address(document=sha256, page=page.number, box=run.box.rounded())
            count += 1
            name = f"{sha256[:12]}:formula:{page.number}.{count}"
            yield as_inline(Formula(id=name, address=address, inline=True, method="glyphs"), latex)


def placed_inline(formulas: Sequence[Formula], chunks: Sequence[Chunk]) -> Iterator[Formula]:
    """Those formulas that stand in running text, each once, with their chunk's place.

    Args:
        formulas: What `inline_formulas` found.
        chunks: The running text.
    """
    seen: set[str] = set()
    for formula in formulas:
        chunk = next((chunk for chunk in chunks if _stands_in(formula, chunk)), None)
        if chunk is None or formula.latex in seen:
            continue
        seen.add(formula.latex)
        yield formula.model_copy(update={"section": chunk.section, "order": chunk.order})


def _stands_in(formula: Formula, chunk: Chunk) -> bool:
    here = formula.address
    return chunk.kind in ("paragraph", "list", "footnote") and any(
        line.page == here.page and here.box is not None and line.box.grown(1).holds(here.box)
        for line in chunk.lines
    )


def _latex(run: _Run, page: Page, ink: Ink) -> str:
    marks = marks_of(run.glyphs, ink) + accents_in(run.box, ink)
    rules = rules_in(page, run.box)
    rebuilt = rebuild(marks, rules, True)
    # Limits of operators stand under them, where the next row's scripts may be taken for them.
    reach = 8.0 if any(operator in rebuilt.latex for operator in BIG) else 2.0
    x0, y0, x1, y1 = run.box
    if rebuilt.lines != 1 or ink.unread(run.glyphs, Box(x0, y0 - reach, x1, y1 + reach)):
        return ""
    if ink.misread(run.glyphs) or not is_whole((x0, x1), run.line.y, run.line.size, ink):
        return ""
    return rebuilt.latex


def runs_in(page: Page) -> Iterator[_Run]:
    """The runs of mathematical glyphs in a page's rows, without those broken at a row's end."""
    for column in columns_of(page):
        rows = _rows(pieces_in(page, column), column.size)
        texts = [[glyph for glyph in row if not glyph.char.isspace()] for row, _ in rows]
        for place, (_, line) in enumerate(rows):
            glyphs = texts[place]
            before = texts[place - 1][-1:] if place else []
            after = texts[place + 1][:1] if place + 1 < len(texts) else []
            for run in _runs(glyphs, line):
                begun = run.glyphs[0] is glyphs[0] and _is_open(before)
                goes_on = run.glyphs[-1] is glyphs[-1] and _is_open(after)
                ends_open = run.glyphs[-1] is glyphs[-1] and run.text[-1] in _SIGNS
                if not begun and not goes_on and not ends_open:
                    yield run


def _is_open(side: Sequence[Glyph]) -> bool:
    """Whether the neighbouring row ends or begins with a sign that its formula goes on from."""
    return bool(side) and side[0].char in _SIGNS - {"-", ":"}


def _rows(pieces: Sequence[Piece], size: float) -> list[tuple[list[Glyph], Line]]:
    """Rows of text from the top, each with its scripts, accents and tall brackets, from the left.

    PyMuPDF gives these as lines of their own.
    """
    plain = [piece for piece in pieces if not piece.number]
    full = [p for p in plain if abs(main_of(p)[0] - size) < 0.15 * size and not _is_loose(p)]
    rows = [[*piece.glyphs] for piece in full]
    for piece in plain:
        if main_of(piece)[0] >= 0.85 * size and not _is_loose(piece):
            continue
        near = [
            (abs(host.box.centre[1] - piece.box.centre[1]), place)
            for place, host in enumerate(full)
            if host.box.x0 - size < piece.box.x0 < host.box.x1 + 0.5 * size
        ]
        if near and min(near)[0] < 0.9 * size:
            rows[min(near)[1]].extend(piece.glyphs)
    lines = [Line(y, size) for size, y in map(main_of, full)]
    ordered = (sorted(row, key=lambda glyph: glyph.box.x0) for row in rows)
    return list(zip(ordered, lines, strict=True))


def _is_loose(piece: Piece) -> bool:
    """Whether it has nothing but accents, or brackets that hang from their baseline."""
    inked = [glyph for glyph in piece.glyphs if not glyph.char.isspace()]
    return all(g.char in _ACCENTS or style_of(g.font) == "extension" for g in inked)


def _runs(glyphs: Sequence[Glyph], line: Line) -> Iterator[_Run]:
    kinds = _kinds(glyphs)
    start = 0
    for end in range(1, len(glyphs) + 1):
        if end < len(glyphs) and kinds[end] and kinds[end - 1] and not _parted(glyphs, kinds, end):
            continue
        if kinds[end - 1]:
            for first, last in _trimmed(glyphs, kinds, start, end):
                yield _Run(tuple(glyphs[first:last]), line)
        start = end


def _kinds(glyphs: Sequence[Glyph]) -> list[str]:
    """What each glyph may be: `m` mathematical, `o` of any formula, nothing for a word's letter."""
    size = max((glyph.size for glyph in glyphs), default=0.0)
    kinds = []
    for glyph in glyphs:
        mathematical = is_mathematical(glyph.font) or _is_symbol(glyph.char)
        script = glyph.size < 0.85 * size
        weak = glyph.char in _WEAK or glyph.char in _ACCENTS or script
        kinds.append("m" if mathematical else "o" if weak else "")
    for word, start, end in _words(glyphs, kinds):
        if word in OPERATORS:
            kinds[start:end] = ["f"] * (end - start)
        elif _is_applied(glyphs, word, end) or len(word) == 1 and _touches(glyphs, start, end):
            kinds[start:end] = ["o"] * (end - start)
    return kinds


def _is_applied(glyphs: Sequence[Glyph], word: str, end: int) -> bool:
    """Whether a word is the name of a function, as in `Var(X)`: brackets follow without a space."""
    opened = end < len(glyphs) and glyphs[end].char == "(" and _gap(glyphs, end) < 0.12
    return opened and word.isascii() and word.isalpha() and len(word) <= MAX_NAME


def _is_symbol(char: str) -> bool:
    return "\U0001d400" <= char <= "\U0001d7ff" or "\u0391" <= char <= "\u03f5"


def _words(glyphs: Sequence[Glyph], kinds: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    start = 0
    for end in range(1, len(glyphs) + 1):
        joined = end < len(glyphs) and not kinds[end] and not kinds[end - 1]
        if joined and _gap(glyphs, end) < 0.12:
            continue
        if not kinds[start]:
            yield "".join(glyph.char for glyph in glyphs[start:end]), start, end
        start = end


def _touches(glyphs: Sequence[Glyph], start: int, end: int) -> bool:
    """Whether a lone upright letter stands between signs of a formula, as in `p(Y = 1)`."""
    before = start > 0 and glyphs[start - 1].char in _OPEN | _SIGNS
    after = end < len(glyphs) and glyphs[end].char in _CLOSE | _SIGNS
    return before and after


def _gap(glyphs: Sequence[Glyph], place: int) -> float:
    """The space before a glyph, in sizes of the row."""
    left, right = glyphs[place - 1], glyphs[place]
    return (right.box.x0 - left.box.x1) / max(left.size, right.size)


def _parted(glyphs: Sequence[Glyph], kinds: Sequence[str], place: int) -> bool:
    """Whether a formula ends before a glyph: at a space that no sign or comma asks for."""
    left, right = glyphs[place - 1], glyphs[place]
    gap = _gap(glyphs, place)
    asked = left.char in _SIGNS or right.char in _SIGNS or left.char in ",;" or right.char == "|"
    asked = asked or _is_big(right) or any(map(_is_big, _base(glyphs, place)))
    space = _NAME_GAP if "f" in kinds[place - 1 : place + 1] else _WORD_GAP
    return gap > 1.2 or gap > space and not asked and left.char not in "|.…"


def _base(glyphs: Sequence[Glyph], place: int) -> Sequence[Glyph]:
    """What stands before a glyph of full size: one more such glyph, with its scripts or limits."""
    start = place - 1
    while start > 0 and glyphs[start].size < 0.85 * glyphs[place].size:
        start -= 1
    return glyphs[start:place]


def _is_big(glyph: Glyph) -> bool:
    """Whether a glyph is a sum, an integral or the like, which stands off what it acts on."""
    width = glyph.box.width / glyph.size
    return reading(glyph.char, style_of(glyph.font), width)[0] in BIG


def _trimmed(
    glyphs: Sequence[Glyph], kinds: Sequence[str], start: int, end: int
) -> Iterator[tuple[int, int]]:
    """The formulas of a stretch: parted at commas before another statement, ends cut off."""
    for first, last in _stretches(glyphs, start, end):
        later = first > start
        while last > first and glyphs[last - 1].char in ",;.:…":
            last -= 1
        while last > first and glyphs[first].char in ",;:":
            first += 1
        first, last = _closed(glyphs, first, last)
        text = [glyph.char for glyph in glyphs[first:last]]
        whole = _balanced(text) and not _touches_word(glyphs, kinds, first, last)
        whole = whole and not _goes_on(glyphs, kinds, first - 1, first)
        whole = whole and not _goes_on(glyphs, kinds, last, last)
        if whole and "m" in kinds[first:last] and not (later and _lists(text)):
            yield first, last


def _touches_word(glyphs: Sequence[Glyph], kinds: Sequence[str], first: int, last: int) -> bool:
    """Whether a word goes on right where the stretch ends, so that it is no whole formula."""
    before = first > 0 and not kinds[first - 1] and _gap(glyphs, first) < 0.12
    after = last < len(glyphs) and not kinds[last] and _gap(glyphs, last) < 0.12
    return (before and glyphs[first].char not in _OPEN) or (after and last > first)


def _goes_on(glyphs: Sequence[Glyph], kinds: Sequence[str], beside: int, place: int) -> bool:
    """Whether the glyph beside a stretch is of a formula too, and near: it was parted in vain."""
    if not 0 <= beside < len(glyphs) or not 0 < place < len(glyphs):
        return False
    glyph = glyphs[beside]
    mathematical = kinds[beside] in ("m", "f") or glyph.char in _SIGNS or _is_big(glyph)
    return mathematical and glyph.char not in ",;:" and _gap(glyphs, place) < OFF


def _lists(text: Sequence[str]) -> bool:
    """Whether values are listed; after a list of symbols, as in `a, b = 1, 2`, they are shared."""
    depth = 0
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE)
        if char == "," and depth == 0:
            return True
    return False


def _stretches(glyphs: Sequence[Glyph], start: int, end: int) -> Iterator[tuple[int, int]]:
    cuts, depth = [start], 0
    for place in range(start, end):
        char = glyphs[place].char
        depth += (char in _OPEN) - (char in _CLOSE)
        ahead = glyphs[place + 1 : end]
        rest = "".join(glyph.char for glyph in ahead).split(",")[0]
        if char in ",;" and depth <= 0 and ahead and any(sign in rest for sign in _RELATIONS):
            cuts.append(place + 1)
    yield from pairwise([*cuts, end])


def _closed(glyphs: Sequence[Glyph], first: int, last: int) -> tuple[int, int]:
    """The stretch without brackets at its ends that the sentence opens or closes."""
    text = [glyph.char for glyph in glyphs]
    while last > first and text[first] in _OPEN and not _balanced(text[first:last]):
        first += 1
    while last > first and text[last - 1] in _CLOSE and not _balanced(text[first:last]):
        last -= 1
    whole = text[first:last]
    if len(whole) > 2 and whole[0] == "(" and whole[-1] == ")" and _balanced(whole[1:-1]):
        first, last = first + 1, last - 1
    return first, last


def _balanced(text: Sequence[str]) -> bool:
    depth = 0
    for char in text:
        depth += (char in _OPEN) - (char in _CLOSE)
        if depth < 0:
            return False
    return depth == 0
