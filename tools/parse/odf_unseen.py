"""Text that an ODT holds but does not show: it is emptied where it stands, and told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml.etree import _Element as Element

from mmkg.tools.parse.colours import WHITE, Colour, alike, from_hex

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE = f"{OASIS}text:1.0}}", f"{OASIS}table:1.0}}"
DRAW, STYLE = f"{OASIS}drawing:1.0}}", f"{OASIS}style:1.0}}"
FO = f"{OASIS}xsl-fo-compatible:1.0}}"
HIDDEN = (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph")
LENGTH = re.compile(r"(\d*\.?\d+)(pt|mm|cm|in|px)")
POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "px": 0.75}
LEAST_SIZE = 1.0  # points
MOST_BASES = 20  # of a style
NAMES = (f"{TEXT}style-name", f"{TABLE}style-name", f"{DRAW}style-name")


class OdfLook:
    """How text looks, by the styles of its file."""

    def __init__(self, trees: Sequence[Element]) -> None:
        self._styles = {
            (style.get(f"{STYLE}family"), style.get(f"{STYLE}name")): style
            for tree in trees
            for style in tree.iter(f"{STYLE}style")
        }
        pages = (page for tree in trees for page in tree.iter(f"{STYLE}page-layout-properties"))
        stated = next((page.get(f"{FO}background-color") for page in pages), None)
        self._page = WHITE if stated in (None, "transparent") else from_hex(stated)

    def take_out_unseen(self, body: Element) -> list[str]:
        """Empty what does not show; returns its texts."""
        texts: list[str] = []
        for element in list(body.iter(f"{TEXT}p", f"{TEXT}h", f"{TEXT}span", f"{TEXT}a")):
            if self._hides(element):
                texts.append("".join(element.itertext()).strip())
                element[:], element.text = [], ""
        for said in list(body.iter(*HIDDEN)):
            texts.append(said.get(f"{TEXT}string-value") or "")
            said.text = ""
        return [text for text in texts if text]

    def _hides(self, element: Element) -> bool:
        around = [element, *element.iterancestors()]
        if any(one.get(f"{TEXT}display") == "none" for one in around):
            return True
        if any(one.get(f"{TABLE}visibility") in ("collapse", "filter") for one in around):
            return True
        if element.find(f"{TEXT}hidden-paragraph") is not None or self._in_hidden_column(element):
            return True
        if self._stated(around, "text", f"{TEXT}display") == "none":
            return True
        size = LENGTH.fullmatch(self._stated(around, "text", f"{FO}font-size") or "")
        if size and float(size[1]) * POINTS[size[2]] <= LEAST_SIZE:
            return True
        letters = from_hex(self._stated(around, "text", f"{FO}color"))
        automatic = self._stated(around, "text", f"{STYLE}use-window-font-color") == "true"
        return not automatic and alike(letters, next(self._grounds(around)))

    def _in_hidden_column(self, element: Element) -> bool:
        cell = next(element.iterancestors(f"{TABLE}table-cell"), None)
        if cell is None:
            return False
        place = sum(_times(one) for one in cell.itersiblings(preceding=True))
        for column in next(cell.iterancestors(f"{TABLE}table")).iter(f"{TABLE}table-column"):
            if place < _times(column):
                return column.get(f"{TABLE}visibility") in ("collapse", "filter")
            place -= _times(column)
        return False

    def _grounds(self, around: Sequence[Element]) -> Iterator[Colour | None]:
        """What is behind text, from the nearest on; none where the colour cannot be told."""
        for element in around:
            for kind in ("text", "paragraph", "table-cell", "table-row", "table", "graphic"):
                for ground in self._marks(element, kind, f"{FO}background-color"):
                    if ground != "transparent":
                        yield from_hex(ground)
            if element.tag.startswith(DRAW):
                yield None
        yield self._page

    def _stated(self, around: Sequence[Element], kind: str, name: str) -> str | None:
        return next((mark for one in around for mark in self._marks(one, kind, name)), None)

    def _marks(self, element: Element, kind: str, name: str) -> Iterator[str]:
        """What the styles of an element say, the nearest first."""
        stated = next((style for at in NAMES if (style := element.get(at))), None)
        families = ("text", "paragraph") if kind in ("text", "paragraph") else (kind,)
        for family in families:
            style, left = self._styles.get((family, stated)), MOST_BASES
            while style is not None and left:
                marks = style.find(f"{STYLE}{kind}-properties")
                if marks is not None and (value := marks.get(name)):
                    yield value
                style = self._styles.get((family, style.get(f"{STYLE}parent-style-name")))
                left -= 1


def _times(cell: Element) -> int:
    text = cell.get(f"{TABLE}number-columns-repeated") or "1"
    return int(text) if text.isdecimal() else 1
