"""Patterns in which a question puts values of its own into formulas, and says which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from mmkg.graph.derivation import (
    Calculate,
    Derivation,
    Differentiate,
    Evaluate,
    Given,
    Rearrange,
)
from mmkg.graph.document import Symbol
from mmkg.graph.evidence import cite_formula
from mmkg.graph.expression import symbols
from mmkg.graph.mining.domains import Amounts, amounts, domain, drawn, in_order, plausible
from mmkg.graph.mining.formulas import (
    FORMULA,
    bindings,
    constants,
    substituted,
)
from mmkg.graph.mining.pattern import FIGURES, Builder, pattern, to_figures
from mmkg.graph.mining.posed import (
    called,
    diced,
    equation,
    given,
    letter,
    letters,
    link,
    linked,
    meant,
    posed,
    sole,
)
from mmkg.graph.mining.uses import Use, subject
from mmkg.graph.mining.wording import listing, quantity
from mmkg.graph.plan import Plan, plain
from mmkg.graph.results import Number, Term


def formula_posed(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """What a formula gives for values that the question puts into it."""
    rng = diced(use, rng)
    known = amounts(use, rng)
    source = substituted(builder, use, given(known))
    return _plan(builder, [use], source, use.target, known)


def formula_posed_solved(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """What one symbol must be for the subject to come to a given value."""
    rng = diced(use, rng)
    free = [symbol for symbol in use.free if sole(use, symbol)]
    if not free:
        return None
    wanted = rng.choice(free)
    known = amounts(use, rng)
    result = builder.number(substituted(builder, use, given(known)))
    if result is None or not plausible(use, result.number):
        return None
    held = Number(_significant(result.number), use.target.unit)
    rest = [(symbol, value) for symbol, value in known if symbol != wanted]
    stated = [*rest, (use.target, held)]
    if len({value.number for _, value in stated}) < len(stated):
        return None
    solved = replace(use, target=wanted)
    return _plan(builder, [solved], substituted(builder, solved, given(stated)), wanted, stated)


def formula_posed_gap(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """How far apart the results are for two values of one symbol."""
    rng = diced(use, rng)
    known = amounts(use, rng)
    return _gap(
        builder, [use], use, known, rng, lambda values: substituted(builder, use, given(values))
    )


def formula_posed_rate(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """The derivative of the subject by one of its symbols, at given values."""
    rng = diced(use, rng)
    if subject(use.formula) is None:
        return None  # a condition, whose symbols are functions of no other
    known = amounts(use, rng)
    varied, _ = rng.choice(known)
    values = given(known)
    values |= constants(builder, use)
    term = Rearrange(formula=builder.cite(cite_formula(use.formula)), target=use.target.name)
    slope = Differentiate(source=term, by=varied.name)
    if domain(use.formula, varied) == "count" or not _varies(builder, slope):
        return None  # of a count there is no derivative, and one that is a number needs no values
    source = Evaluate(source=slope, bindings=bindings(builder, use, values))
    return _plan(builder, [use], source, None, known, varied=letter(varied))


def formulas_posed(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """What a formula gives when one of its symbols comes out of another formula."""
    rng = diced(site, rng)
    outer, inner = site
    known = _both(outer, inner, rng)
    source = _through(builder, outer, inner, known)
    if not _matters(builder, outer, inner, known):
        return None
    return _plan(builder, site, source, outer.target, known)


def formulas_posed_gap(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """How far apart the results of two formulas in a row are for two values of one symbol."""
    rng = diced(site, rng)
    outer, inner = site
    known = _both(outer, inner, rng)
    plan = _gap(
        builder, site, inner, known, rng, lambda values: _through(builder, outer, inner, values)
    )
    return plan if plan and _matters(builder, outer, inner, known) else None


def _both(outer: Use, inner: Use, rng: Random) -> Amounts:
    """Values for the free symbols of two formulas; a letter they share has one."""
    first = amounts(inner, rng)
    names = [inner.target.name, *(symbol.name for symbol, _ in first)]
    taken = {value.number for _, value in first}
    rest = [(s, drawn(outer.formula, s, rng, taken)) for s in outer.free if s.name not in names]
    return [*first, *rest]


def _through(builder: Builder, outer: Use, inner: Use, known: Amounts) -> Derivation:
    values = given(known)
    first = {s.name: values[s.name] for s in inner.free}
    last = {s.name: values[s.name] for s in outer.free if s.name in values}
    fed = link(outer, inner)
    assert fed is not None  # `linked` looked
    return substituted(builder, outer, {**last, fed.name: substituted(builder, inner, first)})


def _matters(builder: Builder, outer: Use, inner: Use, known: Amounts) -> bool:
    """Whether what the inner formula gives counts in the outer one: `q` cancels in `qE = qU/d`."""
    values, fed = given(known), link(outer, inner)
    assert fed is not None  # `linked` looked
    last = {s.name: values[s.name] for s in outer.free if s.name in values}
    tried = (
        builder.number(
            substituted(
                builder, outer, {**last, fed.name: Given(number=Decimal(n), unit=fed.unit)}
            ),
        )
        for n in (2, 3)
    )
    one, two = (result and _significant(result.number or Decimal(1)) for result in tried)
    return one is None or one != two


def _gap(
    builder: Builder,
    uses: Sequence[Use],
    varying: Use,
    known: Amounts,
    rng: Random,
    work: Callable[[Amounts], Derivation],
) -> Plan | None:
    """The plan of a difference that another value of one symbol makes."""
    varied, first = rng.choice([one for one in known if one[0] in varying.free])
    second = drawn(varying.formula, varied, rng, {value.number for _, value in known})
    rest = [(symbol, value) for symbol, value in known if symbol != varied]
    if not in_order([*rest, (varied, second)]):
        return None
    sides = [work([*rest, (varied, value)]) for value in (first, second)]
    results = [builder.number(side) for side in sides]
    if any(r is None or not plausible(uses[0], r.number) for r in results):
        return None
    gap = Calculate(how="gap", left=sides[0], right=sides[1])
    return _plan(
        builder,
        uses,
        gap,
        None,
        rest,
        numbers=[first.number, second.number],
        varied=letter(varied),
        one=quantity(first.number, first.unit),
        two=quantity(second.number, second.unit),
    )


def _varies(builder: Builder, slope: Derivation) -> bool:
    """Whether a derivative is anything but a number."""
    result = builder.value(slope)
    return isinstance(result, Term) and bool(symbols(result.expression))


def _significant(number: Decimal) -> Decimal:
    return Decimal(plain(round(number, FIGURES - 1 - number.adjusted()).normalize() + 0))


def _plan(
    builder: Builder,
    uses: Sequence[Use],
    source: Derivation,
    wanted: Symbol | None,
    known: Amounts,
    *,
    numbers: Sequence[Decimal] = (),
    **slots: str,
) -> Plan | None:
    """The plan of a computed quantity, with all that the question has to write out.

    Where the value of a symbol is wanted, the symbol's domain must allow it.
    """
    result = builder.number(source)
    if result is None or abs(result.number.adjusted()) > 6:
        return None
    if wanted is not None and not plausible(uses[0], result.number):
        return None
    document = builder.view.graph.document_of(uses[0].formula.id)
    chinese = document.language == "zh"
    target = letter(wanted or uses[0].target)
    fixed = [
        letter(symbol)
        for use in uses
        for symbol in use.formula.symbols
        if symbol.name in use.constants
    ]
    for number, use in enumerate(uses, start=1):
        slots[f"equation{number}"] = equation(use.formula)
        slots[f"called{number}"] = called(use.formula, chinese=chinese)
    slots |= {"title": document.title, "symbol": target, "meant": meant(uses, chinese=chinese)}
    slots |= {"figures": str(FIGURES), "values": letters(known, chinese=chinese)}
    slots |= {"fixed": listing(list(dict.fromkeys(fixed)), chinese=chinese)}
    equations = [slots[f"equation{n}"] for n in range(1, len(uses) + 1)]
    return builder.plan(
        to_figures(source, result),
        language=document.language,
        slots=slots,
        names=(target, *equations),
        context=[document.title],
        given=[plain(n) for n in (*(value.number for _, value in known), *numbers)],
    )


_NEEDS = f"{FORMULA}, with two to six symbols"
_LINKED = f"two of {FORMULA} in one document, one for a symbol that the other uses"
pattern("formula_posed", sites=posed, needs=_NEEDS)(formula_posed)
pattern("formula_posed_solved", sites=posed, hops=2, needs=_NEEDS)(formula_posed_solved)
pattern("formula_posed_gap", sites=posed, hops=3, needs=_NEEDS)(formula_posed_gap)
pattern("formula_posed_rate", sites=posed, hops=3, needs=_NEEDS)(formula_posed_rate)
pattern("formulas_posed", sites=linked, hops=2, needs=_LINKED)(formulas_posed)
pattern("formulas_posed_gap", sites=linked, hops=4, needs=_LINKED)(formulas_posed_gap)
