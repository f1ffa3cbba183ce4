"""Entities that code can find (labels, legends, symbols, acronyms), and where they are named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from mmkg.graph.dates import is_date
from mmkg.graph.document import Cell, Chunk, Figure, Formula, Table
from mmkg.graph.names import CJK, WORD, normal
from mmkg.graph.provenance import Address
from mmkg.graph.statements import whole_amount
from mmkg.graph.triples import triple_columns, triples

EntityKind = Literal["item", "measure", "quantity", "term", "kind"]
KINDS_OF = ("is a", "is an", "was a", "was an", "是")  # relations that say what sort a thing is
LONGEST_NAME = 6  # words
CODE = re.compile(
    r"[A-Z]{1,2}-?\d{1,4}[a-z]?|\d[A-Z] ?\d{1,4}|[A-Z]\d[A-Z]\w{0,4}"
)  # M31, 3C 273, H2O
PLAIN_NUMBER = re.compile(r"[\d.,%+\-−–±×^ ]+")
UNNAMED = frozenset(
    ("total", "average", "avg", "mean", "sum", "all", "other", "others", "yes", "no", "none", "na")
    + ("合计", "总计", "平均")
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it is written.

    Attributes:
        kind: What it is there: a thing, a measure, …
        carrier: The table, figure, formula or chunk.
        sort: What sort of thing the carrier calls it (the header over its column).
        rivals: The group of names it stands in there, all of different things.
    """

    name: str
    kind: EntityKind
    carrier: str
    address: Address
    sort: str = ""
    rivals: str = ""


def nameable(text: str) -> bool:
    """Whether a label names something: short, with letters, no amount and no date."""
    if PLAIN_NUMBER.fullmatch(text) or normal(text) in UNNAMED or len(normal(text)) < 2:
        return False
    if is_date(text) or whole_amount(text):
        return False
    if CJK.search(text):
        return len(text) <= 20
    named = CODE.fullmatch(text) or re.search(r"[A-Za-z]{2}", text)
    return bool(named) and len(text.split()) <= LONGEST_NAME


def table_mentions(table: Table) -> Iterator[Mention]:
    """Row labels and text cells as items, headers as measures, each at its cell."""
    if triple_columns(table):
        yield from _triple_mentions(table)
        return
    for cell in table.cells:
        if not nameable(cell.text):
            continue
        if cell.kind == "header" and cell.column >= table.label_columns:
            name = cell.column_path[-1] if cell.column_path else cell.text
            yield Mention(name, "measure", table.id, cell.address, rivals=f"{table.id}:columns")
        elif cell.kind == "label":
            name = cell.row_path[-1] if cell.row_path else cell.text
            sort, rivals = _header(table, cell), f"{table.id}:rows"
            yield Mention(name, "item", table.id, cell.address, sort, rivals)
        elif cell.kind == "body" and cell.reading.kind == "text":
            sort, rivals = " ".join(cell.column_path), f"{table.id}:column {cell.column}"
            yield Mention(cell.text, "item", table.id, cell.address, sort, rivals)


def _triple_mentions(table: Table) -> Iterator[Mention]:
    """Heads and tails; one that a triple says is a kind of thing is of that sort."""
    for triple in triples(table):
        said = triple.stated()
        sort = said.tail if said.relation in KINDS_OF else ""
        yield Mention(said.head, "item", table.id, triple.head.address, sort)
        if said.value == "name":
            yield Mention(said.tail, "kind" if sort else "item", table.id, triple.tail.address)


def _header(table: Table, cell: Cell) -> str:
    """The header over a label."""
    above = table.at.get((table.header_rows - 1, cell.column))
    return above.text if above is not None and above.kind == "header" else ""


def figure_mentions(figure: Figure) -> Iterator[Mention]:
    """Categories and the texts of a diagram's shapes as items; series and axes as measures."""
    for series in figure.series:
        if nameable(series.name):
            rivals = f"{figure.id}:series"
            yield Mention(series.name, "measure", figure.id, figure.address, rivals=rivals)
        for point in series.points:
            if point.x_number is None and nameable(point.x):
                place = figure.address.model_copy(update={"box": point.box or figure.address.box})
                sort = figure.x_axis.title if figure.x_axis else ""
                yield Mention(point.x, "item", figure.id, place, sort, f"{figure.id}:categories")
    for axis in (figure.x_axis, figure.y_axis):
        if axis and nameable(axis.title):
            yield Mention(axis.title, "measure", figure.id, figure.address)
    for shape in figure.nodes:
        if nameable(shape.text):
            yield Mention(
                shape.text, "item", figure.id, shape.address, rivals=f"{figure.id}:shapes"
            )


def formula_mentions(formula: Formula) -> Iterator[Mention]:
    """What its symbols stand for."""
    for symbol in formula.symbols:
        if symbol.meaning and nameable(symbol.meaning):
            place = symbol.defined_at or formula.address
            yield Mention(symbol.meaning, "quantity", formula.id, place)


def text_mentions(chunk: Chunk, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Keys of known entities that a chunk names, longest name first, with their places.

    Args:
        chunk: The text.
        index: Normal form of every name to the key of its entity.
    """
    yield from names_in(chunk.text, index)


def names_in(text: str, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Keys of known entities that a text names, longest name first, with their places."""
    if CJK.search(text):
        yield from _scan(text, index)
    words = list(re.finditer(rf"[A-Za-z0-9](?:{WORD}|[+./&'’-])*", text))
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            name = text[start:end].rstrip(".'’-")
            key = index.get(normal(name))
            if key is not None and (length > 1 or len(name) > 2 or CODE.fullmatch(name)):
                yield key, (start, start + len(name))
                at += length - 1
                break
        at += 1


def _scan(text: str, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    at = 0
    while at < len(text):
        for length in range(min(16, len(text) - at), 1, -1):
            piece = text[at : at + length]
            whole = CJK.match(piece[0]) and piece[-1].isalnum()
            if whole and (key := index.get(normal(piece))) is not None:
                yield key, (at, at + length)
                at += length - 1
                break
        at += 1
