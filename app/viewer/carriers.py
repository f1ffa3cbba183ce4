"""Documents and what was found in them, as the viewer shows them."""

from __future__ import annotations

from pydantic import JsonValue

from mmkg.app.viewer.maths import from_latex
from mmkg.graph.document import Cell, Chunk, Document, Figure, Formula, Table
from mmkg.graph.provenance import Address
from mmkg.graph.store import Carrier, Graph

UNSURE = 0.8  # confidence below which a table is marked


def carrier(graph: Graph, name: str) -> dict[str, JsonValue]:
    """A table, formula, figure or chunk with all that was read in it."""
    found = graph.carriers[name]
    return _head(found) | _content(found)


def document_row(document: Document) -> dict[str, JsonValue]:
    """A line about a document: how much was found, how much of it was not understood."""
    found: list[Carrier] = [*document.tables, *document.formulas, *document.figures]
    return {
        "sha256": document.sha256,
        "name": document.name,
        "title": document.title,
        "format": document.format,
        "language": document.language,
        "pages": len(document.page_sizes),
        "chunks": len(document.chunks),
        "tables": len(document.tables),
        "formulas": len(document.formulas),
        "figures": len(document.figures),
        "cells": sum(len(_body(table)) for table in document.tables),
        "problems": sum(bool(_problem(each)) for each in found),
        "limited": sum(bool(_limit(each)) for each in found),
        "warnings": list(document.warnings),
    }


def document_pages(document: Document) -> dict[str, JsonValue]:
    """A document: the sizes of its pages, and a box for everything found on them."""
    every: list[Carrier] = [*document.chunks, *document.tables]
    every += [*document.formulas, *document.figures]
    row = document_row(document)
    return row | {
        "sizes": [list[JsonValue](size) for size in document.page_sizes],
        "found": [_head(each) for each in sorted(every, key=lambda one: one.order)],
    }


def _head(found: Carrier) -> dict[str, JsonValue]:
    return {
        "id": found.id,
        "kind": found.id.split(":")[1],
        "name": _name(found),
        "method": found.method,
        "confidence": round(found.confidence, 3),
        "problem": _problem(found),
        "limit": _limit(found),
        **place(found.address),
    }


def place(address: Address) -> dict[str, JsonValue]:
    """Document, page, box and path of an address."""
    return {
        "document": address.document,
        "page": address.page,
        "box": list(address.box) if address.box else None,
        "span": list(address.span) if address.span else None,
        "path": address.path,
    }


def _name(found: Carrier) -> str:
    if isinstance(found, Chunk):
        return found.text[:80]
    if isinstance(found, Formula):
        return f"({found.number})" if found.number else found.latex[:80] or "formula"
    label = f"{found.label}: " if found.label else ""
    return (label + found.caption) or found.id


def _problem(found: Carrier) -> str:
    """What was not understood of it; empty if it was."""
    match found:
        case Formula(status="image_only"):
            return f"not read: {found.fault or 'only its picture is known'}"
        case Figure(kind="picture"):
            return "a picture: no data were recovered"
        case Table() if not _body(found):
            return "no cell was read"
        case Table() if count := sum(cell.agreed is False for cell in _body(found)):
            return f"two readers differ in {count} of {len(_body(found))} cells"
        case Table(confidence=confidence) if confidence < UNSURE:
            return f"no second reader confirms it (confidence {confidence:.2f})"
    return ""


def _limit(found: Carrier) -> str:
    """Why little can be asked about something that was read; empty if there is no such reason."""
    read_only = isinstance(found, Formula) and found.status == "latex_only"
    return "read, but it cannot be computed with" if read_only else ""


def _body(table: Table) -> list[Cell]:
    return [cell for cell in table.cells if cell.kind == "body"]


def _content(found: Carrier) -> dict[str, JsonValue]:
    match found:
        case Table():
            sizes: dict[str, JsonValue] = {"rows": found.rows, "columns": found.columns}
            return sizes | {"cells": [_cell(cell) for cell in found.cells], "notes": [*found.notes]}
        case Formula():
            maths = from_latex(found.latex).model_dump(mode="json") if found.latex else None
            symbols: list[JsonValue] = [
                {"latex": one.latex, "meaning": one.meaning, "unit": one.unit}
                for one in found.symbols
            ]
            return {"latex": found.latex, "maths": maths, "status": found.status,
                    "symbols": symbols, "context": found.context}  # fmt: skip
        case Figure():
            return {"type": found.kind, **_drawn(found)}
        case Chunk():
            return {"text": found.text, "type": found.kind}


def _cell(cell: Cell) -> dict[str, JsonValue]:
    reading = cell.reading
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": cell.text,
        "kind": cell.kind,
        "type": reading.kind,
        "number": None if reading.number is None else str(reading.number),
        "unit": reading.unit,
        "agreed": cell.agreed,
        "by": list(cell.confirmed_by),
        "path": [" / ".join(cell.row_path), " / ".join(cell.column_path)],
        "box": list(cell.address.box) if cell.address.box else None,
    }


def _drawn(figure: Figure) -> dict[str, JsonValue]:
    return {
        "series": [
            {
                "name": series.name,
                "kind": series.kind,
                "points": [
                    {"x": point.x, "y": str(point.y), "box": list(point.box) if point.box else None}
                    for point in series.points
                ],
            }
            for series in figure.series
        ],
        "axes": [
            axis.model_dump(mode="json", exclude={"categories"}) if axis else None
            for axis in (figure.x_axis, figure.y_axis)
        ],
        "nodes": [node.text for node in figure.nodes],
        "links": [[link.source, link.target, link.text] for link in figure.links],
    }
