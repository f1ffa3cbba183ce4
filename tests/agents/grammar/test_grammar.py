"""Questions without a model: every pattern has wordings, every slot is filled."""

from __future__ import annotations

import re
import string
from importlib.resources import files
from random import Random
from typing import Any

import pytest
import yaml

from mmkg.agents.grammar.grammar import (
    GrammarError,
    _article,
    note,
    spoken,
    word,
    wording_key,
)
from mmkg.agents.writer import complete
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.task import load_tasks

LANGUAGES = ("en", "zh")


def wordings(language: str) -> dict[str, list[str]]:
    text = (files("mmkg.agents.grammar") / f"{language}.yaml").read_text("utf-8")
    found: dict[str, list[str]] = yaml.safe_load(text)
    return found


@pytest.fixture(scope="module")
def plans(example_view: Any) -> list[Any]:
    tasks = load_tasks()
    sampler = Sampler(example_view, list(tasks.values()), 3)
    return [plan for name in tasks for plan in sampler.candidates(name, 120)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_of_every_task_has_wordings(language: str):
    known = wordings(language)
    for task in load_tasks().values():
        for pattern in task.patterns:
            key = wording_key(pattern)
            assert any(k == key or k.startswith(f"{key}_") for k in known), (task.name, pattern)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_is_for_a_pattern_that_does_not_exist(language: str):
    keys = {wording_key(pattern) for pattern in load_patterns()}
    parts = ("scope", "source", "opening", "joined", "verdict", "grouped", "posed_fixed")
    rest = {key for key in wordings(language) if key not in keys and not key.startswith(parts)}
    assert {key for key in rest if key.rpartition("_")[0] not in keys} == set()


def test_both_languages_word_the_same_patterns():
    assert set(wordings("en")) == set(wordings("zh"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_be_claimed_has_a_statement(language: str):
    text = (files("mmkg.agents.grammar") / f"statements_{language}.yaml").read_text("utf-8")
    parts = ("scope", "group", "source", "opening", "joined", "verdict", "posed_fixed")
    unclaimed = ("compared", "rule_applied", "rules_applied", "limit_test")  # true or false already
    unclaimed += ("formula_dimensions", "formulas_merged", "date_later", "chain_date")
    missing = set(wordings(language)) - set(yaml.safe_load(text))
    assert {key for key in missing if not key.startswith((*parts, *unclaimed))} == set()


def test_how_far_percentages_are_apart_is_asked_in_points(plans: list[Any]):
    plan = next(plan for plan in plans if plan.answer.unit == "%")
    plan = plan.model_copy(update={"answer": plan.answer.model_copy(update={"unit": "pp"})})
    assert "(in percentage points" in note(plan.model_copy(update={"language": "en"}))
    assert "单位：百分点" in note(plan.model_copy(update={"language": "zh"}))


def test_unit_and_rounding_are_added_where_the_question_ends(plans: list[Any]):
    plan = next(p for p in plans if note(p) and p.language == "en" and not p.context[1:])
    asked = complete("What is it? Please look it up.", plan)
    assert asked == f"What is it{note(plan)}? Please look it up"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_wording_stands_there_twice(language: str):
    for key, sentences in wordings(language).items():
        assert len(set(sentences)) == len(sentences), key


def test_each_wording_of_each_plan_fills_all_its_slots(plans: list[Any]):
    for plan in plans:
        for seed in range(4):
            question = word(plan, Random(seed)).question
            assert not re.search(r"[{}]", re.sub(r"\$[^$]*\$|[\^_]\{[^}]*\}", "", question)), (
                question
            )
            assert "  " not in question and "“”" not in question, question


def test_questions_name_all_that_the_plan_says_must_be_named(plans: list[Any]):
    from mmkg.graph.names import mentions

    for plan in plans:
        question = word(plan, Random(1)).question
        for name in plan.names:
            parts = [name] if mentions(question, name) else name.split(" for ")
            assert all(mentions(question, part) for part in parts), (plan.pattern, name, question)


def test_english_questions_begin_with_a_capital_and_end_as_questions_do(plans: list[Any]):
    for plan in plans:
        question = word(plan, Random(2)).question
        assert question.endswith(("?", ".", "？", "。")), question
        assert plan.language == "zh" or not question[0].islower(), question


@pytest.mark.parametrize(
    ("phrase", "article"),
    [
        ("eccentricity", "an"),
        ("orbital period", "an"),
        ("mass", "a"),
        ("one-way signal delay", "a"),
        ("uniform load", "a"),
        ("unit cost", "a"),
        ("union", "a"),
        ("unusual load", "an"),
        ("uninsured loss", "an"),
        ("usage", "a"),
        ("utility", "a"),
        ("upper bound", "an"),
        ("European share", "a"),
        ("hour count", "an"),
        ("F1 score", "an"),
        ("F1", "an"),
        ("LSTM size", "an"),
        ("RMSE", "an"),
        ("BLEU score", "a"),
        ("U-Net score", "a"),
        ("8-bit score", "an"),
        ("11-day mean", "an"),
        ("80% share", "an"),
        ("7-day mean", "a"),
    ],
)
def test_the_article_follows_the_sound(phrase: str, article: str):
    assert _article(phrase) == article


def test_no_question_has_the_wrong_article(plans: list[Any]):
    for plan in plans:
        question = word(plan, Random(5)).question
        measure = plan.slots.get("measure", "")
        if plan.language == "en" and measure:
            wrong = {"a": "an", "an": "a"}[_article(measure)]
            assert f" {wrong} {measure}" not in question, question


def test_unit_and_rounding_are_said(plans: list[Any]):
    rounded = [p for p in plans if p.decimals is not None and p.answer.unit]
    assert rounded
    for plan in rounded:
        assert plan.answer.unit in note(plan)
        assert re.search(r"round|significant|小数|取整|有效", note(plan))


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Safety", "value for “Safety”"),
        ("Avg", "value for “Avg”"),
        ("GSM8K", "value for “GSM8K”"),
        ("ar", "value for “ar”"),
        ("Shore", "value for “Shore”"),
        ("distance from the Sun", "distance from the Sun"),
        ("number of moons", "number of moons"),
        ("eccentricity", "eccentricity"),
        ("Ma-F1", "Ma-F1"),
        ("安全", "“安全”"),
        ("准确率", "准确率"),
        ("人口", "人口"),
    ],
)
def test_a_header_that_is_no_quantity_is_quoted(header: str, said: str):
    assert spoken(header, chinese=not header.isascii()) == said


def test_a_pattern_without_wording_is_refused(plans: list[Any]):
    with pytest.raises(GrammarError, match="no wording in 'en'"):
        word(plans[0].model_copy(update={"pattern": "riddle", "language": "en"}), Random(1))


def test_the_same_seed_words_a_plan_the_same_way(plans: list[Any]):
    assert word(plans[0], Random(9)) == word(plans[0], Random(9))


@pytest.mark.parametrize("language", LANGUAGES)
def test_templates_are_well_formed(language: str):
    for key, sentences in wordings(language).items():
        for sentence in sentences:
            assert all(name != "" for _, name, _, _ in string.Formatter().parse(sentence)), key
