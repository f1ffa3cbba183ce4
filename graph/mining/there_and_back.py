"""Patterns of three steps that lead from one carrier to another and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from mmkg.graph.derivation import At, Only, Ranked
from mmkg.graph.mining.chained import EXTREMES, MODALITIES, NEEDS, across, passing
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import Builder, names_of, pattern, separated, stated, words
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan

Triple = tuple[Measure, Measure, Measure]


def triples(first: str, second: str) -> Callable[[View], Sequence[Triple]]:
    """Two measures of one carrier, with one of another carrier in between."""

    def sites(view: View) -> Sequence[Triple]:
        return [
            (one, two, three)
            for one, two in across(first, second)(view)
            for three in view.siblings(one)
            if not _looks_alike(view, two.carrier, three)
        ]

    return sites


def _looks_alike(view: View, carrier: str, measure: Measure) -> bool:
    """Whether a carrier has a column that could be taken for the measure, by its inner header."""
    name = normal(leaf(measure.name))
    return any(normal(leaf(known.name)) == name for known in view.measures_of(carrier))


def there_and_back(builder: Builder, site: Triple, rng: Random) -> Plan | None:
    """Filter in the first carrier, choose in the second, read in the first again."""
    one, two, three = site
    kept = passing(builder, one, rng, two.by_label.keys() & three.by_label.keys())
    if kept is None:
        return None
    which = rng.choice(EXTREMES)
    rest = replace(two, items=tuple(i for i in two.items if normal(i.label) in kept.labels))
    if separated(rest, 1, highest=which == "highest") is None:
        return None
    chosen = Ranked(which=which, source=Only(source=builder.collect(two), labels=kept.where))
    derivation = stated(At(source=builder.collect(three), label=chosen), three)
    slots = words(
        one,
        which=which,
        test=kept.test,
        limit=kept.limit,
        measure2=two.name,
        topic2=two.topic,
        measure3=three.name,
    )
    if two.dated:
        slots["dated2"] = "yes"
    return builder.plan(
        derivation,
        language=one.language,
        slots=slots,
        names=(*names_of(one), *names_of(two), three.name),
        context=[one.topic, two.topic],
        given=[kept.limit],
        tolerance=three.margin,
    )


for _place, _pair in MODALITIES.items():
    _needs = f"{NEEDS[_place]}, the first with two columns or series"
    pattern(f"{_place}_there_and_back", sites=triples(*_pair), hops=3, needs=_needs)(there_and_back)
