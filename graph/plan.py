"""Plans: a path through the graph, a derivation over its evidence, and the answer it computes."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from functools import cached_property
from typing import Literal

from mmkg.graph.derivation import Derivation
from mmkg.graph.derivation.sense import sense
from mmkg.graph.evidence import Evidence
from mmkg.graph.expression import to_text
from mmkg.graph.provenance import Value
from mmkg.graph.results import Date, Listing, Name, Number, Result, Term, Truth, Unit
from mmkg.graph.units import POINTS

AnswerKind = Literal[
    "number", "text", "truth", "list", "date", "expression", "unit", "choice", "unanswerable"
]


class Answer(Value):
    """A gold answer.

    Attributes:
        kind: How a prediction is compared with it.
        value: As it is written: digits, a name, `yes`/`no`, items joined by `; `, a date such as
            `1998-03-05`, a term such as `2*pi*r`, a unit such as `kg/m^3`, the letter of an option,
            or `unanswerable`.
        unit: Unit of a number; none for pure numbers.
        tolerance: Largest absolute error that still counts as right.
        aliases: Other ways to write it.
        items: The items of a list.
    """

    kind: AnswerKind
    value: str
    unit: str | None = None
    tolerance: Decimal = Decimal(0)
    aliases: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def core(self) -> tuple[str, str, str | None, tuple[str, ...]]:
        """What a recomputed answer must have in common with it.

        Files of older versions give percentages that are held apart in `%`.
        """
        return self.kind, self.value, "%" if self.unit == POINTS else self.unit, self.items


class Plan(Value):
    """What the miner hands to the question-writer.

    Attributes:
        task: Name of the task it serves.
        pattern: Name of the pattern that drew it.
        language: Language of its evidence.
        path: Ids of graph nodes, neighbours joined by an edge.
        carriers: Ids of the carriers the answer depends on.
        names: Names that the question must contain to be understood.
        context: Phrases, one of which tells which data are meant.
        given: Quantities that the question must state.
        slots: Words for the grammar and for the writer's brief.
        decimals: Decimals the question must ask for; none if the answer is exact.
    """

    task: str
    pattern: str
    language: Literal["en", "zh"]
    path: tuple[str, ...]
    carriers: tuple[str, ...]
    derivation: Derivation
    evidence: tuple[Evidence, ...]
    answer: Answer
    names: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    slots: dict[str, str] = {}
    decimals: int | None = None
    hops: int = 1

    @cached_property
    def key(self) -> str:
        """What makes two plans the same question: what is worked out, from which evidence."""
        text = sense(self.derivation, self.evidence)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def plain(number: Decimal) -> str:
    """A number in digits; very large and very small ones as `5.69e26`."""
    if number and not -7 < number.adjusted() < 10:
        digits, _, power = format(number.normalize(), "e").partition("e")
        return f"{digits}e{int(power)}"
    return format(number, "f")


def answer_of(
    result: Result, *, tolerance: Decimal = Decimal(0), aliases: tuple[str, ...] = ()
) -> Answer:
    """The answer that a derivation's value makes."""
    match result:
        case Number(number, unit):
            return Answer(kind="number", value=plain(number), unit=unit, tolerance=tolerance)
        case Name(name):
            return Answer(kind="text", value=name, aliases=aliases)
        case Date(text):
            return Answer(kind="date", value=text)
        case Term(expression):
            return Answer(kind="expression", value=to_text(expression))
        case Truth(holds):
            return Answer(kind="truth", value="yes" if holds else "no")
        case Unit(unit):
            return Answer(kind="unit", value=unit)
        case Listing(entries):
            items = tuple(entry.label for entry in entries)
            return Answer(kind="list", value="; ".join(items), items=items)
