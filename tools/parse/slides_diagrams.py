"""Diagrams on slides: shapes that connectors join, as the file states it or as they are placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pptx.shapes.base import BaseShape
from pptx.shapes.connector import Connector

from mmkg.graph.document import DiagramLink, DiagramNode
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.figure_diagram import CLEAR, LEAST_LINKS, LEAST_NODES, kind_of
from mmkg.tools.parse.pageless_cells import clean
from mmkg.tools.parse.text_pageless import Assembly

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REACH = 6.0  # points from the end of a connector to its shape, where the file does not name it
EMU = 12_700  # English metric units in a point
Placed = tuple[BaseShape, str, Box | None]


def add_diagram(assembly: Assembly, shapes: Sequence[Placed], path: str) -> None:
    """Add the diagram that a slide's connectors make, if it is one and nearly all of it is clear.

    Args:
        assembly: The document in the making.
        shapes: The shapes of the slide with their paths and boxes in points.
        path: The slide's path.
    """
    named = [(s, at, box) for s, at, box in shapes if s.has_text_frame and _text(s)]
    places = {shape.shape_id: place for place, (shape, _, _) in enumerate(named)}
    boxes = {place: box for place, (_, _, box) in enumerate(named) if box}
    lines = [(s, at) for s, at, _ in shapes if isinstance(s, Connector)]
    drawn = [(_ends(line, places, boxes), line, at) for line, at in lines]
    joined = [(ends, line, at) for ends, line, at in drawn if ends]
    used = sorted({end for ends, _, _ in joined for end in ends})
    if len(used) < LEAST_NODES or len(joined) < max(LEAST_LINKS, CLEAR * len(lines)):
        return
    index = {place: number for number, place in enumerate(used)}
    nodes = tuple(
        DiagramNode(text=_text(named[place][0]), address=_at(assembly, *named[place][1:]))
        for place in used
    )
    links = tuple(_link(assembly, ends, line, at, index) for ends, line, at in joined)
    assembly.add_figure("", path, "pptx connectors")
    update = {
        "kind": kind_of(len(nodes), links),
        "nodes": nodes,
        "links": links,
        "confidence": round(len(joined) / len(lines), 4),
    }
    assembly.figures[-1] = assembly.figures[-1].model_copy(update=update)


def _text(shape: BaseShape) -> str:
    return clean(getattr(shape, "text_frame").text)  # noqa: B009 - typed on its subclasses only


def _at(assembly: Assembly, path: str, box: Box | None) -> Address:
    return Address(document=assembly.sha256, page=assembly.page, box=box, path=path)


def _ends(
    line: Connector, places: Mapping[int, int], boxes: Mapping[int, Box]
) -> tuple[int, int] | None:
    """The numbers of the shapes at the start and end of a connector, if it joins two."""
    spots = ((line.begin_x, line.begin_y), (line.end_x, line.end_y))
    found = []
    for name, (x, y) in zip(("stCxn", "endCxn"), spots, strict=True):
        glued = next(iter(line.element.iter(f"{A}{name}")), None)
        stated = places.get(int(glued.get("id") or 0)) if glued is not None else None
        found.append(_nearest(x / EMU, y / EMU, boxes) if stated is None else stated)
    start, end = found
    return (start, end) if start is not None and end is not None and start != end else None


def _nearest(x: float, y: float, boxes: Mapping[int, Box]) -> int | None:
    """The shape at whose rim a spot is; none if it is at none or at several."""
    spot = Box(x, y, x, y)
    near = [place for place, box in boxes.items() if box.grown(REACH).holds(spot)]
    return near[0] if len(near) == 1 else None


def _link(
    assembly: Assembly, ends: tuple[int, int], line: Connector, path: str, index: Mapping[int, int]
) -> DiagramLink:
    """A connector as a link; an arrow at its start alone turns it round."""
    heads = [_headed(line, name) for name in ("headEnd", "tailEnd")]  # Office's names: start, end
    source, target = (index[end] for end in ends)
    if heads == [True, False]:
        source, target = target, source
    place = _at(assembly, path, None)
    return DiagramLink(source=source, target=target, directed=any(heads), address=place)


def _headed(line: Connector, name: str) -> bool:
    return any(end.get("type", "none") != "none" for end in line.element.iter(f"{A}{name}"))
