"""Text that a PDF holds but does not show: white on white, covered, transparent, tiny.

A person who checks a page cannot see it, so it is no evidence; it is where instructions to models
hide. Whether text shows is told by the picture of the page: where nothing of a run of letters
differs from what is around it, nothing is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mmkg.graph.provenance import Box, union

if TYPE_CHECKING:
    from mmkg.tools.parse.pages import Glyph, Line

Gray = NDArray[np.uint8]
LEAST_CONTRAST = 12  # of 255 levels between the lightest and the darkest pixel
LEAST_SIZE = 1.0  # points; letters of that size and below are dots on paper
LEAST_WIDTH = 0.01  # points; what `ActualText` says beyond the glyphs printed has none
LIGATURES = 3  # letters without width on a line of honest type
LEAST_LETTERS = 4  # fewer in a row are signs set apart from their ink, as TeX's brackets are
PALE = 0.7  # luminance from which text may be lost on paper
FAINT = 0.2  # opacity up to which it may


def doubtful(span: Mapping[str, object]) -> bool:
    """Whether a span of PyMuPDF is pale or faint, so that it might not show."""
    color, alpha = int(str(span.get("color") or 0)), int(str(span.get("alpha", 255)))
    red, green, blue = color >> 16 & 255, color >> 8 & 255, color & 255
    return 0.299 * red + 0.587 * green + 0.114 * blue >= PALE * 255 or alpha <= FAINT * 255


def is_cramped(glyphs: Sequence[Glyph]) -> bool:
    """Whether glyphs of a line are tiny, or more of them than make ligatures take no room."""
    tiny = any(glyph.size <= LEAST_SIZE for glyph in glyphs)
    return tiny or sum(without_width(glyph.box) for glyph in glyphs) > LIGATURES


def without_width(box: Box) -> bool:
    """Whether a letter takes no room on its line, whichever way that runs."""
    return min(box.width, box.height) < LEAST_WIDTH


class Sight:
    """A picture of a page, in which one can look whether something is printed in a box."""

    def __init__(self, gray: Gray, scale: float) -> None:
        self._gray = gray
        self._scale = scale

    def shows(self, box: Box) -> bool:
        """Whether the pixels of a box, given in points, differ from each other."""
        height, width = self._gray.shape
        left, right = (int(round(side * self._scale)) for side in (box.x0, box.x1))
        top, bottom = (int(round(side * self._scale)) for side in (box.y0, box.y1))
        inside = self._gray[
            max(0, top) : min(height, max(bottom, top + 1)),
            max(0, left) : min(width, max(right, left + 1)),
        ]
        return inside.size > 0 and int(inside.max()) - int(inside.min()) >= LEAST_CONTRAST


def _hidden_runs(glyphs: Sequence[Glyph], shows: Callable[[Box], bool]) -> Iterator[range]:
    """Places of the runs of glyphs on a line that nobody sees.

    Args:
        glyphs: The glyphs, in order.
        shows: Whether something is printed in a box.
    """
    lost: list[bool] = []
    for glyph in glyphs:
        before = bool(lost) and lost[-1]
        tiny = glyph.size <= LEAST_SIZE or without_width(glyph.box)
        lost.append(before if glyph.char.isspace() else tiny or not shows(glyph.box))
    for hidden, places in groupby(range(len(glyphs)), key=lost.__getitem__):
        run = list(places)
        if hidden and sum(glyphs[at].char.isalnum() for at in run) >= LEAST_LETTERS:
            yield range(run[0], run[-1] + 1)


def split_seen(
    lines: Sequence[Line], sight: Sight | None
) -> tuple[list[Line], list[tuple[Glyph, ...]]]:
    """Lines without the runs of glyphs that do not show, and those runs."""
    kept, gone = [], []
    for line in lines:
        runs = list(_hidden_runs(line.glyphs, sight.shows)) if sight else []
        gone += [line.glyphs[run.start : run.stop] for run in runs]
        lost = {at for run in runs for at in run}
        left = tuple(glyph for at, glyph in enumerate(line.glyphs) if at not in lost)
        if not runs:
            kept.append(line)
        elif left:
            text, box = "".join(g.char for g in left), union(g.box for g in left)
            kept.append(replace(line, text=text, box=box, glyphs=left))
    return kept, gone


def unseen_told(texts: Sequence[str]) -> tuple[str, ...]:
    """The warning about texts that a document holds but does not show, if there are any."""
    if not texts:
        return ()
    return (
        f"{len(texts)} pieces of text that its pages do not show were left out,"
        f" such as “{' '.join(texts[0].split())[:60]}”",
    )
