"""A loopback OpenAI server with so many slots, each busy for the latency of a call.

    python benchmarks/endpoint_server.py --slots 64 --latency lognormal --mean 2

It prints its port. Calls beyond the slots wait for one, as they do at a server that batches. GET
/spans gives when each slot was busy, in seconds. It needs nothing but Python.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import re
import time
from pathlib import Path
from random import Random
from typing import Any

SIGMA = 0.5  # of the log-normal latency: the slowest of a hundred takes about three times the mean
SAID = "Nine of ten readers would say so, and the tenth would not mind."


class Slots:
    """The server: its slots, how long a call takes, and what it says."""

    def __init__(self, slots: int, latency: str, mean: float, answers: dict[str, str]) -> None:
        self.latency, self.mean, self.answers = latency, mean, answers
        self.spans: list[tuple[float, float]] = []
        self._free = asyncio.Semaphore(slots)
        self._chance = Random(1)

    def seconds(self) -> float:
        """The latency of the next call."""
        if self.latency == "fixed":
            return self.mean
        return self._chance.lognormvariate(math.log(self.mean) - SIGMA**2 / 2, SIGMA)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, with one request after the other."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                writer.write(_http(await self._answer(head, body)))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, head: bytes, body: bytes) -> Any:
        if head.startswith(b"GET /spans"):
            return self.spans
        if not head.startswith(b"POST"):
            return {"object": "list", "data": [{"id": "scripted", "object": "model"}]}
        request = json.loads(body)
        async with self._free:
            began = time.monotonic()
            await asyncio.sleep(self.seconds())
            self.spans.append((began, time.monotonic()))
        return _completion(request, self._message(request))

    def _message(self, request: dict[str, Any]) -> dict[str, Any]:
        if not request.get("tools"):
            return {"role": "assistant", "content": SAID}
        name = request["tools"][0]["function"]["name"]
        text = str(request["messages"][1]["content"])
        function = {"name": name, "arguments": json.dumps(self._submission(name, text))}
        call = {"id": "call_1", "type": "function", "function": function}
        return {"role": "assistant", "content": None, "tool_calls": [call]}

    def _submission(self, name: str, text: str) -> dict[str, Any]:
        """What a very good model would submit to a role of mmkg."""
        match name:
            case "submit_choice":
                return {"number": 1, "reason": "it is the first"}
            case "submit_question":
                plain = re.search(r"<evidence>\n(.*)\n</evidence>", text)
                return {"question": f"Please tell: {plain[1] if plain else text}"}
            case "submit_reading":
                return {"natural": True, "asks_one_thing": True, "fault": ""}
            case "submit_unsupported":
                return {"steps": [], "why": ""}
            case "submit_refutation":
                return {"refuted": False, "instead": "", "why": ""}
        asked = text.partition("Please tell: ")[2]
        known = (answer for plain, answer in self.answers.items() if asked.startswith(plain))
        return {"answer": next(known, "42")}


def _completion(request: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    usage = {"prompt_tokens": 600, "completion_tokens": 40, "total_tokens": 640}
    finish = "tool_calls" if message.get("tool_calls") else "stop"
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": request.get("model", "scripted"),
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": usage,
    }


def _http(answer: Any) -> bytes:
    body = json.dumps(answer).encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
    return f"{head}{len(body)}\r\n\r\n".encode() + body


async def main() -> None:
    """Do as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slots", type=int, default=64)
    parser.add_argument("--latency", choices=["fixed", "lognormal"], default="fixed")
    parser.add_argument("--mean", type=float, default=2.0, help="seconds")
    parser.add_argument("--answers", type=Path, help="JSON: right answers by plain question")
    said = parser.parse_args()
    answers = json.loads(said.answers.read_text("utf-8")) if said.answers else {}
    slots = Slots(said.slots, said.latency, said.mean, answers)
    server = await asyncio.start_server(slots.serve, "127.0.0.1", 0, limit=2**24, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
