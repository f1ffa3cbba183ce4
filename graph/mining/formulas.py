"""Patterns around a formula: what a symbol means, and putting values into it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from mmkg.graph.derivation import (
    Binding,
    Convert,
    Derivation,
    Given,
    Meaning,
    Only,
    Ranked,
    Read,
    Substitute,
)
from mmkg.graph.document import Formula, Symbol
from mmkg.graph.evidence import cite_formula, cite_span, cite_symbol
from mmkg.graph.expression import to_text
from mmkg.graph.mining.chained import EXTREMES, passing
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.pattern import FIGURES, Builder, pattern, to_figures, words
from mmkg.graph.mining.posed import equation, letter
from mmkg.graph.mining.uses import (
    Use,
    about,
    chained_uses,
    fed_symbol,
    head_and_thing,
    meanings,
    realistic,
    stated_elsewhere,
    taken_units,
    unit_of,
    uses,
    uses_on_charts,
    uses_on_tables,
)
from mmkg.graph.mining.wording import listing, quantity
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan, plain
from mmkg.graph.results import Number

FORMULA = "a formula that can be computed"
CHAINED = "two formulas that can be computed, one for a quantity that the other uses"


@pattern("formula_meaning", sites=meanings, needs=f"{FORMULA} with a defined symbol")
def formula_meaning(builder: Builder, site: tuple[Formula, Symbol], rng: Random) -> Plan | None:
    """What a symbol stands for."""
    formula, symbol = site
    if formula.expression is None:
        return None
    derivation = Meaning(
        evidence=builder.cite(cite_symbol(formula, symbol)),
        formula=builder.cite(cite_formula(formula)),
    )
    document = builder.view.graph.document_of(formula.id)
    return builder.plan(
        derivation,
        language=document.language,
        slots={
            "symbol": letter(symbol),
            "equation": equation(formula),
            "topic": document.title,
        },
        names=(letter(symbol), equation(formula)),
        context=[document.title],
    )


@pattern(
    "formula_value", sites=uses, needs=f"{FORMULA}, all symbols defined, and data of their size"
)
def formula_value(builder: Builder, use: Use, rng: Random) -> Plan | None:
    """The value of the subject for quantities that the question gives, of a realistic size."""
    given = [(symbol, realistic(builder.view, use, symbol, rng)) for symbol in use.free]
    if not given or any(value is None for _, value in given):
        return None
    stated = [(symbol, value) for symbol, value in given if value is not None]
    values: dict[str, Derivation] = {
        symbol.name: Given(number=value.number, unit=value.unit) for symbol, value in stated
    }
    chinese = builder.view.graph.document_of(use.formula.id).language == "zh"
    phrases = [phrase(symbol, value, chinese=chinese) for symbol, value in stated]
    joined = listing(phrases, chinese=chinese)
    return _plan(
        builder, use, values, given=[plain(v.number) for _, v in stated], quantities=joined
    )


def applied_to_row(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The value of the subject for one thing of a table or chart."""
    use, columns = site
    first = next(iter(columns.values()))
    if not about(use.target, first):
        return None
    item = rng.choice(first.items)
    label = normal(item.label)
    if stated_elsewhere(builder.view, use.target, item):
        return None
    cells = {name: column.by_label.get(label) for name, column in columns.items()}
    if any(cell is None for cell in cells.values()):
        return None
    values: dict[str, Derivation] = {
        name: Read(evidence=builder.cite(cell.evidence)) for name, cell in cells.items() if cell
    }
    used, columns_named = _named(columns, first)
    return _plan(
        builder,
        use,
        values,
        measure=first,
        names=(item.label, *used),
        a=item.label,
        columns=columns_named,
    )


def applied_extreme(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The thing of a table or chart for which the subject is highest or lowest."""
    use, columns = site
    first = next(iter(columns.values()))
    if not about(use.target, first):
        return None
    if any(stated_elsewhere(builder.view, use.target, item) for item in first.items):
        return None
    values: dict[str, Derivation] = {
        name: builder.collect(column) for name, column in columns.items()
    }
    which = rng.choice(EXTREMES)
    used, columns_named = _named(columns, first)
    source = substituted(builder, use, values)
    target = head_and_thing(use.target.meaning or use.target.name)[0]
    return builder.plan(
        Ranked(which=which, source=source),
        language=first.language,
        slots=words(first, which=which, target=target, columns=columns_named),
        names=(target, *used),
        context=[first.topic],
    )


def applied_filtered(
    builder: Builder, site: tuple[Use, dict[str, Measure]], rng: Random
) -> Plan | None:
    """The thing for which the subject is extreme, among those beyond a limit in a column."""
    use, columns = site
    first = next(iter(columns.values()))
    known = any(stated_elsewhere(builder.view, use.target, item) for item in first.items)
    if known or not about(use.target, first):
        return None
    limiting = rng.choice([first, *builder.view.siblings(first)])
    kept = passing(builder, limiting, rng)
    if kept is None:
        return None
    values: dict[str, Derivation] = {
        name: builder.collect(column) for name, column in columns.items()
    }
    which = rng.choice(EXTREMES)
    used, columns_named = _named(columns, first)
    chosen = Only(source=substituted(builder, use, values), labels=kept.where)
    target = head_and_thing(use.target.meaning or use.target.name)[0]
    return builder.plan(
        Ranked(which=which, source=chosen),
        language=first.language,
        slots=words(
            limiting,
            which=which,
            target=target,
            test=kept.test,
            limit=kept.limit,
            columns=columns_named,
        ),
        names=(target, limiting.name, *used),
        context=[first.topic],
        given=[kept.limit],
    )


def _named(columns: dict[str, Measure], first: Measure) -> tuple[list[str], str]:
    """The names of the columns that a formula takes its values from, and all in one phrase."""
    names = [column.name for column in columns.values()]
    return names, listing(names, chinese=first.language == "zh")


@pattern("two_formulas", sites=chained_uses, hops=2, needs=CHAINED)
def two_formulas(builder: Builder, site: tuple[Use, Use], rng: Random) -> Plan | None:
    """The subject of a formula, one of whose symbols another formula gives."""
    outer, inner = site
    link = fed_symbol(inner, outer)
    given = [(symbol, realistic(builder.view, inner, symbol, rng)) for symbol in inner.free]
    given += [
        (symbol, realistic(builder.view, outer, symbol, rng))
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
    numbers["outer"][link.name] = substituted(builder, inner, numbers["inner"])
    chinese = builder.view.graph.document_of(outer.formula.id).language == "zh"
    phrases = [phrase(symbol, value, chinese=chinese) for symbol, value in stated]
    return _plan(
        builder,
        outer,
        numbers["outer"],
        names=((link.meaning or "").removeprefix("the "),),
        given=[plain(value.number) for _, value in stated],
        quantities=listing(phrases, chinese=chinese),
        link=(link.meaning or "").removeprefix("the "),
        topic2=builder.view.graph.document_of(inner.formula.id).title,
    )


def phrase(symbol: Symbol, value: Number, *, chinese: bool) -> str:
    """A quantity that a question gives: "a mean radius of 6400 km"."""
    meaning = (symbol.meaning or "").removeprefix("the ")
    amount = quantity(value.number, value.unit)
    if chinese:
        return f"{meaning}为 {amount}"
    article = "an" if meaning[:1].lower() in "aeiou" else "a"
    return f"{article} {meaning} of {amount}"


def substituted(builder: Builder, use: Use, values: dict[str, Derivation]) -> Derivation:
    """The formula with values put in; what each symbol stands for is cited, too.

    What comes out in radians, or as a share of 1, is converted to the unit stated for it.
    """
    values |= constants(builder, use)
    put_in = {name: value for name, value in values.items() if name != use.target.name}
    bound = bindings(builder, use, put_in)
    gives, wanted = taken_units(use).get(use.target.name), unit_of(use.formula, use.target)
    put = Substitute(
        formula=builder.cite(cite_formula(use.formula)),
        target=use.target.name,
        bindings=bound,
        unit=gives,
        definition=definition(builder, use.formula, use.target),
    )
    return put if wanted is None or wanted == gives else Convert(source=put, unit=wanted)


def constants(builder: Builder, use: Use) -> dict[str, Derivation]:
    """The values that texts state for symbols, each read there."""
    found: dict[str, Derivation] = {}
    for name, (chunk, stated) in use.constants.items():
        span = cite_span(chunk, stated.span, stated.number, stated.unit)
        found[name] = Read(evidence=builder.cite(span))
    return found


def bindings(builder: Builder, use: Use, values: Mapping[str, Derivation]) -> tuple[Binding, ...]:
    """The symbols of a formula that have values, with what each stands for."""
    units = taken_units(use)
    return tuple(
        Binding(
            symbol=symbol.name,
            value=values[symbol.name],
            unit=units.get(symbol.name) if symbol.unit else _worked_out(values[symbol.name]),
            definition=definition(builder, use.formula, symbol),
        )
        for symbol in use.formula.symbols
        if symbol.name in values
    )


def _worked_out(value: Derivation) -> str | None:
    """The unit of what another formula gives, for a symbol whose own unit no text states."""
    return value.unit if isinstance(value, Substitute | Convert) else None


def definition(builder: Builder, formula: Formula, symbol: Symbol) -> str | None:
    """Evidence for what a symbol stands for, where the text says it."""
    if symbol.defined_at is None:
        return None
    return builder.cite(cite_symbol(formula, symbol))


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
    source = substituted(builder, use, values)
    result = builder.number(source)
    if result is None:
        return None
    document = builder.view.graph.document_of(use.formula.id)
    target = (use.target.meaning or use.target.name).removeprefix("the ")
    target = head_and_thing(target)[0] if measure else target
    topic = measure.topic if measure else document.title
    return builder.plan(
        to_figures(source, result),
        language=document.language,
        slots={
            "target": target,
            "unit": result.unit or "",
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
    _needs = f"{FORMULA} and a {_prefix} with values of all its symbols"
    pattern(f"{_prefix}_formula_value", sites=_sites, needs=_needs)(applied_to_row)
    pattern(f"{_prefix}_formula_extreme", sites=_sites, hops=2, needs=_needs)(applied_extreme)
    pattern(f"{_prefix}_formula_filtered", sites=_sites, hops=3, needs=_needs)(applied_filtered)
