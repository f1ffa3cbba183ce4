"""Holds what a model claims against the user's schema.

What fits is kept; what nearly fits is brought into the schema's nearest words where the model
confirms them; the rest is dropped and counted. Nothing outside the schema is stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.ontology import Ontology
from mmkg.graph.schema import Relation
from mmkg.graph.store import Graph


class Claim(BaseModel):
    """A relation between two things."""

    model_config = ConfigDict(extra="forbid")

    head: str = Field(description="name", min_length=2, max_length=60)
    relation: str = Field(description="the words between them", min_length=1, max_length=60)
    tail: str = Field(description="name, amount or date", min_length=2, max_length=60)


class TypedClaim(Claim):
    """A relation between two things of types that the schema has."""

    relation: str = Field(description="a listed relation", min_length=1, max_length=60)
    head_type: str = Field(default="", description="type of head")
    tail_type: str = Field(default="", description="type of tail")


@dataclass(frozen=True)
class Stated:
    """A claim that a text has the words for, with the types of its ends where there is a schema."""

    relation: Relation
    words: str
    head_type: str = ""
    tail_type: str = ""


class Confirmed(BaseModel):
    """Submit the numbers of the lines that are right."""

    model_config = ConfigDict(extra="forbid")

    numbers: list[int] = Field(description="numbers of the lines that are right", max_length=20)


CONFIRMER = Role(
    "extractor", "extractor_repair", Confirmed, "submit_right", max_turns=2, max_tokens=80
)


async def constrain(
    claims: Sequence[Stated], ontology: Ontology, desk: Desk
) -> tuple[list[Stated], int, Counter[str]]:
    """Claims that the schema allows, how many of them were repaired, and why others were dropped.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    kept: list[Stated] = []
    repairs: list[Stated] = []
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


def _named_so(claim: Stated, nearest: Stated, ontology: Ontology) -> bool:
    """Whether the model used the schema's own words."""
    return (
        ontology.entity_type(claim.head_type) == nearest.head_type
        and ontology.entity_type(claim.tail_type) == nearest.tail_type
        and ontology.relation_type(claim.relation.relation) == nearest.relation.relation
    )


def _nearest(claim: Stated, ontology: Ontology) -> Stated | None:
    """The claim in the nearest words of the schema; nothing if those do not go together."""
    types = list(ontology.entities)
    head = ontology.entity_type(claim.head_type) or _closest(claim.head_type, types)
    tail = ontology.entity_type(claim.tail_type) or _closest(claim.tail_type, types)
    if head is None or tail is None:
        return None
    said = claim.relation.relation
    name = ontology.relation_type(said) or _closest(said, ontology.between(head, tail))
    if name is None or not ontology.allows(name, head, tail):
        return None
    relation = claim.relation.model_copy(update={"relation": name})
    return replace(claim, head_type=head, tail_type=tail, relation=relation)


def _closest(word: str, names: Sequence[str]) -> str | None:
    """The name nearest to a word in meaning; nothing for no word or no names."""
    if not word or not names:
        return None
    vectors = embed([word, *names])
    return names[int((vectors[1:] @ vectors[0]).argmax())]


async def _right(repairs: Sequence[Stated], desk: Desk) -> list[Stated]:
    """Those repaired claims that the model says are right."""
    lines = [
        f"{c.relation.head} ({c.head_type}) | {c.relation.relation} | "
        f"{c.relation.tail} ({c.tail_type}): {c.words}"
        for c in repairs
    ]
    try:
        said = await act(CONFIRMER, desk, {"lines": lines})
    except GaveUp:
        return []
    return [claim for number, claim in enumerate(repairs, start=1) if number in said.numbers]
