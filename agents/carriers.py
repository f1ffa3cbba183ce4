"""The extractor describes carriers: a sentence for each, and the class of each figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mmkg.agents.role import Desk, GaveUp, Role, act
from mmkg.graph.document import Figure, Formula, Table
from mmkg.graph.store import Graph
from mmkg.runtime.errors import EndpointError

Described = Table | Formula | Figure
MOST_ROWS = 8
FIGURE_KINDS = {"flow chart": "flowchart", "mind map": "mindmap", "numeric chart": "chart"}


class Description(BaseModel):
    """Submit the description."""

    model_config = ConfigDict(extra="forbid")

    description: str = Field(description="one plain sentence", min_length=5, max_length=240)
    figure_class: Literal["flow chart", "numeric chart", "mind map", "other"] = Field(
        default="other", description="for figures only"
    )


DESCRIBER = Role(
    "extractor",
    "extractor_carrier",
    Description,
    "submit_description",
    max_turns=2,
    max_tokens=120,
)


def describable(graph: Graph) -> list[Described]:
    """Tables, formulas that were read, and figures, in corpus order."""
    formulas = (formula for formula in graph.formulas() if formula.latex)
    return [*graph.tables(), *formulas, *graph.figures()]


async def describe(graph: Graph, carrier: Described, desk: Desk) -> bool:
    """Give a carrier's node a description by a model; says whether it did.

    A figure that code could not class gets the model's class: it sees words, not pixels.

    Raises:
        EndpointError, LimitReached: As `act` does.
    """
    kind = graph.nodes[carrier.id].type
    with desk.tracer.agent("extractor") as own:
        words = {"kind": kind, "content": "\n".join(_content(graph, carrier))}
        try:
            found = await act(DESCRIBER, replace(desk, tracer=own), words)
        except GaveUp:
            return False
        except EndpointError as error:
            if error.lasting:
                raise
            return False
    node = graph.nodes[carrier.id]
    change = {"description": found.description}
    if isinstance(carrier, Figure) and carrier.kind == "picture":
        change["kind"] = FIGURE_KINDS.get(found.figure_class, "picture")
    graph.nodes[carrier.id] = node.model_copy(update=change)
    return True


def _content(graph: Graph, carrier: Described) -> Iterator[str]:
    """What a model reads of a carrier: its words, and the sentences that cite it."""
    if isinstance(carrier, Formula):
        yield carrier.latex
        yield from (f"{s.latex}: {s.meaning}" for s in carrier.symbols if s.meaning)
        yield carrier.context
    else:
        yield f"{carrier.label or ''} {carrier.caption}".strip()
    if isinstance(carrier, Table):
        yield from (" | ".join(row) for row in carrier.grid()[:MOST_ROWS])
    elif isinstance(carrier, Figure):
        yield from (axis.title for axis in (carrier.x_axis, carrier.y_axis) if axis)
        yield from (series.name for series in carrier.series)
        yield from (shape.text for shape in carrier.nodes)
    for edge in graph.into(carrier.id, "chunk")[:2]:
        yield graph.nodes[edge.source].name
