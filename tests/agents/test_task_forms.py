"""A task says in which forms it may be asked, and whether as a scenario; a user's own does, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mmkg.agents.grammar.forms import phrases
from mmkg.agents.session import SessionResult
from mmkg.dataset.publish import read_samples

RANKINGS = """
name: rankings
carriers: {{table: 1}}
hops: {{least: 1, most: 2}}
answers: [text]
forms: [{forms}]
operations: [reading, listings]
patterns: [table_ranked]
description: Which thing is first.
"""


@pytest.mark.parametrize("forms", ["multiple_choice", "true_false", "open"])
def test_samples_of_a_users_task_have_no_form_but_its_own(
    session: Callable[..., SessionResult], tmp_path: Path, forms: str
):
    (tmp_path / "rankings.yaml").write_text(RANKINGS.format(forms=forms), "utf-8")
    result = session(
        tmp_path / "run",
        tasks={"rankings": 1},
        task_files=[str(tmp_path / "rankings.yaml")],
        limits={"accept": 6},
        forms={"open": 1, "multiple_choice": 0, "true_false": 0},
    )
    assert result.accepted == 6
    assert {sample.form for sample in read_samples(tmp_path / "run")} == {forms}


@pytest.mark.parametrize("forms", ["open", "multiple_choice", "true_false"])
def test_a_task_may_ask_that_its_questions_come_with_a_scenario(
    session: Callable[..., SessionResult], tmp_path: Path, forms: str
):
    task = RANKINGS.format(forms=forms) + "scenario: true\n"
    (tmp_path / "rankings.yaml").write_text(task, "utf-8")
    result = session(
        tmp_path / "run",
        tasks={"rankings": 1},
        task_files=[str(tmp_path / "rankings.yaml")],
        limits={"accept": 6},
    )
    assert result.accepted == 6
    starts = tuple(frame.partition("{")[0] for frame in phrases("scenario", "en"))
    for sample in read_samples(tmp_path / "run"):
        assert sample.question.startswith(starts)
        assert sample.plain is not None and not sample.plain.question.startswith(starts)
