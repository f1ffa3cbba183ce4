"""The words of printed lines, as a witness for words broken at a line's end."""

from __future__ import annotations

from collections.abc import Iterable

from mmkg.tools.parse.pages import Line
from mmkg.tools.parse.text_joins import Vocabulary
from mmkg.tools.parse.text_rows import Column, piece_of, rows_of


def words_of(lines: Iterable[Line]) -> Vocabulary:
    """The words that stand unbroken in lines, in the order of the file."""
    return Vocabulary(
        row
        for line in lines
        for row in rows_of([piece_of(line)], 0, Column(line.box.x0, line.box.x1))
    )
