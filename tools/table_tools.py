"""Tools that read tables."""

from __future__ import annotations

from collections import Counter

from mmkg.graph.document import Cell, Table
from mmkg.graph.evidence import cite_cell
from mmkg.graph.names import normal
from mmkg.tools.base import Context, ToolError, tool

MOST = 12  # cells listed that read otherwise


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


@tool("tables")
def reread_table(table: str, runtime: Context) -> str:
    """Read a table again in its file by another reader; says which cells that one sees otherwise.

    Args:
        table: Its label such as "Table 2", or its id.
    """
    if runtime.reread is None:
        raise ToolError("the source files are not at hand")
    found = find_table(table, runtime)
    cells = [cell for cell in found.cells if cell.text]
    said = [(cell, runtime.reread(cite_cell(found, cell))) for cell in cells]
    other = [f"{_place(cell)}: {differs}" for cell, differs in said if differs]
    by = Counter(reader for cell in cells for reader in cell.confirmed_by)
    lines = [f"{len(cells) - len(other)} of {len(cells)} cells read the same again"]
    lines += [f"when it was parsed, {name} confirmed {count}" for name, count in sorted(by.items())]
    return "\n".join([*lines, *other[:MOST]])


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


def _place(cell: Cell) -> str:
    path = " / ".join((*cell.row_path, *cell.column_path))
    return f"row {cell.row + 1}, column {cell.column + 1}" + (f" ({path})" if path else "")
