"""Second readings: other readers, with text engines and structures of their own, read tables again.

A cell is agreed on when another reader's grid has the same text at the matching place; the cell
keeps the names of the readers that had it. Readers are asked one after another until nearly all
cells of the body are confirmed. Rows are matched first, in order, by how many texts they share,
then columns by how many texts of matched rows they share; so neither header lines that a reader
keeps apart nor rows that it adds move the rest. A value counts as agreed on where the names of its
row and column are, too, and no doubt (`doubts.py`) concerns it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from mmkg.graph.document import Cell, Table
from mmkg.graph.provenance import union
from mmkg.tools.parse.accents import without_accents
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.alignment import align, align_rows
from mmkg.tools.parse.tables.doubts_names import unnamed_places
from mmkg.tools.parse.tables.finer import finer_places
from mmkg.tools.parse.tables.second_readers import (
    PDFIUM,
    OtherReaders,
    SecondReaderRefused,
    TextGrid,
)
from mmkg.tools.parse.tables.sums import summed_places

ENOUGH = 0.99
SUM = "sum"  # in the place of a reader's name
INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
LEADERS = re.compile(r"[.·]{4,}$")
TICKS = str.maketrans("✓✗", "!%")  # as readers see them that do not know the signs of fonts
Place = tuple[int, int]


def confirm(pdf: Pdf, tables: Sequence[Table]) -> tuple[tuple[Table, ...], tuple[str, ...]]:
    """Set `agreed` of each cell and `confidence` of each table by reading all tables again.

    A table in which all values are in doubt is not read again: nothing of it may be confirmed.

    Args:
        pdf: The PDF, a local file.
        tables: Its tables.

    Returns:
        The tables, and notes on those that the second reader refused: their `agreed` stays none.
    """
    confirmed, notes = [], []
    with OtherReaders(pdf) as readers:
        for table in tables:
            try:
                seen = second_reading(readers, table) if _offerable(table) else {}
                confirmed.append(_with_agreement(table, seen))
            except SecondReaderRefused as refusal:
                confirmed.append(table)
                notes.append(f"{table.label or table.id} was read once only: {refusal}")
    return tuple(confirmed), tuple(dict.fromkeys(notes))


def second_reading(readers: OtherReaders, table: Table) -> dict[Place, tuple[str, ...]]:
    """The readers that saw the same text in each cell that has text.

    Names that no reader has in its grid may be read alike by PDFium: readers part the lines of a
    header otherwise, and to what a name belongs is for doubts to say. Numbers that no reader has
    at their place may be part of a sum that checks.

    Args:
        readers: Other readers of the PDF.
        table: A table of it.

    Returns:
        Names of readers by row and column; none where another reader saw something else.

    Raises:
        SecondReaderRefused: If camelot fails on the PDF.
    """
    pages = sorted({cell.address.page or 0 for cell in table.cells})
    parts = (_read_again(readers, table, page) for page in pages)
    seen = {place: by for part in parts for place, by in part.items()}
    seen |= {place: (SUM,) for place in sorted(summed_places(table)) if seen.get(place) == ()}
    for cell in table.cells:
        page, box, place = cell.address.page, cell.address.box, (cell.row, cell.column)
        if page is None or box is None or cell.kind == "body" or seen.get(place) != ():
            continue
        if normal(readers.text_in(page, box)) == normal(cell.text):
            seen[place] = (PDFIUM,)
    return seen


def _read_again(readers: OtherReaders, table: Table, page: int) -> dict[Place, tuple[str, ...]]:
    """Who saw the same in the cells of a table that stand on one page."""
    part = _part(table, page)
    seen: dict[Place, tuple[str, ...]] = {(c.row, c.column): () for c in part.cells if c.text}
    body = _offerable(part) or list(seen)
    ours = [[normal(text) for text in row] for row in part.grid()]
    for name, grid in readers.grids(part):
        whole = {place for place, same in compare(part, grid).items() if same}
        theirs = [[normal(text) for text in row] for row in grid]
        for place in sorted(whole | finer_places(part, ours, theirs)):
            if name not in seen.get(place, (name,)):
                seen[place] += (name,)
        if sum(bool(seen[place]) for place in body) >= ENOUGH * len(body):
            break
    return seen


def _offerable(table: Table) -> list[Place]:
    """The cells that may be confirmed: all but values in doubt or without names."""
    doubted = {column for doubt in table.doubts for column in doubt.columns or range(table.columns)}
    unnamed = unnamed_places(table)
    return [
        (cell.row, cell.column)
        for cell in table.cells
        if cell.text
        and cell.kind == "body"
        and cell.column not in doubted
        and (cell.row, cell.column) not in unnamed
        and cell.row_path
        and cell.column_path
    ]


def _part(table: Table, page: int) -> Table:
    """The table with the cells of one page alone, at the rows that they have in the table."""
    cells = tuple(cell for cell in table.cells if (cell.address.page or 0) == page)
    if len(cells) == len(table.cells):
        return table
    box = union(cell.address.box for cell in cells if cell.address.box)
    if page == table.address.page and table.address.box:
        box = union((box, table.address.box))
    address = table.address.model_copy(update={"page": page, "box": box})
    return table.model_copy(update={"cells": cells, "address": address})


def compare(table: Table, grid: TextGrid) -> dict[Place, bool]:
    """Compare a table with another reader's grid, cell by cell, after matching rows and columns."""
    own = sorted({cell.row for cell in table.cells})
    grid_of_ours = table.grid()
    ours = [tuple(normal(text) for text in grid_of_ours[row]) for row in own]
    theirs = [tuple(normal(text) for text in row) for row in grid]
    matched = align_rows(ours, theirs, _shared, least=0.5)
    flipped = [[row[column] for row in ours] for column in range(table.columns)]
    width = max(map(len, theirs), default=0)
    other = [[row[column] for row in theirs] for column in range(width)]

    def alike(one: Sequence[str], two: Sequence[str]) -> float:
        return sum(bool(one[i]) and one[i] == two[k] for i, k in matched)

    columns = dict(align(flipped, other, alike, least=1.0))
    rows = {own[i]: k for i, k in matched}
    first = min(rows.values(), default=0)
    return {
        (cell.row, cell.column): _same(cell, theirs, rows, columns, first)
        for cell in table.cells
        if cell.text
    }


def normal(text: str) -> str:
    """Text without spaces, carets, accents, leading dots, inner hyphens, differences of encoding.

    The second reader keeps the hyphen of a word that is broken at a line's end.
    """
    plain = unicodedata.normalize("NFKC", without_accents(text))
    for dash in "−–—‐‑":
        plain = plain.replace(dash, "-")
    bare = "".join(char for char in plain.replace("∗", "*") if not char.isspace() and char != "^")
    return LEADERS.sub("", INNER_HYPHEN.sub("", bare)).translate(TICKS)


def _shared(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of the texts of a row that another row has, too, weighted by how many they are."""
    wanted = Counter(filter(None, one))
    common = (wanted & Counter(filter(None, other))).total()
    return common if 2 * common >= wanted.total() else 0.0


def _same(
    cell: Cell,
    theirs: Sequence[Sequence[str]],
    rows: dict[int, int],
    columns: dict[int, int],
    first: int,
) -> bool:
    column = columns.get(cell.column)
    if column is None:
        return False
    text = normal(cell.text)
    matched = [rows[r] for r in range(cell.row, cell.row + cell.row_span) if r in rows]
    if any(theirs[row][column] == text for row in matched):
        return True
    if cell.kind == "header":
        return _ends_with_header([theirs[row][column] for row in range(first)], text)
    if cell.row_span > 1 and matched:
        stretch = range(min(matched), max(matched) + 1)
        return "".join(theirs[row][column] for row in stretch) == text
    return False


def _ends_with_header(lines: Sequence[str], text: str) -> bool:
    """Whether the text is made of one or more lines that follow each other above the body."""
    lines = [line for line in lines if line]
    return any(
        "".join(lines[i:j]) == text for i in range(len(lines)) for j in range(i + 1, len(lines) + 1)
    )


def _with_agreement(table: Table, seen: dict[Place, tuple[str, ...]]) -> Table:
    """Mark each cell; a value is agreed on if its names are, and nothing speaks against them."""
    sure = _Names(table, seen)
    cells = []
    for cell in table.cells:
        by = seen.get((cell.row, cell.column), () if cell.kind == "body" and cell.text else None)
        agreed = bool(by) and (cell.kind != "body" or sure.of(cell))
        said = {} if by is None else {"agreed": agreed, "confirmed_by": by if agreed else ()}
        cells.append(cell.model_copy(update=said))
    numbers = [c.agreed for c in cells if c.kind == "body" and c.reading.kind == "number"]
    share = sum(map(bool, numbers)) / len(numbers) if numbers else 1.0
    return table.model_copy(update={"cells": tuple(cells), "confidence": round(share, 4)})


class _Names:
    """Which rows and columns of a table have names that another reader saw and nothing doubts."""

    def __init__(self, table: Table, seen: dict[Place, tuple[str, ...]]) -> None:
        unseen = [c for c in table.cells if c.text and not seen.get((c.row, c.column))]
        self._rows = {
            row
            for cell in unseen
            if cell.kind == "label"
            for row in range(cell.row, cell.row + cell.row_span)
        }
        self._titles = {cell.text for cell in unseen if cell.kind == "group"}
        self._columns = {
            column
            for cell in unseen
            if cell.kind == "header"
            for column in range(cell.column, cell.column + cell.column_span)
        }
        self._unnamed = unnamed_places(table)
        self._all = any(not doubt.columns for doubt in table.doubts)
        self._columns |= {column for doubt in table.doubts for column in doubt.columns}

    def of(self, cell: Cell) -> bool:
        """Whether the names of a cell are sure; what has no name has none that is."""
        return not (
            self._all
            or (cell.row, cell.column) in self._unnamed
            or cell.row in self._rows
            or cell.column in self._columns
            or self._titles.intersection(cell.row_path)
            or not cell.row_path
            or not cell.column_path
        )
