from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.extractor import Extracted, extract, worth_reading
from mmkg.agents.role import Desk
from mmkg.graph.build import build
from mmkg.graph.document import Chunk, Document
from mmkg.graph.mining.view import View
from mmkg.graph.provenance import Address
from mmkg.graph.store import Graph
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Limits
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context

TEXT = "The probe Vega 1 was built by the Soviet Union and met Halley's Comet in March 1986."


def relation(head: str, verb: str, tail: str, quote: str) -> dict[str, str]:
    return {"head": head, "relation": verb, "tail": tail, "quote": quote}


@pytest.fixture
def graph() -> Graph:
    address = Address(document="d" * 64, page=1)
    chunks = (
        Chunk(id="d:chunk:1", address=address, text="Probes", kind="heading"),
        Chunk(id="d:chunk:2", address=address, text=TEXT),
    )
    return build(
        [
            Document(
                sha256="d" * 64, name="d.pdf", format="pdf", title="D", language="en", chunks=chunks
            )
        ]
    )


async def test_only_relations_whose_words_stand_in_the_text_enter_the_graph(
    scripted_endpoint: Any, graph: Graph, tmp_path: Path
) -> None:
    found = [
        relation("Vega 1", "built by", "Soviet Union", "Vega 1 was built by the Soviet Union"),
        relation("Vega 1", "launched by", "NASA", "Vega 1 was launched by NASA"),
        relation("Vega 1", "met", "Giotto", "met Halley's Comet in March 1986"),
    ]
    scripted_endpoint.call("submit_relations", {"relations": found})
    (chunk,) = worth_reading(graph.chunks())
    context = Context(graph, View(graph))
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        async with EndpointModel(endpoint=scripted_endpoint.endpoint()) as model:
            desk = Desk(model, {}, context, Tracer(ledger), Budget(Limits()))
            assert await extract(graph, chunk, desk) == Extracted(kept=1, dropped=2)
    (edge,) = [edge for edge in graph.edges if edge.label == "built by"]
    assert graph.nodes[edge.source].name == "Vega 1" and edge.carrier == chunk.id
    assert edge.addresses[0].span == (TEXT.index("Vega"), TEXT.index(" and met"))
    (assertion,) = graph.of_type("assertion")
    about = {graph.nodes[e.target].name for e in graph.out(assertion.id, "entity")}
    assert about == {"Vega 1", "Soviet Union"}
    assert Graph.load(_saved(graph, tmp_path)).counts() == graph.counts()


def _saved(graph: Graph, folder: Path) -> Path:
    graph.save(folder / "graph")
    return folder / "graph"
