"""What becomes of a ledger that was torn, damaged, or written by another version."""

import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from mmkg.runtime import ledger_file
from mmkg.runtime.errors import LedgerError
from mmkg.runtime.events import CheckRan, Noted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer

OLD = Path(__file__).parents[1] / "data" / "ledgers"
SETTLED = 12
FILL = """
import os, sys
from pathlib import Path
from mmkg.runtime.events import Noted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer
ledger = Ledger.open(Path(sys.argv[1]), create=True)
for number in range({settled}):
    ledger.keep_reply(f"k{{number}}", "reply " * 200)
    for step in range(30):
        Tracer(ledger, sample=f"s{{number}}", attempt=1).event(Noted(text=f"step {{step}} " * 20))
    ledger.settle(Outcome(f"s{{number}}", number, True, "", "{{}}", 1))
os._exit(9)  # as a kill leaves it: nothing is closed, the log not folded in
"""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files that a killed process left: a ledger and its log of commits."""
    folder = tmp_path_factory.mktemp("killed")
    program = FILL.format(settled=SETTLED)
    subprocess.run([sys.executable, "-c", program, str(folder / "ledger.sqlite")], check=False)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def whole(path: Path) -> int:
    """How many verdicts there are; each has its reply and events, and none before it is missing."""
    with Ledger.open(path) as ledger:
        settled = [outcome.ordinal for outcome in ledger.outcomes()]
        assert settled == list(range(len(settled)))
        for number in settled:
            assert ledger.reply(f"k{number}") is not None
            assert len(list(ledger.events(sample=f"s{number}"))) == 30
        return len(settled)


@pytest.mark.parametrize("seed", range(25))
def test_a_commit_torn_at_any_byte_has_happened_or_has_not(
    left: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    log = left["ledger.sqlite-wal"]
    cut = random.Random(seed).randrange(len(log))
    (tmp_path / "ledger.sqlite").write_bytes(left["ledger.sqlite"])
    (tmp_path / "ledger.sqlite-wal").write_bytes(log[:cut])
    assert whole(tmp_path / "ledger.sqlite") <= SETTLED * cut / len(log)
    (tmp_path / "ledger.sqlite-wal").unlink(missing_ok=True)
    (tmp_path / "ledger.sqlite").write_bytes(left["ledger.sqlite"])
    (tmp_path / "ledger.sqlite-wal").write_bytes(log)
    assert whole(tmp_path / "ledger.sqlite") == SETTLED


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_ledger_is_read_or_said_to_be_damaged(
    left: dict[str, bytes], tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "ledger.sqlite"
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        (tmp_path / name).write_bytes(left[name])
    Ledger.open(path).close()
    rng, data = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(rng.choice((1, 20, 400))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path.write_bytes(data[: rng.choice((len(data), rng.randrange(len(data))))])
    try:
        with Ledger.open(path) as ledger:
            list(ledger.outcomes()), list(ledger.events()), list(ledger.replies()), ledger.totals()
    except LedgerError as told:
        assert str(told).startswith(f"{path}: ") and "\n" not in str(told)
        assert any(words in str(told) for words in ("damaged", "newer mmkg", "disk"))


def test_an_event_that_cannot_be_understood_is_damage_and_no_traceback(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with Ledger.open(path, create=True) as ledger:
        Tracer(ledger).event(Noted(text="x"))
        ledger.flush()
        ledger._connection.execute('UPDATE events SET payload = \'{"kind": "dance"}\'')
        with pytest.raises(LedgerError, match="restore it from a copy"):
            list(ledger.events())


def old(path: Path, version: int) -> Path:
    connection = sqlite3.connect(path)
    connection.executescript((OLD / f"v{version}.sql").read_text())
    connection.close()
    return path


@pytest.mark.parametrize("version", range(1, len(ledger_file.MIGRATIONS) + 1))
def test_a_ledger_of_each_version_is_read_and_gone_on_with(tmp_path: Path, version: int) -> None:
    path = old(tmp_path / "ledger.sqlite", version)
    with Ledger.open(path) as ledger:
        assert ledger.reply("key-1") == '{"content": "reply"}'
        assert [(o.sample_id, o.accepted) for o in ledger.outcomes()] == [
            ("s1", False),
            ("s2", True),
        ]
        (check,) = ledger.events(sample="s1", kind="check")
        assert isinstance(check, CheckRan) and check.why == "w"
        assert ledger.totals().spend.tokens_in == 10
        assert ledger.settle(Outcome("s3", 3, True, "", json.dumps({"n": 3}), 1))
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.totals().accepted == 2


@pytest.mark.parametrize("killed", [False, True])
def test_a_ledger_is_brought_up_in_one_step_even_if_that_is_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    path = old(tmp_path / "ledger.sqlite", 1)
    later = "CREATE TABLE extra (n INTEGER); INSERT INTO extra SELECT ordinal FROM outcomes;"
    if killed:
        halfway = f"{later} SELECT no_such_function();"
        monkeypatch.setattr(ledger_file, "MIGRATIONS", (*ledger_file.MIGRATIONS, halfway))
        with pytest.raises(LedgerError):
            Ledger.open(path)
        monkeypatch.undo()
        with Ledger.open(path, read_only=True) as ledger:
            assert ledger.totals().accepted == 1
    monkeypatch.setattr(ledger_file, "MIGRATIONS", (*ledger_file.MIGRATIONS, later))
    with pytest.raises(LedgerError, match="written by an older mmkg"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path) as ledger:
        assert ledger._connection.execute("SELECT n FROM extra").fetchall() == [(1,), (2,)]
        assert ledger.totals().accepted == 1
    monkeypatch.undo()
    with pytest.raises(LedgerError, match="written by a newer mmkg"):
        Ledger.open(path)


def test_half_a_character_from_a_model_is_kept_as_a_question_mark(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        ledger.keep_reply("k", "a\ud83d")
        Tracer(ledger).event(Noted(text="b\ud83d", detail={"c": ["\udc00"]}))
        key = ledger.keep_text("d\ud83d")
        ledger.settle(Outcome("s1", 1, True, "", "{}", 1))
    with Ledger.open(tmp_path / "ledger.sqlite") as ledger:
        (note,) = ledger.events(kind="note")
        assert isinstance(note, Noted) and (note.text, note.detail) == ("b?", {"c": ["?"]})
        assert (ledger.reply("k"), ledger.text(key)) == ("a?", "d?")
