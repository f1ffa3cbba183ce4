"""A parsed document as the JSON object that `mmkg parse --json` prints."""

from __future__ import annotations

from decimal import Decimal

from pydantic import JsonValue

from mmkg.graph.document import (
    Axis,
    Cell,
    Chunk,
    Document,
    Figure,
    Formula,
    Point,
    Reading,
    Table,
    TextLine,
)
from mmkg.graph.expression import ExpressionError
from mmkg.graph.expression_sympy import to_sympy
from mmkg.graph.provenance import Address


def parsed(document: Document) -> dict[str, JsonValue]:
    """The whole document; boxes in points from the top left, pages counted from 1."""
    return {
        "document": {
            "sha256": document.sha256,
            "name": document.name,
            "format": document.format,
            "pages": len(document.page_sizes),
            "page_sizes": [list[JsonValue](size) for size in document.page_sizes],
            "language": document.language,
            "title": document.title,
            "permissions_denied": list(document.permissions),
            "parser": document.parser,
            "warnings": list(document.warnings),
        },
        "tables": [_table(table) for table in document.tables],
        "formulas": [_formula(formula) for formula in document.formulas],
        "figures": [_figure(figure) for figure in document.figures],
        "chunks": [_chunk(chunk) for chunk in document.chunks],
    }


def _place(address: Address) -> dict[str, JsonValue]:
    """Where a thing is: document, page and box, or the path in a format without pages."""
    return {
        "document": address.document,
        "page": address.page,
        "bbox": list(address.box) if address.box else None,
        "path": address.path,
    }


def _read(element: Chunk | Table | Formula | Figure) -> dict[str, JsonValue]:
    """What every element says: where it is, its place in the document, and how it was read."""
    return {
        "id": element.id,
        **_place(element.address),
        "order": element.order,
        "section": list(element.section),
        "method": element.method,
        "confidence": element.confidence,
    }


def _table(table: Table) -> dict[str, JsonValue]:
    return {
        **_read(table),
        "label": table.label,
        "caption": table.caption,
        "notes": list(table.notes),
        "doubts": [{"reason": d.reason, "columns": list(d.columns)} for d in table.doubts],
        "header_rows": table.header_rows,
        "label_columns": table.label_columns,
        "grid": [list[JsonValue](row) for row in table.grid()],
        "cells": [_cell(cell, table) for cell in table.cells],
    }


def _cell(cell: Cell, table: Table) -> dict[str, JsonValue]:
    """A cell; its section, order and method are its table's."""
    return {
        **_place(cell.address),
        "order": table.order,
        "section": list(table.section),
        "method": table.method,
        "confidence": table.confidence_in(cell),
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": cell.text,
        "kind": cell.kind,
        "value": _value(cell.reading),
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "bold": cell.bold,
        "underlined": cell.underlined,
        "agreed": cell.agreed,
        "confirmed_by": list(cell.confirmed_by),
    }


def _value(reading: Reading) -> dict[str, JsonValue]:
    """The typed value of a cell; numbers as JSON numbers, exact digits are in the cell's text."""
    value: dict[str, JsonValue] = {"kind": reading.kind}
    for name in ("number", "uncertainty", "second", "low", "high"):
        if (number := getattr(reading, name)) is not None:
            value[name] = _number(number)
    if reading.unit:
        value["unit"] = reading.unit
    if reading.marks:
        value["marks"] = reading.marks
    return value


def _formula(formula: Formula) -> dict[str, JsonValue]:
    return {
        **_read(formula),
        "number": formula.number,
        "latex": formula.latex,
        "sympy": _sympy(formula),
        "status": formula.status,
        "fault": formula.fault,
        "inline": formula.inline,
        "symbols": [
            symbol.model_dump(mode="json", exclude={"defined_at"})
            | {"defined_at": _place(symbol.defined_at) if symbol.defined_at else None}
            for symbol in formula.symbols
        ],
    }


def _sympy(formula: Formula) -> str | None:
    if formula.expression is None:
        return None
    try:
        return str(to_sympy(formula.expression))
    except ExpressionError:
        return None


def _figure(figure: Figure) -> dict[str, JsonValue]:
    return {
        **_read(figure),
        "label": figure.label,
        "caption": figure.caption,
        "kind": figure.kind,
        "x_axis": _axis(figure.x_axis),
        "y_axis": _axis(figure.y_axis),
        "fit_error": figure.fit_error,
        "series": [
            {
                "name": series.name,
                "kind": series.kind,
                "points": [_point(point, figure.address) for point in series.points],
            }
            for series in figure.series
        ],
        "nodes": [{"text": node.text, **_place(node.address)} for node in figure.nodes],
        "links": [
            {
                "source": link.source,
                "target": link.target,
                "text": link.text,
                "directed": link.directed,
                **_place(link.address),
            }
            for link in figure.links
        ],
    }


def _axis(axis: Axis | None) -> JsonValue:
    return axis.model_dump(mode="json") if axis else None


def _point(point: Point, figure: Address) -> JsonValue:
    x: JsonValue = point.x if point.x_number is None else _number(point.x_number)
    error: JsonValue = [_number(reach) for reach in point.error] if point.error else None
    place = _place(figure.model_copy(update={"box": point.box or figure.box}))
    return {"x": x, "y": _number(point.y), "error": error, **place}


def _chunk(chunk: Chunk) -> dict[str, JsonValue]:
    return {
        **_read(chunk),
        "kind": chunk.kind,
        "text": chunk.text,
        "lines": [_line(line) for line in chunk.lines],
        "sentences": [list[JsonValue](span) for span in chunk.sentences],
    }


def _line(line: TextLine) -> JsonValue:
    return {"span": list(line.span), "page": line.page, "bbox": list(line.box)}


def _number(number: Decimal) -> int | float:
    whole = number == number.to_integral_value() and abs(number) < 2**53
    return int(number) if whole else float(number)
