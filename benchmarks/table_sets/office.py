"""Tables as a word processor sets them, printed by LibreOffice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Pt
from docx.table import Table, _Cell

from table_sets.latex import prose
from table_sets.sources import INDENT, TableSource

LOOKS = {
    "word-grid": "Table Grid",
    "word-light": "Light Shading Accent 1",
    "word-list": "Light List Accent 2",
    "word-medium": "Medium Shading 2 Accent 5",
    "word-plain": "Normal Table",
    "word-colour": "Colorful Grid Accent 3",
    "word-lines": "Light Grid Accent 4",
}


def write(path: Path, look: str, tables: Sequence[TableSource], chinese: bool) -> Path:
    """Write what LibreOffice is to print; returns its path."""
    place, document = path.with_suffix(".docx"), Document()
    for number, table in enumerate(tables, 1):
        document.add_paragraph(prose(number, chinese).strip())
        _add(document, table, number, LOOKS[look])
    document.save(str(place))
    return place


def _owned(table: TableSource) -> Iterator[tuple[int, int, int, int, str]]:
    """Row, column, how far it reaches down and across, and text of each cell."""
    spans = table.spans()
    for row, texts in enumerate(table.grid):
        for column, words in enumerate(texts):
            if table.owner(row, column) == (row, column):
                yield row, column, *spans.get((row, column), (1, 1)), words


def _add(document: Docx, table: TableSource, number: int, style: str) -> None:
    title = f"{'表' if table.chinese else 'Table'} {number}: {table.caption}"
    document.add_paragraph(title).paragraph_format.keep_with_next = True
    if table.above:
        above = document.add_paragraph(table.above)
        above.alignment, above.paragraph_format.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, True
    made = document.add_table(len(table.grid), len(table.grid[0]), style=style)
    for row, column, down, across, words in _owned(table):
        cell = made.cell(row, column)
        if down * across > 1:
            cell = cell.merge(made.cell(row + down - 1, column + across - 1))
        _write(cell, words, column >= table.labels, 7 if len(table.grid[0]) > 6 else 10)
    _repeat_header(made, table.header_rows)
    for note in table.notes:
        document.add_paragraph(note.replace("^", ""))


def _write(cell: _Cell, words: str, value: bool, size: int) -> None:
    depth = len(words) - len(words.lstrip(INDENT))
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.left_indent = Pt(12 * depth)
    paragraph.paragraph_format.space_after = Pt(0)
    if value:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    name, caret, mark = words.strip(INDENT).partition("^")
    paragraph.add_run(name).font.size = Pt(size)
    if caret:
        paragraph.add_run(mark).font.superscript = True


def _repeat_header(made: Table, rows: int) -> None:
    for row in made.rows[:rows]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
