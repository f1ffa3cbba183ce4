"""One session made in parts, by several processes or machines, and put together again."""

import asyncio
import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.merging import merge
from mmkg.agents.session import SessionRequest, SessionResult, resume_session, run_session
from mmkg.app.folder import open_ledger
from mmkg.app.standing import standing
from mmkg.app.trials import trials
from mmkg.dataset.checks.duplicate import fingerprint
from mmkg.dataset.publish import read_samples
from mmkg.dataset.reverify import reverify
from mmkg.runtime.errors import MmkgError, UsageError
from mmkg.runtime.settings import Settings, Shard

Run = Callable[..., SessionResult]


class Silent:
    def stage(self, name: str) -> None: ...

    def ingested(self, done: int, total: int, name: str) -> None: ...

    def settled(self, outcome: object, accepted: int, wanted: int) -> None: ...

    def note(self, text: str) -> None: ...


def shard(folder: Path, corpus: Path, name: str, **settings: Any) -> SessionResult:
    asked = Settings.model_validate({"shard": name, "limits": {"accept": 8}} | settings)
    return asyncio.run(run_session(SessionRequest(folder, (corpus,), asked), Silent()))


def verdicts(folder: Path) -> int:
    """How many a session's ledger holds; another process may be writing it."""
    try:
        with open_ledger(folder) as ledger:
            return sum(1 for _ in ledger.outcomes())
    except MmkgError:
        return 0


@pytest.fixture(scope="module")
def shards(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three finished shards of one session; tests must not change them."""
    room = tmp_path_factory.mktemp("shards")
    for number in (1, 2, 3):
        shard(room / str(number), corpus, f"{number}/3")
    return [room / "1", room / "2", room / "3"]


def test_parts_of_a_number_add_up_and_each_plan_is_in_one_shard() -> None:
    every = [Shard(number=number, of=3) for number in (1, 2, 3)]
    assert [one.part(20) for one in every] == [7, 7, 6]
    for key in ("00", "a7", "ffe1"):
        assert sum(one.has(key) for one in every) == 1
    for bad in ("0/3", "4/3", "2", "a/b", "-1/3"):
        with pytest.raises(ValueError, match="shard|wanted i/n|greater"):
            Settings.model_validate({"shard": bad})


def test_shards_merge_to_the_same_bytes_in_any_order(
    shards: list[Path], corpus: Path, tmp_path: Path
) -> None:
    one, two, three = shards
    merge([one, two, three], tmp_path / "forth")
    merge([three, one, two], tmp_path / "back")
    for name in ("samples.jsonl", "rejected.jsonl", "manifest.json", "graph/graph.zip"):
        assert (tmp_path / "forth" / name).read_bytes() == (tmp_path / "back" / name).read_bytes()
    samples = list(read_samples(tmp_path / "forth"))
    parts = [sample for folder in shards for sample in read_samples(folder)]
    assert len(samples) == len({sample.id for sample in parts}) == 24
    numbers, plans = zip(*(sample.id.split("-") for sample in parts), strict=True)
    assert len(set(numbers)) == len(set(plans)) == 24
    assert [number for number in sorted(numbers)[:4]] == ["s00001", "s00002", "s00003", "s00004"]
    assert [sample.id for sample in samples] == sorted(sample.id for sample in parts)
    proven = reverify(samples, [corpus])
    assert (proven.checked, proven.failed) == (24, [])


def test_a_merged_session_can_be_read_like_any_other(shards: list[Path], tmp_path: Path) -> None:
    merge(shards, tmp_path / "all")
    now = standing(tmp_path / "all")
    assert (now.state, now.wanted, now.totals.accepted) == ("ended", 24, 24)
    assert now.seconds == pytest.approx(sum(standing(each).seconds for each in shards), abs=0.2)
    with open_ledger(tmp_path / "all") as ledger:
        tried = {trial.sample: trial for trial in trials(ledger)}
        assert all(tried[sample.id].verdict for sample in read_samples(tmp_path / "all"))
        assert "calibration" in ledger.meta


def test_what_two_shards_ask_alike_is_kept_once_and_a_resumed_session_fills_up(
    shards: list[Path], tmp_path: Path
) -> None:
    one, two, three = shards
    first, second = (next(s for s in read_samples(each) if s.plain is None) for each in (one, two))
    alike = shutil.copytree(two, tmp_path / "alike")
    with sqlite3.connect(alike / "ledger.sqlite") as connection:  # as if models had put it so
        made = second.model_copy(update={"question": first.question})
        change = "UPDATE outcomes SET sample = ? WHERE sample_id = ?"
        connection.execute(change, (made.model_dump_json(), made.id))
    both = tmp_path / "both"
    assert merge([one, alike, three], both) == 1
    merged = standing(both)
    assert merged.short and merged.totals.accepted == 23
    with open_ledger(both) as ledger:
        (tried,) = (trial for trial in trials(ledger) if trial.sample == made.id)
    assert (tried.verdict, tried.reason) == ("rejected", "duplicate")
    rejected = [json.loads(line) for line in (both / "rejected.jsonl").read_text().splitlines()]
    assert ("duplicate", made.id) in {(each["reason"], each["id"]) for each in rejected}
    before = [sample.id for sample in read_samples(both)]
    for _ in range(2):  # the second finds nothing left to do
        result = asyncio.run(resume_session(both, Silent()))
        after = list(read_samples(both))
        assert result.accepted == len(after) == 24
        assert [sample.id for sample in after][:23] == before and made.id not in before
        assert len({fingerprint(sample.question) for sample in after}) == 24


def test_a_shard_that_was_killed_is_refused_until_it_is_resumed(
    corpus: Path, tmp_path: Path
) -> None:
    killed, one_by_one = tmp_path / "killed", tmp_path / "session.toml"
    shards = [tmp_path / str(number) for number in (1, 2, 3)]
    for folder in shards:
        shard(folder, corpus, f"{folder.name}/3", limits={"accept": 8, "window": 1})
    one_by_one.write_text("[limits]\nwindow = 1\n")
    asked = ["--offline", "--accept", "24", "--shard", "2/3", "--out", str(killed)]
    asked += ["--settings", str(one_by_one)]
    command = [sys.executable, "-m", "mmkg.app", "run", str(corpus), *asked]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while child.poll() is None and verdicts(killed) < 3:
        time.sleep(0.02)
    child.kill()
    child.wait()
    assert 3 <= verdicts(killed) < 8
    with pytest.raises(
        UsageError, match=r"shard 2/3 has not done its part \(it was killed.*resume"
    ):
        merge([shards[0], killed, shards[2]], tmp_path / "all")
    asyncio.run(resume_session(killed, Silent()))
    merge([shards[0], killed, shards[2]], tmp_path / "all")
    merge(shards, tmp_path / "whole")
    for name in ("samples.jsonl", "rejected.jsonl", "graph/graph.zip"):
        assert (tmp_path / "all" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_what_is_no_whole_set_of_shards_is_refused(
    shards: list[Path], corpus: Path, session: Run, tmp_path: Path
) -> None:
    one, two, three = shards
    out = tmp_path / "out"
    copy = shutil.copytree(one, tmp_path / "copy")
    shard(tmp_path / "seeded", corpus, "2/3", seed=5, limits={"accept": 1})
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "notes.md").write_text("# Notes\n\nSome words.\n")
    shard(tmp_path / "other", tmp_path / "notes", "2/3", limits={"accept": 1})
    shard(tmp_path / "fewer", corpus, "2/2", limits={"accept": 1})
    session(tmp_path / "whole", limits={"accept": 1})
    (tmp_path / "nothing").mkdir()
    for folders, why in (
        ([one, two], "shard 3/3 is missing"),
        ([one, copy, two, three], "are both shard 1/3"),
        ([one, tmp_path / "seeded"], "other settings.*seed is 1 there, 5 now"),
        ([one, tmp_path / "other"], "another corpus"),
        ([one, tmp_path / "fewer"], "2 shards, not 3"),
        ([one, tmp_path / "whole"], "not made with --shard"),
        ([one, tmp_path / "nothing"], "holds no session"),
    ):
        with pytest.raises(UsageError, match=why):
            merge(folders, out)
        assert not out.exists()
    merge([one, three], out, incomplete=True)
    assert len(list(read_samples(out))) == 16
