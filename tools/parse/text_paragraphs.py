"""Rows in reading order become blocks: paragraphs, list items, captions, footnotes, references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mmkg.graph.document import ChunkKind
from mmkg.tools.parse.text_columns import Region
from mmkg.tools.parse.text_flow import Flow, Measures
from mmkg.tools.parse.text_levels import Heading
from mmkg.tools.parse.text_numbering import BULLET, REFERENCES
from mmkg.tools.parse.text_rows import IS_CJK, Row, squeeze

CAPTION = re.compile(
    r"(Table|Figure|Fig\.|Tab\.|Algorithm|Listing|Chart)\s*[A-Z]?\.?\d+(\.\d+)*\s*[:.|]"
    r"|(表|图|图表|算法)\s*[A-Z]?\d+([.\-–]\d+)*([:：.]|\s|$)",
    re.IGNORECASE,
)
ENUMERATED = re.compile(r"(\(?\d{1,2}[.)]|\([a-z]\)|\([ivx]+\)|[a-z]\))\s+\S|（\d{1,2}）|[①-⑳]")
ENTRY = re.compile(r"\[\d+\]|\[[A-Z][\w+]*\d{2}\w?\]|\d{1,3}\.\s")
WIDE_SET = 2.7  # font sizes between the baselines of a paragraph whose rows are full
TERMINAL = (".", "!", "?", "。", "！", "？", ":", "：", ".”", '."', ".)", "。”")


@dataclass(slots=True)
class Block:
    """Rows that belong together; `cuts` are rows at which a sentence starts in any case."""

    kind: ChunkKind
    section: tuple[str, ...]
    place: int
    rows: list[Row]
    level: int = 0
    cuts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Page:
    """What the walk over the flow has open."""

    main: Block | None = None
    aside: Block | None = None
    crossed: bool = False
    formula: bool = False


def build_blocks(
    flow: Flow, headings: Sequence[Heading], usual: Measures, title: tuple[int, int]
) -> list[Block | tuple[int, Region, tuple[str, ...]]]:
    """Blocks and regions in reading order; a region comes with its place and section path."""
    starts = {heading.start: heading for heading in headings}
    if title[1] > title[0]:
        starts[title[0]] = Heading(*title, level=0)
    path: list[tuple[int, str]] = []
    out: list[Block | tuple[int, Region, tuple[str, ...]]] = []
    walk = _Page()
    skip = 0
    for place, item in enumerate(flow):
        if place < skip:
            continue
        section = tuple(text for _, text in path)
        if heading := starts.get(place):
            out.append(_open_section(flow, heading, path))
            walk, skip = _Page(), heading.end
        elif isinstance(item, Region):
            out.append((place, item, section))
            walk.crossed, walk.aside = True, None
            walk.formula = walk.formula or ":formula:" in item.key
        else:
            _take(
                walk, out, item, Block(_kind(item, section, usual), section, place, [item]), usual
            )
    return out


def _open_section(flow: Flow, heading: Heading, path: list[tuple[int, str]]) -> Block:
    rows = [row for row in flow[heading.start : heading.end] if isinstance(row, Row)]
    while heading.level and path and path[-1][0] >= heading.level:
        path.pop()
    block = Block("heading", tuple(t for _, t in path), heading.start, rows, heading.level)
    if heading.level:
        path.append((heading.level, squeeze(" ".join(row.text for row in rows))))
    return block


def _kind(row: Row, section: Sequence[str], usual: Measures) -> ChunkKind:
    if row.entry:
        return "list"
    if CAPTION.match(row.text) and not _runs(row, usual):
        return "caption"
    if row.marked and (row.ruled or row.size < 0.93 * usual.size):
        return "footnote"
    if section and REFERENCES.fullmatch(section[-1]):
        return "reference"
    listed = row.listed or BULLET.match(row.text) or ENUMERATED.match(row.text)
    return "list" if listed else "paragraph"


def _runs(row: Row, usual: Measures) -> bool:
    """Whether a Chinese row that starts like a caption is running text: indented, or with stops."""
    if not IS_CJK.match(row.text):
        return False
    left, right = usual.margin(row)
    indented = 0.5 < (row.box.x0 - left) / row.size < 3
    return "。" in row.text or indented and row.box.x1 > right - 1.5 * row.size


def _take(
    walk: _Page,
    out: list[Block | tuple[int, Region, tuple[str, ...]]],
    row: Row,
    fresh: Block,
    usual: Measures,
) -> None:
    """Put a row into what is open, or open a fresh block with it.

    Captions, footnotes and smaller print stand aside: the paragraph they interrupt stays open.
    """
    if row.entry and walk.main and walk.main.rows[-1].entry:
        walk.main.cuts.append(len(walk.main.rows))
        walk.main.rows.append(row)
        return
    if row.marked and walk.aside and walk.aside.kind == "footnote":
        fresh.kind = "footnote"
    if fresh.kind == "caption" and walk.main and _cites(walk.main.rows[-1], row, usual):
        fresh.kind = "paragraph"
    apart = fresh.kind in ("caption", "footnote")
    if walk.aside:
        if not apart and fresh.kind != "list" and _stays(walk.aside.rows[-1], row, usual):
            walk.aside.rows.append(row)
            return
        walk.aside, walk.crossed = None, True
    if apart or walk.main and row.size < walk.main.rows[-1].size - 0.8:
        walk.aside, walk.crossed = fresh, True
        out.append(fresh)
        return
    if walk.main and _continues(walk, row, fresh.kind, usual):
        walk.main.rows.append(row)
    else:
        walk.main = fresh
        out.append(fresh)
    walk.crossed = walk.formula = False


def _cites(last: Row, row: Row, usual: Measures) -> bool:
    """Whether a row that starts like a caption is a sentence's second row, citing a table."""
    return _stays(last, row, usual) and not last.text.endswith(TERMINAL)


def _stays(above: Row, row: Row, usual: Measures) -> bool:
    """Whether a row goes on a caption or footnote."""
    return (
        (above.page, above.column) == (row.page, row.column)
        and abs(above.size - row.size) < 0.6
        and 0 < usual.apart(above, row) < 1.3
    )


def _continues(walk: _Page, row: Row, kind: ChunkKind, usual: Measures) -> bool:
    """Whether a row goes on the open block; a display formula ends it, to keep its place."""
    assert walk.main
    last = walk.main.rows[-1]
    if walk.formula or abs(last.size - row.size) > 0.8:
        return False
    if kind == "list" and not _counts_within(walk, row, usual):
        return False
    if kind == "reference":
        return _same_entry(walk.main, row, usual)
    elsewhere = (last.page, last.column) != (row.page, row.column)
    titled = row.lead_bold and not last.lead_bold
    if titled and last.text.endswith(TERMINAL):
        return False
    if walk.crossed or elsewhere or row.baseline < last.baseline:
        return _goes_on(last, row, usual) and not _leaves(walk.main, row, usual)
    gap = usual.apart(last, row)
    ended = last.text.endswith(TERMINAL)
    runs = usual.fills(last) and row.baseline - last.baseline < WIDE_SET * row.size
    if gap > 1.45 and (ended or not runs) or ended and (gap > 1.2 or _had_room(last, row, usual)):
        return False
    return not _indented(walk.main, row)


def _counts_within(walk: _Page, row: Row, usual: Measures) -> bool:
    """Whether a row that starts like an item, `(2) …`, is the next row of a full line of prose."""
    assert walk.main
    last = walk.main.rows[-1]
    runs = walk.main.kind == "paragraph" and not walk.crossed and not row.listed
    close = (last.page, last.column) == (row.page, row.column) and 0 < usual.apart(last, row) < 1.2
    flush = abs(row.box.x0 - last.box.x0) < 0.5 * row.size
    open_end = not last.text.endswith((*TERMINAL, ",", ";", "，", "；", "、"))
    marked = row.text.startswith(tuple("•◦▪‣∙●○■□◆▶"))
    return runs and close and flush and open_end and not marked and not _had_room(last, row, usual)


def _goes_on(last: Row, row: Row, usual: Measures) -> bool:
    """Whether a paragraph goes on in the next column or page, or beyond a float."""
    if row.text[0].islower():
        return True
    indented = row.box.x0 - usual.margin(row)[0] > 0.7 * row.size
    if not last.text.endswith(TERMINAL):
        return not indented
    return not indented and not _had_room(last, row, usual, slack=1.0)


def _leaves(block: Block, row: Row, usual: Measures) -> bool:
    """Whether a row in the next column or page stands left of the text of a bulleted item."""
    first, last = block.rows[0], block.rows[-1]
    if block.kind != "list" or not (first.listed or BULLET.match(first.text)):
        return False
    hangs = 0.0 if last is first and not first.listed else -0.5
    inset, before = (r.box.x0 - usual.margin(r)[0] for r in (row, last))
    return inset < before + hangs * row.size


def _had_room(last: Row, row: Row, usual: Measures, slack: float = 0.5) -> bool:
    """Whether the next row's first word would have fitted behind the last row's end."""
    cjk = IS_CJK.match(row.text)
    word = 1.0 if cjk else 0.5 * len(row.text.split()[0]) + slack
    return last.box.x1 + word * last.size < usual.margin(last)[1]


def _indented(block: Block, row: Row) -> bool:
    """Whether a row starts a new paragraph by its indent."""
    first, last = block.rows[0], block.rows[-1]
    em = row.size
    if block.kind == "list":
        return row.box.x0 < last.box.x0 - (3 if last is first else 0.3) * em
    step = row.box.x0 - last.box.x0
    if 0.7 * em < step < 5 * em:
        return True
    return step < -0.7 * em and last is not first


def _same_entry(block: Block, row: Row, usual: Measures) -> bool:
    """Whether a row goes on an entry of the references: not labelled, or hanging."""
    first, last = block.rows[0], block.rows[-1]
    if ENTRY.match(first.text):
        return not ENTRY.match(row.text)
    hanging = row.box.x0 - usual.margin(row)[0] > 0.5 * row.size
    if len(block.rows) > 1 or hanging:
        return hanging
    moved = (last.page, last.column) != (row.page, row.column)
    return not moved and usual.apart(last, row) < 1.2 and not last.text.endswith(".")
