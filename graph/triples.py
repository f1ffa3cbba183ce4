"""Tables that are lists of triples: head, relation, tail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mmkg.graph.dates import dates_in
from mmkg.graph.document import Cell, Table
from mmkg.graph.names import normal
from mmkg.graph.schema import Relation
from mmkg.graph.statements import whole_amount

HEADS = frozenset(("head", "subject", "source", "from", "entity1", "头实体", "主语", "主体", "头"))
RELATIONS = frozenset(
    ("relation", "predicate", "relationship", "property", "rel", "关系", "谓词", "属性")
)
TAILS = frozenset(
    ("tail", "object", "target", "to", "entity2", "value", "尾实体", "宾语", "客体", "尾")
)


class Triple(NamedTuple):
    """A row of such a table: its cells, and what it states."""

    head: Cell
    relation: Cell
    tail: Cell

    def stated(self) -> Relation:
        """The triple as a relation; a tail that is an amount or a date is a value, no entity."""
        said = Relation(
            head=self.head.text, relation=self.relation.text, tail=self.tail.text, by="file"
        )
        text = self.tail.text
        for span, date in dates_in(text, (0, len(text))):
            if span == (0, len(text)):
                return said.model_copy(update={"form": "role", "value": "date", "date": date})
        if amount := whole_amount(text):
            number, unit = amount
            change = {"form": "role", "value": "amount", "number": number, "unit": unit}
            return said.model_copy(update=change)
        return said


def triple_columns(table: Table) -> tuple[int, int, int] | None:
    """The columns of heads, relations and tails, if that is what a table's header says."""
    names = {normal(cell.text): cell.column for cell in table.cells if cell.row == 0}
    found = [
        next((column for name, column in names.items() if name in wanted), None)
        for wanted in (HEADS, RELATIONS, TAILS)
    ]
    head, relation, tail = found
    if head is None or relation is None or tail is None:
        return None
    return head, relation, tail


def triples(table: Table) -> Iterator[Triple]:
    """The whole triples of such a table; a row that lacks one of the three is passed over."""
    columns = triple_columns(table)
    for row in range(1, table.rows) if columns else ():
        head, relation, tail = (table.at.get((row, column)) for column in columns or ())
        if head and relation and tail and head.text and relation.text and tail.text:
            yield Triple(head, relation, tail)


def lacking(table: Table) -> list[str]:
    """A line for each row of such a table that lacks one of the three: where, and what."""
    columns = triple_columns(table)
    found = []
    for row in range(1, table.rows) if columns else ():
        cells = [table.at.get((row, column)) for column in columns or ()]
        missing = [
            name
            for name, cell in zip(("head", "relation", "tail"), cells, strict=True)
            if cell is None or not cell.text
        ]
        if missing:
            place = next((c.address.path for c in table.cells if c.row == row and c.text), None)
            found.append(
                f"{(place or f'row {row}').split(',')[0]}: a triple without its {missing[0]}"
            )
    return found
