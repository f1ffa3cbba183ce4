"""One sample as the viewer shows it: what it says, what it rests on, how it came about."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from mmkg.app.standing import at_work
from mmkg.app.trials import find_sample
from mmkg.app.viewer.book import Book
from mmkg.app.viewer.carriers import carrier, place
from mmkg.app.viewer.maths import within
from mmkg.app.viewer.proof import proof
from mmkg.dataset.exports.words import answer_text, evidence_text
from mmkg.dataset.report import place as place_text
from mmkg.dataset.sample import Sample
from mmkg.graph.document import Table
from mmkg.graph.evidence import CellEvidence, Evidence
from mmkg.graph.store import Graph
from mmkg.runtime.events import DRAFT, BaseEvent, ChatCalled, Noted, SampleStarted


def sample_view(book: Book, name: str) -> dict[str, JsonValue]:
    """All about a sample that was tried.

    Raises:
        UsageError: If there is none of that name.
    """
    name = find_sample(book.ledger, name)
    events = sorted(book.ledger.events(sample=name), key=lambda event: event.time)
    view: dict[str, JsonValue] = {
        "id": name,
        "events": [event.model_dump(mode="json", exclude_none=True) for event in events],
        "texts": _texts(book, events),
    }
    outcome = book.shelf.outcome(name)
    if outcome is None or outcome.sample.strip() in ("", "null", "{}"):
        accepted = None if outcome is None else outcome.accepted
        working = outcome is None and at_work(book.folder)
        return view | {
            "accepted": accepted,
            "reason": outcome.reason if outcome else "",
            "working": working,
            "task": next((e.task for e in events if isinstance(e, SampleStarted)), ""),
        }
    sample = Sample.model_validate_json(outcome.sample)
    return view | {
        "accepted": outcome.accepted,
        "reason": outcome.reason,
        "attempts": _attempts(sample, events),
        **_said(sample),
        **_grounds(book, sample),
    }


def _said(sample: Sample) -> dict[str, JsonValue]:
    """Question, answer and reasoning."""
    fields = {"question", "task", "pattern", "form", "language", "hops", "proof", "wording"}
    shown = sample.model_dump(
        mode="json", include=fields | {"models", "scores", "cost", "seed", "verdicts", "twin_of"}
    )
    lines = proof(sample.derivation, sample.evidence, sample.language)
    return shown | {
        "answer": answer_text(sample),
        "options": [
            {"letter": one.letter, "text": one.text, "mistake": one.mistake}
            for one in sample.options
        ],
        "claim": sample.claim.text if sample.claim else None,
        "altered": sample.altered.note if sample.altered else None,
        "steps": [
            step.model_dump(mode="json") | {"parts": _parts(step.text)} for step in sample.steps
        ],
        "question_parts": _parts(sample.question),
        "proof_lines": [line.model_dump(mode="json", exclude_defaults=True) for line in lines],
        "derivation": sample.derivation.model_dump(mode="json"),
    }


def _parts(text: str) -> list[JsonValue]:
    return [p if isinstance(p, str) else p.model_dump(mode="json") for p in within(text)]


def _grounds(book: Book, sample: Sample) -> dict[str, JsonValue]:
    """Evidence, the carriers and pages it stands on, and the path through the graph."""
    graph = book.known_graph
    names = {source.sha256: source.name for source in sample.sources}
    held = dict.fromkeys(item.carrier for item in sample.evidence)
    known = [one for one in held if graph and one in graph.carriers]
    return {
        "evidence": [
            _evidence(item, sample.language, names) | {"at": _cell(item, graph)}
            for item in sample.evidence
        ],
        "carriers": {one: carrier(graph, one) for one in known} if graph else {},
        "pages": _pages(book, sample.evidence, graph, names),
        "path": _path(sample.path, graph),
    }


def _evidence(item: Evidence, language: str, names: dict[str, str]) -> dict[str, JsonValue]:
    return {
        "id": item.id,
        "kind": item.kind,
        "carrier": item.carrier,
        "text": evidence_text(item, language),
        "parts": _parts(evidence_text(item, language)),
        "where": place_text(item, names),
        **place(item.address),
    }


def _cell(item: Evidence, graph: Graph | None) -> JsonValue:
    """Row and column of a cell that is cited."""
    table = graph.carriers.get(item.carrier) if graph else None
    if not isinstance(item, CellEvidence) or not isinstance(table, Table):
        return None
    place = (item.address, item.row_path, item.column_path)
    found = (c for c in table.cells if (c.address, c.row_path, c.column_path) == place)
    return next((list[JsonValue]((cell.row, cell.column)) for cell in found), None)


def _pages(
    book: Book, evidence: Sequence[Evidence], graph: Graph | None, names: dict[str, str]
) -> list[JsonValue]:
    """Each page that evidence stands on, once, in the order in which it is cited."""
    found: dict[tuple[str, int], JsonValue] = {}
    for item in evidence:
        at = item.address
        document = graph.documents.get(at.document) if graph else None
        if at.page is None or document is None or not 0 < at.page <= len(document.page_sizes):
            continue
        found[at.document, at.page] = {
            "document": at.document,
            "name": names.get(at.document, document.name),
            "page": at.page,
            "size": list(document.page_sizes[at.page - 1]),
            "drawn": at.document in book.pdfs,
        }
    return list(found.values())


def _path(path: Sequence[str], graph: Graph | None) -> JsonValue:
    """The nodes of a path, and the edges between them."""
    if graph is None:
        return {"nodes": [], "edges": []}
    known = [name for name in dict.fromkeys(path) if name in graph.nodes]
    at = {name: index for index, name in enumerate(known)}
    edges: list[JsonValue] = [
        [at[name], at[edge.target], edge.label]
        for name in known
        for edge in graph.out(name)
        if edge.target in at
    ]
    nodes: list[JsonValue] = [
        {"id": name, "name": graph.nodes[name].name, "type": graph.nodes[name].type}
        for name in known
    ]
    return {"nodes": nodes, "edges": edges}


def _attempts(sample: Sample, events: Sequence[BaseEvent]) -> list[JsonValue]:
    """What was asked at each attempt, and what the checks said."""
    refused: dict[int | None, str] = {
        event.attempt: str(event.detail.get("question", ""))
        for event in events
        if isinstance(event, Noted) and event.text == DRAFT and isinstance(event.detail, dict)
    }
    last = len(sample.verdicts) - 1
    return [
        {
            "attempt": verdict.attempt,
            "question": sample.question if at == last else refused.get(verdict.attempt, ""),
            "passed": verdict.passed,
            "failures": [finding.model_dump(mode="json") for finding in verdict.failures],
        }
        for at, verdict in enumerate(sample.verdicts)
    ]


def _texts(book: Book, events: Sequence[BaseEvent]) -> dict[str, JsonValue]:
    """Messages, offered tools and replies that events name by hash."""
    asked = [event for event in events if isinstance(event, ChatCalled)]
    keys = dict.fromkeys(
        key for e in asked for key in (*e.messages, e.tools, e.reply) if key is not None
    )
    return {key: book.ledger.text(key) or "" for key in keys}
