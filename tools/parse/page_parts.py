"""What stands on a page of a PDF, as plain values: glyphs, words, lines, strokes, pictures."""

from __future__ import annotations

from dataclasses import dataclass

from mmkg.graph.provenance import Box


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: its box, baseline origin, font name and size in points."""

    char: str
    box: Box
    x: float
    y: float
    font: str
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Characters between spaces, with the number of the block and line PyMuPDF found them in."""

    text: str
    box: Box
    block: int
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line: glyphs from left to right, spaces kept in `text`."""

    text: str
    box: Box
    glyphs: tuple[Glyph, ...]
    block: int
    rotated: bool

    @property
    def size(self) -> float:
        """The commonest font size on the line, in points."""
        sizes = [glyph.size for glyph in self.glyphs if not glyph.char.isspace()]
        return max(set(sizes), key=sizes.count) if sizes else 0.0


@dataclass(frozen=True, slots=True)
class Stroke:
    """A vector path: straight and curved pieces as point lists, its box, colours and line width.

    Attributes:
        clip: What of the page it may paint on; all of it if none.
    """

    kind: str
    box: Box
    pieces: tuple[tuple[str, tuple[tuple[float, float], ...]], ...]
    stroke: tuple[float, ...] | None
    fill: tuple[float, ...] | None
    width: float
    dashed: bool
    clip: Box | None = None

    @property
    def seen(self) -> Box | None:
        """The part of its box that is not clipped away."""
        if self.clip is None:
            return self.box
        shown = self.box.shared(self.clip)
        return shown if shown.width >= 0 and shown.height >= 0 else None


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster image placed on the page."""

    box: Box
    pixels: tuple[int, int]
