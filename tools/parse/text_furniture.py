"""What is printed on every page and belongs to none: headers, footers, page and line numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from mmkg.tools.parse.pages import Page
from mmkg.tools.parse.text_contents import contents_span
from mmkg.tools.parse.text_rows import Piece, piece_of

PAGE_NUMBER = re.compile(
    r"[-–—·\s]*(\d{1,5}|[ivxlc]{1,6})[-–—·\s]*|page\s+\d+(\s*(of|/)\s*\d+)?"
    r"|\d+\s*(/|of)\s*\d+|第\s*\d+\s*页.*",
    re.IGNORECASE,
)
EDGE = 0.12  # share of the page height in which headers and footers stand
WIDE_EDGE = 0.22  # the same for the outermost row of a page, if other pages have it there too
FOOT, CENTRED = 0.8, 0.03  # shares of the page: below is its foot; as far from its middle at most
SHARE = 0.3  # share of the pages that repeat a header or footer
LARGE, MOST = 1.2, 0.8  # times the usual size; the share of pages that repeat a header so large
LEAST_LINE_NUMBERS = 8
HEADS, LEAST_HEADS, HEAD_GAP = 0.5, 4, 0.8  # share and number of pages; font sizes to the text
LEAST_WORDS = 3  # letters; fewer may stand anywhere


def without_furniture(pages: Sequence[Page]) -> list[list[Piece]]:
    """The fragments of each page, headers, footers, page and line numbers and rotated text gone."""
    upright = [[piece_of(line) for line in page.lines if not line.rotated] for page in pages]
    outer = [_outermost(lines, page) for page, lines in zip(pages, upright, strict=True)]
    usual = median([line.size for lines in upright for line in lines] or [0.0])
    repeated, steady = _repeated(pages, outer, usual), _steady(pages, outer)
    ahead, heads = _ahead(pages, outer), _running_heads(pages, upright, usual)
    kept = []
    for page, lines, edges in zip(pages, upright, outer, strict=True):
        furniture = {id(line) for line, edge in edges if _key(line, edge) in repeated}
        furniture |= {id(line) for line, edge in edges if _spot(line, edge) in steady}
        furniture |= heads
        counted = [line for line, _ in edges if _lead(line, page) in ahead]
        furniture |= {id(line) for line in counted if _alone(line, lines)}
        furniture |= _numbers(lines, page)
        furniture |= _beyond(edges, lines, page, furniture)
        if not contents_span(lines):
            furniture |= _line_numbers(lines, page)
        kept.append([line for line in lines if id(line) not in furniture])
    return kept


def _edge(line: Piece, page: Page, share: float = EDGE) -> str | None:
    if line.box.y1 < share * page.height:
        return "top"
    return "bottom" if line.box.y0 > (1 - share) * page.height else None


def _outermost(lines: Sequence[Piece], page: Page) -> list[tuple[Piece, str]]:
    """What may be a header or footer, and its edge: all near one, and a page's outermost rows."""
    top = min((line.box.y1 for line in lines), default=0.0)
    bottom = max((line.box.y0 for line in lines), default=0.0)
    found = []
    for line in lines:
        outer = line.box.y0 < top or line.box.y1 > bottom
        if edge := _edge(line, page, WIDE_EDGE if outer else EDGE):
            found.append((line, edge))
    return found


def _key(line: Piece, edge: str) -> tuple[str, str, int]:
    """What a header or footer has in common on all pages: its words, and its height within 4 pt.

    Numbers may differ beside words; a text without any is the same throughout, such as a date.
    """
    text = " ".join(line.text.split())
    words = re.sub(r"\d+", "#", text) if any(map(str.isalpha, text)) else text
    return edge, words, round(line.box.centre[1] / 8)


def _repeated(
    pages: Sequence[Page], outer: Sequence[Sequence[tuple[Piece, str]]], usual: float
) -> set[tuple[str, str, int]]:
    """What many pages repeat near an edge; in large print or few letters only what most do."""
    seen: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    sure: set[tuple[str, str, int]] = set()
    for page, edges in zip(pages, outer, strict=True):
        for line, edge in edges:
            key = _key(line, edge)
            seen[key].add(page.number)
            if line.size > LARGE * usual or sum(map(str.isalpha, key[1])) < LEAST_WORDS:
                sure.add(key)
    return {
        key
        for key, numbers in seen.items()
        if len(numbers)
        >= max(2.0 + _may_end(key[1]), (MOST if key in sure else SHARE) * len(pages))
        and not key[1].isdecimal()  # lone numbers have a rule of their own
    }


def _running_heads(
    pages: Sequence[Page], upright: Sequence[Sequence[Piece]], usual: float
) -> set[int]:
    """First or last rows that stand apart at one height on most upright pages, whatever they say.

    They name chapters and sections; what is large or bold, or on a slide, may be a heading.
    """
    spots: dict[tuple[bool, int], list[list[Piece]]] = defaultdict(list)
    for page, lines in zip(pages, upright, strict=True):
        for top in (True, False) if page.height > page.width else ():
            row = _outer_row(lines, page, top)
            if row and not any(_is_strong(line, usual) for line in row):
                spots[top, round(row[0].baseline / 3)].append(row)
    least = max(LEAST_HEADS, HEADS * len(pages))
    often = [rows for rows in spots.values() if len(rows) >= least]
    return {id(line) for rows in often for row in rows for line in row}


def _is_strong(line: Piece, usual: float) -> bool:
    """Whether a line is large or bold, as headings are that begin a page."""
    return line.size > 1.04 * usual or any(glyph.bold for glyph in line.glyphs)


def _outer_row(lines: Sequence[Piece], page: Page, top: bool) -> list[Piece]:
    """The first or last row of a page, if it is near the edge and far from all other rows."""
    last = (min if top else max)(lines, key=lambda line: line.baseline, default=None)
    if last is None or _edge(last, page) != ("top" if top else "bottom"):
        return []
    row = [line for line in lines if abs(line.baseline - last.baseline) < 0.35 * last.size]
    rest = [line for line in lines if line not in row]
    if not rest:
        return []
    gaps = (line.box.y0 - last.box.y1 if top else last.box.y0 - line.box.y1 for line in rest)
    return row if min(gaps) > HEAD_GAP * last.size else []


def _may_end(words: str) -> bool:
    """Whether a text is a single word as paragraphs end with; on two pages that is chance."""
    return " " not in words and words.islower()


def _numbers(lines: Sequence[Piece], page: Page) -> set[int]:
    """A page number that stands alone in the first or last row near an edge."""
    found: set[int] = set()
    for edge in ("top", "bottom"):
        near = [line for line in lines if _edge(line, page) == edge]
        numbers = [line for line in near if PAGE_NUMBER.fullmatch(line.text.strip())]
        found |= {id(line) for line in numbers if _alone(line, lines)}
    lowest = max(lines, key=lambda line: line.box.centre[1], default=None)
    if lowest is not None and PAGE_NUMBER.fullmatch(lowest.text) and _closes(lowest, lines, page):
        found.add(id(lowest))
    return found


def _closes(lowest: Piece, lines: Sequence[Piece], page: Page) -> bool:
    """Whether the lowest line stands alone under all others, in the middle of the page's foot."""
    x, y = lowest.box.centre
    centred = abs(x - page.width / 2) < CENTRED * page.width and y > FOOT * page.height
    return centred and all(other is lowest or other.box.y1 <= y for other in lines)


def _steady(
    pages: Sequence[Page], outer: Sequence[Sequence[tuple[Piece, str]]]
) -> set[tuple[str, int, int]]:
    """Places near an edge where many pages print a lone number, within 12 points."""
    seen: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    for page, edges in zip(pages, outer, strict=True):
        for line, edge in edges:
            if PAGE_NUMBER.fullmatch(line.text):
                seen[_spot(line, edge)].add(page.number)
    least = max(3.0, SHARE * len(pages))
    return {spot for spot, numbers in seen.items() if len(numbers) >= least}


def _ahead(pages: Sequence[Page], outer: Sequence[Sequence[tuple[Piece, str]]]) -> set[int | None]:
    """How far the numbers that are printed on pages are ahead of their count, where many agree."""
    leads = Counter(
        lead
        for page, edges in zip(pages, outer, strict=True)
        for lead in {_lead(line, page) for line, _ in edges}
        if lead is not None
    )
    return {lead for lead, count in leads.items() if count >= max(3.0, SHARE * len(pages))}


def _lead(line: Piece, page: Page) -> int | None:
    text = line.text.strip()
    return int(text) - page.number if text.isdecimal() and len(text) < 6 else None


def _spot(line: Piece, edge: str) -> tuple[str, int, int]:
    x, y = line.box.centre
    return edge, round(x / 12), round(y / 12)


def _alone(line: Piece, lines: Sequence[Piece]) -> bool:
    y = line.box.centre[1]
    return not any(
        other is not line and other.box.y0 < y < other.box.y1 and _near(line, other)
        for other in lines
    )


def _near(line: Piece, other: Piece) -> bool:
    gap = max(other.box.x0 - line.box.x1, line.box.x0 - other.box.x1)
    return gap < 4 * line.size


def _beyond(
    edges: Sequence[tuple[Piece, str]], lines: Sequence[Piece], page: Page, furniture: set[int]
) -> set[int]:
    """What stands further out than a footer or header, such as a first page's imprint."""
    known = [(line.box.centre[1], edge) for line, edge in edges if id(line) in furniture]
    low = min((y for y, edge in known if edge == "bottom"), default=page.height)
    high = max((y for y, edge in known if edge == "top"), default=0.0)
    return {id(line) for line in lines if not high - 2 <= line.box.centre[1] <= low + 2}


def _line_numbers(lines: Sequence[Piece], page: Page) -> set[int]:
    """Columns of rising numbers in the margins, as review copies have."""
    columns: dict[int, list[Piece]] = defaultdict(list)
    for line in lines:
        outside = line.box.x1 < 0.13 * page.width or line.box.x0 > 0.87 * page.width
        if outside and line.text.strip().isdecimal():
            columns[round(line.box.x1 / 6)].append(line)
    found: set[int] = set()
    for column in columns.values():
        column.sort(key=lambda line: line.box.y0)
        values = [int(line.text) for line in column]
        steps = {after - before for before, after in zip(values, values[1:], strict=False)}
        if len(column) >= LEAST_LINE_NUMBERS and len(steps) <= 2 and min(steps) > 0:
            found |= {id(line) for line in column}
    return found
