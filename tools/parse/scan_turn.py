"""Scanned pages are turned upright, and what was read on them is put back where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mmkg.graph.document import Document, TextLine
from mmkg.graph.provenance import Address, Box, Spot, Value
from mmkg.tools.parse.ocr import Pixels, find_lines, on_its_head

LOOKED_AT = 1_100  # pixels of the long side of the picture in which lines are looked for
LONG = 3  # times as long as high is a line that tells how a page leans
LEAST = 0.1  # degrees; less does no harm
PAPER = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a page is made upright.

    Attributes:
        angle: Degrees that it was turned clockwise.
        size: Width and height of the page as it is, in any unit; all boxes are in the same.
    """

    angle: float
    size: tuple[float, float]

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height of the smallest sheet that holds the page once it is upright."""
        width, height = self.size
        cos, sin = (abs(f(np.radians(self.angle))) for f in (np.cos, np.sin))
        return float(width * cos + height * sin), float(width * sin + height * cos)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """From places on the page to places on the upright one, `(2, 3)`."""
        cos, sin = np.cos(np.radians(self.angle)), np.sin(np.radians(self.angle))
        turn = np.array([[cos, sin], [-sin, cos]])
        shift = np.array(self.upright) / 2 - turn @ (np.array(self.size) / 2)
        return np.column_stack([turn, shift])

    def of(self, picture: Pixels) -> Pixels:
        """The upright picture of a page, given in pixels as the size is."""
        width, height = (round(side) for side in self.upright)
        return np.asarray(
            cv2.warpAffine(
                picture, self.matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=PAPER
            ),
            np.uint8,
        )

    def back(self, box: Box) -> Box:
        """The box on the page around a box of the upright one."""
        corners = np.array([[x, y, 1] for x in (box.x0, box.x1) for y in (box.y0, box.y1)])
        places = corners @ cv2.invertAffineTransform(self.matrix).T
        (x0, y0), (x1, y1) = places.min(axis=0).tolist(), places.max(axis=0).tolist()
        return Box(x0, y0, x1, y1).rounded()


def lean_of(picture: Pixels) -> float:
    """Degrees clockwise that a page is turned: by its lines, and by which way up they are read."""
    zoom = min(1.0, LOOKED_AT / max(picture.shape))
    small = cv2.resize(picture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
    upright = np.asarray(small, np.uint8)
    lines = find_lines(upright)
    angle = _lean(lines)
    if angle:
        upright = Turn(angle, (small.shape[1], small.shape[0])).of(upright)
        lines = find_lines(upright)
    return angle + 180 if on_its_head(upright, lines) else angle


def _lean(lines: NDArray[np.float64]) -> float:
    """Degrees clockwise that most lines are turned by, from -45 to 135; longer ones count more."""
    across, down = lines[:, 1] - lines[:, 0], lines[:, 3] - lines[:, 0]
    widths, heights = np.hypot(*across.T), np.hypot(*down.T)
    wide, tall = widths > LONG * heights, heights > LONG * widths
    sideways = heights[tall].sum() > widths[wide].sum()
    edges = down[tall] if sideways else across[wide]
    if not len(edges):
        return 0.0
    angles, weights = np.degrees(np.arctan2(edges[:, 1], edges[:, 0])), np.hypot(*edges.T) ** 2
    order = np.argsort(angles, kind="stable")
    half = np.searchsorted(np.cumsum(weights[order]), weights.sum() / 2)
    angle = float(angles[order][half])
    return round(angle, 2) if abs(angle) > LEAST else 0.0


def put_back(document: Document, turns: Mapping[int, Turn]) -> Document:
    """A document read on upright pages, with all places on its pages as they are."""
    turned = {page: turn for page, turn in turns.items() if turn.angle}
    if not turned:
        return document
    sizes = list(document.page_sizes)
    for page, turn in turned.items():
        sizes[page - 1] = (round(turn.size[0], 2), round(turn.size[1], 2))
    moved: Document = _moved(document, turned)
    return moved.model_copy(update={"page_sizes": tuple(sizes)})


def _moved(value: object, turns: Mapping[int, Turn]) -> Any:  # noqa: ANN401 - of the value's type
    """A value in which every box with a page stands on the page as it is."""
    if isinstance(value, tuple) and not isinstance(value, Box):
        return tuple(_moved(part, turns) for part in value)
    if not isinstance(value, Value):
        return value
    update = {name: _moved(getattr(value, name), turns) for name in type(value).model_fields}
    if isinstance(value, Address | Spot | TextLine) and value.box and value.page:
        turn = turns.get(value.page)
        update["box"] = turn.back(value.box) if turn else value.box
    return value.model_copy(update=update)
