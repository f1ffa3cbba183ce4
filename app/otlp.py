"""Sends a session's trace to an OpenTelemetry collector, while it is written or afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
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

SERVICE = "mmkg"
BATCH = 512
NANO = 1_000_000_000
# What a span's place says already, or what is only a key into the ledger.
_LEFT_OUT = {"version", "span", "parent", "time", "seconds", "messages", "tools", "reply"}


def send(events: Iterable[BaseEvent | None], session: str, endpoint: str) -> int:
    """Send events as spans, each sample as a trace of its own; says how many spans were sent.

    Args:
        events: Of one session, in the order written; none where no more is there for now.
        session: What the session is called; the same name gives the same ids again.
        endpoint: Where the collector takes OTLP over HTTP, such as http://127.0.0.1:4318

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
    for batch in _batches(_spans(events, session)):
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


def _spans(events: Iterable[BaseEvent | None], session: str) -> Iterator[ReadableSpan | None]:
    """Attempts, roles, calls and checks as spans; an attempt's comes when it has ended."""
    begun: dict[str, SampleStarted] = {}
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
            yield _span(event, _name(event), event.span, event.parent, session, _attributes(event))


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
    whose: dict[str, AttributeValue] = {
        "mmkg.sample": event.sample or "",
        "mmkg.attempt": event.attempt or 0,
    }
    return ReadableSpan(
        name,
        context=placed(span),
        parent=placed(parent) if parent else None,
        resource=Resource({"service.name": SERVICE, "mmkg.session": session}),
        attributes={**whose, **attributes},
        status=Status(StatusCode.ERROR if failed else StatusCode.UNSET),
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
    return {
        name if "." in name else f"mmkg.{name}": value
        if isinstance(value, str | bool | int | float)
        else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }
