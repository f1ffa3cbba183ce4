"""What is left of a derivation when some of its evidence is not there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mmkg.graph.derivation import (
    Derivation,
    Logic,
    Only,
    Operand,
    Operation,
    Sets,
    Where,
    cited,
    run,
)
from mmkg.graph.derivation.operation import Lost, Scope
from mmkg.graph.evidence import Evidence
from mmkg.graph.results import DerivationError, Truth


class Unknown(Operation):
    """Stands for what is lost, inside an operation that may be settled all the same."""

    def run(self, scope: Scope) -> Truth:  # noqa: D102  # as Operation.run says
        raise Lost("what this rests on is not there")


def without(derivation: Derivation, gone: Collection[str]) -> Derivation | None:
    """The derivation without some evidence, or nothing if it cannot do without it.

    A filter whose condition is gone lets everything pass, a set joined with one that is gone stays
    as it is, and truths may be settled by those that are left; anything else that needs what is
    gone is lost. So the value is what a reader would say who never saw that evidence.
    """
    match derivation:
        case Where(source=source, than=condition) | Only(source=source, labels=condition):
            if set(cited(condition)) & set(gone):
                return without(source, gone)
        case Sets(left=left, right=right):
            one, two = without(left, gone), without(right, gone)
            if one is None or two is None:
                return two if derivation.how != "first_only" and one is None else one
    changed: dict[str, object] = {}
    for name in type(derivation).model_fields:
        value = getattr(derivation, name)
        rest = _part(value, gone, settled=isinstance(derivation, Logic))
        if rest is None and value is not None:
            return None
        changed[name] = rest
    left_over = derivation.model_copy(update=changed)
    return None if set(cited(left_over)) & set(gone) else left_over


def _part(value: object, gone: Collection[str], *, settled: bool) -> object | None:
    """What is left of a field of an operation."""
    match value:
        case Operation():
            rest = without(value, gone)  # type: ignore[arg-type]  # a Derivation by annotation
            return Unknown() if rest is None and settled else rest
        case Operand():
            held = without(value.value, gone)
            return held and value.model_copy(update={"value": held})
        case tuple():
            parts = [_part(part, gone, settled=settled) for part in value]
            return None if None in parts else tuple(parts)
    return value


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
