"""What a mutant is: an accepted sample made wrong in one known way, as a mistake would make it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from random import Random

from mmkg.dataset.explain import explain
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Binding, Derivation, Operation, cited, run
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal
from mmkg.graph.plan import Answer, answer_of
from mmkg.graph.results import DerivationError
from mmkg.graph.unit_powers import equal

Maker = Callable[[Sample, View, Random], Iterator[Sample]]
KINDS: dict[str, Maker] = {}
AS_PUT: set[str] = set()  # kinds that spoil how a question is put, not the open one behind it


def kind(name: str, *, as_put: bool = False) -> Callable[[Maker], Maker]:
    """Register a function that makes the mutants of one kind.

    Args:
        name: The kind, as reports show it.
        as_put: Whether it wants the sample with its options, claim and descriptions.

    Raises:
        ValueError: If the name is taken.
    """

    def register(maker: Maker) -> Maker:
        if name in KINDS:
            raise ValueError(f"there are two kinds of mutant called {name!r}")
        KINDS[name] = maker
        AS_PUT.update({name} if as_put else ())
        return maker

    return register


def all_kinds() -> Mapping[str, Maker]:
    """The kinds of mutant that the files of this folder define, in alphabetical order."""
    package = importlib.import_module("mmkg.dataset.mutants")
    for info in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"mmkg.dataset.mutants.{info.name}")
    return dict(sorted(KINDS.items()))


def recomputed(
    sample: Sample,
    *,
    derivation: Derivation | None = None,
    evidence: Iterable[Evidence] | None = None,
    same_too: bool = False,
) -> Sample | None:
    """A sample with another program or other evidence, whose answer and steps follow from them.

    Nothing contradicts itself in it: only question, graph and sources can tell that it is wrong.
    A sample without steps stays without.

    Args:
        sample: The accepted one.
        derivation: The program put in its place.
        evidence: The evidence put in its place; what is not cited is left out.
        same_too: Whether one with the same answer is wanted, too.

    Returns:
        Nothing if the program has no value, or the answer is still right.
    """
    program = sample.derivation if derivation is None else derivation
    used = set(cited(program))
    known = tuple(i for i in (evidence or sample.evidence) if i.id in used)
    try:
        answer = answer_of(run(program, known), tolerance=sample.answer.tolerance)
        steps = explain(program, known, sample.language) if sample.steps else ()
    except DerivationError:
        return None
    if same_answer(answer, sample.answer) and not same_too:
        return None
    update = {"derivation": program, "evidence": known, "answer": answer, "steps": steps}
    carriers = tuple(dict.fromkeys(item.carrier for item in known))
    return sample.model_copy(update={**update, "carriers": carriers})


def same_answer(one: Answer, two: Answer) -> bool:
    """Whether an answer would be taken for another one."""
    if (one.kind, one.unit) != (two.kind, two.unit):
        return False
    if one.kind == "number":
        return abs(Decimal(one.value) - Decimal(two.value)) <= two.tolerance
    if one.kind == "list":
        return {normal(item) for item in one.items} == {normal(item) for item in two.items}
    if one.kind == "unit":
        return equal(one.value, two.value)
    return normal(one.value) in map(normal, (two.value, *two.aliases))


def rewritten(derivation: Derivation, change: Callable[[Derivation], Derivation]) -> Derivation:
    """A derivation with each node, operands first, replaced by what a function makes of it."""
    update: dict[str, object] = {}
    for name in type(derivation).model_fields:
        value = getattr(derivation, name)
        if isinstance(value, Operation):
            update[name] = rewritten(value, change)  # type: ignore[arg-type]
        elif name == "bindings":
            update[name] = tuple(_bound(binding, change) for binding in value)
    return change(derivation.model_copy(update=update))


def replaced(sample: Sample, old: Derivation, new: Derivation) -> Sample | None:
    """A sample whose program has another node wherever one stands, recomputed."""
    program = rewritten(sample.derivation, lambda node: new if node == old else node)
    return recomputed(sample, derivation=program)


def swapped(sample: Sample, instead: Mapping[str, Evidence]) -> list[Evidence]:
    """The evidence of a sample, some of it replaced; the ids stay."""
    return [
        instead[item.id].model_copy(update={"id": item.id}) if item.id in instead else item
        for item in sample.evidence
    ]


def _bound(binding: Binding, change: Callable[[Derivation], Derivation]) -> Binding:
    return binding.model_copy(update={"value": rewritten(binding.value, change)})
