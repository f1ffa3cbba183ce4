"""What is left of a derivation without some of its evidence."""

from __future__ import annotations

import pytest

from mmkg.graph.derivation import (
    At,
    Binding,
    Calculate,
    Collect,
    Count,
    Derivation,
    Only,
    Ranked,
    Read,
    Substitute,
    Where,
    cited,
)
from mmkg.graph.leaving_out import without

A = Collect(evidence=("a1", "a2"))
B = Collect(evidence=("b1", "b2"))
LIMIT = Read(evidence="c1")
PASSING = Where(source=A, test="above", than=LIMIT)


def test_a_filter_without_its_limit_lets_everything_pass():
    assert without(Count(source=PASSING), {"c1"}) == Count(source=A)


def test_a_selection_without_its_labels_keeps_everything():
    derivation = Ranked(which="highest", source=Only(source=B, labels=PASSING))
    assert without(derivation, {"a1", "a2"}) == Ranked(which="highest", source=B)
    assert without(derivation, {"c1"}) == Ranked(which="highest", source=B)


@pytest.mark.parametrize(
    ("derivation", "gone"),
    [
        (A, "a1"),
        (Count(source=PASSING), "a1"),
        (At(source=B, label=Ranked(which="lowest", source=A)), "a2"),
        (At(source=B, label=Ranked(which="lowest", source=A)), "b1"),
        (Calculate(how="gap", left=LIMIT, right=Read(evidence="a1")), "c1"),
        (
            Substitute(
                formula="f", target="x", bindings=(Binding(symbol="y", value=Read(evidence="a1")),)
            ),
            "a1",
        ),
        (Substitute(formula="f", target="x", bindings=()), "f"),
    ],
)
def test_everything_else_is_lost(derivation: Derivation, gone: str):
    assert without(derivation, {gone}) is None


def test_evidence_that_is_not_used_is_not_missed():
    assert without(PASSING, {"z9"}) == PASSING
    assert cited(PASSING) == ["a1", "a2", "c1"]
