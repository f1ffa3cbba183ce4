"""Graphs drawn by TikZ: shapes, arrow tips and ways of routing that papers use."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from diagram_sets.graphs import DrawnGraph, Edge, Graph

PREAMBLE = r"""\documentclass{article}
\usepackage[margin=2cm]{geometry}
\usepackage{xeCJK}\setCJKmainfont{Noto Serif CJK SC}
\usepackage{tikz}
\usetikzlibrary{arrows.meta,shapes.geometric,positioning,mindmap,shadows}
\pagestyle{empty}
\begin{document}
"""


@dataclass(frozen=True)
class Manner:
    """How nodes and edges are drawn, in TikZ's own words."""

    step: str
    decision: str
    end: str
    edge: str
    curved: bool = False
    label: str = "auto"


FLOWS = {
    "plain": Manner("draw", "draw,diamond,aspect=2", "draw,rounded corners", "->"),
    "filled": Manner(
        "draw=blue!60,fill=blue!10,thick,rounded corners=3pt",
        "draw=orange,fill=orange!15,diamond,aspect=2.2,inner sep=1pt",
        "draw=green!50!black,fill=green!10,ellipse",
        "-Stealth,thick",
    ),
    "latex": Manner(
        "draw,fill=gray!15,drop shadow",
        "draw,fill=white,diamond,aspect=2",
        "draw,fill=gray!15",
        "-latex",
        label="midway,fill=white,inner sep=1.5pt",
    ),
    "borderless": Manner(
        "fill=teal!20", "fill=red!15,diamond,aspect=2", "fill=teal!40", "-{Triangle[open]}"
    ),
    "dashed": Manner(
        "draw,very thick,rectangle",
        "draw,very thick,diamond,aspect=2",
        "draw,very thick,circle",
        "-{Latex[length=3mm]},dashed,red",
    ),
}
MAPS = {
    "boxes": Manner("draw,rounded corners", "", "", ""),
    "ellipses": Manner("draw,ellipse,fill=yellow!20", "", "", "thick,blue", curved=True),
    "filled": Manner("fill=purple!15,rounded corners=4pt", "", "", "gray,line width=1.2pt", True),
    "concepts": Manner("fill=blue!60,ellipse,text=white", "", "", "blue!40,line width=4pt"),
}


def _escaped(text: str) -> str:
    return text.replace("%", r"\%").replace(">", "$>$")


def _edge(graph: Graph, edge: Edge, manner: Manner) -> str:
    label = f" node[{manner.label},font=\\small] {{{_escaped(edge.label)}}}" if edge.label else ""
    a, b = f"n{edge.source}", f"n{edge.target}"
    if manner.curved:
        return rf"\draw[{manner.edge}] ({a}.east) to[out=0,in=180]{label} ({b}.west);"
    if edge.turn:
        start = "south" if edge.turn == "down" else "north"
        return rf"\draw[{manner.edge}] ({a}.{start}) |- ({b}.east);"
    return rf"\draw[{manner.edge}] ({a}) --{label} ({b});"


def picture(graph: Graph, manner: Manner, random: Random) -> str:
    """The environment of one graph."""
    wide, high = random.uniform(3.6, 4.6), random.uniform(1.5, 1.9)
    if graph.kind == "mindmap":
        high = random.uniform(0.9, 1.2)
    parts = [r"\begin{tikzpicture}"]
    for place, node in enumerate(graph.nodes):
        look = {"step": manner.step, "decision": manner.decision, "end": manner.end}[node.shape]
        at = f"({node.column * wide:.2f},{-node.row * high:.2f})"
        parts.append(rf"\node[{look}] (n{place}) at {at} {{{_escaped(node.text)}}};")
    parts += [_edge(graph, edge, manner) for edge in graph.edges]
    return "\n".join([*parts, r"\end{tikzpicture}"])


def draw_tikz(
    graphs: Sequence[tuple[str, Graph]], random: Random, folder: Path
) -> list[DrawnGraph]:
    """Typeset graphs named by their manner, one a page, each with a caption."""
    path, body = folder / "tikz.tex", []
    for name, graph in graphs:
        manner = (FLOWS if graph.kind == "flowchart" else MAPS)[name]
        caption = "图1：流程。" if graph.chinese else "Figure 1: How it goes together."
        body.append(rf"\begin{{center}}{picture(graph, manner, random)}\end{{center}}")
        body.append(rf"\noindent {caption}\newpage")
    path.write_text(PREAMBLE + "\n".join(body) + r"\end{document}", encoding="utf-8")
    command = ["xelatex", "-interaction=batchmode", "-halt-on-error", path.name]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    made = path.with_suffix(".pdf")
    return [
        DrawnGraph(f"{graph.kind}, TikZ {name}", made, page, graph)
        for page, (name, graph) in enumerate(graphs, 1)
    ]
