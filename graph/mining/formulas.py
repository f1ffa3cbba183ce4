"""Patterns around a formula: what a symbol means, and putting values into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from mmkg.graph.derivation import (
    Binding,
    Derivation,
    Given,
    Meaning,
    Only,
    Ranked,
    Read,
    Round,
    Substitute,
    run,
)
from mmkg.graph.document import Chunk, Formula, Symbol
from mmkg.graph.evidence import cite_formula, cite_span, cite_symbol
from mmkg.graph.expression import to_text
from mmkg.graph.mining.chained import EXTREMES, passing
from mmkg.graph.mining.measures import Item, Measure
from mmkg.graph.mining.pattern import Builder, pattern, words
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf, quantity
from mmkg.graph.names import CJK, normal
from mmkg.graph.plan import Plan, plain
from mmkg.graph.results import DerivationError, Number
from mmkg.graph.schema import Statement
from mmkg.graph.units import convertible, same_unit

FIGURES = 3  # significant figures of a computed answer


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
    return [
        Use(formula, target, _constants(view, formula))
        for formula in view.formulas
        if all(symbol.meaning for symbol in formula.symbols)
        and (target := _subject(formula)) is not None
    ]


def uses_on_tables(view: View) -> list[tuple[Use, dict[str, Measure]]]:
    """Formulas with the tables whose columns give values to all symbols that need one."""
    return list(_applied(view, "table"))


def uses_on_charts(view: View) -> list[tuple[Use, dict[str, Measure]]]:
    """Formulas with the charts whose series give values to all symbols that need one."""
    return list(_applied(view, "image"))


@pattern("formula_meaning", sites=meanings)
def formula_meaning(builder: Builder, site: tuple[Formula, Symbol], rng: Random) -> Plan | None:
    """What a symbol stands for."""
    formula, symbol = site
    if formula.expression is None:
        return None
    derivation = Meaning(evidence=builder.cite(cite_symbol(formula, symbol)))
    document = builder.view.graph.document_of(formula.id)
    return builder.plan(
        derivation,
        language=document.language,
        slots={
            "symbol": symbol.name,
            "equation": to_text(formula.expression),
            "topic": document.title,
        },
        names=(symbol.name, to_text(formula.expression)),
        context=[document.title],
    )


@pattern("formula_value", sites=uses)
def formula_value(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """The value of the subject for quantities that the question gives, of a realistic size."""
    given = [(symbol, _realistic(builder.view, use, symbol, rng)) for symbol in use.free]
    if not given or any(value is None for _, value in given):
        return None
    stated = [(symbol, value) for symbol, value in given if value is not None]
    values: dict[str, Derivation] = {
        symbol.name: Given(number=value.number, unit=value.unit) for symbol, value in stated
    }
    chinese = builder.view.graph.document_of(use.formula.id).language == "zh"
    phrases = [_phrase(symbol, value, chinese=chinese) for symbol, value in stated]
    joined = "、".join(phrases) if chinese else _and(phrases)
    return _plan(
        builder, use, values, given=[plain(v.number) for _, v in stated], quantities=joined
    )


def applied_to_row(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The value of the subject for one thing of a table or chart."""
    use, columns = site
    first = next(iter(columns.values()))
    if not _about(use.target, first):
        return None
    item = rng.choice(first.items)
    label = normal(item.label)
    if _stated_elsewhere(builder.view, use.target, item):
        return None
    cells = {name: column.by_label.get(label) for name, column in columns.items()}
    if any(cell is None for cell in cells.values()):
        return None
    values: dict[str, Derivation] = {
        name: Read(evidence=builder.cite(cell.evidence)) for name, cell in cells.items() if cell
    }
    return _plan(builder, use, values, measure=first, names=(item.label,), a=item.label)


def applied_extreme(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The thing of a table or chart for which the subject is highest or lowest."""
    use, columns = site
    first = next(iter(columns.values()))
    if not _about(use.target, first):
        return None
    if any(_stated_elsewhere(builder.view, use.target, item) for item in first.items):
        return None
    values: dict[str, Derivation] = {
        name: builder.collect(column) for name, column in columns.items()
    }
    which = rng.choice(EXTREMES)
    source = _substitute(builder, use, values)
    target = head_and_thing(use.target.meaning or "")[0]
    return builder.plan(
        Ranked(which=which, source=source),
        language=first.language,
        slots=words(first, which=which, target=target),
        names=(target,),
        context=[first.topic],
    )


def applied_filtered(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The thing for which the subject is extreme, among those beyond a limit in a column."""
    use, columns = site
    first = next(iter(columns.values()))
    known = any(_stated_elsewhere(builder.view, use.target, item) for item in first.items)
    if known or not _about(use.target, first):
        return None
    limiting = rng.choice([first, *builder.view.siblings(first)])
    kept = passing(builder, limiting, rng)
    if kept is None:
        return None
    values: dict[str, Derivation] = {
        name: builder.collect(column) for name, column in columns.items()
    }
    which = rng.choice(EXTREMES)
    chosen = Only(source=_substitute(builder, use, values), labels=kept.where)
    target = head_and_thing(use.target.meaning or "")[0]
    return builder.plan(
        Ranked(which=which, source=chosen),
        language=first.language,
        slots=words(limiting, which=which, target=target, test=kept.test, limit=kept.limit),
        names=(target, limiting.name),
        context=[first.topic],
        given=[kept.limit],
    )


def chained_uses(view: View) -> list[tuple[Use, Use]]:
    """Pairs of formulas in which the subject of the second is a symbol of the first."""
    known = uses(view)
    return [
        (outer, inner)
        for outer in known
        for inner in known
        if inner.formula.id != outer.formula.id and _feeds(inner, outer) is not None
    ]


@pattern("two_formulas", sites=chained_uses, hops=2)
def two_formulas(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """The subject of a formula, one of whose symbols another formula gives."""
    outer, inner = site
    link = _feeds(inner, outer)
    given = [(symbol, _realistic(builder.view, inner, symbol, rng)) for symbol in inner.free]
    given += [
        (symbol, _realistic(builder.view, outer, symbol, rng))
        for symbol in outer.free
        if symbol != link
    ]
    stated = [(symbol, value) for symbol, value in given if value is not None]
    meanings = {symbol.meaning for symbol, _ in stated}
    if link is None or len(stated) < len(given) or len(meanings) < len(stated):
        return None
    numbers: dict[str, dict[str, Derivation]] = {"inner": {}, "outer": {}}
    for symbol, value in stated:
        where = "inner" if symbol in inner.free else "outer"
        numbers[where][symbol.name] = Given(number=value.number, unit=value.unit)
    numbers["outer"][link.name] = _substitute(builder, inner, numbers["inner"])
    chinese = builder.view.graph.document_of(outer.formula.id).language == "zh"
    phrases = [_phrase(symbol, value, chinese=chinese) for symbol, value in stated]
    return _plan(
        builder,
        outer,
        numbers["outer"],
        names=((link.meaning or "").removeprefix("the "),),
        given=[plain(value.number) for _, value in stated],
        quantities="、".join(phrases) if chinese else _and(phrases),
        link=(link.meaning or "").removeprefix("the "),
        topic2=builder.view.graph.document_of(inner.formula.id).title,
    )


def _and(phrases: list[str]) -> str:
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _feeds(inner: Use, outer: Use) -> Symbol | None:
    """The symbol of a formula that another formula is for: same meaning, units that convert."""
    for symbol in outer.free:
        same = normal(symbol.meaning or "") == normal(inner.target.meaning or "")
        if same and convertible(inner.target.unit, symbol.unit):
            return symbol
    return None


def _subject(formula: Formula) -> Symbol | None:
    expression = formula.expression
    if expression is None or expression.fn != "equals":
        return None
    left = expression.args[0]
    name = left.value if left.fn == "symbol" else None
    return next((symbol for symbol in formula.symbols if symbol.name == name), None)


def _constants(view: View, formula: Formula) -> dict[str, tuple[Chunk, Statement]]:
    found = {}
    for symbol in formula.symbols:
        for chunk, node in view.constants:
            statement = node.statement
            same = chunk.address.document == formula.address.document
            if not (same and statement and _names(symbol, statement.measure)):
                continue
            if symbol.unit is None or convertible(statement.unit, symbol.unit):
                found[symbol.name] = (chunk, statement)
                break
    return found


def _names(symbol: Symbol, name: str) -> bool:
    return normal(name) in (normal(symbol.name), normal(symbol.meaning or ""))


def _applied(view: View, modality: str) -> Iterator[tuple[Use, dict[str, Measure]]]:
    measures = view.table_measures if modality == "table" else view.chart_measures
    for use in uses(view):
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
        if same_quantity(symbol.meaning or "", leaf(measure.name), measure.noun)
        and convertible(measure.unit, symbol.unit)
    )
    return next(fitting, None)


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


def _realistic(view: View, use: Use, symbol: Symbol, rng: Random) -> Number | None:
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


def _phrase(symbol: Symbol, value: Number, *, chinese: bool) -> str:
    meaning = (symbol.meaning or "").removeprefix("the ")
    amount = quantity(value.number, value.unit)
    if chinese:
        return f"{meaning}为 {amount}"
    article = "an" if meaning[:1].lower() in "aeiou" else "a"
    return f"{article} {meaning} of {amount}"


def _about(target: Symbol, measure: Measure) -> bool:
    """Whether the subject of a formula is a quantity of the things that a measure has."""
    thing = head_and_thing(target.meaning or "")[1]
    return not thing or normal(thing.split()[-1]) in normal(measure.noun)


def _stated_elsewhere(view: View, target: Symbol, item: Item) -> bool:
    """Whether some carrier states the subject for this thing, so that looking it up would do."""
    return any(
        normal(item.label) in measure.by_label
        and same_quantity(target.meaning or "", leaf(measure.name), measure.noun)
        for measure in (*view.table_measures, *view.chart_measures)
    )


def _substitute(builder: Builder, use: Use, values: dict[str, Derivation]) -> Substitute:
    """The formula with values put in; what each symbol stands for is cited, too."""
    for name, (chunk, statement) in use.constants.items():
        span = cite_span(chunk, statement.span, statement.number, statement.unit)
        values[name] = Read(evidence=builder.cite(span))
    bindings = tuple(
        Binding(
            symbol=symbol.name,
            value=values[symbol.name],
            unit=symbol.unit,
            definition=_definition(builder, use, symbol),
        )
        for symbol in use.formula.symbols
        if symbol.name in values and symbol.name != use.target.name
    )
    return Substitute(
        formula=builder.cite(cite_formula(use.formula)),
        target=use.target.name,
        bindings=bindings,
        unit=use.target.unit,
        definition=_definition(builder, use, use.target),
    )


def _definition(builder: Builder, use: Use, symbol: Symbol) -> str | None:
    if symbol.defined_at is None:
        return None
    return builder.cite(cite_symbol(use.formula, symbol))


def _plan(
    builder: Builder,
    use: Use,
    values: dict[str, Derivation],
    *,
    measure: Measure | None = None,
    names: tuple[str, ...] = (),
    given: list[str] | None = None,
    **slots: str,
) -> Plan | None:
    source = _substitute(builder, use, values)
    evidence = [item.model_copy(update={"id": name}) for item, name in builder.ids.items()]
    try:
        result = run(source, evidence)
    except DerivationError:
        return None
    if not isinstance(result, Number) or not result.number:
        return None
    document = builder.view.graph.document_of(use.formula.id)
    target = (use.target.meaning or "").removeprefix("the ")
    target = head_and_thing(target)[0] if measure else target
    topic = measure.topic if measure else document.title
    return builder.plan(
        Round(source=source, decimals=FIGURES - 1 - result.number.adjusted()),
        language=document.language,
        slots={
            "target": target,
            "unit": use.target.unit or "",
            "topic": topic,
            "noun": measure.noun if measure else "",
            "equation": to_text(use.formula.expression) if use.formula.expression else "",
            "figures": str(FIGURES),
            **slots,
        },
        names=(target, *names),
        context=[topic, document.title],
        given=given or (),
    )


for _prefix, _sites in (("table", uses_on_tables), ("chart", uses_on_charts)):
    pattern(f"{_prefix}_formula_value", sites=_sites)(applied_to_row)
    pattern(f"{_prefix}_formula_extreme", sites=_sites, hops=2)(applied_extreme)
    pattern(f"{_prefix}_formula_filtered", sites=_sites, hops=3)(applied_filtered)
