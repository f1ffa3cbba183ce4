"""The first half of a session: from its documents to the graph, kept in the session's folder."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import Event
from typing import Protocol

from langchain_core.language_models.chat_models import BaseChatModel

from mmkg.agents.deepening import Deepening
from mmkg.agents.extractor import Extracted
from mmkg.agents.linker import judged
from mmkg.agents.manifest import Manifest
from mmkg.agents.role import Desk
from mmkg.dataset.corpus_faults import PASSED_OVER
from mmkg.graph.build import build
from mmkg.graph.document import Document
from mmkg.graph.linking.choices import Choices, load_choices
from mmkg.graph.mining.view import View
from mmkg.graph.ontology import Ontology, load_ontology
from mmkg.graph.store import Graph
from mmkg.graph.triples import lacking
from mmkg.runtime.errors import InputError
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Settings
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.toolbox import load_tools

BASE = "before"  # folder of the graph as it was before a session let it grow
FAILED = "failed"  # in the ledger, at full depth: ids of the passages no reply came for
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
        return Graph.load(_begun_with(folder)), tuple(json.loads(ledger.meta.get("unread", "[]")))
    watch.stage("ingest")
    stopped = Event()
    try:
        documents, unread = await asyncio.to_thread(_read, manifest, watch, stopped)
    except asyncio.CancelledError:  # by Ctrl-C: the thread cannot be, but its readers end
        stopped.set()
        raise
    for line in unread:
        watch.note(line)
    faults = list(_faults(documents))
    for line in faults:
        watch.note(line)
    ledger.set_meta(PASSED_OVER, json.dumps(faults))
    watch.stage("graph")
    graph = _built(documents, manifest.settings)
    if manifest.settings.depth == "full" and model is not None:
        watch.stage("extract")
        graph = await _deepen(graph, manifest.settings, (model, tracer, budget), watch)
    graph.save(folder / "graph")
    ledger.set_meta("unread", json.dumps(unread))
    ledger.set_meta("graph", "whole")
    return graph, tuple(unread)


def _begun_with(folder: Path) -> Path:
    """Where the graph lies that a session begins with, also after it has grown."""
    base = folder / "graph" / BASE
    return base if base.is_dir() else folder / "graph"


def keep_grown(folder: Path, before: Graph, graph: Graph) -> None:
    """Write a graph that a session let grow; a resumed one begins with that before."""
    if not (folder / "graph" / BASE).is_dir():
        before.save(folder / "graph" / BASE)
    graph.save(folder / "graph")


def _read(manifest: Manifest, watch: Reporter, stopped: Event) -> tuple[list[Document], list[str]]:
    corpus = read_corpus(manifest.corpus, on_progress=watch.ingested, stopped=stopped)
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


def _faults(documents: Iterable[Document]) -> Iterator[str]:
    """A line for each place of a document that could not be read, and for each broken triple."""
    for document in documents:
        yield from (f"{document.name}: {warning}" for warning in document.warnings)
        for table in document.tables:
            yield from (f"{document.name}, {line}; passed over" for line in lacking(table))


def _forbidden(document: Document, settings: Settings) -> bool:
    forbidden = any(kind in document.permissions for kind in FORBIDDING)
    return settings.respect_pdf_permissions == "refuse" and forbidden


def _built(
    documents: Iterable[Document], settings: Settings, same: Iterable[tuple[str, str]] = ()
) -> Graph:
    return build(documents, choices_of(settings), same, schema_of(settings))


def choices_of(settings: Settings) -> Choices | None:
    """What the user says about names, if the settings name a file.

    Raises:
        UsageError: If it cannot be read.
    """
    return load_choices(Path(settings.links)) if settings.links else None


def schema_of(settings: Settings) -> Ontology | None:
    """The user's schema, if the settings name one.

    Raises:
        UsageError: If it cannot be read.
    """
    return load_ontology(settings.schema_name) if settings.schema_name else None


def deepening(
    graph: Graph, settings: Settings, model: BaseChatModel, tracer: Tracer, budget: Budget
) -> Deepening:
    """What lets a model read on in a graph: at full depth only what no reply came for."""
    tools = load_tools(settings.tools)
    desk = Desk(model, tools, Context(graph, View(graph)), tracer, budget)
    deep = Deepening(graph, desk, schema_of(settings), settings.lazy_chunks)
    if (failed := tracer.ledger.meta.get(FAILED)) is not None:
        deep.read = {chunk.id for chunk in deep.unread()} - set(json.loads(failed))
        deep.most += len(deep.read)
    return deep


async def _deepen(
    graph: Graph,
    settings: Settings,
    means: tuple[BaseChatModel, Tracer, Budget],
    watch: Reporter,
) -> Graph:
    """Full depth: links that the model confirms, every passage read, every carrier described."""
    same = await judged(graph, deepening(graph, settings, *means).desk)
    if same:
        graph = _built(graph.documents.values(), settings, same)
    deep = deepening(graph, settings, *means)
    total, chunks = Extracted(), deep.unread()
    for number, chunk in enumerate(chunks, start=1):
        total += await deep.chunk(chunk)
        watch.ingested(number, len(chunks), chunk.id)
    for chunk in [chunk for chunk in chunks if chunk.id in deep.failed]:
        total += await deep.chunk(chunk)
    described = await deep.carriers()
    means[1].ledger.set_meta(FAILED, json.dumps(sorted(deep.failed)))
    unread = f"; {len(deep.failed)} passages not read for want of a reply" if deep.failed else ""
    watch.note(
        f"full depth: {total}; {len(same)} links confirmed; {described} carriers described{unread}"
    )
    return graph
