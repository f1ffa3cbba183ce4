"""Tables that go on over several pages: their parts become one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.values import read_value

INDENT = 4.0  # points


@dataclass(frozen=True, slots=True)
class TableOnPage:
    """A table, and what of its first page belongs to it besides its body.

    Attributes:
        table: The typed table; `order` and `section` are not set.
        caption_box: Around the caption, so that running text can leave it out.
        note_boxes: Around each note below the table.
        orphan: Whether it has neither caption nor header: a table only if it goes on with one.
        bare: Whether it has neither caption nor frame: it goes on with none. Statements that
            follow each other name their columns alike, and prose may stand between them.
    """

    table: Table
    caption_box: Box | None
    note_boxes: tuple[Box, ...] = ()
    orphan: bool = False
    bare: bool = False


def merge_continued(found: Sequence[TableOnPage]) -> list[TableOnPage]:
    """Unite tables with the table of the page before that they continue.

    A part continues a table if it has as many columns and either the same number, or no caption
    and the same header, or none and its columns at the same places, right after the table. Each
    cell keeps its own page.
    """
    merged: list[TableOnPage] = []
    for item in found:
        place = next((n for n, old in enumerate(merged) if _goes_on(old.table, item.table)), None)
        if item.bare or (item.caption_box is None and place != len(merged) - 1):
            place = None
        if place is None:
            merged += [] if item.orphan else [item]
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
        headless = part.header_rows == 0 and _columns_below(table, last, part)
        return headless or (alike and any(filter(None, _header(part))))
    return part.label == table.label and (alike or _starts_with_data(part))


def _header(table: Table) -> list[str]:
    return [text for row in table.grid()[: table.header_rows] for text in row]


def _columns_below(table: Table, page: int, part: Table) -> bool:
    """Whether each column of a part stands where it stands on the page before."""
    before, own = _reaches(table, page), _reaches(part, page + 1)
    shared = [c for c in own if c in before]
    return len(shared) > 1 and all(
        min(before[c][1], own[c][1]) > max(before[c][0], own[c][0]) for c in shared
    )


def _reaches(table: Table, page: int) -> dict[int, tuple[float, float]]:
    """From where to where the texts of each column stand on a page."""
    found: dict[int, tuple[float, float]] = {}
    for cell in table.cells:
        box = cell.address.box
        if box and cell.text and cell.column_span == 1 and cell.address.page == page:
            lo, hi = found.get(cell.column, (box.x0, box.x1))
            found[cell.column] = min(lo, box.x0), max(hi, box.x1)
    return found


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
    group, inner = _open_group(table), _open_labels(table, part)
    first = min((c.row for c in part.cells if c.kind == "group"), default=part.rows)
    named = {cell.column: cell for cell in table.cells if cell.kind == "body"}
    cells = list(table.cells)
    for cell in part.cells:
        if cell.row >= repeated:
            cell = cell if repeated else _as_body(cell, part, named)
            prefix = inner.get(cell.row) or (group if cell.row < first else ())
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
            "doubts": tuple(dict.fromkeys((*table.doubts, *part.doubts))),
        }
    )


def _open_group(table: Table) -> tuple[str, ...]:
    """The group that the last row of a table stands under."""
    groups = [cell.text for cell in table.cells if cell.kind == "group"]
    last = next((c.row_path for c in reversed(table.cells) if c.row == table.rows - 1), ())
    return (groups[-1],) if groups and last[:1] == (groups[-1],) and len(last) > 1 else ()


def _open_labels(table: Table, part: Table) -> dict[int, tuple[str, ...]]:
    """What the first rows of a part are indented under, by row, where the page before says it."""
    before, own = _indents(table), _indents(part)
    starts = [round(step) for step in (*before.values(), *own.values())]
    if not before or not own or 2 * len(set(starts)) > len(starts):
        return {}  # labels are centred
    *_, (last, indent) = sorted(before.items())
    path = next(c.row_path for c in table.cells if c.row == last and c.column == 0)
    found: dict[int, tuple[str, ...]] = {}
    for row, (_, step) in enumerate(sorted(own.items()), part.header_rows):
        if row not in own or step < INDENT:
            break
        if abs(step - indent) < INDENT:
            found[row] = path[:-1]
        elif step > indent:
            found[row] = path
        else:
            break
    return found


def _indents(table: Table) -> dict[int, float]:
    """By row, how far labels on the last page are indented, in points."""
    last = max(cell.address.page or 0 for cell in table.cells)
    starts = {
        cell.row: cell.address.box.x0
        for cell in table.cells
        if cell.column == 0
        and cell.text
        and cell.kind in ("label", "body", "group")
        and cell.address.box
        and cell.address.page == last
    }
    edge = min(starts.values(), default=0.0)
    return {row: start - edge for row, start in starts.items()}


def _as_body(cell: Cell, part: Table, named: dict[int, Cell]) -> Cell:
    """A cell of a part that does not repeat the header, named and measured as above it."""
    above = named.get(cell.column)
    path = above.column_path if above and cell.kind != "group" else ()
    if cell.kind in ("group", "empty", "label"):
        return cell.model_copy(update={"column_path": path})
    body = cell.column >= part.label_columns
    unit = above.reading.unit if above and body and not read_value(above.text).unit else None
    labels = [c.text for c in part.cells if c.row == cell.row and c.column < part.label_columns]
    return cell.model_copy(
        update={
            "kind": "body" if body else "label",
            "reading": read_value(cell.text, unit),
            "row_path": tuple(filter(None, labels)) if cell.kind == "header" else cell.row_path,
            "column_path": path,
        }
    )
