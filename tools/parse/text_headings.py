"""Which rows are headings: by the outline, numbering, names, size, weight and slant."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mmkg.tools.parse.text_counted import counted_rows
from mmkg.tools.parse.text_flow import Flow, Measures
from mmkg.tools.parse.text_levels import Heading, levelled
from mmkg.tools.parse.text_numbering import BULLET, CHAPTER, DATE, NAMED, TITLE_NUMBER, depth_of
from mmkg.tools.parse.text_rows import IS_CJK, Row

LONGEST = 160
MOST_ROWS = 3
PROSE_ROWS = 3
FULL = 0.88  # of a column's width
WIDE_SET = 2.7  # font sizes between the baselines of a paragraph at most
COVER_ROWS, COVER_WORDS = 25, 12  # more of them, or more on a row, are no cover's


def find_headings(
    flow: Flow, usual: Measures, outline: Sequence[tuple[int, str, int]], start: int = 0
) -> list[Heading]:
    """Headings of a document in reading order.

    Args:
        flow: Rows and regions in reading order.
        usual: Usual measures of the document.
        outline: Level, title and page of each bookmark; may be empty.
        start: Place of the first row after the title and the authors.
    """
    first = _after_front(flow, start, outline, usual)
    found: list[tuple[int, int, int | None]] = []
    place = first
    counted = counted_rows(flow, first, usual)
    marks = {(page, _letters(title)): level for level, title, page in outline}
    while place < len(flow):
        if _is_entry(flow[place]) or _beside(flow[place], flow[:first]):
            place += 1
            continue
        level, end = _by_outline(flow, place, marks)
        after = bool(found) and found[-1][1] == place
        if place in counted:
            end = max(end, place + 1)
        elif not level and (after or not _goes_on(flow, place, usual)):
            end = _by_looks(flow, place, usual)
        if end > place:
            found.append((place, end, level))
            place = end
        else:
            place += 1
    return levelled(flow, _unrepeated(flow, found))


def _unrepeated(
    flow: Flow, found: Sequence[tuple[int, int, int | None]]
) -> list[tuple[int, int, int | None]]:
    """Headings without those that a page has several times: labels of a drawing."""
    said = Counter((row.page, row.text) for row in flow if isinstance(row, Row))

    def once(start: int, end: int) -> bool:
        row = flow[start]
        return not isinstance(row, Row) or end > start + 1 or said[row.page, row.text] == 1

    return [(start, end, level) for start, end, level in found if level or once(start, end)]


def _goes_on(flow: Flow, place: int, usual: Measures) -> bool:
    """Whether a bold or large row is the next one of such a row above it, which is no heading."""
    row, above = flow[place], flow[place - 1] if place else None
    if not isinstance(row, Row) or not isinstance(above, Row):
        return False
    return _follows_full(above, row, usual) or (
        row.bold
        and _inside(row, above, usual)
        and _printed_alike(above, row)
        and depth_of(row.text) is None
        and not _had_room(above, row, usual)
    )


def _follows_full(above: Row, row: Row, usual: Measures) -> bool:
    """Whether a row follows one printed alike that fills its column, as in a wide-set paragraph."""
    near = (above.page, above.column) == (row.page, row.column)
    return (
        near
        and _strong(row, usual)
        and 0 < row.baseline - above.baseline < WIDE_SET * row.size
        and _printed_alike(above, row)
        and usual.fills(above)
        and above.box.width > FULL * usual.width(above) - WIDE_SET * row.size
        and not row.text[0].isdigit()
        and depth_of(row.text) is None
    )


def _beside(row: object, front: Flow) -> bool:
    """Whether a row is level with one of the front matter, as an author in the other column is."""
    return isinstance(row, Row) and any(
        isinstance(other, Row)
        and other.page == row.page
        and abs(other.baseline - row.baseline) < 1
        and abs(other.size - row.size) < 0.3
        for other in front
    )


def _is_entry(item: object) -> bool:
    return isinstance(item, Row) and item.entry


def _letters(text: str) -> str:
    """The letters of a title without its number, by which a bookmark is known on its page."""
    return re.sub(r"[\W_]+", "", TITLE_NUMBER.sub("", text)).lower()


def _after_front(
    flow: Flow, start: int, outline: Sequence[tuple[int, str, int]], usual: Measures
) -> int:
    """Where authors and affiliations end: at the first heading that is named or numbered 1.

    Running text above that ends them, too: what is bold or large below it is a heading.
    """
    titles = {_letters(title) for _, title, page in outline if page == 1}
    prose = 0
    for place in range(start, len(flow)):
        row = flow[place]
        if isinstance(row, Row):
            if row.page > 1:
                return start if prose or _says_more(flow[:place]) else place
            opens = (
                not DATE.fullmatch(row.text)
                and re.match(r"(1|I|一|第一章)[.、\s]\s*\S", row.text)
                and _looks(row, flow[place - 1] if place else None, usual)
                and len(row.text) < 60
            )
            if NAMED.fullmatch(row.text) or opens or _letters(row.text) in titles:
                return prose or place
            if not prose and _is_prose(flow[place : place + PROSE_ROWS], usual):
                prose = place + PROSE_ROWS
    return start


def _says_more(front: Flow) -> bool:
    """Whether the first page says more than a cover does: sentences, items, or much at all."""
    rows = [row for row in front if isinstance(row, Row)]
    long = (max(len(row.text.split()), len(IS_CJK.findall(row.text)) / 2) for row in rows)
    listed = any(row.listed or BULLET.match(row.text) for row in rows)
    return listed or len(rows) > COVER_ROWS or max(long, default=0) > COVER_WORDS


def _is_prose(rows: Flow, usual: Measures) -> bool:
    """Whether rows stand close and fill their column, as those of a paragraph do."""
    first = rows[0]
    return len(rows) == PROSE_ROWS and all(
        isinstance(row, Row)
        and isinstance(first, Row)
        and (row.page, row.column, row.bold) == (first.page, first.column, False)
        and (row is first or 0 < usual.apart(above, row) < 1.25)
        and row.box.width > FULL * usual.width(row)
        for above, row in zip((first, *rows), rows, strict=False)
        if isinstance(above, Row)
    )


def _by_outline(
    flow: Flow, place: int, marks: dict[tuple[int, str], int]
) -> tuple[int | None, int]:
    text = ""
    for end in range(place, min(place + MOST_ROWS, len(flow))):
        row = flow[end]
        if not isinstance(row, Row):
            break
        text = f"{text} {row.text}".strip()
        level = marks.get((row.page, _letters(text))) if _letters(text) else None
        if level:
            return level, end + 1
    return None, place


def _by_looks(flow: Flow, place: int, usual: Measures) -> int:
    """Past the last row of the heading that starts at a place; the place itself if none does."""
    row = flow[place]
    if not isinstance(row, Row) or not _looks(row, flow[place - 1] if place else None, usual):
        return place
    end = place + 1
    while end < min(place + MOST_ROWS, len(flow)):
        below = flow[end]
        if (
            not isinstance(below, Row)
            or below.entry
            or not _same_heading(flow[end - 1], below, usual)
        ):
            break
        end += 1
    text = " ".join(item.text for item in flow[place:end] if isinstance(item, Row))
    below_all = flow[end] if end < len(flow) else None
    if (
        len(text) > LONGEST
        or text.endswith((",", ";", "，", "；", "。"))
        or _runs_on(flow[end - 1], below_all, usual)
    ):
        return place
    return end


def _looks(row: Row, above: object, usual: Measures) -> bool:
    """Whether a row by itself could be the first of a heading."""
    text = row.text
    letters = sum(char.isalpha() for char in text)
    if DATE.fullmatch(text) or re.match(r"\d+:\s", text):  # a date; a line of an algorithm
        return False
    if letters < 2 or letters < 0.5 * len(text.replace(" ", "")) or text.endswith("="):
        return False
    small = text.isupper() or NAMED.fullmatch(text)  # as small capitals are, and abstracts
    if row.size < (0.75 if small else 0.88) * usual.size:
        return False
    inside = _inside(row, above, usual)
    strong = _strong(row, usual)
    if NAMED.fullmatch(text) and (strong or not inside):
        return True
    if not strong and (inside and not row.slanted or text.endswith(".")):
        return False
    if strong:
        return not text[0].islower() and not re.match(r"[•◦▪‣●○■\[({*]", text)
    short = row.box.width < 0.7 * usual.width(row)
    return short and depth_of(text) is not None and not re.match(r"\d+[.、)]?\s", text)


def _inside(row: Row, above: object, usual: Measures) -> bool:
    """Whether a row follows another at the usual distance, as within a paragraph."""
    if not isinstance(above, Row) or (above.page, above.column) != (row.page, row.column):
        return False
    return usual.apart(above, row) < 1.2


def _same_heading(above: object, row: Row, usual: Measures) -> bool:
    return (
        isinstance(above, Row)
        and (_printed_alike(above, row) or _is_number(above, row))
        and (above.page, above.column) == (row.page, row.column)
        and 0 < usual.apart(above, row) < (3 if _is_number(above, row) else 1.35)
        and depth_of(row.text) is None
        and not NAMED.fullmatch(row.text)
        and not NAMED.fullmatch(above.text)
        and (_strong(above, usual) or not _had_room(above, row, usual))
    )


def _printed_alike(above: Row, row: Row) -> bool:
    upright = above.slanted == row.slanted and above.text.isupper() == row.text.isupper()
    return abs(above.size - row.size) < 0.4 and above.bold == row.bold and (above.bold or upright)


def _strong(row: Row, usual: Measures) -> bool:
    return row.size >= 1.08 * usual.size or row.bold


def _had_room(above: Row, row: Row, usual: Measures) -> bool:
    """Whether the first word of a row would have stood in the row above, be that centred or not."""
    word = len(row.text.split()[0]) * row.box.width / max(len(row.text), 1)
    return above.box.width + word + above.size < usual.width(above)


def _is_number(above: Row, row: Row) -> bool:
    """Whether `Chapter 3` stands alone above its title."""
    chapter = CHAPTER.fullmatch(above.text)
    return chapter is not None and not chapter["title"].strip(". :") and row.size >= above.size


def _runs_on(last: object, below: object, usual: Measures) -> bool:
    """Whether a paragraph printed like the heading goes on below: then it is no heading."""
    if not isinstance(last, Row) or not isinstance(below, Row):
        return False
    if _follows_full(last, below, usual):
        return True
    alike = abs(last.size - below.size) < 0.4 and last.bold == below.lead_bold
    alike = alike and (last.bold or _printed_alike(last, below))
    close = (last.page, last.column) == (below.page, below.column)
    return alike and close and 0 < usual.apart(last, below) < 1.25 and depth_of(below.text) is None
