"""What stands on a page, as the stages before the tables see it."""

from __future__ import annotations

from dataclasses import dataclass

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Page
from mmkg.tools.parse.tables.captions import Caption, find_captions
from mmkg.tools.parse.tables.glyphs import read_tokens, read_upright
from mmkg.tools.parse.tables.matching import Region
from mmkg.tools.parse.tables.regions import find_regions
from mmkg.tools.parse.tables.rulings import Rulings, read_rulings
from mmkg.tools.parse.tables.sideways import TurnedPage
from mmkg.tools.parse.tables.tokens import Row, Token, cluster_rows, split_runs
from mmkg.tools.parse.text_joins import Vocabulary

COLUMN_GAP = 1.2


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the stages before the regions found on a page; kept to be looked at."""

    tokens: tuple[Token, ...]
    lines: tuple[Row, ...]
    rulings: Rulings
    captions: tuple[Caption, ...]
    regions: tuple[Region, ...]
    paper: Box
    words: Vocabulary | None = None
    upright: tuple[Token, ...] = ()


def read_content(
    page: Page | TurnedPage, words: Vocabulary | None = None, usual: int = 0
) -> PageContent:
    """Run the stages up to the regions of tables on a page."""
    tokens = read_tokens(page.lines)
    lines = [run for row in cluster_rows(tokens) for run in split_runs(row, COLUMN_GAP * row.size)]
    rulings = read_rulings(page.strokes)
    captions = find_captions(lines, rulings.horizontal, words)
    regions = find_regions(lines, rulings, captions, usual)
    across, down = page.width, page.height
    if isinstance(page, TurnedPage):
        across, down = down, across
    return PageContent(
        tokens,
        tuple(lines),
        rulings,
        tuple(captions),
        tuple(regions),
        Box(0.0, 0.0, across, down),
        words,
        read_upright(page.lines),
    )
