"""PyMuPDF's dictionaries and pictures to plain values; part of the PDF adapter."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.page_drawn import as_drawn
from mmkg.tools.parse.page_mupdf import pymupdf
from mmkg.tools.parse.page_parts import Glyph, Line, Stroke
from mmkg.tools.parse.sign_fonts import shown_sign
from mmkg.tools.parse.unseen import Sight, doubtful, is_cramped

SOFT_HYPHEN = "\u00ad"
SIGHT_SCALE = 1.5  # pixels a point, to see whether text shows
SIGHT_SIDE = 3_000  # pixels at most


def box_of(rect: pymupdf.Rect) -> Box:
    """A rectangle with its corners in order."""
    rect = rect.normalize()
    return Box(rect.x0, rect.y0, rect.x1, rect.y1)


def read_lines(
    blocks: Iterable[dict[str, Any]],
    turn: pymupdf.Matrix,
    shown: dict[str, dict[str, str]],
    named: dict[str, str],
) -> tuple[list[Line], bool]:
    """The lines of PyMuPDF's raw dictionary, and whether some of what they say might not show.

    Args:
        blocks: Its blocks.
        turn: Undoes the rotation of the page.
        shown: By font, what characters show that only the names of its glyphs tell.
        named: Names of fonts that PyMuPDF gives none, by what it calls them.
    """
    raw = [(line, block["number"]) for block in blocks for line in block.get("lines", ())]
    printed = as_drawn(tuple(read_glyphs(line, turn, shown, named)) for line, _ in raw)
    doubt = any(doubtful(span) for line, _ in raw for span in line["spans"])
    found = [
        read_line(glyphs, number, line["dir"], turn)
        for glyphs, (line, number) in zip(printed, raw, strict=True)
        if glyphs
    ]
    return found, doubt or any(is_cramped(line.glyphs) for line in found)


def read_glyphs(
    line: dict[str, list[dict[str, object]]],
    turn: pymupdf.Matrix,
    shown: dict[str, dict[str, str]],
    named: dict[str, str],
) -> Iterator[Glyph]:
    """The glyphs of a line of PyMuPDF's raw dictionary."""
    for span in line["spans"]:
        font, size, flags = str(span["font"]), float(span["size"]), int(span["flags"])  # type: ignore[arg-type, call-overload]
        names, font = shown.get(font, {}), named.get(font, font)
        bold = bool(flags & pymupdf.TEXT_FONT_BOLD) or "bold" in font.lower()
        for char in span["chars"]:  # type: ignore[attr-defined]
            x0, y0, x1, y1 = char["bbox"]
            (left, top), (right, low) = turned((x0, y0), turn), turned((x1, y1), turn)
            box = Box(min(left, right), min(top, low), max(left, right), max(top, low))
            x, y = turned(char["origin"], turn)
            given = char["c"] if char["synthetic"] else names.get(char["c"], char["c"])
            yield Glyph(shown_sign(given, font), box, x, y, font, size, bold)


def turned(point: Iterable[float], turn: pymupdf.Matrix) -> tuple[float, float]:
    """A point times a matrix; PyMuPDF's own product takes twenty times as long."""
    x, y = point
    return turn.a * x + turn.c * y + turn.e, turn.b * x + turn.d * y + turn.f


def read_line(
    glyphs: tuple[Glyph, ...], block: int, direction: tuple[float, float], turn: pymupdf.Matrix
) -> Line:
    """A line of glyphs that runs in a direction on the page as stored."""
    last = glyphs[-1]
    if any(glyph.char == SOFT_HYPHEN for glyph in glyphs):  # printed, if a line goes on after it
        glyphs = (
            *(replace(g, char="-") if g.char == SOFT_HYPHEN else g for g in glyphs[:-1]),
            last,
        )
    heading = pymupdf.Point(direction) * pymupdf.Matrix(turn.a, turn.b, turn.c, turn.d, 0, 0)
    rotated = not math.isclose(heading.x, 1.0, abs_tol=0.01)
    return Line(
        "".join(g.char for g in glyphs), union(g.box for g in glyphs), glyphs, block, rotated
    )


def read_stroke(drawing: dict[str, object], turn: pymupdf.Matrix, clip: Box | None) -> Stroke:
    """A path of PyMuPDF's list of drawings."""
    pieces = []
    for kind, *points in drawing["items"]:  # type: ignore[attr-defined]
        corners: list[tuple[float, float]] = []
        for point in points:
            if isinstance(point, pymupdf.Rect):
                corners += [turned(point.tl, turn), turned(point.br, turn)]
            elif isinstance(point, pymupdf.Quad):
                every = (point.ul, point.ur, point.lr, point.ll)
                corners += [turned(corner, turn) for corner in every]
            elif isinstance(point, pymupdf.Point):
                corners.append(turned(point, turn))
        pieces.append((kind, tuple(corners)))
    return Stroke(
        kind=str(drawing["type"]),
        box=box_of(pymupdf.Rect(drawing["rect"]) * turn),
        pieces=tuple(pieces),
        stroke=drawing.get("color"),  # type: ignore[arg-type]
        fill=drawing.get("fill"),  # type: ignore[arg-type]
        width=float(drawing.get("width") or 0.0),  # type: ignore[arg-type]
        dashed=str(drawing.get("dashes") or "[] 0") not in ("[] 0", ""),
        clip=clip,
    )


def draw_sight(page: pymupdf.Page) -> Sight | None:
    """A page as it is shown; none if it cannot be drawn."""
    scale = min(SIGHT_SCALE, SIGHT_SIDE / max(page.rect.width, page.rect.height, 1.0))
    try:
        picture = page.get_pixmap(
            matrix=pymupdf.Matrix(scale, scale), colorspace=pymupdf.csGRAY, alpha=False
        )
    except (pymupdf.mupdf.FzErrorBase, RuntimeError):
        return None
    rows = numpy.frombuffer(picture.samples, numpy.uint8)  # a copy: the picture does not last
    return Sight(rows.reshape(picture.height, picture.stride)[:, : picture.width], scale)
