"""A folder of documents, read in child processes under limits, both cores at work, with a cache."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Future,
    ThreadPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus_cache import UNFINISHED, alone, default_cache, kept_at, load_cached
from mmkg.tools.parse.corpus_child import BUSY, Job
from mmkg.tools.parse.corpus_server import Server
from mmkg.tools.parse.corpus_sources import find_sources, passed_over
from mmkg.tools.parse.corpus_time import TimeLeft
from mmkg.tools.parse.reader import ReadLimits, hash_file

Progress = Callable[[int, int, str], None]
_ORDER = random.SystemRandom()  # of reading alone; documents keep theirs
STOPS_WITHIN_S = 0.5
GRACE = 15.0  # seconds beyond the limit until a child is killed from outside


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why, in one line that names it."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that were read.

    Attributes:
        documents: In the order of their files.
        failures: Files that could not be read.
        sources: Where each document's file is, by its hash.
        duplicates: Files with the same content as an earlier one.
        cached: How many documents came from the cache.
    """

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...] = ()
    sources: dict[str, Path] = field(default_factory=dict)
    duplicates: tuple[Path, ...] = ()
    cached: int = 0


def read_corpus(
    paths: Sequence[Path],
    cache_dir: Path | None = None,
    on_progress: Progress = lambda done, total, name: None,
    limits: ReadLimits | None = None,
    stopped: Event | None = None,
) -> Corpus:
    """Read all documents; one that cannot be read is a failure and does not stop the others.

    Args:
        paths: Folders and files.
        cache_dir: Where parsed documents are kept between calls.
        on_progress: Told how many of how many are done, the last one's name and the time left.
        limits: What one document may cost.
        stopped: Once set, by another thread, reading ends.

    Raises:
        InputError: If there are no documents at all.
        CancelledError: If it was stopped.
    """
    files, limits = find_sources(paths), limits or ReadLimits()
    results: dict[Path, Document | Failure] = {}
    sizes: dict[Path, int] = {}
    unique, duplicates = _hashed(files, limits, results, sizes)
    left = TimeLeft(sizes)
    reading = _Reading(cache_dir or default_cache(), limits, left)
    workers = max(1, min(os.cpu_count() or 1, len(unique)))
    order = _ORDER.sample(sorted(unique), len(unique))  # processes side by side begin elsewhere
    with ThreadPoolExecutor(workers) as pool:
        waiting = {pool.submit(reading.read, path, unique[path]): path for path in order}
        try:
            for future in _as_read(waiting, stopped or Event()):
                path = waiting[future]
                results[path] = future.result()
                on_progress(len(results), len(files) - len(duplicates), f"{path.name}{left}")
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            reading.stop()
    done = [results[path] for path in files if path in results]
    done += [Failure(path, why) for path, why in passed_over(paths)]
    return Corpus(
        documents=tuple(result for result in done if isinstance(result, Document)),
        failures=tuple(result for result in done if isinstance(result, Failure)),
        sources={sha: path for path, sha in unique.items() if isinstance(results[path], Document)},
        duplicates=tuple(duplicates),
        cached=reading.cached,
    )


def _as_read(
    waiting: Iterable[Future[Document | Failure]], stopped: Event
) -> Iterator[Future[Document | Failure]]:
    """What is read, as soon as it is."""
    pending = set(waiting)
    while pending:
        read, pending = wait(pending, STOPS_WITHIN_S, FIRST_COMPLETED)
        if stopped.is_set():
            raise CancelledError
        yield from read


def _hashed(
    files: Sequence[Path],
    limits: ReadLimits,
    results: dict[Path, Document | Failure],
    sizes: dict[Path, int],
) -> tuple[dict[Path, str], list[Path]]:
    """The hash of each file that can be read, and the files that repeat an earlier one."""
    unique: dict[Path, str] = {}
    duplicates: list[Path] = []
    known: set[str] = set()
    for path in files:
        try:
            sha256, data = hash_file(path, limits)
        except InputError as error:
            results[path] = Failure(path, str(error))
            continue
        if sha256 in known:
            duplicates.append(path)
        else:
            known.add(sha256)
            unique[path], sizes[path] = sha256, len(data)
    return unique, duplicates


class _Reading:
    """One call of `read_corpus`: its cache, its limits and the children it has running."""

    def __init__(self, cache: Path, limits: ReadLimits, left: TimeLeft) -> None:
        self.cache = cache
        self.limits = limits
        self.left = left
        self.cached = 0
        self._idle: SimpleQueue[Server] = SimpleQueue()
        self._servers: set[Server] = set()
        self._lock = Lock()
        self._stopped = False

    def read(self, path: Path, sha256: str) -> Document | Failure:
        """A document from the cache, or from a child process that reads it now.

        Of several processes that share the cache one reads it; the others wait for that.
        """
        kept = kept_at(self.cache, path, sha256)
        if document := self._taken(path, kept):
            return document
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            with (
                alone(kept.parent),
                tempfile.TemporaryDirectory(dir=kept.parent, prefix=UNFINISHED) as folder,
            ):
                return self._taken(path, kept) or self._read_in_child(
                    path, sha256, Path(folder), kept
                )
        except OSError as error:
            return Failure(path, f"{path.name}: the cache {self.cache} cannot be used ({error})")
        finally:
            self.left.done(path, cached=False)

    def _taken(self, path: Path, kept: Path) -> Document | None:
        """A document that was read before."""
        document = load_cached(kept)
        if document is None:
            return None
        self.left.done(path, cached=True)
        with self._lock:
            self.cached += 1
        return document.model_copy(update={"name": path.name})

    def _read_in_child(
        self, path: Path, sha256: str, folder: Path, kept: Path
    ) -> Document | Failure:
        made = folder / "document.json"
        errors = folder / "errors"
        job = Job(
            source=str(path.resolve()), made=str(made), errors=str(errors), limits=self.limits
        )
        code = self._run(job)
        error = errors.read_text(errors="replace")[:20_000] if errors.exists() else ""
        if code == 0 and (document := load_cached(made)):
            if document.sha256 != sha256:
                return Failure(path, f"{path.name}: it changed while it was read")
            made.replace(kept)
            return document.model_copy(update={"name": path.name})
        return Failure(path, verdict(path, code, error, self.limits))

    def _run(self, job: Job) -> int | None:
        """Exit status of the child that did a job; none if it did not end in its time."""
        try:
            server = self._idle.get_nowait()
        except Empty:
            server = Server()
        with self._lock:
            if self._stopped:
                return None
            self._servers.add(server)
        code = server.run(job, BUSY * self.limits.seconds + GRACE)
        if code is None:
            server.stop()
        else:
            self._idle.put(server)
        return code

    def stop(self) -> None:
        """End all servers and what they are reading; no other is started."""
        with self._lock:
            self._stopped = True
            for server in self._servers:
                server.stop()


def verdict(path: Path, code: int | None, error: str, limits: ReadLimits) -> str:
    """One line that says why a child did not read a document."""
    lines = [line.strip() for line in error.splitlines() if line.strip()]
    if code == 2 and lines:
        return lines[-1]
    if code == 3:
        return (
            f"{path.name}: reading it needs more than {limits.memory / (1 << 30):.1f} GiB of memory"
        )
    if code is None or code in (-signal.SIGALRM, -signal.SIGPROF):
        return f"{path.name}: reading it took too long and was stopped"
    if code < 0:
        name, allowed = signal.Signals(-code).name, limits.memory / (1 << 30)
        return (
            f"{path.name}: its reader died ({name}); damaged, or over {allowed:.1f} GiB of memory"
        )
    return f"{path.name}: its reader failed ({lines[-1][:200] if lines else f'status {code}'})"
