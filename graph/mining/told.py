"""Patterns over what sentences state of things: dates, amounts, and relations to other things."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Literal

from mmkg.graph.derivation import (
    Alternative,
    At,
    Between,
    Calculate,
    Choose,
    Collect,
    Derivation,
    Given,
    Later,
    Read,
    Round,
)
from mmkg.graph.evidence import cite_relation
from mmkg.graph.mining.chained import EXTREMES
from mmkg.graph.mining.facts import (
    Fact,
    Pair,
    Several,
    acronyms,
    amounts,
    dated,
    in_a_row,
    pairs_of,
    several_dates,
)
from mmkg.graph.mining.pattern import Builder, pattern
from mmkg.graph.mining.wording import listing
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, plain
from mmkg.graph.relations.reading import STANDS_FOR
from mmkg.graph.units import convertible


def dates_apart(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """How many days lie between two things that happened."""
    one, two = site
    if one.stated.date == two.stated.date:
        return None
    return _plan(builder, _between(builder, one, two), site)


def date_later(builder: Builder, site: Fact, rng: Random) -> Plan | None:
    """What the date was some days after a thing that happened."""
    days = rng.choice((30, 45, 60, 90, 100, 120, 150, 200, 250, 300, 500, 1000))
    given = Given(number=Decimal(days), unit="天" if site.chinese else "days")
    derivation = Later(date=read(builder, site), days=given)
    return _plan(builder, derivation, (site,), given=[str(days)], days=str(days))


def longer_interval(builder: Builder, site: Several, rng: Random) -> Plan | None:
    """How many days longer it is from one thing that happened to another than to a third."""
    start, one, two = rng.sample(site, 3)
    if len({fact.stated.date for fact in site}) < len(site):
        return None
    left, right = _between(builder, start, one), _between(builder, start, two)
    gap = Calculate(how="gap", left=left, right=right)
    return _plan(builder, gap, (start, one, two))


def latest(builder: Builder, site: Several, rng: Random) -> Plan | None:
    """Which of several things happened last, or first."""
    which = rng.choice(EXTREMES)
    order = rng.sample(site, len(site))
    if len({fact.stated.date for fact in site}) < len(site):
        return None
    options = tuple(Alternative(label=f.phrase, value=read(builder, f)) for f in order)
    return _plan(builder, Choose(which=which, options=options), tuple(order), which=which)


def amounts_apart(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """How far apart two amounts of one kind are."""
    return _of_two(builder, site, "gap")


def amounts_sum(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """What two amounts of one kind come to together."""
    return _of_two(builder, site, "sum")


def amounts_percent(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """By how many percent the larger of two amounts of one kind exceeds the other."""
    one, two = sorted(site, key=lambda fact: fact.stated.number or Decimal(0))
    if one.stated.unit == "%" or (one.stated.number or 0) <= 0:
        return None
    return _of_two(builder, (one, two), "percent_change")


def amounts_more(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """Which of two amounts of one kind is the larger, or the smaller."""
    if not _alike(site) or any(fact.within for fact in site):
        return None
    which = rng.choice(EXTREMES)
    options = tuple(Alternative(label=f.stated.head, value=read(builder, f)) for f in site)
    return _plan(builder, Choose(which=which, options=options), site, which=which)


def _of_two(
    builder: Builder, site: Pair, how: Literal["gap", "sum", "percent_change"]
) -> Plan | None:
    if not _alike(site) or (how == "sum" and (site[0].field or site[0].stated.unit == "%")):
        return None
    left, right = (read(builder, fact) for fact in site)
    derivation: Derivation = Calculate(how=how, left=left, right=right)
    if how == "percent_change":
        return _plan(builder, Round(source=derivation, decimals=1), site, decimals="1")
    return _plan(builder, derivation, site)


def _alike(site: Pair) -> bool:
    """Whether two amounts are different amounts of one kind of two things."""
    one, two = (fact.stated for fact in site)
    other_text = len({fact.within for fact in site}) > 1  # then of one thing, at two times
    if any(fact.field for fact in site) and not other_text:
        return False  # a height and a width
    told_apart = (normal(one.head) != normal(two.head)) is not other_text
    same = normal(one.relation) == normal(two.relation) and convertible(two.unit, one.unit)
    return same and one.number != two.number and told_apart


def amount_told(builder: Builder, site: Fact, rng: Random) -> Plan | None:
    """What amount a text states of a thing."""
    return _told(builder, read(builder, site), site)


def spelt_out(builder: Builder, site: Fact, rng: Random) -> Plan | None:
    """What an acronym stands for."""
    source = Collect(evidence=(cited(builder, site),))
    plan = _told(builder, At(source=source, label=Given(name=site.stated.head)), site)
    if plan is None:
        return None
    answer = plan.answer.model_copy(update={"aliases": ()})  # of which one is the acronym
    return plan.model_copy(update={"answer": answer})


def _told(builder: Builder, derivation: Derivation, site: Fact) -> Plan | None:
    document = builder.view.graph.document_of(site.chunk.id)
    stated, title = site.stated, site.within or document.title
    chinese = document.language == "zh"
    return builder.plan(
        derivation,
        language="zh" if chinese else "en",
        slots={"fact1": site.phrase, "head1": stated.head, "told": title},
        names=[stated.head, *([stated.relation] if stated.relation != STANDS_FOR else [])],
        context=[title],
    )


def chain(builder: Builder, site: Pair, rng: Random) -> Plan | None:
    """What a text states of the thing that another relation leads to."""
    first, second = site
    start = Collect(evidence=(cited(builder, first),))
    step = At(source=start, label=Given(name=first.stated.head))
    derivation = At(source=Collect(evidence=(cited(builder, second),)), label=step)
    relation, kind = second.stated.relation, second.stated.value
    if kind != "name" or second.stated.form == "role":
        return _plan(builder, derivation, site, kind=kind)
    if relation.endswith((" a", " an")):
        return None  # "name whatever it is a" is no English
    where = "哪里" if relation.endswith("于") else "什么"
    return _plan(builder, derivation, site, kind="done", said=relation, where=where)


def cited(builder: Builder, fact: Fact) -> str:
    """The evidence of a fact, in a plan."""
    return builder.cite(cite_relation(fact.chunk, fact.stated))


def read(builder: Builder, fact: Fact) -> Read:
    """The date, amount or name that a fact states."""
    return Read(evidence=cited(builder, fact))


def _between(builder: Builder, one: Fact, two: Fact) -> Between:
    left, right = read(builder, one), read(builder, two)
    return Between(left=left, right=right, unit="天" if one.chinese else "days")


def _plan(
    builder: Builder,
    derivation: Derivation,
    site: Several,
    *,
    given: Sequence[str] = (),
    **slots: str,
) -> Plan | None:
    chained = "kind" in slots
    said: set[str] = set()
    order = list(enumerate(site, start=1))
    for number, fact in order[::-1] if "decimals" in slots else order:  # as they are spoken of
        told = fact.within and fact.within not in said
        phrase = fact.phrase
        if told:
            title = f"“{fact.within}”"
            phrase = f"{title}中{phrase}" if fact.chinese else f"{phrase} in {title}"
        said.add(fact.within)
        slots |= {f"fact{number}": phrase, f"relation{number}": fact.relation}
        slots |= {f"head{number}": fact.stated.head}
    slots["listed_heads"] = listing([fact.stated.head for fact in site], chinese=site[0].chinese)
    slots["listed"] = listing([fact.phrase for fact in site], chinese=site[0].chinese)
    names = [name for fact in site for name in (fact.stated.head, fact.relation)]
    if chained:
        names.remove(site[1].stated.head)
    return builder.plan(
        derivation,
        language="zh" if site[0].chinese else "en",
        slots=slots,
        names=names,
        given=[plain(Decimal(number)) for number in given],
        context=list(dict.fromkeys(fact.within for fact in site if fact.within)),
    )


pattern("text_amount_told", sites=amounts, needs="a text with an amount of a named thing")(
    amount_told
)
pattern("text_spelt_out", sites=acronyms, needs="a text that spells an acronym out")(spelt_out)
_DATES = "that state on which days things happened"
pattern("text_date_later", sites=dated, needs=f"a text with sentences {_DATES}")(date_later)
for _prefix, _texts, _said in (("text", 1, "a text with sentences"), ("texts", 2, "two texts")):
    pattern(f"{_prefix}_dates_apart", sites=pairs_of(dated, _texts), needs=f"{_said} {_DATES}")(
        dates_apart
    )
    for _draw in (amounts_apart, amounts_sum, amounts_more, amounts_percent):
        pattern(
            f"{_prefix}_{_draw.__name__}",
            sites=pairs_of(amounts, _texts),
            hops=2 if _draw is amounts_percent else 1,
            needs=f"{_said} that state the same quantity of two things",
        )(_draw)
    pattern(
        f"{_prefix}_longer_interval",
        sites=several_dates(_texts),
        hops=3,
        needs=f"{_said} {_DATES}, three of them",
    )(longer_interval)
    pattern(
        f"{_prefix}_latest",
        sites=several_dates(_texts),
        hops=2,
        needs=f"{_said} {_DATES}, three of them",
    )(latest)
    pattern(
        f"{_prefix}_chain",
        sites=in_a_row(_texts),
        hops=2,
        needs=f"{_said} that state a relation to a thing, and something of that thing",
    )(chain)
