"""Where a thing was read: the address that every fact carries, from the parser to the export."""

from __future__ import annotations

from collections.abc import Iterable
from operator import not_
from typing import NamedTuple

from pydantic import Field, ValidationInfo, model_validator

from mmkg.runtime.frozen import Frozen

_GIVEN: set[str] = set()


class Value(Frozen):
    """Base of all values that the graph and samples are made of."""

    def model_post_init(self, context: object) -> None:
        """Forget which fields were given: as a set of its own that weighs as much as the value."""
        object.__setattr__(self, "__pydantic_fields_set__", _GIVEN)


class Box(NamedTuple):
    """A rectangle on a page in PDF points, origin top left, page rotation undone."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        """In square points."""
        return self.width * self.height

    def holds(self, other: Box) -> bool:
        """Whether the centre of another box lies inside this one."""
        x, y = other.centre
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def overlap(self, other: Box) -> float:
        """Area shared with another box, in square points."""
        width = min(self.x1, other.x1) - max(self.x0, other.x0)
        height = min(self.y1, other.y1) - max(self.y0, other.y0)
        return max(0.0, width) * max(0.0, height)

    def shared(self, other: Box) -> Box:
        """What two boxes have in common; its width or height is negative if they are apart."""
        x0, y0 = max(self.x0, other.x0), max(self.y0, other.y0)
        return Box(x0, y0, min(self.x1, other.x1), min(self.y1, other.y1))

    def grown(self, margin: float) -> Box:
        """The box with a margin added on every side."""
        return Box(self.x0 - margin, self.y0 - margin, self.x1 + margin, self.y1 + margin)

    def rounded(self) -> Box:
        """The box with its sides rounded to hundredths of a point, as it is stored."""
        return Box(*(round(side, 2) for side in self))


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around all the given ones.

    Raises:
        ValueError: If there are none.
    """
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return Box(min(x0), min(y0), max(x1), max(y1))


class Spot(Value):
    """A rectangle on a page, counted from 1."""

    page: int
    box: Box


class Address(Value):
    """A place in a source file.

    Attributes:
        document: SHA-256 of the source file, in hexadecimal.
        page: Page number counted from 1; none where the format has no pages.
        box: Rectangle on that page.
        span: First and past-the-last character in the text of the chunk that holds the thing.
        path: Place in a format without pages: element path, sheet and cell, or line range.
        more: Where text goes on in another column or on another page, in reading order.
    """

    document: str
    page: int | None = None
    box: Box | None = None
    span: tuple[int, int] | None = None
    path: str | None = None
    more: tuple[Spot, ...] = Field(default=(), exclude_if=not_)

    @model_validator(mode="after")
    def _once(self, info: ValidationInfo) -> Address:
        """Equal addresses are one in memory where what is read in has a dict as its context."""
        return self if info.context is None else info.context.setdefault(self, self)

    def __hash__(self) -> int:
        """Of where it is alone: addresses are looked up by the hundred for each sample."""
        return hash((self.document, self.page, self.box, self.span, self.path))

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every page and box, in reading order."""
        if self.page is None or self.box is None:
            return ()
        return (Spot(page=self.page, box=self.box), *self.more)
