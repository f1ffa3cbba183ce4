"""Honest rewordings pass all checks; questions that ask something else, or more, fail one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from mmkg.agents.grammar.grammar import slots_of
from mmkg.dataset.sample import plan_of

TABLE = Path(__file__).parents[2] / "data" / "wordings.yaml"


@cache
def listed(kind: str) -> list[Any]:
    rows = yaml.safe_load(TABLE.read_text("utf-8"))
    return [
        pytest.param(row, text, id=f"{row['pattern']}-{row['language']}-{place}")
        for row in rows
        for place, text in enumerate(row[kind])
    ]


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, ...], Any]:
    """Samples that were made before: the sampler takes its time."""
    return {}


@pytest.fixture
def good(find: Any, found: dict[tuple[str, ...], Any], row: dict[str, str]) -> Any:
    """The sample that a row is about, as the grammar words it."""
    key = (row["task"], row["pattern"], row["language"])
    if key not in found:
        found[key] = find(*key)
    return found[key]


def worded(good: Any, text: str) -> Any:
    plan = plan_of(good.sample)
    question = text.format_map(slots_of(plan, Random(1)))
    return good.asking(question[:1].upper() + question[1:])


@pytest.mark.parametrize(("row", "text"), listed("honest"))
def test_an_honest_rewording_passes(good: Any, text: str):
    case = worded(good, text)
    assert case.failing() == [], case.sample.question


@pytest.mark.parametrize(("row", "text"), listed("untrue"))
def test_a_false_question_is_refused(good: Any, text: str):
    case = worded(good, text)
    assert case.failing() != [], case.sample.question
