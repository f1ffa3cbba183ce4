"""Commands as a person or a program uses them, on a real session."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from mmkg.app.cli import main

Captured = pytest.CaptureFixture[str]


def printed(capsys: Captured, *arguments: object, code: int = 0) -> str:
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == code
    return capsys.readouterr().out


def test_run_ends_with_what_came_of_it_and_what_to_type_next(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    out = tmp_path / "s"
    said = printed(capsys, "run", peaks, "--offline", "--accept", 3, "--out", out)
    assert "accepted 3 of 3" in said and "no model was called" in said and "answer: " in said
    for command in ("trace", "reverify", "export"):
        assert re.search(rf"mmkg {command} {re.escape(str(out))}", said)
    assert {"samples.jsonl", "rejected.jsonl", "report.html", "ledger.sqlite", "manifest.json"} <= {
        file.name for file in out.iterdir()
    }


def test_an_impossible_number_ends_with_3_and_the_shortfall_by_cause(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    asked = ("--accept", 20, "--task", "single_chart", "--task", "single_table_single_text")
    said = printed(capsys, "run", peaks, "--offline", *asked, "--out", tmp_path / "s", code=3)
    assert re.search(r"short of 20 by \d+:", said)
    assert "single_chart: 0 of about 10 accepted" in said and "resume" not in said
    told = json.loads(printed(capsys, "status", tmp_path / "s", "--json"))
    assert told["state"] == "ended" and told["reason"] == "no more plans"


def test_the_same_seed_gives_the_same_file(peaks: Path, tmp_path: Path, session: Path):
    again = tmp_path / "again"
    assert main(["run", str(peaks), "--offline", "--accept", "6", "--out", str(again)]) == 0
    assert (again / "samples.jsonl").read_bytes() == (session / "samples.jsonl").read_bytes()


def test_resuming_a_finished_session_changes_nothing(session: Path, capsys: Captured):
    before = (session / "samples.jsonl").read_bytes()
    assert "accepted 6 of 6" in printed(capsys, "resume", session)
    assert (session / "samples.jsonl").read_bytes() == before


def test_status_tells_how_far_a_session_is(session: Path, capsys: Captured):
    told = json.loads(printed(capsys, "status", session, "--json"))
    assert (told["accepted"], told["wanted"], told["state"]) == (6, 6, "ended")
    assert "accepted 6 of 6" in printed(capsys, "status", session)


def test_status_can_be_read_while_another_process_works(session: Path, capsys: Captured):
    code = (
        "import sys; from pathlib import Path; from mmkg.runtime.ledger import Ledger\n"
        "with Ledger.open(Path(sys.argv[1])): print('open', flush=True); sys.stdin.read()"
    )
    ledger = str(session / "ledger.sqlite")
    with subprocess.Popen(
        [sys.executable, "-c", code, ledger], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None and worker.stdout.readline() == b"open\n"
        told = json.loads(printed(capsys, "status", session, "--json"))
        worker.communicate()
    assert told["state"] == "working" and told["accepted"] == 6


def test_trace_lists_samples_and_tells_the_story_of_one_by_the_start_of_its_id(
    session: Path, capsys: Captured
):
    trials = json.loads(printed(capsys, "trace", session, "--json"))
    assert [trial["verdict"] for trial in trials].count("accepted") == 6
    assert trials[0]["sample"] in printed(capsys, "trace", session)
    story = printed(capsys, "trace", session, trials[0]["sample"][:8])
    assert all(word in story for word in ("question", "evidence", "verifier", "✓ leak", "accepted"))
    events = json.loads(printed(capsys, "trace", session, trials[0]["sample"], "--json"))
    assert {"sample_started", "agent", "check", "sample_ended"} <= {e["kind"] for e in events}


def test_trace_lists_only_what_is_wanted(session: Path, capsys: Captured):
    every = json.loads(printed(capsys, "trace", session, "--sort", "time", "--json"))
    assert [t["seconds"] for t in every] == sorted((t["seconds"] for t in every), reverse=True)
    for option, name in (("--check", "leak"), ("--tool", "look_up"), ("--role", "writer")):
        assert json.loads(printed(capsys, "trace", session, option, name, "--json")) == []
    least = every[0]["seconds"]
    slow = printed(capsys, "trace", session, "--min-seconds", least, "--json")
    assert [t["sample"] for t in json.loads(slow)] == [every[0]["sample"]]


def test_trace_follows_a_session_to_its_end(session: Path, capsys: Captured):
    lines = printed(capsys, "trace", session, "--follow", "--json").splitlines()
    assert json.loads(lines[0])["kind"] == "session_started"
    assert json.loads(lines[-1])["kind"] == "session_ended"
    assert "session_ended" in printed(capsys, "trace", session, "--follow").splitlines()[-1]


def test_trace_of_an_unknown_sample_is_bad_use(session: Path, capsys: Captured):
    assert main(["trace", str(session), "zzz"]) == 2
    assert "no sample begins with 'zzz'" in capsys.readouterr().err


def test_reverify_proves_all_samples_from_the_sources(session: Path, capsys: Captured):
    assert "6 of 6 samples hold" in printed(capsys, "reverify", session)
    told = json.loads(printed(capsys, "reverify", session / "samples.jsonl", "--json"))
    assert told["passed"] == 6 and told["failed"] == []


def test_reverify_of_nothing_proves_nothing_and_says_so(tmp_path: Path, capsys: Captured):
    (tmp_path / "samples.jsonl").write_text("\n")
    assert main(["reverify", str(tmp_path / "samples.jsonl"), "--corpus", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert not told.out and "there are no samples here" in told.err and told.err.count("\n") == 1


def test_reverify_names_a_source_that_has_changed(
    session: Path, peaks: Path, tmp_path: Path, capsys: Captured
):
    changed = tmp_path / "peaks.md"
    changed.write_text((peaks / "peaks.md").read_text().replace("8849", "8848"))
    told = json.loads(printed(capsys, "reverify", session, "--corpus", tmp_path, "--json", code=1))
    assert {failure["cause"] for failure in told["failed"]} == {"evidence"}
    assert told["altered"] == ["peaks.md"] and told["passed"] + len(told["failed"]) == 6
    changed.unlink()
    said = printed(capsys, "reverify", session, "--corpus", tmp_path, code=1)
    assert "missing_source: peaks.md" in said and "0 of 6 samples hold" in said


def test_reverify_catches_a_changed_answer_and_a_changed_value(
    session: Path, tmp_path: Path, capsys: Captured
):
    samples = [json.loads(line) for line in (session / "samples.jsonl").read_text().splitlines()]
    first = next(one for one in samples if one["form"] == "open")
    first["answer"]["value"] += "1"
    others = samples[samples.index(first) + 1 :]
    cell = next(item for one in others for item in one["evidence"] if item["kind"] == "cell")
    cell["text"] = "12345"
    file = tmp_path / "tampered.jsonl"
    file.write_text("\n".join(map(json.dumps, samples)))
    (tmp_path / "manifest.json").write_bytes((session / "manifest.json").read_bytes())
    told = json.loads(printed(capsys, "reverify", file, "--json", code=1))
    assert [failure["cause"] for failure in told["failed"]] == ["answer", "evidence"]
    assert told["passed"] == 4


def test_export_writes_messages(session: Path, tmp_path: Path, capsys: Captured):
    out = tmp_path / "train.jsonl"
    assert printed(capsys, "export", session, "--format", "messages", "--to", out) == ""
    lines = out.read_text("utf-8").splitlines()
    assert len(lines) == 6
    assert [m["role"] for m in json.loads(lines[0])["messages"]] == ["user", "assistant"]


def test_parse_prints_one_object(peaks: Path, capsys: Captured):
    told = json.loads(printed(capsys, "parse", peaks / "peaks.md", "--json"))
    assert set(told) == {"document", "tables", "formulas", "figures", "chunks"}
    (table,) = told["tables"]
    assert table["grid"][1][:2] == ["Everest", "8849"] and table["header_rows"] == 1
    cell = next(cell for cell in table["cells"] if cell["text"] == "8611")
    assert cell["value"] == {"kind": "number", "number": 8611, "unit": "m"}
    assert (cell["row_path"], cell["column_path"]) == (["K2"], ["Height"])


def test_tools_are_listed_shown_and_called(session: Path, capsys: Captured):
    names = {tool["name"] for tool in json.loads(printed(capsys, "tools", "list", "--json"))}
    assert {"calculate", "look_up"} <= names
    assert "Label of the row" in printed(capsys, "tools", "show", "look_up")
    asked = json.dumps({"table": "Table 1", "row": "K2", "column": "Height"})
    said = printed(capsys, "tools", "call", "look_up", asked, "--session", session)
    assert "8611" in said


def test_tasks_counts_plans_and_says_why_there_are_none(
    session: Path, peaks: Path, capsys: Captured
):
    for place in (session, peaks):
        told = json.loads(printed(capsys, "tasks", place, "--json"))["tasks"]
        found = {task["name"]: task for task in told}
        assert found["single_table"]["plans"] > 0
        assert found["single_table"]["at_least"] is True
        assert found["single_table"]["why_not"] == ""
        assert found["multi_chart"]["plans"] == 0
        assert found["multi_chart"]["at_least"] is False
        assert "two charts with at least three names in common" in found["multi_chart"]["why_not"]


def test_tasks_of_a_users_own_are_listed_and_wrong_ones_refused(tmp_path: Path, capsys: Captured):
    ours = (Path(str(files("mmkg.graph.tasks"))) / "single_table.yaml").read_text("utf-8")
    own = tmp_path / "rankings.yaml"
    own.write_text(ours.replace("name: single_table", "name: rankings"), "utf-8")
    told = json.loads(printed(capsys, "tasks", "--tasks", own, "--json"))["tasks"]
    assert "rankings" in {task["name"] for task in told}
    own.write_text(own.read_text("utf-8").replace("table: 1", "table: -1"), "utf-8")
    assert main(["tasks", "--tasks", str(own)]) == 2
    assert "carriers.table" in capsys.readouterr().err


def test_graph_and_tasks_and_version_print_json(session: Path, capsys: Captured):
    assert json.loads(printed(capsys, "graph", "stats", session, "--json"))["nodes"]["table"] == 1
    assert "single_table" in {
        t["name"] for t in json.loads(printed(capsys, "tasks", "--json"))["tasks"]
    }
    assert "mmkg" in json.loads(printed(capsys, "version", "--json"))


def test_every_command_has_help_with_an_example_where_it_takes_something(capsys: Captured):
    from mmkg.app.cli import mmkg

    for name in mmkg.list_commands(None):  # type: ignore[arg-type]
        text = printed(capsys, name, "--help")
        assert "Example" in text and f"mmkg {name}" in text, name


@pytest.mark.parametrize("command", [["run"], ["trace"], ["graph", "show"], ["tools"]])
def test_examples_in_help_keep_their_lines(command: list[str], capsys: Captured):
    lines = printed(capsys, *command, "--help").splitlines()
    first = lines.index("  Examples:") + 1
    assert all(line.startswith("    mmkg ") for line in lines[first : first + 2])
    assert "\\b" not in "".join(lines)
