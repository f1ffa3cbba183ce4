"""A session outlives what happens to its process, its disk and its clock."""

import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pymupdf
import pytest

from mmkg.agents.session import SessionResult
from mmkg.app.standing import standing

ROOT = Path(__file__).parents[2]
MMKG = [sys.executable, "-m", "mmkg.app"]
REPLY_S = 600.0
DRAINED_S = 10.0
Run = Callable[..., SessionResult]


def mmkg(*words: object, **more: Any) -> subprocess.Popen[str]:
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen([*MMKG, *map(str, words)], **pipes, **more)


def ended(child: subprocess.Popen[str], within: float) -> str:
    """What it said; it ended in so many seconds, of which a busy machine's are longer ones."""
    began, stretches = time.monotonic(), [1.0]
    while child.poll() is None:
        stretches.append(stretch())
        assert time.monotonic() - began < within * statistics.fmean(stretches)
        time.sleep(0.1)
    return child.communicate()[0]


def stretch() -> float:
    """How many times longer than alone a process takes here now, at least 1."""
    began, worked = time.monotonic(), time.thread_time()
    while time.thread_time() - worked < 0.02:
        pass
    return max(1.0, (time.monotonic() - began) / 0.02)


@pytest.fixture
def waiting(scripted_endpoint: Any, corpus: Path, tmp_path: Path) -> subprocess.Popen[str]:
    """A session whose model lets it wait, in the folder `run`."""

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return scripted_endpoint.said("Hi")
        choice = {"number": 1, "reason": "the first"}
        message = scripted_endpoint.called("submit_choice", choice).message
        return scripted_endpoint.Reply(message, finish="tool_calls", seconds=REPLY_S)

    scripted_endpoint.answer_by(reply)
    endpoint = f'url = "{scripted_endpoint.url}"\nmodel = "scripted"\n'
    settings = tmp_path / "settings.toml"
    settings.write_text(f"[limits]\naccept = 3\n[roster.roles.miner]\n{endpoint}")
    child = mmkg("run", corpus, "--settings", settings, "--out", tmp_path / "run")
    while not any("tools" in request for request in scripted_endpoint.requests):
        assert child.poll() is None, child.communicate()[0]
        time.sleep(0.02)
    return child


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_session_waits_for_no_slow_reply(
    waiting: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    with mmkg("resume", tmp_path / "run") as second:
        assert "another mmkg process is working on this session" in ended(second, DRAINED_S)
    assert second.returncode == 2
    waiting.send_signal(number)
    assert "ended: interrupted" in ended(waiting, DRAINED_S)
    assert waiting.returncode == 3 and standing(tmp_path / "run").state == "ended"


def test_ctrl_c_while_documents_are_read_ends_the_readers(tmp_path: Path) -> None:
    lines = b"".join(
        b"%d %d m %d %d l S\n" % (n % 599, n % 799, n % 97, n % 89) for n in range(300_000)
    )
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=600, height=800)
        page.insert_text((50, 50), "A page with a heavy drawing")
        pdf.update_stream(page.get_contents()[0], page.read_contents() + lines)
        pdf.save(tmp_path / "slow.pdf", deflate=True)
    cache = tmp_path / "cache"
    environment = {**os.environ, "MMKG_CACHE": str(cache)}
    command = ("run", tmp_path / "slow.pdf", "--offline", "--out", tmp_path / "run")
    child = mmkg(*command, env=environment)
    while len(readers := psutil.Process(child.pid).children(recursive=True)) < 2:
        assert child.poll() is None, child.communicate()[0]
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    assert "stopped; what was finished is kept" in ended(child, DRAINED_S)
    assert child.returncode == 130
    assert not psutil.wait_procs(readers, timeout=5)[1]


def test_killed_anywhere_a_session_ends_as_if_it_had_not_been(corpus: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "kills.py"), str(corpus)]
    done = subprocess.run(
        [*command, "--accept", "6", "--deaths", "4"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the same byte for byte" in done.stdout


FULL = """
set -e
mount -t tmpfs -o size=900k tmpfs "$1"
"${@:3}" run "$2" --offline --accept 30 --out "$1/s" && exit 9
mount -o remount,size=40m "$1"
"${@:3}" resume "$1/s"
mount -o remount,ro "$1"
"${@:3}" status "$1/s"
"${@:3}" resume "$1/s" || echo "exit code $?"
cat "$1/s/samples.jsonl" > "$1.jsonl"
"""


def can_mount() -> bool:
    tried = shutil.which("unshare") and subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        capture_output=True,
        check=False,
    )
    return bool(tried) and tried.returncode == 0  # type: ignore[union-attr]


@pytest.mark.skipif(not can_mount(), reason="no file systems may be mounted here")
def test_a_full_disk_stops_a_session_and_a_read_only_one_still_tells_of_it(
    session: Run, corpus: Path, tmp_path: Path
) -> None:
    session(tmp_path / "whole", limits={"accept": 30})
    (tmp_path / "disk").mkdir()
    words = ["bash", "-c", FULL, "full", str(tmp_path / "disk"), str(corpus), *MMKG]
    done = subprocess.run(["unshare", "-rm", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the disk is full: free some space, then resume" in done.stderr
    assert done.stdout.count("accepted 30 of 30") == 2
    assert "exit code 2" in done.stdout and "Traceback" not in done.stderr
    whole = (tmp_path / "whole" / "samples.jsonl").read_bytes()
    assert (tmp_path / "disk.jsonl").read_bytes() == whole


def test_a_clock_that_jumps_changes_no_sample_and_ends_no_session(
    session: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"accept": 6, "max_minutes": 30}
    session(tmp_path / "steady", limits=limits)
    now, jumps = time.time, iter(range(1_000_000))
    monkeypatch.setattr(
        time, "time", lambda: now() + 86_400 * (-1) ** next(jumps) * (next(jumps) % 7)
    )
    result = session(tmp_path / "jumping", limits=limits)
    monkeypatch.undo()
    assert result.stop_reason == "accepted 6 of 6" and 0 < result.seconds < 1_800
    files = [(tmp_path / name / "samples.jsonl").read_bytes() for name in ("steady", "jumping")]
    assert files[0] == files[1]
    assert 0 <= standing(tmp_path / "jumping").seconds < 1_800
    shown = subprocess.run(
        [*MMKG, "status", str(tmp_path / "jumping"), "--json"], capture_output=True, check=True
    )
    assert json.loads(shown.stdout)["accepted"] == 6
