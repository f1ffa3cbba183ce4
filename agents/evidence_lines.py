"""Evidence as short lines: what a solver gets to see, and nothing that points at the answer."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from mmkg.graph.document import Figure
from mmkg.graph.evidence import CellEvidence, Evidence, PointEvidence
from mmkg.graph.mining.wording import first_sentence
from mmkg.graph.plan import plain
from mmkg.graph.store import Graph


def evidence_lines(evidence: Iterable[Evidence], graph: Graph, rng: Random) -> str:
    """One line for each measure, text, formula or relation, in an order that tells nothing.

    Cells of one column, and points of one series, share a line.
    """
    lines: dict[str, list[str]] = {}
    for item in evidence:
        head, entry = _entry(item, graph)
        lines.setdefault(head, []).append(entry)
    heads = list(lines)
    rng.shuffle(heads)
    shown = []
    for head in heads:
        entries = list(dict.fromkeys(lines[head]))
        rng.shuffle(entries)
        shown.append(f"{head}: {'; '.join(entries)}" if head else "; ".join(entries))
    return "\n".join(shown)


def _entry(item: Evidence, graph: Graph) -> tuple[str, str]:
    match item:
        case CellEvidence():
            unit = f" ({item.reading.unit})" if item.reading.unit else ""
            place = _title(graph, item.carrier)
            return f"{place}, {' / '.join(item.column_path)}{unit}", (
                f"{' / '.join(item.row_path)} = {item.text}"
            )
        case PointEvidence():
            unit = f" ({item.unit})" if item.unit else ""
            measure = item.series or _axis(graph, item.carrier)
            name = f"{_title(graph, item.carrier)}, {measure}".rstrip(", ")
            return f"{name}{unit}", f"{item.x} = {plain(item.y)}"
    return "", _words(item)


def _title(graph: Graph, carrier: str) -> str:
    node = graph.nodes[carrier]
    caption = first_sentence(node.description)
    return f"“{caption}”" if caption else node.name


def _axis(graph: Graph, carrier: str) -> str:
    figure = graph.carriers[carrier]
    return figure.y_axis.title if isinstance(figure, Figure) and figure.y_axis else ""


def _words(item: Evidence) -> str:
    match item.kind:
        case "text":
            return item.text
        case "formula":
            return f"Formula: {item.latex}"
        case "symbol":
            unit = f" in {item.unit}" if item.unit else ""
            return f"{item.name} ({item.latex}): {item.meaning}{unit}"
        case "edge":
            return f"{item.source} – {item.predicate}: {item.target}"
    return ""
