"""Optical character recognition: a picture's words with their boxes, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.ocr_spaces import respaced

EXTRA = "install mmkg[ocr] to have scans read"
GAP = 0.45  # of a line's height: what stands farther apart are two words, or two cells
Corners = Sequence[Sequence[float]]
Pixels = NDArray[np.uint8]  # rows of blue, green, red
VOTES = 9  # lines that are looked at to tell whether a page stands on its head


@dataclass(frozen=True, slots=True)
class SeenWord:
    """A word that was recognised.

    Attributes:
        text: What it says; may hold spaces where the engine told no words apart.
        box: In pixels from the top left.
        line: Box of the line that it was found in.
        score: How sure the engine is of the line, 0 to 1.
    """

    text: str
    box: Box
    line: Box
    score: float


def can_read() -> bool:
    """Whether the extra that reads scans is installed."""
    return find_spec("rapidocr") is not None


def find_lines(picture: Pixels) -> NDArray[np.float64]:
    """The corners of each line of text in a picture, `(lines, 4, 2)`, whichever way it leans."""
    found = _engine()(picture, use_det=True, use_cls=False, use_rec=False)
    return np.asarray([] if found.boxes is None else found.boxes, np.float64).reshape(-1, 4, 2)


def on_its_head(picture: Pixels, lines: NDArray[np.float64]) -> bool:
    """Whether most of the longest lines of a picture, which run across it, stand upside down."""
    lows, highs = lines.min(axis=1).clip(0).astype(int), lines.max(axis=1).astype(int)
    longest = np.argsort(lows[:, 0] - highs[:, 0], kind="stable")[:VOTES]
    cut = [
        picture[y0:y1, x0:x1]
        for (x0, y0), (x1, y1) in zip(lows[longest], highs[longest], strict=True)
    ]
    seen = [_engine()(line, use_det=False, use_cls=True, use_rec=False) for line in cut]
    return 2 * [line.cls_res[0][0] for line in seen].count("180") > len(seen)


def read_words(picture: Pixels) -> tuple[SeenWord, ...]:
    """The words of an upright picture, line by line."""
    seen = _engine()(picture, use_det=True, use_cls=False, use_rec=True)
    if seen.txts is None or seen.boxes is None:
        return ()
    words: list[SeenWord] = []
    for text, score, corners, parts in zip(
        seen.txts, seen.scores, seen.boxes, seen.word_results, strict=True
    ):
        line = _box(corners)
        placed = [(str(part[0]), _box(part[2])) for part in parts]
        gapped = [(w, Box(a, line.y0, b, line.y1)) for w, a, b in respaced(text, picture, line)]
        found = gapped or _words(text, placed)
        words += [SeenWord(word, box, line, float(score)) for word, box in found]
    return tuple(words)


@cache
def _engine() -> Any:  # noqa: ANN401 - the library has no type for what it can be called with
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.return_word_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        }
    )


def _box(corners: Corners) -> Box:
    return union(Box(float(x), float(y), float(x), float(y)) for x, y in corners)


def _words(text: str, parts: Sequence[tuple[str, Box]]) -> Iterator[tuple[str, Box]]:
    """Words between the spaces of a line, and between its gaps, each over what spells it."""
    rest = list(parts)
    for word in text.split():
        taken: list[tuple[str, Box]] = []
        while rest and sum(len(part) for part, _ in taken) < len(word):
            part, box = rest.pop(0)
            if taken and box.x0 - taken[-1][1].x1 > GAP * box.height:
                yield "".join(p for p, _ in taken), union(b for _, b in taken)
                word = word[sum(len(p) for p, _ in taken) :]
                taken = []
            taken.append((part.strip(), box))
        if taken:
            yield word, union(box for _, box in taken)
