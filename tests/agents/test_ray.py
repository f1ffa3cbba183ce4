"""Sessions on a real Ray on this machine, with two workers."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionRequest, SessionResult, run_session
from mmkg.app.cli import main
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Settings

ray = pytest.importorskip("ray", reason="Ray is not installed (the extra `ray`)")
from mmkg.agents.ray_engine import RayEngine  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")  # Ray's own
FILES = ("samples.jsonl", "rejected.jsonl")
OFFLINE = {"limits": {"accept": 12, "workers": 4, "window": 6}}


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Ray with two processors, for all tests."""
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    yield
    ray.shutdown()


class Killing:
    """A watcher that kills a worker once so many samples are settled."""

    def __init__(self, engine: RayEngine, after: int) -> None:
        self.engine, self.after = engine, after
        self.killed = 0
        self.notes: list[str] = []

    def stage(self, name: str) -> None: ...

    def ingested(self, done: int, total: int, name: str) -> None: ...

    def note(self, text: str) -> None:
        self.notes.append(text)

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        self.after -= 1
        if self.after == 0:
            self.killed = ray.get(self.engine.crew[0].actor.pid.remote())
            os.kill(self.killed, signal.SIGKILL)


def run(folder: Path, corpus: Path, watch: Any, engine: Any = None, **settings: Any) -> Any:
    asked = Settings.model_validate(settings)
    more = {"engine": engine} if engine else {}
    request = SessionRequest(folder, (corpus,), asked, **more)
    result: SessionResult = asyncio.run(run_session(request, watch))
    return result


def same(one: Path, two: Path) -> bool:
    return all((one / name).read_bytes() == (two / name).read_bytes() for name in FILES)


def test_the_result_is_the_local_engines_also_when_a_worker_is_killed(
    cluster: None, corpus: Path, watch: Any, tmp_path: Path
) -> None:
    run(tmp_path / "local", corpus, watch, **OFFLINE)
    engine = RayEngine()
    killing = Killing(engine, after=4)
    result = run(tmp_path / "ray", corpus, killing, engine, **OFFLINE)
    assert result.accepted == 12 and killing.killed and engine.crew == []
    assert same(tmp_path / "local", tmp_path / "ray")


def test_documents_are_read_by_ray_into_the_cache(
    cluster: None, watch: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMKG_CACHE", str(tmp_path / "cache"))
    (tmp_path / "notes.md").write_text("# Notes\n\nSome words of a document.\n")
    file = tmp_path / "notes.md"
    asyncio.run(RayEngine().read({"0" * 64: file, "1" * 64: tmp_path / "gone.md"}))
    (kept,) = (tmp_path / "cache" / "parsed").glob("*/*.json")
    assert "Some words" in kept.read_text()


def test_an_address_without_a_cluster_is_one_line(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "run")]
    assert main(["run", str(corpus), "--offline", "--address", "127.0.0.1:1", *out]) == 2
    assert "give --engine ray too" in capsys.readouterr().err
