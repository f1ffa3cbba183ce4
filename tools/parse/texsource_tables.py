"""LaTeX tables: rows and cells of a tabular, with spans, rules and the lines they stand on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mmkg.tools.parse.pageless_cells import SourceCell
from mmkg.tools.parse.texsource_cut import group, split_rows
from mmkg.tools.parse.texsource_words import words

RULES = re.compile(
    r"\\(?:hline|toprule|midrule|bottomrule|endhead|endfirsthead|endfoot|endlastfoot)\b"
    r"(?:\[[^\]]*\])?|\\(?:cmidrule|cline)\s*(?:\[[^\]]*\])?(?:\([^)]*\))?\{[^{}]*\}"
    r"|\\(?:addlinespace)(?:\[[^\]]*\])?|\\rowcolor\s*(?:\[[^\]]*\])?\{[^{}]*\}"
)
HEAD_END = re.compile(r"\\(?:midrule|hline|endhead|endfirsthead)\b")
SPANNING = re.compile(r"\s*\\(multicolumn|multirow)\b\s*")
BOLD = re.compile(r"\s*\\(?:textbf|mathbf|bfseries)\b|\s*\$\\mathbf")
UNDERLINED = re.compile(r"\s*\\(?:underline|uline)\b")
MOST_SPAN = 1_000


def tabular_cells(inside: str, line: Callable[[int], int]) -> tuple[list[SourceCell], int]:
    """The cells of a tabular without its column specification, and how many rows are header.

    Args:
        inside: Its text.
        line: The line that a place in this text is on.
    """
    cells: list[SourceCell] = []
    headers = row = 0
    for pieces in split_rows(inside):
        if row and not headers and HEAD_END.search(pieces[0][1].split("&")[0]):
            headers = row
        found = list(_row(pieces, row, line))
        cells += found
        row += bool(found)
    return cells, headers


def _row(
    pieces: list[tuple[int, str]], row: int, line: Callable[[int], int]
) -> Iterator[SourceCell]:
    column = 0
    for place, (start, piece) in enumerate(pieces, 1):
        bare = RULES.sub(lambda rule: " " * len(rule.group()), piece)
        at = start + len(bare) - len(bare.lstrip())
        text, rows, columns = _span(bare)
        shown = words(text)
        if shown:
            where = f"line {line(at)}, cell {place}"
            bold = BOLD.match(text) is not None
            underlined = UNDERLINED.match(text) is not None
            yield SourceCell(
                row, column, shown, where, rows, columns, bold=bold, underlined=underlined
            )
        column += columns


def _span(piece: str) -> tuple[str, int, int]:
    """The text of a cell, and how many rows and columns it spans."""
    rows = columns = 1
    for _ in range(2):
        found = SPANNING.match(piece)
        if not found:
            break
        count, end = group(piece, found.end())
        _, end = (
            group(piece, end)
            if not piece[end:].lstrip().startswith("*")
            else ("", _star(piece, end))
        )
        piece, _ = group(piece, end)
        times = min(int(count), MOST_SPAN) if count.strip().isdecimal() else 1
        if found[1] == "multirow":
            rows = max(times, 1)
        else:
            columns = max(times, 1)
    return piece, rows, columns


def _star(piece: str, at: int) -> int:
    r"""Past the bare `*` that `\multirow` takes for its width."""
    return piece.index("*", at) + 1
