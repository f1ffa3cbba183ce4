"""Derivations: each operation, what it refuses, and what survives a trip through JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mmkg.graph.derivation import (
    At,
    Binding,
    Calculate,
    Collect,
    Combine,
    Compare,
    Count,
    Derivation,
    DerivationError,
    Extreme,
    Follow,
    Given,
    Label,
    Labels,
    Listing,
    Meaning,
    Name,
    Number,
    Only,
    Ranked,
    Read,
    Round,
    Substitute,
    Total,
    Truth,
    Where,
    cited,
    run,
    walk,
)
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
from mmkg.graph.expression import call, symbol
from mmkg.graph.provenance import Address

HERE = Address(document="d" * 64, page=1)
DERIVATION: TypeAdapter[Derivation] = TypeAdapter(Derivation)


def cell(id: str, row: str, value: str, unit: str | None = None, column: str = "Mass") -> Evidence:
    return CellEvidence(
        id=id,
        carrier="t",
        address=HERE,
        text=value,
        reading=Reading(kind="number", number=Decimal(value), unit=unit),
        row_path=(row,),
        column_path=(column,),
    )


def name(id: str, row: str, text: str) -> Evidence:
    return CellEvidence(
        id=id,
        carrier="t",
        address=HERE,
        text=text,
        reading=Reading(kind="text"),
        row_path=(row,),
        column_path=("Agency",),
    )


def point(id: str, x: str, y: str, unit: str | None = None, series: str = "s") -> Evidence:
    return PointEvidence(
        id=id, carrier="f", address=HERE, series=series, x=x, y=Decimal(y), unit=unit
    )


def edge(id: str, source: str, target: str) -> Evidence:
    return EdgeEvidence(
        id=id, carrier="t", address=HERE, source=source, predicate="p", target=target, text=target
    )


FALL = FormulaEvidence(
    id="f1",
    carrier="f",
    address=HERE,
    latex="s = v t",
    expression=call("equals", symbol("s"), call("multiply", symbol("v"), symbol("t"))),
)
PLANETS = [
    cell("e1", "Mars", "0.64", "10^24 kg"),
    cell("e2", "Earth", "5.97", "10^24 kg"),
    cell("e3", "Venus", "4.87", "10^24 kg"),
]
ALL = Collect(evidence=("e1", "e2", "e3"))
GIVEN = {n: Given(number=Decimal(n)) for n in ("0", "2", "3", "8")}


def numbered(value: str, unit: str | None = None) -> Number:
    return Number(Decimal(value), unit)


def labels(value: Any) -> list[str]:
    assert isinstance(value, Listing)
    return [entry.label for entry in value.entries]


def arithmetic(how: Any, left: Derivation, right: Derivation, *evidence: Evidence) -> Any:
    return run(Calculate(how=how, left=left, right=right), evidence)


def test_reading_gives_numbers_with_their_unit_and_names_without():
    text = TextEvidence(id="e4", carrier="c", address=HERE, text="5 km", number="5", unit="km")
    quote = TextEvidence(id="e5", carrier="c", address=HERE, text="red")
    found = [*PLANETS, text, quote, name("e6", "Juno", "NASA"), point("e7", "Mars", "3.5", "h")]
    values = [run(Read(evidence=f"e{n}"), found) for n in (1, 4, 5, 6, 7)]
    assert values == [
        numbered("0.64", "10^24 kg"),
        numbered("5", "km"),
        Name("red"),
        Name("NASA"),
        numbered("3.5", "h"),
    ]


def test_labels_are_of_the_row_the_column_the_point_and_the_series():
    found = [*PLANETS, point("e4", "Venus", "1")]
    assert run(Label(evidence="e1"), found) == Name("Mars")
    assert run(Label(evidence="e1", by="column"), found) == Name("Mass")
    assert run(Label(evidence="e4"), found) == Name("Venus")
    assert run(Label(evidence="e4", by="column"), found) == Name("s")


def test_given_is_what_the_question_says():
    assert run(Given(number=Decimal("2.50"), unit="m"), []) == numbered("2.50", "m")
    assert run(Given(name="Juno"), []) == Name("Juno")


def test_collect_keeps_order_and_labels():
    assert labels(run(ALL, PLANETS)) == ["Mars", "Earth", "Venus"]


@pytest.mark.parametrize(
    ("test", "limit", "unit", "kept"),
    [
        ("above", "4.87", "10^24 kg", ["Earth"]),
        ("at_least", "4.87", "10^24 kg", ["Earth", "Venus"]),
        ("below", "4.87", "10^24 kg", ["Mars"]),
        ("at_most", "4.87", "10^24 kg", ["Mars", "Venus"]),
        ("equal", "4.87", "10^24 kg", ["Venus"]),
        ("above", "1e24", "kg", ["Earth", "Venus"]),
    ],
)
def test_where_holds_items_against_a_limit_in_any_unit_of_its_kind(
    test: Any, limit: str, unit: str, kept: list[str]
):
    than = Given(number=Decimal(limit), unit=unit)
    assert labels(run(Where(source=ALL, test=test, than=than), PLANETS)) == kept


def test_where_tests_names_for_equality():
    found = [name("e1", "Juno", "NASA"), name("e2", "Giotto", "ESA"), name("e3", "Dawn", "Nasa")]
    kept = run(Where(source=ALL, test="equal", than=Given(name="NASA")), found)
    assert labels(kept) == ["Juno", "Dawn"]


def test_only_keeps_what_another_listing_names_too():
    chart = [point("e4", "EARTH", "1"), point("e5", "Pluto", "2")]
    only = Only(source=ALL, labels=Collect(evidence=("e4", "e5")))
    assert labels(run(only, [*PLANETS, *chart])) == ["Earth"]


def test_at_looks_up_a_label():
    assert run(At(source=ALL, label=Given(name="venus")), PLANETS) == numbered("4.87", "10^24 kg")


def test_count_total_and_extremes():
    assert run(Count(source=ALL), PLANETS) == numbered("3")
    assert run(Total(how="sum", source=ALL), PLANETS) == numbered("11.48", "10^24 kg")
    mean = Round(source=Total(how="mean", source=ALL), decimals=2)
    assert run(mean, PLANETS) == numbered("3.83", "10^24 kg")
    assert run(Extreme(which="highest", source=ALL), PLANETS) == numbered("5.97", "10^24 kg")
    assert run(Extreme(which="lowest", source=ALL), PLANETS) == numbered("0.64", "10^24 kg")


def test_items_in_different_units_are_brought_to_one():
    mixed = [cell("e1", "a", "1", "km"), cell("e2", "b", "500", "m"), cell("e3", "c", "2", "km")]
    assert run(Total(how="sum", source=ALL), mixed) == numbered("3.5", "km")
    assert run(Ranked(which="lowest", source=ALL), mixed) == Name("b")


@pytest.mark.parametrize(
    ("which", "place", "label"),
    [("highest", 1, "Earth"), ("highest", 2, "Venus"), ("lowest", 1, "Mars")],
)
def test_ranked_names_the_thing_at_a_place(which: Any, place: int, label: str):
    assert run(Ranked(which=which, place=place, source=ALL), PLANETS) == Name(label)


@pytest.mark.parametrize(
    ("values", "place"), [(("5", "5", "1"), 1), (("5", "5", "1"), 2), (("9", "9", "1"), 3)]
)
def test_a_place_is_refused_where_a_tie_makes_it_doubtful(values: Sequence[str], place: int):
    tied = [cell(f"e{n}", f"r{n}", value) for n, value in enumerate(values, start=1)]
    with pytest.raises(DerivationError, match="tied"):
        run(Ranked(which="highest", place=place, source=ALL), tied)


def test_a_tie_below_the_place_does_no_harm():
    tied = [cell("e1", "a", "9"), cell("e2", "b", "1"), cell("e3", "c", "1")]
    assert run(Ranked(which="highest", source=ALL), tied) == Name("a")


def test_there_is_no_place_beyond_the_last():
    with pytest.raises(DerivationError, match="no place 4"):
        run(Ranked(which="highest", place=4, source=ALL), PLANETS)


@pytest.mark.parametrize(
    ("how", "left", "right", "wanted"),
    [
        ("sum", "2", "3", "5"),
        ("difference", "2", "3", "-1"),
        ("gap", "2", "3", "1"),
        ("product", "2", "3", "6"),
        ("ratio", "8", "2", "4"),
    ],
)
def test_arithmetic(how: Any, left: str, right: str, wanted: str):
    assert arithmetic(how, GIVEN[left], GIVEN[right]) == numbered(wanted)


def test_arithmetic_minds_units():
    km, m = Given(number=Decimal(2), unit="km"), Given(number=Decimal(500), unit="m")
    assert arithmetic("sum", km, m) == numbered("2.5", "km")
    assert arithmetic("ratio", km, m) == numbered("4")
    assert arithmetic("product", km, GIVEN["3"]) == numbered("6", "km")
    assert arithmetic("percent_change", m, km) == numbered("300", "%")


def test_percentages_are_percentage_points_apart():
    low, high = Given(number=Decimal(10), unit="%"), Given(number=Decimal(12), unit="%")
    assert arithmetic("difference", high, low) == numbered("2", "pp")
    assert arithmetic("gap", low, high) == numbered("2", "pp")
    assert arithmetic("sum", low, high) == numbered("22", "%")
    assert arithmetic("percent_change", low, high) == numbered("20", "%")
    apart = Calculate(how="gap", left=low, right=high)
    assert run(Compare(test="below", left=apart, right=low), []) == Truth(True)


def test_decimals_stay_exact():
    tenth = Given(number=Decimal("0.1"))
    assert arithmetic("sum", tenth, Given(number=Decimal("0.2"))) == numbered("0.3")


def test_combine_joins_two_listings_on_their_labels():
    other = [cell("e4", "EARTH", "6", "10^24 kg"), cell("e5", "Pluto", "1", "10^24 kg")]
    both = Combine(how="gap", left=ALL, right=Collect(evidence=("e4", "e5")))
    (entry,) = run(both, [*PLANETS, *other]).entries  # type: ignore[union-attr]
    assert (entry.label, entry.value) == ("Earth", numbered("0.03", "10^24 kg"))


def test_compare_says_yes_or_no():
    more = Compare(test="above", left=Read(evidence="e2"), right=Read(evidence="e1"))
    assert run(more, PLANETS) == Truth(True)
    same = Compare(test="equal", left=Given(name="Juno"), right=Given(name="juno"))
    assert run(same, []) == Truth(True)


def test_the_meaning_of_a_symbol():
    item = SymbolEvidence(
        id="e1", carrier="f", address=HERE, name="v", latex="v", meaning="speed", unit="m/s"
    )
    assert run(Meaning(evidence="e1"), [item]) == Name("speed")


def test_substitution_converts_into_the_units_of_the_formula():
    bindings = (
        Binding(symbol="v", value=Given(number=Decimal("3.6"), unit="km/h"), unit="m/s"),
        Binding(symbol="t", value=Given(number=Decimal(2), unit="minutes"), unit="s"),
    )
    fall = Substitute(formula="f1", target="s", bindings=bindings, unit="m")
    assert run(fall, [FALL]) == numbered("120", "m")


def test_a_formula_is_solved_for_the_symbol_that_is_left():
    bindings = (Binding(symbol="s", value=GIVEN["8"]), Binding(symbol="t", value=GIVEN["2"]))
    assert run(Substitute(formula="f1", target="v", bindings=bindings), [FALL]) == numbered("4")


def test_listings_go_through_a_formula_item_by_item():
    other = [point("e4", "Earth", "2"), point("e5", "Mars", "10")]
    mass = [cell("e1", "Mars", "3"), cell("e2", "Earth", "7"), cell("e3", "Venus", "9")]
    bindings = (
        Binding(symbol="v", value=ALL),
        Binding(symbol="t", value=Collect(evidence=("e4", "e5"))),
    )
    value = run(Substitute(formula="f1", target="s", bindings=bindings), [FALL, *mass, *other])
    assert isinstance(value, Listing)
    assert [(e.label, e.value) for e in value.entries] == [
        ("Mars", numbered("30")),
        ("Earth", numbered("14")),
    ]


def test_follow_goes_along_an_edge_and_back():
    found = [edge("e1", "Juno", "Jupiter")]
    assert run(Follow(edge="e1", start=Given(name="JUNO")), found) == Name("Jupiter")
    back = Follow(edge="e1", start=Given(name="Jupiter"), backwards=True)
    assert run(back, found) == Name("Juno")


@pytest.mark.parametrize(
    ("number", "decimals", "wanted"),
    [("2.345", 2, "2.35"), ("-2.345", 2, "-2.35"), ("1250", -2, "1300"), ("0.5", 0, "1")],
)
def test_rounding_is_half_up(number: str, decimals: int, wanted: str):
    value = run(Round(source=Given(number=Decimal(number)), decimals=decimals), [])
    assert isinstance(value, Number)
    assert value.number == Decimal(wanted)


METRES = Given(number=Decimal(1), unit="m")
SECONDS = Given(number=Decimal(1), unit="s")
NOBODY = Where(source=ALL, test="above", than=Given(number=Decimal(99), unit="10^24 kg"))


@pytest.mark.parametrize(
    ("derivation", "message"),
    [
        (Read(evidence="e9"), "no evidence 'e9'"),
        (Read(evidence="f1"), "f1 has no value"),
        (Label(evidence="f1"), "f1 has no row label"),
        (Collect(evidence=("e1", "e1")), "same label"),
        (Count(source=GIVEN["2"]), "listing is needed"),
        (At(source=ALL, label=GIVEN["2"]), "name is needed"),
        (At(source=ALL, label=Given(name="Pluto")), "labelled 'Pluto'"),
        (Calculate(how="sum", left=METRES, right=SECONDS), "measure different things"),
        (Calculate(how="sum", left=METRES, right=GIVEN["2"]), "measure different things"),
        (Calculate(how="product", left=METRES, right=SECONDS), "needs a formula"),
        (Calculate(how="sum", left=Given(name="x"), right=METRES), "quantity is needed"),
        (Calculate(how="ratio", left=GIVEN["2"], right=GIVEN["0"]), "undefined"),
        (Calculate(how="ratio", left=GIVEN["0"], right=GIVEN["0"]), "undefined"),
        (Calculate(how="percent_change", left=GIVEN["0"], right=GIVEN["2"]), "undefined"),
        (Compare(test="above", left=Given(name="a"), right=Given(name="b")), "have an order"),
        (Where(source=ALL, test="above", than=METRES), "measure different things"),
        (Total(how="mean", source=NOBODY), "nothing is left"),
        (Ranked(which="highest", source=NOBODY), "nothing is left"),
        (Extreme(which="highest", source=NOBODY), "nothing is left"),
        (Meaning(evidence="e1"), "no symbol"),
        (Follow(edge="e1", start=Given(name="x")), "no relation"),
        (Follow(edge="g1", start=Given(name="x")), "does not start"),
        (Substitute(formula="e1", target="s", bindings=()), "no formula"),
        (Substitute(formula="f1", target="s", bindings=()), "no value for"),
        (Round(source=Given(name="x"), decimals=1), "quantity is needed"),
    ],
)
def test_what_cannot_be_worked_out_is_a_typed_error(derivation: Derivation, message: str):
    with pytest.raises(DerivationError, match=message):
        run(derivation, [*PLANETS, FALL, edge("g1", "Juno", "Jupiter")])


HUGE = Given(number=Decimal("9e999998"))


@pytest.mark.parametrize(
    "derivation",
    [
        Calculate(how="product", left=HUGE, right=HUGE),
        Calculate(how="sum", left=HUGE, right=HUGE),
        Calculate(how="difference", left=HUGE, right=GIVEN["2"]),
        Calculate(how="gap", left=HUGE, right=GIVEN["2"]),
        Round(source=HUGE, decimals=2),
        Calculate(how="ratio", left=GIVEN["2"], right=Given(number=Decimal("1e-70"))),
    ],
)
def test_overflow_is_a_typed_error(derivation: Derivation):
    with pytest.raises(DerivationError):
        run(derivation, [])


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_no_number_is_not_a_number(text: str):
    with pytest.raises(ValidationError):
        Given(number=text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"op": "eval", "code": "1"},
        {"op": "count", "source": {"op": "read", "evidence": "e1"}, "extra": 1},
        {"op": "ranked", "which": "highest", "place": 0, "source": {"op": "given"}},
        {"op": "round", "source": {"op": "given"}, "decimals": 999},
        "__import__('os')",
    ],
)
def test_what_is_no_derivation_is_refused_when_it_is_read(wrong: Any):
    with pytest.raises(ValidationError):
        DERIVATION.validate_python(wrong)


def test_cited_names_all_evidence_once_and_walk_visits_operands_first():
    bindings = (Binding(symbol="v", value=ALL), Binding(symbol="t", value=Read(evidence="e1")))
    derivation = Ranked(
        which="highest", source=Substitute(formula="f1", target="s", bindings=bindings)
    )
    assert sorted(cited(derivation)) == ["e1", "e2", "e3", "f1"]
    assert [node.op for node in walk(derivation)] == ["collect", "read", "substitute", "ranked"]


IDS = st.sampled_from(["e1", "e2", "e3", "e9"])
LEAVES: st.SearchStrategy[Derivation] = st.one_of(
    st.builds(Read, evidence=IDS),
    st.builds(Label, evidence=IDS),
    st.builds(Given, number=st.decimals(-(10**9), 10**9, places=3), unit=st.none()),
    st.builds(Given, name=st.sampled_from(["Mars", "Earth", "x"])),
    st.builds(Collect, evidence=st.lists(IDS, min_size=1, max_size=3, unique=True).map(tuple)),
)
TEST = st.sampled_from(["above", "below", "at_least", "at_most", "equal"])
WHICH = st.sampled_from(["highest", "lowest"])
HOW = st.sampled_from(["sum", "difference", "gap", "product", "ratio", "percent_change"])


def deeper(inner: st.SearchStrategy[Derivation]) -> st.SearchStrategy[Derivation]:
    return st.one_of(
        st.builds(Where, source=inner, test=TEST, than=inner),
        st.builds(Only, source=inner, labels=inner),
        st.builds(At, source=inner, label=inner),
        st.builds(Count, source=inner),
        st.builds(Total, how=st.sampled_from(["sum", "mean"]), source=inner),
        st.builds(Extreme, which=WHICH, source=inner),
        st.builds(Ranked, which=WHICH, place=st.integers(1, 4), source=inner),
        st.builds(Labels, source=inner),
        st.builds(Calculate, how=HOW, left=inner, right=inner),
        st.builds(Combine, how=HOW, left=inner, right=inner),
        st.builds(Compare, test=TEST, left=inner, right=inner),
        st.builds(Round, source=inner, decimals=st.integers(-5, 5)),
    )


DERIVATIONS = st.recursive(LEAVES, deeper, max_leaves=6)


@given(DERIVATIONS)
def test_a_derivation_survives_json(derivation: Derivation):
    assert DERIVATION.validate_json(derivation.model_dump_json()) == derivation


@given(DERIVATIONS)
def test_running_gives_the_same_value_or_the_same_refusal_every_time(derivation: Derivation):
    def outcome() -> object:
        try:
            return run(derivation, PLANETS)
        except DerivationError as error:
            return str(error)

    again = DERIVATION.validate_json(derivation.model_dump_json())
    first = outcome()
    derivation = again
    assert outcome() == first
