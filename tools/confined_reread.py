"""Evidence re-read where a hostile file can do no harm: `python -m mmkg.tools.confined_reread`.

A session re-reads what its own confined readers have survived; whoever is handed samples and
documents by others has no such proof. There one process without network, keys or much memory reads
for all; a file that kills or stalls it is a fault of its evidence, and is not opened again.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from pydantic import TypeAdapter

from mmkg.graph.evidence import Evidence
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.confinement import cut_off, die_with_parent, emptied, refuse
from mmkg.tools.remembered import Remembered

SECONDS = 300.0  # of processor time for one piece of evidence
STALLED = 4.0  # how much longer it may take on the clock
MEMORY = 4 << 30
EVIDENCE: TypeAdapter[Evidence] = TypeAdapter(Evidence)


class ConfinedRereader(Remembered):
    """Tells whether evidence still reads the same, as `Rereader` does, by a process of its own.

    Args:
        paths: Source files by their SHA-256.
        seconds: Processor time that one piece of evidence may take.
    """

    def __init__(self, paths: Mapping[str, Path], seconds: float = SECONDS) -> None:
        super().__init__()
        self.paths = paths
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._fatal: set[str] = set()

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __del__(self) -> None:
        self.close()

    def _difference(self, evidence: Evidence) -> str | None:
        source = evidence.address.document
        if source in self._fatal:
            return "its source killed or stalled its reader"
        process = self._process = self._process or _start(self.paths, self._seconds)
        assert process.stdin and process.stdout
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(EVIDENCE.dump_json(evidence) + b"\n")
            process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            self.close()
            self._fatal.add(source)
            return "its source killed or stalled its reader"
        answer: dict[str, str | None] = json.loads(line)
        if error := answer.get("error"):
            raise InputError(error)
        return answer["differs"]


def _start(paths: Mapping[str, Path], seconds: float) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "mmkg.tools.confined_reread"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=emptied(os.environ),
        start_new_session=True,
    )
    assert process.stdin
    files = {sha256: str(path.resolve()) for sha256, path in paths.items()}
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(json.dumps({"seconds": seconds, "files": files}).encode() + b"\n")
        process.stdin.flush()
    return process


def main() -> NoReturn:
    """Answer one line for each piece of evidence on standard input; started by `_start`."""
    die_with_parent()
    cut_off()
    from mmkg.tools.reread import Rereader

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refuse()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a reader prints is no answer
    asked = json.loads(sys.stdin.readline())
    seconds = float(asked["seconds"])
    reread = Rereader({sha256: Path(path) for sha256, path in asked["files"].items()})
    for line in sys.stdin:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, STALLED * seconds)
        try:
            answer = {"differs": reread(EVIDENCE.validate_json(line))}
        except InputError as error:
            answer = {"error": str(error)}
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(json.dumps(answer), file=answers, flush=True)
    sys.exit(0)


if __name__ == "__main__":
    main()
