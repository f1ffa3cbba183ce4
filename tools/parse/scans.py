"""Scanned pages: what is seen on them is set as text in its place, so that all readers read it."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

import cv2
import numpy as np
from PIL import ExifTags, Image, ImageOps, ImageSequence

from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.ocr import Pixels, SeenWord, read_words
from mmkg.tools.parse.page_mupdf import pymupdf
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.scan_seen import Scan, raised
from mmkg.tools.parse.scan_turn import Turn, lean_of

FEWEST_CHARACTERS = 20
LEAST_COVER = 0.6  # share of the page that its pictures cover
LONG_SIDE = 2_200  # pixels that a page is drawn with
LARGEST_ZOOM = 4.0
MOST_PIXELS = 100_000_000
CJK = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
ALIKE = 0.18  # by so much do boxes of lines of one size differ in height
TYPE_SIZE, DESCENT = 0.82, 0.24  # of the height of a line's box
THICKEST_RULE = 8  # pixels
SMALLER = 0.72  # of the first pass's scale


def is_scan(page: Page) -> bool:
    """Whether a page is a picture of a page, or strips of one, over most of it, and hardly text."""
    if not _is_covered(page):  # found much sooner than words
        return False
    return sum(len(word.text) for word in page.words) < FEWEST_CHARACTERS


def _is_covered(page: Page) -> bool:
    covered = sum(picture.box.area for picture in page.pictures)
    return covered > LEAST_COVER * page.width * page.height


def layered_pages(pdf: Pdf) -> frozenset[int]:
    """The numbers of pages that are pictures under text that others recognised in them."""
    return frozenset(page.number for page in pdf.pages if page.layered and _is_covered(page))


BROKEN = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, OSError,
          Image.DecompressionBombError)  # fmt: skip


def recognise(page: pymupdf.Page) -> Scan:
    """What is seen on a page, the content of which becomes its words and rules as text, upright."""
    zoom = min(LARGEST_ZOOM, LONG_SIDE / max(page.rect.width, page.rect.height))
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False, colorspace="rgb")
    pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)
    picture = np.ascontiguousarray(pixels[:, :, ::-1])
    angle = lean_of(picture)
    turn = Turn(angle, (page.rect.width, page.rect.height))
    picture = Turn(angle, (drawn.width, drawn.height)).of(picture) if angle else picture
    scan = Scan(_words(picture, zoom), _words(picture, zoom, SMALLER), turn)
    _empty(page, turn.upright)
    _set_words(page, scan.words)
    _set_rules(page, picture, zoom)
    return scan


def _empty(page: pymupdf.Page, size: tuple[float, float]) -> None:
    """Leave a page of a size without content; bookmarks still lead to it."""
    pdf = page.parent
    nothing = pdf.get_new_xref()
    pdf.update_object(nothing, "<<>>")
    pdf.update_stream(nothing, b" ")
    page.set_contents(nothing)
    page.set_rotation(0)
    page.set_mediabox(pymupdf.Rect(0, 0, *size))


def _words(picture: Pixels, zoom: float, scale: float = 1.0) -> tuple[SeenWord, ...]:
    """What the engine sees of a picture at a scale, in points."""
    if scale != 1:
        smaller = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        picture = np.asarray(smaller, np.uint8)
    return tuple(
        replace(word, box=_shrunk(word.box, zoom * scale), line=_shrunk(word.line, zoom * scale))
        for word in read_words(picture)
    )


def _shrunk(box: Box, zoom: float) -> Box:
    return Box(*(side / zoom for side in box))


@contextmanager
def as_pdf(path: Path, data: bytes) -> Iterator[Path]:
    """A picture file as a PDF, a page for each of its pictures.

    Raises:
        InputError: If it is damaged or has too many pixels.
    """
    try:
        with Image.open(io.BytesIO(data)) as header:  # reads the header alone
            if header.width * header.height > MOST_PIXELS:
                raise InputError(f"{path.name}: more than the {MOST_PIXELS:,} pixels allowed")
            kind = path.suffix.lower().lstrip(".")
            if header.format in ("PNG", "TIFF") and any(_is_turned(f) for f in _frames(header)):
                data, kind = _transposed(header), "tiff"  # MuPDF heeds a JPEG's orientation alone
        with pymupdf.open(stream=data, filetype=kind) as picture:
            pages = picture.convert_to_pdf()
    except BROKEN as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path.name}: a damaged picture ({reason})") from None
    with tempfile.TemporaryDirectory(prefix="mmkg-ocr-") as folder:
        made = Path(folder) / "picture.pdf"
        made.write_bytes(pages)
        yield made


def _frames(picture: Image.Image) -> Iterator[Image.Image]:
    return iter(ImageSequence.Iterator(picture))


def _is_turned(frame: Image.Image) -> bool:
    """Whether a picture's metadata says that it is to be shown turned or mirrored."""
    return bool(frame.getexif().get(ExifTags.Base.Orientation, 1) != 1)


def _transposed(picture: Image.Image) -> bytes:
    """The pictures of a file as they are to be shown, as TIFF."""
    shown = [ImageOps.exif_transpose(frame.copy()) for frame in _frames(picture)]
    made, dots = io.BytesIO(), picture.info.get("dpi", (72, 72))
    shown[0].save(
        made, "TIFF", save_all=True, append_images=shown[1:], compression="tiff_deflate", dpi=dots
    )
    return made.getvalue()


def scanned_pages(pdf: Pdf) -> frozenset[int]:
    """Numbers of the pages that can only be read by looking: scans, and text without meaning."""
    return frozenset(page.number for page in pdf.pages if is_scan(page) or page.garbled)


def _set_words(page: pymupdf.Page, words: tuple[SeenWord, ...]) -> None:
    """Set each word over its box, as wide as it is there, in the usual size if it is about that."""
    usual = median(word.line.height for word in words) if words else 0.0
    for word in raised(words):
        height = word.line.height
        height = usual if abs(height - usual) < ALIKE * usual else height
        size = max(round(2 * TYPE_SIZE * height) / 2, 1.0)
        font = pymupdf.Font("china-s" if CJK.search(word.text) else "helv")
        start = pymupdf.Point(word.box.x0, word.box.y1 - DESCENT * height)
        length = font.text_length(word.text, size)
        if length <= 0:
            continue
        stretch = max(word.box.width / length, 0.05)
        writer = pymupdf.TextWriter(page.rect)
        writer.append(start, word.text, font=font, fontsize=size)
        writer.write_text(page, morph=(start, pymupdf.Matrix(stretch, 1)))


def _set_rules(page: pymupdf.Page, picture: Pixels, zoom: float) -> None:
    """Draw the long thin dark lines of the picture, which part the rows of tables."""
    grey = picture.mean(axis=2).astype(np.uint8)
    dark = (grey < 128).astype(np.uint8)
    across, down = grey.shape[1] // 20 or 1, grey.shape[0] // 30 or 1
    for shape, flat in (((across, 1), True), ((1, down), False)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, shape)
        kept = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
        _, _, found, _ = cv2.connectedComponentsWithStats(kept)
        for x, y, width, height, _ in found[1:].tolist():
            if (height if flat else width) <= THICKEST_RULE:
                middle = (x + width / 2, y + height / 2)
                ends = (
                    ((x, middle[1]), (x + width, middle[1]))
                    if flat
                    else ((middle[0], y), (middle[0], y + height))
                )
                page.draw_line(*((a / zoom, b / zoom) for a, b in ends), width=0.5)
