"""Words that change what is asked are seen where they stand, and pass where they change nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from mmkg.dataset.checks.asking import _symbols
from mmkg.dataset.checks.masked import Masked

RANKED, MEAN = ("single_table", "table_ranked"), ("single_table_multihop", "table_filter_then_mean")
BOTH = ("multi_table", "tables_extreme_then_read")


def reworded(good: Any, old: str, new: str) -> Any:
    assert old in good.sample.question, good.sample.question
    return good.asking(good.sample.question.replace(old, new, 1))


@pytest.mark.parametrize(
    ("lead", "tail"),
    [
        ("Although the mass fell, ", ""),
        ("Because the title is misleading, ", ""),
        ("Is it false that ", ""),
        ("", ", leaving the first out"),
        ("", ", per person"),
    ],
)
def test_a_premise_or_a_narrower_scope_is_refused(find: Any, lead: str, tail: str):
    good = find(*RANKED)
    assert good.check("framing").passed
    body = good.sample.question.rstrip("?.")
    assert good.asking(f"{lead}{body}{tail}?").check("framing").passed is False


@pytest.mark.parametrize("lead", ["既然质量下降了，", "尽管数据有误，", "自2019年翻倍以来，"])
def test_a_premise_in_chinese_is_refused(find: Any, lead: str):
    good = find(*RANKED, "zh")
    assert good.check("framing").passed
    assert good.asking(f"{lead}{good.sample.question}").check("framing").passed is False


def test_what_leaves_out_only_the_rest_passes(find: Any):
    good = find(*RANKED)
    body = good.sample.question.rstrip("?.")
    assert good.asking(f"{body}, leaving the rest aside?").check("framing").passed
    assert good.asking(f"{body}, ignoring all others?").check("framing").passed


def test_data_before_or_outside_the_titled_ones_are_others(find: Any):
    good = find(*RANKED)
    quoted = f"“{good.sample.asked.context[0]}”"
    assert reworded(good, quoted, f"before {quoted}").check("framing").passed is False
    zh = find(*RANKED, "zh")
    quoted = f"“{zh.sample.asked.context[0]}”"
    assert reworded(zh, quoted, f"{quoted}之外").check("framing").passed is False


@pytest.mark.parametrize(
    "words", ["the next one with the", "the total of the", "the one that once had the first"]
)
def test_words_that_count_or_place_pass_where_the_grammar_asks_with_them(find: Any, words: str):
    good = find(*RANKED)
    asked = f"Which is {words} {good.sample.asked.slots['measure']}?"
    assert good.asking(asked).check("framing").passed is False
    own = replace(good.ground, asks=lambda sample: Masked(sample).text)
    assert replace(good, ground=own).asking(asked).check("framing").passed


def test_a_function_is_differentiated_by_the_symbol_of_the_plan():
    slots = {"symbol": "$F$", "varied": "$b$"}
    assert not [*_symbols("the derivative of $f$ with respect to $b$?", slots)]
    assert [*_symbols("the derivative of $f$ with respect to $h$?", slots)]
    assert [*_symbols("the derivative of $b$ with respect to $b$?", slots)]
    assert not [*_symbols("$f$ 对 $b$ 的偏导数是多少?", slots)]
    assert [*_symbols("$f$ 对 $h$ 的偏导数是多少?", slots)]
    assert [*_symbols("$h$ 用其余符号如何表示?", slots)]


def test_a_number_of_days_is_not_asked_for_in_years(find: Any):
    good = find("single_text_multihop", "text_longer_interval")
    assert good.sample.answer.unit == "days" and good.check("stated").passed
    for said in ("years", "more years"):
        asking = good.asking(f"How many {said} lie between them (in days)?")
        assert "years" in asking.check("stated").why


def test_a_limit_with_another_sign_is_another_limit(find: Any):
    good = find(*MEAN)
    (limit,) = good.sample.asked.given
    assert good.check("framing").passed
    assert reworded(good, f" {limit}", f" -{limit}").check("framing").passed is False


def test_some_of_the_things_are_not_all_of_them(find: Any):
    good = find(*MEAN)
    nouns = good.sample.asked.slots["nouns"]
    for part in ("remaining", "half of the", "most of the"):
        assert reworded(good, nouns, f"{part} {nouns}").check("framing").passed is False
    body = good.sample.question.rstrip("?.")
    assert good.asking(f"{body}, set against the other {nouns}?").check("framing").passed


def test_titles_that_changed_places_are_noticed(find: Any):
    good = find(*BOTH)
    one, two = good.sample.asked.context[:2]
    assert good.check("titled").passed
    question = good.sample.question
    assert question.count(one) == question.count(two) == 1
    swapped = question.replace(one, "\0").replace(two, one).replace("\0", two)
    assert good.asking(swapped).check("titled").passed is False


def test_titles_named_together_at_the_end_are_in_order_for_all(find: Any):
    good = find(*BOTH)
    one, two = good.sample.asked.context[:2]
    measure, measure2 = (good.sample.asked.slots[slot] for slot in ("measure", "measure2"))
    asked = f"What is the {measure2} of the one with the highest {measure}"
    for data in (f"“{one}” and “{two}”", f"“{two}” and “{one}”"):
        assert good.asking(f"{asked} (data: {data})?").check("titled").passed


def test_an_alias_of_something_else_is_no_alias_of_the_answer(find: Any):
    good = find(*RANKED)
    assert good.check("derivation").passed
    answer = good.sample.answer.model_copy(update={"aliases": ("Zorbex",)})
    finding = good.with_sample(answer=answer).check("derivation")
    assert finding.passed is False
    assert "Zorbex" in finding.why


def test_a_margin_that_no_rounding_makes_is_refused(find: Any):
    good = find(*MEAN)
    answer = good.sample.answer.model_copy(update={"tolerance": Decimal(1000)})
    assert good.with_sample(answer=answer).check("derivation").passed is False


def test_evidence_that_no_step_of_the_program_reads_is_refused(find: Any):
    good = find(*RANKED)
    spare = good.sample.evidence[0].model_copy(update={"id": "e99"})
    evidence = (*good.sample.evidence, spare)
    finding = good.with_sample(evidence=evidence).check("derivation")
    assert "e99" in finding.why


def test_thousands_of_a_unit_are_another_unit(find: Any):
    good = find("single_table", "table_gap")
    unit = good.sample.answer.unit
    assert unit
    asking = good.asking(f"By how much do the two differ (in {unit})?")
    assert asking.check("stated").passed
    asking = good.asking(f"By how much do the two differ (in thousand {unit})?")
    assert asking.check("stated").passed is False


def test_a_rule_that_is_not_named_at_all_is_a_missing_name(find: Any):
    good = find("single_table_multi_text", "table_both_list")
    assert good.check("joined").passed
    term = good.sample.asked.slots["term2"]
    vague = good.asking(good.sample.question.replace(term, "the said thing"))
    assert vague.check("joined").check == "joined"
    assert vague.check("names").passed is False
