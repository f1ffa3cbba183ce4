"""Printed fragments become rows of text: glyphs joined, spaces and superscripts told apart."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.accents import with_accents
from mmkg.tools.parse.pages import Glyph, Line, Page

CJK = "\u2e80-\u303f\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
IS_CJK = re.compile(f"[{CJK}]")
SPACE_BETWEEN_CJK = re.compile(f"(?<=[{CJK}])\\s+(?=[{CJK}])")
KEPT_FORMS = ("<super>", "<sub>", "<fraction>", "<wide>", "<circle>")
UNITS_WITH_POWERS = {"m", "s", "cm", "mm", "km", "kg", "ft", "K", "N", "V", "A", "W", "J"}
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SLANTED = re.compile(r"ital|obli|slant|cm[bs]?x?(ti|sl)\d|[-,]it\b", re.IGNORECASE)
BULLETS = {"\x88": "•", "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "‣", "\uf06c": "•", "\uf06e": "▪"}


@dataclass(frozen=True, slots=True)
class Column:
    """The x-range between two gutters that a row was set in."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Row:
    """A printed row of one column.

    Attributes:
        baseline: y of the baseline in points.
        size: Commonest font size in points.
        bold: Whether at least 95 % of its letters are bold.
        lead_bold: Whether it starts bold.
        marked: Whether it starts with a raised small mark, as footnotes do.
        listed: Whether a bullet is drawn in front of it, which is no character.
        ruled: Whether it stands right under a short rule, as footnotes do.
        slanted: Whether at least 95 % of its letters are italic.
        entry: Whether it is of a table of contents or a list of figures.
    """

    text: str
    box: Box
    page: int
    column: Column
    baseline: float
    size: float
    bold: bool
    lead_bold: bool
    marked: bool
    listed: bool = False
    ruled: bool = False
    slanted: bool = False
    entry: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A printed fragment of a row, with its font size and baseline."""

    text: str
    box: Box
    glyphs: tuple[Glyph, ...]
    size: float
    baseline: float


def piece_of(line: Line) -> Piece:
    """A fragment as PyMuPDF found it, measured.

    Its size is the largest that a seventh of its signs have, so that small capitals do not make
    a row look like smaller print; of many sizes, the one in the middle.
    """
    printed = [g for g in line.glyphs if not g.char.isspace()] or line.glyphs
    sizes = Counter(round(g.size, 1) for g in printed)
    usual = [size for size, count in sizes.items() if 7 * count >= sizes.total()]
    size = max(usual) if usual else sorted(sizes)[len(sizes) // 2]
    baseline = median(g.y for g in line.glyphs if abs(g.size - size) < 0.6)
    return Piece(line.text.strip(), line.box, line.glyphs, size, baseline)


def normalise(text: str) -> str:
    """NFKC without its losses: raised digits, fractions and full-width punctuation stay as printed.

    NFKC makes `10²` read `102` and `，` read `,`; everything else of it is wanted (ligatures,
    mathematical letters, compatibility ideographs).
    """
    return "".join(_normal(char) for char in text)


def _normal(char: str) -> str:
    if char.isascii():
        return char if char.isprintable() else " "
    if char in BULLETS:
        return BULLETS[char]
    form = unicodedata.decomposition(char)
    if form.startswith(KEPT_FORMS) and not (form.startswith("<wide>") and char.isalnum()):
        return " " if char == "\u3000" else char
    if char == "…":
        return char
    if unicodedata.category(char) == "Cs":  # half a character: a font that names no such sign
        return "\ufffd"
    plain = unicodedata.normalize("NFKC", char)
    return "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf") or c == "\u00ad")


def squeeze(text: str) -> str:
    """One space between words, none between Chinese characters."""
    return SPACE_BETWEEN_CJK.sub("", " ".join(text.split()))


def rows_of(fragments: Sequence[Piece], page: int, column: Column) -> list[Row]:
    """Fragments of one column, joined into rows and sorted from the top."""
    if not fragments:
        return []
    usual = median(line.size for line in fragments)
    full = sorted(
        (f for f in fragments if f.size >= 0.75 * usual), key=lambda piece: piece.baseline
    )
    groups: list[list[Piece]] = []
    for fragment in full:
        if groups and _same_row(groups[-1], fragment):
            groups[-1].append(fragment)
        else:
            groups.append([fragment])
    for small in (f for f in fragments if f.size < 0.75 * usual):
        home = _home(groups, small)
        home.append(small) if home else groups.append([small])
    rows = [_row(group, page, column) for group in groups]
    return sorted((row for row in rows if row.text), key=lambda row: row.baseline)


def _same_row(group: Sequence[Piece], fragment: Piece) -> bool:
    first = group[0]
    apart = abs(first.baseline - fragment.baseline)
    return apart <= 0.35 * max(first.size, fragment.size)


def _home(groups: Iterable[list[Piece]], small: Piece) -> list[Piece] | None:
    """The row beside a small fragment, such as a stray index or exponent."""
    y = small.box.centre[1]
    near = [
        group
        for group in groups
        if group[0].size > small.size
        and (box := union(line.box for line in group)).y0 <= y <= box.y1
        and box.x0 - 2 * small.size <= small.box.centre[0] <= box.x1 + 2 * small.size
    ]
    return min(near, key=lambda g: abs(g[0].box.centre[1] - y)) if near else None


def _row(group: Sequence[Piece], page: int, column: Column) -> Row:
    ordered = sorted(group, key=lambda line: line.box.x0)
    main = max(group, key=lambda line: len(line.glyphs) * line.size)
    glyphs = [glyph for line in ordered for glyph in with_accents(line.glyphs)]
    printed = [glyph for glyph in glyphs if not glyph.char.isspace()]
    letters = [glyph for glyph in printed if glyph.char.isalnum()] or printed
    baseline = main.baseline
    return Row(
        text=squeeze(normalise(text_of(glyphs, main.size, baseline))),
        box=_trimmed(union(line.box for line in group), baseline, main.size),
        page=page,
        column=column,
        baseline=baseline,
        size=main.size,
        bold=sum(glyph.bold for glyph in letters) >= 0.95 * len(letters),
        lead_bold=all(glyph.bold for glyph in letters[:3]),
        marked=raised(printed[0], main.size, baseline),
        slanted=sum(map(is_slanted, letters)) >= 0.95 * len(letters),
    )


def is_slanted(glyph: Glyph) -> bool:
    """Whether the name of a glyph's font says that it is italic."""
    return SLANTED.search(glyph.font) is not None


def _trimmed(box: Box, baseline: float, size: float) -> Box:
    """The box without the empty reach of mathematical fonts, which covers the rows around."""
    top, bottom = baseline - 1.15 * size, baseline + 0.4 * size
    return Box(box.x0, max(box.y0, top), box.x1, min(box.y1, bottom))


def text_at(page: Page, box: Box) -> str:
    """What is printed in a box, as chunks hold it: the rows whose baselines run through it."""
    pieces = [piece_of(line) for line in page.lines if not line.rotated]
    inside = [
        piece
        for piece in pieces
        if box.x0 - 1 <= piece.box.centre[0] <= box.x1 + 1 and box.y0 <= piece.baseline <= box.y1
    ]
    rows = rows_of(inside, page.number, Column(box.x0, box.x1))
    return " ".join(row.text for row in rows)


def text_of(glyphs: Sequence[Glyph], size: float, baseline: float) -> str:
    """The characters of a row, with spaces at gaps and `^` before exponents.

    Raised digits that are no exponent but touch what stands before them are footnote marks: they
    become `¹` and so on, which belong to no word and no number.
    """
    parts: list[str] = []
    before: Glyph | None = None
    marks = False
    for place, glyph in enumerate(glyphs):
        gap = before is not None and glyph.box.x0 - before.box.x1 > 0.2 * size
        power = starts_exponent(glyphs, place, size, baseline)
        if gap or power or not raised(glyph, size, baseline):
            marks = False
        elif before is None or not raised(before, size, baseline):
            marks = glyph.char.isdigit() and not (before and before.char.isspace())
        parts += (
            [" "] * gap + ["^"] * power + [glyph.char.translate(RAISED) if marks else glyph.char]
        )
        before = glyph
    return "".join(parts)


def raised(glyph: Glyph, size: float, baseline: float) -> bool:
    """Whether a glyph is small and stands above the baseline."""
    return glyph.size <= 0.85 * size and baseline - glyph.y > 0.15 * size


def starts_exponent(glyphs: Sequence[Glyph], place: int, size: float, baseline: float) -> bool:
    """Whether an exponent, rather than a footnote mark, starts at a glyph.

    Raised digits count as an exponent after a digit, a mathematical letter or a unit, and
    anywhere when they start with a minus sign.
    """
    if place == 0 or not raised(glyphs[place], size, baseline):
        return False
    before = glyphs[place - 1]
    if before.char.isspace() or raised(before, size, baseline):
        return False
    signed = glyphs[place].char in "-−" and place + 1 < len(glyphs)
    if not (glyphs[place].char.isdigit() or signed and glyphs[place + 1].char.isdigit()):
        return False
    if signed or before.char.isdigit() or before.font.split("+")[-1].startswith("CMMI"):
        return True
    word = re.search(r"[^\W\d_]+$", "".join(g.char for g in glyphs[max(0, place - 4) : place]))
    return word is not None and word.group() in UNITS_WITH_POWERS
