"""A parsed document: what the readers in `mmkg.tools.parse` make and the graph is built from.

Every element has an address (document hash; page and box, or path), a section path, an order, the
method that read it, and a confidence from 0 to 1, which is worked out as follows:

- 1.0 where the file itself states the thing: formats without pages, native series of a chart.
- Text of a PDF: the share of its characters that the font gives a meaning.
- A table of a PDF: the share of its number cells that a second, independent reader confirms, 0.5 if
  there was none; a cell: 1.0 confirmed, 0.0 where the two differ, else its table's.
- Anything seen by OCR: the mean score that the engine gave to the words in its box.
- A chart: 1 less the share that its tick labels use up of the misfit allowed; any other figure of a
  PDF: 1.0 with a caption, 0.5 without. A diagram: the share of its lines that join two shapes.
- A formula of a PDF: as `mmkg.tools.parse.formula_read` states it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal

from mmkg.graph.expression import Expression
from mmkg.graph.provenance import Address, Box, Spot, Value, union

CellKind = Literal["header", "label", "group", "body", "empty"]
ChunkKind = Literal["heading", "paragraph", "list", "caption", "footnote", "reference"]
FigureKind = Literal["chart", "flowchart", "mindmap", "picture"]
FormulaStatus = Literal["computable", "latex_only", "image_only"]
Language = Literal["en", "zh", "other"]


class Reading(Value):
    """The typed value of a table cell.

    Attributes:
        kind: What the text of the cell is.
        number: The number, exactly as printed (`1,234.50` is `Decimal("1234.50")`).
        unit: Unit, from the cell, its header or the caption; `%` for percentages.
        uncertainty: The number after a ± sign.
        second: A second value in parentheses.
        low: Where a range starts, as the 3 of `3–5`; none if it is open, as `<0.001` is.
        high: Where a range ends.
        marks: Significance or footnote marks that were printed with the number.
    """

    kind: Literal["number", "range", "date", "time", "text", "empty"]
    number: Decimal | None = None
    unit: str | None = None
    uncertainty: Decimal | None = None
    second: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    marks: str = ""


class Cell(Value):
    """One cell of a table; a spanning cell stands at its first row and column.

    Attributes:
        row: Row counted from 0, header rows included.
        column: Column counted from 0.
        text: The text as printed, on one line.
        row_path: Labels that name the row, outermost first (group row, row label).
        column_path: Labels that name the column, outermost first (spanning header, header).
        address: Page and box, or path.
        agreed: Whether a second, independent reader saw the same text and, of a value, its names,
            and nothing in print speaks against them; none if there was no such reader.
        confirmed_by: Names of the readers that saw the same.
        bold: Printed in bold, where the reader can tell.
        underlined: Underlined, where the reader can tell.
        seen: The OCR engine's mean score of its words, where it was seen and not read.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str
    kind: CellKind
    reading: Reading
    row_path: tuple[str, ...] = ()
    column_path: tuple[str, ...] = ()
    address: Address
    agreed: bool | None = None
    confirmed_by: tuple[str, ...] = ()
    bold: bool = False
    underlined: bool = False
    seen: float | None = None

    @property
    def exact(self) -> bool:
        """Whether its text is beyond doubt: two readers saw it, or the file itself states it.

        A file states what has a path in it; on a printed page, places of ink are interpreted.
        What an OCR engine saw is in doubt even if it saw the same twice: it is one reader.
        """
        if self.seen is not None:
            return False
        return self.address.path is not None if self.agreed is None else self.agreed


class Doubt(Value):
    """Why cells of a table may be named wrongly: of some columns, or all where none is given."""

    reason: str
    columns: tuple[int, ...] = ()


class Table(Value):
    """A table as typed cells.

    Attributes:
        id: `<first 12 of the document's hash>:table:<n>`, n counted from 1 in reading order.
        label: As the text cites it, such as `Table 3` or `表 3`.
        number: The number alone, such as `3` or `A.1`.
        caption: Full caption, without the label.
        notes: Footnotes and source lines printed with the table.
        header_rows: How many rows at the top are header.
        label_columns: How many columns at the left name the row.
        rows: Number of rows, header included.
        columns: Number of columns.
        method: Which reader made it.
        doubts: What in print speaks against this reading; cells in doubt are not exact.
    """

    id: str
    address: Address
    label: str | None = None
    number: str | None = None
    caption: str = ""
    notes: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    order: int = 0
    header_rows: int = 1
    label_columns: int = 1
    rows: int
    columns: int
    cells: tuple[Cell, ...]
    method: str = ""
    confidence: float = 1.0
    doubts: tuple[Doubt, ...] = ()

    @cached_property
    def at(self) -> dict[tuple[int, int], Cell]:
        """Cells by their first row and column."""
        return {(cell.row, cell.column): cell for cell in self.cells}

    def confidence_in(self, cell: Cell) -> float:
        """How sure one of its cells is: by what two readers saw, else as sure as the table."""
        if cell.seen is not None:
            return cell.seen
        return self.confidence if cell.agreed is None else float(cell.agreed)

    def grid(self) -> list[list[str]]:
        """Rows of texts, a spanning cell's text at its first place."""
        grid = [[""] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return grid


class Symbol(Value):
    r"""A symbol of a formula.

    Attributes:
        name: Its name in the formula's expression, such as `v_e`.
        latex: As printed, such as `v_{\mathrm{e}}`.
        meaning: What the text says it is ("escape velocity").
        unit: The unit the text states for it.
        defined_at: Where the text says so.
    """

    name: str
    latex: str
    meaning: str | None = None
    unit: str | None = None
    defined_at: Address | None = None


class Formula(Value):
    """A formula.

    Attributes:
        id: `<first 12 of the document's hash>:formula:<n>`.
        number: Equation number without parentheses.
        latex: LaTeX as recovered; empty if only the picture is known.
        expression: The formula as a tree that can be computed, if it could be read as one.
        status: How much of it was understood.
        fault: Why only the picture is known.
        inline: Part of a line of text rather than displayed.
        symbols: Its symbols, with definitions found in the text.
        context: The sentences that introduce and explain it.
    """

    id: str
    address: Address
    number: str | None = None
    latex: str = ""
    expression: Expression | None = None
    status: FormulaStatus = "image_only"
    fault: str = ""
    inline: bool = False
    symbols: tuple[Symbol, ...] = ()
    context: str = ""
    section: tuple[str, ...] = ()
    order: int = 0
    method: str = ""
    confidence: float = 1.0


class Point(Value):
    """A data point of a chart.

    Attributes:
        x: Category, number or ISO date on x.
        error: How far its error bar reaches below and above `y`.
        box: Its place on the page.
    """

    x: str
    x_number: Decimal | None = None
    y: Decimal
    error: tuple[Decimal, Decimal] | None = None
    box: Box | None = None


class Series(Value):
    """A named row of points; `name` is empty when the chart has one series and no legend."""

    name: str
    kind: Literal["line", "bar", "scatter", "step"]
    points: tuple[Point, ...]


class Axis(Value):
    """An axis: its title without the unit, the unit, the scale, and categories in order."""

    title: str = ""
    unit: str | None = None
    scale: Literal["linear", "log", "category", "date"] = "linear"
    categories: tuple[str, ...] = ()


class DiagramNode(Value):
    """A shape of a flow chart or mind map, and the text in it."""

    text: str
    address: Address


class DiagramLink(Value):
    """A line that joins two shapes.

    Attributes:
        source: Index of a node in the figure's `nodes`; where an arrow starts.
        target: Index of the other node.
        text: What is printed at the line (`yes`, `是`).
        directed: Whether it has an arrowhead, at its target.
    """

    source: int
    target: int
    text: str = ""
    directed: bool = False
    address: Address


class Figure(Value):
    """A figure.

    Attributes:
        id: `<first 12 of the document's hash>:figure:<n>`.
        kind: `chart` only where data were recovered, `flowchart` or `mindmap` only where nodes and
            links were; all others are pictures.
        nodes: The shapes of a diagram, in reading order.
        links: The lines between them.
        fit_error: Largest misfit of tick labels, as a share of the axis; data are asserted
            only under 0.01.
        decimals: Number of decimals that a reading of the chart can honestly carry.
    """

    id: str
    address: Address
    label: str | None = None
    number: str | None = None
    caption: str = ""
    kind: FigureKind = "picture"
    x_axis: Axis | None = None
    y_axis: Axis | None = None
    series: tuple[Series, ...] = ()
    fit_error: float | None = None
    decimals: int = 0
    nodes: tuple[DiagramNode, ...] = ()
    links: tuple[DiagramLink, ...] = ()
    section: tuple[str, ...] = ()
    order: int = 0
    method: str = ""
    confidence: float = 1.0


class TextLine(Value):
    """A printed line of a chunk: its characters in the chunk's text, and its box."""

    span: tuple[int, int]
    page: int
    box: Box


class Chunk(Value):
    """A piece of running text that never crosses a section.

    Attributes:
        id: `<first 12 of the document's hash>:chunk:<n>`.
        text: Reading text: hyphenation undone, ligatures resolved, NFKC, one space between words.
        section: Headings above it, outermost first.
        order: Position in reading order among all elements of the document.
        lines: Which characters stand where.
        sentences: First and past-the-last character of each sentence.
    """

    id: str
    address: Address
    text: str
    kind: ChunkKind = "paragraph"
    section: tuple[str, ...] = ()
    order: int = 0
    method: str = ""
    confidence: float = 1.0
    lines: tuple[TextLine, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()

    def locate(self, span: tuple[int, int]) -> Address:
        """The address of some of its characters: the boxes of the lines they stand on.

        Lines of one column are united; text that goes on in the next has a box more.
        """
        held = [line for line in self.lines if line.span[0] < span[1] and span[0] < line.span[1]]
        if not held:
            return self.address.model_copy(update={"span": span})
        parts = [[held[0]]]
        for above, line in pairwise(held):
            if line.page == above.page and line.box.y1 > above.box.y0:
                parts[-1].append(line)
            else:
                parts.append([line])
        first, *more = (
            Spot(page=part[0].page, box=union(line.box for line in part)) for part in parts
        )
        update = {"span": span, "page": first.page, "box": first.box, "more": tuple(more)}
        return self.address.model_copy(update=update)


class Document(Value):
    """One source file, read.

    Attributes:
        sha256: Hash of the file's bytes.
        name: File name.
        format: `pdf`, `docx`, `html`, `markdown`, …
        title: Title as printed on the first page, or the file name's stem.
        language: `en` or `zh`, by the script most of the text is in; `other` if it is in neither
            Latin letters nor Chinese characters, and then nothing is asked about it.
        page_sizes: Width and height of each page in points.
        permissions: What a PDF forbids (`extract`, `print`, …).
        warnings: What could not be read, one line each.
        parser: Version of the readers that made this.
    """

    sha256: str
    name: str
    format: str
    title: str
    language: Language
    page_sizes: tuple[tuple[float, float], ...] = ()
    chunks: tuple[Chunk, ...] = ()
    tables: tuple[Table, ...] = ()
    formulas: tuple[Formula, ...] = ()
    figures: tuple[Figure, ...] = ()
    permissions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    parser: str = ""
