"""Tables of contents and lists of figures: rows that lead to a page number at the right margin.

Such rows repeat headings and are none. They are known by their leaders, or, under a heading that
says what they are, by the page numbers alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from mmkg.tools.parse.text_rows import Piece

LEADERS = re.compile(r"(?:[.·․‥…⋯_]\s?){4,}|…{2,}")
NUMBER = re.compile(r"[-–—(（]?\s*([A-Z]?[-.]?\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})\s*[-–—)）]?$")
CONTENTS = re.compile(
    r"(table of )?contents|(list of )?(figures|tables|algorithms|listings|illustrations)"
    r"|目\s*[录錄次]|[图圖表][目索]?[录錄次引]|插[图圖](目录|索引|清单)?|表格(目录|索引|清单)?"
    r"|[图圖表]目\s*[录錄次]",
    re.IGNORECASE,
)
FEWEST = 3  # entries
ALIGNED = 4.0  # points between the right edges of page numbers
APART = 1.5  # font sizes between an entry without leaders and its number
FALLS = 0.2  # share of the numbers that may be less than the one before


def contents_span(lines: Sequence[Piece]) -> tuple[float, float] | None:
    """Top and bottom of the entries on a page, between which all rows are parts of them."""
    rows = _rows(lines)
    entries = [row for row in rows if _number(row) is not None]
    if sum(_has_leaders(row) for row in entries) < FEWEST:
        named = [row for row in rows if CONTENTS.fullmatch(_text(row))]
        top = min((row[0].box.y0 for row in named), default=float("inf"))
        entries = [row for row in entries if row[0].box.y0 > top and _is_apart(row)]
    entries = _aligned(entries)
    if len(entries) < FEWEST or not _rises(entries):
        return None
    first = min(piece.box.y0 for piece in entries[0])
    return first, max(piece.box.y1 for piece in entries[-1])


def _rows(lines: Sequence[Piece]) -> list[list[Piece]]:
    """The fragments of each printed row, from the left."""
    rows: list[list[Piece]] = []
    for line in sorted(lines, key=lambda piece: piece.baseline):
        if rows and line.baseline - rows[-1][0].baseline < 0.35 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda piece: piece.box.x0) for row in rows]


def _text(row: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in row)


def _number(row: Sequence[Piece]) -> str | None:
    """The page number at the end of a row that says something before it."""
    text = _text(row)
    found = NUMBER.search(text)
    if not found or not any(char.isalpha() for char in text[: found.start()]):
        return None
    return found[1]


def _has_leaders(row: Sequence[Piece]) -> bool:
    return LEADERS.search(_text(row)) is not None


def _is_apart(row: Sequence[Piece]) -> bool:
    """Whether the number of an entry without leaders stands by itself, far from its title."""
    if len(row) < 2 or not NUMBER.fullmatch(row[-1].text):
        return _has_leaders(row)
    return row[-1].box.x0 - row[-2].box.x1 > APART * row[-1].size or _has_leaders(row)


def _aligned(entries: Sequence[list[Piece]]) -> list[list[Piece]]:
    """The entries whose numbers end at the edge that most share."""
    if not entries:
        return []
    edges = Counter(round(row[-1].box.x1 / ALIGNED) for row in entries)
    slot, _ = max(edges.items(), key=lambda pair: (pair[1], pair[0]))
    edge = median(row[-1].box.x1 for row in entries if round(row[-1].box.x1 / ALIGNED) == slot)
    return [row for row in entries if abs(row[-1].box.x1 - edge) < ALIGNED]


def _rises(entries: Sequence[list[Piece]]) -> bool:
    """Whether page numbers rise from entry to entry, but for a new list and front matter."""
    numbers = [int(n) for row in entries if (n := _number(row) or "").isdecimal()]
    falls = sum(b < a for a, b in zip(numbers, numbers[1:], strict=False))
    return falls <= max(1.0, FALLS * len(numbers))
