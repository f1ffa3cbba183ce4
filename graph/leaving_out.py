"""What is left of a derivation when some of its evidence is not there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mmkg.graph.derivation import Binding, Derivation, Only, Operation, Where, cited, run
from mmkg.graph.evidence import Evidence
from mmkg.graph.results import DerivationError


def without(derivation: Derivation, gone: Collection[str]) -> Derivation | None:
    """The derivation without some evidence, or nothing if it cannot do without it.

    A filter whose condition is gone lets everything pass; anything else that needs what is gone
    is lost. So the value is what a reader would say who never saw that evidence.
    """
    match derivation:
        case Where(source=source, than=condition) | Only(source=source, labels=condition):
            if set(cited(condition)) & set(gone):
                return without(source, gone)
    changed: dict[str, object] = {}
    for name in type(derivation).model_fields:
        value = getattr(derivation, name)
        if isinstance(value, Operation):
            rest = without(value, gone)  # type: ignore[arg-type]  # a Derivation by its annotation
            if rest is None:
                return None
            changed[name] = rest
        elif name == "bindings":
            changed[name] = _bindings(value, gone)
            if changed[name] is None:
                return None
    rest = derivation.model_copy(update=changed)
    return None if set(cited(rest)) & set(gone) else rest


def spare(
    derivation: Derivation, evidence: Sequence[Evidence], carriers: Collection[str]
) -> str | None:
    """The first carrier without which the value is the same; none if all are needed.

    Raises:
        DerivationError: If the derivation has no value to begin with.
    """
    if len(carriers) < 2:
        return None
    value = run(derivation, evidence)
    for carrier in carriers:
        rest = without(derivation, {item.id for item in evidence if item.carrier == carrier})
        try:
            if rest is not None and run(rest, evidence) == value:
                return carrier
        except DerivationError:
            continue
    return None


def _bindings(bindings: tuple[Binding, ...], gone: Collection[str]) -> tuple[Binding, ...] | None:
    found = []
    for binding in bindings:
        value = without(binding.value, gone)
        if value is None:
            return None
        found.append(binding.model_copy(update={"value": value}))
    return tuple(found)
