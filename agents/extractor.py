"""The extractor: reads doubted evidence again, and reads relations out of passages by a model.

What a model says enters the graph only where a sentence of the passage has its words, and where
the user's schema, if there is one, allows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.bench import Bench
from mmkg.agents.constraint import Claim, Stated, TypedClaim, constrain, room_for
from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.dataset.extraction import EXTRACTED
from mmkg.graph.build import add_relation
from mmkg.graph.document import Chunk
from mmkg.graph.names import normal
from mmkg.graph.ontology import Ontology
from mmkg.graph.relations.claimed import claimed
from mmkg.graph.schema import Edge, Node, Relation
from mmkg.graph.store import Graph
from mmkg.runtime.events import Noted, ToolCalled
from mmkg.tools.base import ToolBroke

FEWEST_CHARACTERS = 60  # a shorter chunk is a heading or a label
FEWEST_LEFT = 2  # names without a relation after the first pass for which there is a second


class Claims(BaseModel):
    """Submit the relations found."""

    model_config = ConfigDict(extra="forbid")

    relations: Sequence[Claim] = Field(description="what the passage states", max_length=5)


class TypedClaims(Claims):
    """Submit the relations found."""

    relations: Sequence[TypedClaim] = Field(description="what the passage states", max_length=5)


EXTRACTOR = Role(
    "extractor",
    "extractor",
    Claims,
    "submit_relations",
    frozenset({"graph"}),
    frozenset({"text", "tables", "figures", "formulas"}),
    max_turns=3,
    max_tokens=300,
)
BY_SCHEMA = replace(EXTRACTOR, output=TypedClaims)


@dataclass(frozen=True)
class Extracted:
    """What a model found.

    Attributes:
        kept: Relations that entered the graph.
        repaired: Those of them that were brought into the schema, as the model confirmed.
        dropped: How many did not, by reason.
    """

    kept: int = 0
    repaired: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Extracted) -> Extracted:
        return Extracted(
            self.kept + other.kept, self.repaired + other.repaired, self.dropped + other.dropped
        )

    def __str__(self) -> str:
        why = "; ".join(f"{count} {reason}" for reason, count in sorted(self.dropped.items()))
        repaired = f" ({self.repaired} brought into the schema)" if self.repaired else ""
        return f"{self.kept} relations added{repaired}, {self.dropped.total()} dropped" + (
            f": {why}" if why else ""
        )


def reread(bench: Bench) -> str | None:
    """Read all evidence of the plan in work again; says what differs, or nothing.

    What the second reader doubts is read by another method as well, and both readings are kept:
    they tell who errs. They do not outvote the second reader, on which a later proof will rest.
    What a file says is for code to read: no model is asked.
    """
    with bench.tracer.agent("extractor") as tracer:
        for item in bench.chosen.evidence:
            differs = bench.shop.reread(item)
            tracer.event(_read(item.id, "second reader", differs))
            if differs:
                bench.doubted.append(item.content)
                tracer.event(_read(item.id, *bench.shop.reread.otherwise(item)))
                return f"{item.id}: {differs}"
    return None


def _read(id: str, method: str, differs: str | None) -> ToolCalled:
    event = ToolCalled(tool="reread_evidence", args={"evidence_id": id, "method": method})
    return event.model_copy(update={"result": differs or "same"})


def worth_reading(chunks: Iterable[Chunk]) -> list[Chunk]:
    """The chunks that a model reads."""
    kinds = ("paragraph", "list")
    return [c for c in chunks if c.kind in kinds and len(c.text) >= FEWEST_CHARACTERS]


async def extract(
    graph: Graph, chunk: Chunk, desk: Desk, ontology: Ontology | None = None
) -> Extracted:
    """Add to the graph what a model reads in a chunk and code finds there, word for word.

    A first pass asks for relations, a second for those of names that the first left out.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    with desk.tracer.agent("extractor") as own:
        at = replace(desk, tracer=own)
        claims = await _claims(at, chunk, ontology, ())
        left = _left_out(graph, chunk, claims)
        if len(left) >= FEWEST_LEFT:
            claims += await _claims(at, chunk, ontology, left)
        claims = _once(claims)
        stated = [each for claim in claims if (each := _stated(claim, chunk, ontology))]
        dropped = Counter({"not said so in a sentence": len(claims) - len(stated)})
        repaired = 0
        if ontology is not None:
            stated, repaired, outside = await constrain(stated, ontology, at)
            dropped += outside
        kept = sum(_add(graph, chunk, each, ontology, dropped) for each in stated)
        return noted(at, chunk, Extracted(kept, repaired, +dropped))


def noted(desk: Desk, chunk: Chunk, found: Extracted) -> Extracted:
    """What was found in a chunk, written into the trace."""
    detail = {"kept": found.kept, "repaired": found.repaired, "dropped": {**found.dropped}}
    desk.tracer.event(Noted(text=EXTRACTED, detail={"chunk": chunk.id, **detail}))
    return found


async def _claims(
    desk: Desk, chunk: Chunk, ontology: Ontology | None, names: Sequence[str]
) -> list[Claim]:
    words = {"passage": chunk.text, "names": list(names), "schema": ontology}
    try:
        return list((await act(BY_SCHEMA if ontology else EXTRACTOR, desk, words)).relations)
    except (GaveUp, ToolBroke):
        return []


def _left_out(graph: Graph, chunk: Chunk, claims: Iterable[Claim]) -> list[str]:
    """Names that a chunk has, of which neither rules nor the model stated anything yet."""
    said = {normal(name) for claim in claims for name in (claim.head, claim.tail)}
    about = {
        edge.target
        for assertion in graph.into(chunk.id, "assertion")
        for edge in graph.out(assertion.source, "entity")
    }
    return [
        node.name
        for node in (graph.nodes[edge.source] for edge in graph.into(chunk.id, "entity"))
        if node.id not in about and said.isdisjoint(map(normal, (node.name, *node.aliases)))
    ]


def _once(claims: Iterable[Claim]) -> list[Claim]:
    return list({(normal(c.head), normal(c.relation), normal(c.tail)): c for c in claims}.values())


def _stated(claim: Claim, chunk: Chunk, ontology: Ontology | None) -> Stated | None:
    """A claim with the words of the chunk that state it; nothing if there are none."""
    said = (claim.head.strip(), claim.relation.strip(), claim.tail.strip())
    found = claimed(chunk, *said, literal=ontology is None)
    if found is None or normal(found.head) == normal(found.tail):
        return None
    types = (claim.head_type, claim.tail_type) if isinstance(claim, TypedClaim) else ("", "")
    return Stated(found, chunk.text[slice(*found.span)], *types)


def _add(
    graph: Graph, chunk: Chunk, stated: Stated, ontology: Ontology | None, dropped: Counter[str]
) -> bool:
    """Add a relation to the graph, unless it is there already or would be one too many."""
    relation = stated.relation
    if _known(graph, chunk, relation):
        dropped["known already"] += 1
        return False
    names = {normal(relation.head): _entity(graph, chunk, relation.head, stated.head_type)}
    if relation.value == "name":
        head = names[normal(relation.head)]
        tail = _entity(graph, chunk, relation.tail, stated.tail_type)
        names[normal(relation.tail)] = tail
        if any(e.target == tail and _same(e.label, relation.relation) for e in graph.out(head)):
            dropped["known already"] += 1
            return False
        if ontology is not None and not room_for(graph, relation.relation, head, tail, ontology):
            dropped["more than the schema's cardinality allows"] += 1
            return False
    number = len(graph.into(chunk.id, "assertion")) + 1
    add_relation(graph, chunk, relation, names, f"assertion:{chunk.id}:m{number}")
    return True


def _known(graph: Graph, chunk: Chunk, claim: Relation) -> bool:
    """Whether a chunk's amount or date is stated of a thing already."""
    stated = (graph.nodes[edge.source].relation for edge in graph.into(chunk.id, "assertion"))
    return claim.value != "name" and any(
        known is not None
        and normal(known.head) == normal(claim.head)
        and (known.number, known.unit, known.date) == (claim.number, claim.unit, claim.date)
        for known in stated
    )


def _same(one: str, two: str) -> bool:
    """Whether one wording of a relation is in the other ("built by", "was built by")."""
    return normal(one) in normal(two) or normal(two) in normal(one)


def _entity(graph: Graph, chunk: Chunk, name: str, sort: str) -> str:
    """The entity of a name, made if there is none yet, and located in the chunk."""
    wanted = normal(name)
    for edge in graph.into(chunk.id, "entity"):
        node = graph.nodes[edge.source]
        if wanted in map(normal, (node.name, *node.aliases)):
            if sort:
                graph.nodes[node.id] = node.model_copy(update={"sort": sort})
            return node.id
    id = f"entity:{wanted}"
    start = chunk.text.find(name)
    place = (chunk.locate((start, start + len(name))),) if start >= 0 else (chunk.address,)
    if id not in graph.nodes:
        graph.add(Node(id=id, type="entity", name=name, kind="term", sort=sort, addresses=place))
    graph.connect(Edge(source=id, target=chunk.id, label="locate", addresses=place))
    return id
