"""Serves the viewer on the loopback address: nothing is written, nobody else is answered."""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from urllib.parse import parse_qsl, unquote, urlsplit

from mmkg.app.viewer.answers import Answers
from mmkg.runtime.errors import LedgerError, MmkgError, UsageError

HOST = "127.0.0.1"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Viewer(ThreadingHTTPServer):
    """The server; `address` is where a browser finds it."""

    daemon_threads = True

    def __init__(self, answers: Answers, port: int = 0) -> None:
        """Listen, on any free port if none is given.

        Raises:
            UsageError: If the port is taken.
        """
        try:
            super().__init__((HOST, port), partial(Asked, answers))
        except OSError as error:
            raise UsageError(f"port {port}: {error.strerror}: give another --port") from None

    @property
    def address(self) -> str:
        """The URL of the first page."""
        return f"http://{HOST}:{self.server_port}/"


class Asked(BaseHTTPRequestHandler):
    """One request: a file of the page, an answer, or a picture of a document's page."""

    server: Viewer
    protocol_version = "HTTP/1.1"
    timeout = 60

    def __init__(self, answers: Answers, *rest: object) -> None:
        self.answers = answers
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:  # noqa: N802  # the name that http.server calls
        """Answer."""
        try:
            self._send(*self._answer())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the reader has left

    do_HEAD = do_GET

    def _hosts(self) -> tuple[str, str]:
        return f"{HOST}:{self.server.server_port}", f"localhost:{self.server.server_port}"

    def _answer(self) -> tuple[int, str, bytes]:
        if self.headers.get("Host") not in self._hosts():  # a page elsewhere may rebind its name
            return HTTPStatus.FORBIDDEN, "text/plain", b"not this host"
        try:
            return HTTPStatus.OK, *self._found()
        except MmkgError as error:
            gone = isinstance(error, LedgerError)
            code = HTTPStatus.SERVICE_UNAVAILABLE if gone else HTTPStatus.NOT_FOUND
            return code, "application/json", json.dumps({"error": str(error)}).encode()

    def _found(self) -> tuple[str, bytes]:
        """Type and bytes of what is asked for."""
        asked = urlsplit(self.path)
        parts = [unquote(part) for part in asked.path.strip("/").split("/")]
        match parts:
            case ["api", path]:
                answer = self.answers.answer(path, dict(parse_qsl(asked.query)))
                return "application/json", json.dumps(answer, ensure_ascii=False).encode(
                    "utf-8", "replace"
                )
            case ["page", sha256, number] if number.removesuffix(".png").isdecimal():
                page = int(number.removesuffix(".png"))
                return "image/png", self.answers.book.page(sha256, page)
            case [name]:
                return asset(name or "index.html")
        raise UsageError("there is no such page")

    def _send(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        text = kind.startswith("text/") or kind == "application/json"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the terminal is for people."""


def asset(name: str) -> tuple[str, bytes]:
    """Type and bytes of a file of the page.

    Raises:
        UsageError: If there is none of that name.
    """
    folder = files("mmkg.app.viewer") / "static"
    known = {file.name: file for file in folder.iterdir()}
    suffix = "." + name.rpartition(".")[2]
    if name not in known or suffix not in TYPES:
        raise UsageError(f"there is no page {name[:80]!r}")
    return TYPES[suffix], known[name].read_bytes()
