"""Sends a session's trace to an OpenTelemetry collector, while it is written or afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.events import (
    AgentRan,
    BaseEvent,
    ChatCalled,
    CheckRan,
    SampleEnded,
    SampleStarted,
    ToolCalled,
)

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.util.types import AttributeValue

Text = Callable[[str], str | None]

SERVICE = "mmkg"
BATCH = 512
NANO = 1_000_000_000
# What a span's place says already, or what is only a key into the ledger.
_LEFT_OUT = {"version", "span", "parent", "time", "seconds", "messages", "tools", "reply"}


def send(
    events: Iterable[BaseEvent | None], session: str, endpoint: str, text: Text | None = None
) -> int:
    """Send events as spans, each sample as a trace of its own; says how many spans were sent.

    The usual variables of OpenTelemetry, such as OTEL_EXPORTER_OTLP_HEADERS for a key and
    OTEL_RESOURCE_ATTRIBUTES, are heeded.

    Args:
        events: Of one session, in the order written; none where no more is there for now.
        session: What the session is called; the same name gives the same ids again.
        endpoint: Where the collector takes OTLP over HTTP, such as http://127.0.0.1:4318
        text: Gives a kept text by its hash, for messages to be sent too; without it they are not.

    Raises:
        UsageError: If the extra `otel` is missing.
        InputError: If the collector does not take them.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import SpanExportResult
    except ImportError:
        raise UsageError("--otlp needs `pip install mmkg[otel]`") from None
    address = endpoint.rstrip("/")
    address = address if address.endswith("/v1/traces") else f"{address}/v1/traces"
    exporter = OTLPSpanExporter(endpoint=address, timeout=10)
    sent = 0
    for batch in _batches(_spans(events, session, text)):
        if exporter.export(batch) is not SpanExportResult.SUCCESS:
            raise InputError(f"{address}: no collector takes spans there ({sent} were sent)")
        sent += len(batch)
    exporter.shutdown()  # type: ignore[no-untyped-call]
    return sent


def _batches(spans: Iterator[ReadableSpan | None]) -> Iterator[list[ReadableSpan]]:
    batch: list[ReadableSpan] = []
    for span in chain(spans, (None,)):
        if span is not None:
            batch.append(span)
        if batch and (span is None or len(batch) == BATCH):
            yield batch
            batch = []


def _spans(
    events: Iterable[BaseEvent | None], session: str, text: Text | None
) -> Iterator[ReadableSpan | None]:
    """Attempts, roles, calls and checks as spans; an attempt's comes when it has ended.

    Attempts that a stopped session left open end with what happened last in them.
    """
    begun: dict[str, SampleStarted] = {}
    latest: dict[str, BaseEvent] = {}
    for event in events:
        if event is None:
            yield None
        elif event.sample is None:
            continue
        elif isinstance(event, SampleStarted | SampleEnded):
            if (attempt := begun.pop(event.sample, None)) is not None:
                yield _attempt(attempt, event, session)
            if isinstance(event, SampleStarted):
                begun[event.sample] = event
        elif isinstance(event, AgentRan | ChatCalled | ToolCalled | CheckRan):
            told = _attributes(event) | (_said(event, text) if text else {})
            latest[event.sample] = event
            yield _span(event, _name(event), event.span, event.parent, session, told)
    for sample, attempt in begun.items():
        yield _attempt(attempt, latest.get(sample, attempt), session)


def _attempt(begun: SampleStarted, ended: BaseEvent, session: str) -> ReadableSpan:
    """The span above all others of an attempt; its id is what they name as their parent."""
    lasting = begun.model_copy(update={"seconds": max(0.0, ended.time - begun.time)})
    told: dict[str, AttributeValue] = {"mmkg.task": begun.task}
    if isinstance(ended, SampleEnded):
        told |= {"mmkg.accepted": ended.accepted, "mmkg.reason": ended.reason}
    return _span(lasting, f"attempt {begun.attempt}", begun.parent or "", None, session, told)


def _span(
    event: BaseEvent,
    name: str,
    span: str,
    parent: str | None,
    session: str,
    attributes: dict[str, AttributeValue],
) -> ReadableSpan:
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.trace import SpanContext, Status, StatusCode, TraceFlags

    trace = hashlib.sha256(f"{session} {event.sample}".encode()).digest()
    flags = TraceFlags(TraceFlags.SAMPLED)

    def placed(id: str) -> SpanContext:
        return SpanContext(
            int.from_bytes(trace[:16]), int(id, 16), is_remote=False, trace_flags=flags
        )

    failed = bool(getattr(event, "error", None)) or getattr(event, "passed", True) is False
    why = str(getattr(event, "problem", "") or getattr(event, "why", "") or "")
    code = Status(StatusCode.ERROR, why) if failed else Status(StatusCode.UNSET)
    whose: dict[str, AttributeValue] = {
        "mmkg.sample": event.sample or "",
        "mmkg.attempt": event.attempt or 0,
    }
    return ReadableSpan(
        name,
        context=placed(span),
        parent=placed(parent) if parent else None,
        resource=Resource.create({"service.name": SERVICE, "mmkg.session": session}),
        attributes={**whose, **attributes},
        status=code,
        start_time=int(event.time * NANO),
        end_time=int((event.time + event.seconds) * NANO),
    )


def _name(event: BaseEvent) -> str:
    """As the OpenTelemetry conventions for generative AI have it: operation and target."""
    match event:
        case AgentRan():
            return f"invoke_agent {event.role}"
        case ChatCalled():
            return f"chat {event.model}"
        case ToolCalled():
            return f"execute_tool {event.tool}"
        case CheckRan():
            return f"check {event.name}"
    return event.kind


def _attributes(event: BaseEvent) -> dict[str, AttributeValue]:
    """The event's fields by their OpenTelemetry names, ours under `mmkg.`."""
    fields = event.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=_LEFT_OUT)
    told: dict[str, AttributeValue] = {
        name if "." in name else f"mmkg.{name}": value
        if isinstance(value, str | bool | int | float)
        else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }
    if isinstance(event, ChatCalled) and event.finish:  # a list there, of one for each choice
        del told["gen_ai.response.finish_reason"]
        told["gen_ai.response.finish_reasons"] = [event.finish]
    return told


def _said(event: BaseEvent, text: Text) -> dict[str, AttributeValue]:
    """What a model was asked and replied, as the conventions have it: JSON lists of messages."""
    if not isinstance(event, ChatCalled):
        return {}
    sides = {"input": event.messages, "output": [event.reply] if event.reply else []}
    return {
        f"gen_ai.{side}.messages": json.dumps(
            [message for key in keys for message in _messages(text(key))], ensure_ascii=False
        )
        for side, keys in sides.items()
    }


def _messages(kept: str | None) -> list[object]:
    """A kept text as messages: one, or the list that a reply is."""
    found = json.loads(kept or "[]")
    return found if isinstance(found, list) else [found]
