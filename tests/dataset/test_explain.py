"""Derivations in words: one step a node, with its value and what it cites."""

from __future__ import annotations

from decimal import Decimal
from string import Formatter
from typing import Any

import pytest

from mmkg.dataset.explain import MOST_SHOWN, TEXTS, explain, show, show_result, steps
from mmkg.graph.derivation import (
    Collect,
    DerivationError,
    Entry,
    Given,
    Listing,
    Name,
    Number,
    Ranked,
    Read,
    Truth,
)
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.task import load_tasks

SLOTS = {
    f"{{{name}}}"
    for texts in TEXTS.values()
    for text in texts
    for _, name, _, _ in Formatter().parse(text)
    if name
}


@pytest.fixture(scope="module")
def plans(example_view: Any) -> list[Any]:
    tasks = load_tasks()
    sampler = Sampler(example_view, list(tasks.values()), 2)
    return [plan for name in tasks for plan in sampler.candidates(name, 60)]


def test_each_plan_is_explained_in_its_language_without_open_slots(plans: list[Any]):
    for plan in plans:
        for step in steps(plan):
            assert step.text.endswith("。" if plan.language == "zh" else "."), step.text
            assert not any(slot in step.text for slot in SLOTS), step.text


def test_the_steps_together_cite_all_evidence_and_nothing_else(plans: list[Any]):
    for plan in plans:
        cites = {name for step in steps(plan) for name in step.cites}
        assert cites == {item.id for item in plan.evidence}, plan.pattern


def test_the_last_step_comes_to_the_answer(plans: list[Any]):
    for plan in plans:
        last = steps(plan)[-1].text
        if plan.answer.kind == "list":
            assert all(item in last for item in plan.answer.items)
        elif plan.answer.kind == "text":
            assert plan.answer.value in last


def test_a_derivation_by_hand(paper: Any):
    from mmkg.graph.evidence import cite_cell

    table = paper().table(
        "Masses", ["Star", "Mass"], [["Vega", "2.1"], ["Mira", "1.2"]], units={"Mass": "kg"}
    )
    cells = [cell for cell in table.cells if cell.kind == "body"]
    cited = [
        cite_cell(table, cell).model_copy(update={"id": f"e{n}"}) for n, cell in enumerate(cells, 1)
    ]
    leader = Ranked(which="highest", source=Collect(evidence=("e1", "e2")))
    read, rank = explain(leader, cited, "en")
    assert read.text == "Read Mass: Vega (2.1 kg), Mira (1.2 kg)."
    assert rank.text == "Rank from the highest; place 1: Vega."
    assert read.cites == rank.cites == ("e1", "e2")
    assert explain(leader, cited, "zh")[1].text == "由高到低第1位：Vega。"


def test_steps_are_numbered_for_the_writer(plans: list[Any]):
    lines = show(plans[0]).splitlines()
    assert [line.split(".")[0] for line in lines] == [str(n + 1) for n in range(len(lines))]


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (Number(Decimal("5.4"), "10^24 kg"), "5.4 × 10^24 kg"),
        (Number(Decimal("12")), "12"),
        (Name("Mars"), "Mars"),
        (Truth(False), "no"),
    ],
)
def test_values_are_shown_as_people_write_them(result: Any, shown: str):
    assert show_result(result) == shown


def test_long_listings_are_cut_and_say_so():
    entries = tuple(Entry(f"t{n}", Number(Decimal(n))) for n in range(MOST_SHOWN + 3))
    assert show_result(Listing(entries)).endswith("… (3 more)")


def test_what_cannot_be_run_cannot_be_explained():
    with pytest.raises((DerivationError, KeyError)):
        explain(Read(evidence="e1"), (), "en")
    assert explain(Given(name="x"), (), "en") == ()


def test_what_is_printed_is_told_whole_and_what_is_worked_out_is_cut():
    assert show_result(Number(Decimal("118277417.99"), None)) == "118277417.99"
    assert show_result(Number(Decimal("1.6666666666666667"), None)) == "1.6666667"
    assert show_result(Number(Decimal("118277417.98765432"), None)) == "118277417.99"
