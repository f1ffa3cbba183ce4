"""Reads the tables of a PDF: the stages, in order.

words → rows → rulings → captions → regions → columns → header → body → typed table
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mmkg.graph.document import Doubt, Table
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.pages import Page, Pdf
from mmkg.tools.parse.tables.broken import goes_on, is_cut
from mmkg.tools.parse.tables.captions import Caption
from mmkg.tools.parse.tables.content import PageContent as PageContent
from mmkg.tools.parse.tables.content import read_content as read_content
from mmkg.tools.parse.tables.continued import TableOnPage as TableOnPage
from mmkg.tools.parse.tables.continued import merge_continued
from mmkg.tools.parse.tables.doubts import find_doubts
from mmkg.tools.parse.tables.fullness import is_table
from mmkg.tools.parse.tables.matching import Region, votes_below
from mmkg.tools.parse.tables.sideways import TurnedPage, turn_sideways
from mmkg.tools.parse.tables.structure import Grid, lay_out, read_structure
from mmkg.tools.parse.tables.tokens import Row, join_text
from mmkg.tools.parse.tables.typed import METHOD, Place, type_cells
from mmkg.tools.parse.tables.units import caption_unit, table_unit
from mmkg.tools.parse.text_joins import Vocabulary
from mmkg.tools.parse.text_words import words_of

NOTE = re.compile(r"^\s*(?:Notes?\b|Sources?\b|注|资料来源|数据来源|来源|[*∗†‡§]|[a-d][):]?\s)")
MARGIN = 120.0  # points to the right of a table where a line with its unit may end


def read_tables(pdf: Pdf, sha256: str) -> tuple[TableOnPage, ...]:
    """Read all tables of a PDF, numbered in reading order."""
    words = words_of(line for page in pdf.pages for line in page.lines)
    read: list[TableOnPage] = []
    usual = 0
    for page in pdf.pages:
        content = read_content(page, words, usual)
        usual += votes_below(content.regions)
        read += [*_read_regions(content, page.number, sha256), *_read_sideways(page, sha256, words)]
    found = []
    for number, item in enumerate(merge_continued(read), start=1):
        named = {"id": f"{sha256[:12]}:table:{number}", "doubts": _with_cuts(item.table, pdf)}
        found.append(replace(item, table=item.table.model_copy(update=named)))
    return tuple(found)


def _with_cuts(table: Table, pdf: Pdf) -> tuple[Doubt, ...]:
    """The doubts about a table, and whether a page break may cut its first or last row."""
    pages = sorted({cell.address.page or 1 for cell in table.cells}) or [1]
    first, last = pages[0] - 1, pages[-1] - 1
    cut = last + 1 < len(pdf.pages) and is_cut(table, pdf.pages[last], pdf.pages[last + 1])
    cut = cut or first > 0 and goes_on(table, pdf.pages[first - 1], pdf.pages[first])
    return (*table.doubts, *([Doubt(reason="a page break cuts its frame")] if cut else ()))


def _read_sideways(page: Page, sha256: str, words: Vocabulary) -> Iterator[TableOnPage]:
    """Tables set sideways on an upright page; they have a caption."""
    for turned in turn_sideways(page):
        for item in _read_regions(read_content(turned, words), page.number, sha256):
            if item.caption_box:
                yield _turned_back(item, turned)


def _read_regions(content: PageContent, number: int, sha256: str) -> Iterator[TableOnPage]:
    for region in content.regions:
        sheet = lay_out(region.box, content.tokens, content.rulings, content.upright)
        grid = read_structure(sheet) if sheet else None
        orphan = grid is not None and region.caption is None and grid.header_rows == 0
        if sheet and grid and (is_table(grid, region) or (orphan and grid.columns.count > 1)):
            item = _typed(grid, region, content, Place(sha256, number, region.box))
            doubts = find_doubts(item, grid, sheet, content)
            table = item.table.model_copy(update={"doubts": doubts})
            yield replace(item, table=table, orphan=orphan, bare=region.bare)


def _turned_back(item: TableOnPage, page: TurnedPage) -> TableOnPage:
    """A table read on a turned page, with the boxes where its cells stand as printed."""

    def moved(address: Address) -> Address:
        box = page.back(address.box).rounded() if address.box else None
        return address.model_copy(update={"box": box})

    cells = tuple(c.model_copy(update={"address": moved(c.address)}) for c in item.table.cells)
    table = item.table.model_copy(update={"cells": cells, "address": moved(item.table.address)})
    caption = page.back(item.caption_box) if item.caption_box else None
    return TableOnPage(table, caption, tuple(map(page.back, item.note_boxes)))


def _typed(grid: Grid, region: Region, content: PageContent, place: Place) -> TableOnPage:
    caption = region.caption
    notes = _notes(region, content)
    said = [*_lines_above(region, content), *(text for text, _ in notes)]
    unit = (caption_unit(caption.text) if caption else None) or table_unit(said)
    cells, label_columns = type_cells(grid, place, content.rulings.horizontal, unit, content.words)
    table = Table(
        id=f"{place.document[:12]}:table:0",
        address=Address(document=place.document, page=place.page, box=region.box.rounded()),
        label=caption.label if caption else None,
        number=caption.number if caption else None,
        caption=caption.text if caption else "",
        notes=tuple(text for text, _ in notes),
        header_rows=grid.header_rows,
        label_columns=label_columns,
        rows=grid.rows,
        columns=grid.columns.count,
        cells=cells,
        method=METHOD,
    )
    return TableOnPage(table, caption.box if caption else None, tuple(box for _, box in notes))


def _notes(region: Region, content: PageContent) -> list[tuple[str, Box]]:
    """Notes and sources printed directly below a table."""
    below = [line for line in _with_marks(content.lines) if _stands_below(line, region.box)]
    notes: list[list[Row]] = []
    edge = region.box.y1
    for line in sorted(below, key=lambda line: line.base):
        if line.box.y0 - edge > 1.2 * line.size or _in_caption(line, content.captions):
            break
        if NOTE.match(line.text):
            notes.append([line])
        elif notes and abs(line.size - notes[-1][-1].size) < 0.6:
            notes[-1].append(line)
        else:
            break
        edge = line.box.y1
    return [
        (join_text((t for r in note for t in r.tokens), content.words), union(r.box for r in note))
        for note in notes
    ]


def _with_marks(lines: Sequence[Row]) -> list[Row]:
    """Lines from the top, a raised letter or sign that stands right before a line joined to it."""
    found: list[Row] = []
    for line in sorted(lines, key=lambda line: line.base):
        mark = found[-1] if found and len(found[-1].text) == 1 else None
        raised = mark and line.size > mark.size and line.base - mark.base < 0.6 * line.size
        if mark and raised and 0 <= line.box.x0 - mark.box.x1 < line.size:
            found[-1] = Row((*mark.tokens, *line.tokens), line.base)
        else:
            found.append(line)
    return found


def _lines_above(region: Region, content: PageContent) -> Iterator[str]:
    """Short lines right above a table, where its unit may be stated."""
    box = region.box
    for line in content.lines:
        above = -0.5 * line.size < box.y0 - line.box.y1 < 1.5 * line.size
        over = box.x0 - 5 < line.box.centre[0] < box.x1 + MARGIN
        if above and over and len(line.text) < 40 and not _in_caption(line, content.captions):
            yield line.text


def _stands_below(line: Row, box: Box) -> bool:
    shared = min(line.box.x1, box.x1) - max(line.box.x0, box.x0)
    return line.box.centre[1] > box.y1 and shared > 0.5 * line.box.width


def _in_caption(line: Row, captions: Sequence[Caption]) -> bool:
    return any(caption.box.holds(line.box) for caption in captions)
