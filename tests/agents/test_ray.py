"""Sessions on a real Ray on this machine, with two workers."""

import asyncio
import gc
import os
import re
import signal
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionRequest, SessionResult, run_session
from mmkg.app.cli import main
from mmkg.app.folder import open_ledger
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
    try:
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    except Exception as error:  # it gives its own processes 30 s to start
        late = str(error)
    else:
        yield
        late = ""
    ray.shutdown()
    with warnings.catch_warnings():  # of what it leaves running
        warnings.simplefilter("ignore")
        gc.collect()
    if late:
        pytest.skip(f"Ray did not start: {late}")


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


def test_one_limit_of_calls_holds_for_all_workers_and_the_session_keeps_each_reply(
    cluster: None, corpus: Path, watch: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return scripted_endpoint.said("Hi")
        plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        name = request["tools"][0]["function"]["name"]
        time.sleep(0.05)  # so that calls overlap
        return scripted_endpoint.called(name, {"question": f"Please tell: {plain and plain[1]}"})

    scripted_endpoint.answer_by(reply)
    writer = scripted_endpoint.endpoint(concurrency=2).model_dump()
    asked = {"roster": {"roles": {"writer": writer}}, "limits": {"accept": 8, "window": 6}}
    run(tmp_path / "local", corpus, watch, **asked)
    calls = len(scripted_endpoint.requests)
    scripted_endpoint.busiest = 0
    run(tmp_path / "ray", corpus, watch, RayEngine(), **asked)
    assert same(tmp_path / "local", tmp_path / "ray")
    assert scripted_endpoint.busiest <= 2
    assert len(scripted_endpoint.requests) == 2 * calls
    ledgers = [open_ledger(tmp_path / name) for name in ("local", "ray")]
    local, there = (dict(ledger.replies()) for ledger in ledgers)
    assert local.keys() <= there.keys()
    spends = [ledger.totals().spend for ledger in ledgers]
    assert spends[0].calls == spends[1].calls
    for ledger in ledgers:
        ledger.close()


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


def test_a_dead_endpoint_is_no_verdict_and_the_session_goes_on_when_it_is_back(
    cluster: None, corpus: Path, watch: Any, scripted_endpoint: Any, tmp_path: Path
) -> None:
    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return scripted_endpoint.said("Hi")
        if not scripted_endpoint.well and len(scripted_endpoint.requests) > 4:
            return scripted_endpoint.Reply(fault="reset")
        plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        name = request["tools"][0]["function"]["name"]
        return scripted_endpoint.called(name, {"question": f"Please tell: {plain and plain[1]}"})

    scripted_endpoint.well = False
    scripted_endpoint.answer_by(reply)
    writer = scripted_endpoint.endpoint(concurrency=2).model_dump()
    limits = {"accept": 6, "window": 4, "outage_minutes": 0.001}
    asked = {"roster": {"roles": {"writer": writer}}, "limits": limits}
    stopped = run(tmp_path / "ray", corpus, watch, RayEngine(), **asked)
    assert stopped.stop_reason.startswith("no endpoint in service")
    assert not stopped.complete and not stopped.rejected_by_reason
    scripted_endpoint.well = True
    assert run(tmp_path / "ray", corpus, watch, RayEngine(), **asked).complete
    run(tmp_path / "local", corpus, watch, **asked)
    assert same(tmp_path / "local", tmp_path / "ray")
