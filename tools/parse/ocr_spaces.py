"""Spaces that the recogniser passed over: where a line of print has a gap as wide as its others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from mmkg.graph.provenance import Box

LATIN = re.compile(r"[\x20-\x7e\u00a0-\u024f\u2010-\u2026]+")
INNER = re.compile(r"[\d.,:%]")  # gaps between these belong to a number
HYPHENS = set("-‐‑–'’/")  # so do the parts of a compound
EDGE = 0.08  # of a line's height: what reaches in from the rows around
LIKE_A_SPACE = 0.6  # of the usual space of the line
LEAST = 0.12  # of a line's height is a space
LONE = 0.26  # the same where the line has no space to compare with
TIMES = 2.2  # as wide as the usual gap between letters is a space at least
SPACE, BEARING = 0.21, 0.05  # of a line's height: the least space kept, and the room at an edge
SLACK = 4  # characters that a cut may lie from where the widths put it
Span = tuple[int, int]


def respaced(text: str, picture: NDArray[np.uint8], line: Box) -> list[tuple[str, float, float]]:
    """The words of a line over their ink, parted at its gaps; nothing where gaps do not tell them.

    Args:
        text: What was recognised.
        picture: The page, upright.
        line: Where the line stands, in pixels.

    Returns:
        Words with their left and right edge.
    """
    letters = "".join(text.split())
    if not LATIN.fullmatch(text) or len(letters) < 3:
        return []
    runs = _ink(picture, line)
    gaps = [after[0] - before[1] for before, after in zip(runs, runs[1:], strict=False)]
    known = len(text.split()) - 1
    wide = _wide(gaps, known, line.height)
    if len(wide) < max(known, 1):
        return []
    parts = _parted(runs, wide)
    spaces = _spaces(text)
    cuts = _cuts(letters, parts, spaces)
    if not cuts:
        return []
    kept = [n for n, cut in enumerate(cuts) if cut in spaces or not _close(letters, cut)]
    ends = [0, *(cuts[n] for n in kept), len(letters)]
    edges = [parts[0][0], *(x for n in kept for x in (parts[n][1], parts[n + 1][0])), parts[-1][1]]
    sides = _bearing(edges, line.height)
    return [
        (letters[a:b], line.x0 + sides[2 * n], line.x0 + sides[2 * n + 1])
        for n, (a, b) in enumerate(zip(ends, ends[1:], strict=False))
    ]


def _bearing(edges: Sequence[int], height: float) -> list[float]:
    """The edges of words moved out by the room that type has around its ink; spaces stay."""
    moved: list[float] = list(edges)
    for n in range(1, len(edges) - 1, 2):
        spare = (edges[n + 1] - edges[n] - SPACE * height) / 2
        room = min(max(spare, 0.0), BEARING * height)
        moved[n], moved[n + 1] = edges[n] + room, edges[n + 1] - room
    return moved


def _ink(picture: NDArray[np.uint8], line: Box) -> list[Span]:
    """The runs of columns of a line that hold ink, from its left edge."""
    cut = EDGE * line.height
    rows = slice(max(round(line.y0 + cut), 0), max(round(line.y1 - cut), 0))
    crop = picture[rows, max(round(line.x0), 0) : max(round(line.x1), 0)]
    if crop.size == 0:
        return []
    grey = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    _, dark = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if 2 * int(dark.sum()) > dark.size:  # light on dark
        dark = 1 - dark
    inked = np.concatenate([[0], dark.sum(axis=0) >= 2, [0]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(inked))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _wide(gaps: Sequence[int], known: int, height: float) -> list[int]:
    """Places of the gaps that are spaces, judged by as many of the widest as spaces are known."""
    if not gaps:
        return []
    order = sorted(gaps, reverse=True)
    narrow = order[known:]
    usual = median(narrow) if narrow else 0.0
    like = LIKE_A_SPACE * median(order[:known]) if known else LONE * height
    least = max(like, LEAST * height, TIMES * usual)
    return [place for place, gap in enumerate(gaps) if gap >= least]


def _parted(runs: Sequence[Span], wide: Sequence[int]) -> list[Span]:
    """The stretches of ink between the wide gaps."""
    starts = [0, *(place + 1 for place in wide)]
    ends = [*wide, len(runs) - 1]
    return [(runs[a][0], runs[b][1]) for a, b in zip(starts, ends, strict=True)]


def _spaces(text: str) -> set[int]:
    """After how many letters spaces stand."""
    counts, count = set(), 0
    for word in text.split()[:-1]:
        count += len(word)
        counts.add(count)
    return counts


def _cuts(letters: str, parts: Sequence[Span], spaces: set[int]) -> list[int]:
    """After how many letters each stretch ends, so that widths fit best; all spaces are among them.

    None where the spaces known cannot all be.
    """
    widths = np.cumsum([0.0, *(_width(char) for char in letters)])
    scale = sum(b - a for a, b in parts) / widths[-1]
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    done = 0.0
    for n, (a, b) in enumerate(parts):
        done += b - a
        last = n == len(parts) - 1
        middle = int(np.searchsorted(widths, done / scale))
        reach = [len(letters)] if last else range(middle - SLACK, middle + SLACK + 1)
        here: dict[int, tuple[float, list[int]]] = {}
        for end in reach:
            for start, (cost, cuts) in best.items():
                if start < end <= len(letters) and not any(start < s < end for s in spaces):
                    off = cost + ((b - a) - scale * (widths[end] - widths[start])) ** 2
                    if end not in here or off < here[end][0]:
                        here[end] = (float(off), [*cuts, end])
        best = here
    return best[len(letters)][1][:-1] if len(letters) in best else []


@cache
def _width(char: str) -> float:
    """The usual width of a letter."""
    from mmkg.tools.parse.page_mupdf import pymupdf

    return float(pymupdf.Font("tiro").text_length(char, 1.0)) or 0.5


def _close(letters: str, cut: int) -> bool:
    """Whether what stands before and after a cut belongs together: in a number, at a hyphen."""
    before, after = letters[cut - 1], letters[cut]
    if {before, after} & HYPHENS:
        return True
    return bool(INNER.match(before) and after.isdigit() or before.isdigit() and INNER.match(after))
