"""The extractor proposes a schema from a sample of a corpus, for a person to edit."""

from __future__ import annotations

from itertools import count
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.extractor import worth_reading
from mmkg.agents.role import Desk, Role, act
from mmkg.graph.ontology import Ontology, read_ontology
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import ToolError

PASSAGES = 6
LONGEST = 500  # characters of a passage


class ProposedType(BaseModel):
    """A type of entity."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="one or two words", min_length=2, max_length=30)
    description: str = Field(description="what such things are", max_length=120)


class ProposedRelation(BaseModel):
    """A relation between two types."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="verb", min_length=2, max_length=30)
    domain: str = Field(description="type it leads from")
    range: str = Field(description="type it leads to")


class Proposal(BaseModel):
    """Submit the schema."""

    model_config = ConfigDict(extra="forbid")

    types: list[ProposedType] = Field(min_length=1, max_length=10)
    relations: list[ProposedRelation] = Field(max_length=10)


PROPOSER = Role(
    "extractor", "extractor_schema", Proposal, "submit_schema", max_turns=3, max_tokens=900
)


async def propose(graph: Graph, desk: Desk, seed: int) -> str:
    """A schema for a corpus, as YAML.

    Raises:
        UsageError: If there is no text to read.
        GaveUp, EndpointError, LimitReached: As `act` does.
    """
    chunks = worth_reading(graph.chunks())
    if not chunks:
        raise UsageError("the corpus has no running text to propose a schema from")
    sample = Random(seed).sample(chunks, min(PASSAGES, len(chunks)))
    passages = [chunk.text[:LONGEST] for chunk in sample]
    tries = count(1)

    def examine(proposal: Proposal) -> None:
        """Send one that contradicts itself back, once; then take what of it holds."""
        try:
            _read(proposal if next(tries) == 1 else _holding(proposal))
        except UsageError as error:
            raise ToolError(str(error)) from None

    with desk.tracer.agent("extractor"):
        found = await act(PROPOSER, desk, {"passages": passages}, examine)
    held = _holding(found)
    out = [each for each in found.relations if each not in held.relations]
    return _yaml(held) + "".join(f"# left out: {r.domain} | {r.name} | {r.range}\n" for r in out)


def _holding(proposal: Proposal) -> Proposal:
    """A proposal without the relations that lead from or to what is none of its types."""
    names = {each.name for each in proposal.types}
    kept = [each for each in proposal.relations if {each.domain, each.range} <= names]
    return proposal.model_copy(update={"relations": kept})


def _read(proposal: Proposal) -> Ontology:
    return read_ontology(_yaml(proposal), "proposal", "proposal")


def _yaml(proposal: Proposal) -> str:
    entities = {each.name: {"description": each.description} for each in proposal.types}
    relations = {
        each.name: {"domain": each.domain, "range": each.range} for each in proposal.relations
    }
    content = {"entities": entities, "relations": relations}
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
