"""How well scanned pages are read: printed pages made into scans, against their own text layer.

Pages of text (English in two columns, Chinese) and of tables (ruled, with three lines, without
rules) are typeset, drawn as pictures, greyed with noise, turned, compressed, and read again.
CER: edits of characters, spaces aside, as a share of those printed, so wrong order counts too.
Cells: F1 of the tables' cells. Boxes: printed lines whose middle on the scan lies in the box of
something that reads alike. Offered: number cells that the gate lets through for exact answers.

python benchmarks/scans.py [--seed 1] [--only WAY…] [--sources NAME…] [--keep DIR]
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein
from structure_sets import latex
from structure_sets.source import Plan, draw
from table_metrics import cell_f1, spread
from table_sets.typeset import typeset

from mmkg.graph.document import Document, Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.reader import ReadLimits

Pixels = NDArray[np.uint8]
TEXTS = {"text": "two-column", "中文": "ctexart"}
TABLES = {"ruled": "office-grid", "three-lines": "three-lines", "no-rules": "borderless"}
PATIENT = ReadLimits(seconds_per_page=900)
ALIKE = 80  # percent of the characters of a line


@dataclass(frozen=True)
class Way:
    """How a page is scanned.

    Attributes:
        turn: Degrees clockwise.
        noise: Standard deviation of the grey noise, of 255.
        jpeg: Quality; none if it is stored as it is.
        of: The sources scanned so.
    """

    name: str
    dpi: int
    of: tuple[str, ...]
    turn: float = 0.0
    noise: float = 0.0
    jpeg: int | None = None


WAYS = (
    Way("clean-300", 300, ("text", "中文", "three-lines")),
    Way("grey-200-skew", 200, ("text", "ruled"), 1.5, 12),
    Way("jpeg-150-skew", 150, ("text", "中文", "no-rules"), -3.0, 6, 40),
    Way("slight-200", 200, ("中文", "three-lines"), 0.5, 8, 70),
    Way("sideways-200", 200, ("中文", "no-rules"), 90.0, 8),
    Way("upside-150", 150, ("text", "ruled"), 180.0, 8, 60),
    Way("sideways-skew", 200, ("text", "three-lines"), 271.2, 10, 60),
)


def printed(name: str, seed: int, folder: Path) -> Path:
    """The first page of a source, with its text layer."""
    if name in TABLES:
        whole = next(typeset(folder, str(seed), (TABLES[name],))).path
    else:
        style = next(style for style in latex.STYLES if style.name == TEXTS[name])
        plan = Plan(style.name, style.chinese, floats=0)
        whole = folder / f"{style.name}.pdf"
        latex.made(style, plan, draw(plan, str(seed)), whole)
    page = folder / f"{name}-print.pdf"
    with pymupdf.open(whole) as pdf:
        pdf.select([0])
        pdf.save(page)
    return page


def scanned(print_: Path, way: Way, seed: int, path: Path) -> NDArray[np.float64]:
    """Write a page as a scan; the matrix from places in print to places on the scan, in points."""
    with pymupdf.open(print_) as pdf:
        drawn = pdf[0].get_pixmap(dpi=way.dpi, colorspace="gray", alpha=False)
    picture = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)
    width, height, zoom = drawn.width, drawn.height, way.dpi / 72
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -way.turn, 1)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = round(width * cos + height * sin), round(width * sin + height * cos)
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    picture = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)
    noise = np.random.default_rng(int(seed)).normal(0, way.noise, picture.shape)
    picture = (0.92 * picture + noise).clip(0, 255).astype(np.uint8)
    quality = [cv2.IMWRITE_JPEG_QUALITY, way.jpeg] if way.jpeg else []
    _, data = cv2.imencode(".jpg" if way.jpeg else ".png", picture, quality)
    with pymupdf.open() as made:
        page = made.new_page(width=size[0] / zoom, height=size[1] / zoom)
        page.insert_image(page.rect, stream=data.tobytes())
        made.save(path)
    return np.column_stack([matrix[:, :2], matrix[:, 2] / zoom])


def _text(document: Document) -> str:
    """All characters in reading order, spaces aside."""
    elements = sorted((*document.chunks, *document.tables), key=lambda element: element.order)
    texts = (
        " ".join(cell.text for cell in element.cells)
        if isinstance(element, Table)
        else element.text
        for element in elements
    )
    return "".join("".join(texts).split())


def _lines(document: Document) -> Iterator[tuple[str, Box]]:
    for chunk in document.chunks:
        yield from ((chunk.text[slice(*line.span)], line.box) for line in chunk.lines)
    for table in document.tables:
        yield from ((c.text, c.address.box) for c in table.cells if c.text and c.address.box)


def _found(text: str, place: NDArray[np.float64], read: list[tuple[str, Box]]) -> bool:
    x, y = place
    there = [words for words, box in read if box.holds(Box(x, y, x, y))]
    return any(fuzz.partial_ratio(text, words) >= ALIKE for words in there)


def figures(true: Document, seen: Document, matrix: NDArray[np.float64]) -> str:
    """One line of figures."""
    wanted, read = _text(true), _text(seen)
    error = Levenshtein.distance(wanted, read) / max(len(wanted), 1)
    lines, boxes = list(_lines(true)), list(_lines(seen))
    right = sum(_found(text, matrix @ [*box.centre, 1], boxes) for text, box in lines)
    scores = [chunk.confidence for chunk in seen.chunks] or [0.0]
    told = f"CER {error:.4f}  boxes {right}/{len(lines)}  least score {min(scores):.2f}"
    if not true.tables:
        return told
    alike = [
        max((_alike(table, other) for other in seen.tables), default=0) for table in true.tables
    ]
    cells = [c for t in seen.tables for c in t.cells if c.kind == "body" and c.reading.number]
    offered = sum(cell.exact for cell in cells)
    same = sum(cell.agreed is True for cell in cells)
    return (
        f"{told}  cells {sum(alike) / len(alike):.3f} of {len(alike)} tables, {same}/{len(cells)} "
        f"seen alike twice, {offered} offered"
    )


def _alike(wanted: Table, found: Table) -> float:
    full, read = (
        spread(t.grid(), [(c.row, c.column, c.row_span, c.column_span) for c in t.cells])
        for t in (wanted, found)
    )
    return cell_f1(full, read)


def main() -> None:
    """Make the scans, read them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[way.name for way in WAYS])
    parser.add_argument("--sources", nargs="*", default=[*TEXTS, *TABLES])
    parser.add_argument("--keep", type=Path, help="folder for the documents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        prints = {name: printed(name, options.seed, folder) for name in options.sources}
        true = {Path(d.name): d for d in read_corpus(list(prints.values())).documents}
        for way in WAYS if options.only else ():
            for name in way.of:
                if way.name not in options.only or name not in prints:
                    continue
                path = folder / f"{name}-{way.name}.pdf"
                matrix = scanned(prints[name], way, options.seed, path)
                corpus = read_corpus([path], limits=PATIENT)
                line = "".join(failure.reason for failure in corpus.failures)
                for seen in corpus.documents:
                    line = figures(true[Path(prints[name].name)], seen, matrix)
                print(f"{way.name:14} {name:12} {line}", flush=True)


if __name__ == "__main__":
    main()
