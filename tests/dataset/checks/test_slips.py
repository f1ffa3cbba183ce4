"""Mutants that once slipped through, each by the class of mistake that it stands for."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.dataset.mutants.programs import wrong_operation
from mmkg.dataset.sample import Finding, plan_of
from mmkg.graph.derivation import Compare, Count, Logic, Read, Sets, Where, walk
from mmkg.graph.derivation.sense import sense


def refused(finding: Finding, *words: str) -> None:
    assert finding.passed is False
    assert all(word in finding.why for word in words), finding.why


@pytest.mark.parametrize(
    ("task", "pattern"),
    [
        ("multi_text", "texts_amounts_more"),
        ("multi_text_multihop", "texts_latest"),
        ("multi_formula", "formulas_merged"),
    ],
)
def test_an_answer_said_once_more_than_the_other_choices_is_a_leak(
    find: Any, task: str, pattern: str
):
    good = find(task, pattern)
    assert good.failing() == []
    body = good.sample.question.rstrip("?")
    leaked = good.asking(f"{body}, if {good.sample.answer.value} comes to mind?")
    refused(leaked.check("leak"), "contains the answer")


def test_a_name_that_begins_with_one_that_is_asked_for_is_a_stranger(in_documents: Any, paper: Any):
    doc = paper("sets.pdf")
    rows = [["Chat", "23"], ["Chat-Hard", "17"], ["Safety", "9"], ["Reasoning", "4"]]
    doc.table("Subsets of a benchmark", ["Subset", "Languages"], rows)
    good = in_documents("single_table", "table_ranked", doc)
    assert good.failing() == []
    known = good.with_asked(names=(*good.sample.asked.names, "Chat"))
    body = good.sample.question.rstrip("?.")
    assert known.asking(f"{body}, Chat aside?").check("strangers").passed
    both = known.asking(f"{body}, Chat and Chat-Hard aside?")
    refused(both.check("strangers"), "Chat-Hard")


def test_a_limit_is_read_from_the_rule_that_the_question_names(find: Any):
    good = find("single_text", "text_rule_distance")
    view = good.ground.view
    (old,) = [item for item in good.sample.evidence if item.kind == "text"]
    chunk, rule = next(
        (chunk, node.statement)
        for chunk, node in view.rules
        if node.statement and node.statement.number != old.number
    )
    place = old.address.model_copy(update={"span": rule.span})
    update = {"number": rule.number, "carrier": chunk.id, "address": place, "text": "a rule"}
    other = old.model_copy(update=update)
    refused(good.with_sample(evidence=(other,)).check("reads"), rule.term, "of which")


def test_a_note_that_asks_for_another_unit_is_found(find: Any):
    good = find("multi_text_multihop", "texts_limits_percent")
    assert good.check("stated").passed
    other = good.asking(good.sample.question.replace("in %", "in furlong"))
    refused(other.check("stated"), "in %")


def test_a_symbol_in_the_other_case_is_another_symbol(find: Any):
    good = find("multi_formula", "formulas_merged")
    (gone,) = [s for s in good.sample.asked.names if len(s) == 1 and s in good.sample.question][:1]
    other = gone.swapcase()
    refused(good.asking(good.sample.question.replace(gone, other)).check("names"), gone)


def test_a_column_that_is_asked_for_must_be_read(find: Any):
    good = find("multi_table", "tables_filter_then_mean")
    sample, view = good.sample, good.ground.view
    columns = [name for name in sample.asked.names if view.named(name)]
    cells = {item.id: item for item in sample.evidence}
    (kept,) = [n for n in walk(sample.derivation) if isinstance(n, Where)]
    less = [cells[name] for name in cells if name in sense(kept, ()) or name == kept.op]
    finding = good.with_sample(derivation=Count(source=kept), evidence=tuple(less)).check("reads")
    refused(finding, "which is not read")
    assert any(name in finding.why for name in columns)


def test_sides_that_may_be_swapped_make_no_other_question():
    one, two = Read(evidence="e1"), Read(evidence="e2")
    either = (Sets(how="either", left=one, right=two), Sets(how="either", left=two, right=one))
    above = Compare(test="above", left=one, right=two), Compare(test="below", left=two, right=one)
    all_of = Logic(how="all", operands=above), Logic(how="all", operands=above[::-1])
    for left, right in (either, above, all_of):
        assert sense(left, ()) == sense(right, ())
    first = (Sets(how="first_only", left=a, right=b) for a, b in ((one, two), (two, one)))
    assert len({sense(each, ()) for each in first}) == 2


@pytest.mark.parametrize(
    ("task", "pattern", "said", "instead"),
    [
        ("single_table_multi_text", "table_both_count", "but not as", "and as"),
        ("single_text_multihop", "text_rules_applied", "exactly one of", "both"),
        ("single_text_multihop", "text_latest", "last", "first"),
        ("multi_text", "texts_amounts_more", "lower", "higher"),
    ],
)
def test_conditions_are_joined_and_options_chosen_as_the_plan_does(
    find: Any, task: str, pattern: str, said: str, instead: str
):
    good = find(task, pattern)
    plan = plan_of(good.sample)
    for seed in range(12):
        asked = word(plan, Random(seed)).question
        assert good.asking(asked).check("joined").passed, asked
    spoilt = wrong_operation(good.sample, good.ground.view, Random(1))
    joined = [s for s in spoilt if good.with_sample(derivation=s.derivation).check("joined").why]
    assert joined
    if said in good.sample.question:
        other = good.sample.question.replace(said, instead)
        assert good.asking(other).check("joined").passed is False
