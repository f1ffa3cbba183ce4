"""Around a claim stands nothing that changes it; options follow the plain question."""

from __future__ import annotations

from typing import Any

import pytest

from mmkg.dataset.sample import Option, Plain


def claiming(good: Any, before: str = "", after: str = "", tail: str = "") -> Any:
    answer = good.sample.answer
    claim = Option(text=answer.value, value=answer)
    question = f"True or false: the answer is {before}{claim.text}{after}.{tail}"
    plain = Plain(question=good.sample.question, answer=answer)
    return good.with_sample(form="true_false", question=question, claim=claim, plain=plain)


@pytest.fixture
def good(find: Any) -> Any:
    return find("single_table", "table_ranked")


def test_a_plain_claim_passes(good: Any):
    assert claiming(good).check("put").passed
    assert claiming(good, tail=" Is that right or wrong?").check("put").passed


@pytest.mark.parametrize("before", ["not ", "about ", "more than ", "at least ", "超过", "不"])
def test_a_claim_of_something_near_is_another_claim(good: Any, before: str):
    assert claiming(good, before).check("put").passed is False


def test_a_claim_that_goes_on_is_another_claim(good: Any):
    assert claiming(good, after=" and grows").check("put").passed is False


def test_a_statement_does_not_judge_itself(good: Any):
    assert claiming(good, tail=" It is wrong.").check("put").passed is False


@pytest.mark.parametrize(
    "tail", [" FP stands for false positive.", " 误差为 3。", " 假阳性不计。", " So is $Wrong$."]
)
def test_false_positives_and_errors_of_measurement_judge_nothing(good: Any, tail: str):
    assert claiming(good, tail=tail).check("put").passed


def test_options_follow_the_plain_question_and_the_key_shows_its_own(good: Any):
    answer = good.sample.answer
    options = tuple(
        Option(letter=letter, text=text, value=answer.model_copy(update={"value": text}))
        for letter, text in (("A", answer.value), ("B", "Zorbex"))
    )
    key = answer.model_copy(update={"kind": "choice", "value": "A", "aliases": (answer.value,)})
    plain = Plain(question=good.sample.question, answer=answer)
    form: dict[str, Any] = {"form": "multiple_choice", "options": options, "plain": plain}
    put = good.with_sample(answer=key, **form)
    assert put.check("put").passed
    assert put.asking("Which one has not?").check("put").passed is False
    shown = key.model_copy(update={"aliases": ("Zorbex",)})
    assert good.with_sample(answer=shown, **form).check("put").passed is False
