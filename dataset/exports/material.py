"""Reads what is to be exported: a session, a file of samples, or splits."""

from __future__ import annotations

from pathlib import Path

from mmkg.dataset.exports.form import Material
from mmkg.dataset.publish import SAMPLES, read_samples

SPLITS = ("train", "validation", "test")
ORIGIN = "origin.txt"  # in a folder of splits: where the session is


def read_material(place: Path) -> Material:
    """The samples of a session's folder, of a file, or of a folder with `train.jsonl` and others.

    Raises:
        InputError: If there are none, or a line is not a sample of this format.
    """
    if place.is_dir() and not (place / SAMPLES).is_file():
        parts = {name: place / f"{name}.jsonl" for name in SPLITS}
        found = {name: tuple(read_samples(file)) for name, file in parts.items() if file.is_file()}
        if found:
            return Material(found, _session(place))
    folder = place if place.is_dir() else place.parent
    return Material({"train": tuple(read_samples(place))}, _session(folder))


def _session(folder: Path) -> Path | None:
    """The session that samples come from: the folder itself, or the one that it names."""
    if (folder / "manifest.json").is_file():
        return folder
    origin = folder / ORIGIN
    named = Path(origin.read_text("utf-8").strip()) if origin.is_file() else None
    return named if named and named.is_dir() else None
