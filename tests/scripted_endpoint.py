"""A real HTTP server on the loopback address that speaks OpenAI's chat protocol from a script.

Tests get it as the fixture `scripted_endpoint`:

    scripted_endpoint.call("look_up", {"row": "a"})   # the first reply is a tool call
    scripted_endpoint.fault("429", retry_after=0.1)   # the second a fault
    scripted_endpoint.say("done")                     # the third a text
    endpoint = scripted_endpoint.endpoint()           # what the code under test is given
    scripted_endpoint.requests                        # what it asked

Instead of a queue, `answer_by(function)` lets a function of the request choose each reply.
"""

from __future__ import annotations

import itertools
import json
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from mmkg.runtime.settings import Endpoint

FAULTS = (
    "429",
    "429_forever",
    "500",
    "503_html",
    "reset",
    "half_body",
    "broken_json",
    "html",
    "empty_choices",
    "null_content",
    "slow",
    "drip",
    "refusal",
    "400",
)


@dataclass(frozen=True)
class Reply:
    """One thing the server does: a message, or a fault."""

    message: dict[str, Any] = field(default_factory=dict)
    finish: str = "stop"
    fault: str = ""
    seconds: float = 0.0
    retry_after: str | None = None
    tokens: tuple[int, int] | None = (50, 10)
    text: str = ""


def said(text: str | None, **more: Any) -> Reply:
    return Reply({"role": "assistant", "content": text}, **more)


def called(name: str, arguments: dict[str, Any] | str, call_id: str = "call_1") -> Reply:
    """A tool call; arguments given as a string are sent as they are, also when broken."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {
        "id": call_id,
        "type": "function",
        "function": {"name": name, "arguments": text},
    }
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    return Reply(message, finish="tool_calls")


class ScriptedEndpoint:
    """The server with its script and the requests it got."""

    model = "scripted"

    def __init__(self, port: int = 0) -> None:
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.key: str | None = None
        self.busiest = 0
        self._busy = 0
        self._script: deque[Reply] = deque()
        self._chooser: Callable[[dict[str, Any]], Reply] | None = None
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._server = _Server(("127.0.0.1", port), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    # -- the script -------------------------------------------------------------------------

    def add(self, *replies: Reply) -> ScriptedEndpoint:
        self._script.extend(replies)
        return self

    def say(self, text: str | None, **more: Any) -> ScriptedEndpoint:
        return self.add(said(text, **more))

    def call(self, name: str, arguments: dict[str, Any] | str) -> ScriptedEndpoint:
        return self.add(called(name, arguments, f"call_{next(self._ids)}"))

    def fault(
        self,
        kind: str,
        *,
        retry_after: float | str | None = None,
        seconds: float = 5,
        text: str = "",
    ) -> ScriptedEndpoint:
        assert kind in FAULTS, kind
        after = None if retry_after is None else str(retry_after)
        return self.add(Reply(fault=kind, retry_after=after, seconds=seconds, text=text))

    def answer_by(self, chooser: Callable[[dict[str, Any]], Reply]) -> ScriptedEndpoint:
        self._chooser = chooser
        return self

    # Replies for functions given to `answer_by`.
    said = staticmethod(said)
    called = staticmethod(called)
    Reply = Reply

    # -- for tests --------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def endpoint(self, **settings: Any) -> Endpoint:
        """Settings that lead here."""
        given = {"url": self.url, "model": self.model, "timeout_s": 10, **settings}
        return Endpoint.model_validate(given)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    # -- the server -------------------------------------------------------------------------

    def next_reply(self, request: dict[str, Any]) -> Reply:
        with self._lock:
            self.requests.append(request)
            if self._chooser:
                chooser = self._chooser
            elif self._script:
                keep = self._script[0].fault == "429_forever"
                return self._script[0] if keep else self._script.popleft()
            else:
                return Reply(fault="400", text="the script has no more replies")
        return chooser(request)

    def busy(self, change: int) -> None:
        with self._lock:
            self._busy += change
            self.busiest = max(self.busiest, self._busy)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        scripted = self

        class Handler(_Handler):
            owner = scripted

        return Handler


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # clients that go away, as those do that lose patience


class _Handler(BaseHTTPRequestHandler):
    owner: ScriptedEndpoint
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        key = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        self.owner.keys.append(key)
        if not self.path.endswith("/chat/completions"):
            self._send(404, {"error": {"message": "no such address"}})
        elif self.owner.key is not None and key != self.owner.key:
            self._send(401, {"error": {"message": f"Incorrect API key provided: {key}"}})
        else:
            self._chat(json.loads(body))

    def _chat(self, request: dict[str, Any]) -> None:
        if request["model"] != self.owner.model:
            text = f"The model `{request['model']}` does not exist"
            self._send(404, {"error": {"message": text, "code": "model_not_found"}})
            return
        self.owner.busy(+1)
        try:
            reply = self.owner.next_reply(request)
            if reply.fault:
                self._misbehave(reply)
            else:
                time.sleep(reply.seconds)
                self._send(200, _completion(reply))
        except OSError:
            self.close_connection = True  # the client has gone
        finally:
            self.owner.busy(-1)

    def _misbehave(self, reply: Reply) -> None:
        whole = _completion(said(reply.text or "late"))
        match reply.fault:
            case "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.close_connection = True
            case "half_body":
                text = json.dumps(whole).encode()
                self._send(200, text[: len(text) // 2], {"Content-Length": str(len(text))})
                self.close_connection = True
            case "slow":
                time.sleep(reply.seconds)
                self._send(200, whole)
            case "drip":
                self._send(200, b"", {"Content-Length": str(len(json.dumps(whole)))})
                for byte in json.dumps(whole).encode():
                    self.wfile.write(bytes([byte]))
                    time.sleep(reply.seconds / 100)
            case fault:
                self._send(*_answers(reply)[fault])

    def _send(
        self,
        status: int,
        body: dict[str, Any] | bytes,
        headers: dict[str, str | None] | None = None,
    ) -> None:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json", "Content-Length": str(len(text))}
        given |= {name: value for name, value in (headers or {}).items() if value is not None}
        self.send_response(status)
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)


def _completion(reply: Reply) -> dict[str, Any]:
    choice = {"index": 0, "message": reply.message, "finish_reason": reply.finish}
    usage = None
    if reply.tokens:
        read, written = reply.tokens
        usage = {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
        }
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": ScriptedEndpoint.model,
        "choices": [choice],
        "usage": usage,
    }


def _answers(reply: Reply) -> dict[str, tuple[int, dict[str, Any] | bytes, dict[str, str | None]]]:
    """Faults that are just an answer: status, body and headers."""
    error = {"error": {"message": reply.text or "scripted fault"}}
    html: dict[str, str | None] = {"Content-Type": "text/html"}
    refusal = Reply({"role": "assistant", "content": None, "refusal": "I will not."})
    after = {"Retry-After": reply.retry_after}
    return {
        "429": (429, error, after),
        "429_forever": (429, error, after),
        "400": (400, error, {}),
        "500": (500, error, {}),
        "503_html": (503, b"<html>bad gateway</html>", html),
        "broken_json": (200, b'{"id": "x", oops', {}),
        "html": (200, b"<html>hello</html>", html),
        "empty_choices": (200, {**_completion(said("")), "choices": []}, {}),
        "null_content": (200, _completion(said(None)), {}),
        "refusal": (200, _completion(refusal), {}),
    }
