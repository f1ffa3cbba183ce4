"""Patterns in which a rule of a text sets a limit for the subject of a formula."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from mmkg.graph.derivation import Compare, Derivation, Read
from mmkg.graph.document import Chunk, Symbol
from mmkg.graph.evidence import cite_span
from mmkg.graph.mining.formula_steps import Amounts, amounts, given, meaning, rounded
from mmkg.graph.mining.formulas import FORMULA, phrase, substituted
from mmkg.graph.mining.pattern import Builder, pattern
from mmkg.graph.mining.uses import Use, chained_uses, fed_symbol, head_and_thing, uses
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import listing
from mmkg.graph.names import mentions, normal
from mmkg.graph.plan import Plan, plain
from mmkg.graph.schema import Statement
from mmkg.graph.units import convertible


@dataclass(frozen=True)
class Limited:
    """A formula, and the rule that sets a limit for its subject.

    Attributes:
        inner: Another formula, that gives one of the symbols.
    """

    use: Use
    chunk: Chunk
    rule: Statement
    inner: Use | None = None

    @property
    def formula(self) -> str:
        """Id of the formula."""
        return self.use.formula.id


def limits(view: View) -> list[Limited]:
    """Formulas with the rules of their document that speak of their subject."""
    return [
        Limited(use, chunk, node.statement)
        for use in uses(view)
        for chunk, node in view.rules
        if node.statement is not None
        and chunk.address.document == use.formula.address.document
        and mentions(node.statement.measure, head_and_thing(use.target.meaning or "")[0])
        and convertible(node.statement.unit, use.target.unit)
        and node.statement.number > 0
    ]


def chained_limits(view: View) -> list[Limited]:
    """The same, with another formula for one of the symbols."""
    return [
        replace(site, inner=inner)
        for site in limits(view)
        for outer, inner in chained_uses(view)
        if outer.formula.id == site.use.formula.id
    ]


def limit_test(builder: Builder, site: Limited, rng: Random) -> Plan | None:
    """Whether something of given quantities is what the rule names."""
    known = amounts(builder.view, site.use, rng)
    if not known:
        return None
    value = substituted(builder, site.use, given(known))
    test = site.rule.test or "at_least"
    document = builder.view.graph.document_of(site.use.formula.id)
    chinese = document.language == "zh"
    target = head_and_thing(meaning(site.use.target))[0]
    return builder.plan(
        Compare(test=test, left=value, right=_limit(builder, site)),
        language=document.language,
        slots={
            "target": target,
            "term": site.rule.term or "",
            "topic": document.title,
            "quantities": listing([phrase(*k, chinese=chinese) for k in known], chinese=chinese),
        },
        names=(site.rule.term or "", target),
        context=[document.title],
        given=[plain(value.number) for _, value in known],
    )


def limit_solved(builder: Builder, site: Limited, rng: Random) -> Plan | None:
    """What a quantity must be for the subject to be exactly at the limit of the rule."""
    wanted = rng.choice(site.use.free) if site.use.free else None
    known = amounts(builder.view, site.use, rng, but=[wanted] if wanted else ())
    if wanted is None or known is None:
        return None
    solved = replace(site.use, target=wanted)
    values = {**given(known), site.use.target.name: _limit(builder, site)}
    derivation = substituted(builder, solved, values)
    return _plan(builder, site, derivation, wanted, known)


def chained_limit_solved(builder: Builder, site: Limited, rng: Random) -> Plan | None:
    """The same through two formulas: the limit fixes a symbol, and that one another's."""
    inner, link = site.inner, fed_symbol(site.inner, site.use) if site.inner else None
    wanted = rng.choice(inner.free) if inner and inner.free else None
    if inner is None or link is None or wanted is None:
        return None
    rest = amounts(builder.view, site.use, rng, but=[link])
    fixed = amounts(builder.view, inner, rng, but=[wanted])
    if rest is None or fixed is None:
        return None
    known = [*rest, *fixed]
    if len({normal(meaning(symbol)) for symbol in (wanted, *(s for s, _ in known))}) <= len(known):
        return None
    values = {**given(rest), site.use.target.name: _limit(builder, site)}
    between = substituted(builder, replace(site.use, target=link), values)
    values = {**given(fixed), inner.target.name: between}
    derivation = substituted(builder, replace(inner, target=wanted), values)
    return _plan(
        builder,
        site,
        derivation,
        wanted,
        known,
        link=meaning(link),
        topic2=builder.view.graph.document_of(inner.formula.id).title,
    )


def _limit(builder: Builder, site: Limited) -> Read:
    rule = site.rule
    return Read(evidence=builder.cite(cite_span(site.chunk, rule.span, rule.number, rule.unit)))


def _plan(
    builder: Builder,
    site: Limited,
    derivation: Derivation,
    wanted: Symbol,
    known: Amounts,
    **slots: str,
) -> Plan | None:
    subject = head_and_thing(meaning(site.use.target))[0]
    term = site.rule.term or ""
    numbers: list[Decimal] = [value.number for _, value in known]
    names = [subject, term, *([slots["link"]] if "link" in slots else [])]
    slots |= {"target": meaning(wanted), "subject": subject, "term": term}
    return rounded(builder, site.use, derivation, known, numbers=numbers, names=names, **slots)


_NEEDS = f"{FORMULA} and a text with a rule (a limit with a name) for its subject"
pattern("limit_test", sites=limits, hops=2, needs=_NEEDS)(limit_test)
pattern("limit_solved", sites=limits, hops=2, needs=_NEEDS)(limit_solved)
pattern(
    "chained_limit_solved",
    sites=chained_limits,
    hops=3,
    needs=f"{_NEEDS}, and a second formula for one of its symbols",
)(chained_limit_solved)
