"""What an operation is, and the scope it runs in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, get_args

from mmkg.graph.evidence import Evidence
from mmkg.graph.provenance import Value
from mmkg.graph.results import DerivationError, Listing, Result

if TYPE_CHECKING:
    from mmkg.graph.derivation import Derivation

DEEPEST, MOST = 60, 5_000  # levels and operations of a derivation that is run


class Lost(DerivationError):
    """A value rests on evidence that is not there."""


class Scope:
    """The evidence a derivation may name, and the values worked out so far."""

    def __init__(self, evidence: Iterable[Evidence]) -> None:
        self.evidence: Mapping[str, Evidence] = {item.id: item for item in evidence}
        self._values: dict[int, tuple[Operation, Result]] = {}

    def __getitem__(self, name: str) -> Evidence:
        if name not in self.evidence:
            raise DerivationError(f"there is no evidence {name!r}")
        return self.evidence[name]

    def value(self, derivation: Operation) -> Result:
        """The value of a derivation, worked out once.

        Raises:
            DerivationError: If it cannot be worked out.
        """
        known = self._values.get(id(derivation))
        if known is None:
            known = derivation, derivation.run(self)  # kept with its value: ids are used anew
            self._values[id(derivation)] = known
        return known[1]

    def listing(self, derivation: Operation) -> Listing:
        """A value that must be a listing.

        Raises:
            DerivationError: If it is none.
        """
        value = self.value(derivation)
        if not isinstance(value, Listing):
            raise DerivationError("a listing is needed")
        return value


class Operation(Value):
    """Base of all operations."""

    def run(self, scope: Scope) -> Result:
        """Work out the value.

        Raises:
            DerivationError: If it cannot be worked out.
        """
        raise DerivationError(f"{type(self).__name__} cannot be run")

    def cites(self) -> Iterator[str]:
        """Ids of the evidence that it names itself, not through its operands."""
        yield from ()

    @cached_property
    def below(self) -> tuple[Derivation, ...]:
        """All operations inside it, operands before the operations that use them."""
        return tuple(node for part in operands(self) for node in (*part.below, part))

    @cached_property
    def cited(self) -> tuple[str, ...]:
        """Ids of the evidence that it and all inside it name, in order, each once."""
        inside = (name for part in operands(self) for name in part.cited)
        return tuple(dict.fromkeys((*inside, *self.cites())))


class Operand(Value):
    """A derivation that an operation holds under a name."""

    value: Derivation


def operands(derivation: Operation) -> list[Derivation]:
    """The derivations directly inside one, in order."""
    found: list[Derivation] = []
    for name in _nesting(type(derivation)):
        value = getattr(derivation, name)
        for part in value if isinstance(value, tuple) else (value,):
            found.append(part.value if isinstance(part, Operand) else part)
    return found


@cache
def _nesting(kind: type[Operation]) -> tuple[str, ...]:
    """The fields of an operation that hold derivations."""
    return tuple(name for name, field in kind.model_fields.items() if _nests(field.annotation))


def _nests(annotation: object) -> bool:
    if isinstance(annotation, type):
        return issubclass(annotation, Operation | Operand)
    return any(map(_nests, get_args(annotation)))


def refuse_deep(derivation: Operation) -> None:
    """Refuse what would take too long or too many levels to run.

    Raises:
        DerivationError: If it is nested too deeply, or holds too many operations.
    """
    waiting: list[tuple[Operation, int]] = [(derivation, 1)]
    for count, (node, depth) in enumerate(waiting):  # it grows as it is gone through
        if depth > DEEPEST or count > MOST:
            raise DerivationError("the derivation is nested too deeply or is too long")
        waiting.extend((operand, depth + 1) for operand in operands(node))
