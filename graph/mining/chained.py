"""Patterns of several steps over two measures of the same things, in one carrier or in two."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Literal

from mmkg.graph.derivation import (
    At,
    Calculate,
    Count,
    Derivation,
    Given,
    Only,
    Ranked,
    Read,
    Round,
    Total,
    Where,
)
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import (
    Builder,
    mean_decimals,
    names_of,
    pattern,
    separated,
    stated,
    threshold,
    words,
)
from mmkg.graph.mining.single import AVERAGED
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import headers
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, plain

Pair = tuple[Measure, Measure]
EXTREMES: tuple[Literal["highest", "lowest"], ...] = ("highest", "lowest")


def within(modality: str) -> Callable[[View], Sequence[Pair]]:
    """Pairs of measures in one carrier."""

    def sites(view: View) -> Sequence[Pair]:
        measures = view.table_measures if modality == "table" else view.chart_measures
        return [(one, two) for one in measures for two in view.siblings(one)]

    return sites


def across(first: str, second: str) -> Callable[[View], Sequence[Pair]]:
    """Pairs of measures in two carriers that share things, in both directions.

    Neither carrier may have the other's measure too: then one of them would do.
    """

    def sites(view: View) -> Sequence[Pair]:
        return [
            (one, two)
            for one, two in _joined(view, first, second)
            if not _has(view, one.carrier, two) and not _has(view, two.carrier, one)
        ]

    return sites


def twice(first: str, second: str) -> Callable[[View], Sequence[Pair]]:
    """Pairs of measures of one name in two carriers."""

    def sites(view: View) -> Sequence[Pair]:
        pairs = _joined(view, first, second)
        return [(one, two) for one, two in pairs if normal(one.name) == normal(two.name)]

    return sites


def _joined(view: View, first: str, second: str) -> list[Pair]:
    both = [*view.joins, *((two, one) for one, two in view.joins)]
    kinds = (first, second)
    return [(a, b) for a, b in both if (a.modality, b.modality) == kinds and not b.group]


def _has(view: View, carrier: str, measure: Measure) -> bool:
    name = normal(measure.name)
    return any(normal(known.name) == name for known in view.measures_of(carrier))


def extreme_then_read(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """The second measure of the thing that is extreme in the first."""
    one, two = pair
    which, place = rng.choice(EXTREMES), rng.choice((1, 1, 1, 2))
    if separated(one, place, highest=which == "highest") is None:
        return None
    ranked = Ranked(which=which, place=place, source=builder.collect(one))
    derivation = stated(At(source=builder.collect(two), label=ranked), two)
    return _plan(builder, derivation, pair, which=which, place=str(place))


def extreme_gap(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """How far, in the second measure, the leader of the first is from a named thing."""
    one, two = pair
    which = rng.choice(EXTREMES)
    top = separated(one, 1, highest=which == "highest")
    others = [item for item in two.items if top and normal(item.label) != normal(top.label)]
    if top is None or not others:
        return None
    other = rng.choice(others)
    leader = Ranked(which=which, source=builder.collect(one))
    left = At(source=builder.collect(two), label=leader)
    gap = Calculate(how="gap", left=left, right=Read(evidence=builder.cite(other.evidence)))
    return _plan(builder, stated(gap, two), pair, names=(other.label,), which=which, a=other.label)


def filter_then_extreme(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """Among the things beyond a limit in the first measure, the extreme one in the second."""
    one, two = pair
    kept = passing(builder, one, rng, two.by_label.keys())
    if kept is None:
        return None
    which = rng.choice(EXTREMES)
    rest = replace(two, items=tuple(i for i in two.items if normal(i.label) in kept.labels))
    if separated(rest, 1, highest=which == "highest") is None:
        return None
    chosen = Only(source=builder.collect(two), labels=kept.where)
    derivation = Ranked(which=which, source=chosen)
    return _plan(builder, derivation, pair, [kept], which=which)


def filter_then_mean(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """The mean of the second measure over the things beyond a limit in the first."""
    one, two = pair
    if two.dated or AVERAGED.search(two.name):
        return None
    kept = passing(builder, one, rng, two.by_label.keys())
    if kept is None:
        return None
    chosen = Only(source=builder.collect(two), labels=kept.where)
    mean = Round(source=Total(how="mean", source=chosen), decimals=mean_decimals(two))
    return _plan(builder, mean, pair, [kept])


def filter_then_count(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """How many things lie beyond a limit in both measures."""
    one, two = pair
    first = passing(builder, one, rng, two.by_label.keys())
    second = passing(builder, two, rng)
    if first is None or second is None:
        return None
    if not first.labels & second.labels or first.limit == second.limit:
        return None  # of one number for both, a question cannot say whose limit it is
    both = Only(source=second.where, labels=first.where)
    return _plan(builder, Count(source=both), pair, [first, second])


def two_reads(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """How far apart two measures of one named thing are, where they are of one kind."""
    one, two = pair
    if one.unit != two.unit or one.dated or not _kin(one, two):
        return None
    item = rng.choice(one.items)
    other = two.by_label.get(normal(item.label))
    if other is None or item.number == other.number:
        return None
    left, right = (Read(evidence=builder.cite(i.evidence)) for i in (item, other))
    gap = Calculate(how="gap", left=left, right=right)
    return _plan(builder, stated(gap, two), pair, names=(item.label,), a=item.label)


def _kin(one: Measure, two: Measure) -> bool:
    """Whether two columns are of one kind: they share a header ("Acc for A", "… B") or a unit.

    A percent sign tells nothing: shares of different wholes are not of one kind.
    """
    shared_headers = set(headers(one.name)) & set(headers(two.name))
    return bool(shared_headers) or one.unit not in (None, "%")


@dataclass(frozen=True)
class Passing:
    """The things that pass a test against a round number."""

    where: Where
    labels: frozenset[str]
    test: str
    limit: str


def passing(
    builder: Builder, measure: Measure, rng: Random, among: Set[str] | None = None
) -> Passing | None:
    """The things beyond a round number in a measure, if they are some but not all.

    If only the things of some labels may be, and others are, too, there are none.
    """
    limit = threshold(measure.numbers, rng, measure.margin)
    if limit is None:
        return None
    test: Literal["above", "below"] = rng.choice(("above", "below"))
    labels = frozenset(
        label
        for label, item in measure.by_label.items()
        if item.number is not None and (item.number > limit) == (test == "above")
    )
    if not 2 <= len(labels) < len(measure.items) or not (among is None or labels <= among):
        return None
    than = Given(number=limit, unit=measure.unit)
    where = Where(source=builder.collect(measure), test=test, than=than)
    return Passing(where, labels, test, plain(limit))


def _plan(
    builder: Builder,
    derivation: Derivation,
    pair: Pair,
    limits: Sequence[Passing] = (),
    *,
    names: Sequence[str] = (),
    **slots: str,
) -> Plan | None:
    one, two = pair
    slots |= {"measure2": two.name, "unit2": two.unit or "", "topic2": two.topic}
    if two.dated:
        slots["dated2"] = "yes"
    for suffix, limit in zip(("", "2"), limits, strict=False):
        slots |= {f"test{suffix}": limit.test, f"limit{suffix}": limit.limit}
    if isinstance(derivation, Round):
        slots["decimals"] = str(derivation.decimals)
    return builder.plan(
        derivation,
        language=one.language,
        slots=words(one, **slots),
        names=(*names_of(one), *names_of(two), *names),
        context=[one.topic, two.topic],
        given=[limit.limit for limit in limits],
        tolerance=Decimal(0) if isinstance(derivation, Count) else two.margin,
    )


DRAWS = (
    extreme_then_read,
    extreme_gap,
    filter_then_extreme,
    filter_then_mean,
    filter_then_count,
)
MODALITIES = {
    "tables": ("table", "table"),
    "charts": ("image", "image"),
    "table_to_chart": ("table", "image"),
    "chart_to_table": ("image", "table"),
}
PLACES: dict[str, Callable[[View], Sequence[Pair]]] = {
    "table": within("table"),
    "chart": within("image"),
    **{name: across(*pair) for name, pair in MODALITIES.items()},
}
ALIKE = "with at least three names in common"
NEEDS = {
    "table": "a table with two columns of comparable numbers for the same rows",
    "chart": "a chart with two series over the same names",
    "tables": f"two tables {ALIKE}",
    "charts": f"two charts {ALIKE}",
    "table_to_chart": f"a table and a chart {ALIKE}",
    "chart_to_table": f"a table and a chart {ALIKE}",
}
for _place, _sites in PLACES.items():
    for _draw in DRAWS:
        pattern(f"{_place}_{_draw.__name__}", sites=_sites, hops=2, needs=NEEDS[_place])(_draw)
for _place in ("table", "chart"):
    pattern(f"{_place}_two_reads", sites=PLACES[_place], hops=2, needs=NEEDS[_place])(two_reads)
for _place, _pair in MODALITIES.items():
    _needs = f"{NEEDS[_place]} and a quantity of one name"
    pattern(f"{_place}_two_reads", sites=twice(*_pair), needs=_needs)(two_reads)
