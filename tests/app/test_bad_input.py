"""Bad use and bad input: one clear line on standard error, exit code 2, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mmkg.app.cli import main

Captured = pytest.CaptureFixture[str]


def refused(capsys: Captured, *arguments: object) -> str:
    """The last line on standard error of a command that must fail with exit code 2."""
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert "Traceback" not in "".join(lines)
    return lines[-1]


def test_a_folder_without_documents(tmp_path: Path, capsys: Captured):
    (tmp_path / "README.md").write_text("nothing")
    line = refused(capsys, "run", tmp_path, "--offline", "--out", tmp_path / "s")
    assert "no documents found" in line and not (tmp_path / "s").exists()


def test_a_corpus_that_does_not_exist(tmp_path: Path, capsys: Captured):
    assert "does not exist" in refused(capsys, "run", tmp_path / "nowhere", "--offline")


def test_an_unreadable_file_among_good_ones_is_named_and_the_others_are_used(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    (tmp_path / "peaks.md").write_bytes((peaks / "peaks.md").read_bytes())
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    out = tmp_path / "s"
    asked = ["run", str(tmp_path), "--offline", "--accept", "2", "--out", str(out)]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "not read: " in told and "broken.pdf" in told and "accepted 2 of 2" in told


def test_only_unreadable_files(tmp_path: Path, capsys: Captured):
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    line = refused(capsys, "run", tmp_path, "--offline", "--out", tmp_path / "s")
    assert "broken.pdf" in line


def test_an_unknown_task(peaks: Path, tmp_path: Path, capsys: Captured):
    line = refused(capsys, "run", peaks, "--offline", "--task", "single_tabel", "--out", tmp_path)
    assert "did you mean single_table" in line


def test_a_dead_endpoint(peaks: Path, tmp_path: Path, capsys: Captured):
    url = "http://127.0.0.1:9/v1#m"
    line = refused(capsys, "run", peaks, "--model", url, "--out", tmp_path / "s")
    assert "127.0.0.1:9" in line


def test_a_wrong_key_is_said_and_never_written(
    peaks: Path,
    tmp_path: Path,
    capsys: Captured,
    scripted_endpoint: Any,
    monkeypatch: pytest.MonkeyPatch,
):
    scripted_endpoint.key = "right"
    monkeypatch.setenv("OPENAI_API_KEY", "wrong-key-123456")
    model = f"{scripted_endpoint.url}#{scripted_endpoint.model}"
    line = refused(capsys, "run", peaks, "--model", model, "--out", tmp_path / "s")
    assert "key" in line and "wrong-key-123456" not in line
    for file in (tmp_path / "s").rglob("*"):
        assert not file.is_file() or b"wrong-key-123456" not in file.read_bytes()


def test_an_unknown_model_at_an_endpoint(
    peaks: Path, tmp_path: Path, capsys: Captured, scripted_endpoint: Any
):
    model = f"{scripted_endpoint.url}#other"
    assert "other" in refused(capsys, "run", peaks, "--model", model, "--out", tmp_path / "s")


def test_a_folder_that_holds_a_session_is_refused_for_another_run(
    peaks: Path, session: Path, capsys: Captured
):
    line = refused(capsys, "run", peaks, "--offline", "--out", session)
    assert f"mmkg resume {session}" in line


def test_a_session_whose_corpus_has_changed_is_not_resumed(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    corpus, out = tmp_path / "corpus", tmp_path / "s"
    corpus.mkdir()
    document = corpus / "peaks.md"
    document.write_bytes((peaks / "peaks.md").read_bytes())
    assert main(["run", str(corpus), "--offline", "--accept", "2", "--out", str(out)]) == 0
    before = (out / "samples.jsonl").read_bytes()
    document.write_text(document.read_text().replace("8849", "8848"))
    assert "another corpus" in refused(capsys, "resume", out)
    assert (out / "samples.jsonl").read_bytes() == before


def test_faults_in_data_files_are_told_with_their_lines_and_counted_in_the_report(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    corpus, out = tmp_path / "corpus", tmp_path / "s"
    corpus.mkdir()
    (corpus / "peaks.md").write_bytes((peaks / "peaks.md").read_bytes())
    (corpus / "ragged.csv").write_text("Light,Height\nA,4\nB\nC,5\n")
    (corpus / "pairs.tsv").write_text("subject\tpredicate\tobject\nA\tis in\tX\nB\t\tX\n")
    (corpus / "cut.ttl").write_text('@prefix e: <http://e/> .\ne:a e:b "x" .\ne:c e:d\n')
    (corpus / "bomb.graphml").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE l [<!ENTITY a "ha">]>\n<graphml/>'
    )
    arguments = ["run", str(corpus), "--offline", "--accept", "2", "--out", str(out)]
    assert main(arguments) == 0
    told = capsys.readouterr()
    assert main(["report", str(out), "--markdown"]) == 0
    report = capsys.readouterr().out.partition("## Not read")[2]
    for line in (
        "bomb.graphml, line 2: a DTD in it could expand without end; refused",
        "cut.ttl, line 3: no valid Turtle",
        "ragged.csv: line 3 has 1 fields instead of 2",
        "pairs.tsv, line 3: a triple without its relation; passed over",
    ):
        assert line in told.err + told.out and line in report


@pytest.mark.parametrize("command", ["resume", "status", "trace", "reverify", "report"])
def test_a_folder_without_a_session(command: str, tmp_path: Path, capsys: Captured):
    assert str(tmp_path) in refused(capsys, command, tmp_path)


def test_a_settings_file_with_an_unknown_key_is_named_with_the_key(
    peaks: Path, tmp_path: Path, capsys: Captured
):
    file = tmp_path / "s.toml"
    file.write_text("[limits]\nacept = 3\n")
    line = refused(capsys, "run", peaks, "--settings", file)
    assert "limits.acept" in line and str(file) in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "no command 'frobnicate'"),
        (["rnu"], "did you mean run"),
        (["run"], "CORPUS"),
        (["export", ".", "--format", "xml"], "no export format 'xml'"),
        (["parse", "/nowhere.pdf"], "does not exist"),
        (["tools", "show", "hammer"], "no tool 'hammer'"),
        (["tools", "call", "calculate", "{"], "calculate: "),
        (["model", "fetch", "gpt"], "no model 'gpt'"),
    ],
)
def test_bad_use(arguments: list[str], said: str, capsys: Captured):
    assert said in refused(capsys, *arguments)


def test_windows_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch, capsys: Captured):
    monkeypatch.setattr("mmkg.app.cli.sys.platform", "win32")
    assert "use WSL" in refused(capsys, "tasks")


def test_text_from_documents_cannot_steer_the_terminal(tmp_path: Path, capsys: Captured):
    (tmp_path / "evil.md").write_text("# \x1b[2J\x1b]0;owned\x07 Title\n\nSome text here.\n")
    main(["parse", str(tmp_path / "evil.md")])
    assert "\x1b" not in capsys.readouterr().out


def test_a_full_disk_is_said_in_one_line_and_the_session_goes_on_later(peaks: Path, tmp_path: Path):
    # A limit on the size of files stands for the disk: SQLite and we get the same refusal.
    out = tmp_path / "s"
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "from mmkg.app.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    asked = ["run", str(peaks), "--offline", "--accept", "100", "--out", str(out)]
    full = subprocess.run(
        [sys.executable, "-c", code, *asked], capture_output=True, text=True, env={**os.environ}
    )
    assert full.returncode == 2, full.stderr
    assert "Traceback" not in full.stderr
    last = full.stderr.splitlines()[-1]
    assert last.startswith("mmkg: ") and ("disk" in last or "grow" in last or "full" in last), last
    assert main(["resume", str(out)]) == 0
    ids = [json.loads(line)["id"] for line in (out / "samples.jsonl").read_text().splitlines()]
    assert len(ids) == len(set(ids)) == 100
