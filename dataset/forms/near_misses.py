"""Near misses: programs with one plausible error, whose values make the wrong options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from random import Random

from mmkg.dataset.mutants.cells import other_row, swapped_columns, wrong_cell
from mmkg.dataset.mutants.mutant import recomputed, replaced, swapped
from mmkg.dataset.mutants.programs import wrong_operation
from mmkg.dataset.sample import Option, Sample
from mmkg.graph.derivation import (
    At,
    Calculate,
    Count,
    Derivation,
    Follow,
    Given,
    Ranked,
    Round,
    Substitute,
    UnitByOthers,
    run,
    walk,
)
from mmkg.graph.document import Formula
from mmkg.graph.evidence import EdgeEvidence, SymbolEvidence, cite_symbol
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import quantity
from mmkg.graph.miscopied import slips
from mmkg.graph.names import normal
from mmkg.graph.plan import Answer
from mmkg.graph.results import Listing, Number, as_term
from mmkg.graph.unit_powers import equal

Spoilt = Iterator[Sample]
FURTHEST = 3  # place in a ranking that a slip of the eye still reaches
TENS = Decimal(10)


def near_misses(sample: Sample, view: View, rng: Random) -> Iterator[Option]:
    """Wrong answers to an open sample, the likeliest errors first, each distinct from all others.

    They have the form of the right answer: its kind, unit and number of decimals.
    """
    told, own = [sample.answer], {item.id: item for item in sample.evidence}
    without_steps = sample.model_copy(update={"steps": ()})  # an option tells none
    for mistake, made in _errors(without_steps, view, rng):
        value = made.answer
        if alike(value, sample.answer) and not any(confused(value, other) for other in told):
            told.append(value)
            yield Option(
                text=shown(value, sample.language),
                value=value,
                mistake=mistake,
                derivation=made.derivation,
                evidence=tuple(item for item in made.evidence if item != own.get(item.id)),
            )


def shown(answer: Answer, language: str) -> str:
    """An answer as an option shows it."""
    if answer.kind == "number":
        return quantity(Decimal(answer.value), answer.unit, chinese=language == "zh")
    if answer.kind == "list":
        return ("、" if language == "zh" else ", ").join(answer.items)
    return answer.value


def alike(one: Answer, two: Answer) -> bool:
    """Whether two answers look the same but for their content, so that looks tell nothing."""
    if one.kind != two.kind or one.core[2] != two.core[2]:
        return False
    if one.kind != "number":
        return bool(one.value)
    mine, other = (Decimal(answer.value).as_tuple() for answer in (one, two))
    printed = mine.exponent == other.exponent or len(mine.digits) == len(other.digits)
    return printed and mine.sign == other.sign and any(mine.digits) == any(other.digits)


def confused(one: Answer, two: Answer) -> bool:
    """Whether one answer might be taken for the other: by tolerance, or as another name of it."""
    if one.kind == "number" and two.kind == "number":
        apart = abs(Decimal(one.value) - Decimal(two.value))
        return apart <= 2 * max(one.tolerance, two.tolerance)
    if one.kind == "list":
        return {normal(item) for item in one.items} == {normal(item) for item in two.items}
    if one.kind == "unit":
        return equal(one.value, two.value)
    mine, others = ({normal(n) for n in (a.value, *a.aliases)} for a in (one, two))
    return bool(mine & others)


def _errors(sample: Sample, view: View, rng: Random) -> Iterator[tuple[str, Sample]]:
    """Samples with one error each: one of every kind, then more of them, then slips of units."""
    makers: Sequence[tuple[str, Callable[[], Spoilt]]] = (
        ("neighbouring row", lambda: _read_beside(sample, view, rng)),
        ("neighbouring column", lambda: swapped_columns(sample, view, rng)),
        ("wrong operation", lambda: wrong_operation(sample, view, rng)),
        ("wrong place in the ranking", lambda: _ranked_elsewhere(sample)),
        ("wrong row", lambda: _looked_up_elsewhere(sample)),
        ("stopped a step early", lambda: _stopped_early(sample)),
        ("another thing's relation", lambda: _other_relations(sample, view)),
        ("another symbol", lambda: _other_symbols(sample, view)),
        ("equation copied wrong", lambda: _copied_wrong(sample, rng)),
    )
    begun = [(mistake, maker()) for mistake, maker in makers]
    for mistake, found in begun:
        yield from ((mistake, made) for made in islice(found, 1))
    for mistake, found in begun:
        yield from ((mistake, made) for made in found)
    for _ in range(FURTHEST):
        yield from (("wrong row", made) for made in wrong_cell(sample, view, rng))
    yield from (("miscounted", made) for made in _miscounted(sample))
    yield from (("unit slip", made) for made in _slipped(sample))


def _read_beside(sample: Sample, view: View, rng: Random) -> Spoilt:
    if made := other_row(sample, view, rng, near=True):
        yield made


def _ranked_elsewhere(sample: Sample) -> Spoilt:
    for node in walk(sample.derivation):
        for place in range(1, FURTHEST + 1) if isinstance(node, Ranked) else ():
            yield from _replaced(sample, node, node.model_copy(update={"place": place}))


def _looked_up_elsewhere(sample: Sample) -> Spoilt:
    for node in walk(sample.derivation):
        listing = run(node.source, sample.evidence) if isinstance(node, At) else None
        for entry in listing.entries if isinstance(listing, Listing) else ():
            label = Given(name=entry.label)
            yield from _replaced(sample, node, node.model_copy(update={"label": label}))


def _stopped_early(sample: Sample) -> Spoilt:
    for node in walk(sample.derivation):
        if isinstance(node, Follow):
            yield from _replaced(sample, node, node.start)


def _other_relations(sample: Sample, view: View) -> Spoilt:
    """The same relation of other things, where following one is the last step."""
    last, known = sample.derivation, {item.id: item for item in sample.evidence}
    edge = known.get(last.edge) if isinstance(last, Follow) else None
    if not isinstance(last, Follow) or not isinstance(edge, EdgeEvidence) or last.backwards:
        return
    for other in view.graph.edges:
        if other.carrier == edge.carrier and other.label == edge.predicate and other.addresses:
            names = {at: view.graph.nodes[getattr(other, at)].name for at in ("source", "target")}
            there = {**names, "address": other.addresses[0], "text": other.text}
            instead = swapped(sample, {edge.id: edge.model_copy(update=there)})
            program = last.model_copy(update={"start": Given(name=names["source"])})
            if made := recomputed(sample, derivation=program, evidence=instead):
                yield made


def _other_symbols(sample: Sample, view: View) -> Spoilt:
    for item in sample.evidence if sample.answer.kind == "text" else ():
        formula = view.graph.carriers.get(item.carrier)
        if not isinstance(item, SymbolEvidence) or not isinstance(formula, Formula):
            continue
        for symbol in formula.symbols:
            if symbol.meaning and symbol.defined_at is not None and symbol.name != item.name:
                other = cite_symbol(formula, symbol)
                if made := recomputed(sample, evidence=swapped(sample, {item.id: other})):
                    yield made


def _copied_wrong(sample: Sample, rng: Random) -> Spoilt:
    """A unit worked out from the equation with another power, or with a factor forgotten."""
    program = sample.derivation
    if not isinstance(program, UnitByOthers):
        return
    equation = as_term(run(program.source, sample.evidence)).expression
    found = [*slips(equation)]
    for other in rng.sample(found, len(found)):
        source = program.source.model_copy(update={"instead": other})
        update = {"source": source, "unit": None}
        yield from _replaced(sample, program, program.model_copy(update=update))


def _miscounted(sample: Sample) -> Spoilt:
    if isinstance(sample.derivation, Count):
        one, count = Given(number=Decimal(1)), sample.derivation
        yield from _replaced(sample, count, Calculate(how="sum", left=count, right=one))
        yield from _replaced(sample, count, Calculate(how="difference", left=count, right=one))


def _slipped(sample: Sample) -> Spoilt:
    """A given quantity, or the answer, ten times too large or small; but no year, and no count."""
    program, dated = sample.derivation, "dated" in sample.asked.slots
    if sample.answer.kind != "number" or dated or isinstance(program, Count):
        return
    inner = program.source if isinstance(program, Round) else program
    formulas = [node for node in walk(program) if isinstance(node, Substitute)]
    given = [b.value for node in formulas for b in node.bindings if isinstance(b.value, Given)]
    ten = Given(number=Decimal(10))
    for node in (*given, inner):
        yield from _rounded(sample, node, Calculate(how="product", left=node, right=ten))
        yield from _rounded(sample, node, Calculate(how="ratio", left=node, right=ten))


def _rounded(sample: Sample, old: Derivation, new: Derivation) -> Spoilt:
    """The sample with one node replaced, and as many significant figures as its answer has."""
    for made in _replaced(sample, old, new):
        program, figures = made.derivation, sample.asked.slots.get("figures")
        if figures and isinstance(program, Round):
            value = run(program.source, made.evidence)
            assert isinstance(value, Number)
            decimals = int(figures) - 1 - value.number.adjusted()
            program = program.model_copy(update={"decimals": decimals})
            made = recomputed(made, derivation=program, same_too=True) or made
        yield made


def _replaced(sample: Sample, old: Derivation, new: Derivation) -> Spoilt:
    if made := replaced(sample, old, new):
        yield made
