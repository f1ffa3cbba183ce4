"""A person may step in before a sample is accepted."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionResult
from mmkg.app.cli import main
from mmkg.dataset.publish import REJECTED, read_samples
from mmkg.runtime.ledger import Ledger

Run = Callable[..., SessionResult]


def waiting(folder: Path) -> str:
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        return ledger.meta["waits"]


def test_a_session_waits_at_each_sample_for_a_persons_word(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    command = ["run", str(corpus), "--offline", "--accept", "2", "--out", str(folder)]
    assert main([*command, "--pause-on", "accept"]) == 3
    first = waiting(folder)
    said = capsys.readouterr().out
    assert f"short of 2 by 2:\n  paused: {first} waits for a person" in said
    assert main(["resume", str(folder), "--approve", "s99999"]) == 2
    assert f"{first} did last" in capsys.readouterr().err
    assert main(["trace", str(folder), first]) == 0
    assert main(["resume", str(folder), "--reject", first]) == 3
    second = waiting(folder)
    assert second != first
    assert main(["resume", str(folder), "--approve", second]) == 3
    assert main(["resume", str(folder), "--approve", waiting(folder)]) == 0
    accepted = [sample.id for sample in read_samples(folder)]
    assert accepted == [second, waiting(folder)] and first not in accepted
    refused = json.loads((folder / REJECTED).read_text().splitlines()[0])
    assert (refused["id"], refused["reason"]) == (first, "refused by a person")
    assert refused["sample"]["question"]


def test_what_is_approved_is_what_a_session_without_a_person_makes(
    session: Run, tmp_path: Path, watch: Any
) -> None:
    from mmkg.agents.review import say

    session(tmp_path / "alone", limits={"accept": 2}, tasks={"single_table": 1})
    settings = {"limits": {"accept": 2}, "tasks": {"single_table": 1}}
    for _ in range(2):
        session(tmp_path / "seen", **settings, pause_on=("single_table",))
        with Ledger.open(tmp_path / "seen" / "ledger.sqlite") as ledger:
            say(ledger, ledger.meta["waits"], "approve")
    result = session(tmp_path / "seen", **settings, pause_on=("single_table",))
    assert result.complete
    files = [(tmp_path / name / "samples.jsonl").read_bytes() for name in ("alone", "seen")]
    assert files[0] == files[1]


def test_both_words_at_once_are_bad_use(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mmkg.app", "resume", str(tmp_path)]
    done = subprocess.run(
        [*command, "--approve", "a", "--reject", "b"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "give one of them" in done.stderr


def test_a_task_that_does_not_exist_is_said_before_any_work(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(corpus), "--offline", "--out", str(tmp_path / "run")]
    assert main([*command, "--pause-on", "single_tabel"]) == 2
    assert "did you mean single_table" in capsys.readouterr().err
