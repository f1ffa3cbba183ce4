"""A real Chromium without a screen, spoken to over its debugging pipe.

with Browser(page.as_uri(), width=390, height=800) as browser:
    browser.run("document.title")
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


class Browser:
    """One page. Errors of its scripts and requests it makes are kept in `faults`."""

    def __init__(self, address: str, *, width: int = 1200, height: int = 800, dark: bool = False):
        assert CHROMIUM is not None
        self.profile = tempfile.mkdtemp()
        (child_in, ours_out), (ours_in, child_out) = os.pipe(), os.pipe()
        order = f'exec 3<&{child_in} 4>&{child_out}; exec "$@"'
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            ["bash", "-c", order, "-", CHROMIUM, *flags, f"--user-data-dir={self.profile}"],
            pass_fds=(child_in, child_out),
            stderr=subprocess.DEVNULL,
        )
        os.close(child_in)
        os.close(child_out)
        self.to, self.back = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self.number, self.session, self.rest = 0, "", b""
        self.faults: list[str] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.send(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=scheme)
        self.send("Page.navigate", url=address)
        self.run("new Promise(done => document.readyState === 'complete' ? done() : onload = done)")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.to.close()
        self.process.kill()
        self.process.wait()
        self.back.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def send(self, method: str, **params: object) -> dict[str, Any]:
        """Call a method of the DevTools protocol."""
        self.number += 1
        call: dict[str, object] = {"id": self.number, "method": method, "params": params}
        if self.session:
            call["sessionId"] = self.session
        self.to.write(json.dumps(call).encode() + b"\0")
        self.to.flush()
        while True:
            message = self._message()
            if message.get("id") == self.number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            read = os.read(self.back.fileno(), 1 << 16)
            assert read, "the browser has gone"
            self.rest += read
        line, self.rest = self.rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(line)
        return message

    def _note(self, message: dict[str, Any]) -> None:
        params = message.get("params", {})
        if message.get("method") == "Runtime.exceptionThrown":
            self.faults.append(str(params["exceptionDetails"]))
        url = params.get("request", {}).get("url", "")
        if message.get("method") == "Network.requestWillBeSent" and url.startswith("http"):
            self.faults.append(f"asked for {url}")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        said = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def key(self, key: str, text: str = "") -> None:
        """Press and release a key."""
        named = {"key": key, "text": text} if text else {"key": key}
        self.send("Input.dispatchKeyEvent", type="keyDown", **named)
        self.send("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.send("Input.insertText", text=text)

    def mouse(self, kind: str, x: float, y: float, **more: object) -> None:
        """A mouse event: `mousePressed`, `mouseReleased`, `mouseMoved` or `mouseWheel`."""
        button = {"button": "left", "clickCount": 1} if kind.endswith("ed") else {}
        self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, **(button | more))

    def click(self, x: float, y: float) -> None:
        """Press and release the left button."""
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def picture(self, to: Path) -> None:
        """Write what is seen as a PNG file."""
        to.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))
