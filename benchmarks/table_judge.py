"""Whether a cell stands in a LaTeX source where its paths say.

Its text must stand in a row and a column that have all names of its paths in order, and no other
row or column with another value there may have them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from string import ascii_letters

from table_metrics import plain
from table_sets.sources import name_of
from table_sets.tex_tables import TexTable

from mmkg.graph.document import Cell

CJK = re.compile(r"[\u4e00-\u9fff]")


def fault_of(cell: Cell, truth: TexTable) -> str:
    """What is wrong with a cell; nothing if its text stands where its paths say."""
    places = [
        (r, c)
        for r in range(truth.header_rows, len(truth.grid))
        for c in range(1, len(truth.grid[r]))
        if r not in truth.groups and _same_number(truth.grid[r][c], cell.text)
    ]
    if not places:
        return "no such value"
    fault = ""
    for row, column in places:
        over, beside = truth.column_chain(column), truth.row_chain(row, column)
        columns = [
            truth.column_chain(c)
            for c in range(len(truth.grid[0]))
            if c != column and not _same_number(truth.grid[row][c], cell.text)
        ]
        rows = [
            truth.row_chain(r, column)
            for r in range(truth.header_rows, len(truth.grid))
            if r not in truth.groups and not _same_number(truth.grid[r][column], cell.text)
        ]
        fault = _misnamed(cell.column_path, over, columns) and "column"
        fault = fault or (_misnamed(cell.row_path, beside, rows) and "row")
        if not fault:
            return ""
    return fault


def _misnamed(path: Sequence[str], chain: list[str], others: list[list[str]]) -> bool:
    """Whether a path is not of a chain of names, or of another as well."""
    if not _within(path, chain):
        return True
    if _joined(path) == _joined(chain):
        return False
    if _starts(path, chain):
        others = [other for other in others if _starts(path, other)]
    return any(_within(path, other) and _joined(other) != _joined(chain) for other in others)


def _starts(path: Sequence[str], chain: list[str]) -> bool:
    """Whether a chain begins with the whole names of a path."""
    return any(_joined(path) == _joined(chain[:end]) for end in range(1, len(chain) + 1))


def _within(path: Sequence[str], chain: Sequence[str]) -> bool:
    """Whether the names of a path stand in a chain in order; a name may be several of the chain."""
    at = 0
    for name in path:
        wanted = _letters(name)
        if not wanted:
            continue
        for start in range(at, len(chain)):
            end = _matched(wanted, chain, start)
            if end:
                at = end
                break
        else:
            return False
    return bool(path)


def _matched(wanted: str, chain: Sequence[str], start: int) -> int:
    for end in range(start + 1, len(chain) + 1):
        part = list(dict.fromkeys(chain[start:end]))
        whole = "".join(map(_letters, part))
        bare = "".join(_letters(name_of(text)) for text in part)
        short = "".join(_letters(re.sub(r"[(\[（].*?[)\]）]", "", text)) for text in part)
        if wanted in (whole, bare, short):
            return end
    return 0


def _joined(names: Sequence[str]) -> str:
    return "".join(dict.fromkeys(map(_letters, names)))


def _letters(text: str) -> str:
    """Letters, digits and plus alone: other signs, accents, spaces are set in too many ways.

    Greek letters count where a name has no others, or all such names would be alike.
    """
    letters = [c for c in unicodedata.normalize("NFKD", text) if c.isalnum() or c == "+"]
    told = "".join(c for c in letters if c.isascii() or CJK.match(c))
    return told or "".join(letters)


def _digits(text: str) -> str:
    text = re.sub(r"\[7\]", "", plain(unicodedata.normalize("NFKC", text)))
    return "".join(c for c in text if c.isascii() and (c.isalnum() or c in ".,-%"))


def _same_number(one: str, other: str) -> bool:
    """Whether two texts print one number; a command for units prints what no source says."""
    one, other = _digits(one), _digits(other)
    return one == other or (not one[-1:].isalpha() and one == other.rstrip(ascii_letters))
