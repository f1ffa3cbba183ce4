import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents import production, workflow
from mmkg.agents.session import SessionRequest, SessionResult, resume_session, run_session
from mmkg.dataset.publish import read_samples
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Limits, Settings

Run = Callable[..., SessionResult]
PROGRAM = """
import asyncio, sys
from pathlib import Path
from mmkg.agents.session import SessionRequest, run_session
from mmkg.runtime.settings import Settings

class Watch:
    def stage(self, name): pass
    def ingested(self, done, total, name): pass
    def note(self, text): pass
    def settled(self, outcome, accepted, wanted):
        print("settled", outcome.ordinal, flush=True)

folder, corpus, settings = sys.argv[1:]
request = SessionRequest(Path(folder), (Path(corpus),), Settings.model_validate_json(settings))
result = asyncio.run(run_session(request, Watch()))
print("ended", result.stop_reason, flush=True)
"""


def started(folder: Path, corpus: Path, settings: dict[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, str(folder), str(corpus), json.dumps(settings)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def wait_for(child: subprocess.Popen[str], words: str) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith(words):
            return
    raise AssertionError(f"the session ended before it said {words!r}")


def test_exactly_as_many_are_accepted_as_were_wanted(session: Run, tmp_path: Path) -> None:
    result = session(tmp_path / "run", limits={"accept": 23})
    assert (result.accepted, result.complete) == (23, True)
    samples = list(read_samples(tmp_path / "run"))
    assert len(samples) == len({sample.question for sample in samples}) == 23
    assert all(sample.wording == "grammar" and not sample.models for sample in samples)
    assert max(Counter(sample.task for sample in samples).values()) <= 6


def test_the_same_seed_gives_the_same_file_and_another_seed_another(
    session: Run, tmp_path: Path
) -> None:
    for name, seed in (("one", 1), ("two", 1), ("three", 2)):
        session(tmp_path / name, limits={"accept": 30}, seed=seed)
    one, two, three = (
        (tmp_path / name / "samples.jsonl").read_bytes() for name in ("one", "two", "three")
    )
    assert one == two != three


def test_a_session_killed_at_any_point_ends_as_if_it_had_not_been(
    session: Run, corpus: Path, tmp_path: Path
) -> None:
    settings = {"limits": {"accept": 60}}
    session(tmp_path / "whole", **settings)
    for after in (1, 25):
        child = started(tmp_path / "killed", corpus, settings)
        wait_for(child, f"settled {after}")
        os.kill(child.pid, signal.SIGKILL)
        child.communicate()
    result = session(tmp_path / "killed", **settings)
    assert result.accepted == 60
    for name in ("samples.jsonl", "rejected.jsonl"):
        whole, killed = (tmp_path / run / name for run in ("whole", "killed"))
        assert whole.read_bytes() == killed.read_bytes()


def test_ctrl_c_leaves_a_session_that_can_be_resumed(corpus: Path, tmp_path: Path) -> None:
    child = started(tmp_path / "run", corpus, {"limits": {"accept": 2000}})
    wait_for(child, "settled 5")
    os.kill(child.pid, signal.SIGINT)
    out, _ = child.communicate(timeout=20)
    assert "ended interrupted" in out and child.returncode == 0
    with Ledger.open(tmp_path / "run" / "ledger.sqlite", read_only=True) as ledger:
        assert ledger.totals().accepted >= 5


async def test_a_session_can_be_resumed_from_its_folder_alone(
    corpus: Path, tmp_path: Path, watch: Any
) -> None:
    limits = Limits(accept=12, max_minutes=0)
    request = SessionRequest(tmp_path / "run", (corpus,), Settings(limits=limits))
    first = await run_session(request, watch)
    assert first.stop_reason.startswith("max_minutes") and not first.complete
    again = await resume_session(tmp_path / "run", watch, limits=Limits(accept=12))
    assert again.accepted == 12 and watch.stages.count("ingest") == 1


def test_a_shortfall_says_which_tasks_ended_and_why(session: Run, tmp_path: Path) -> None:
    result = session(
        tmp_path / "run", limits={"accept": 900}, tasks={"single_table_single_text": 1}
    )
    assert 0 < result.accepted < 900 and result.stop_reason == "no more plans"
    (line,) = result.shortfall
    assert (
        line.startswith(f"single_table_single_text: {result.accepted} of about 900")
        and "no more plans" in line
    )


def test_the_mix_that_was_asked_for_is_kept(session: Run, tmp_path: Path) -> None:
    session(tmp_path / "run", limits={"accept": 20}, tasks={"single_table": 3, "single_chart": 1})
    tasks = Counter(sample.task for sample in read_samples(tmp_path / "run"))
    assert tasks == {"single_table": 15, "single_chart": 5}


def test_a_folder_of_another_session_is_refused(session: Run, tmp_path: Path) -> None:
    session(tmp_path / "run", limits={"accept": 1})
    with pytest.raises(UsageError, match="other settings.*seed is 1 there, 2 now"):
        session(tmp_path / "run", limits={"accept": 1}, seed=2)
    other = tmp_path / "other.pdf"
    other.write_bytes((Path(__file__).parents[2] / "examples/corpus/orbits.pdf").read_bytes())
    with pytest.raises(UsageError, match="another corpus"):
        session(tmp_path / "run", (other,), limits={"accept": 1})


def test_limits_may_change_between_runs(session: Run, tmp_path: Path) -> None:
    session(tmp_path / "run", limits={"accept": 2, "max_calls": 5})
    assert session(tmp_path / "run", limits={"accept": 2, "max_calls": 9}).accepted == 2


def test_bad_input_is_said_before_any_work(session: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no documents found"):
        session(tmp_path / "run", (tmp_path / "empty",))
    with pytest.raises(UsageError, match="no task is called juggling: there are"):
        session(tmp_path / "run", tasks={"juggling": 1})
    assert not (tmp_path / "run").exists()


def test_an_unreadable_file_does_not_stop_the_others(
    session: Run, corpus: Path, tmp_path: Path, watch: Any
) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 no")
    result = session(tmp_path / "run", (corpus, broken), limits={"accept": 3})
    assert result.accepted == 3
    assert len(result.unread) == 1 and "broken.pdf" in result.unread[0]
    assert session(tmp_path / "run", (corpus, broken), limits={"accept": 3}).unread == result.unread


def test_how_many_samples_are_made_together_changes_none_of_them(
    session: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lots: list[int] = []
    ahead = workflow.compiled().ainvoke

    async def noted(start: Any, *rest: Any, **more: Any) -> Any:
        lots.append(len(start["at"]))
        return await ahead(start, *rest, **more)

    monkeypatch.setattr(workflow.compiled(), "ainvoke", noted)
    session(tmp_path / "together", limits={"accept": 30, "window": 6})
    assert max(lots) == 6
    lots.clear()
    monkeypatch.setattr(production, "LOT", 1)
    session(tmp_path / "alone", limits={"accept": 30, "window": 6})
    assert set(lots) == {1}
    for name in ("samples.jsonl", "rejected.jsonl"):
        together, alone = (tmp_path / run / name for run in ("together", "alone"))
        assert together.read_bytes() == alone.read_bytes() != b""
