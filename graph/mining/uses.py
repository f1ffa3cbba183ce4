"""Formulas with the places of the graph where their symbols can get values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from mmkg.graph.dimensions import may_convert, unit_by_others
from mmkg.graph.document import Chunk, Formula, Symbol
from mmkg.graph.mining.measures import Item, Measure
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import CJK, normal
from mmkg.graph.results import Number
from mmkg.graph.schema import Statement
from mmkg.graph.unit_powers import DimensionError, equal, in_words
from mmkg.graph.unit_slips import taken_in
from mmkg.graph.units import convertible, same_unit


@dataclass(frozen=True)
class Use:
    """A formula, the symbol it is solved for, and the constants in it.

    Attributes:
        constants: Symbols with a value that a text states.
    """

    formula: Formula
    target: Symbol
    constants: dict[str, tuple[Chunk, Statement]]

    @property
    def free(self) -> list[Symbol]:
        """Symbols other than the target that are no constants."""
        others = (s for s in self.formula.symbols if s.name != self.target.name)
        return [symbol for symbol in others if symbol.name not in self.constants]


def meanings(view: View) -> list[tuple[Formula, Symbol]]:
    """Symbols that the text defines."""
    return [(f, s) for f in view.formulas for s in f.symbols if s.meaning and s.defined_at]


def uses(view: View) -> list[Use]:
    """Formulas whose symbols are all defined, solved for the symbol on their left-hand side."""
    return [use for use in _solved(view) if all(symbol.meaning for symbol in use.formula.symbols)]


def _solved(view: View) -> list[Use]:
    return [
        Use(formula, target, text_constants(view, formula))
        for formula in view.formulas
        if (target := subject(formula)) is not None
    ]


def uses_on_tables(view: View) -> list[tuple[Use, dict[str, Measure]]]:
    """Formulas with the tables whose columns give values to all symbols that need one."""
    return list(_applied(view, "table"))


def uses_on_charts(view: View) -> list[tuple[Use, dict[str, Measure]]]:
    """Formulas with the charts whose series give values to all symbols that need one."""
    return list(_applied(view, "image"))


def chained_uses(view: View) -> list[tuple[Use, Use]]:
    """Pairs of formulas in which the subject of the second is a symbol of the first."""
    known = uses(view)
    return [
        (outer, inner)
        for outer in known
        for inner in known
        if inner.formula.id != outer.formula.id and fed_symbol(inner, outer) is not None
    ]


def fed_symbol(inner: Use, outer: Use) -> Symbol | None:
    """The symbol of a formula that another formula is for: same meaning, units that convert."""
    for symbol in outer.free:
        same = normal(symbol.meaning or "") == normal(inner.target.meaning or "")
        if same and convertible(inner.target.unit, symbol.unit):
            return symbol
    return None


def one_unit(one: Symbol, two: Symbol) -> bool:
    """Whether a formula for one symbol may stand in place of the other, with nothing converted."""
    return one.unit is None or two.unit is None or equal(one.unit, two.unit)


def subject(formula: Formula) -> Symbol | None:
    """The symbol that stands alone on the left-hand side, if one does."""
    expression = formula.expression
    if expression is None or expression.fn != "equals":
        return None
    left = expression.args[0]
    name = left.value if left.fn == "symbol" else None
    return next((symbol for symbol in formula.symbols if symbol.name == name), None)


def stated_units(formula: Formula) -> dict[str, str]:
    """The units that texts state for the symbols of a formula, by name."""
    return {symbol.name: symbol.unit for symbol in formula.symbols if symbol.unit}


def unit_of(formula: Formula, symbol: Symbol) -> str | None:
    """The unit of a symbol that a text states, else the one that follows from the others'.

    It follows for sure only where no number in the formula can be what converts units.
    """
    tree = formula.expression
    others = stated_units(formula)
    if symbol.unit or not others or tree is None or may_convert(tree):
        return symbol.unit
    try:
        return in_words(unit_by_others(tree, symbol.name, others))
    except DimensionError:
        return None


def taken_units(use: Use) -> Mapping[str, str]:
    """The units in which a formula takes its symbols and gives its subject, where they are known.

    They are the stated ones but for angles and shares: see `taken_in`.
    """
    tree, stated = use.formula.expression, stated_units(use.formula)
    if target := unit_of(use.formula, use.target):
        stated[use.target.name] = target
    return stated if tree is None else taken_in(tree, stated)


def text_constants(view: View, formula: Formula) -> dict[str, tuple[Chunk, Statement]]:
    """The symbols of a formula with the one value that texts of its document state, by name."""
    found = {}
    for symbol in formula.symbols:
        known = [
            (chunk, node.statement)
            for chunk, node in view.constants
            if chunk.address.document == formula.address.document
            and node.statement is not None
            and _names(symbol, node.statement.measure)
        ]
        fitting = [
            (chunk, stated)
            for chunk, stated in known
            if symbol.unit is None or convertible(stated.unit, symbol.unit)
        ]
        if fitting and len({stated.number for _, stated in known}) == 1:
            found[symbol.name] = fitting[0]
    return found


def _names(symbol: Symbol, name: str) -> bool:
    """Whether a name is a symbol's meaning, or the symbol itself: $I$ is not $i$."""
    written = symbol.name[:1] == name[:1] and normal(symbol.name) == normal(name)
    return written or normal(symbol.meaning or "") == normal(name)


def _applied(view: View, modality: str) -> Iterator[tuple[Use, dict[str, Measure]]]:
    measures = view.table_measures if modality == "table" else view.chart_measures
    for use in _solved(view):
        carriers = dict.fromkeys((m.carrier, m.group) for m in measures)
        for carrier in carriers:
            here = [m for m in measures if (m.carrier, m.group) == carrier]
            matched = {symbol.name: _match(symbol, here) for symbol in use.free}
            columns = {name: column for name, column in matched.items() if column is not None}
            different = {(column.name, column.unit) for column in columns.values()}
            if columns and len(different) == len(matched):
                yield use, columns


def _match(symbol: Symbol, measures: Iterable[Measure]) -> Measure | None:
    """The measure that holds values of a symbol: its name and its things are those defined."""
    fitting = (
        measure
        for measure in measures
        if _holds(symbol, measure) and convertible(measure.unit, symbol.unit)
    )
    return next(fitting, None)


def _holds(symbol: Symbol, measure: Measure) -> bool:
    """Whether a column is what a symbol is said to be, or, if nothing is said, is headed by it."""
    if symbol.meaning:
        return same_quantity(symbol.meaning, leaf(measure.name), measure.noun)
    return leaf(measure.name) in (symbol.name, symbol.latex)


def same_quantity(meaning: str, name: str, noun: str) -> bool:
    """Whether a definition ("mass of the planet") speaks of a column ("Mass") of things (planets).

    What stands after "of the" in the definition must be what the rows are.
    """
    head, thing = head_and_thing(meaning)
    if thing and normal(thing.split()[-1]) not in normal(noun):
        return False
    if CJK.search(name):
        return normal(name) in normal(meaning)
    return normal(name) in (normal(head), normal(meaning.removeprefix("the ")))


def head_and_thing(meaning: str) -> tuple[str, str]:
    """The quantity of a definition, and what has it: `("mass", "planet")`."""
    match = re.fullmatch(r"(?:the )?(.+?) of (?:the|an?) ([\w -]+)", meaning)
    return (match[1], match[2]) if match else (meaning.removeprefix("the "), "")


def realistic(view: View, use: Use, symbol: Symbol, rng: Random) -> Number | None:
    """A round value between the least and the greatest that the corpus has for a quantity.

    The formula's own document comes first, and values in the unit that the formula wants.
    """
    home = use.formula.address.document

    def far(measure: Measure) -> tuple[bool, bool]:
        elsewhere = view.graph.document_of(measure.carrier).sha256 != home
        return (elsewhere, not same_unit(measure.unit, symbol.unit))

    found = _match(symbol, sorted((*view.table_measures, *view.chart_measures), key=far))
    if found is None:
        return None
    low, high = min(found.numbers), max(found.numbers)
    raw = low + (high - low) * Decimal(rng.randint(15, 85)) / 100
    if not raw:
        return None
    step = Decimal(1).scaleb(raw.adjusted() - 1)
    return Number((raw / step).to_integral_value() * step, found.unit)


def about(target: Symbol, measure: Measure) -> bool:
    """Whether the subject of a formula is a quantity of the things that a measure has."""
    thing = head_and_thing(target.meaning or "")[1]
    return not thing or normal(thing.split()[-1]) in normal(measure.noun)


def stated_elsewhere(view: View, target: Symbol, item: Item) -> bool:
    """Whether some carrier states the subject for this thing, so that looking it up would do."""
    return any(
        normal(item.label) in measure.by_label
        and same_quantity(target.meaning or "", leaf(measure.name), measure.noun)
        for measure in (*view.table_measures, *view.chart_measures)
    )
