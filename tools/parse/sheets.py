"""XLSX: each block of filled cells is a table; each cell known by its sheet and name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import openpyxl
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.exceptions import InvalidFileException

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.delimited import check_size
from mmkg.tools.parse.office import check_zip
from mmkg.tools.parse.office_colours import Theme, read_theme
from mmkg.tools.parse.pageless_cells import SourceCell, clean
from mmkg.tools.parse.sheets_blocks import Block, Place, covered, find_blocks, within
from mmkg.tools.parse.sheets_names import goes_on, header_rows
from mmkg.tools.parse.sheets_parts import SheetPart, raised_strings, sheet_parts
from mmkg.tools.parse.sheets_unseen import blank_format, blank_looks
from mmkg.tools.parse.sheets_values import shown
from mmkg.tools.parse.slides_charts import add_chart
from mmkg.tools.parse.text_pageless import Assembly
from mmkg.tools.parse.unseen import unseen_told

MOST_POINTS = 100_000  # of a chart's series
UNNAMED = re.compile(r"(?:sheet|tabelle|feuil|hoja|工作表|表)\s*\d*", re.IGNORECASE)
BROKEN = (
    InvalidFileException, KeyError, ValueError, TypeError, IndexError, AttributeError,
    SyntaxError, OSError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def read_xlsx(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read an XLSX file: values as they were last worked out; no formula is.

    Raises:
        InputError: If it is damaged, would unpack to too much, or holds too large a table.
    """
    check_zip(path, data)
    try:
        book = _read(data)
    except InputError:
        raise
    except BROKEN as e:
        raise InputError(f"{path.name}: damaged XLSX ({' '.join(str(e).split())[:120]})") from None
    assembly = Assembly(sha256, title=clean(book.title))
    for sheet in book.sheets:
        _add_sheet(assembly, path, sheet, book)
    return assembly.document(path, "xlsx", parser, book.warnings)


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell that holds something: its text, and how it is set."""

    text: str
    bold: bool
    underlined: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet: what shows of its cells by row and column from 1, its part of the file."""

    name: str
    cells: dict[Place, Filled]
    part: SheetPart

    @property
    def quoted(self) -> str:
        """The name as references write it."""
        return str(quote_sheetname(self.name)) if re.search(r"\W", self.name) else self.name

    def closed(self) -> Sheet:
        """The sheet as it looks: numbered without the rows and columns that do not show."""
        rows, columns = self.part.rows, self.part.columns
        cells = {
            (rows.closed(row, row)[0], columns.closed(column, column)[0]): cell
            for (row, column), cell in self.cells.items()
        }
        ranges = (
            (rows.closed(top, bottom), columns.closed(left, right))
            for top, left, bottom, right in self.part.merged
        )
        merged = tuple(
            (down[0], across[0], down[1], across[1])
            for down, across in ranges
            if down[0] <= down[1] and across[0] <= across[1]
        )
        return replace(self, cells=cells, part=replace(self.part, merged=merged))

    def place(self, row: int, column: int) -> str:
        """The name of a cell of the closed sheet in the file, such as `B7`."""
        letter = get_column_letter(self.part.columns.opened(column))
        return f"{letter}{self.part.rows.opened(row)}"


@dataclass(frozen=True, slots=True)
class Book:
    """What a file holds."""

    title: str
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...]

    def lookup(self, reference: str) -> list[str]:
        """The texts of the cells of a reference such as `'My sheet'!$B$2:$B$9`."""
        name, _, area = reference.rpartition("!")
        bounds = openpyxl.utils.range_boundaries(area.replace("$", ""))
        sheet = next((s for s in self.sheets if s.name == name.strip("'").replace("''", "'")), None)
        if sheet is None or None in bounds:
            return []
        left, top, right, bottom = bounds
        if (bottom - top + 1) * (right - left + 1) > MOST_POINTS:
            return []
        places = ((r, c) for r in range(top, bottom + 1) for c in range(left, right + 1))
        return [sheet.cells[place].text if place in sheet.cells else "" for place in places]


def _read(data: bytes) -> Book:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts, raised = sheet_parts(packed), raised_strings(packed)
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    theme = read_theme(book.loaded_theme)
    warnings, unseen, sheets = [], list[str](), []
    for page in book.worksheets:
        part = parts[page.title]
        if page.sheet_state != "visible":
            warnings.append(f"the hidden sheet {page.title!r} was left out")
            continue
        if part.unworked:
            warnings.append(
                f"sheet {page.title!r}: {part.unworked} formulas have no stored value; open and "
                "save the file in a spreadsheet program"
            )
        page.reset_dimensions()
        cells = dict(_shown(page.iter_rows(), part, theme, unseen))
        told = {p: replace(c, text=raised.get(c.text, c.text)) for p, c in cells.items()}
        sheets.append(Sheet(page.title, told, part))
    warnings += unseen_told(unseen)
    return Book(book.properties.title or "", tuple(sheets), tuple(warnings))


def _shown(
    rows: Iterable[Sequence[Cell]], part: SheetPart, theme: Theme, unseen: list[str]
) -> Iterator[tuple[Place, Filled]]:
    """The cells that show, and the texts of those that do not."""
    under = {place for _, place in covered(part.merged)}
    for cell in (cell for row in rows for cell in row if cell.value is not None):
        place, text = (cell.row, cell.column), shown(cell.value, cell.number_format)
        hidden = cell.row in part.rows or cell.column in part.columns or place in under
        if not hidden and _blank(cell, part, theme):
            hidden = not within(place, part.styled)
        if hidden:
            unseen.append(text)
        elif text:
            yield place, Filled(text, *_set(cell.font))


def _blank(cell: Cell, part: SheetPart, theme: Theme) -> bool:
    form = cell.number_format or ""
    return blank_looks(cell, theme) or blank_format(cell.value, form, part.zeros)


def _add_sheet(assembly: Assembly, path: Path, sheet: Sheet, book: Book) -> None:
    if not UNNAMED.fullmatch(sheet.name):
        assembly.add_heading(sheet.name, 1, sheet.quoted)
    closed = sheet.closed()
    texts = {place: cell.text for place, cell in closed.cells.items()}
    whole = partial(goes_on, texts=texts)
    for block in find_blocks(closed.cells, closed.part.merged, whole):
        _add_block(assembly, path, closed, block)
    for number, space in enumerate(sheet.part.charts, 1):
        add_chart(assembly, space, "", f"{sheet.quoted}!chart[{number}]", book.lookup)


def _add_block(assembly: Assembly, path: Path, sheet: Sheet, block: Block) -> None:
    """Add a block: rows of one text above and below the table are its caption and its notes."""
    above, body, below = _parted(block, sheet)
    for place in above:
        assembly.add_text(sheet.cells[place].text, _where(sheet, place))
    if body:
        check_size(path.name, body.bottom - body.top + 1, body.right - body.left + 1)
        caption = sheet.cells[above[-1]].text if above else ""
        rows = _rows(sheet, body)
        headers = header_rows(rows)
        cells = list(_cells(sheet, body, headers))
        last = sheet.place(body.bottom, body.right)
        area = f"{sheet.quoted}!{sheet.place(body.top, body.left)}:{last}"
        assembly.add_table(cells, caption, area, "openpyxl", max(headers, 1))
    for place in below:
        assembly.add_text(sheet.cells[place].text, _where(sheet, place))


def _parted(block: Block, sheet: Sheet) -> tuple[list[Place], Block | None, list[Place]]:
    rows: dict[int, list[Place]] = {}
    for place in sorted(block.places):
        if place in sheet.cells:
            rows.setdefault(place[0], []).append(place)
    wide = [row for row, places in rows.items() if len(places) > 1]
    if not wide:
        return [place for places in rows.values() for place in places], None, []
    above = [place for row, places in rows.items() if row < wide[0] for place in places]
    below = [place for row, places in rows.items() if row > wide[-1] for place in places]
    return above, block.between(wide[0], wide[-1]), below


def _rows(sheet: Sheet, block: Block) -> list[list[str]]:
    """The texts of a block, row by row; of a merged cell in each place that it covers."""
    texts = {place: cell.text for place, cell in sheet.cells.items()}
    texts |= {place: texts[start] for start, place in covered(sheet.part.merged) if start in texts}
    return [
        [texts.get((row, column), "") for column in range(block.left, block.right + 1)]
        for row in range(block.top, block.bottom + 1)
    ]


def _cells(sheet: Sheet, block: Block, headers: int) -> Iterator[SourceCell]:
    """The cells of a table, from 0; without a header, below an empty first row."""
    spans = {(top, left): (bottom, right) for top, left, bottom, right in sheet.part.merged}
    for row, column in sorted(block.places):
        filled = sheet.cells.get((row, column))
        if filled is None:
            continue
        bottom, right = spans.get((row, column), (row, column))
        yield SourceCell(
            row - block.top + (not headers),
            column - block.left,
            filled.text,
            _where(sheet, (row, column)),
            min(bottom, block.bottom) - row + 1,
            min(right, block.right) - column + 1,
            header=row - block.top < headers,
            bold=filled.bold,
            underlined=filled.underlined,
        )


def _set(font: Font | None) -> tuple[bool, bool]:
    """Whether a font is bold, and underlined."""
    return (bool(font.b), bool(font.u) and font.u != "none") if font else (False, False)


def _where(sheet: Sheet, place: Place) -> str:
    return f"{sheet.quoted}!{sheet.place(*place)}"
