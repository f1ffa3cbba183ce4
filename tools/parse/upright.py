"""Pages that are shown sideways or upside down: they are read upright, and all is put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mmkg.tools.parse.page_mupdf import pymupdf
from mmkg.tools.parse.pages import Line, Page, Pdf
from mmkg.tools.parse.scan_seen import Scan
from mmkg.tools.parse.scan_turn import Turn
from mmkg.tools.parse.scans import recognise

PROSE = 12  # times its size is the least length of a line of words; labels of a chart are shorter
LEAST_LINES = 2
MOST = 0.6  # share of a page's characters


def turned_pages(pdf: Pdf) -> dict[int, Turn]:
    """How the pages are turned of which most is printed sideways or upside down, by number."""
    return {
        page.number: Turn(-90.0 * quarters, (page.width, page.height))
        for page in pdf.pages
        if (quarters := quarter_turns(page))
    }


def quarter_turns(page: Page) -> int:
    """Quarter turns clockwise that make a page upright; none unless it has lines of words."""
    turned = [line for line in page.lines if line.rotated and len(line.glyphs) > 1]
    if not turned:
        return 0
    letters: Counter[int] = Counter()
    prose: Counter[int] = Counter()
    for line in turned:
        quarters = _turns_of(line)
        letters[quarters] += len(line.glyphs)
        prose[quarters] += max(line.box.width, line.box.height) > PROSE * line.size
    quarters, most = letters.most_common(1)[0]
    whole = sum(len(line.glyphs) for line in page.lines)
    return quarters if prose[quarters] >= LEAST_LINES and most > MOST * whole else 0


def _turns_of(line: Line) -> int:
    """Quarter turns clockwise after which a line runs to the right; none if it is slanted."""
    first, last = line.glyphs[0], line.glyphs[-1]
    across, down = last.x - first.x, last.y - first.y
    if abs(across) > 10 * abs(down):
        return 2 if across < 0 else 0
    if abs(down) > 10 * abs(across):
        return 3 if down > 0 else 1
    return 0


@contextmanager
def upright(
    path: Path, scans: frozenset[int], turns: Mapping[int, Turn]
) -> Iterator[tuple[Path, dict[int, Scan]]]:
    """A copy of a PDF in which all pages stand upright, and scans are words and rules as text.

    Args:
        path: The PDF.
        scans: Numbers of the scanned pages, from 1.
        turns: How other pages are turned.

    Returns:
        The copy, and what was seen on each of the scanned pages.
    """
    seen: dict[int, Scan] = {}
    with TemporaryDirectory(prefix="mmkg-ocr-") as folder:
        copy = Path(folder) / "upright.pdf"
        with pymupdf.open(path, filetype="pdf") as pdf:
            for number in sorted(scans):
                seen[number] = recognise(pdf[number - 1])
            for number, turn in turns.items():
                page = pdf[number - 1]
                page.set_rotation(round(page.rotation - turn.angle) % 360)
            pdf.save(copy)
        yield copy, seen
