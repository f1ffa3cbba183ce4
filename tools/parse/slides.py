"""PPTX: titles, text, tables and native charts, each known by its slide and shape."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pptx
from lxml.etree import XMLSyntaxError
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.table import Table
from pptx.text.text import _Paragraph as Paragraph

from mmkg.graph.document import ChunkKind, Document
from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.office import check_zip
from mmkg.tools.parse.pageless_cells import SourceCell, clean
from mmkg.tools.parse.sheets_parts import parse_xml
from mmkg.tools.parse.slides_charts import A, add_chart
from mmkg.tools.parse.slides_diagrams import EMU, add_diagram
from mmkg.tools.parse.slides_unseen import SlideLook
from mmkg.tools.parse.text_pageless import Assembly
from mmkg.tools.parse.text_raised import Shift, placed
from mmkg.tools.parse.unseen import unseen_told

BROKEN = (
    PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError,
    IndexError, OSError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER}
MOST_DEPTH = 50
Found = tuple[BaseShape, str]  # a shape and its path


def read_pptx(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a PPTX file; hidden slides are left out.

    Raises:
        InputError: If it is damaged, or would unpack to too much.
    """
    check_zip(path, data)
    assembly = Assembly(sha256)
    warnings, unseen = list[str](), list[str]()
    try:
        show = pptx.Presentation(io.BytesIO(data))
        for number, slide in enumerate(show.slides, 1):
            if slide.element.get("show") == "0":
                warnings.append(f"the hidden slide {number} was left out")
            else:
                assembly.page = number
                size = show.slide_width or 0, show.slide_height or 0
                shapes = _seen(slide, f"slide[{number}]", size, unseen)
                _add_slide(assembly, slide, shapes, f"slide[{number}]")
    except BROKEN as e:
        raise InputError(f"{path.name}: damaged PPTX ({' '.join(str(e).split())[:120]})") from None
    assembly.title = assembly.title or _stated_title(show)
    points = round((show.slide_width or 0) / EMU, 2), round((show.slide_height or 0) / EMU, 2)
    document = assembly.document(path, "pptx", parser, [*warnings, *unseen_told(unseen)])
    return document.model_copy(update={"page_sizes": (points,) * len(show.slides)})


def _stated_title(show: Presentation) -> str:
    title = clean(show.core_properties.title or "")
    return "" if title == "PowerPoint Presentation" else title


def _seen(slide: Slide, path: str, size: tuple[int, int], unseen: list[str]) -> list[Found]:
    """The shapes that a slide shows, without the letters that it does not; those are told."""
    look, shapes = SlideLook(slide, size), list[Found]()
    for shape, where in _leaves(slide.shapes, path):
        if look.shows(shape):
            unseen += look.take_out_unseen(shape)
            shapes.append((shape, where))
        elif words := clean(" ".join(shape.element.itertext())):
            unseen.append(words)
    return shapes


def _add_slide(assembly: Assembly, slide: Slide, shapes: Sequence[Found], path: str) -> None:
    title, opening = slide.shapes.title, assembly.page == 1
    title = title if title is not None and title.has_text_frame else None  # it may be a picture
    for shape, where in shapes:
        if title is not None and shape.shape_id == title.shape_id:
            assembly.box = _box(shape)
            _add_title(assembly, shape, where, opening)
    for shape, where in sorted(shapes, key=lambda found: _place(found[0])):
        if title is None or shape.shape_id != title.shape_id:
            assembly.box = _box(shape)
            _add_shape(assembly, shape, where)
    assembly.box = None
    add_diagram(assembly, [(shape, where, _box(shape)) for shape, where in shapes], path)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        assembly.add_text(slide.notes_slide.notes_text_frame.text, f"{path}/notes")


def _add_title(assembly: Assembly, shape: BaseShape, path: str, opening: bool) -> None:
    text = str(getattr(shape, "text_frame").text)  # noqa: B009 - typed on its subclasses only
    kind = shape.placeholder_format.type if shape.is_placeholder else None
    if opening and kind == PP_PLACEHOLDER.CENTER_TITLE and clean(text):
        assembly.add_title(text, path)
    else:
        assembly.add_heading(text, 1, path)


def _leaves(shapes: Iterable[BaseShape], path: str, depth: int = 0) -> Iterator[Found]:
    """Shapes with their paths, those in groups too."""
    for number, shape in enumerate(shapes, 1):
        where = f"{path}/shape[{number}]"
        if isinstance(shape, GroupShape):
            if depth < MOST_DEPTH:
                yield from _leaves(shape.shapes, where, depth + 1)
        else:
            yield shape, where


def _place(shape: BaseShape) -> tuple[int, int]:
    """Where a shape stands; one that its layout places comes first."""
    return int(shape.top or 0), int(shape.left or 0)


def _box(shape: BaseShape) -> Box | None:
    """Its rectangle on the slide in points; none for one inside a scaled group."""
    sides = shape.left, shape.top, shape.width, shape.height
    if any(side is None for side in sides) or shape.element.getparent().tag.endswith("}grpSp"):
        return None
    left, top, width, height = (side / EMU for side in sides)
    return Box(left, top, left + width, top + height).rounded()


def _add_shape(assembly: Assembly, shape: BaseShape, path: str) -> None:
    if shape.is_placeholder and shape.placeholder_format.type in FURNITURE:
        return
    if isinstance(shape, GraphicFrame):
        _add_frame(assembly, shape, path)
    elif isinstance(shape, Picture):
        assembly.add_figure("", path, "pptx")
    elif shape.has_text_frame:
        paragraphs = getattr(shape, "text_frame").paragraphs  # noqa: B009
        listed = len([p for p in paragraphs if p.text.strip()]) > 1
        for number, paragraph in enumerate(paragraphs, 1):
            kind: ChunkKind = "list" if listed else "paragraph"
            assembly.add_text(_text(paragraph), f"{path}/p[{number}]", kind)


def _text(paragraph: Paragraph) -> str:
    """The text of a paragraph with its raised and lowered runs told apart, and with its fields."""
    return placed(_runs(paragraph))


def _runs(paragraph: Paragraph) -> Iterator[tuple[str, Shift]]:
    for part in paragraph._p.iterchildren(f"{A}r", f"{A}fld", f"{A}br"):
        looks = part.find(f"{A}rPr")
        shift = int(looks.get("baseline") or 0) if looks is not None else 0
        text = part.findtext(f"{A}t") or ("" if part.tag != f"{A}br" else " ")
        yield text, "raised" if shift > 0 else "lowered" if shift < 0 else None


def _add_frame(assembly: Assembly, frame: GraphicFrame, path: str) -> None:
    if frame.has_chart:
        add_chart(assembly, parse_xml(frame.chart.part.blob), "", path)
    elif frame.has_table:
        headers = 1 if frame.table.first_row else 0
        assembly.add_table(list(_cells(frame.table, path)), "", path, "pptx", headers)


def _cells(table: Table, path: str) -> Iterator[SourceCell]:
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            if cell.is_spanned:
                continue
            runs = [run for p in cell.text_frame.paragraphs for run in p.runs if run.text.strip()]
            yield SourceCell(
                row,
                column,
                "\n".join(map(_text, cell.text_frame.paragraphs)),
                f"{path}/tr[{row + 1}]/tc[{column + 1}]",
                cell.span_height if cell.is_merge_origin else 1,
                cell.span_width if cell.is_merge_origin else 1,
                bold=bool(runs) and all(run.font.bold for run in runs),
                underlined=bool(runs) and all(run.font.underline for run in runs),
            )
