"""The printed marks of a formula: glyphs with what they stand for and where they sit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_fonts import (
    ACCENTS,
    BIG,
    TALL,
    WIDE_ACCENTS,
    Style,
    as_printed,
    is_mathematical,
    reading,
    style_of,
)
from mmkg.tools.parse.formula_ink import Ink, is_combining
from mmkg.tools.parse.formula_signs import NAMED
from mmkg.tools.parse.pages import Glyph
from mmkg.tools.parse.sign_fonts import OPAQUE

WIDE = 0.55  # accents over several letters are wider than this, in sizes
TALLER = 1.3  # brackets that reach beyond their line are taller than this, in sizes
_SCALED = 0.75  # least share of the letters' size in which LibreOffice sets a bracket
STROKE = "\u0338"  # of what is not equal
AXIS = 0.25  # height of the mathematical axis above the baseline, in sizes


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a formula, from one glyph to a whole fraction.

    Attributes:
        latex: What it stands for; nothing if unknown.
        box: Where its ink may be.
        y: Its baseline.
        size: Font size that it was set in.
        style: How its letters look; `built` for a piece made of others.
        parts: Glyphs and rules in it.
    """

    latex: str | None
    box: Box
    y: float
    size: float
    style: Style | str
    parts: int = 1

    @property
    def x(self) -> float:
        """The middle, from left to right."""
        return (self.box.x0 + self.box.x1) / 2

    @property
    def axis(self) -> float:
        """The height that fraction bars and operators are centred on."""
        return self.y - AXIS * self.size


def marks_of(glyphs: Iterable[Glyph], ink: Ink | None = None) -> list[Mark]:
    """The marks that glyphs make, without spaces; pieces of a tall bracket or bar are one mark.

    Args:
        glyphs: The glyphs of a formula.
        ink: The page's ink, which tells how tall brackets and operators are and where accents
            stand; without it that is guessed from the font.
    """
    plain: dict[int, Mark] = {}
    whole = list(_whole_characters(glyphs))
    found = list(_strokes(whole, ink)) if ink else []
    ceilings = _ceilings("".join(glyph.char for glyph in whole))
    for glyph in whole:
        style = style_of(glyph.font)
        seen = ink.of(glyph) if ink else None
        if glyph.size <= 0 or _is_space(glyph, style, seen) or ink and is_combining(glyph.char):
            continue
        latex, shown = reading(
            as_printed(glyph.char, glyph.font), style, glyph.box.width / glyph.size
        )
        latex = None if OPAQUE.search(glyph.font) else ceilings.get(glyph.char, latex)
        wide = next((w for w, plain in WIDE_ACCENTS.items() if plain == latex), None)
        if seen and wide and seen.width > WIDE * glyph.size:
            found.append(Mark(wide, seen, glyph.y, glyph.size, shown))
        elif seen and (latex in TALL or latex == "" or style == "extension"):
            y = seen.centre[1] + AXIS * glyph.size
            sign = "|" if latex == r"\mid" else latex
            if _is_scaled(glyph):
                size = max(glyph.size / _SCALED, seen.height)
                found.append(Mark(sign, seen, seen.centre[1] + AXIS * size, size, "extension"))
                continue
            found.append(Mark(sign, seen, y, glyph.size, "extension"))
            if style != "extension" and latex not in BIG | {r"\sqrt", ""}:
                plain[id(found[-1])] = Mark(latex, _ink(glyph, latex), glyph.y, glyph.size, shown)
        elif style == "extension" and latex != "":
            found.append(_hanging(glyph, latex))
        elif latex != "":
            # Operators come larger than the text around them; accents without width may be
            # drawn anywhere near.
            shown = "extension" if latex in BIG else shown
            floating = latex in ACCENTS and glyph.box.width < 0.05 * glyph.size
            if floating and ink and _is_combining_elsewhere(glyph, ink):
                continue
            latex = None if floating else latex
            found.append(Mark(latex, _ink(glyph, latex), glyph.y, glyph.size, shown))
    return [
        plain[id(mark)] if id(mark) in plain and mark.box.height <= TALLER * mark.size else mark
        for mark in _without_pieces(found)
    ]


def _strokes(glyphs: Sequence[Glyph], ink: Ink) -> Iterator[Mark]:
    """Combining signs that are others for the second reader, so that `accents_in` lacks them.

    A stroke comes before the relation that it goes through; MuPDF moves it away from there.
    """
    for glyph in glyphs:
        x, y, size = glyph.x, glyph.y, glyph.size
        near = Box(x - size, y - 1.3 * size, x + size, y + 0.3 * size)
        if not is_combining(glyph.char) or any(True for _ in ink.accents(near)):
            continue
        seen = ink.of(glyph)
        if glyph.char == STROKE:
            level = (g for g in glyphs if abs(g.y - y) < 0.1 * size and not is_combining(g.char))
            after = [g for g in level if -0.1 < g.box.x0 - x < size and not g.char.isspace()]
            seen = min(after, key=lambda g: g.box.x0).box if after else None
        if seen or glyph.char == STROKE:
            yield Mark(NAMED.get(glyph.char) if seen else None, seen or near, y, size, "symbol")


def _ceilings(chars: str) -> dict[str, str | None]:
    """What the tops of square brackets are if these go on and have no foot.

    Nothing is certain where only some of them have one.
    """
    found: dict[str, str | None] = {}
    for top, middle, foot, latex in (("⎡", "⎢", "⎣", r"\lceil"), ("⎤", "⎥", "⎦", r"\rceil")):
        if middle in chars and chars.count(top) > chars.count(foot):
            found[top] = None if foot in chars else latex
    return found


def _is_combining_elsewhere(glyph: Glyph, ink: Ink) -> bool:
    """Whether an accent without width is among those that `accents_in` gives."""
    x, y, size = glyph.x, glyph.y, glyph.size
    near = Box(x - size, y - 1.2 * size, x + size, y)
    return any(NAMED.get(one.char) == NAMED[glyph.char] for one in ink.accents(near))


def _is_scaled(glyph: Glyph) -> bool:
    """Whether a bracket is of a size of its own, as LibreOffice fits them to their height."""
    return "OpenSymbol" in glyph.font and glyph.char in "()[]{}|"


def accents_in(area: Box, ink: Ink) -> list[Mark]:
    """The combining accents of an area, as marks; wide ones go over several letters."""
    found = []
    for one in ink.accents(area):
        latex = reading(one.char[0], "roman", 0.0)[0]
        wide = one.box.width > WIDE * one.size
        latex = next((w for w, plain in WIDE_ACCENTS.items() if wide and plain == latex), latex)
        found.append(Mark(latex, one.box, one.origin[1], one.size, "symbol"))
    return found


def _without_pieces(marks: list[Mark]) -> list[Mark]:
    """Join the pieces that a tall bracket, bar or radical is built of, from the top."""
    out: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: mark.box.y0):
        upper = next((m for m in reversed(out) if _continues(m, mark)), None)
        if upper is None:
            out.append(mark)
            continue
        box = union((upper.box, mark.box))
        joined = replace(
            upper, latex=upper.latex or mark.latex, box=box, y=box.centre[1] + AXIS * mark.size
        )
        out = [joined if m is upper else m for m in out]
    # A piece of nothing is a sign whose name says too little.
    return [mark if mark.latex != "" else replace(mark, latex=None) for mark in out]


def _continues(upper: Mark, mark: Mark) -> bool:
    if upper.style != "extension" or mark.style != "extension":
        return False
    same = mark.latex in (*TALL - BIG, "") and upper.latex in (mark.latex, "") or mark.latex == ""
    touching = -0.8 * mark.size < mark.box.y0 - upper.box.y1 < 0.1 * mark.size
    width = min(upper.box.width, mark.box.width)
    over = min(upper.box.x1, mark.box.x1) - max(upper.box.x0, mark.box.x0)
    return same and touching and over > (0.0 if mark.latex in _BENT else 0.5 * width)


_BENT = frozenset([r"\sqrt", r"\{", r"\}", ""])  # built of pieces that are not under each other


def _ink(glyph: Glyph, latex: str | None) -> Box:
    top, bottom = glyph.y - 0.72 * glyph.size, glyph.y + 0.22 * glyph.size
    if latex in BIG:
        top, bottom = (glyph.y + (side - AXIS) * glyph.size for side in (-0.7, 0.7))
    return Box(glyph.box.x0, top, glyph.box.x1, bottom)


def _whole_characters(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Join the halves that a character outside the first plane may come in."""
    first: Glyph | None = None
    for glyph in glyphs:
        if "\ud800" <= glyph.char <= "\udbff":
            first = glyph
            continue
        if "\udc00" <= glyph.char <= "\udfff":
            if first is None:
                continue
            pair = (first.char + glyph.char).encode("utf-16", "surrogatepass").decode("utf-16")
            box = Box(first.box.x0, first.box.y0, max(first.box.x1, glyph.box.x1), first.box.y1)
            glyph = replace(first, char=pair, box=box)
        first = None
        yield glyph


def _is_space(glyph: Glyph, style: Style, seen: Box | None) -> bool:
    if seen:
        return False
    if style != "extension":
        return glyph.char.isspace() or glyph.char in "\u200b\u2061\u2062\u2063\u2064\ufeff\u00ad"
    # Positions 9 to 13, 28 to 32 of the extension font are brackets; a space that was put in
    # between has another width.
    return glyph.char == " " and abs(glyph.box.width / glyph.size - 0.597) > 0.03


def _hanging(glyph: Glyph, latex: str | None) -> Mark:
    """A glyph of the extension font, whose origin is at its top."""
    height = _height(latex or "", glyph.box.width / glyph.size) * glyph.size
    box = Box(glyph.box.x0, glyph.y, glyph.box.x1, glyph.y + height)
    baseline = (box.y0 + box.y1) / 2 + AXIS * glyph.size
    return Mark(latex, box, baseline, glyph.size, "extension")


def _height(latex: str, width: float) -> float:
    """Height of a glyph of the extension font in sizes; its width tells which size it is."""
    if latex in WIDE_ACCENTS:
        return 0.3
    if latex in (r"\int", r"\oint"):
        return 2.22 if width > 0.5 else 1.11
    if latex in BIG:
        return 1.4 if width > 1.1 else 1.0
    if latex in ("|", r"\|"):
        return 0.6
    steps = _BRACKET_WIDTHS.get(latex, (0.5, 0.6, 0.7))
    return (1.2, 1.8, 2.4, 3.0)[sum(width > step for step in steps)]


_BRACKET_WIDTHS = {
    **dict.fromkeys("()", (0.53, 0.67, 0.76)),
    **dict.fromkeys("[]", (0.445, 0.5, 0.555)),
    **dict.fromkeys((r"\{", r"\}"), (0.625, 0.71, 0.78)),
}


def mathematical_share(glyphs: Sequence[Glyph]) -> float:
    """Share of the printed glyphs that mathematical fonts or letters make."""
    inked = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not inked:
        return 0.0
    serving = sum(
        is_mathematical(glyph.font) or "\U0001d400" <= glyph.char <= "\U0001d7ff" for glyph in inked
    )
    return serving / len(inked)
