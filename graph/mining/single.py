"""Patterns over one measure: rank, compare, aggregate, count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Literal

from mmkg.graph.derivation import (
    Calculate,
    Compare,
    Count,
    Derivation,
    Extreme,
    Given,
    Labels,
    Ranked,
    Read,
    Round,
    Slope,
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
    stated,
    threshold,
    words,
)
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import things
from mmkg.graph.plan import Plan, plain
from mmkg.graph.results import Test, passes

AVERAGED = re.compile(  # a mean of means, or of growth, is none of the whole
    r"\b(?:avg|average|total|sum|rank|growth rate)\b"
    r"|平均|合计|[同环]比|增减|增[幅速]|增长率|[涨跌]幅",
    re.IGNORECASE,
)
NEEDS = {
    "table": "a table with a column of at least three comparable numbers",
    "chart": "a chart whose data points could be read",
}
NO_RATIOS = ("%", "°C", "℃", "°F")


def tables(view: View) -> Sequence[Measure]:
    """Columns of tables."""
    return view.table_measures


def charts(view: View) -> Sequence[Measure]:
    """Series of charts."""
    return view.chart_measures


def axes(view: View) -> Sequence[Measure]:
    """Series of charts over numbers or years."""
    return [*view.curves, *(m for m in view.chart_measures if m.items[0].label.isdecimal())]


def ranked(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """Which thing has the highest, second-lowest, … value."""
    which: Literal["highest", "lowest"] = rng.choice(("highest", "lowest"))
    place = rng.choice((1, 1, 1, 2, 3))
    if len(measure.items) < place + 2 or not separated(measure, place, highest=which == "highest"):
        return None
    derivation = Ranked(which=which, place=place, source=builder.collect(measure))
    return _plan(builder, derivation, measure, which=which, place=str(place))


def gap(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How far one named thing is above another one."""
    one, two = _two(measure, rng)
    if (one.number or Decimal(0)) - (two.number or Decimal(0)) <= measure.margin:
        return None
    derivation = Calculate(how="difference", left=_read(builder, one), right=_read(builder, two))
    return _plan(builder, stated(derivation, measure), measure, [one.label, two.label])


def spread(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How far the highest is from the lowest."""
    source = builder.collect(measure)
    highest, lowest = (Extreme(which=w, source=source) for w in ("highest", "lowest"))
    derivation = Calculate(how="difference", left=highest, right=lowest)
    return _plan(builder, stated(derivation, measure), measure)


def mean(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """The mean over some named things, or over all of a few."""
    if measure.dated or AVERAGED.search(measure.name):
        return None
    items = rng.sample(measure.items, 3) if len(measure.items) > 4 else list(measure.items)
    items.sort(key=measure.items.index)
    labels = [item.label for item in items]
    joined = things(labels, chinese=measure.language == "zh")
    source = Total(how="mean", source=builder.collect(measure, items))
    derivation = Round(source=source, decimals=mean_decimals(measure))
    return _plan(builder, derivation, measure, labels, listed=joined)


def count(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How many things lie above or below a round number."""
    limit = threshold(measure.numbers, rng, measure.margin)
    if limit is None or len(measure.items) < 4:
        return None
    test: Test = rng.choice(("above", "below"))
    derivation = Count(source=_beyond(builder, measure, test, limit))
    return _plan(builder, derivation, measure, limit=plain(limit), test=test)


def listed(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """Which things lie above or below a round number, where they are a few of many."""
    limit = threshold(measure.numbers, rng, measure.margin)
    if limit is None:
        return None
    test: Test = rng.choice(("above", "below"))
    passing = [number for number in measure.numbers if passes(number, test, limit)]
    if not 2 <= len(passing) <= 4 or len(passing) == len(measure.numbers):
        return None
    derivation = Labels(source=_beyond(builder, measure, test, limit))
    return _plan(builder, derivation, measure, limit=plain(limit), test=test)


def ratio(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How many times one thing's value is another's, where both are well above zero."""
    one, two = _two(measure, rng)
    large, small = one.number or Decimal(0), two.number or Decimal(0)
    if measure.dated or measure.unit in NO_RATIOS or small <= 100 * measure.margin:
        return None
    if large == small:
        return None
    derivation = Calculate(how="ratio", left=_read(builder, one), right=_read(builder, two))
    tolerance = large / small / 100 if measure.margin else Decimal(0)
    labels = [one.label, two.label]
    rounded = Round(source=derivation, decimals=2)
    return _plan(builder, rounded, measure, labels, tolerance=tolerance)


def compared(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """Whether one named thing has the higher value of two."""
    one, two = rng.sample(measure.items, 2)
    if abs((one.number or Decimal(0)) - (two.number or Decimal(0))) <= measure.margin:
        return None
    test: Literal["above", "below"] = rng.choice(("above", "below"))
    derivation = Compare(test=test, left=_read(builder, one), right=_read(builder, two))
    return _plan(builder, derivation, measure, [one.label, two.label], compared=test)


def slope(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How much a series changes per step of an x axis of numbers, from one point to another."""
    one, two = sorted(rng.sample(measure.items, 2), key=measure.items.index)
    if not (one.label.isdecimal() and two.label.isdecimal()):
        return None
    across = abs(int(two.label) - int(one.label))
    ends = (builder.cite(item.evidence) for item in (one, two))
    derivation = Round(
        source=Slope(start=next(ends), end=next(ends), unit=measure.unit),
        decimals=measure.decimals,
    )
    labels = [one.label, two.label]
    return _plan(builder, derivation, measure, labels, tolerance=2 * measure.margin / across)


def _plan(
    builder: Builder,
    derivation: Derivation,
    measure: Measure,
    labels: Sequence[str] = (),
    *,
    tolerance: Decimal | None = None,
    **slots: str,
) -> Plan | None:
    """The plan of a question about one measure; the first two labels are `a` and `b`."""
    named = dict(zip("ab", labels, strict=False))
    if isinstance(derivation, Round):
        slots["decimals"] = str(derivation.decimals)
    quantity = not isinstance(derivation, Count | Ranked | Labels | Compare)
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, **named, **slots),
        names=(*names_of(measure), *labels),
        context=[measure.topic],
        given=[slots["limit"]] if "limit" in slots else [],
        tolerance=(measure.margin if tolerance is None else tolerance) if quantity else Decimal(0),
    )


def _beyond(builder: Builder, measure: Measure, test: Test, limit: Decimal) -> Where:
    than = Given(number=limit, unit=measure.unit)
    return Where(source=builder.collect(measure), test=test, than=than)


def _read(builder: Builder, item: Item) -> Read:
    return Read(evidence=builder.cite(item.evidence))


def _two(measure: Measure, rng: Random) -> tuple[Item, Item]:
    """Two things, the larger first."""
    one, two = rng.sample(measure.items, 2)
    return (one, two) if (one.number or 0) >= (two.number or 0) else (two, one)


for _prefix, _sites in (("table", tables), ("chart", charts)):
    for _draw in (ranked, gap, spread, mean, count, listed, ratio, compared):
        pattern(f"{_prefix}_{_draw.__name__}", sites=_sites, needs=NEEDS[_prefix])(_draw)
pattern("chart_slope", sites=axes, needs="a chart with numbers or years on its x axis")(slope)
