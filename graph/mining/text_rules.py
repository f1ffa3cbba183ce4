"""Patterns in which rules of texts are applied to what the question gives."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Literal

from mmkg.graph.derivation import Calculate, Compare, Derivation, Given, Logic, Read, Round
from mmkg.graph.evidence import cite_span
from mmkg.graph.mining.near import near_pairs
from mmkg.graph.mining.pattern import Builder, pattern
from mmkg.graph.mining.ruled import Ruled, rules_on_charts, rules_on_tables
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf, quantity
from mmkg.graph.plan import Plan, plain

Pair = tuple[Ruled, Ruled]
LOGIC: tuple[Literal["all", "one", "none"], ...] = ("all", "one", "none")


def rules(view: View) -> list[Ruled]:
    """Rules, each once, with a measure that says what quantity they are about."""
    return list(
        {
            (site.chunk.id, site.rule.term): site
            for site in (*rules_on_charts(view), *rules_on_tables(view))
            if not site.measure.dated
        }.values()
    )


def in_one_text(view: View) -> list[Pair]:
    """Pairs of rules that one text states."""
    return [(a, b) for a, b in near_pairs(rules(view)) if a.chunk.id == b.chunk.id]


def in_two_texts(view: View) -> list[Pair]:
    """Pairs of rules on things of one kind that two texts state."""
    return [(a, b) for a, b in near_pairs(rules(view)) if a.chunk.id != b.chunk.id]


def rule_applied(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """Whether a thing of a given size is what the rule names."""
    number = _near(site, rng)
    return _plan(builder, _test(builder, site, number), [site], [number])


def rule_distance(builder: Builder, site: Ruled, rng: Random) -> Plan | None:
    """How far a given quantity is from the limit that the rule sets."""
    number = _near(site, rng)
    given = Given(number=number, unit=site.rule.unit)
    gap = Calculate(how="gap", left=_limit(builder, site), right=given)
    return _plan(builder, gap, [site], [number])


def rules_applied(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """Whether both rules, exactly one, or none names a thing of given quantities."""
    one, two = site
    noun = one.measure.noun == two.measure.noun
    if not noun or leaf(one.measure.name) == leaf(two.measure.name):
        return None
    numbers = [_near(rule, rng) for rule in site]
    operands = tuple(_test(builder, rule, n) for rule, n in zip(site, numbers, strict=True))
    how = rng.choice(LOGIC)
    return _plan(builder, Logic(how=how, operands=operands), site, numbers, how=how)


def limits_apart(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """How far apart the limits of two rules are, where they are limits of one kind."""
    one, two = site
    if not _comparable(one, two):
        return None
    gap = Calculate(how="gap", left=_limit(builder, one), right=_limit(builder, two))
    return _plan(builder, gap, site, [])


def limits_percent(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """By how many percent the higher of two limits exceeds the lower."""
    one, two = sorted(site, key=lambda rule: rule.rule.number)
    if not _comparable(one, two) or one.rule.number <= 0:
        return None
    change = Calculate(how="percent_change", left=_limit(builder, one), right=_limit(builder, two))
    return _plan(builder, Round(source=change, decimals=1), (one, two), [])


def _comparable(one: Ruled, two: Ruled) -> bool:
    """Whether two limits are different limits of one quantity of things of one kind."""
    alike = leaf(one.measure.name) == leaf(two.measure.name)
    alike = alike or one.measure.carrier == two.measure.carrier
    same = one.rule.unit is not None and one.rule.unit == two.rule.unit
    return alike and same and one.rule.number != two.rule.number


def _near(site: Ruled, rng: Random) -> Decimal:
    """A round number on either side of a limit."""
    limit = site.rule.number
    step = Decimal(1).scaleb(limit.adjusted() - 1) if limit else Decimal(1)
    away = step * rng.choice((1, 2, 3, 4, 5)) * rng.choice((-1, 1))
    return Decimal(plain((limit + away).normalize() + 0))


def _limit(builder: Builder, site: Ruled) -> Read:
    rule = site.rule
    return Read(evidence=builder.cite(cite_span(site.chunk, rule.span, rule.number, rule.unit)))


def _test(builder: Builder, site: Ruled, number: Decimal) -> Compare:
    test = site.rule.test or "at_least"
    given = Given(number=number, unit=site.rule.unit)
    return Compare(test=test, left=given, right=_limit(builder, site))


def _plan(
    builder: Builder,
    derivation: Derivation,
    sites: tuple[Ruled, ...] | list[Ruled],
    numbers: list[Decimal],
    **slots: str,
) -> Plan | None:
    for suffix, site in zip(("", "2"), sites, strict=False):
        title = builder.view.graph.documents[site.chunk.address.document].title
        name = leaf(site.measure.name)
        slots |= {f"term{suffix}": site.rule.term or "", f"quantity{suffix}": name}
        slots |= {f"title{suffix}": title, f"thing{suffix}": site.measure.noun}
    slots |= dict(_amounts(sites, numbers))
    if isinstance(derivation, Round):
        slots["decimals"] = str(derivation.decimals)
    terms = [site.rule.term or "" for site in sites]
    quantities = [leaf(site.measure.name) for site in sites] if numbers else []
    return builder.plan(
        derivation,
        language=sites[0].measure.language,
        slots=slots,
        names=(*terms, *quantities),
        context=[slots["title"], slots.get("title2", "")],
        given=[plain(number) for number in numbers],
    )


def _amounts(
    sites: tuple[Ruled, ...] | list[Ruled], numbers: list[Decimal]
) -> Iterator[tuple[str, str]]:
    for suffix, site, number in zip(("", "2"), sites, numbers, strict=False):
        yield f"amount{suffix}", quantity(number, site.rule.unit)


NEEDS = "a text that states a rule (a limit with a name) for a quantity of a table or chart"
pattern("text_rule_applied", sites=rules, needs=NEEDS)(rule_applied)
pattern("text_rule_distance", sites=rules, needs=NEEDS)(rule_distance)
for _prefix, _sites, _needs in (
    ("text", in_one_text, "one text with two rules (limits with names) for things of one kind"),
    (
        "texts",
        in_two_texts,
        "two texts with a rule each (a limit with a name) for one kind of thing",
    ),
):
    pattern(f"{_prefix}_rules_applied", sites=_sites, hops=2, needs=_needs)(rules_applied)
    pattern(f"{_prefix}_limits_apart", sites=_sites, hops=1, needs=_needs)(limits_apart)
    pattern(f"{_prefix}_limits_percent", sites=_sites, hops=2, needs=_needs)(limits_percent)
