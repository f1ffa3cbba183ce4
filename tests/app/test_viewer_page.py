"""The viewer as people use it: in a real browser, by mouse and by keyboard, light and dark."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkg.app.cli import main
from mmkg.app.viewer.answers import Answers
from mmkg.app.viewer.server import Viewer
from mmkg.dataset.sample import Sample
from mmkg.graph.store import Graph
from mmkg.runtime.events import ChatCalled, Noted, SampleStarted, ToolCalled
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.trace import Tracer

HOSTILE = (
    "</script><img src=x onerror=\"document.title='stolen'\"><script>document.title='stolen'"
    '</script><svg onload="document.title=\'stolen\'"></svg><a href="javascript:stolen=1">x</a>'
)
VIEWS = ("overview", "samples", "sample/s00001", "documents", "documents/*", "graph/entity%3Amars")
TOOL = {"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}
SEARCH = "document.activeElement?.type === 'search'"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session on a PDF of the examples."""
    examples = Path(__file__).parents[2] / "examples" / "corpus"
    corpus = tmp_path_factory.mktemp("corpus")
    shutil.copy(examples / "planets.pdf", corpus)
    folder = tmp_path_factory.mktemp("runs") / "planets"
    assert main(["run", str(corpus), "--offline", "--accept", "5", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def hostile(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session with markup in every text of a sample, of its trace and of its graph."""
    folder = tmp_path_factory.mktemp("hostile") / "s"
    shutil.copytree(whole, folder)
    graph = Graph.load(folder / "graph")
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        outcome = next(one for one in ledger.outcomes() if one.accepted)
        good = Sample.model_validate_json(outcome.sample)
        steps = tuple(step.model_copy(update={"text": HOSTILE}) for step in good.steps)
        evidence = tuple(
            item.model_copy(update={"text": HOSTILE}) if hasattr(item, "text") else item
            for item in good.evidence
        )
        told = {"id": "s90000-x", "question": HOSTILE, "steps": steps, "evidence": evidence}
        bad = good.model_copy(update={**told, "task": HOSTILE, "path": ("entity:bad",)})
        ledger.record(Noted(sample=bad.id, span="a", text=HOSTILE, detail=HOSTILE))
        ledger.record(ToolCalled(sample=bad.id, span="b", tool=HOSTILE, args=HOSTILE))
        said = bad.model_dump_json(), 1
        ledger.settle(Outcome(bad.id, 90000, False, HOSTILE, *said))
    node = next(graph.of_type("entity"))
    graph.nodes["entity:bad"] = node.model_copy(update={"id": "entity:bad", "name": HOSTILE})
    graph.save(folder / "graph")
    return folder


@pytest.fixture
def opened(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a view of a session, and waits until it stands."""
    servers: dict[Path, Viewer] = {}
    pages: list[Any] = []

    def open_one(session: Path, view: str, **size: Any) -> Any:
        if session not in servers:
            servers[session] = Viewer(Answers(session))
            threading.Thread(target=servers[session].serve_forever, daemon=True).start()
        documents = servers[session].RequestHandlerClass.args[0].book.graph.documents  # type: ignore[attr-defined]
        place = view.replace("*", next(iter(documents))[:12])
        pages.append(browser(f"{servers[session].address}#/{place}", **size))
        stands(pages[-1])
        return pages[-1]

    yield open_one
    for page in pages:
        page.__exit__()
    for server in servers.values():
        server.shutdown()
        server.server_close()
        server.RequestHandlerClass.args[0].close()  # type: ignore[attr-defined]


def until(page: Any, script: str, seconds: float = 30) -> Any:
    """Wait for an expression to be true; the page may still be on its way."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if value := page.run(f"(found => found instanceof Node || found)({script})"):
                return value
        except AssertionError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"never true: {script}; faults: {page.faults}")


def stands(page: Any) -> None:
    until(page, "document.querySelector('main:not([aria-busy]) > *')")


def faults(page: Any) -> list[str]:
    return [f for f in page.faults if not f.startswith("asked for http://127.0.0.1:")]


def test_hovering_or_focusing_a_step_lights_its_evidence_on_the_page(
    opened: Callable[..., Any], whole: Path
):
    page = opened(whole, "sample/s00001")
    assert until(page, "document.querySelectorAll('.stage rect.evidence').length") >= 1
    picture = "document.querySelector('.stage img')"
    until(page, f"{picture}.complete && {picture}.naturalWidth > 600")
    assert page.run("document.querySelectorAll('.lit').length") == 0
    cites = page.run(
        "(step => { step.focus(); return step.dataset.cites.split(' ') })"
        "(document.querySelector('.steps .step'))"
    )
    lit = page.run("[...document.querySelectorAll('.stage rect.lit')].map(r => r.dataset.cites)")
    assert lit and set(lit) <= set(cites)
    page.run("document.activeElement.blur()")
    box = page.run(
        "(({x, y, width, height}) => [x + width / 2, y + height / 2])"
        "(document.querySelector('ul.evidence .step').getBoundingClientRect())"
    )
    page.mouse("mouseMoved", *box)
    first = page.run("document.querySelector('ul.evidence .step').dataset.cites")
    until(page, f"document.querySelectorAll('.stage .lit[data-cites=\"{first}\"]').length")
    assert faults(page) == []


@pytest.mark.parametrize("kind", ["cell", "point", "formula", "symbol", "text", "edge"])
def test_each_kind_of_evidence_can_be_pointed_at_on_its_page(
    opened: Callable[..., Any], whole: Path, kind: str
):
    page = opened(whole, "sample/s00001")
    style = page.run(
        f"""(box => {{ box.setAttribute('class', 'evidence {kind}');
        const {{ pointerEvents, stroke }} = getComputedStyle(box);
        return [pointerEvents, stroke] }})(document.querySelector('.layer .evidence'))"""
    )
    assert style == ["auto", "rgb(184, 122, 0)"]


def test_boxes_lie_where_the_cited_words_are_printed(opened: Callable[..., Any], whole: Path):
    page = opened(whole, "sample/s00001")
    shares = page.run(
        """[...document.querySelectorAll('.stage .paper')].map(paper => {
        const all = paper.getBoundingClientRect();
        const size = paper.querySelector('svg').viewBox.baseVal;
        return Math.abs(all.width / all.height - size.width / size.height) })"""
    )
    assert shares and all(share < 0.01 for share in shares)


def test_the_derivation_is_mathematics_whose_leaves_name_evidence(
    opened: Callable[..., Any], whole: Path
):
    page = opened(whole, "sample/s00001")
    leaves = page.run(
        "[...document.querySelectorAll('.proof math .cite')].map(leaf => leaf.dataset.cites)"
    )
    known = page.run(
        "[...document.querySelectorAll('ul.evidence .step')].map(e => e.dataset.cites)"
    )
    assert leaves and {one for leaf in leaves for one in leaf.split()} <= set(known)


def test_a_link_to_a_step_opens_it(opened: Callable[..., Any], whole: Path):
    with Ledger.open(whole / "ledger.sqlite", read_only=True) as ledger:
        sample = next(ledger.outcomes()).sample_id
        check = next(e for e in ledger.events(sample=sample) if e.kind == "check")
    page = opened(whole, f"sample/{sample}?step={check.span}")
    named = until(page, "document.querySelector('.named')?.innerText")
    assert check.name in named
    assert page.run("document.querySelector('.named').checkVisibility()")


@pytest.fixture(scope="module")
def talking(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The session with a model call of quotes and of more than is shown, and an older draft."""
    folder = tmp_path_factory.mktemp("talking") / "s"
    shutil.copytree(whole, folder)
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        outcome = next(one for one in ledger.outcomes() if one.accepted)
        tracer = Tracer(ledger, sample=outcome.sample_id, attempt=1)
        with tracer.agent("writer") as writer:
            asked = {"role": "user", "content": "It's a `long` $text: " + "word " * 20_000}
            keep = ledger.keep_text
            hashes = {"messages": [keep(json.dumps(asked))], "tools": keep(json.dumps([TOOL]))}
            reply = keep(json.dumps([{"role": "assistant", "content": "done"}]))
            call = ChatCalled(model="scripted", reply=reply, reply_key="k", **hashes)  # type: ignore[arg-type]
            writer.event(call)
    return folder


def test_a_model_call_is_copied_as_a_command_that_asks_the_same_again(
    opened: Callable[..., Any], talking: Path, scripted_endpoint: Any
):
    page = opened(talking, "sample/s00001")
    page.send("Browser.grantPermissions", permissions=["clipboardReadWrite"])
    until(page, "document.querySelector('.event.chat')")
    shown = page.run("document.querySelector('.event.chat pre').textContent")
    assert shown.endswith("characters in all)") and len(shown) < 51_000
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    x, y = page.run(
        """(button => { button.scrollIntoView({block: 'center'});
        const at = button.getBoundingClientRect(); return [at.x + 4, at.y + 4] })
        (document.querySelector('.event.chat .tools button:last-child'))"""
    )
    page.click(x, y)
    until(page, "[...document.querySelectorAll('button')].some(b => b.textContent === 'copied')")
    command = page.run("navigator.clipboard.readText()")
    scripted_endpoint.say("again")
    known = {"OPENAI_BASE_URL": scripted_endpoint.url, "OPENAI_API_KEY": "none"}
    done = subprocess.run(
        ["bash", "-c", command], env=os.environ | known, capture_output=True, check=True
    )
    assert b"again" in done.stdout
    (request,) = scripted_endpoint.requests
    assert request["messages"][0]["content"].startswith("It's a `long` $text: word")
    assert len(request["messages"][0]["content"]) > 100_000 and request["tools"] == [TOOL]


def test_the_path_is_walked_to_its_nodes_in_the_graph(opened: Callable[..., Any], whole: Path):
    page = opened(whole, "sample/s00001")
    drawn = until(page, "document.querySelectorAll('.path svg circle').length")
    assert drawn == page.run("document.querySelectorAll('.path .names a').length") >= 2
    name = page.run("document.querySelector('.path .names a').innerText")
    page.run("document.querySelector('.path .names a').click()")
    assert name in until(page, "document.querySelector('.about h2')?.innerText")
    page.run("document.querySelector('.neighbours a').click()")
    until(page, f"document.querySelector('.about h2')?.innerText !== {json.dumps(name)}")
    assert faults(page) == []


def test_a_sample_in_work_is_in_the_table(opened: Callable[..., Any], whole: Path, tmp_path: Path):
    folder = tmp_path / "working"
    shutil.copytree(whole, folder)
    with Ledger.open(folder / "ledger.sqlite") as ledger:
        ledger.record(SampleStarted(sample="s00042-now", attempt=1, task="single_table"))
        ledger.flush()
        page = opened(folder, "samples?outcome=working")
        assert "working" in until(page, "document.querySelector('.samples tbody')?.innerText")
        page.run("document.querySelector('.samples tbody a').click()")
        until(page, "document.querySelector('.sample')?.innerText.includes('at work on it')")


def test_all_can_be_done_from_the_keyboard(opened: Callable[..., Any], whole: Path):
    page = opened(whole, "overview")
    page.key("2", "2")
    until(page, "document.querySelector('.samples tbody a')")
    page.key("/", "/")
    assert page.run(SEARCH)
    page.type("s0000")
    until(page, "location.hash.includes('text=s0000')")
    page.key("Escape")
    page.key("j", "j")
    page.key("j", "j")
    assert (
        page.run(
            "[...document.querySelectorAll('.samples tbody a')].indexOf(document.activeElement)"
        )
        == 1
    )
    page.key("Enter", "\r")
    assert "s00002" in until(page, "document.querySelector('.sample')?.innerText")
    page.key("]", "]")
    until(page, "document.querySelector('.sample')?.innerText.includes('s00003')")
    page.key("[", "[")
    until(page, "document.querySelector('.sample')?.innerText.includes('s00002')")
    page.key("?", "?")
    assert page.run("document.querySelector('dialog').open")
    page.key("Escape")
    page.run("document.querySelector('dialog').close()")
    page.key("u", "u")
    until(page, "document.querySelector('.samples')")
    page.key("4", "4")
    until(page, "document.querySelector('.hits a')")
    page.key("/", "/")
    page.type("mars")
    until(page, "document.querySelector('.hits a')?.innerText.includes('Mars')")
    page.key("ArrowDown")
    page.key("Enter", "\r")
    until(page, "document.querySelector('.neighbours a')")
    assert faults(page) == []


def test_a_box_on_a_page_tells_what_was_read_there(opened: Callable[..., Any], whole: Path):
    page = opened(whole, "documents")
    page.run("document.querySelector('.documents tbody a').click()")
    until(page, "document.querySelector('.found.table')")
    x, y = page.run(
        """(rect => { rect.scrollIntoView({block: 'center'});
        const at = rect.getBoundingClientRect(); return [at.x + 6, at.y + 6] })
        (document.querySelector('.found.table'))"""
    )
    page.click(x, y)
    said = until(
        page, "document.querySelector('.panel table') && document.querySelector('.panel').innerText"
    )
    assert "Table" in said and "confidence" in said
    assert page.run("document.querySelectorAll('rect.cell').length") > 5
    assert faults(page) == []


@pytest.mark.parametrize("view", ["samples", "sample/s90000-x", "graph/entity%3Abad", "overview"])
def test_text_of_documents_and_models_stays_text(
    opened: Callable[..., Any], hostile: Path, view: str
):
    page = opened(hostile, view)
    assert until(page, "document.querySelector('main').innerText.includes('onerror=')")
    page.run("document.querySelectorAll('details').forEach(each => { each.open = true })")
    time.sleep(0.2)
    assert page.run("document.title") != "stolen"
    assert page.run("typeof stolen") == "undefined"
    assert (
        page.run("document.querySelectorAll('main script, main [onerror], main [onload]').length")
        == 0
    )
    assert page.run("[...document.querySelectorAll('a')].every(a => a.hash.startsWith('#/'))")
    assert faults(page) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_accessibility_checker_finds_nothing_serious(
    opened: Callable[..., Any], whole: Path, view: str, dark: bool
):
    found = importlib.util.find_spec("axe_core_python")
    if found is None or found.origin is None:
        pytest.skip("axe-core-python is not installed")
    page = opened(whole, view, dark=dark)
    page.run(Path(found.origin).with_name("axe.min.js").read_text("utf-8") + "; 0")
    said = page.run(
        """axe.run().then(run => run.violations
        .filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)
          + node.any.map(each => each.message).join())]))"""
    )
    assert said == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(opened: Callable[..., Any], whole: Path, view: str):
    page = opened(whole, view, width=390, height=844)
    assert page.run("document.documentElement.scrollWidth") <= 390


def test_the_same_is_written_as_files_that_need_no_server(
    browser: Any, hostile: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "site"
    assert main(["view", str(hostile), "--static", str(folder)]) == 0
    start = (folder / "index.html").as_uri()
    assert capsys.readouterr().out.strip() == str(folder / "index.html")
    assert main(["view", str(hostile), "--static", str(folder)]) == 2
    assert "is not empty" in capsys.readouterr().err
    with browser(f"{start}#/samples?text=s00002") as page:
        until(page, "document.querySelectorAll('.samples tbody a').length === 1")
        page.run("document.querySelector('.samples tbody a').click()")
        until(page, "document.querySelector('.stage img')?.naturalWidth > 600")
        for view in ("overview", "documents", "graph/entity%3Amars", "sample/s90000-x"):
            page.run(f"location.hash = '#/{view}'")
            until(
                page, "!document.querySelector('.stage img, .fault')" if view == "overview" else "1"
            )
            stands(page)
            assert page.run("document.querySelector('.fault')?.textContent ?? ''") == ""
        assert page.run("document.title") != "stolen"
        assert page.faults == []
