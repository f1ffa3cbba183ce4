"""Where the ink of formulas is, as the second reader sees it, and whether all of it was read.

PyMuPDF gives no ink boxes, and moves or drops combining accents; PDFium does neither.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Glyph
from mmkg.tools.parse.pdfium import Placed

_AROUND = frozenset("√⎷∫∮∬∭ˆ˜¯ˉ˙¨^~⇀.,")  # radicals, slanted signs, accents, what is kerned
NEAR = 0.35  # points between the origins that two readers give one glyph


def is_combining(char: str) -> bool:
    """Whether a character is printed over another, without a width of its own."""
    return bool(char) and unicodedata.combining(char[0]) > 0


class Ink:
    """The ink of one page, found by the origin of its glyphs."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self._inked = [one for one in placed if one.box.width > 0.05 and one.box.height > 0.05]
        self._at: dict[tuple[int, int], list[Placed]] = {}
        self._rows: dict[int, list[Placed]] = {}
        for one in self._inked:
            self._rows.setdefault(round(one.origin[1]), []).append(one)
            self._at.setdefault((round(one.origin[0]), round(one.origin[1])), []).append(one)

    def of(self, glyph: Glyph) -> Box | None:
        """The ink of a glyph, if the second reader knows it."""
        column, row = round(glyph.x), round(glyph.y)
        keys = ((column + i, row + j) for i in (0, -1, 1) for j in (0, -1, 1))
        offers = [
            (apart, one.box)
            for key in keys
            for one in self._at.get(key, ())
            if (apart := _apart(one, glyph)) < NEAR and _may_be(one, glyph)
        ]
        return min(offers)[1] if offers else None

    def beside(self, area: Box, left: float, right: float) -> list[Placed]:
        """What is printed on the lines of an area, up to so far from its sides, from the left."""
        rows = range(int(area.y0), int(area.y1) + 2)
        return sorted(
            (
                one
                for row in rows
                for one in self._rows.get(row, ())
                if not one.char.isspace()
                and not is_combining(one.char)
                and area.y0 < one.box.centre[1] < area.y1
                and (
                    area.x0 - left < one.box.centre[0] < area.x0
                    or area.x1 < one.box.centre[0] < area.x1 + right
                )
            ),
            key=lambda one: one.box.x0,
        )

    def misread(self, glyphs: Sequence[Glyph]) -> str:
        """Why glyphs cannot be what they are said to be; nothing where their ink speaks for them.

        Letters and digits have their ink around their baseline, where large operators of fonts
        without names for their glyphs do not; and no sign is printed over another.
        """
        inked = [glyph for glyph in glyphs if not is_combining(glyph.char)]
        seen = [(box, glyph) for glyph in inked if (box := self.of(glyph))]
        if any(glyph.char.isalnum() and not _on_its_line(box, glyph) for box, glyph in seen):
            return "a letter off its baseline"
        seen.sort(key=lambda pair: pair[0].x0)
        for place, (box, glyph) in enumerate(seen):
            for other, next_glyph in seen[place + 1 :]:
                if other.x0 > box.x1:
                    break
                if _covers(box, other) and not _may_cover(glyph, next_glyph):
                    return "a glyph over another"
        return ""

    def accents(self, area: Box) -> Iterator[Placed]:
        """The combining characters in an area, and those just over it."""
        for one in self._inked:
            reach = Box(area.x0 - 2, area.y0 - 0.6 * one.size, area.x1 + 2, area.y1)
            if is_combining(one.char) and reach.holds(one.box):
                yield one

    def unread(self, glyphs: Sequence[Glyph], area: Box) -> list[Placed]:
        """What is printed in an area and is none of some glyphs."""
        known = [box for glyph in glyphs if (box := self.of(glyph))]
        known += [glyph.box for glyph in glyphs]
        return [
            one
            for one in self._inked
            if area.holds(one.box)
            and not is_combining(one.char)
            and not any(box.grown(0.1).holds(one.box) for box in known)
        ]


def _on_its_line(box: Box, glyph: Glyph) -> bool:
    return box.y0 < glyph.y + 0.1 * glyph.size and box.y1 < glyph.y + 0.5 * glyph.size


def _covers(box: Box, other: Box) -> bool:
    """Whether two boxes share most of the narrower one, and half of the lower one's height."""
    shared = box.shared(other)
    across, down = min(box.width, other.width), min(box.height, other.height)
    return shared.width > 0.8 * across and shared.height > 0.5 * down


def _may_cover(glyph: Glyph, other: Glyph) -> bool:
    """Whether glyphs make one sign, one is drawn around others, or one is a script."""
    chars = glyph.char + other.char
    signs = not (glyph.char.isalnum() or other.char.isalnum())
    return signs or glyph.size != other.size or any(char in _AROUND for char in chars)


def _apart(one: Placed, glyph: Glyph) -> float:
    return max(abs(one.origin[0] - glyph.x), abs(one.origin[1] - glyph.y))


def _may_be(one: Placed, glyph: Glyph) -> bool:
    # The extension font of TeX has a bracket where others have the space.
    same_kind = one.char.isspace() == glyph.char.isspace() or not glyph.char.isascii()
    return same_kind and not is_combining(one.char)
