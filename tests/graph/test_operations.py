"""Dates, truths, sets, choices, slopes, names matched, terms: what they give, refuse and cost."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from mmkg.dataset.explain import explain
from mmkg.graph.derivation import (
    Alternative,
    At,
    Between,
    Binding,
    Choose,
    Collect,
    Compare,
    Convert,
    Count,
    Date,
    Derivation,
    DerivationError,
    Differentiate,
    Evaluate,
    Given,
    Insert,
    Labels,
    Later,
    Listing,
    Logic,
    Match,
    Name,
    Number,
    Place,
    Ranked,
    Read,
    Rearrange,
    Round,
    Sets,
    Simplify,
    Slope,
    Sort,
    Term,
    Truth,
    Where,
    cited,
    run,
)
from mmkg.graph.evidence import Evidence, FormulaEvidence, PointEvidence, TextEvidence
from mmkg.graph.expression import call, number, symbol, to_text
from mmkg.graph.leaving_out import spare
from mmkg.graph.provenance import Address

HERE = Address(document="d" * 64, page=1)
DERIVATION: TypeAdapter[Derivation] = TypeAdapter(Derivation)


def fact(id: str, head: str, said: str, carrier: str = "c1", **stated: Any) -> Evidence:
    return TextEvidence(
        id=id,
        carrier=carrier,
        address=HERE,
        text=f"{head} {said}",
        head=head,
        relation=said,
        **stated,
    )


def point(id: str, x: str, y: str, carrier: str = "f1") -> Evidence:
    return PointEvidence(id=id, carrier=carrier, address=HERE, series="s", x=x, y=Decimal(y))


LAUNCH = fact("e1", "Juno", "was launched", date="2011-08-05")
ARRIVAL = fact("e2", "Juno", "reached Jupiter", "c2", date="2016-07-05")
FOUNDED = fact("e3", "ESA", "was founded", date="1975")
SIZE = fact("e4", "Ceres", "mean diameter", number=Decimal("939.4"), unit="km")
SMALLER = fact("e5", "Vesta", "mean diameter", number=Decimal("522.8"), unit="km")
FACTS = [LAUNCH, ARRIVAL, FOUNDED, SIZE, SMALLER]
YES, NO = (
    Compare(test=test, left=Given(number=Decimal(2)), right=Given(number=Decimal(1)))
    for test in ("above", "below")
)
SPEED = FormulaEvidence(
    id="e6",
    carrier="f1",
    address=HERE,
    latex="",
    expression=call("equals", symbol("v"), call("divide", symbol("s"), symbol("t"))),
)
ENERGY = FormulaEvidence(
    id="e7",
    carrier="f2",
    address=HERE,
    latex="",
    expression=call(
        "equals", symbol("E"), call("multiply", symbol("m"), call("power", symbol("v"), number(2)))
    ),
)


def read(id: str) -> Read:
    return Read(evidence=id)


def days(text: str) -> Given:
    return Given(number=Decimal(text), unit="days")


def test_days_between_dates_do_not_depend_on_their_order():
    there = Between(left=read("e1"), right=read("e2"))
    back = Between(left=read("e2"), right=read("e1"))
    assert run(there, FACTS) == run(back, FACTS) == Number(Decimal(1796), "days")


def test_a_date_moves_by_days_over_a_leap_year_and_backwards():
    leap = Given(date="2024-02-28")
    assert run(Later(date=leap, days=days("2")), []) == Date("2024-03-01")
    assert run(Later(date=leap, days=days("-59")), []) == Date("2023-12-31")


def test_dates_are_ranked_compared_and_chosen_from():
    after = Compare(test="above", left=read("e2"), right=read("e1"))
    assert run(after, FACTS) == Truth(True)
    events = (
        Alternative(label="launch", value=read("e1")),
        Alternative(label="end", value=read("e2")),
    )
    assert run(Choose(which="lowest", options=events), FACTS) == Name("launch")
    both = [LAUNCH, fact("e2", "Dawn", "was launched", date="2007-09-27")]
    assert run(Ranked(which="highest", source=Collect(evidence=("e1", "e2"))), both) == Name("Juno")


@pytest.mark.parametrize(
    ("derivation", "message"),
    [
        (Between(left=read("e1"), right=read("e3")), "no day of the calendar"),
        (Between(left=read("e1"), right=read("e2"), unit="years"), "between years"),
        (Between(left=read("e1"), right=read("e4")), "a date is needed"),
        (Compare(test="above", left=read("e1"), right=read("e3")), "own kind"),
        (Compare(test="above", left=read("e1"), right=read("e4")), "own kind"),
        (Later(date=read("e1"), days=Given(number=Decimal("0.5"))), "whole number of days"),
        (Later(date=read("e1"), days=days("1e40")), "at most a million"),
        (Later(date=Given(date="9999-12-31"), days=days("1")), "out of range"),
        (Later(date=Given(date="__import__('os')"), days=days("1")), "no day of the calendar"),
        (Logic(how="all", operands=(read("e4"),)), "yes or no is needed"),
        (Convert(source=read("e4"), unit="kg"), "measure different things"),
        (Simplify(source=read("e4")), "a term is needed"),
        (Slope(start="e1", end="e2"), "needs two points"),
    ],
)
def test_a_clash_of_kinds_is_a_typed_error(derivation: Derivation, message: str):
    with pytest.raises(DerivationError, match=message):
        run(derivation, FACTS)


@pytest.mark.parametrize(
    ("how", "operands", "holds"),
    [
        ("all", (YES, YES), True),
        ("all", (YES, NO), False),
        ("any", (NO, YES), True),
        ("any", (NO, NO), False),
        ("one", (YES, NO), True),
        ("one", (YES, YES), False),
        ("none", (NO, NO), True),
        ("none", (YES, NO), False),
    ],
)
def test_truths_are_joined(how: Any, operands: Any, holds: bool):
    assert run(Logic(how=how, operands=operands), []) == Truth(holds)


def test_a_truth_that_the_rest_settles_makes_a_text_spare_and_one_that_it_does_not_is_needed():
    def stated(id: str, number: str) -> Compare:
        return Compare(test="above", left=Given(number=Decimal(number), unit="km"), right=read(id))

    texts = [SIZE, SMALLER.model_copy(update={"carrier": "c2"})]
    both = Logic(how="all", operands=(stated("e4", "1000"), stated("e5", "1000")))
    assert run(both, texts) == Truth(True)
    assert spare(both, texts, ["c1", "c2"]) is None
    settled = Logic(how="all", operands=(stated("e4", "1"), stated("e5", "1000")))
    assert spare(settled, texts, ["c1", "c2"]) == "c2"
    either = Logic(how="one", operands=(stated("e4", "1"), stated("e5", "1000")))
    assert spare(either, texts, ["c1", "c2"]) is None


STARS = [point(f"p{n}", x, y) for n, (x, y) in enumerate(zip("abcd", "1234", strict=True))]
LATE = [point(f"q{n}", x, y, "f2") for n, (x, y) in enumerate(zip("bcde", "5678", strict=True))]


def beyond(ids: list[Evidence], limit: str) -> Where:
    source = Collect(evidence=tuple(item.id for item in ids))
    return Where(source=source, test="above", than=Given(number=Decimal(limit)))


@pytest.mark.parametrize(
    ("how", "labels"),
    [("both", ["c", "d"]), ("either", ["b", "c", "d", "e"]), ("first_only", ["b"])],
)
def test_sets_of_things_are_joined_by_name(how: Any, labels: list[str]):
    joined = Sets(how=how, left=beyond(STARS, "1"), right=beyond(LATE, "5"))
    found = run(joined, [*STARS, *LATE])
    assert [entry.label for entry in found.entries] == labels  # type: ignore[union-attr]


def test_a_set_without_one_side_is_the_other():
    joined = Sets(how="both", left=beyond(STARS, "1"), right=beyond(LATE, "5"))
    assert spare(Count(source=joined), [*STARS, *LATE], ["f1", "f2"]) is None
    whole = Sets(how="either", left=beyond(STARS, "0"), right=beyond(LATE[:3], "0"))
    assert spare(Count(source=whole), [*STARS, *LATE], ["f1", "f2"]) == "f2"


def test_a_slope_is_the_change_per_unit_across():
    curve = [point("e1", "2010", "3"), point("e2", "2014", "11")]
    assert run(Slope(start="e1", end="e2"), curve) == Number(Decimal(2))
    names = [point("e1", "Mars", "3"), point("e2", "2014", "11")]
    with pytest.raises(DerivationError, match="no number on an axis"):
        run(Slope(start="e1", end="e2"), names)
    with pytest.raises(DerivationError, match="undefined"):
        run(Slope(start="e1", end="e1"), curve)


def test_a_name_is_matched_by_the_words_that_state_both():
    said = TextEvidence(id="e1", carrier="c", address=HERE, text="火星（Mars）")
    table = [point("p1", "Mars", "3"), point("p2", "Venus", "4")]
    source = Collect(evidence=("p1", "p2"))
    match = Match(evidence="e1", start=Given(name="火星"), source=source)
    assert run(At(source=source, label=match), [said, *table]) == Number(Decimal(3))
    other = Match(evidence="e1", start=Given(name="金星"), source=source)
    with pytest.raises(DerivationError, match="does not say"):
        run(other, [said, *table])
    assert spare(At(source=source, label=match), [said, *table], ["c", "f1"]) is None


def bound(**values: str) -> tuple[Binding, ...]:
    return tuple(Binding(symbol=s, value=Given(number=Decimal(v))) for s, v in values.items())


def test_formulas_are_merged_simplified_differentiated_and_worked_out():
    energy = Rearrange(formula="e7", target="E")
    merged = Simplify(
        source=Insert(into=energy, symbol="v", what=Rearrange(formula="e6", target="v"))
    )
    term = run(merged, [SPEED, ENERGY])
    assert isinstance(term, Term)
    assert to_text(term.expression).replace(" ", "") in ("m×s^2/t^2", "s^2×m/t^2")
    slope = Differentiate(source=energy, by="v")
    rate = Evaluate(source=slope, bindings=bound(m="3", v="5"), unit="J per m/s")
    assert run(rate, [ENERGY]) == Number(Decimal(30), "J per m/s")
    whole = Evaluate(source=merged, bindings=bound(m="2", s="6", t="3"))
    assert run(whole, [SPEED, ENERGY]) == Number(Decimal(8))
    with pytest.raises(DerivationError, match="does not stand"):
        run(Differentiate(source=energy, by="q"), [ENERGY])
    with pytest.raises(DerivationError, match="no value for v"):
        run(Evaluate(source=energy, bindings=bound(m="1")), [ENERGY])


def test_new_operations_survive_json_and_are_told_in_both_languages():
    every: list[Derivation] = [
        Between(left=read("e1"), right=read("e2")),
        Later(date=read("e1"), days=days("30")),
        Logic(how="one", operands=(YES, NO)),
        Convert(source=read("e4"), unit="m"),
        Labels(source=Sort(which="lowest", kept=2, source=Collect(evidence=("e4", "e5")))),
        Place(which="highest", source=Collect(evidence=("e4", "e5")), label=Given(name="Vesta")),
        Round(source=read("e4"), decimals=0),
        Simplify(source=Rearrange(formula="e6", target="t")),
    ]
    known = [*FACTS, SPEED, ENERGY]
    for derivation in every:
        again = DERIVATION.validate_json(DERIVATION.dump_json(derivation))
        assert again == derivation
        assert run(again, known) == run(derivation, known)
        for language in ("en", "zh"):
            steps = explain(derivation, known, language)
            assert steps and set(steps[-1].cites) == set(cited(derivation))


def test_what_is_nested_too_deeply_or_too_large_ends_at_once():
    began = time.monotonic()
    deep: Derivation = Given(number=Decimal(1))
    for _ in range(5_000):
        deep = Round.model_construct(source=deep, decimals=0)
    with pytest.raises(DerivationError, match="nested too deeply"):
        run(deep, [])
    text = (
        '{"op":"round","decimals":0,"source":' * 5_000 + '{"op":"given","number":1}' + "}" * 5_000
    )
    with pytest.raises(ValidationError):
        DERIVATION.validate_json(text)
    power = call(
        "equals", symbol("y"), call("power", number(9), call("power", number(9), number(9)))
    )
    huge = FormulaEvidence(id="e1", carrier="f", address=HERE, latex="", expression=power)
    for wrong in (
        Evaluate(source=Rearrange(formula="e1", target="y"), bindings=()),
        Simplify(source=Rearrange(formula="e1", target="y")),
    ):
        with pytest.raises(DerivationError):
            run(wrong, [huge])
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        '{"op":"eval","code":"__import__(1)"}',
        '{"op":"given","number":"NaN"}',
        '{"op":"given","number":"Infinity"}',
        '{"op":"differentiate","source":{"op":"given","number":"1"},"by":"x","then":"lambda: 1"}',
        '{"op":"logic","how":"all","operands":[]}',
    ],
)
def test_attacks_are_refused_when_read(text: str):
    with pytest.raises(ValidationError):
        DERIVATION.validate_json(text)


def test_the_first_of_a_ranking_and_the_place_in_it_are_refused_where_a_tie_makes_them_doubtful():
    every = Collect(evidence=("a", "b", "c", "d"))
    known = [point(name, name, value) for name, value in zip("abcd", "9772", strict=True)]
    best, least = (run(Sort(which=w, kept=3, source=every), known) for w in ("highest", "lowest"))
    assert isinstance(best, Listing) and isinstance(least, Listing)
    assert [entry.label for entry in best.entries] == ["a", "b", "c"]
    assert [entry.label for entry in least.entries] == ["d", "b", "c"]
    place = Place(which="highest", source=every, label=Given(name="d"))
    assert run(place, known) == Number(Decimal(4))
    for doubtful in (
        Sort(which="highest", kept=2, source=every),
        Sort(which="highest", kept=5, source=every),
        place.model_copy(update={"label": Given(name="b")}),
        place.model_copy(update={"label": Given(name="x")}),
    ):
        with pytest.raises(DerivationError):
            run(doubtful, known)
