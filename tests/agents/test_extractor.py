"""The extractor at work: what a model reads enters the graph only as the text and schema allow."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.carriers import describe
from mmkg.agents.deepening import Deepening
from mmkg.agents.extractor import extract, worth_reading
from mmkg.agents.linker import judged
from mmkg.agents.proposing import propose
from mmkg.agents.role import Desk
from mmkg.graph.build import build
from mmkg.graph.mining.view import View
from mmkg.graph.ontology import read_ontology
from mmkg.graph.store import Graph
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.events import Noted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Limits
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context

TEXT = "The probe Vega 1 carried the flag of the Soviet Union and met Halley's Comet in March 1986."
SCHEMA = """
entities:
  Probe: {description: a spacecraft}
  State: {}
  Comet: {}
relations:
  carried the flag of: {domain: Probe, range: State, cardinality: many_to_one}
  met: {domain: Probe, range: Comet}
"""


def claim(head: str, verb: str, tail: str, *types: str) -> dict[str, str]:
    found = {"head": head, "relation": verb, "tail": tail}
    return found | dict(zip(("head_type", "tail_type"), types, strict=False))


@pytest.fixture
def graph(paper: Any) -> Graph:
    doc = paper("probes.pdf")
    doc.text("Probes", kind="heading")
    doc.text(TEXT)
    return build([doc.document()])


@pytest.fixture
def desk(scripted_endpoint: Any, tmp_path: Path) -> Any:
    @asynccontextmanager
    async def at(graph: Graph) -> AsyncIterator[Desk]:
        with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
            async with EndpointModel(endpoint=scripted_endpoint.endpoint()) as model:
                context = Context(graph, View(graph))
                yield Desk(model, {}, context, Tracer(ledger), Budget(Limits()))

    return at


def edges(graph: Graph) -> list[tuple[str, str, str]]:
    name = {node.id: node.name for node in graph.nodes.values()}
    return [
        (name[e.source], e.label, name[e.target])
        for e in graph.edges
        if e.carrier and graph.nodes[e.carrier].type == "chunk"
    ]


async def test_only_relations_whose_words_stand_in_the_text_enter_the_graph(
    scripted_endpoint: Any, graph: Graph, desk: Any, tmp_path: Path
) -> None:
    found = [
        claim("Vega 1", "carried the flag of", "Soviet Union"),
        claim("Vega 1", "launched by", "NASA"),
        claim("Soviet Union", "met", "Halley's Comet"),
    ]
    scripted_endpoint.call("submit_relations", {"relations": found})
    (chunk,) = worth_reading(graph.chunks())
    async with desk(graph) as at:
        extracted = await extract(graph, chunk, at)
        at.tracer.ledger.flush()
        (note,) = [e for e in at.tracer.ledger.events(kind="note") if isinstance(e, Noted)]
    assert (extracted.kept, extracted.dropped) == (1, {"not said so in a sentence": 2})
    assert note.text == "extracted" and note.detail["dropped"] == {"not said so in a sentence": 2}  # type: ignore[index,call-overload]
    assert edges(graph) == [("Vega 1", "carried the flag of", "Soviet Union")]
    (edge,) = [edge for edge in graph.edges if edge.label == "carried the flag of"]
    assert edge.addresses[0].span == (0, len(TEXT))
    (assertion,) = [
        n for n in graph.of_type("assertion") if n.relation and n.relation.by == "model"
    ]
    about = {graph.nodes[e.target].name for e in graph.out(assertion.id, "entity")}
    assert about == {"Vega 1", "Soviet Union"}
    graph.save(tmp_path / "graph")
    assert Graph.load(tmp_path / "graph").counts() == graph.counts()


async def test_what_the_schema_has_is_kept_and_what_it_has_not_is_dropped_and_counted(
    scripted_endpoint: Any, graph: Graph, desk: Any
) -> None:
    found = [
        claim("Vega 1", "carried the flag of", "Soviet Union", "probe", "States"),
        claim("Soviet Union", "met", "Halley's Comet", "State", "Comet"),
    ]
    scripted_endpoint.call("submit_relations", {"relations": found})
    (chunk,) = worth_reading(graph.chunks())
    async with desk(graph) as at:
        extracted = await extract(graph, chunk, at, read_ontology(SCHEMA, "s", "s"))
    assert (extracted.kept, extracted.repaired) == (1, 0)
    assert extracted.dropped == {"outside the schema": 1}
    assert edges(graph) == [("Vega 1", "carried the flag of", "Soviet Union")]
    sorts = {node.name: node.sort for node in graph.of_type("entity")}
    assert (sorts["Vega 1"], sorts["Soviet Union"]) == ("Probe", "State")
    asked = scripted_endpoint.requests[0]["messages"][-1]["content"]
    assert "Probe (a spacecraft)" in asked and "Probe | met | Comet" in asked


@pytest.mark.parametrize(("right", "kept"), [([1], 1), ([], 0)])
async def test_nearly_right_types_are_repaired_only_if_the_model_confirms(
    scripted_endpoint: Any, graph: Graph, desk: Any, right: list[int], kept: int
) -> None:
    found = [claim("Vega 1", "encountered", "Halley's Comet", "space probe", "comets")]
    scripted_endpoint.call("submit_relations", {"relations": found})
    scripted_endpoint.call("submit_right", {"numbers": right})
    (chunk,) = worth_reading(graph.chunks())
    async with desk(graph) as at:
        extracted = await extract(graph, chunk, at, read_ontology(SCHEMA, "s", "s"))
    assert (extracted.kept, extracted.repaired) == (kept, kept)
    assert extracted.dropped.total() == 1 - kept
    assert edges(graph) == [("Vega 1", "met", "Halley's Comet")] * kept
    shown = scripted_endpoint.requests[1]["messages"][-1]["content"]
    assert "Vega 1 (Probe) | met | Halley's Comet (Comet)" in shown


async def test_a_second_value_of_a_relation_with_one_is_dropped(
    scripted_endpoint: Any, graph: Graph, desk: Any
) -> None:
    found = [
        claim("Vega 1", "carried the flag of", "Soviet Union", "Probe", "State"),
        claim("Vega 1", "carried the flag of", "Halley", "Probe", "State"),
    ]
    scripted_endpoint.call("submit_relations", {"relations": found})
    (chunk,) = worth_reading(graph.chunks())
    async with desk(graph) as at:
        extracted = await extract(graph, chunk, at, read_ontology(SCHEMA, "s", "s"))
    assert extracted.kept == 1
    assert extracted.dropped == {"more than the schema's cardinality allows": 1}


async def test_names_that_the_first_pass_left_out_are_asked_for_once(
    scripted_endpoint: Any, paper: Any, desk: Any
) -> None:
    doc = paper("stars.pdf")
    doc.text("In the sky of summer one sees Vega next to Deneb, and Altair is below the two.")
    doc.table("Stars", ["Star", "Mass"], [["Vega", "2"], ["Deneb", "19"], ["Altair", "2"]])
    graph = build([doc.document()])
    scripted_endpoint.call("submit_relations", {"relations": []})
    said = [claim("Vega", "next to", "Deneb")]
    scripted_endpoint.call("submit_relations", {"relations": said})
    async with desk(graph) as at:
        extracted = await extract(graph, graph.chunks()[0], at)
    assert extracted.kept == 1
    first, second = (r["messages"][-1]["content"] for r in scripted_endpoint.requests)
    assert "Which relations" not in first
    assert "Vega; Deneb; Altair" in second


async def test_carriers_are_described_and_pictures_classed(
    scripted_endpoint: Any, paper: Any, desk: Any
) -> None:
    doc = paper("flow.pdf")
    figure = doc.chart("Steps of the method", {}).model_copy(update={"kind": "picture"})
    doc.figures[0] = figure
    graph = build([doc.document()])
    said = {"description": "The steps of the method, in order.", "figure_class": "flow chart"}
    scripted_endpoint.call("submit_description", said)
    async with desk(graph) as at:
        assert await describe(graph, figure, at)
    node = graph.nodes[figure.id]
    assert (node.description, node.kind) == (said["description"], "flowchart")


async def test_a_region_is_read_within_its_budget_and_no_chunk_twice(
    scripted_endpoint: Any, paper: Any, desk: Any
) -> None:
    doc = paper("long.pdf")
    for number in range(4):
        doc.text(f"Passage {number} is long enough to be read by a model, and says nothing at all.")
    doc.table("T", ["Thing", "Mass"], [["Vega", "5"], ["Deneb", "7"]])
    doc.text("Table 1 has the masses of Vega and of Deneb, which are stars of the summer sky.")
    graph = build([doc.document()])
    nothing = scripted_endpoint.called("submit_relations", {"relations": []})
    scripted_endpoint.answer_by(lambda request: nothing)
    async with desk(graph) as at:
        deep = Deepening(graph, at, most=3)
        await deep.region({doc.tables[0].id}, most=2)
        assert deep.read == {doc.chunks[4].id}
        everything = {chunk.id for chunk in doc.chunks}
        await deep.region(everything, most=9)
        assert len(deep.read) == 3
        await deep.region(everything, most=9)
        assert len(deep.read) == 3


async def test_a_model_confirms_names_near_in_meaning_and_the_merge_says_so(
    scripted_endpoint: Any, paper: Any, desk: Any
) -> None:
    doc = paper("two.pdf")
    doc.table("A", ["Country", "Area"], [["United States", "9"], ["France", "1"]])
    doc.table("B", ["State", "People"], [["United States of America", "3"], ["France", "6"]])
    document = doc.document()
    graph = build([document])
    right = scripted_endpoint.called("submit_same", {"numbers": [1]})
    scripted_endpoint.answer_by(lambda request: right)
    async with desk(graph) as at:
        same = await judged(graph, at)
    assert len(same) == 1
    (merge,) = [m for m in build([document], same=same).merges if m.by == "model"]
    assert merge.merged.name == "United States of America"


async def test_a_proposed_schema_that_contradicts_itself_goes_back_to_the_model(
    scripted_endpoint: Any, graph: Graph, desk: Any
) -> None:
    types = [{"name": "Probe", "description": "a spacecraft"}]
    for there in ("Comet", "Probe"):
        relation = {"name": "met", "domain": "Probe", "range": there}
        scripted_endpoint.call("submit_schema", {"types": types, "relations": [relation]})
    async with desk(graph) as at:
        text = await propose(graph, at, 1)
    assert read_ontology(text, "s", "s").allows("met", "Probe", "Probe")
    assert "no entity type 'Comet'" in str(scripted_endpoint.requests[1]["messages"][-1])


async def test_of_a_schema_that_still_contradicts_itself_what_holds_is_taken(
    scripted_endpoint: Any, graph: Graph, desk: Any
) -> None:
    types = [{"name": "Probe", "description": "a spacecraft"}]
    relations = [
        {"name": name, "domain": "Probe", "range": there}
        for name, there in (("met", "Probe"), ("saw", "Comet"))
    ]
    for _ in range(2):
        scripted_endpoint.call("submit_schema", {"types": types, "relations": relations})
    async with desk(graph) as at:
        text = await propose(graph, at, 1)
    assert list(read_ontology(text, "s", "s").relations) == ["met"]
    assert "# left out: Probe | saw | Comet" in text
