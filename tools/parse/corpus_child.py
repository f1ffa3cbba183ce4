"""The child process that reads one document: `python -m mmkg.tools.parse.corpus_child`.

A document may crash, hang or exhaust whatever reads it, so that happens here: under limits the
kernel enforces, away from the process that started it. Exit status: 0 read, 2 an input error with
its line on stderr, 3 out of memory; SIGALRM ends it when its time is up, within C code too.
"""

from __future__ import annotations

import resource
import signal
import sys
from pathlib import Path

from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import ReadLimits, read_document

OPENING_SECONDS = 60.0
START_SECONDS = 30.0
LARGEST_FILE = 1 << 30


def main(source: str, made: str, limits_json: str) -> int:
    """Read one document and write it as JSON; the exit status says how that went."""
    limits = ReadLimits.model_validate_json(limits_json)
    _bound(limits)
    try:
        document = read_document(Path(source), limits, lambda pages: _time(limits, pages))
        Path(made).write_text(document.model_dump_json(), encoding="utf-8")
    except InputError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2
    except MemoryError:
        return 3
    except Exception as error:
        if "malloc" in str(error) or "memory" in str(error).lower():  # how C libraries put it
            return 3
        raise
    return 0


def _bound(limits: ReadLimits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    signal.setitimer(signal.ITIMER_REAL, min(limits.seconds, OPENING_SECONDS))


def _time(limits: ReadLimits, pages: int) -> None:
    """Set the alarm anew, now that the number of pages is known."""
    allowed = min(limits.seconds, START_SECONDS + pages * limits.seconds_per_page)
    signal.setitimer(signal.ITIMER_REAL, allowed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
