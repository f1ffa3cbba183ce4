"""Patterns in which rules from two texts are applied together, to one carrier or to two."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from random import Random
from typing import Literal

from mmkg.graph.derivation import Count, Derivation, Labels, Only, Ranked, Sets
from mmkg.graph.mining.chained import EXTREMES
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, pattern, separated, words
from mmkg.graph.mining.ruled import Ruled, rules_on_charts, rules_on_tables, where
from mmkg.graph.mining.view import View, shared
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan

JOINED: tuple[Literal["both", "either", "first_only"], ...] = ("both", "either", "first_only")


@dataclass(frozen=True)
class TwoRules:
    """Two rules of different texts, whose measures are about the same things."""

    first: Ruled
    second: Ruled

    @property
    def measure(self) -> Measure:
        """The measure that the first rule is held against."""
        return self.first.measure

    def labels(self, how: Literal["both", "either", "first_only"]) -> frozenset[str]:
        """The things that come of joining those that pass."""
        one, two = self.first.labels, self.second.labels
        return {"both": one & two, "either": one | two, "first_only": one - two}[how]


def together(kind: str, *, carriers: int) -> Callable[[View], Sequence[TwoRules]]:
    """Pairs of rules on one table or chart, or on two."""

    def sites(view: View) -> Sequence[TwoRules]:
        rules = rules_on_tables(view) if kind == "table" else rules_on_charts(view)
        return list(_pairs(rules, carriers))

    return sites


def _pairs(rules: list[Ruled], carriers: int) -> Iterator[TwoRules]:
    for one, two in permutations(rules, 2):
        apart = one.chunk.id != two.chunk.id and one.rule.term != two.rule.term
        places = {one.measure.carrier, two.measure.carrier}
        alike = one.measure.group == two.measure.group and shared(one.measure, two.measure)
        if apart and alike and len(places) == carriers:
            yield TwoRules(one, two)


def both_count(builder: Builder, site: TwoRules, rng: Random) -> Plan | None:
    """How many things both rules name, or one of them, or the first without the second."""
    how = rng.choice(JOINED)
    if not site.labels(how):
        return None
    return _plan(builder, Count(source=_joined(builder, site, how)), site, how)


def both_list(builder: Builder, site: TwoRules, rng: Random) -> Plan | None:
    """Which things those are."""
    how = rng.choice(JOINED)
    if not 1 <= len(site.labels(how)) <= 4:
        return None
    return _plan(builder, Labels(source=_joined(builder, site, how)), site, how)


def both_extreme(builder: Builder, site: TwoRules, rng: Random) -> Plan | None:
    """The extreme one of those in a further measure."""
    how, which = rng.choice(JOINED[::2]), rng.choice(EXTREMES)
    labels = site.labels(how)
    others = [
        other
        for other in builder.view.siblings(site.measure)
        if other.name != site.second.measure.name and labels <= other.by_label.keys()
    ]
    if not others:
        return None
    other = rng.choice(others)
    rest = replace(other, items=tuple(i for i in other.items if normal(i.label) in labels))
    if len(labels) < 2 or separated(rest, 1, highest=which == "highest") is None:
        return None
    chosen = Only(source=builder.collect(other), labels=_joined(builder, site, how))
    return _plan(builder, Ranked(which=which, source=chosen), site, how, other, which=which)


def _joined(
    builder: Builder, site: TwoRules, how: Literal["both", "either", "first_only"]
) -> Derivation:
    return Sets(how=how, left=where(builder, site.first), right=where(builder, site.second))


def _plan(
    builder: Builder,
    derivation: Derivation,
    site: TwoRules,
    how: str,
    other: Measure | None = None,
    **slots: str,
) -> Plan | None:
    first, second = site.first, site.second
    terms = (first.rule.term or "", second.rule.term or "")
    slots |= {"term": terms[0], "term2": terms[1], "how": how}
    slots |= {"topic2": second.measure.topic, "of": "" if other is None else other.name}
    return builder.plan(
        derivation,
        language=first.measure.language,
        slots=words(other or first.measure, **slots),
        names=(*terms, *((other.name,) if other else ()), *first.measure.group),
        context=[first.measure.topic, second.measure.topic],
    )


for _kind, _one, _two in (("table", "table", "tables"), ("chart", "chart", "charts")):
    for _place, _carriers in ((_one, 1), (_two, 2)):
        for _draw in (both_count, both_list, both_extreme):
            pattern(
                f"{_place}_{_draw.__name__}",
                sites=together(_kind, carriers=_carriers),
                hops=3 if _draw is both_extreme else 2,
                needs=f"two texts with a rule each (a limit with a name) for {_carriers} {_place}"
                " about the same things",
            )(_draw)
