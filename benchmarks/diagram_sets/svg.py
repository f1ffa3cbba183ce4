"""Graphs in SVG as Graphviz, draw.io, Mermaid and programs for mind maps draw them."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from typing import Literal

from diagram_sets.graphs import DrawnGraph, Edge, Graph, Node

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
Spot = tuple[float, float]


@dataclass(frozen=True)
class Manner:
    """What a program's nodes, lines and arrowheads look like."""

    shape: Literal["ellipse", "rect", "round"] = "rect"
    fill: str = "none"
    stroke: str = "#000"
    line: Literal["straight", "square", "bowed"] = "square"
    head: Literal["polygon", "notched", "marker", "open"] = "polygon"
    plate: str = ""


FLOWS = {
    "graphviz": Manner("ellipse", line="bowed"),
    "draw.io": Manner("round", "#dae8fc", "#6c8ebf", head="notched", plate="#ffffff"),
    "mermaid": Manner("rect", "#ECECFF", "#9370DB", head="marker", plate="#e8e8e8"),
    "visio": Manner("rect", "#ffffff", "#1f497d", head="open"),
    "plantuml": Manner("round", "#F1F1F1", "#181818", head="notched"),
}
MAPS = {
    "xmind": Manner("round", "#eef3fb", "#4a6fa5", line="bowed"),
    "freemind": Manner("round", "none", "#777777", line="straight"),
    "org chart": Manner("rect", "#ffffff", "#333333", line="square"),
    "dark": Manner("round", "#2d3e50", "#2d3e50", line="bowed"),
    "thin": Manner("rect", "#fafafa", "#bbbbbb", line="straight"),
    "bubbles": Manner("ellipse", "#fff2cc", "#d6b656", line="straight"),
}


@dataclass
class Drawing:
    """A graph in the making."""

    graph: Graph
    manner: Manner
    wide: float
    high: float

    def centre(self, node: Node) -> Spot:
        """Where the middle of a node is."""
        return 90 + node.column * self.wide, 40 + node.row * self.high

    def half(self, node: Node) -> Spot:
        """Half of the width and of the height of a node."""
        units = sum(2 if char > "\u2e80" else 1 for char in node.text)
        more = 26 if node.shape == "decision" or self.manner.shape == "ellipse" else 10
        return 3.4 * units + more, 25 if node.shape == "decision" else 16

    def node(self, node: Node) -> str:
        """A shape with its text."""
        (x, y), (w, h) = self.centre(node), self.half(node)
        look = f'fill="{self.manner.fill}" stroke="{self.manner.stroke}"'
        ink = ' fill="white"' if self.manner.fill.startswith("#2") else ""
        text = f'<text x="{x}" y="{y + 4}" text-anchor="middle"{ink}>{escape(node.text)}</text>'
        if node.shape == "decision":
            path = f"M{x},{y - h}L{x + w},{y}L{x},{y + h}L{x - w},{y}Z"
            return f'<path d="{path}" {look}/>{text}'
        if self.manner.shape == "ellipse":
            return f'<ellipse cx="{x}" cy="{y}" rx="{w}" ry="{h}" {look}/>{text}'
        bend = 16 if node.shape == "end" else 6 if self.manner.shape == "round" else 0
        size = f'x="{x - w}" y="{y - h}" width="{2 * w}" height="{2 * h}" rx="{bend}"'
        return f"<rect {size} {look}/>{text}"

    def way(self, edge: Edge) -> list[Spot]:
        """The corners of a line from rim to rim."""
        source, target = (self.graph.nodes[n] for n in (edge.source, edge.target))
        (ax, ay), (bx, by) = self.centre(source), self.centre(target)
        (aw, ah), (bw, bh) = self.half(source), self.half(target)
        if edge.turn:
            down = 1 if edge.turn == "down" else -1
            return [(ax, ay + down * ah), (ax, by), (bx + bw, by)]
        if source.column == target.column:
            return [(ax, ay + ah), (bx, by - bh)]
        if self.graph.kind == "mindmap" and self.manner.line == "square" and ay != by:
            middle = (ax + aw + bx - bw) / 2
            return [(ax + aw, ay), (middle, ay), (middle, by), (bx - bw, by)]
        return [(ax + aw, ay), (bx - bw, by)]

    def edge(self, edge: Edge, random: Random) -> str:
        """A line with its arrowhead and label."""
        way = self.way(edge)
        head = "" if self.graph.kind == "mindmap" else self._head(way)
        drawn = [*way[:-1], self._short(way)] if head and self.manner.head != "open" else way
        look = f'fill="none" stroke="{self.manner.stroke}"'
        parts = [f'<path d="{self._path(drawn)}" {look}/>', head]
        if edge.label:
            (ax, ay), (bx, by) = way[0], way[-1]
            x, y = (ax + bx) / 2, (ay + by) / 2
            beside = (14, 4) if ax == bx and not self.manner.plate else (0, -4)
            x, y = (x, y + 4) if self.manner.plate else (x + beside[0], y + beside[1])
            if self.manner.plate:
                size = f'x="{x - 12}" y="{y - 10}" width="24" height="13"'
                parts.append(f'<rect {size} fill="{self.manner.plate}"/>')
            parts.append(
                f'<text x="{x}" y="{y}" text-anchor="middle" font-size="11">{edge.label}</text>'
            )
        return "".join(parts)

    def _path(self, way: Sequence[Spot]) -> str:
        if self.manner.line == "bowed" and len(way) == 2:
            (ax, ay), (bx, by) = way
            if abs(bx - ax) > abs(by - ay):
                mid = (ax + bx) / 2
                return f"M{ax},{ay}C{mid},{ay} {mid},{by} {bx},{by}"
            mid = (ay + by) / 2
            return f"M{ax},{ay}C{ax},{mid} {bx},{mid} {bx},{by}"
        return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in way)

    def _short(self, way: Sequence[Spot]) -> Spot:
        (ax, ay), (bx, by) = way[-2:]
        length = math.dist((ax, ay), (bx, by))
        return bx - (bx - ax) / length * 7, by - (by - ay) / length * 7

    def _head(self, way: Sequence[Spot]) -> str:
        (ax, ay), (bx, by) = way[-2:]
        length = math.dist((ax, ay), (bx, by))
        dx, dy = (bx - ax) / length, (by - ay) / length
        left = (bx - 8 * dx - 4 * dy, by - 8 * dy + 4 * dx)
        right = (bx - 8 * dx + 4 * dy, by - 8 * dy - 4 * dx)
        tip = (bx, by)
        spots = [left, tip, right]
        if self.manner.head == "notched":
            spots.append((bx - 6 * dx, by - 6 * dy))
        path = "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in spots)
        if self.manner.head == "open":
            return f'<path d="{path}" fill="none" stroke="{self.manner.stroke}"/>'
        return f'<path d="{path}Z" fill="{self.manner.stroke}" stroke="{self.manner.stroke}"/>'


def draw_svg(graphs: Sequence[tuple[str, Graph]], random: Random, folder: Path) -> list[DrawnGraph]:
    """Print graphs named by their manner, one a page, each with a caption."""
    path, sections = folder / "svg.pdf", []
    for name, graph in graphs:
        manner = (FLOWS if graph.kind == "flowchart" else MAPS)[name]
        high = random.uniform(75, 95) if graph.kind == "flowchart" else random.uniform(42, 56)
        drawing = Drawing(graph, manner, random.uniform(170, 210), high)
        body = "".join(drawing.edge(edge, random) for edge in graph.edges)
        body += "".join(drawing.node(node) for node in graph.nodes)
        tall = 80 + max(node.row for node in graph.nodes) * high
        caption = "图1：流程。" if graph.chinese else "Figure 1: How it goes together."
        look = f'width="620" height="{tall:.0f}" font-size="12" font-family="Helvetica"'
        sections.append(f"<section><svg {look}>{body}</svg><p>{caption}</p></section>")
    style = "<meta charset=utf-8><style>section{break-after:page}</style>"
    path.with_suffix(".html").write_text(style + "".join(sections), encoding="utf-8")
    command = [*CHROMIUM, f"--print-to-pdf={path}", str(path.with_suffix(".html"))]
    subprocess.run(command, check=True, capture_output=True)
    return [
        DrawnGraph(f"{graph.kind}, {name} in SVG", path, page, graph)
        for page, (name, graph) in enumerate(graphs, 1)
    ]
