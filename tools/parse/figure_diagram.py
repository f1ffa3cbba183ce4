"""Diagrams: boxes with text that lines and arrows join, read only where nearly all is clear."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from mmkg.graph.document import DiagramLink, DiagramNode
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.chart_marks import Mark, read_marks
from mmkg.tools.parse.figure_connectors import Connector, End, read_connectors
from mmkg.tools.parse.pages import Page, Word
from mmkg.tools.parse.text_rows import normalise, squeeze

LEAST_WIDTH, LEAST_HEIGHT = 14.0, 9.0  # points: smaller shapes hold no text
LEAST_NODES, LEAST_LINKS = 3, 2
CLEAR = 0.8  # share of the connectors that must join two shapes, and of shapes that are joined
LABEL_REACH = 8.0  # points from a connector to what is written at it
ROUND = 1.02  # half axes of an ellipse within which a word stands in a round or slanted shape
MOST_MARKS = 3000
MOST_POINTS = 6_000  # of their lines: curves of a plot have more


@dataclass(frozen=True, slots=True)
class Shape:
    """A closed shape; one that is no rectangle has no text in the corners of its box."""

    box: Box
    square: bool

    def holds(self, word: Word) -> bool:
        """Whether a word stands in it."""
        (x, y), (at_x, at_y) = self.box.centre, word.box.centre
        across = 2 * (at_x - x) / max(self.box.width, 1.0)
        along = 2 * (at_y - y) / max(self.box.height, 1.0)
        return self.box.holds(word.box) and (self.square or math.hypot(across, along) <= ROUND)


@dataclass(frozen=True, slots=True)
class Diagram:
    """The shapes and lines of a diagram; `clear` is the share of its lines that join two shapes."""

    kind: Literal["flowchart", "mindmap"]
    nodes: tuple[DiagramNode, ...]
    links: tuple[DiagramLink, ...]
    clear: float


def read_diagram(page: Page, box: Box, address: Address) -> Diagram | None:
    """The diagram in a box of a page, or none if there is none or much of it is unclear.

    Args:
        page: The page.
        box: A figure's box in which no chart was found.
        address: The figure's address, whose document and page the parts share.
    """
    around = box.grown(1.0)
    marks = read_marks([s for s in page.strokes if around.overlap(s.box.grown(0.01)) > 0])
    if not marks or len(marks) > MOST_MARKS or sum(len(m.points) for m in marks) > MOST_POINTS:
        return None
    words = [word for word in page.words if around.holds(word.box)]
    forms = find_shapes(marks, words, box)
    connectors = read_connectors(marks, [form.box for form in forms])
    forms = [form for form in forms if not any(_is_plate(form.box, c) for c in connectors)]
    shapes = [form.box for form in forms]
    if len(shapes) < LEAST_NODES or _overlapping(shapes):
        return None
    texts = [_text([word for word in words if form.holds(word)]) for form in forms]
    connectors = tuple(c for c in connectors if not _is_outline(c, shapes))
    free = [word for word in words if not any(form.holds(word) for form in forms)]
    links = [link for c in connectors for link in _links(c, connectors, shapes, free, address)]
    joined = sum(bool(_joins(c, shapes)) for c in connectors)
    clear = joined / len(connectors) if connectors else 0.0
    linked = {end for link in links for end in (link.source, link.target)}
    if len(links) < LEAST_LINKS or clear < CLEAR or len(linked) < CLEAR * len(shapes):
        return None
    nodes = tuple(
        DiagramNode(text=text, address=address.model_copy(update={"box": shape.rounded()}))
        for text, shape in zip(texts, shapes, strict=True)
    )
    return Diagram(kind_of(len(nodes), links), nodes, tuple(links), round(clear, 4))


def find_shapes(marks: Sequence[Mark], words: Sequence[Word], box: Box) -> list[Shape]:
    """The closed shapes with text of their own, in reading order; frames around others are none."""
    closed: list[Shape] = []
    for mark in marks:
        fits = mark.box.width >= LEAST_WIDTH and mark.box.height >= LEAST_HEIGHT
        whole = mark.box.area > 0.8 * box.area
        known = any(_same(mark.box, other.box) for other in closed)
        if mark.shape in ("rect", "area", "marker") and fits and not whole and not known:
            closed.append(Shape(mark.box, mark.shape == "rect"))
    told = [shape for shape in closed if any(shape.holds(word) for word in words)]
    inner = [s for s in told if not any(o is not s and _inside(o.box, s.box) for o in told)]
    return sorted(inner, key=lambda shape: (round(shape.box.centre[1] / 10), shape.box.x0))


def _is_plate(shape: Box, connector: Connector) -> bool:
    """Whether a shape only backs the label of a connector, which runs on behind it."""
    ends = [end.box.centre for end in connector.ends]
    beyond = all(not shape.grown(1.0).holds(Box(*spot, *spot)) for spot in ends)
    return beyond and connector.distance(shape.centre) < 0.4 * min(shape.width, shape.height)


def _overlapping(shapes: Sequence[Box]) -> bool:
    """Whether two shapes lie over each other, so that whose a word is cannot be told."""
    return any(a.overlap(b) > 4.0 for a, b in combinations(shapes, 2))


def _same(a: Box, b: Box) -> bool:
    return all(abs(p - q) < 3.0 for p, q in zip(a, b, strict=True))


def _inside(inner: Box, outer: Box) -> bool:
    return outer.overlap(inner) > 0.9 * inner.area


def _text(words: Sequence[Word]) -> str:
    """Words in rows from the top, as chunks hold text."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.box.centre[1]):
        last = rows[-1][0] if rows else None
        if last and abs(last.box.centre[1] - word.box.centre[1]) < 0.5 * last.box.height:
            rows[-1].append(word)
        else:
            rows.append([word])
    ordered = [w.text for row in rows for w in sorted(row, key=lambda word: word.box.x0)]
    return squeeze(normalise(" ".join(ordered)))


def _is_outline(connector: Connector, shapes: Sequence[Box]) -> bool:
    """Whether a path only runs in or along one shape, such as a drawn shadow or a rule in it."""
    return any(_inside_or_same(connector.box, shape) for shape in shapes)


def _inside_or_same(box: Box, shape: Box) -> bool:
    shape = shape.grown(2.0)
    return shape.x0 <= box.x0 and shape.y0 <= box.y0 and box.x1 <= shape.x1 and box.y1 <= shape.y1


def _joins(connector: Connector, shapes: Sequence[Box]) -> list[tuple[int, int, bool]]:
    """The pairs of shapes that a connector joins: source, target, and whether an arrow says so."""
    at = [(_shape_at(end, shapes), end.headed) for end in connector.ends]
    if any(shape is None for shape, _ in at):
        return []
    heads = [shape for shape, headed in at if headed and shape is not None]
    tails = [shape for shape, headed in at if not headed and shape is not None]
    if len(at) == 2 and len(heads) != 1:
        a, b = sorted(shape for shape, _ in at if shape is not None)
        return [(a, b, False)] if a != b else []
    if not heads or len(tails) > 1 and len(heads) > 1:
        return []
    return [(tail, head, True) for tail in tails for head in heads if tail != head]


def _shape_at(end: End, shapes: Sequence[Box]) -> int | None:
    """The shape that an end leads to: the one nearest to it within its reach."""
    near = [place for place, shape in enumerate(shapes) if shape.overlap(end.box) > 0]
    return min(near, key=lambda place: _gap(shapes[place], end.box.centre), default=None)


def _gap(shape: Box, spot: tuple[float, float]) -> float:
    across = max(0.0, shape.x0 - spot[0], spot[0] - shape.x1)
    along = max(0.0, shape.y0 - spot[1], spot[1] - shape.y1)
    return max(across, along)


def _links(
    connector: Connector,
    connectors: Sequence[Connector],
    shapes: Sequence[Box],
    free: Sequence[Word],
    address: Address,
) -> list[DiagramLink]:
    at = address.model_copy(update={"box": connector.box.rounded()})
    pairs = _joins(connector, shapes)
    beside = [word for word in free if _nearest(word, connectors) is connector]
    text = _text(beside) if len(pairs) == 1 else ""
    return [
        DiagramLink(source=source, target=target, text=text, directed=directed, address=at)
        for source, target, directed in pairs
    ]


def _nearest(word: Word, connectors: Sequence[Connector]) -> Connector | None:
    """The connector that a word stands at."""
    spot = word.box.centre
    nearest = min(connectors, key=lambda c: c.distance(spot), default=None)
    reach = LABEL_REACH + word.box.width / 2
    return nearest if nearest and nearest.distance(spot) < reach else None


def kind_of(nodes: int, links: Sequence[DiagramLink]) -> Literal["flowchart", "mindmap"]:
    """A mind map is a tree of undirected links with a node that three or more of them meet in."""
    degree = Counter(end for link in links for end in (link.source, link.target))
    joined = {0}
    for _ in links:
        joined |= {
            end
            for link in links
            if joined & {link.source, link.target}
            for end in (link.source, link.target)
        }
    tree = len(joined) == nodes == len(links) + 1
    directed = any(link.directed for link in links)
    return "mindmap" if tree and max(degree.values()) > 2 and not directed else "flowchart"
