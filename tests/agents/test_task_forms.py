"""A task says in which forms it may be asked; a user's own does, too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

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
