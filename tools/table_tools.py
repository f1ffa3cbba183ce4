"""Tools that read tables."""

from __future__ import annotations

from mmkg.graph.document import Cell, Table
from mmkg.graph.names import normal
from mmkg.tools.base import Context, ToolError, tool


@tool("tables")
def view_table(table: str, runtime: Context) -> str:
    """Show a whole table, one line a row.

    Args:
        table: Its label such as "Table 2", or its id.
    """
    found = find_table(table, runtime)
    lines = [f"{found.label or found.id}: {found.caption}".strip()]
    lines += [" | ".join(row) for row in found.grid()]
    return "\n".join([*lines, *found.notes])


@tool("tables")
def look_up(table: str, row: str, column: str, runtime: Context) -> str:
    """Look up one cell of a table.

    Args:
        table: Its label such as "Table 2", or its id.
        row: Label of the row.
        column: Header of the column.
    """
    found = find_table(table, runtime)
    body = [cell for cell in found.cells if cell.kind == "body"]
    here = [
        cell for cell in body if _named(cell.row_path, row) and _named(cell.column_path, column)
    ]
    if not here:
        rows = dict.fromkeys(cell.row_path[-1] for cell in body if cell.row_path)
        columns = dict.fromkeys(cell.column_path[-1] for cell in body if cell.column_path)
        raise ToolError(
            f"no such cell; rows: {', '.join(rows)[:300]}; columns: {', '.join(columns)[:300]}"
        )
    return "; ".join(_said(cell) for cell in here[:5])


def find_table(name: str, runtime: Context) -> Table:
    """The table of an id or label.

    Raises:
        ToolError: If there is none, or several have the label.
    """
    carrier = runtime.graph.carriers.get(name)
    if isinstance(carrier, Table):
        return carrier
    tables = runtime.graph.tables()
    found = [table for table in tables if table.label and normal(table.label) == normal(name)]
    if len(found) == 1:
        return found[0]
    offer = ", ".join(f"{table.label} [{table.id}]" for table in (found or tables)[:12])
    wrong = "several tables are" if found else "no table is"
    raise ToolError(f"{wrong} called {name!r}; there are {offer}")


def _named(path: tuple[str, ...], name: str) -> bool:
    return normal(name) in (*map(normal, path), normal(" ".join(path)))


def _said(cell: Cell) -> str:
    unit = cell.reading.unit or ""
    return cell.text if not unit or unit in cell.text else f"{cell.text} {unit}"
