"""Tables as programs write them with ReportLab, which is no dependency of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from table_sets.latex import prose
from table_sets.sources import INDENT, LEFT, TableSource

LOOKS = {
    "invoice": [("LINEBELOW", (0, 0), (-1, -1), 0.25, "grey"), ("BACKGROUND", "head", "lightgrey")],
    "dashboard": [("BACKGROUND", "head", "navy"), ("TEXTCOLOR", "head", "white")],
    "boxed": [("BOX", (0, 0), (-1, -1), 1, "black"), ("LINEBELOW", "head", 1, "black")],
    "ledger": [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("FONTNAME", "head", "Times-Bold")],
}


def write(path: Path, look: str, tables: Sequence[TableSource]) -> None:
    """Write a PDF.

    Raises:
        ImportError: If ReportLab is not installed.
    """
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

    styles, story = getSampleStyleSheet(), list[Any]()
    for number, table in enumerate(tables, 1):
        story.append(Paragraph(prose(number), styles["Normal"]))
        story.append(Paragraph(f"Table {number}: {table.caption}", styles["Heading5"]))
        grid = [[_shown(text) for text in row] for row in table.texts()]
        made = Table(grid, repeatRows=table.header_rows, style=[*_style(look, table)])
        story += [made, *(Paragraph(_shown(n), styles["Normal"]) for n in table.notes)]
        story.append(Spacer(1, 12))
    SimpleDocTemplate(str(path)).build(story)


def _shown(text: str) -> str:
    """The text without raised marks, with signs that the standard fonts have."""
    text = re.sub(r"\^[a-z]", "", text)
    return text.replace("✓", "yes").replace("✗", "no").replace("−", "-")


def _style(look: str, table: TableSource) -> Iterator[tuple[Any, ...]]:
    head = (0, 0), (-1, table.header_rows - 1)
    for name, *rest in LOOKS[look]:
        yield (name, *(head if rest[0] == "head" else ()), *(r for r in rest if r != "head"))
    yield "ALIGN", (table.labels, 0), (-1, -1), "RIGHT"
    yield "FONTSIZE", (0, 0), (-1, -1), 6 if len(table.grid[0]) > 10 else 9
    for (row, column), (down, across) in table.spans().items():
        yield "SPAN", (column, row), (column + across - 1, row + down - 1)
        yield "ALIGN", (column, row), (column, row), "LEFT" if column == 0 else "CENTER"
        yield "VALIGN", (column, row), (column, row), "MIDDLE"
    for row, texts in enumerate(table.grid):
        depth = len(texts[0]) - len(texts[0].lstrip(INDENT))
        if depth and texts[0] != LEFT:
            yield "LEFTPADDING", (0, row), (0, row), 6 + 10 * depth
