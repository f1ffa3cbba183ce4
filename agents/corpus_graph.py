"""The first half of a session: from its documents to the graph, kept in the session's folder."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Protocol

from langchain_core.language_models.chat_models import BaseChatModel

from mmkg.agents.extractor import Extracted, extract, worth_reading
from mmkg.agents.manifest import Manifest
from mmkg.agents.role import Desk
from mmkg.graph.build import build
from mmkg.graph.document import Document
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context
from mmkg.tools.parse.corpus import read_corpus

FORBIDDING = ("extract", "copy")


class Reporter(Protocol):
    """Is told how far reading has come."""

    def stage(self, name: str) -> None:
        """A stage begins."""

    def ingested(self, done: int, total: int, name: str) -> None:
        """A document or chunk was read."""

    def note(self, text: str) -> None:
        """Something that the user should know."""


async def corpus_graph(
    folder: Path,
    manifest: Manifest,
    model: BaseChatModel | None,
    tracer: Tracer,
    budget: Budget,
    watch: Reporter,
) -> tuple[Graph, tuple[str, ...]]:
    """The graph of a session's corpus, and a line for each file that could not be read.

    What an earlier run left in the folder is taken; else the documents are read. At full depth
    the extractor's model reads every passage; its replies are kept, so a run that was stopped in
    between asks only for the rest.

    Raises:
        InputError: If no document could be read.
        EndpointError, LimitReached: As `ask` does.
    """
    ledger = tracer.ledger
    if ledger.meta.get("graph") == "whole":
        return Graph.load(folder / "graph"), tuple(json.loads(ledger.meta.get("unread", "[]")))
    watch.stage("ingest")
    documents, unread = await asyncio.to_thread(_read, manifest, watch)
    for line in unread:
        watch.note(line)
    watch.stage("graph")
    graph = build(documents)
    if manifest.settings.depth == "full" and model is not None:
        watch.stage("extract")
        found = await _deepen(graph, Desk(model, {}, _context(graph), tracer, budget), watch)
        watch.note(f"full depth: {found.kept} relations added, {found.dropped} not in the text")
    graph.save(folder / "graph")
    ledger.set_meta("unread", json.dumps(unread))
    ledger.set_meta("graph", "whole")
    return graph, tuple(unread)


def _read(manifest: Manifest, watch: Reporter) -> tuple[list[Document], list[str]]:
    corpus = read_corpus(manifest.corpus, on_progress=watch.ingested)
    unread = [failure.reason for failure in corpus.failures]
    documents = []
    for document in corpus.documents:
        if _forbidden(document, manifest.settings):
            unread.append(f"{document.name}: its permissions forbid extraction, as settings heed")
        else:
            documents.append(document)
    if not documents:
        raise InputError(f"no document of the corpus can be read: {'; '.join(unread[:3])}")
    return documents, unread


def _forbidden(document: Document, settings: Settings) -> bool:
    forbidden = any(kind in document.permissions for kind in FORBIDDING)
    return settings.respect_pdf_permissions == "refuse" and forbidden


async def _deepen(graph: Graph, desk: Desk, watch: Reporter) -> Extracted:
    chunks = worth_reading(graph.chunks())
    total = Extracted()
    for number, chunk in enumerate(chunks, start=1):
        total += await extract(graph, chunk, desk)
        watch.ingested(number, len(chunks), chunk.id)
    return total


def _context(graph: Graph) -> Context:
    return Context(graph, View(graph))
