"""Scanned pages: what is seen on them is set as text in its place, so that all readers read it.

Each page is seen twice, the second time smaller. One engine at two scales is no independent reader:
a cell counts as agreed on only where both passes saw the same, and the table's method says how.
"""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import TypeVar

import cv2
import numpy as np
import pymupdf
from PIL import Image

from mmkg.graph.document import Cell, Chunk, Document, Formula, Table
from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.ocr import SeenWord, read_words
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.tables.units import unit_of

Element = TypeVar("Element", Chunk, Formula)
FEWEST_CHARACTERS = 20
LEAST_COVER = 0.6  # share of the page that its largest picture covers
LONG_SIDE = 2_200  # pixels that a page is drawn with
LARGEST_ZOOM = 4.0
MOST_PIXELS = 100_000_000
CJK = re.compile("[\u2e80-\u9fff\uff00-\uffef]")
SCALE = re.compile(r"([(（\[])10(\d{1,2})")
TYPE_SIZE, DESCENT = 0.82, 0.24  # of the height of a line's box
THICKEST_RULE = 8  # pixels
METHOD = "ocr, twice at two scales"
SMALLER = 0.72  # of the first pass's scale


@dataclass(frozen=True, slots=True)
class Scan:
    """What was seen on a scanned page, in points.

    Attributes:
        words: By the first pass, which the readers read.
        again: By the second pass.
    """

    words: tuple[SeenWord, ...]
    again: tuple[SeenWord, ...]


def is_scan(page: Page) -> bool:
    """Whether a page is a picture of a page: hardly any text, and a picture over most of it."""
    characters = sum(len(word.text) for word in page.words)
    largest = max((p.box.width * p.box.height for p in page.pictures), default=0.0)
    return characters < FEWEST_CHARACTERS and largest > LEAST_COVER * page.width * page.height


BROKEN = (pymupdf.mupdf.FzErrorBase, RuntimeError, ValueError, OSError,
          Image.DecompressionBombError)  # fmt: skip


@contextmanager
def recognised(path: Path, scans: Collection[int]) -> Iterator[tuple[Path, dict[int, Scan]]]:
    """A copy of a PDF in which scanned pages are replaced by their words and rules as text.

    Args:
        path: The PDF.
        scans: Numbers of the scanned pages, from 1.

    Returns:
        The copy, and what was seen on each scanned page.
    """
    seen: dict[int, Scan] = {}
    with tempfile.TemporaryDirectory(prefix="mmkg-ocr-") as folder:
        copy = Path(folder) / "recognised.pdf"
        with pymupdf.open(path, filetype="pdf") as pdf, pymupdf.open() as made:
            for number, page in enumerate(pdf, 1):
                if number not in scans:
                    made.insert_pdf(pdf, from_page=number - 1, to_page=number - 1)
                    continue
                blank = made.new_page(width=page.rect.width, height=page.rect.height)
                zoom = min(LARGEST_ZOOM, LONG_SIDE / max(page.rect.width, page.rect.height))
                picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
                seen[number] = Scan(_words(page, zoom), _words(page, SMALLER * zoom))
                _set_words(blank, seen[number].words)
                _set_rules(blank, picture, zoom)
            made.save(copy)
        yield copy, seen


def _words(page: pymupdf.Page, zoom: float) -> tuple[SeenWord, ...]:
    """What the engine sees of a page at a scale, in points."""
    picture = page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False)
    return tuple(
        replace(word, box=_shrunk(word.box, zoom), line=_shrunk(word.line, zoom))
        for word in read_words(picture.tobytes("png"))
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
        with pymupdf.open(stream=data, filetype=path.suffix.lower().lstrip(".")) as picture:
            pages = picture.convert_to_pdf()
    except BROKEN as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path.name}: a damaged picture ({reason})") from None
    with tempfile.TemporaryDirectory(prefix="mmkg-ocr-") as folder:
        made = Path(folder) / "picture.pdf"
        made.write_bytes(pages)
        yield made


def scanned_pages(pdf: Pdf) -> frozenset[int]:
    """Numbers of the pages that are scans."""
    return frozenset(page.number for page in pdf.pages if is_scan(page))


def as_seen(document: Document, seen: Mapping[int, Scan]) -> Document:
    """A document whose elements on scanned pages say how, and how surely, they were seen."""
    return document.model_copy(
        update={
            "chunks": tuple(_scored(chunk, seen) for chunk in document.chunks),
            "formulas": tuple(_scored(formula, seen) for formula in document.formulas),
            "tables": tuple(_seen_table(table, seen) for table in document.tables),
        }
    )


def _scored(element: Element, seen: Mapping[int, Scan]) -> Element:
    """An element with the engine's score of the words in its box as its confidence."""
    box, scan = element.address.box, seen.get(element.address.page or 0)
    if scan is None or box is None:
        return element
    return element.model_copy(update={"method": "ocr", "confidence": _score(scan, box)})


def _score(scan: Scan, box: Box) -> float:
    scores = [word.score for word in scan.words if box.holds(word.box)]
    return round(mean(scores), 4) if scores else 0.0


def _seen_table(table: Table, seen: Mapping[int, Scan]) -> Table:
    box, scan = table.address.box, seen.get(table.address.page or 0)
    if scan is None or box is None:
        return table
    cells = tuple(_seen_cell(cell, seen) for cell in table.cells)
    score = _score(scan, box)
    return table.model_copy(update={"cells": cells, "method": METHOD, "confidence": score})


def _seen_cell(cell: Cell, seen: Mapping[int, Scan]) -> Cell:
    box, scan = cell.address.box, seen.get(cell.address.page or 0)
    if scan is None or box is None or not cell.text:
        return cell.model_copy(update={"agreed": None})
    again = [word for word in _raised(scan.again) if box.grown(1.5).holds(word.box)]
    same = _bare("".join(word.text for word in again)) == _bare(cell.text)
    return cell.model_copy(update={"agreed": same, "seen": _score(scan, box.grown(1.5))})


def _bare(text: str) -> str:
    """Text without what the readers of rows change: spaces, carets, forms of characters."""
    plain = unicodedata.normalize("NFKC", text).replace("^", "")
    return "".join(plain.split())


def _set_words(page: pymupdf.Page, words: tuple[SeenWord, ...]) -> None:
    """Set each word over its box, as wide as it is there."""
    for word in _raised(words):
        height = word.line.height
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


def _raised(words: Sequence[SeenWord]) -> Iterator[SeenWord]:
    """Words with the exponent of a scale in front of a unit, `(1024 kg)`, told from its base."""
    for place, word in enumerate(words):
        after = words[place + 1].text.rstrip(")）]") if place + 1 < len(words) else ""
        scale = SCALE.fullmatch(word.text)
        yield replace(word, text=f"{scale[1]}10^{scale[2]}") if scale and unit_of(after) else word


def _set_rules(page: pymupdf.Page, picture: pymupdf.Pixmap, zoom: float) -> None:
    """Draw the long thin dark lines of the picture, which part the rows of tables."""
    pixels = np.frombuffer(picture.samples, np.uint8)
    pixels = pixels.reshape(picture.height, picture.stride)[:, : picture.width * picture.n]
    grey = pixels.reshape(picture.height, picture.width, picture.n).mean(axis=2).astype(np.uint8)
    dark = (grey < 128).astype(np.uint8)
    across, down = picture.width // 20 or 1, picture.height // 30 or 1
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
