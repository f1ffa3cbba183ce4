"""Holds what a model claims against the user's schema.

What fits is kept; what nearly fits is brought into the schema's nearest words where the model
confirms them; the rest is dropped and counted. Nothing outside the schema is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.ontology import Ontology
from mmkg.graph.store import Graph


class Claim(BaseModel):
    """A relation between two things, with the words that state it."""

    model_config = ConfigDict(extra="forbid")

    head: str = Field(description="name", min_length=2, max_length=60)
    relation: str = Field(description="verb", min_length=2, max_length=60)
    tail: str = Field(description="name, amount or date", min_length=2, max_length=60)
    quote: str = Field(description="words copied from the passage", max_length=300)
    head_type: str = Field(default="", description="type of head, if types are listed")
    tail_type: str = Field(default="", description="type of tail, if types are listed")


class Confirmed(BaseModel):
    """Submit the numbers of the lines that are right."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[int] = Field(description="numbers of the lines that are right", max_length=20)


CONFIRMER = Role(
    "extractor", "extractor_repair", Confirmed, "submit_right", max_turns=2, max_tokens=80
)


async def constrain(
    claims: Sequence[Claim], ontology: Ontology, desk: Desk
) -> tuple[list[Claim], int, Counter[str]]:
    """Claims that the schema allows, how many of them were repaired, and why others were dropped.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    kept: list[Claim] = []
    repairs: list[Claim] = []
    dropped: Counter[str] = Counter()
    for claim in claims:
        nearest = _nearest(claim, ontology)
        if nearest is None:
            dropped["outside the schema"] += 1
        elif _named_so(claim, nearest, ontology):
            kept.append(nearest)
        else:
            repairs.append(nearest)
    right = await _right(repairs, desk) if repairs else []
    dropped["not confirmed as the schema's"] += len(repairs) - len(right)
    return [*kept, *right], len(right), +dropped


def room_for(graph: Graph, relation: str, head: str, tail: str, ontology: Ontology) -> bool:
    """Whether another edge of a relation keeps to its cardinality."""
    cardinality = ontology.relations[relation].cardinality
    tails = [edge for edge in graph.out(head, "entity") if edge.label == relation]
    heads = [edge for edge in graph.into(tail, "entity") if edge.label == relation]
    one_tail, one_head = cardinality.endswith("to_one"), cardinality.startswith("one_to")
    return not (one_tail and tails) and not (one_head and heads)


def _named_so(claim: Claim, nearest: Claim, ontology: Ontology) -> bool:
    """Whether the model used the schema's own words."""
    return (
        ontology.entity_type(claim.head_type) == nearest.head_type
        and ontology.entity_type(claim.tail_type) == nearest.tail_type
        and ontology.relation_type(claim.relation) == nearest.relation
    )


def _nearest(claim: Claim, ontology: Ontology) -> Claim | None:
    """The claim in the nearest words of the schema; nothing if those do not go together."""
    types = list(ontology.entities)
    head = ontology.entity_type(claim.head_type) or _closest(claim.head_type, types)
    tail = ontology.entity_type(claim.tail_type) or _closest(claim.tail_type, types)
    if head is None or tail is None:
        return None
    relation = ontology.relation_type(claim.relation)
    if relation is None:
        relation = _closest(claim.relation, ontology.between(head, tail))
    if relation is None or not ontology.allows(relation, head, tail):
        return None
    return claim.model_copy(update={"head_type": head, "tail_type": tail, "relation": relation})


def _closest(word: str, names: Sequence[str]) -> str | None:
    """The name nearest to a word in meaning; nothing for no word or no names."""
    if not word or not names:
        return None
    vectors = embed([word, *names])
    return names[int((vectors[1:] @ vectors[0]).argmax())]


async def _right(repairs: Sequence[Claim], desk: Desk) -> list[Claim]:
    """Those repaired claims that the model says are right."""
    lines = [
        f"{c.head} ({c.head_type}) | {c.relation} | {c.tail} ({c.tail_type}): {c.quote}"
        for c in repairs
    ]
    try:
        said = await act(CONFIRMER, desk, {"lines": lines})
    except GaveUp:
        return []
    return [claim for number, claim in enumerate(repairs, start=1) if number in said.numbers]
