"""The viewer's server: what it answers, to whom, and what it says when something is wrong."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from mmkg.app.cli import main
from mmkg.app.viewer.answers import Answers
from mmkg.app.viewer.server import Viewer
from mmkg.runtime.events import SampleStarted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def viewer(session: Path) -> Iterator[Viewer]:
    answers = Answers(session)
    with Viewer(answers) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    answers.close()


@pytest.fixture(scope="module")
def ask(viewer: Viewer) -> Ask:
    def ask_one(path: str, **given: str) -> Any:
        status, _, body = fetch(viewer, f"/api/{path}?{urlencode(given)}")
        assert status == 200, body
        return json.loads(body)

    return ask_one


def fetch(
    viewer: Viewer, path: str, host: str = "", method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", viewer.server_port)
    connection.request(method, path, headers={"Host": host} if host else {})
    answer = connection.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def test_samples_are_filtered_sorted_and_paged(ask: Ask):
    every = ask("samples")
    assert every["whole"] and every["count"] == len(every["rows"]) >= 6
    accepted = ask("samples", outcome="accepted", sort="answer", down="1")
    assert accepted["count"] == 6
    answers = [row["answer"] for row in accepted["rows"]]
    assert answers == sorted(answers, reverse=True)
    page = ask("samples", start="2", most="3")
    assert [row["id"] for row in page["rows"]] == [row["id"] for row in every["rows"][2:5]]
    word = every["rows"][0]["question"].split()[-1].upper()
    assert all(word.lower() in json.dumps(r).lower() for r in ask("samples", text=word)["rows"])
    assert ask("samples", text="no such words")["rows"] == []
    scored = ask("samples", score="novelty", least="0.5", sort="score")
    assert scored["count"] and all(row["scores"]["novelty"] >= 0.5 for row in scored["rows"])


def test_a_sample_names_each_cited_cell_and_its_proof_ends_in_its_answer(ask: Ask):
    name = ask("samples", outcome="accepted")["rows"][0]["id"]
    view = ask("sample", id=name[:6])
    assert view["id"] == name and view["accepted"]
    ids = {item["id"] for item in view["evidence"]}
    assert {cite for step in view["steps"] for cite in step["cites"]} <= ids
    assert {cite for line in view["proof_lines"] for cite in line["cites"]} <= ids
    table = next(iter(view["carriers"].values()))
    texts = {(cell["row"], cell["column"]): cell["text"] for cell in table["cells"]}
    cells = [item for item in view["evidence"] if item["kind"] == "cell"]
    assert cells and all(texts[tuple(item["at"])] in item["text"] for item in cells)
    assert {event["kind"] for event in view["events"]} >= {"agent", "check", "sample_ended"}


def test_neighbours_of_a_node_lead_back_to_it(ask: Ask):
    node = ask("find", text="everest")[0]
    view = ask("node", id=node["id"])
    assert view["name"] == "Everest" and view["places"]
    for edge in view["edges"]:
        assert node["id"] in [back["id"] for back in ask("node", id=edge["id"])["edges"]]


def test_documents_say_what_was_found(ask: Ask):
    (row,) = ask("documents")
    assert (row["name"], row["tables"], row["problems"]) == ("peaks.md", 1, 0)
    found = ask("document", sha256=row["sha256"][:12])["found"]
    table = next(one for one in found if one["kind"] == "table")
    cells = ask("carrier", id=table["id"])["cells"]
    assert {"8849", "K2"} <= {cell["text"] for cell in cells}
    assert next(cell for cell in cells if cell["text"] == "8849")["unit"] == "m"


def test_the_overview_counts_what_the_session_made(ask: Ask):
    now = ask("overview")
    assert (now["state"], now["accepted"], now["wanted"]) == ("ended", 6, 6)
    assert sum(good for good, _ in now["tasks"].values()) == 6
    stopped = sum(check["stopped"] for check in now["checks"])
    assert now["drafts"] - stopped >= 6
    covered = ask("coverage")
    assert covered["whole"] and covered["overall"]["cells"]["used"] > 0


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/sample?id=nothing", "no sample begins with 'nothing'"),
        ("/api/sample", "'id' is missing"),
        ("/api/samples?sort=rowid%3Bdrop", "sort: "),
        ("/api/samples?most=100000", "most: "),
        ("/api/node?id=x", "no node 'x'"),
        ("/api/document?sha256=ff", "0 documents"),
        ("/api/carrier?id=x", "nothing called 'x'"),
        ("/api/secrets", "there is no 'secrets'"),
        ("/page/" + "f" * 64 + "/1.png", "the file is gone"),
        ("/" + quote("../server.py", safe=""), "there is no page"),
        ("/..%2f..%2fledger.sqlite", "there is no page"),
        ("/a/b/c/d", "there is no such page"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(viewer: Viewer, path: str, said: str):
    status, _, body = fetch(viewer, path)
    assert status == 404 and said in json.loads(body)["error"]


def test_only_this_machine_is_answered_and_nothing_can_be_changed(viewer: Viewer, session: Path):
    assert viewer.server_address[0] == "127.0.0.1"
    assert fetch(viewer, "/", host=f"localhost:{viewer.server_port}")[0] == 200
    for host in ("evil.example", f"evil.example:{viewer.server_port}", "127.0.0.1:1"):
        assert fetch(viewer, "/api/overview", host=host)[0] == 403
    for method in ("POST", "PUT", "DELETE"):
        assert fetch(viewer, "/api/overview", method=method)[0] == 501
    _, headers, _ = fetch(viewer, "/")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")
    assert "Access-Control-Allow-Origin" not in headers


def test_a_session_is_shown_as_it_grows(session: Path, tmp_path: Path):
    folder = tmp_path / "growing"
    shutil.copytree(session, folder)
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        last = list(ledger.outcomes())[-1]
    answers = Answers(folder)
    ask: Ask = lambda path, **given: answers.answer(path, given)  # noqa: E731
    before = ask("samples")
    assert ask("overview")["state"] == "ended"
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.record(SampleStarted(sample="s99999-new", attempt=1, task="single_table"))
        ledger.flush()
        begun = ask("samples", outcome="working")
        (row,) = begun["rows"]
        assert (row["id"], row["accepted"], row["task"]) == ("s99999-new", None, "single_table")
        assert begun["working"] and ask("overview")["state"] == "working"
        assert ask("sample", id="s99999")["accepted"] is None
        assert ask("beside", id="s99999-new") == {"previous": last.sample_id, "next": None}
        ledger.settle(Outcome("s99999-new", 99999, False, "new", "{}", 1))
        after = ask("samples")
    assert ask("samples", outcome="working")["count"] == 0
    assert after["count"] == before["count"] + 1
    view = ask("sample", id="s99999")
    assert (view["accepted"], view["reason"]) == (False, "new")
    assert ask("beside", id="s99999-new") == {"previous": last.sample_id, "next": None}
    answers.close()


def test_a_sample_that_a_stopped_session_left_unfinished_is_listed(session: Path, tmp_path: Path):
    folder = tmp_path / "stopped"
    shutil.copytree(session, folder)
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.record(SampleStarted(sample="s00099-left", attempt=2, task="single_table"))
    answers = Answers(folder)
    found: Any = answers.answer("samples", {"outcome": "working"})
    assert [row["id"] for row in found["rows"]] == ["s00099-left"] and not found["working"]
    answers.close()


def test_a_session_without_a_graph_or_a_draft_says_so(tmp_path: Path):
    with Ledger.open(tmp_path / "ledger.sqlite", create=True):
        pass
    answers = Answers(tmp_path)
    viewer = Viewer(answers)
    viewer.server_close()
    assert answers.answer("samples", {})["count"] == 0  # type: ignore[index, call-overload]
    assert answers.answer("overview", {})["graph"] is None  # type: ignore[index, call-overload]
    with pytest.raises(Exception, match="there is no graph here yet"):
        answers.answer("documents", {})
    answers.close()


def test_a_ledger_of_a_newer_version_and_a_folder_without_one_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["view", str(tmp_path), "--no-browser"]) == 2
    assert "holds no session" in capsys.readouterr().err
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert main(["view", str(tmp_path), "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert "written by a newer mmkg (format 99): update mmkg" in said and said.count("\n") == 1


def test_a_taken_port_is_one_line(
    viewer: Viewer, session: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["view", str(session), "--no-browser", "--port", str(viewer.server_port)]) == 2
    assert "give another --port" in capsys.readouterr().err
