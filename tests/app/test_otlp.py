"""Traces reach a collector that speaks OTLP over HTTP, a real server that decodes what it gets."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from mmkg.app.cli import main
from mmkg.runtime.events import ChatCalled, SampleStarted
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.trace import Tracer


class Collector(HTTPServer):
    """Keeps the spans it is sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.spans: list[Any] = []
        self.resources: list[Any] = []


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.server.resources.append(resource.resource)
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200 if self.path == "/v1/traces" else 404)
        self.end_headers()


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize("follow", [(), ("--follow",)])
def test_a_collector_gets_each_sample_as_a_trace(
    session: Path, collector: Collector, follow: tuple[str, ...]
) -> None:
    address = f"http://127.0.0.1:{collector.server_port}"
    assert main(["trace", str(session), "--otlp", address, *follow]) == 0
    names = {span.name for span in collector.spans}
    assert {"attempt 1", "invoke_agent verifier", "check leak"} <= names
    by_id = {span.span_id: span for span in collector.spans}
    attempts = [span for span in collector.spans if not span.parent_span_id]
    assert {span.name for span in attempts} == {"attempt 1"}
    for span in collector.spans:
        if span.parent_span_id:
            assert by_id[span.parent_span_id].trace_id == span.trace_id
        assert 0 < span.start_time_unix_nano <= span.end_time_unix_nano
    fields = {field.key: field.value for field in attempts[0].attributes}
    assert fields["mmkg.accepted"].bool_value and fields["mmkg.task"].string_value
    (name,) = {
        f.value.string_value for f in collector.resources[0].attributes if f.key == "service.name"
    }
    assert name == "mmkg"


def test_a_stopped_sessions_open_attempt_is_sent_and_messages_where_they_are_asked_for(
    tmp_path: Path, collector: Collector
) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        asked = ledger.keep_text('{"content":"How high?","role":"user"}')
        reply = ledger.keep_text('[{"content":"8849 m","role":"assistant"}]')
        tracer = Tracer(ledger).for_sample("s00001-a", 1)
        tracer.event(SampleStarted(task="single_table"))
        with tracer.agent("writer") as writer:
            call = {"model": "m", "messages": [asked], "reply": reply, "reply_key": "k"}
            writer.event(ChatCalled(**call, finish="stop"))  # type: ignore[arg-type]
    address = f"http://127.0.0.1:{collector.server_port}"
    assert main(["trace", str(tmp_path), "--otlp", address]) == 0
    chat, agent, attempt = collector.spans
    assert (chat.parent_span_id, agent.parent_span_id) == (agent.span_id, attempt.span_id)
    assert not attempt.parent_span_id and attempt.end_time_unix_nano >= agent.start_time_unix_nano
    fields = {field.key: field.value for field in chat.attributes}
    (finish,) = fields["gen_ai.response.finish_reasons"].array_value.values
    assert finish.string_value == "stop" and "gen_ai.input.messages" not in fields
    assert main(["trace", str(tmp_path), "--otlp", address, "--whole"]) == 0
    fields = {field.key: field.value for field in collector.spans[3].attributes}
    said = [fields[f"gen_ai.{side}.messages"].string_value for side in ("input", "output")]
    assert [json.loads(text)[0]["content"] for text in said] == ["How high?", "8849 m"]


def test_no_collector_is_one_clear_line(session: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(session), "--otlp", "http://127.0.0.1:1"]) == 2
    assert "no collector takes spans there" in capsys.readouterr().err
