"""Documents written by hand, for tests that want to know every character of what was read.

paper = Paper("masses.pdf")
paper.text("Table 1 lists the masses.")
paper.table("Masses", ["Planet", "Mass"], [["Mars", "0.64"]], units={"Mass": "10^24 kg"})
document = paper.document()
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from mmkg.graph.document import (
    Axis,
    Cell,
    CellKind,
    Chunk,
    Document,
    Figure,
    Formula,
    Point,
    Reading,
    Series,
    Symbol,
    Table,
    TextLine,
)
from mmkg.graph.expression import Expression, to_latex
from mmkg.graph.provenance import Address, Box

LINE = 12.0  # points
SENTENCE = re.compile(r"[^.;。；]+(?:\.(?!\s|$)[^.;。；]*)*[.;。；]?")


class Paper:
    """A document in the making; each thing written stands one line below the last."""

    def __init__(self, name: str = "paper.pdf", *, language: str = "en", title: str = "") -> None:
        self.name, self.language = name, language
        self.title = title or name.removesuffix(".pdf")
        self.sha256 = hashlib.sha256(name.encode()).hexdigest()
        self.chunks: list[Chunk] = []
        self.tables: list[Table] = []
        self.formulas: list[Formula] = []
        self.figures: list[Figure] = []
        self.section: tuple[str, ...] = ()
        self._y = 0.0

    def place(self) -> Address:
        """A fresh line on the page."""
        self._y += LINE
        return Address(document=self.sha256, page=1, box=Box(50, self._y, 550, self._y + 10))

    def _id(self, kind: str, before: Sequence[object]) -> str:
        return f"{self.sha256[:12]}:{kind}:{len(before) + 1}"

    def _order(self) -> int:
        return len(self.chunks) + len(self.tables) + len(self.formulas) + len(self.figures)

    def text(self, text: str, kind: str = "paragraph") -> Chunk:
        """A paragraph on one line, cut into sentences."""
        place = self.place()
        assert place.box is not None
        spans = tuple(
            m.span() for m in re.finditer(r"[^.;。；]+(?:\.(?!\s|$)[^.;。；]*)*[.;。；]?", text)
        )
        chunk = Chunk(
            id=self._id("chunk", self.chunks),
            address=place,
            text=text,
            kind=kind,  # type: ignore[arg-type]
            section=() if kind == "heading" else self.section,
            order=self._order(),
            lines=(TextLine(span=(0, len(text)), page=1, box=place.box),),
            sentences=tuple(s for s in spans if text[s[0] : s[1]].strip()),
        )
        self.chunks.append(chunk)
        if kind == "heading":
            self.section = (text,)
        return chunk

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        units: Mapping[str, str] | None = None,
        agreed: bool | None = True,
    ) -> Table:
        """A table whose first column names its rows; a row of one cell opens a group."""
        number = len(self.tables) + 1
        cells = [
            self._cell(0, at, text, "header", column_path=(text,)) for at, text in enumerate(header)
        ]
        group: tuple[str, ...] = ()
        for row, texts in enumerate(rows, start=1):
            if len(texts) == 1:
                group = (texts[0],)
                cells.append(self._cell(row, 0, texts[0], "group"))
                continue
            path = (*group, texts[0])
            cells.append(self._cell(row, 0, texts[0], "label", row_path=path))
            for at, text in enumerate(texts[1:], start=1):
                unit = (units or {}).get(header[at])
                cell = self._cell(row, at, text, "body", path, (header[at],), unit)
                cells.append(cell.model_copy(update={"agreed": agreed}))
        table = Table(
            id=self._id("table", self.tables),
            address=self.place(),
            label=f"Table {number}",
            number=str(number),
            caption=caption,
            section=self.section,
            order=self._order(),
            rows=len(rows) + 1,
            columns=len(header),
            cells=tuple(cells),
        )
        self.tables.append(table)
        return table

    def _cell(
        self,
        row: int,
        column: int,
        text: str,
        kind: CellKind,
        row_path: tuple[str, ...] = (),
        column_path: tuple[str, ...] = (),
        unit: str | None = None,
    ) -> Cell:
        return Cell(
            row=row,
            column=column,
            text=text,
            kind=kind,
            reading=reading(text, unit) if kind == "body" else Reading(kind="text"),
            row_path=row_path,
            column_path=column_path,
            address=self.place(),
        )

    def chart(
        self,
        caption: str,
        series: Mapping[str, Mapping[str, str]],
        *,
        y: str = "Value",
        x: str = "Planet",
        unit: str | None = None,
        decimals: int = 1,
    ) -> Figure:
        """A chart with named points."""
        number = len(self.figures) + 1
        figure = Figure(
            id=self._id("figure", self.figures),
            address=self.place(),
            label=f"Figure {number}",
            number=str(number),
            caption=caption,
            section=self.section,
            order=self._order(),
            kind="chart",
            x_axis=Axis(title=x, scale="category"),
            y_axis=Axis(title=y, unit=unit),
            series=tuple(
                Series(
                    name=name,
                    kind="bar",
                    points=tuple(Point(x=at, y=Decimal(value)) for at, value in points.items()),
                )
                for name, points in series.items()
            ),
            fit_error=0.001,
            decimals=decimals,
        )
        self.figures.append(figure)
        return figure

    def formula(
        self, expression: Expression, meanings: Mapping[str, tuple[str, str | None]]
    ) -> Formula:
        """A formula that can be computed; meanings are (what a symbol is, its unit)."""
        number = len(self.formulas) + 1
        place = self.place()
        formula = Formula(
            id=self._id("formula", self.formulas),
            address=place,
            number=str(number),
            latex=to_latex(expression),
            section=self.section,
            order=self._order(),
            expression=expression,
            status="computable",
            symbols=tuple(
                Symbol(name=name, latex=name, meaning=meaning, unit=unit, defined_at=place)
                for name, (meaning, unit) in meanings.items()
            ),
        )
        self.formulas.append(formula)
        return formula

    def document(self) -> Document:
        """What was written so far."""
        return Document(
            sha256=self.sha256,
            name=self.name,
            format="pdf",
            title=self.title,
            language=self.language,  # type: ignore[arg-type]
            page_sizes=((600.0, 800.0),),
            chunks=tuple(self.chunks),
            tables=tuple(self.tables),
            formulas=tuple(self.formulas),
            figures=tuple(self.figures),
        )


def reading(text: str, unit: str | None = None) -> Reading:
    """A cell's text as the table reader would type it."""
    if not text.strip("–- "):
        return Reading(kind="empty")
    try:
        return Reading(kind="number", number=Decimal(text.replace(",", "")), unit=unit)
    except InvalidOperation:
        return Reading(kind="text")
