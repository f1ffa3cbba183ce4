"""Patterns over whole columns: the best few, the place of one, a sum, another unit, two joined."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from random import Random

from mmkg.graph.derivation import (
    Calculate,
    Combine,
    Convert,
    Given,
    Labels,
    Place,
    Ranked,
    Read,
    Sort,
    Total,
)
from mmkg.graph.mining.chained import EXTREMES, Pair, across, within
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, names_of, pattern, separated, words
from mmkg.graph.mining.single import NEEDS, charts, tables
from mmkg.graph.mining.wording import leaf, things
from mmkg.graph.names import squeeze
from mmkg.graph.plan import Plan
from mmkg.graph.units import convertible

SEVERAL = {"en": {2: "two", 3: "three", 4: "four"}, "zh": {2: "两", 3: "三", 4: "四"}}
ADDED = frozenset(  # units of what can be added up over several things
    ("t", "kg", "g", "GWh", "MWh", "kWh", "EUR", "USD", "$", "€", "£", "元", "万元", "亿元", "吨")
    + ("千克", "公斤", "千瓦时", "万千瓦时", "亿千瓦时", "人", "万人")
)
WORD = re.compile(r"\b(?!(?:for|and|the|per|with|from|all)\b)[^\W\d_]{3,}|[\u3400-\u9fff]{2,}")
OTHER_UNITS = {
    **{"km": "m", "m": "cm", "cm": "mm", "t": "kg", "kg": "g", "g": "mg", "GWh": "MWh"},
    **{"MWh": "kWh", "GW": "MW", "MW": "kW", "kW": "W", "h": "min", "min": "s", "s": "ms"},
    **{"千米": "米", "公里": "米", "米": "厘米", "厘米": "毫米", "吨": "千克", "千克": "克"},
    **{"小时": "分钟", "分钟": "秒", "秒": "毫秒", "年": "天"},
}


def best(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """The two to four things with the highest or lowest values."""
    which = rng.choice(EXTREMES)
    kept = rng.randint(2, min(4, len(measure.items) // 2)) if len(measure.items) > 3 else 0
    if not kept or separated(measure, kept, highest=which == "highest") is None:
        return None
    derivation = Labels(source=Sort(which=which, kept=kept, source=builder.collect(measure)))
    return _plan(builder, derivation, measure, which=which, several=SEVERAL[measure.language][kept])


def placed(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """At which place a named thing stands, counted from the highest or lowest."""
    which, ranked = rng.choice(EXTREMES), _apart(measure)
    if len(measure.items) < 4 or not ranked:
        return None
    item = rng.choice(ranked)
    label = Given(name=item)
    derivation = Place(which=which, label=label, source=builder.collect(measure))
    return _plan(builder, derivation, measure, item, which=which, a=item)


def total(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """The sum over some named things, of what can be added up."""
    if measure.unit not in ADDED or measure.margin:
        return None
    items = rng.sample(measure.items, min(3, len(measure.items)))
    items.sort(key=measure.items.index)
    labels = [item.label for item in items]
    derivation = Total(how="sum", source=builder.collect(measure, items))
    joined = things(labels, chinese=measure.language == "zh")
    return _plan(builder, derivation, measure, *labels, listed=joined)


def converted(builder: Builder, measure: Measure, rng: Random) -> Plan | None:
    """How far one named thing is above another one, in another unit than the column's."""
    unit = OTHER_UNITS.get(measure.unit or "", "")
    one, two = rng.sample(measure.items, 2)
    if not unit or not convertible(measure.unit, unit) or (one.number or 0) <= (two.number or 0):
        return None
    ends = [Read(evidence=builder.cite(item.evidence)) for item in (one, two)]
    gap = Calculate(how="difference", left=ends[0], right=ends[1])
    derivation = Convert(source=gap, unit=unit)
    return _plan(builder, derivation, measure, one.label, two.label, a=one.label, b=two.label)


def farthest(builder: Builder, pair: Pair, rng: Random) -> Plan | None:
    """Where two columns, joined on the names of their rows, are farthest apart or nearest."""
    one, two = pair
    if not _alike(one, two):
        return None
    which = rng.choice(EXTREMES)
    gaps = Combine(how="gap", left=builder.collect(one), right=builder.collect(two))
    slots = words(one, measure2=two.name, topic2=two.topic, which=which)
    return builder.plan(
        Ranked(which=which, source=gaps),
        language=one.language,
        slots=slots,
        names=(*names_of(one), two.name),
        context=[one.topic, two.topic],
    )


def _alike(one: Measure, two: Measure) -> bool:
    """Whether the difference of two columns means something: one unit, names with a word in common.

    Columns headed by years are of one kind, too.
    """
    if one.unit != two.unit or one.margin or two.margin or one.dated or two.dated:
        return False
    heads = [set(WORD.findall(squeeze(measure.name))) for measure in (one, two)]
    akin = heads[0] & heads[1] or all(leaf(measure.name).isdecimal() for measure in (one, two))
    return bool(akin) and not one.group and one.by_label.keys() == two.by_label.keys()


def _apart(measure: Measure) -> list[str]:
    """The things whose value is told from all others'."""
    ranked = sorted(measure.items, key=lambda item: item.number or Decimal(0))
    near = {
        item.label
        for low, high in pairwise(ranked)
        if abs((high.number or Decimal(0)) - (low.number or Decimal(0))) <= measure.margin
        for item in (low, high)
    }
    return [item.label for item in measure.items if item.label not in near]


def _plan(
    builder: Builder,
    derivation: Labels | Place | Total | Convert,
    measure: Measure,
    *labels: str,
    **slots: str,
) -> Plan | None:
    return builder.plan(
        derivation,
        language=measure.language,
        slots=words(measure, **slots),
        names=(*names_of(measure), *labels),
        context=[measure.topic],
    )


for _prefix, _sites in (("table", tables), ("chart", charts)):
    for _draw in (best, placed):
        pattern(f"{_prefix}_{_draw.__name__}", sites=_sites, needs=NEEDS[_prefix])(_draw)
pattern("table_total", sites=tables, needs="a table with amounts that can be added up")(total)
pattern("table_converted", sites=tables, needs="a table in a unit with a smaller one")(converted)
_NEEDED = "two columns of one unit for the same things"
pattern("table_farthest", sites=within("table"), needs=_NEEDED, hops=2)(farthest)
pattern("tables_farthest", sites=across("table", "table"), needs=_NEEDED, hops=2)(farthest)
