"""What was seen on scanned pages, and how sure that makes the elements that were read there.

Each page is seen twice, the second time smaller. One engine at two scales is no independent reader:
a cell counts as agreed on only where both passes saw the same, the table's method says how, and no
such cell is exact.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import TypeVar

from mmkg.graph.document import Cell, Chunk, Document, Formula, Table
from mmkg.graph.provenance import Box
from mmkg.tools.parse.ocr import SeenWord
from mmkg.tools.parse.scan_turn import Turn, put_back
from mmkg.tools.parse.tables.units import unit_of

Element = TypeVar("Element", Chunk, Formula)
SCALE = re.compile(r"([(（\[])10(\d{1,2})")
METHOD = "ocr, twice at two scales"
POOR = 0.85  # mean score of a page's words below which much of it may be misread


@dataclass(frozen=True, slots=True)
class Scan:
    """What was seen on a scanned page, in points.

    Attributes:
        words: By the first pass, which the readers read.
        again: By the second pass.
        turn: How the page was made upright; words and boxes are those of the upright page.
    """

    words: tuple[SeenWord, ...]
    again: tuple[SeenWord, ...]
    turn: Turn = Turn(0.0, (0.0, 0.0))


def as_seen(document: Document, seen: Mapping[int, Scan]) -> Document:
    """A document whose elements on scanned pages say how surely they were seen, and where."""
    scored = document.model_copy(
        update={
            "chunks": tuple(_scored(chunk, seen) for chunk in document.chunks),
            "formulas": tuple(_scored(formula, seen) for formula in document.formulas),
            "tables": tuple(_seen_table(table, seen) for table in document.tables),
        }
    )
    return put_back(scored, {number: scan.turn for number, scan in seen.items()})


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
    again = [word for word in raised(scan.again) if box.grown(1.5).holds(word.box)]
    same = _bare("".join(word.text for word in again)) == _bare(cell.text)
    return cell.model_copy(update={"agreed": same, "seen": _score(scan, box.grown(1.5))})


def _bare(text: str) -> str:
    """Text without what the readers of rows change: spaces, carets, forms of characters."""
    plain = unicodedata.normalize("NFKC", text).replace("^", "")
    return "".join(plain.split())


def raised(words: Sequence[SeenWord]) -> Iterator[SeenWord]:
    """Words with the exponent of a scale in front of a unit, `(1024 kg)`, told from its base."""
    for place, word in enumerate(words):
        after = words[place + 1].text.rstrip(")）]") if place + 1 < len(words) else ""
        scale = SCALE.fullmatch(word.text)
        yield replace(word, text=f"{scale[1]}10^{scale[2]}") if scale and unit_of(after) else word


def poor_pages(seen: Mapping[int, Scan]) -> tuple[str, ...]:
    """A warning about each page on which the engine was unsure of most that it saw."""
    scores = {
        page: mean(word.score for word in scan.words) for page, scan in seen.items() if scan.words
    }
    return tuple(
        f"page {page} is a poor scan, of which much may be misread (OCR is {score:.0%} sure of it)"
        for page, score in scores.items()
        if score < POOR
    )
