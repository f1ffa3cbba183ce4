"""The embedded model: llama.cpp in a child process, reached like any other endpoint.

The child ends when its parent does, however the parent ends: it watches its standard input, which
the operating system closes with the parent.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mmkg.runtime.errors import WeightsError
from mmkg.runtime.settings import Endpoint
from mmkg.runtime.weights import weights_path

_START_S = 180.0
# With shared cores, threads that spin while they wait cost nine tenths of the speed.
_QUIET_THREADS = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0", "KMP_BLOCKTIME": "0"}


@contextmanager
def serve_embedded(
    model: str | Endpoint,
    *,
    slots: int = 2,
    context: int = 8192,
    threads: int | None = None,
    log: Path | None = None,
) -> Iterator[Endpoint]:
    """Serve a model on the loopback address while the `with` block runs.

    Args:
        model: A name of the catalogue, the path of a GGUF file, or an `embedded:` endpoint, whose
            other settings are then kept.
        slots: Calls worked on at once.
        context: Tokens of context, shared by the slots.
        threads: Threads to compute with; by default one a core, eight at most.
        log: Where the server's log goes; by default it is kept only while the server runs.

    Raises:
        WeightsError: If the weights are not on this machine, or the server does not start.
    """
    endpoint = model if isinstance(model, Endpoint) else Endpoint.parse(f"embedded:{model}")
    name = endpoint.embedded
    if name is None:
        raise WeightsError(f"{endpoint.url} is not an embedded model")
    weights = weights_path(name)
    if weights is None:
        raise WeightsError(f"{name} is not on this machine: run `mmkg model fetch {name}`")
    with TemporaryDirectory(prefix="mmkg-embedded-") as folder:
        ready = Path(folder) / "ready"
        command = [sys.executable, "-P", "-m", "mmkg.runtime.embedded", "--serve", str(weights)]
        command += ["--name", endpoint.model, "--ready", str(ready), "--slots", str(slots)]
        command += ["--context", str(context), "--threads", str(threads or _cores())]
        with _child(command, log or Path(folder) / "log.txt") as (child, output):
            address = _wait_until_ready(child, ready, output)
            served = {"url": f"{address}/v1", "tool_mode": "schema", "concurrency": slots}
            yield endpoint.model_copy(update=served)


def _cores() -> int:
    return min(8, os.cpu_count() or 1)


@contextmanager
def _child(command: list[str], log: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    environment = {**os.environ, **_QUIET_THREADS}
    with log.open("ab") as output:
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=output, stderr=output, env=environment
        )
    try:
        yield child, log
    finally:
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdin is not None:
            child.stdin.close()


def _wait_until_ready(child: subprocess.Popen[bytes], ready: Path, log: Path) -> str:
    """The server's address, once it has loaded the weights."""
    end = time.monotonic() + _START_S
    while not ready.exists():
        if child.poll() is not None:
            lines = log.read_text("utf-8", errors="replace").split("\n")
            last = next((line.strip() for line in reversed(lines) if line.strip()), "no output")
            raise WeightsError(
                f"the embedded model ended while starting (code {child.returncode}): {last[:200]}"
            )
        if time.monotonic() > end:
            raise WeightsError(f"the embedded model was not ready within {_START_S:.0f} s")
        time.sleep(0.02)
    return ready.read_text("utf-8")


def _serve(options: argparse.Namespace) -> None:
    """Run the server in this process until standard input closes."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = options.serve
    parameters.model_alias = {options.name}
    parameters.n_parallel = options.slots
    parameters.n_ctx = options.context
    parameters.cpuparams.n_threads = options.threads
    parameters.cpuparams_batch.n_threads = options.threads
    parameters.cache_ram_mib = 256  # llama.cpp's own default is 8 GiB
    parameters.ui = False
    parameters.cors_origins = "http://127.0.0.1"  # by default any web page may use it
    server = xllamacpp.Server(parameters)
    fresh = Path(options.ready + ".new")
    fresh.write_text(server.listening_address, "utf-8")
    fresh.replace(options.ready)
    threading.Event().wait()


def _end_with_parent() -> None:
    """Leave at once when the parent has gone; cleaning up is not needed, nothing is written."""
    while sys.stdin.buffer.read(1024):
        pass
    os._exit(0)


def main() -> None:
    """Serve one GGUF file; started by `serve_embedded`, not by users."""
    parser = argparse.ArgumentParser(prog="python -m mmkg.runtime.embedded")
    for text in ("--serve", "--name", "--ready"):
        parser.add_argument(text, required=True)
    for number in ("--slots", "--context", "--threads"):
        parser.add_argument(number, type=int, required=True)
    options = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which may still drain
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _serve(options)


if __name__ == "__main__":
    main()
