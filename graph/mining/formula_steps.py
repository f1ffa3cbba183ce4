"""Patterns of several steps through a formula, or through two."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

from mmkg.graph.derivation import (
    Calculate,
    Derivation,
    Differentiate,
    Evaluate,
    Given,
    Insert,
    Rearrange,
    Simplify,
)
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.evidence import cite_formula
from mmkg.graph.expression import to_text
from mmkg.graph.mining.formulas import (
    CHAINED,
    FORMULA,
    bindings,
    constants,
    definition,
    phrase,
    substituted,
)
from mmkg.graph.mining.near import near_pairs
from mmkg.graph.mining.pattern import FIGURES, Builder, pattern, to_figures
from mmkg.graph.mining.uses import (
    Use,
    chained_uses,
    fed_symbol,
    one_unit,
    realistic,
    stated_units,
    taken_units,
    uses,
)
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import listing, quantity
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, plain
from mmkg.graph.results import Number

Amounts = list[tuple[Symbol, Number]]


def amounts(view: View, use: Use, rng: Random, *, but: Sequence[Symbol] = ()) -> Amounts | None:
    """Realistic quantities for the free symbols of a formula; none if one has none."""
    free = [symbol for symbol in use.free if symbol not in but]
    found = [(symbol, realistic(view, use, symbol, rng)) for symbol in free]
    known = [(symbol, value) for symbol, value in found if value is not None]
    return known if len(known) == len(found) else None


def given(known: Amounts) -> dict[str, Derivation]:
    """Quantities as the question states them, by symbol."""
    return {s.name: Given(number=value.number, unit=value.unit) for s, value in known}


def meaning(symbol: Symbol) -> str:
    """What a symbol stands for, without an article."""
    return (symbol.meaning or "").removeprefix("the ")


def formula_gap(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """How much the subject differs for two values of one symbol, all else being equal."""
    known = amounts(builder.view, use, rng)
    if not known:
        return None
    varied, first = rng.choice(known)
    second = realistic(builder.view, use, varied, rng)
    if second is None or second == first:
        return None
    rest = [(symbol, value) for symbol, value in known if symbol != varied]
    sides = [
        substituted(builder, use, given([*rest, (varied, value)])) for value in (first, second)
    ]
    gap = Calculate(how="gap", left=sides[0], right=sides[1])
    numbers = [*(value.number for _, value in rest), first.number, second.number]
    return rounded(
        builder,
        use,
        gap,
        rest,
        numbers=numbers,
        names=(meaning(varied),),
        varied=meaning(varied),
        one=quantity(first.number, first.unit),
        two=quantity(second.number, second.unit),
    )


def formula_rate(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """At what rate the subject changes with one of its symbols, at given quantities."""
    known = amounts(builder.view, use, rng)
    if not known or use.target.unit is None or taken_units(use) != stated_units(use.formula):
        return None
    varied, _ = rng.choice(known)
    term = Rearrange(formula=builder.cite(cite_formula(use.formula)), target=use.target.name)
    slope = Differentiate(source=term, by=varied.name)
    values = given(known)
    values |= constants(builder, use)
    unit = f"{use.target.unit} per {varied.unit or 'unit'}"
    derivation = Evaluate(
        source=slope,
        bindings=bindings(builder, use, values),
        unit=unit,
        definition=definition(builder, use.formula, use.target),
    )
    numbers = [value.number for _, value in known]
    names = (meaning(varied),)
    return rounded(
        builder, use, derivation, known, numbers=numbers, names=names, varied=names[0], unit=unit
    )


def alike_uses(view: View) -> list[tuple[Use, Use]]:
    """Pairs of formulas for different quantities of one unit, from the same quantities."""
    return [
        (one, two)
        for one, two in near_pairs(uses(view))
        if one.target.unit == two.target.unit
        and normal(meaning(one.target)) != normal(meaning(two.target))
        and {normal(meaning(s)) for s in one.free} == {normal(meaning(s)) for s in two.free}
        and one.formula.address.document == two.formula.address.document
    ]


def formulas_apart(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """How far apart the subjects of two formulas are for the same quantities."""
    one, two = site
    known = amounts(builder.view, one, rng)
    if not known:
        return None
    by_meaning = {normal(meaning(symbol)): value for symbol, value in known}
    other = [(symbol, by_meaning[normal(meaning(symbol))]) for symbol in two.free]
    left, right = (substituted(builder, u, given(k)) for u, k in ((one, known), (two, other)))
    gap = Calculate(how="gap", left=left, right=right)
    numbers = [value.number for _, value in known]
    target2 = meaning(two.target)
    return rounded(builder, one, gap, known, numbers=numbers, names=(target2,), target2=target2)


def formulas_merged(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """The subject of a formula in terms of others, with a symbol replaced by its own formula."""
    outer, inner = site
    link = fed_symbol(inner, outer)
    if link is None or outer.formula.expression is None or inner.formula.expression is None:
        return None
    if not all(_one_quantity(s, inner.formula) for s in outer.formula.symbols):
        return None
    if not one_unit(link, inner.target):
        return None
    terms = [
        Rearrange(formula=builder.cite(cite_formula(use.formula)), target=use.target.name)
        for use in site
    ]
    derivation = Simplify(source=Insert(into=terms[0], symbol=link.name, what=terms[1]))
    document = builder.view.graph.document_of(outer.formula.id)
    return builder.plan(
        derivation,
        language=document.language,
        slots={
            "target": meaning(outer.target),
            "symbol": outer.target.name,
            "link": meaning(link),
            "letter": link.name,
            "equation": to_text(outer.formula.expression),
            "equation2": to_text(inner.formula.expression),
            "topic": document.title,
            "topic2": builder.view.graph.document_of(inner.formula.id).title,
        },
        names=(outer.target.name, link.name),
        context=[document.title, builder.view.graph.document_of(inner.formula.id).title],
    )


def _one_quantity(symbol: Symbol, formula: Formula) -> bool:
    """Whether a letter stands for the same in another formula, if it stands there."""
    other = next((one for one in formula.symbols if one.name == symbol.name), symbol)
    return normal(meaning(other)) == normal(meaning(symbol)) and one_unit(symbol, other)


def two_formulas_gap(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """How much the subject differs for two values of a symbol that reaches it by a formula."""
    outer, inner = site
    link = fed_symbol(inner, outer)
    first = amounts(builder.view, inner, rng)
    rest = amounts(builder.view, outer, rng, but=[link] if link else ())
    if link is None or not first or rest is None:
        return None
    varied, value = rng.choice(first)
    second = realistic(builder.view, inner, varied, rng)
    both = [*first, *rest]
    if second is None or second == value or len({normal(meaning(s)) for s, _ in both}) < len(both):
        return None
    fixed = [(symbol, known) for symbol, known in first if symbol != varied]
    sides = [
        substituted(
            builder,
            outer,
            {
                **given(rest),
                link.name: substituted(builder, inner, given([*fixed, (varied, number)])),
            },
        )
        for number in (value, second)
    ]
    gap = Calculate(how="gap", left=sides[0], right=sides[1])
    numbers = [*(known.number for _, known in (*fixed, *rest)), value.number, second.number]
    return rounded(
        builder,
        outer,
        gap,
        [*fixed, *rest],
        numbers=numbers,
        names=(meaning(varied), meaning(link)),
        varied=meaning(varied),
        one=quantity(value.number, value.unit),
        two=quantity(second.number, second.unit),
        link=meaning(link),
        topic2=builder.view.graph.document_of(inner.formula.id).title,
    )


def rounded(
    builder: Builder,
    use: Use,
    source: Derivation,
    known: Amounts,
    *,
    numbers: Sequence[Decimal],
    names: Sequence[str] = (),
    **slots: str,
) -> Plan | None:
    """The plan of a computed quantity, rounded to a few significant figures."""
    result = builder.number(source)
    if result is None:
        return None
    document = builder.view.graph.document_of(use.formula.id)
    chinese = document.language == "zh"
    phrases = [phrase(symbol, value, chinese=chinese) for symbol, value in known]
    target = slots.setdefault("target", meaning(use.target))
    return builder.plan(
        to_figures(source, result),
        language=document.language,
        slots={
            "unit": result.unit or "",
            "topic": document.title,
            "figures": str(FIGURES),
            "quantities": listing(phrases, chinese=chinese),
            **slots,
        },
        names=(target, *names),
        context=[document.title, slots.get("topic2", "")],
        given=[plain(number) for number in numbers],
    )


_SIZES = f"{FORMULA}, all symbols defined, and data of their size"
pattern("formula_gap", sites=uses, hops=3, needs=_SIZES)(formula_gap)
pattern("formula_rate", sites=uses, hops=3, needs=_SIZES)(formula_rate)
pattern(
    "formulas_apart", sites=alike_uses, hops=3, needs=f"two of {FORMULA} from the same quantities"
)(formulas_apart)
pattern("formulas_merged", sites=chained_uses, hops=2, needs=CHAINED)(formulas_merged)
pattern("two_formulas_gap", sites=chained_uses, hops=4, needs=CHAINED)(two_formulas_gap)
