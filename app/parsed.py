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
            "language": document.language,
            "title": document.title,
            "warnings": list(document.warnings),
        },
        "tables": [_table(table) for table in document.tables],
        "formulas": [_formula(formula) for formula in document.formulas],
        "figures": [_figure(figure) for figure in document.figures],
        "chunks": [_chunk(chunk) for chunk in document.chunks],
    }


def _place(address: Address) -> dict[str, JsonValue]:
    place: dict[str, JsonValue] = {
        "page": address.page,
        "bbox": list(address.box) if address.box else None,
    }
    return place | ({"path": address.path} if address.path else {})


def _table(table: Table) -> dict[str, JsonValue]:
    return {
        "id": table.id,
        **_place(table.address),
        "label": table.label,
        "caption": table.caption,
        "notes": list(table.notes),
        "section": list(table.section),
        "header_rows": table.header_rows,
        "label_columns": table.label_columns,
        "grid": [list[JsonValue](row) for row in table.grid()],
        "cells": [_cell(cell) for cell in table.cells],
        "method": table.method,
        "confidence": table.confidence,
    }


def _cell(cell: Cell) -> dict[str, JsonValue]:
    return {
        "row": cell.row,
        "column": cell.column,
        "row_span": cell.row_span,
        "column_span": cell.column_span,
        "text": cell.text,
        "kind": cell.kind,
        "value": _value(cell.reading),
        "row_path": list(cell.row_path),
        "column_path": list(cell.column_path),
        "bbox": list(cell.address.box) if cell.address.box else None,
        "agreed": cell.agreed,
    }


def _value(reading: Reading) -> dict[str, JsonValue]:
    """The typed value of a cell; numbers as JSON numbers, exact digits are in the cell's text."""
    value: dict[str, JsonValue] = {"kind": reading.kind}
    for name in ("number", "uncertainty", "second"):
        if (number := getattr(reading, name)) is not None:
            value[name] = _number(number)
    if reading.unit:
        value["unit"] = reading.unit
    if reading.marks:
        value["marks"] = reading.marks
    return value


def _formula(formula: Formula) -> dict[str, JsonValue]:
    return {
        "id": formula.id,
        **_place(formula.address),
        "number": formula.number,
        "latex": formula.latex,
        "sympy": _sympy(formula),
        "status": formula.status,
        "inline": formula.inline,
        "symbols": [
            symbol.model_dump(mode="json", exclude={"defined_at"}) for symbol in formula.symbols
        ],
        "section": list(formula.section),
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
        "id": figure.id,
        **_place(figure.address),
        "label": figure.label,
        "caption": figure.caption,
        "kind": figure.kind,
        "x_axis": _axis(figure.x_axis),
        "y_axis": _axis(figure.y_axis),
        "series": [
            {
                "name": series.name,
                "kind": series.kind,
                "points": [_point(point) for point in series.points],
            }
            for series in figure.series
        ],
        "section": list(figure.section),
    }


def _axis(axis: Axis | None) -> JsonValue:
    return axis.model_dump(mode="json") if axis else None


def _point(point: Point) -> JsonValue:
    x: JsonValue = point.x if point.x_number is None else _number(point.x_number)
    return {"x": x, "y": _number(point.y)}


def _chunk(chunk: Chunk) -> dict[str, JsonValue]:
    return {
        "id": chunk.id,
        **_place(chunk.address),
        "kind": chunk.kind,
        "section": list(chunk.section),
        "text": chunk.text,
    }


def _number(number: Decimal) -> int | float:
    whole = number == number.to_integral_value() and abs(number) < 2**53
    return int(number) if whole else float(number)
