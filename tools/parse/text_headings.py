"""Headings and their levels: from the outline, numbering, names, size and weight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mmkg.tools.parse.text_flow import Flow, Measures
from mmkg.tools.parse.text_rows import Row

NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2})*|[A-Z](?:\.\d{1,2})+|[A-Z](?=\.?\s)|[IVX]{1,5}(?=\.\s))"
    r"[.、]?\s*(?P<title>[^\W\d_].*|[“\"(].*)"
)
CHINESE_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]+(?P<rank>[章节部分篇])\s*.+")
CHINESE_COUNT = re.compile(r"(?P<open>（)?[一二三四五六七八九十]+(?(open)）|、)\s*\S.*")
CHAPTER = re.compile(
    r"(chapter|part)\s+([\divxlc]+|[a-z]|one|two|three)\b(?P<title>.*)", re.IGNORECASE
)
ROMAN = re.compile(r"(II|III|IV|VI{0,3}|IX)\.\s.*")
LETTERED = re.compile(r"[A-HJ-UWYZ](\.\d{1,2})*\.?\s.*")
TITLE_NUMBER = re.compile(r"^(?:[A-Z]?\.?\d[\d.]*|[A-Z]\.?|[IVXLC]+\.)\s+")
APPENDIX = re.compile(r"(appendix|附录)\s*[A-Z\d一二三四五六]?\b.*", re.IGNORECASE)
NAMED = re.compile(
    r"abstract|summary|introduction|related work|background|methods?|methodology|experiments?"
    r"|results?|discussion|conclusions?|limitations?|references|bibliography|ethics statement"
    r"|acknowledge?ments?|appendix|appendices|supplementary materials?|contents"
    r"|摘\s*要|引\s*言|前\s*言|概\s*述|背\s*景|方\s*法|结\s*果|讨\s*论|结\s*论|参考文献|致\s*谢|附\s*录|目\s*录",
    re.IGNORECASE,
)
REFERENCES = re.compile(
    r"([\dA-Z.]+\s+)?(references|bibliography|works cited|literature( cited)?)\W*"
    r"|([\d.]+\s*|[一二三四五六七八九十]+、)?参\s*考\s*文\s*献\W*",
    re.IGNORECASE,
)
DATE = re.compile(
    r"\d{1,2}\.?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}"
    r"|\d{4}\s*年.*",
    re.IGNORECASE,
)
LONGEST = 160
MOST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its rows in the flow (first and past-the-last), its text and its level from 1."""

    start: int
    end: int
    level: int


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
    marks = {(page, _letters(title)): level for level, title, page in outline}
    while place < len(flow):
        if _beside(flow[place], flow[:first]):
            place += 1
            continue
        level, end = _by_outline(flow, place, marks)
        if not level:
            end = _by_looks(flow, place, usual)
        if end > place:
            found.append((place, end, level))
            place = end
        else:
            place += 1
    return _levelled(flow, found)


def _beside(row: object, front: Flow) -> bool:
    """Whether a row is level with one of the front matter, as an author in the other column is."""
    return isinstance(row, Row) and any(
        isinstance(other, Row)
        and other.page == row.page
        and abs(other.baseline - row.baseline) < 1
        and abs(other.size - row.size) < 0.3
        for other in front
    )


def _letters(text: str) -> str:
    """The letters of a title without its number, by which a bookmark is known on its page."""
    return re.sub(r"[\W_]+", "", TITLE_NUMBER.sub("", text)).lower()


def _after_front(
    flow: Flow, start: int, outline: Sequence[tuple[int, str, int]], usual: Measures
) -> int:
    """Where authors and affiliations end: at the first heading that is named or numbered 1."""
    titles = {_letters(title) for _, title, page in outline if page == 1}
    for place in range(start, len(flow)):
        row = flow[place]
        if isinstance(row, Row):
            if row.page > 1:
                break
            opens = (
                not DATE.fullmatch(row.text)
                and re.match(r"(1|I|一|第一章)[.、\s]\s*\S", row.text)
                and _looks(row, flow[place - 1] if place else None, usual)
                and len(row.text) < 60
            )
            if NAMED.fullmatch(row.text) or opens or _letters(row.text) in titles:
                return place
    return start


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
        if not isinstance(below, Row) or not _same_heading(flow[end - 1], below, usual):
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
    if letters < 2 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    if row.size < (0.75 if text.isupper() else 0.88) * usual.size:  # small capitals are small
        return False
    inside = _inside(row, above, usual)
    strong = row.size >= 1.08 * usual.size or row.bold
    if NAMED.fullmatch(text) and (strong or not inside):
        return True
    if not strong and (inside or text.endswith(".")):
        return False
    if strong:
        return not text[0].islower() and not re.match(r"[•◦▪‣●○■\[({*]", text)
    left, right = usual.margin(row)
    short = row.box.width < 0.7 * (right - left)
    return short and depth_of(text) is not None and not re.match(r"\d+[.、)]?\s", text)


def _inside(row: Row, above: object, usual: Measures) -> bool:
    """Whether a row follows another at the usual distance, as within a paragraph."""
    if not isinstance(above, Row) or (above.page, above.column) != (row.page, row.column):
        return False
    return usual.apart(above, row) < 1.2


def _same_heading(above: object, row: Row, usual: Measures) -> bool:
    return (
        isinstance(above, Row)
        and (abs(above.size - row.size) < 0.4 and above.bold == row.bold or _is_number(above, row))
        and (above.page, above.column) == (row.page, row.column)
        and 0 < usual.apart(above, row) < (3 if _is_number(above, row) else 1.35)
        and depth_of(row.text) is None
        and not NAMED.fullmatch(row.text)
        and not NAMED.fullmatch(above.text)
    )


def _is_number(above: Row, row: Row) -> bool:
    """Whether `Chapter 3` stands alone above its title."""
    chapter = CHAPTER.fullmatch(above.text)
    return chapter is not None and not chapter["title"].strip(". :") and row.size >= above.size


def _runs_on(last: object, below: object, usual: Measures) -> bool:
    """Whether a paragraph printed like the heading goes on below: then it is no heading."""
    if not isinstance(last, Row) or not isinstance(below, Row):
        return False
    alike = abs(last.size - below.size) < 0.4 and last.bold == below.lead_bold
    close = (last.page, last.column) == (below.page, below.column)
    return alike and close and 0 < usual.apart(last, below) < 1.25 and depth_of(below.text) is None


def depth_of(text: str) -> int | None:
    """How deep the numbering at the start of a heading goes; none if there is none."""
    if chapter := CHINESE_CHAPTER.fullmatch(text):
        return 2 if chapter["rank"] == "节" else 1
    if count := CHINESE_COUNT.fullmatch(text):
        return 2 if count["open"] else 1
    if APPENDIX.fullmatch(text) or CHAPTER.fullmatch(text):
        return 1
    numbered = NUMBERED.fullmatch(text)
    return numbered["number"].count(".") + 1 if numbered else None


def _levelled(flow: Flow, found: Sequence[tuple[int, int, int | None]]) -> list[Heading]:
    """Levels from outline and numbering; the others take that of their style, or rank by size."""
    known: dict[tuple[float, bool], int] = {}
    levels: list[int | None] = []
    texts = [" ".join(row.text for row in flow[a:b] if isinstance(row, Row)) for a, b, _ in found]
    roman = any(ROMAN.fullmatch(text) for text in texts)
    for (start, _, level), text in zip(found, texts, strict=True):
        lettered = roman and LETTERED.fullmatch(text) is not None  # below Roman numbers
        deep = (depth_of(text) or 0) + lettered or (1 if NAMED.fullmatch(text) else None)
        levels.append(level := level or deep)
        if level and not NAMED.fullmatch(text):
            known.setdefault(_style(_row(flow, start)), level)
    styles = {_style(_row(flow, start)) for start, _, _ in found}
    return [
        Heading(start, end, level or _ranked(_style(_row(flow, start)), known, styles))
        for (start, end, _), level in zip(found, levels, strict=True)
    ]


def _row(flow: Flow, place: int) -> Row:
    row = flow[place]
    assert isinstance(row, Row)
    return row


def _style(row: Row) -> tuple[float, bool]:
    return round(row.size * 2) / 2, row.bold


def _ranked(
    style: tuple[float, bool], known: dict[tuple[float, bool], int], styles: set[tuple[float, bool]]
) -> int:
    if style in known:
        return known[style]
    larger = {other for other in styles if other > style}
    return 1 + max(len(larger), *(known.get(other, 0) for other in larger), 0)
