"""Damages documents by seed and reads them: how many are read, refused, stopped, or break a reader.

    python benchmarks/hostile.py --files 500 --seed 1
    python benchmarks/hostile.py FOLDER

Without a folder, documents of every format that is read are made and damaged. Each damaged file is
read as any document is: in a child process under limits, with no network.
`read` and `refused` (one line says why) are what should happen; `stopped` took too long or too
much memory; `died` means that a signal ended the reader; `bug` that it raised what it should not.
Prints a line for each file that was stopped, died or met a bug, and keeps that file.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from mmkg.graph.document import Document
from mmkg.tools.parse.corpus import Failure, read_corpus
from mmkg.tools.parse.reader import ReadLimits

Damage = Callable[[bytearray, random.Random], bytearray]
LIMITS = ReadLimits(seconds=60, memory=2 << 30)
KINDS = {
    "took too long": "stopped",
    "of memory": "stopped",
    "reader died": "died",
    "reader failed": "bug",
}


def flip(data: bytearray, rng: random.Random) -> bytearray:
    """Some bytes become others."""
    for _ in range(rng.choice((1, 4, 16, 64))):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return data


def cut(data: bytearray, rng: random.Random) -> bytearray:
    """The end is missing."""
    return data[: rng.randrange(len(data))]


def shift(data: bytearray, rng: random.Random) -> bytearray:
    """A piece stands elsewhere too, so that every address after it is wrong."""
    at, size, to = rng.randrange(len(data)), rng.randrange(4096), rng.randrange(len(data))
    return data[:to] + data[at : at + size] + data[to:]


def drop(data: bytearray, rng: random.Random) -> bytearray:
    """A piece in the middle is missing."""
    at = rng.randrange(len(data))
    return data[:at] + data[at + rng.randrange(4096) :]


def numbers(data: bytearray, rng: random.Random) -> bytearray:
    """Numbers become extreme ones: sizes, addresses, coordinates."""
    share, extreme = (
        rng.choice((0.01, 0.1)),
        (b"0", b"-1", b"4294967295", b"99999999999999", b"1e38"),
    )
    found = re.compile(rb"(?<![\w.])\d+(?![\w.])")
    other = found.sub(lambda m: rng.choice(extreme) if rng.random() < share else m[0], bytes(data))
    return bytearray(other)


def references(data: bytearray, rng: random.Random) -> bytearray:
    """Objects point at others than they should, often in circles."""
    there = re.findall(rb"(\d+) 0 obj", bytes(data)) or [b"1"]
    return bytearray(
        re.sub(
            rb"\d+ 0 R",
            lambda m: rng.choice(there) + b" 0 R" if rng.random() < 0.2 else m[0],
            bytes(data),
        )
    )


DAMAGES: tuple[Damage, ...] = (flip, cut, shift, drop, numbers, references)


def opened(name: str, data: bytes, rng: random.Random) -> tuple[bytes, Callable[[bytes], bytes]]:
    """What of a file is worth damaging, and how the damaged one is closed again.

    A PDF's streams and a part of a zip file are unpacked, so that damage reaches what they say.
    """
    if name.endswith(".pdf"):
        import pymupdf

        with pymupdf.open(stream=data, filetype="pdf") as pdf:
            return pdf.tobytes(expand=255), bytes
    if data.startswith(b"PK"):
        return _part(data, rng)
    return data, bytes


def _part(data: bytes, rng: random.Random) -> tuple[bytes, Callable[[bytes], bytes]]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        parts = {entry: packed.read(entry) for entry in packed.namelist()}
    chosen = rng.choice(sorted(entry for entry in parts if parts[entry]))

    def closed(damaged: bytes) -> bytes:
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for entry, content in parts.items():
                packed.writestr(entry, damaged if entry == chosen else content)
        return made.getvalue()

    return parts[chosen], closed


def damaged(name: str, data: bytes, seed: int) -> tuple[bytes, str]:
    """A damaged file, and the kind of damage."""
    rng = random.Random(seed)
    inner, close = opened(name, data, rng) if rng.random() < 0.7 else (data, bytes)
    damage = rng.choice(DAMAGES)
    return close(bytes(damage(bytearray(inner), rng))), damage.__name__


def kind(result: Document | Failure) -> str:
    """How reading a file ended."""
    if isinstance(result, Document):
        return "read"
    return next((k for words, k in KINDS.items() if words in result.reason), "refused")


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file() and path.stem != "README")


def main() -> None:
    """Damage, read, count."""
    from hostile_sources import write

    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("corpus", type=Path, nargs="?")
    options.add_argument("--files", type=int, default=500)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "mmkg-hostile")
    given = options.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as whole:
        sources = _sources(given.corpus) if given.corpus else write(Path(whole))
        for number in range(given.files):
            source = sources[number % len(sources)]
            data, how = damaged(source.name, source.read_bytes(), given.seed * 1_000_003 + number)
            (Path(made) / f"{number:04}-{how}-{source.name}").write_bytes(data)
        began = time.monotonic()
        corpus = read_corpus([Path(made)], Path(made) / ".cache", limits=LIMITS)
        seconds = time.monotonic() - began
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / (1 << 20)
        ends = Counter(map(kind, corpus.documents + corpus.failures))
        for failure in corpus.failures:
            if kind(failure) != "refused":
                print(failure.reason)
                (given.keep / failure.path.name).write_bytes(failure.path.read_bytes())
    said = ", ".join(f"{name} {count}" for name, count in ends.most_common())
    same = f", the same as another {len(corpus.duplicates)}" if corpus.duplicates else ""
    print(f"{given.files} damaged files in {seconds:.0f} s, {largest:.1f} GiB: {said}{same}")


if __name__ == "__main__":
    main()
