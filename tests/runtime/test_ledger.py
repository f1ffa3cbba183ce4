import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mmkg.runtime.errors import LedgerError
from mmkg.runtime.events import ChatCalled, CheckRan, Noted, event_from_json, event_to_json
from mmkg.runtime.ledger import Ledger, canonical, reply_key
from mmkg.runtime.ledger_file import MIGRATIONS
from mmkg.runtime.outcomes import Outcome, Spend
from mmkg.runtime.trace import Tracer


def outcome(number: int, *, accepted: bool = True, reason: str = "") -> Outcome:
    return Outcome(f"s{number}", number, accepted, reason, json.dumps({"n": number}), 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def test_what_is_written_is_there_after_reopening(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.set_meta("corpus", "abc")
        ledger.keep_reply("k", "v")
        Tracer(ledger, sample="s1", attempt=1).event(CheckRan(name="leak", passed=False, why="w"))
        ledger.settle(outcome(1))
    with Ledger.open(path) as ledger:
        assert ledger.meta == {"corpus": "abc"}
        assert ledger.reply("k") == "v" and ledger.reply("other") is None
        (event,) = ledger.events(sample="s1", kind="check")
        assert isinstance(event, CheckRan) and (event.name, event.attempt) == ("leak", 1)
        assert list(ledger.outcomes()) == [outcome(1)]


def test_the_first_verdict_on_a_sample_stays(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        assert ledger.settle(outcome(1)) is True
        assert ledger.settle(outcome(1, accepted=False, reason="late")) is False
        assert list(ledger.outcomes()) == [outcome(1)]


def test_verdicts_come_in_the_order_of_their_ordinals(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        for number in (3, 1, 2):
            ledger.settle(outcome(number))
        assert [found.ordinal for found in ledger.outcomes()] == [1, 2, 3]


def test_samples_are_found_by_how_their_ids_begin_judged_or_not(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        for number in (1, 10, 2):
            ledger.settle(outcome(number))
        Tracer(ledger, sample="s12-begun", attempt=1).event(Noted(text="begun"))
        assert ledger.named("s1") == ["s1", "s10", "s12-begun"]
        assert ledger.named("s12") == ["s12-begun"] and ledger.named("s3") == []
        assert ledger.named("%") == ledger.named("*") == []


def test_totals_add_up_calls_by_role_and_model_and_rejections_by_reason(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        tracer = Tracer(ledger).child("writer")
        call = ChatCalled(
            model="m", messages=[], reply_key="k", tokens_in=10, tokens_out=5, cost=0.5
        )
        tracer.event(call)
        tracer.event(call.model_copy(update={"cached": True}))
        tracer.event(call.model_copy(update={"error": "server", "tokens_in": 0, "cost": 0.0}))
        for number, reason in enumerate(["", "leak", "leak", "unit"]):
            ledger.settle(outcome(number, accepted=not reason, reason=reason))
        totals = ledger.totals()
    assert (totals.spend.calls, totals.spend.cached, totals.spend.failed) == (2, 1, 1)
    assert (totals.spend.tokens_in, totals.spend.tokens_out, totals.spend.cost) == (10, 10, 0.5)
    assert totals.by_role["writer"] == totals.by_model["m"] == totals.spend
    assert (totals.accepted, totals.rejected) == (1, 3)
    assert totals.rejections == {"leak": 2, "unit": 1}


WORKER = """
import sys
from pathlib import Path
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.events import Noted
from mmkg.runtime.outcomes import Outcome, Spend
from mmkg.runtime.trace import Tracer
with Ledger.open(Path(sys.argv[1]), create=True) as ledger:
    done = {outcome.sample_id for outcome in ledger.outcomes()}
    for number in range(100_000):
        if f"s{number}" in done:
            continue
        tracer = Tracer(ledger, sample=f"s{number}", attempt=1)
        ledger.keep_reply(f"k{number}", "reply " * 50)
        for step in range(5):
            tracer.event(Noted(text=f"step {step}"))
        ledger.settle(Outcome(f"s{number}", number, True, "", "{}", 1))
        print(number, flush=True)
"""


def test_a_killed_process_loses_no_verdict_and_half_writes_none(path: Path) -> None:
    reported = -1
    for _ in range(3):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True
        )
        with worker:
            assert worker.stdout is not None
            for _ in range(120):
                reported = int(worker.stdout.readline())
            os.kill(worker.pid, signal.SIGKILL)
            reported = max([reported, *map(int, worker.stdout.read().split())])
        with Ledger.open(path) as ledger:
            settled = [found.ordinal for found in ledger.outcomes()]
            assert settled == list(range(len(settled))) and len(settled) >= reported + 1
            for number in settled:
                assert ledger.reply(f"k{number}") is not None
                assert len(list(ledger.events(sample=f"s{number}"))) >= 5


def test_a_second_writer_gets_one_clear_line_and_readers_get_in(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.settle(outcome(1))
        with pytest.raises(LedgerError, match="another mmkg process is working on this session"):
            Ledger.open(path)
        code = (
            "import sys; from pathlib import Path; from mmkg.runtime.ledger import Ledger\n"
            "with Ledger.open(Path(sys.argv[1]), read_only=True) as ledger:\n"
            "    print(len(list(ledger.outcomes())))\n"
            "try: Ledger.open(Path(sys.argv[1]))\n"
            "except Exception as error: print(type(error).__name__)"
        )
        command = [sys.executable, "-c", code, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "LedgerError"]
    Ledger.open(path).close()


def test_a_reader_cannot_write(path: Path) -> None:
    Ledger.open(path, create=True).close()
    with (
        Ledger.open(path, read_only=True) as ledger,
        pytest.raises(LedgerError, match="read-only"),
    ):
        ledger.set_meta("a", "b")


def test_a_missing_ledger_is_not_made_by_accident(path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger here"):
        Ledger.open(path)
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_one_clear_line() -> None:
    with pytest.raises(LedgerError, match=r"/proc/ledger.sqlite: cannot be written"):
        Ledger.open(Path("/proc/ledger.sqlite"), create=True)


def test_a_full_disk_is_one_clear_line_and_loses_nothing_settled(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        ledger.settle(outcome(1))
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(LedgerError, match="the disk is full: free some space, then resume"):
            ledger.keep_reply("k", "x" * 100_000)
        ledger._connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    with Ledger.open(path) as ledger:
        assert list(ledger.outcomes()) == [outcome(1)] and ledger.reply("k") is None


def test_a_file_that_is_no_ledger_is_left_alone(path: Path) -> None:
    path.write_bytes(b"something else, long enough to look like a file " * 50)
    with pytest.raises(LedgerError, match="not an mmkg ledger"):
        Ledger.open(path)
    assert path.read_bytes().startswith(b"something else")


def test_a_ledger_of_a_newer_version_is_refused(path: Path) -> None:
    Ledger.open(path, create=True).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(LedgerError, match="written by a newer mmkg"):
        Ledger.open(path)


def test_keys_do_not_get_into_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_VENDOR_KEY", "plainlookingvalue")
    with Ledger.open(path, create=True) as ledger:
        text = "a plainlookingvalue, and sk-abcdefghijklmnopqrstuvwx, and Bearer abcdefghijklmnop"
        Tracer(ledger).event(Noted(text=text, detail={"key": "plainlookingvalue"}))
        ledger.keep_reply("k", text)
        kept = ledger.text(ledger.keep_text(text))
    whole = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert kept == "a [redacted], and [redacted], and Bearer [redacted]"
    for secret in (b"plainlookingvalue", b"sk-abc", b"abcdefghijklmnop"):
        assert secret not in whole


def test_long_texts_are_kept_once(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        keys = {ledger.keep_text("the same system message") for _ in range(10)}
        ledger.flush()
        (key,) = keys
        assert ledger.text(key) == "the same system message"
        assert ledger._connection.execute("SELECT COUNT(*) FROM texts").fetchone() == (1,)


def test_thousands_of_events_a_second(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        began = time.process_time()
        for number in range(200):
            tracer = Tracer(ledger, sample=f"s{number}", attempt=1)
            for _ in range(20):
                tracer.event(CheckRan(name="unique", passed=True, why="one answer"))
            ledger.settle(outcome(number))
        seconds = time.process_time() - began
    assert 4000 / seconds > 2000


def test_stored_events_use_the_names_of_open_telemetry() -> None:
    event = ChatCalled(model="m", messages=["h"], reply_key="k", tokens_in=3, role="writer")
    stored = json.loads(event_to_json(event))
    assert stored["gen_ai.operation.name"] == "chat"
    assert stored["gen_ai.request.model"] == "m"
    assert stored["gen_ai.usage.input_tokens"] == 3
    assert stored["gen_ai.agent.name"] == "writer"
    assert event_from_json(json.dumps(stored)) == event


def test_an_agent_that_fails_leaves_its_span(path: Path) -> None:
    with Ledger.open(path, create=True) as ledger:
        top = Tracer(ledger).for_sample("s1", 2)
        with pytest.raises(RuntimeError), top.agent("miner") as miner:
            miner.event(Noted(text="inside"))
            raise RuntimeError("stop")
        inside, ran = ledger.events(sample="s1")
    assert inside.parent == ran.span and ran.parent == top.span
    assert ran.kind == "agent" and ran.error == "RuntimeError" and ran.role == "miner"


def test_the_reply_key_depends_on_each_part() -> None:
    asked = {
        "sample": "s",
        "role": "writer",
        "attempt": 1,
        "step": 0,
        "model": "m",
        "parameters": {"b": 1, "a": 2},
        "messages": [{"role": "user", "content": "hé"}],
        "tools": None,
    }
    key = reply_key(**asked)
    assert key == reply_key(**{**asked, "parameters": {"a": 2, "b": 1}})
    for part in asked:
        assert key != reply_key(**{**asked, part: "other"})


def test_canonical_json_is_the_standard_librarys() -> None:
    """So a session begun by an older mmkg finds its replies."""
    value = {
        "ü": ["\u6df1\u7a7a", 'a"\\\n\x01\x7f', 0.7, 1, None, True],
        "a": {"c": (1, 2), "b": {}},
    }
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(value) == plain
    assert canonical("half \ud83d") == '"half \ud83d"'
    assert canonical(2**70) == str(2**70)


def test_what_a_sample_spent_counts_failures_but_no_kept_replies(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        made = ChatCalled(model="m", messages=[], reply_key="k", sample="s1")
        figures = {"tokens_in": 3, "tokens_out": 2, "cost": 0.5}
        ledger.record(made.model_copy(update=figures))
        ledger.record(made.model_copy(update=figures | {"error": "timeout"}))
        ledger.record(made.model_copy(update=figures | {"cached": True}))
        ledger.record(made.model_copy(update=figures | {"sample": "s2"}))
        assert ledger.spent("s1") == Spend(2, 0, 1, 6, 4, 1.0)
        assert ledger.spent("s3") == Spend()
