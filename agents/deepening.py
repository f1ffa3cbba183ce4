"""Reading by a model, chunk by chunk: all of a corpus, or a region when mining wants it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from mmkg.agents.carriers import describable, describe
from mmkg.agents.extractor import Extracted, extract, noted, worth_reading
from mmkg.agents.role import Desk
from mmkg.graph.document import Chunk
from mmkg.graph.mining import told
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View
from mmkg.graph.ontology import Ontology
from mmkg.graph.store import Graph
from mmkg.graph.task import Task
from mmkg.runtime.errors import EndpointError
from mmkg.tools.base import Context

TOLD = told.__name__
UNREAD = "passages that the endpoint gave no reply to"
AT_ONCE = 4  # chunks read before plans are looked for again


def readable(tasks: Mapping[str, Task]) -> frozenset[str]:
    """Tasks with plans that rest on what sentences state: a model may find more of that."""
    stating = {name for name, each in load_patterns().items() if each.draw.__module__ == TOLD}
    return frozenset(name for name, task in tasks.items() if stating & set(task.patterns))


@dataclass
class Deepening:
    """What a model adds to a graph that code built.

    Attributes:
        desk: The extractor's; its budget stops the reading.
        most: Most chunks that regions may cost together.
        read: Ids of the chunks that a model has read.
        failed: Ids of those that its endpoint gave no reply for; a resumed session asks again.
    """

    graph: Graph
    desk: Desk
    ontology: Ontology | None = None
    most: int = 40
    read: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)

    async def chunk(self, chunk: Chunk) -> Extracted:
        """Read a chunk, once; the trace notes one that fails.

        Raises:
            EndpointError: If any other chunk would fail likewise.
            LimitReached: As `act` does.
        """
        if chunk.id in self.read:
            return Extracted()
        try:
            found = await extract(self.graph, chunk, self.desk, self.ontology)
        except EndpointError as error:
            if error.lasting:
                raise
            self.failed.add(chunk.id)
            noted(self.desk, chunk, Extracted(dropped=Counter({UNREAD: 1})))
            return Extracted()
        self.read.add(chunk.id)
        self.failed.discard(chunk.id)
        return found

    async def carriers(self) -> int:
        """Describe all carriers; says how many were."""
        described = [
            await describe(self.graph, each, self.desk) for each in describable(self.graph)
        ]
        return sum(described)

    async def region(self, nodes: Collection[str], most: int) -> Extracted:
        """Read chunks of a region that no model has read, those with most entities first.

        Args:
            nodes: Ids of nodes; their chunks, and those that they stand in or are cited by.
            most: Most chunks to read now.
        """
        near = {edge.source for node in nodes for edge in self.graph.into(node, "chunk")}
        near |= {edge.target for node in nodes for edge in self.graph.out(node, "chunk")}
        near |= set(nodes)
        wanted = [chunk for chunk in self.unread() if chunk.id in near]
        wanted.sort(key=lambda chunk: -len(self.graph.into(chunk.id, "entity")))
        return await self._all(wanted[: min(most, self.most - len(self.read))])

    async def further(self, nodes: Collection[str]) -> tuple[Graph, Extracted] | None:
        """A grown graph, once some chunks of a region gave something; nothing if none does.

        The graph before stays as it is, for those who are at work with it.
        """
        self.graph = self.graph.copy()
        context = Context(self.graph, View(self.graph))
        self.desk = replace(self.desk, context=context)
        total = Extracted()
        while not total.kept:
            before = len(self.read)
            total += await self.region(nodes, AT_ONCE)
            if len(self.read) == before:
                total += await self.region([chunk.id for chunk in self.unread()], AT_ONCE)
            if len(self.read) == before:
                return None
        return self.graph, total

    def unread(self) -> list[Chunk]:
        """Chunks worth reading that no model has read, nor failed to read in this run."""
        done = self.read | self.failed
        return [c for c in worth_reading(self.graph.chunks()) if c.id not in done]

    async def _all(self, chunks: Iterable[Chunk]) -> Extracted:
        total = Extracted()
        for chunk in chunks:
            total += await self.chunk(chunk)
        return total
