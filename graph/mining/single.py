"""Patterns over one measure: rank, compare, aggregate, count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Literal

from mmkg.graph.derivation import (
    Calculate,
    Count,
    Extreme,
    Given,
    Labels,
    Ranked,
    Read,
    Round,
    Total,
    Where,
)
from mmkg.graph.mining.measures import Item, Measure
from mmkg.graph.mining.pattern import (
    Builder,
    mean_decimals,
    names_of,
    pattern,
    separated,
    threshold,
    words,
)
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan, plain

AVERAGED = re.compile(r"\b(?:avg|average|total|sum|rank)\b|平均|合计", re.IGNORECASE)


def tables(view: View) -> Sequence[Measure]:
    """Columns of tables."""
    return view.table_measures


def charts(view: View) -> Sequence[Measure]:
    """Series of charts."""
    return view.chart_measures


def ranked(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """Which thing has the highest, second-lowest, … value."""
    which: Literal["highest", "lowest"] = rng.choice(("highest", "lowest"))
    place = rng.choice((1, 1, 1, 2, 3))
    if len(measure.items) < place + 2 or not separated(measure, place, highest=which == "highest"):
        return None
    derivation = Ranked(which=which, place=place, source=builder.collect(measure))
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, which=which, place=str(place)),
        names=names_of(measure),
        context=[measure.topic],
    )


def gap(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How far apart two named things are."""
    one, two = _two(measure, rng)
    derivation = Calculate(how="difference", left=_read(builder, one), right=_read(builder, two))
    return builder.plan(
        _stated(derivation, measure),
        language=measure.language,
        slots=words(measure, a=one.label, b=two.label),
        names=(*names_of(measure), one.label, two.label),
        context=[measure.topic],
        tolerance=measure.margin,
    )


def spread(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How far the highest is from the lowest."""
    source = builder.collect(measure)
    derivation = Calculate(
        how="difference",
        left=Extreme(which="highest", source=source),
        right=Extreme(which="lowest", source=source),
    )
    return builder.plan(
        _stated(derivation, measure),
        language=measure.language,
        slots=words(measure, count=str(len(measure.items))),
        names=names_of(measure),
        context=[measure.topic],
        tolerance=measure.margin,
    )


def mean(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """The mean over some named things, or over all."""
    if measure.dated or AVERAGED.search(measure.name):
        return None
    if len(measure.items) > 4:
        items = rng.sample(measure.items, 3)
        items.sort(key=measure.items.index)
    else:
        items = list(measure.items)
    listed = [item.label for item in items]
    joined = "、".join(listed) if measure.language == "zh" else _and(listed)
    source = Total(how="mean", source=builder.collect(measure, items))
    return builder.plan(
        Round(source=source, decimals=mean_decimals(measure)),
        language=measure.language,
        slots=words(measure, listed=joined, decimals=str(mean_decimals(measure))),
        names=(*names_of(measure), *listed),
        context=[measure.topic],
        tolerance=measure.margin,
    )


def count(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How many things lie above or below a round number."""
    limit = threshold(measure.numbers, rng, measure.margin)
    if limit is None or len(measure.items) < 4:
        return None
    test: Literal["above", "below"] = rng.choice(("above", "below"))
    than = Given(number=limit, unit=measure.unit)
    derivation = Count(source=Where(source=builder.collect(measure), test=test, than=than))
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, test=test, limit=plain(limit)),
        names=names_of(measure),
        context=[measure.topic],
        given=[plain(limit)],
    )


def listed(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """Which things lie above or below a round number."""
    limit = threshold(measure.numbers, rng, measure.margin)
    if limit is None:
        return None
    test: Literal["above", "below"] = rng.choice(("above", "below"))
    passing = [n for n in measure.numbers if (n > limit) == (test == "above")]
    if not 2 <= len(passing) <= 4 or len(passing) == len(measure.numbers):
        return None
    than = Given(number=limit, unit=measure.unit)
    derivation = Labels(source=Where(source=builder.collect(measure), test=test, than=than))
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, test=test, limit=plain(limit)),
        names=names_of(measure),
        context=[measure.topic],
        given=[plain(limit)],
    )


def ratio(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How many times one thing's value is another's."""
    if measure.dated:
        return None
    one, two = _two(measure, rng)
    if (one.number or 0) < (two.number or 0):
        one, two = two, one
    if not two.number or two.number <= 0 or measure.unit in ("%", "°C", "℃", "°F"):
        return None
    if measure.margin > abs(two.number) / 100:
        return None
    derivation = Calculate(how="ratio", left=_read(builder, one), right=_read(builder, two))
    return builder.plan(
        Round(source=derivation, decimals=2),
        language=measure.language,
        slots=words(measure, a=one.label, b=two.label, decimals="2"),
        names=(*names_of(measure), one.label, two.label),
        context=[measure.topic],
        tolerance=one_percent(one, two) if measure.margin else Decimal(0),
    )


def one_percent(one: Item, two: Item) -> Decimal:
    """A hundredth of the ratio of two items."""
    return abs((one.number or Decimal(0)) / (two.number or Decimal(1))) / 100


def _read(builder: Builder, item: Item) -> Read:
    return Read(evidence=builder.cite(item.evidence))


def _stated(derivation: Calculate, measure: Measure) -> Calculate | Round:
    return Round(source=derivation, decimals=measure.decimals) if measure.margin else derivation


def _two(measure: Measure, rng: Random) -> tuple[Item, Item]:
    one, two = rng.sample(measure.items, 2)
    return (one, two) if (one.number or 0) >= (two.number or 0) else (two, one)


def _and(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


for _prefix, _sites in (("table", tables), ("chart", charts)):
    for _draw in (ranked, gap, spread, mean, count, listed, ratio):
        pattern(f"{_prefix}_{_draw.__name__}", sites=_sites)(_draw)
