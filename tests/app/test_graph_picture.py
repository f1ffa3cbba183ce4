"""The picture of a graph as people use it: in a real browser, by mouse and by keyboard."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkg.app.graph_picture import picture
from mmkg.graph.neighbourhood import most_joined, neighbourhood
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Merge, Node
from mmkg.graph.store import Graph

HOSTILE = "</script><img src=x onerror=\"document.title='stolen'\"><script>stolen=1</script>"


@pytest.fixture(scope="module")
def graph() -> Graph:
    graph = Graph()
    place = Address(document="d" * 64, page=2)
    graph.add(Node(id="d" * 64, type="document", name="Orbits"))
    graph.add(Node(id="t", type="chunk", name=HOSTILE, description=HOSTILE))
    graph.add(
        Node(id="ceres", type="entity", name="Ceres", aliases=("谷神星",), addresses=(place,))
    )
    graph.add(Node(id="pluto", type="entity", name="Pluto"))
    graph.connect(Edge(source="t", target="d" * 64, label="belongs_to"))
    graph.connect(Edge(source="ceres", target="t", label="locate", addresses=(place,), text="here"))
    graph.connect(Edge(source="ceres", target="pluto", label="smaller than"))
    old = Node(id="1", type="entity", name="1 Ceres")
    graph.merges = [Merge(kept="ceres", merged=old, why="a number before the name", by="rule")]
    return graph


@pytest.fixture
def opened(browser: Any, graph: Graph, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Opens a picture of some nodes, all if not said which."""
    pages: list[Any] = []

    def open_one(nodes: list[str] | None = None, of: Graph = graph, focus: str = "", **size: Any):
        page = tmp_path / "graph.html"
        page.write_text(picture(of, nodes or list(of.nodes), "Bodies", focus), encoding="utf-8")
        pages.append(browser(page.as_uri(), **size))
        return pages[-1]

    yield open_one
    for page in pages:
        page.__exit__()


def position(page: Any, name: str) -> tuple[float, float]:
    """Where a node is on the screen."""
    box = page.run("(({left, top}) => [left, top])(canvas.getBoundingClientRect())")
    x, y = page.run(f"place(nodes.find(node => node.name === {name!r}))")
    return box[0] + x, box[1] + y


def panel(page: Any) -> str:
    text: str = page.run("panel.hidden ? '' : panel.innerText")
    return text


def test_a_click_shows_names_merges_neighbours_and_places(opened: Callable[..., Any]):
    page = opened()
    page.click(*position(page, "Ceres"))
    said = panel(page)
    for part in (
        "Ceres",
        "谷神星",
        "1 Ceres: a number before the name",
        "locate",
        "Pluto",
        "page 2",
    ):
        assert part in said
    page.run("[...panel.querySelectorAll('.row')].find(r => r.innerText.includes('Pluto')).click()")
    assert panel(page).startswith("×") and "entity · pluto" in panel(page)
    assert page.faults == []


def test_text_of_documents_stays_text(opened: Callable[..., Any], graph: Graph):
    page = opened(focus="t")
    assert HOSTILE in panel(page)
    assert page.run("document.title") == "Bodies"
    assert page.run("typeof stolen") == "undefined"
    assert page.run("document.images.length") == 0
    assert page.faults == []
    assert "<img" not in picture(graph, list(graph.nodes), HOSTILE)


def test_all_can_be_done_from_the_keyboard(opened: Callable[..., Any]):
    page = opened()
    page.key("/")
    assert page.run("document.activeElement.id") == "search"
    page.type("谷神")
    assert page.run("matches.innerText").split() == ["Ceres", "entity"]
    page.key("Enter", "\r")
    assert "entity · ceres" in panel(page)
    page.run("canvas.focus()")
    before = page.run("({...view})")
    page.key("+", "+")
    page.key("ArrowLeft")
    after = page.run("({...view})")
    assert after["scale"] > before["scale"] and after["x"] < before["x"]
    page.key("n", "n")
    page.key("Enter", "\r")
    assert "ceres" not in panel(page).splitlines()[2]
    page.key("Escape")
    assert panel(page) == ""
    page.key("0", "0")
    assert page.run("view.scale") < after["scale"]


def test_wheel_and_drag_move_the_picture_and_types_can_be_hidden(opened: Callable[..., Any]):
    page = opened()
    x, y = position(page, "Pluto")
    page.mouse("mouseWheel", x, y, deltaX=0, deltaY=-400)
    closer = position(page, "Pluto")
    assert abs(closer[0] - x) < 1 and abs(closer[1] - y) < 1  # what is under the pointer stays
    page.mouse("mousePressed", 600, 500)
    page.mouse("mouseMoved", 640, 530)
    page.mouse("mouseReleased", 640, 530)
    moved = position(page, "Pluto")
    assert round(moved[0] - closer[0]) == 40 and round(moved[1] - closer[1]) == 30
    assert panel(page) == ""
    page.run("document.getElementById('type-entity').click()")
    page.click(*moved)
    assert panel(page) == ""


def test_a_phone_shows_the_panel_below(opened: Callable[..., Any], graph: Graph):
    page = opened(width=390, height=800, dark=True, focus="ceres")
    assert page.run("document.documentElement.scrollWidth") == 390
    box = page.run("(({top, width}) => [top, width])(panel.getBoundingClientRect())")
    assert box[0] > 300 and box[1] == 390
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(21, 22, 26)"


def test_five_thousand_nodes_can_be_moved(opened: Callable[..., Any]):
    graph = Graph()
    for at in range(5000):
        graph.add(Node(id=f"n{at}", type="entity", name=f"Thing {at}"))
        for other in {at // 3, at * 7 % (at + 1), at // 2} - {at}:
            graph.connect(Edge(source=f"n{at}", target=f"n{other}", label="near"))
    began = time.monotonic()
    page = opened(of=graph)
    assert time.monotonic() - began < 60
    frames = "(() => { const t = performance.now(); for (let i = 0; i < 5; i++) paint();"
    assert (
        page.run(f"{frames} return (performance.now() - t) / 5; }})()") < 500
    )  # ms, two busy cores
    page.click(*position(page, "Thing 1"))
    assert "entity · n1" in panel(page)


def test_what_lies_around_a_node_stops_at_documents(graph: Graph):
    assert neighbourhood(graph, "pluto", 1) == ["pluto", "ceres"]
    assert neighbourhood(graph, "pluto", 9, "entities") == ["pluto", "ceres"]
    wide = Graph()
    for node in ("a", "b"):
        wide.add(Node(id=node, type="table", name=node))
    wide.add(Node(id="d", type="document", name="d"))
    for node in ("a", "b"):
        wide.connect(Edge(source=node, target="d", label="locate"))
    assert neighbourhood(wide, "a", 5) == ["a", "d"]
    assert neighbourhood(wide, "d", 1) == ["d", "a", "b"]
    assert most_joined(graph, "carriers", 9) == ["t", "d" * 64]


def test_the_page_asks_for_nothing(graph: Graph):
    html = picture(graph, ["ceres", "pluto"], "Bodies")
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href)=|url\(|@import|https?://(?!www\.w3\.org/2000/svg)", html)
