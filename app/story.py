"""The trace of one sample, told as a tree: who acted, what was asked, called, checked, decided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mmkg.app.output import duration, plain
from mmkg.dataset.exports.words import answer_text, evidence_text
from mmkg.dataset.report import place
from mmkg.dataset.sample import Sample
from mmkg.runtime.events import (
    AgentRan,
    BaseEvent,
    ChatCalled,
    CheckRan,
    Noted,
    Routed,
    SampleEnded,
    SampleStarted,
    Scored,
    ToolCalled,
)
from mmkg.runtime.ledger import Ledger

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

_LONGEST = 600


def story(ledger: Ledger, sample: str, *, whole: bool = False) -> Tree:
    """The tree of a sample's events.

    Args:
        ledger: The session's ledger.
        sample: The sample's id.
        whole: Show every message that a model was sent, and nothing cut.
    """
    from rich.text import Text
    from rich.tree import Tree

    events = sorted(ledger.events(sample=sample), key=lambda event: event.time)
    spans = {event.span for event in events}
    below: dict[str | None, list[BaseEvent]] = defaultdict(list)
    for event in events:
        below[event.parent if event.parent in spans else None].append(event)
    tree, attempt, branch = Tree(Text(sample, style="bold")), None, None
    _introduce(tree, ledger, sample)
    for root in below[None]:
        if branch is None or root.attempt != attempt:
            attempt = root.attempt
            branch = tree.add(Text(f"attempt {attempt}" if attempt else "sample", style="bold"))
        _grow(branch, root, below, _Teller(ledger, whole))
    return tree


def _introduce(tree: Tree, ledger: Ledger, sample: str) -> None:
    """Add what the sample came to, if it came to a draft."""
    text = next((o.sample for o in ledger.outcomes() if o.sample_id == sample), "")
    if not text:
        return
    made = Sample.model_validate_json(text)
    names = {source.sha256: source.name for source in made.sources}
    tree.add(_styled(("question  ", "dim"), (plain(made.question), "bold")))
    answer = tree.add(_styled(("answer    ", "dim"), (plain(answer_text(made)), "bold")))
    for step in made.steps:
        cites = f"  [{', '.join(step.cites)}]" if step.cites else ""
        answer.add(_styled((plain(step.text), ""), (cites, "dim")))
    evidence = tree.add(_styled(("evidence", "dim")))
    for item in made.evidence:
        said = plain(evidence_text(item, made.language))
        evidence.add(
            _styled((f"{item.id}  ", "dim"), (said, ""), (f"  {place(item, names)}", "dim"))
        )


def told(ledger: Ledger, event: BaseEvent) -> Text:
    """One line about an event, for those who follow a session."""
    return _styled((f"{event.sample or 'session'}  ", "dim"), (f"{event.role or ''}  ", "cyan")) + (
        _headline(event, _Teller(ledger, whole=False))
    )


class _Teller:
    """Puts events into words."""

    def __init__(self, ledger: Ledger, whole: bool) -> None:
        self.ledger = ledger
        self.whole = whole

    def cut(self, text: str) -> str:
        """A text on one line of bounded length, unless everything is wanted."""
        if self.whole:
            return plain(text)
        line = " ".join(plain(text).split())
        return line if len(line) <= _LONGEST else line[:_LONGEST] + " …"

    def said(self, key: str | None) -> list[str]:
        """What a kept message or reply says, one entry a message or tool call."""
        text = self.ledger.text(key) if key else None
        if text is None:
            return []
        loaded = json.loads(text)
        return [line for message in _listed(loaded) for line in _message(message)]


def _grow(
    branch: Tree, event: BaseEvent, below: dict[str | None, list[BaseEvent]], teller: _Teller
) -> None:
    twig = branch.add(_headline(event, teller))
    for line in _details(event, teller):
        twig.add(_styled((teller.cut(line), "")))
    for child in below.get(event.span, ()):
        _grow(twig, child, below, teller)


def _headline(event: BaseEvent, teller: _Teller) -> Text:
    took = (f"  {duration(event.seconds)}", "dim") if event.seconds else ("", "")
    match event:
        case AgentRan():
            return _styled((event.role or "role", "bold cyan"), took, _fault(event.error))
        case ChatCalled():
            tokens = f"  {event.tokens_in} → {event.tokens_out} tokens"
            notes = "  kept reply" if event.cached else f"  ${event.cost:.4f}" if event.cost else ""
            return _styled(
                ("model ", "magenta"), (event.model, ""), (tokens + notes, "dim"), took,
                _fault(event.problem or event.error),
            )  # fmt: skip
        case ToolCalled():
            return _styled(("tool ", "blue"), (event.tool, ""), took, _fault(event.error))
        case CheckRan():
            mark = ("✓ ", "green") if event.passed else ("✗ ", "red")
            if event.passed and event.why.startswith("undecided"):
                mark = ("? ", "yellow")
            why = f"  {teller.cut(event.why)}" if event.why else ""
            route = f"  → {event.route}" if event.route and not event.passed else ""
            return _styled(mark, (event.name, ""), (why, "dim"), (route, "yellow"))
        case Routed():
            why = f"  {teller.cut(event.why)}" if event.why else ""
            return _styled((f"{event.origin} → {event.target}", "yellow"), (why, "dim"))
    return _small(event, teller)


def _small(event: BaseEvent, teller: _Teller) -> Text:
    match event:
        case Scored():
            value = "none" if event.value is None else f"{event.value:.3g}"
            return _styled(("score ", "cyan"), (f"{event.name} = {value}", ""))
        case SampleStarted():
            return _styled(("begins", "bold"), (f"  {event.task}", ""))
        case SampleEnded():
            word = ("accepted", "bold green") if event.accepted else ("rejected", "bold red")
            return _styled(word, (f"  {teller.cut(event.reason)}", ""))
        case Noted():
            return _styled((teller.cut(event.text), "italic"))
    return _styled((event.kind, ""))


def _details(event: BaseEvent, teller: _Teller) -> list[str]:
    match event:
        case ChatCalled():
            asked = event.messages if teller.whole else event.messages[-1:]
            lines = [f"asked    {line}" for key in asked for line in teller.said(key)]
            return [*lines, *(f"replied  {line}" for line in teller.said(event.reply))]
        case ToolCalled():
            return [f"given    {_json(event.args)}", f"result   {_json(event.result)}"]
        case Scored() | Noted() if event.detail is not None:
            return [_json(event.detail)]
    return []


def _message(message: dict[str, object]) -> Iterable[str]:
    """The text of a message in OpenAI's form, and each tool call it makes."""
    content = message.get("content")
    if content:
        yield f"{message.get('role')}: {content if isinstance(content, str) else _json(content)}"
    for call in _listed(message.get("tool_calls") or []):
        function = call.get("function")
        if isinstance(function, dict):
            yield f"calls {function.get('name')} {function.get('arguments')}"


def _listed(value: object) -> list[dict[str, object]]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, dict)]


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _fault(text: str | None) -> tuple[str, str]:
    return (f"  {plain(text)}", "red") if text else ("", "")


def _styled(*parts: tuple[str, str]) -> Text:
    from rich.text import Text

    return Text.assemble(*parts)
