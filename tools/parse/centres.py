"""Which of many boxes have their centre in another one, without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mmkg.graph.provenance import Box


class Centres:
    """The centres of boxes, in order of height on the page.

    A plot may draw each of its points as a letter, tens of thousands on one page.
    """

    def __init__(self, boxes: Iterable[Box]) -> None:
        found = sorted((y, x) for x, y in (box.centre for box in boxes))
        self._y, self._x = np.array(found, dtype=float).reshape(-1, 2).T

    def any_in(self, box: Box) -> bool:
        """Whether the box holds one of them, its sides included (`Box.holds`)."""
        first = self._y.searchsorted(box.y0, "left")
        xs = self._x[first : self._y.searchsorted(box.y1, "right")]
        return bool(((box.x0 <= xs) & (xs <= box.x1)).any())
