"""A parsed document as an outline that people read: sections, and under them what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from mmkg.app.output import plain, table
from mmkg.graph.document import Cell, Chunk, Document, Figure, Formula, Series, Table
from mmkg.graph.provenance import Address

SHOWN_ROWS, SHOWN_POINTS, SHOWN_SYMBOLS, OPENING = 40, 12, 12, 60
Element = Chunk | Table | Formula | Figure


def print_outline(document: Document, out: Console) -> None:
    """Print head, sections, tables as typed cells, formulas and figures, in reading order."""
    out.print(plain(document.title), style="bold")
    out.print(plain(", ".join(_facts(document))))
    for warning in document.warnings:
        out.print(plain(f"warning: {warning}"), style="yellow")
    for heading, run in groupby(_in_order(document), _is_heading):
        out.print(end="\n" if heading else "")
        for depth, shown in _headings(run) if heading else _content(run):
            out.print(Padding(shown, (0, 0, 0, 2 * depth), expand=False))


def _facts(document: Document) -> Iterator[str]:
    yield document.name
    yield document.format
    if document.page_sizes:
        yield _counted(len(document.page_sizes), "page")
    yield {"en": "English", "zh": "Chinese", "other": "another language"}[document.language]
    yield f"SHA-256 {document.sha256[:12]}…"
    if document.permissions:
        yield f"its permissions forbid: {' '.join(document.permissions)}"
    if inline := sum(formula.inline for formula in document.formulas):
        yield f"{_counted(inline, 'formula')} in lines of text"


def _in_order(document: Document) -> list[Element]:
    shown = [formula for formula in document.formulas if not formula.inline]
    found: list[Element] = [*document.chunks, *document.tables, *shown, *document.figures]
    return sorted(found, key=lambda element: element.order)


def _is_heading(element: Element) -> bool:
    return isinstance(element, Chunk) and element.kind == "heading"


def _headings(run: Iterable[Element]) -> Iterator[tuple[int, RenderableType]]:
    for chunk in run:
        assert isinstance(chunk, Chunk)
        place = Text(f"  {_where(chunk.address, brief=True)}", style="dim")
        yield len(chunk.section), Text(plain(chunk.text), style="bold") + place


def _content(run: Iterable[Element]) -> Iterator[tuple[int, RenderableType]]:
    """What stands between two headings; paragraphs that follow each other on one line."""
    for kind, found in groupby(run, type):
        elements = list(found)
        depth = len(elements[0].section)
        if kind is Chunk:
            yield depth, _passages([e for e in elements if isinstance(e, Chunk)])
        else:
            yield from ((len(e.section), _shown(e)) for e in elements)


def _passages(chunks: Sequence[Chunk]) -> Text:
    kinds = Counter(chunk.kind for chunk in chunks)
    told = ", ".join(_counted(count, kind) for kind, count in kinds.items())
    opening = plain(chunks[0].text)
    cut = opening if len(opening) <= OPENING else f"{opening[:OPENING]}…"
    return Text(f"{told}: {cut}  ") + _read(chunks[0])


def _shown(element: Element) -> RenderableType:
    if isinstance(element, Table):
        return _table(element)
    if isinstance(element, Formula):
        return _formula(element)
    assert isinstance(element, Figure)
    return _figure(element)


def _table(found: Table) -> Group:
    """A table: names of columns and rows as paths, each value as it was typed."""
    names = {cell.column: cell for cell in reversed(found.cells) if cell.column_path}
    columns = range(found.label_columns, found.columns)
    heads = [" › ".join(names[c].column_path) if c in names else "" for c in columns]
    grid = table("row", *map(plain, heads))
    first, last = found.header_rows, found.header_rows + SHOWN_ROWS
    for row in range(first, min(found.rows, last)):
        cells = [found.at.get((row, column)) for column in columns]
        path = next((cell.row_path for cell in cells if cell and cell.row_path), ())
        label = " › ".join(path) or (at.text if (at := found.at.get((row, 0))) else "")
        grid.add_row(*map(plain, (label, *(_typed(cell) for cell in cells))))
    head = _head(found, "Table", f"{found.rows} × {found.columns} cells")
    under = [f"note: {note}" for note in found.notes]
    under += [f"in doubt: {doubt.reason}" for doubt in found.doubts]
    if any(cell.agreed is False for cell in found.cells):
        under.append("? no second reader confirms it: not used for exact answers")
    numbers = [c for c in found.cells if c.kind == "body" and c.reading.kind == "number"]
    if any(cell.agreed is not None for cell in numbers):
        sure = sum(bool(cell.agreed) for cell in numbers)
        under.append(f"{sure:,} of {len(numbers):,} numbers are confirmed")
    if found.rows > last:
        under.append(f"… {found.rows - last:,} more rows; --json has them all")
    return Group(head, grid, *(Text(plain(line), style="dim") for line in under))


def _typed(cell: Cell | None) -> str:
    """A cell's value: a number with all that belongs to it, a range, a date, or text in quotes."""
    if cell is None or cell.kind == "empty":
        return ""
    read = cell.reading
    if read.kind == "number":
        parts = [str(read.number)]
        parts += [f"± {read.uncertainty}"] if read.uncertainty is not None else []
        parts += [f"({read.second})"] if read.second is not None else []
    elif read.kind == "range":
        parts = [cell.text]
    else:
        parts = [f"“{cell.text}”" if read.kind == "text" else f"{read.kind} {cell.text}"]
    parts += filter(None, (read.unit, read.marks))
    parts += (
        ["bold"] * cell.bold + ["underlined"] * cell.underlined + ["?"] * (cell.agreed is False)
    )
    return " ".join(parts)


def _formula(formula: Formula) -> Group:
    number = f" ({formula.number})" if formula.number else ""
    status = formula.status.replace("_", " ") + (f": {formula.fault}" if formula.fault else "")
    head = Text(plain(f"Formula{number}  {formula.latex}  [{status}]  ")) + _read(formula)
    known = [symbol for symbol in formula.symbols if symbol.meaning or symbol.unit]
    told = [
        f"  {symbol.latex}: {', '.join(filter(None, (symbol.meaning, symbol.unit)))}"
        for symbol in known[:SHOWN_SYMBOLS]
    ]
    return Group(head, *(Text(plain(line)) for line in told))


def _figure(figure: Figure) -> Group:
    fit = "" if figure.fit_error is None else f", misfit {figure.fit_error:.2%}"
    lines = [
        ", ".join(filter(None, (f"  {name}: {axis.title}", axis.unit, axis.scale)))
        for name, axis in (("x", figure.x_axis), ("y", figure.y_axis))
        if axis
    ]
    lines += [f"  {s.name or 'series'} ({s.kind}): {_points(s)}" for s in figure.series]
    for link in figure.links:
        arrow = "→" if link.directed else "–"
        ends = (figure.nodes[end].text for end in (link.source, link.target))
        lines.append(f"  {f' {arrow} '.join(ends)}{f' [{link.text}]' if link.text else ''}")
    head = _head(figure, "Figure", figure.kind + fit)
    return Group(head, *(Text(plain(line)) for line in lines))


def _points(series: Series) -> str:
    shown = ", ".join(f"{point.x} → {point.y}" for point in series.points[:SHOWN_POINTS])
    rest = len(series.points) - SHOWN_POINTS
    return f"{shown}, … {rest} more" if rest > 0 else shown


def _head(element: Table | Figure, kind: str, details: str) -> Text:
    title = " ".join(filter(None, (element.label or kind, element.caption)))
    return Text(plain(f"{title}  [{details}]  ")) + _read(element)


def _read(element: Element) -> Text:
    """Where an element is, what read it, and how sure that is."""
    told = f"{_where(element.address)}; {element.method} {element.confidence:.2f}"
    return Text(plain(told), style="dim")


def _where(address: Address, *, brief: bool = False) -> str:
    if address.page is None:
        return address.path or ""
    box = "" if brief or not address.box else " box " + " ".join(f"{s:.0f}" for s in address.box)
    return f"page {address.page}{box}" + (f", {address.path}" if address.path else "")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
