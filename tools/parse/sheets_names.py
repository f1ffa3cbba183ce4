"""What names the cells of a sheet: headers of several rows, parts named by their neighbours.

Sheets set rows and columns apart by empty ones, within tables too. A part that has no names of its
own goes on with the part before it, over one empty row or column: it has no header and stands under
the same columns, or has no labels and stands in the same rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from mmkg.tools.parse.delimited import YEAR, has_header, is_run
from mmkg.tools.parse.sheets_blocks import Place
from mmkg.tools.parse.tables.names import is_index
from mmkg.tools.parse.tables.values import read_value

Texts = Mapping[Place, str]


def goes_on(lead: Sequence[Place], part: Sequence[Place], axis: int, texts: Texts) -> bool:
    """Whether a part is of the table that another leads: below (axis 0) or right of it (axis 1)."""
    across = 1 - axis
    own, others = ({place[across] for place in some} for some in (part, lead))
    if min(own) < min(others) or max(own) > max(others):
        return False
    if axis == 0:
        return min(own) == min(others) and not _headed(part, texts)
    return max(own) == max(others) and _labelled(lead, texts) and _measured(part, texts)


def header_rows(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top name columns: the first, those without label or number, years."""
    if not has_header(rows):
        return 0
    count = 1
    for above, row in pairwise(rows[:-1]):
        unnamed = row[0] in ("", above[0]) and any(row) and not any(map(_is_measured, row))
        if not unnamed and not _are_years(row[1:]):
            break
        count += 1
    return count


def _are_years(texts: Sequence[str]) -> bool:
    filled = [text for text in texts if text]
    return len(filled) > 1 and all(map(YEAR.fullmatch, filled))


def _headed(part: Sequence[Place], texts: Texts) -> bool:
    """Whether the first row of a part is a title or a header."""
    top = min(row for row, _ in part)
    first = [texts[place] for place in part if place[0] == top and place in texts]
    return len(first) < 2 or not any(map(_is_measured, first))


def _labelled(part: Sequence[Place], texts: Texts) -> bool:
    """Whether most cells of a part's first column are words."""
    column = _first_column(part, texts)
    return 2 * sum(read_value(text).kind == "text" for text in column) > len(column)


def _measured(part: Sequence[Place], texts: Texts) -> bool:
    """Whether most cells of a part's first column are numbers that neither are years nor count."""
    column = _first_column(part, texts)
    numbers = [text for text in column if read_value(text).kind == "number"]
    return 2 * len(numbers) > len(column) and not is_run(["", *numbers]) and not _are_years(numbers)


def _first_column(part: Sequence[Place], texts: Texts) -> list[str]:
    left = min(column for _, column in part)
    return [texts[place] for place in part if place[1] == left and place in texts]


def _is_measured(text: str) -> bool:
    return read_value(text).kind == "number" and not is_index(text)
