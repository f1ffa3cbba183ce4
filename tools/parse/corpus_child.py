"""The processes that read documents: `python -m mmkg.tools.parse.corpus_child`.

A document may crash, hang or exhaust whatever reads it, so that happens away from the process
that wants it. A server loads each reader once, takes jobs, one JSON object a line, and forks a
child for each, under limits that the kernel enforces and without a network. It answers with the
child's exit status, a line each: 0 read, 2 an input error, 3 out of memory, negative for a signal
(SIGPROF and SIGALRM: out of time, within C code too). What the child had to say is in the job's
error file.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import NoReturn

from mmkg.graph.provenance import Value
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.confinement import cut_off, die_with_parent, refuse
from mmkg.tools.parse.flowing import load, module_of
from mmkg.tools.parse.reader import FORMATS, ReadLimits, read_document

OPENING_SECONDS = 60.0
START_SECONDS = 30.0
BUSY = 4.0  # how much longer than its processor time a reading may take
LARGEST_FILE = 1 << 30


class Job(Value):
    """A document to read: its path, where to put it as JSON, where to put what went wrong."""

    source: str
    made: str
    errors: str
    limits: ReadLimits


def serve() -> None:
    """Take jobs from standard input until it ends; SIGTERM ends the server and its child."""
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    running: list[int] = []

    def stop(*_: object) -> NoReturn:
        for child in running:
            _end(child)
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    for line in sys.stdin:
        job = Job.model_validate_json(line)
        _make_ready(job)
        child = os.fork()
        if child == 0:
            _work(job)
        running.append(child)
        if 0 in select.select([0, wake], [], [])[0]:
            _end(child)  # no job comes before the answer: who wants it has died
        _, status = os.waitpid(child, 0)
        os.read(wake, 4096)
        _end(child)  # what it started may have outlived it
        running.clear()
        print(os.waitstatus_to_exitcode(status), flush=True)


def _end(child: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)


def _make_ready(job: Job) -> None:
    """Load what will read it, so that its child and those after it need not."""
    named = FORMATS.get(Path(job.source).suffix.lower())
    if named and module_of(named):
        load(named)


def _work(job: Job) -> NoReturn:
    """Do a job in this forked child and leave, whatever happens."""
    code = 1
    try:
        os.setpgid(0, 0)
        cut_off()
        die_with_parent()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with Path(job.errors).open("wb") as errors, Path(os.devnull).open("rb") as nothing:
            os.dup2(errors.fileno(), 2)
            os.dup2(nothing.fileno(), 0)
            os.dup2(errors.fileno(), 1)
            code = _read(job)
            sys.stderr.flush()
    finally:
        os._exit(code)


def _read(job: Job) -> int:
    _bound(job.limits)
    refuse()
    try:
        document = read_document(
            Path(job.source), job.limits, lambda pages: _time(job.limits, pages)
        )
        Path(job.made).write_text(document.model_dump_json(), encoding="utf-8")
    except InputError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    except Exception as error:  # a reader's bug on this document: reported, not swallowed
        if _out_of_memory(error):
            return 3
        traceback.print_exc()
        return 1
    return 0


def _out_of_memory(error: BaseException | None) -> bool:
    """Whether memory ran out, which C libraries say in words or as the cause of another error."""
    while error is not None:
        if isinstance(error, MemoryError) or "malloc" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def _bound(limits: ReadLimits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    _allow(min(limits.seconds, OPENING_SECONDS))


def _time(limits: ReadLimits, pages: int) -> None:
    """Set the alarms anew, now that the number of pages is known."""
    _allow(min(limits.seconds, START_SECONDS + pages * limits.seconds_per_page))


def _allow(seconds: float) -> None:
    """Processor time until the end; on the clock more, so that a busy machine fails no document."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, BUSY * seconds)


if __name__ == "__main__":
    serve()
