"""Derivations: typed programs over evidence, whose value is a sample's answer.

A derivation is a tree. Its leaves name evidence or quantities given in the question; its nodes are
the operations of this package, a module for each kind. `run` executes it. Nothing is evaluated as
code, and formulas go through `mmkg.graph.expression`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Annotated, get_args

from pydantic import Field

from mmkg.graph.derivation.arithmetic import (
    Between,
    Calculate,
    Compare,
    Convert,
    Later,
    Logic,
    Round,
    Slope,
)
from mmkg.graph.derivation.dimensions import Equation, SidesAgree, UnitByOthers
from mmkg.graph.derivation.formulas import (
    Binding,
    Differentiate,
    Evaluate,
    Insert,
    Rearrange,
    Simplify,
    Substitute,
)
from mmkg.graph.derivation.listings import (
    Alternative,
    At,
    Choose,
    Combine,
    Count,
    Labels,
    Only,
    Sets,
    Total,
    Where,
)
from mmkg.graph.derivation.operation import Operand, Operation, Scope, operands, refuse_deep
from mmkg.graph.derivation.orders import Extreme, Ordering, Place, Ranked, Sort
from mmkg.graph.derivation.reading import Collect, Follow, Given, Label, Match, Meaning, Read
from mmkg.graph.evidence import Evidence
from mmkg.graph.results import (
    Date,
    DerivationError,
    Entry,
    Listing,
    Name,
    Number,
    Result,
    Term,
    Truth,
    Unit,
)

DIGITS = 34  # significant digits kept while computing

Derivation = Annotated[
    Read
    | Label
    | Given
    | Collect
    | Where
    | Only
    | Sets
    | At
    | Count
    | Total
    | Extreme
    | Ranked
    | Sort
    | Place
    | Labels
    | Choose
    | Calculate
    | Combine
    | Compare
    | Logic
    | Between
    | Later
    | Slope
    | Convert
    | Meaning
    | Substitute
    | Rearrange
    | Insert
    | Differentiate
    | Simplify
    | Evaluate
    | Equation
    | UnitByOthers
    | SidesAgree
    | Follow
    | Match
    | Round,
    Field(discriminator="op"),
]
for _operation in (Operand, Alternative, Binding, *get_args(get_args(Derivation)[0])):
    _operation.model_rebuild(_types_namespace={"Derivation": Derivation})

__all__ = [
    "Alternative",
    "At",
    "Between",
    "Binding",
    "Calculate",
    "Choose",
    "Collect",
    "Combine",
    "Compare",
    "Convert",
    "Count",
    "Date",
    "Derivation",
    "DerivationError",
    "Differentiate",
    "Entry",
    "Equation",
    "Evaluate",
    "Extreme",
    "Follow",
    "Given",
    "Insert",
    "Label",
    "Labels",
    "Later",
    "Listing",
    "Logic",
    "Match",
    "Meaning",
    "Name",
    "Number",
    "Only",
    "Operand",
    "Operation",
    "Ordering",
    "Place",
    "Ranked",
    "Read",
    "Rearrange",
    "Result",
    "Round",
    "Scope",
    "Sets",
    "SidesAgree",
    "Simplify",
    "Slope",
    "Sort",
    "Substitute",
    "Term",
    "Total",
    "Truth",
    "Unit",
    "UnitByOthers",
    "Where",
    "cited",
    "operands",
    "run",
    "walk",
]


def run(derivation: Derivation, evidence: Iterable[Evidence] | Scope) -> Result:
    """The value of a derivation over some evidence.

    Args:
        derivation: What to run.
        evidence: What it may name; a scope keeps values for runs of other parts of one derivation.

    Raises:
        DerivationError: If evidence is missing, types or units clash, or the result is undefined.
    """
    if not isinstance(evidence, Scope):
        refuse_deep(derivation)
        evidence = Scope(evidence)
    with localcontext() as context:
        context.prec = DIGITS
        try:
            return evidence.value(derivation)
        except (DivisionByZero, InvalidOperation, Overflow):
            raise DerivationError(
                "the result is undefined (division by zero or overflow)"
            ) from None


def walk(derivation: Derivation) -> list[Derivation]:
    """A derivation and all derivations inside it, operands before the operations that use them."""
    return [*derivation.below, derivation]


def cited(derivation: Derivation) -> list[str]:
    """Ids of the evidence it names, in order, each once."""
    return list(derivation.cited)
