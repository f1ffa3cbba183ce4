"""The extractor: reads doubted evidence again, and at full depth reads relations out of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.graph.document import Chunk
from mmkg.graph.names import mentions, normal
from mmkg.graph.schema import Edge, Node
from mmkg.graph.store import Graph
from mmkg.runtime.events import ToolCalled

FEWEST_CHARACTERS = 60  # a shorter chunk is a heading or a label


class Relation(BaseModel):
    """A relation between two things, with the words that state it."""

    model_config = ConfigDict(extra="forbid")

    head: str = Field(description="name", min_length=2, max_length=60)
    relation: str = Field(description="verb", min_length=2, max_length=60)
    tail: str = Field(description="name", min_length=2, max_length=60)
    quote: str = Field(description="words copied from the passage", max_length=300)


class Relations(BaseModel):
    """Submit the relations found."""

    model_config = ConfigDict(extra="forbid")

    relations: list[Relation] = Field(description="what the passage states", max_length=5)


EXTRACTOR = Role(
    "extractor", "extractor", Relations, "submit_relations", max_turns=2, max_tokens=400
)


@dataclass(frozen=True)
class Extracted:
    """What full depth found: relations kept, and those whose words are not in the text."""

    kept: int = 0
    dropped: int = 0

    def __add__(self, other: Extracted) -> Extracted:
        return Extracted(self.kept + other.kept, self.dropped + other.dropped)


def reread(bench: Bench) -> str | None:
    """Read all evidence of the plan in work again; says what differs, or nothing.

    What a file says is for code to read: no model is asked.
    """
    with bench.tracer.agent("extractor") as tracer:
        for item in bench.chosen.evidence:
            differs = bench.shop.reread(item)
            event = ToolCalled(tool="reread_evidence", args={"evidence_id": item.id})
            tracer.event(event.model_copy(update={"result": differs or "same"}))
            if differs:
                return f"{item.id}: {differs}"
    return None


def worth_reading(chunks: Iterable[Chunk]) -> list[Chunk]:
    """The chunks that full depth reads."""
    kinds = ("paragraph", "list")
    return [c for c in chunks if c.kind in kinds and len(c.text) >= FEWEST_CHARACTERS]


async def extract(graph: Graph, chunk: Chunk, desk: Desk) -> Extracted:
    """Add to the graph what a model reads in a chunk and code finds there, word for word.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    with desk.tracer.agent("extractor") as own:
        try:
            found = await act(EXTRACTOR, replace(desk, tracer=own), {"passage": chunk.text})
        except GaveUp:
            return Extracted()
    kept = [relation for relation in found.relations if _stated(relation, chunk)]
    for number, relation in enumerate(kept, start=1):
        _add(graph, chunk, relation, number)
    return Extracted(len(kept), len(found.relations) - len(kept))


def _stated(relation: Relation, chunk: Chunk) -> bool:
    """Whether the quote stands in the chunk and holds both names."""
    at = chunk.text.find(relation.quote.strip())
    both = mentions(relation.quote, relation.head) and mentions(relation.quote, relation.tail)
    return (
        at >= 0
        and bool(relation.quote.strip())
        and both
        and (normal(relation.head) != normal(relation.tail))
    )


def _add(graph: Graph, chunk: Chunk, relation: Relation, number: int) -> None:
    quote = relation.quote.strip()
    start = chunk.text.find(quote)
    place = (chunk.locate((start, start + len(quote))),)
    head, tail = (_entity(graph, chunk, name) for name in (relation.head, relation.tail))
    assertion = Node(
        id=f"assertion:{chunk.id}:read:{number}",
        type="assertion",
        name=f"{relation.head} {relation.relation} {relation.tail}",
        kind="relation",
        description=quote,
        addresses=place,
    )
    graph.add(assertion)
    graph.connect(Edge(source=assertion.id, target=chunk.id, label="belongs_to", addresses=place))
    for entity in (head, tail):
        graph.connect(Edge(source=assertion.id, target=entity, label="about"))
    stated = Edge(source=head, target=tail, label=relation.relation, addresses=place)
    graph.connect(stated.model_copy(update={"text": quote, "carrier": chunk.id}))


def _entity(graph: Graph, chunk: Chunk, name: str) -> str:
    """The entity of a name, made if there is none yet, and located in the chunk."""
    wanted = normal(name)
    for edge in graph.into(chunk.id, "entity"):
        node = graph.nodes[edge.source]
        if wanted in map(normal, (node.name, *node.aliases)):
            return node.id
    id = f"entity:{wanted}"
    start = chunk.text.find(name)
    place = (chunk.locate((start, start + len(name))),) if start >= 0 else (chunk.address,)
    if id not in graph.nodes:
        graph.add(Node(id=id, type="entity", name=name, kind="term", addresses=place))
    graph.connect(Edge(source=id, target=chunk.id, label="locate", addresses=place))
    return id
