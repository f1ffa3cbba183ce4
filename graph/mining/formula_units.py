"""Patterns on the units of a formula: that of one symbol, and whether a copy of it can be right."""

from __future__ import annotations

from random import Random

from mmkg.graph.derivation import Derivation, Equation, SidesAgree, UnitByOthers
from mmkg.graph.dimensions import factors, sides_agree, unit_by_others
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.evidence import cite_formula, cite_symbol
from mmkg.graph.expression import Expression, to_latex
from mmkg.graph.mining.formulas import FORMULA
from mmkg.graph.mining.pattern import Builder, pattern
from mmkg.graph.mining.posed import TIMES, called, equation, letter, meant, workable
from mmkg.graph.mining.uses import Use, stated_units, subject, unit_of
from mmkg.graph.mining.view import View
from mmkg.graph.miscopied import slips
from mmkg.graph.plan import Plan
from mmkg.graph.unit_powers import DimensionError, in_words, powers_of, same

NEEDS = f"{FORMULA}, in units that the text states for its symbols"


def with_unit(view: View) -> list[tuple[Formula, Symbol]]:
    """Symbols whose unit follows from those of the others, and is no other than the text's own."""
    return [(f, s) for f in view.formulas if workable(f) for s in f.symbols if _follows(f, s)]


@pattern("formula_unit", sites=with_unit, needs=NEEDS)
def formula_unit(builder: Builder, site: tuple[Formula, Symbol], rng: Random) -> Plan | None:
    """The unit of a symbol by those of the others.

    Where the text states it, too, it is sure that no number hides a unit; else the question says
    that the numbers, if there are some, are pure.
    """
    formula, symbol = site
    derivation = UnitByOthers(
        source=Equation(formula=builder.cite(cite_formula(formula))),
        target=symbol.name,
        symbols=_cited(builder, formula, but=symbol.name),
        unit=in_words(powers_of(symbol.unit)) if symbol.unit else None,
    )
    doubtful = symbol.unit is None and formula.expression and any(factors(formula.expression))
    return _plan(builder, formula, derivation, symbol, kind="pure" if doubtful else "")


def coherent(view: View) -> list[Formula]:
    """Formulas for a symbol whose two sides agree in the units that the text states."""
    return [
        formula
        for formula in view.formulas
        if workable(formula) and subject(formula) and _agree(formula, formula.expression)
    ]


@pattern("formula_dimensions", sites=coherent, needs=NEEDS)
def formula_dimensions(builder: Builder, formula: Formula, rng: Random) -> Plan | None:
    """Whether the two sides of somebody's copy of a formula have the same dimension.

    Those of the formula itself have, which shows that no number in it hides a unit; a copy whose
    sides differ is wrong for sure.
    """
    rng = Random(f"{formula.id}:{rng.randint(1, TIMES)}")
    tree, target, wanted = formula.expression, subject(formula), rng.random() < 0.5
    if tree is None or target is None:
        return None
    copies = [copy for copy in (tree, *slips(tree)) if _agree(formula, copy) is wanted]
    if not copies:
        return None
    copy = rng.choice(copies)
    instead = None if copy == tree else copy
    derivation = SidesAgree(
        source=Equation(formula=builder.cite(cite_formula(formula)), instead=instead),
        symbols=_cited(builder, formula),
    )
    return _plan(builder, formula, derivation, target, copied=f"${to_latex(copy)}$")


def _follows(formula: Formula, symbol: Symbol) -> bool:
    """Whether the unit of a symbol can be worked out, with nothing that makes it doubtful."""
    tree = formula.expression
    if tree is None or symbol.unit is None:
        return unit_of(formula, symbol) is not None
    try:
        stated = powers_of(symbol.unit)
        found = unit_by_others(tree, symbol.name, stated_units(formula))
        return bool(in_words(stated)) and same(found, stated)
    except DimensionError:
        return False


def _agree(formula: Formula, tree: Expression | None) -> bool | None:
    """Whether two sides have the same dimension; none if that cannot be told."""
    try:
        return None if tree is None else sides_agree(tree, stated_units(formula))
    except DimensionError:
        return None


def _cited(builder: Builder, formula: Formula, but: str = "") -> tuple[str, ...]:
    """The definitions of the symbols that have a unit."""
    return tuple(
        builder.cite(cite_symbol(formula, symbol))
        for symbol in formula.symbols
        if symbol.unit and symbol.name != but
    )


def _plan(
    builder: Builder, formula: Formula, derivation: Derivation, symbol: Symbol, **slots: str
) -> Plan | None:
    document = builder.view.graph.document_of(formula.id)
    chinese = document.language == "zh"
    slots |= {"equation1": equation(formula), "called1": called(formula, chinese=chinese)}
    slots |= {"title": document.title, "symbol": letter(symbol)}
    slots["meant"] = meant([Use(formula, symbol, {})], chinese=chinese)
    return builder.plan(
        derivation,
        language=document.language,
        slots=slots,
        names=(slots["symbol"], slots.get("copied", slots["equation1"])),
        context=[document.title],
    )
