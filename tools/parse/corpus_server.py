"""The parent's end of a process that reads documents."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys

from mmkg.tools.parse.confinement import emptied
from mmkg.tools.parse.corpus_child import Job

PATIENCE = 5.0  # seconds that a server has to end by itself


class Server:
    """A running `corpus_child`, started on the first job; for one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, job: Job, seconds: float) -> int | None:
        """Exit status of the child that did the job; none if it did not end in time."""
        if self._process is None:
            self._process = _start()
        process = self._process
        assert process.stdin and process.stdout
        try:
            process.stdin.write(job.model_dump_json().encode() + b"\n")
            process.stdin.flush()
        except OSError:
            return None
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            if not selector.select(seconds):
                return None
        answer = process.stdout.readline().strip()
        return int(answer) if answer else None

    def stop(self) -> None:
        """End the server and what it is reading; harmless when it has ended."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def _start() -> subprocess.Popen[bytes]:
    """A server in a session of its own, so that the terminal's Ctrl-C reaches only the parent."""
    return subprocess.Popen(
        [sys.executable, "-m", "mmkg.tools.parse.corpus_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=emptied(os.environ),
        start_new_session=True,
    )
