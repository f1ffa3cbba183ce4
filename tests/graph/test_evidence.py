"""Evidence of all kinds has a value and a unit in a file, and comes back as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from mmkg.graph.document import Reading
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.provenance import Address
from mmkg.graph.results import DerivationError, Name, Number, value_of

AT = Address(document="0" * 64, page=1)
PRICE = Decimal("1234.50")
ANY: TypeAdapter[Evidence] = TypeAdapter(Evidence)


def cell(text: str, reading: Reading) -> CellEvidence:
    return CellEvidence(
        carrier="t", address=AT, text=text, reading=reading, row_path=("a",), column_path=("b",)
    )


def words(**more: object) -> TextEvidence:
    return TextEvidence.model_validate({"carrier": "c", "address": AT, "text": "So it is.", **more})


ALL: list[tuple[Evidence, tuple[str, str | None]]] = [
    (cell("1,234.50*", Reading(kind="number", number=PRICE, unit="m")), ("1234.50", "m")),
    (cell("3–5", Reading(kind="range", low=Decimal(3), high=Decimal(5), unit="m")), ("3–5", "m")),
    (cell("Elbe", Reading(kind="text")), ("Elbe", None)),
    (words(), ("So it is.", None)),
    (words(number="20", unit="h"), ("20", "h")),
    (words(date="1998-03", head="Juno", relation="was launched"), ("1998-03", None)),
    (words(tail="NASA", head="Juno", relation="is run by"), ("NASA", None)),
    (FormulaEvidence(carrier="f", address=AT, latex="W = mg", expression=None), ("W = mg", None)),
    (
        SymbolEvidence(carrier="f", address=AT, name="m", latex="m", meaning="mass", unit="kg"),
        ("mass", "kg"),
    ),
    (SymbolEvidence(carrier="f", address=AT, name="q", latex="q", meaning=""), ("q", None)),
    (
        PointEvidence(carrier="g", address=AT, series="", x="Mars", y=PRICE, unit="AU"),
        ("1234.50", "AU"),
    ),
    (
        EdgeEvidence(carrier="t", address=AT, source="a", predicate="b", target="c", text="c."),
        ("c", None),
    ),
]


@pytest.mark.parametrize(("item", "states"), ALL)
def test_evidence_in_a_file_says_its_value_and_unit_and_is_read_back_as_it_was(
    item: Evidence, states: tuple[str, str | None]
):
    line = ANY.dump_python(item, mode="json")
    assert (line["value"], line["unit"]) == states and "told" not in line
    assert ANY.validate_json(ANY.dump_json(item)) == item
    assert ANY.validate_python(line) == item


@pytest.mark.parametrize(("item", "states"), ALL)
def test_the_value_in_a_file_is_the_one_a_program_reads(
    item: Evidence, states: tuple[str, str | None]
):
    try:
        read = value_of(item)
    except DerivationError:
        assert item.kind in ("formula", "symbol", "edge")
        return
    if isinstance(read, Number):
        assert (str(read.number), read.unit) == states
    else:
        assert (read.name if isinstance(read, Name) else getattr(read, "text", "")) == states[0]


@pytest.mark.parametrize(("item", "states"), ALL)
def test_another_value_is_kept_and_told_apart(item: Evidence, states: tuple[str, str | None]):
    other = ANY.validate_python({**ANY.dump_python(item, mode="json"), "value": "another"})
    assert other != item and other.told is not None and other.states == states
    assert ANY.dump_python(other)["value"] == "another"
    assert "told" not in ANY.dump_python(other)


@pytest.mark.parametrize(("item", "states"), ALL)
def test_the_content_of_evidence_is_the_same_under_any_id_and_another_at_any_other_place(
    item: Evidence, states: tuple[str, str | None]
):
    assert item.model_copy(update={"id": "e7"}).content == item.content
    elsewhere = item.address.model_copy(update={"path": "elsewhere"})
    assert item.model_copy(update={"address": elsewhere}).content != item.content
    assert ANY.validate_json(ANY.dump_json(item)).content == item.content


def test_a_copy_under_another_id_says_the_same_and_is_written_as_itself() -> None:
    found = cell("3.7", Reading(kind="number", number=Decimal("3.7")))
    named = found.named("e7")
    assert named == found.model_copy(update={"id": "e7"}) and named.content == found.content
    other = named.model_copy(update={"text": "8.7"})
    assert other.content != found.content and '"8.7"' in other.content
    assert ANY.validate_json(named.model_dump_json()) == named
