"""Tables that go on over several pages: their parts become one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.values import read_value


@dataclass(frozen=True, slots=True)
class TableOnPage:
    """A table, and what of its first page belongs to it besides its body.

    Attributes:
        table: The typed table; `order` and `section` are not set.
        caption_box: Around the caption, so that running text can leave it out.
        note_boxes: Around each note below the table.
    """

    table: Table
    caption_box: Box | None
    note_boxes: tuple[Box, ...] = ()


def merge_continued(found: Sequence[TableOnPage]) -> list[TableOnPage]:
    """Unite tables with the table of the page before that they continue.

    A part continues a table if it has as many columns and either the same number, or no caption
    and the same header, right after the table. Each cell keeps its own page.
    """
    merged: list[TableOnPage] = []
    for item in found:
        place = next((n for n, old in enumerate(merged) if _goes_on(old.table, item.table)), None)
        if item.caption_box is None and place != len(merged) - 1:
            place = None
        if place is None:
            merged.append(item)
        else:
            old = merged[place]
            merged[place] = TableOnPage(
                _joined(old.table, item.table), old.caption_box, old.note_boxes
            )
    return merged


def _goes_on(table: Table, part: Table) -> bool:
    last = max(cell.address.page or 0 for cell in table.cells)
    if part.columns != table.columns or part.address.page != last + 1:
        return False
    alike = _header(part) == _header(table)
    if part.number is None:
        return alike and any(filter(None, _header(part)))
    return part.label == table.label and (alike or _starts_with_data(part))


def _header(table: Table) -> list[str]:
    return [text for row in table.grid()[: table.header_rows] for text in row]


def _starts_with_data(part: Table) -> bool:
    """Whether the header is not repeated: there is none, or it is a row of numbers."""
    if part.header_rows == 0:
        return True
    first = [cell for cell in part.cells if cell.row == 0 and cell.column >= part.label_columns]
    numbers = sum(read_value(cell.text).kind == "number" for cell in first)
    return part.header_rows == 1 and 2 * numbers > len(first)


def _joined(table: Table, part: Table) -> Table:
    repeated = part.header_rows if _header(part) == _header(table) else 0
    offset = table.rows - repeated
    group = _open_group(table)
    first = min((c.row for c in part.cells if c.kind == "group"), default=part.rows)
    paths = {cell.column: cell.column_path for cell in table.cells if cell.kind == "body"}
    cells = list(table.cells)
    for cell in part.cells:
        if cell.row >= repeated:
            cell = cell if repeated else _as_body(cell, part, paths)
            prefix = group if cell.row < first else ()
            cells.append(
                cell.model_copy(
                    update={"row": cell.row + offset, "row_path": (*prefix, *cell.row_path)}
                )
            )
    return table.model_copy(
        update={
            "cells": tuple(cells),
            "rows": table.rows + part.rows - repeated,
            "notes": (*table.notes, *part.notes),
        }
    )


def _open_group(table: Table) -> tuple[str, ...]:
    """The group that the last row of a table stands under."""
    groups = [cell.text for cell in table.cells if cell.kind == "group"]
    last = next((c.row_path for c in reversed(table.cells) if c.row == table.rows - 1), ())
    return (groups[-1],) if groups and last[:1] == (groups[-1],) and len(last) > 1 else ()


def _as_body(cell: Cell, part: Table, paths: dict[int, tuple[str, ...]]) -> Cell:
    """A cell of a part that does not repeat the header, named by the header of the table."""
    path = () if cell.kind == "group" else paths.get(cell.column, ())
    if cell.kind != "header":
        return cell.model_copy(update={"column_path": path})
    labels = [c.text for c in part.cells if c.row == cell.row and c.column < part.label_columns]
    return cell.model_copy(
        update={
            "kind": "label" if cell.column < part.label_columns else "body",
            "reading": read_value(cell.text),
            "row_path": tuple(filter(None, labels)),
            "column_path": path,
        }
    )
