"""What a PPTX holds but its slides do not show: it is taken out of it, and told.

Notes are no part of a slide, but every program shows and prints them: they stay.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml.etree import _Element as Element
from PIL import Image
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.shapes.base import BaseShape
from pptx.shapes.picture import Picture
from pptx.slide import Slide

from mmkg.tools.parse.colours import WHITE, Colour, alike
from mmkg.tools.parse.office_colours import PARTS, A, filled_with, read_theme

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LEAST_SIZE = 100  # hundredths of a point
LEAST_ALPHA = 10_000  # of 100,000
FILLS = ("gradFill", "blipFill", "pattFill", "grpFill")
PLAIN = 1001  # the fill of a theme that is nothing but a colour
Sides = tuple[int, int, int, int]


class SlideLook:
    """What can be seen on a slide.

    Args:
        slide: The slide.
        size: Width and height of all slides, in English metric units.
    """

    def __init__(self, slide: Slide, size: tuple[int, int]) -> None:
        self._slide = slide
        self._size = size
        master = slide.slide_layout.slide_master
        self._theme = read_theme(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
        mapped = master.element.find(f"{P}clrMap")
        self._roles = dict(mapped.attrib) if mapped is not None else {}
        self._below = [*master.shapes, *slide.slide_layout.shapes]
        self._moves = slide.element.find(f"{P}timing") is not None

    def shows(self, shape: BaseShape) -> bool:
        """Whether a shape, or the group that it is in, is to be seen on the slide."""
        outer = self._outer(shape)
        if any(named.get("hidden") in ("1", "true") for named in self._names(shape.element)):
            return False
        sides = _sides(outer)
        if sides is None:
            return True
        left, top, right, bottom = sides
        off = right <= 0 or bottom <= 0 or left >= self._size[0] or top >= self._size[1]
        return not off and not self._covered(outer, sides)

    def take_out_unseen(self, shape: BaseShape) -> list[str]:
        """Take out the letters of a shape that are tiny, transparent or as their ground."""
        texts = []
        for run in list(shape.element.iter(f"{A}r", f"{A}fld")):
            if self._hides(run, shape):
                texts.append("".join(text.text or "" for text in run.iter(f"{A}t")))
                run.getparent().remove(run)
        return [text for text in texts if text.strip()]

    def _outer(self, shape: BaseShape) -> BaseShape:
        """The shape, or the outermost group around it."""
        around = {shape.element, *shape.element.iterancestors()}
        return next((one for one in self._slide.shapes if one.element in around), shape)

    def _names(self, element: Element) -> Iterator[Element]:
        for one in (element, *element.iterancestors(f"{P}grpSp")):
            yield from one.iterfind(f"*/{P}cNvPr")

    def _covered(self, shape: BaseShape, sides: Sides) -> bool:
        """Whether something opaque lies over all of a shape; on slides that move it may go away."""
        shapes = list(self._slide.shapes)
        after = shapes[[one.element for one in shapes].index(shape.element) + 1 :]
        over = (one for one in after if _holds(_sides(one), sides))
        return not self._moves and any(map(self._opaque, over))

    def _opaque(self, shape: BaseShape) -> bool:
        if isinstance(shape, Picture):
            return _opaque_picture(shape)
        plain = shape.element.find(f"{P}spPr/{A}prstGeom")
        return plain is not None and plain.get("prst") == "rect" and bool(self._fill(shape))

    def _fill(self, shape: BaseShape) -> Colour | None:
        return filled_with(shape.element.find(f"{P}spPr"), self._theme, self._roles)

    def _hides(self, run: Element, shape: BaseShape) -> bool:
        held = [run.find(f"{A}rPr"), *shape.element.iterfind(f"{P}txBody/{A}lstStyle//{A}defRPr")]
        marks = next((one for one in held if one is not None and _told(one)), None)
        if marks is None:
            return False
        if int(marks.get("sz") or LEAST_SIZE + 1) <= LEAST_SIZE:
            return True
        if marks.find(f"{A}ln/{A}solidFill") is not None or marks.find(f"{A}effectLst") is not None:
            return False  # an outline or a shadow shows
        alphas = [int(alpha.get("val") or PARTS) for alpha in marks.iterfind(f"*//{A}alpha")]
        if marks.find(f"{A}noFill") is not None or any(alpha < LEAST_ALPHA for alpha in alphas):
            return True
        letters = filled_with(marks, self._theme, self._roles)
        return letters is not None and alike(letters, self._ground(run, shape))

    def _ground(self, run: Element, shape: BaseShape) -> Colour | None:
        """The colour behind a run; none if it cannot be told."""
        if run.find(f"{A}rPr/{A}highlight") is not None:
            return None
        cell = next(run.iterancestors(f"{A}tc"), None)
        if cell is not None:
            marks, table = cell.find(f"{A}tcPr"), next(cell.iterancestors(f"{A}tbl"))
            styled = table.find(f"{A}tblPr/{A}tableStyleId") is not None
            own = marks is not None and (_fills(marks) or marks.find(f"{A}noFill") is not None)
            if marks is not None and _fills(marks):
                return filled_with(marks, self._theme, self._roles)
            return None if styled and not own else self._behind(shape)
        stated = shape.element.find(f"{P}spPr")
        if stated is not None and _fills(stated):
            return self._fill(shape)
        style = shape.element.find(f"{P}style/{A}fillRef")
        bare = stated is not None and stated.find(f"{A}noFill") is not None
        if not bare and (style is not None and style.get("idx") != "0" or self._inherits(shape)):
            return None
        return self._behind(shape)

    def _inherits(self, shape: BaseShape) -> bool:
        """Whether a placeholder may have its fill from the layout or the master."""
        held = [one.element.find(f"{P}spPr") for one in self._below if one.is_placeholder]
        return shape.is_placeholder and any(_fills(fill) for fill in held if fill is not None)

    def _behind(self, shape: BaseShape) -> Colour | None:
        """What lies under a shape: other shapes, then the slide's background."""
        outer, shapes = self._outer(shape), list(self._slide.shapes)
        sides = _sides(outer)
        under = shapes[: [one.element for one in shapes].index(outer.element)]
        for one in reversed([*self._below, *under]):
            if one in self._below and one.is_placeholder or not _meets(_sides(one), sides):
                continue
            if one.element.find(f"{P}spPr/{A}noFill") is not None:
                continue
            if _holds(_sides(one), sides) and (colour := self._fill(one)):
                return colour
            if not one.has_text_frame or _fills(one.element.find(f"{P}spPr")) or _styled(one):
                return None
        beside = [one for one in outer.element.iter(f"{P}spPr") if one.getparent() != shape.element]
        return None if any(map(_fills, beside)) else self._background()

    def _background(self) -> Colour | None:
        layout = self._slide.slide_layout
        for level in (self._slide, layout, layout.slide_master):
            stated = level.element.find(f"{P}cSld/{P}bg")
            if stated is None:
                continue
            if (properties := stated.find(f"{P}bgPr")) is not None:
                return filled_with(properties, self._theme, self._roles)
            reference = stated.find(f"{P}bgRef")
            if reference is None or reference.get("idx") != str(PLAIN) or not len(reference):
                return None
            role = reference[0].get("val") or ""
            return self._theme.get(self._roles.get(role, role))
        return WHITE


def _told(marks: Element) -> bool:
    """Whether marks of letters say something of their size or colour."""
    return marks.get("sz") is not None or any(
        marks.find(f"{A}{name}") is not None for name in ("solidFill", "noFill")
    )


def _fills(properties: Element | None) -> bool:
    names = ("solidFill", *FILLS)
    return properties is not None and any(properties.find(f"{A}{n}") is not None for n in names)


def _styled(shape: BaseShape) -> bool:
    style = shape.element.find(f"{P}style/{A}fillRef")
    return style is not None and style.get("idx") != "0"


def _sides(shape: BaseShape) -> Sides | None:
    """Left, top, right and bottom; none where the layout places the shape."""
    left, top, width, height = shape.left, shape.top, shape.width, shape.height
    if left is None or top is None or width is None or height is None:
        return None
    return left, top, left + width, top + height


def _holds(outer: Sides | None, inner: Sides | None) -> bool:
    if outer is None or inner is None:
        return False
    low = all(a <= b for a, b in zip(outer[:2], inner[:2], strict=True))
    return low and all(a >= b for a, b in zip(outer[2:], inner[2:], strict=True))


def _meets(one: Sides | None, other: Sides | None) -> bool:
    if one is None or other is None:
        return True
    apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    return not apart


def _opaque_picture(shape: Picture) -> bool:
    if next(shape.element.iter(f"{A}alphaModFix"), None) is not None:
        return False
    try:
        with Image.open(io.BytesIO(shape.image.blob)) as picture:
            return "A" not in picture.mode and "transparency" not in picture.info
    except (OSError, ValueError, KeyError, Image.DecompressionBombError):
        return False
