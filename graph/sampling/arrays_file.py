"""Typed arrays on disk, as `.npy` files that several processes map instead of copying."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.sampling.arrays import Adjacency, EdgeKind, GraphArrays
from mmkg.runtime.errors import InputError
from mmkg.runtime.replacing import replacing

META = "arrays.json"
_OWN = ("types", "kinds", "sources", "targets")
_SIDE = ("starts", "far", "edges")


@dataclass(frozen=True)
class Texts(Sequence[str]):
    """Strings kept as one run of bytes and where each ends, so that they can be mapped too."""

    data: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """Pack some strings."""
        parts = [text.encode() for text in texts]
        ends = np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self.data[self.ends[at] : self.ends[at + 1]].tobytes().decode()


def save_arrays(arrays: GraphArrays, folder: Path) -> None:
    """Write arrays into a folder, which is replaced as a whole."""
    ids = Texts.of(arrays.ids)
    parts = {name: getattr(arrays, name) for name in _OWN} | {"ids": ids.data, "ends": ids.ends}
    for side, adjacency in (("out", arrays.out), ("into", arrays.into)):
        parts |= {f"{side}_{name}": getattr(adjacency, name) for name in _SIDE}
    kinds = [(kind.source, kind.label, kind.target) for kind in arrays.edge_kinds]
    slots = {"out": arrays.out.slots, "into": arrays.into.slots}
    meta = {"node_types": arrays.node_types, "edge_kinds": kinds, "slots": slots}
    with replacing(folder) as draft:
        draft.mkdir()
        for name, values in parts.items():
            np.save(draft / f"{name}.npy", values)
        (draft / META).write_text(json.dumps(meta), encoding="utf-8")


def load_arrays(folder: Path) -> GraphArrays:
    """Map what `save_arrays` wrote; pages come from disk as they are used.

    Raises:
        InputError: If a file is missing or damaged.
    """
    try:
        meta = json.loads((folder / META).read_text("utf-8"))
        own = {name: _mapped(folder, name) for name in _OWN}
        return GraphArrays(
            ids=Texts(_mapped(folder, "ids"), _mapped(folder, "ends")),
            node_types=tuple(meta["node_types"]),
            edge_kinds=tuple(EdgeKind(*kind) for kind in meta["edge_kinds"]),
            out=_side(folder, "out", meta["slots"]["out"]),
            into=_side(folder, "into", meta["slots"]["into"]),
            **own,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder}: holds no arrays of a graph: {error}") from None


def _side(folder: Path, side: str, slots: list[int]) -> Adjacency:
    parts = {name: _mapped(folder, f"{side}_{name}") for name in _SIDE}
    return Adjacency(tuple(slots), max(slots, default=0) + 1, **parts)


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    mapped: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return mapped
