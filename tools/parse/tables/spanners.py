"""Stage 6, part two: over which columns a spanning header reaches."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.tools.parse.tables.grid import Columns, Piece
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.tokens import Row


def widen_spanners(
    pieces: list[Piece], columns: Columns, rules: Sequence[Rule], em: float, depth: int
) -> None:
    """Without a rule below it, a spanner reaches over the columns it stands in the middle of."""
    for piece in pieces:
        row = Row(tuple(piece.tokens), max(token.base for token in piece.tokens))
        if piece.row == depth - 1 or piece.column_span == 1 or rule_below(row, rules):
            continue
        level = [other for other in pieces if other.row == piece.row and other is not piece]
        end = piece.column + piece.column_span
        lo = max((o.column + o.column_span for o in level if o.column < piece.column), default=0)
        hi = min((o.column for o in level if o.column >= end), default=columns.count)
        lo = max(lo, _first_with_text_below(pieces, piece))
        middle = row.box.centre[0]
        choices = [
            (abs((columns.cuts[i] + columns.cuts[j]) / 2 - middle) - 0.6 * em * (j - i), i, j)
            for i in range(min(lo, piece.column), piece.column + 1)
            for j in range(end, max(hi, end) + 1)
        ]
        _, piece.column, end = min(choices)
        piece.column_span = end - piece.column
        _leave_out_bold(piece, pieces)


def _leave_out_bold(piece: Piece, pieces: Sequence[Piece]) -> None:
    """A bold spanner over names that are not bold does not reach over bold ones at its left end.

    Those are set like the header of the row labels, so they stand beside the spanner.
    """
    below = {other.column: other for other in pieces if other.row > piece.row}
    stub, own = below.get(0), [below.get(column) for column in piece.covered_columns()]
    weights = [other is not None and is_bold(other) for other in own]
    count = weights.index(False) if False in weights else 0
    if count and stub and is_bold(stub) and is_bold(piece) and not any(weights[count:]):
        piece.column += count
        piece.column_span -= count


def is_bold(piece: Piece) -> bool:
    """Whether all words of a cell are bold."""
    return all(token.bold for token in piece.tokens)


def _first_with_text_below(pieces: Sequence[Piece], piece: Piece) -> int:
    return min((other.column for other in pieces if other.row > piece.row), default=0)


def rule_below(run: Row, rules: Sequence[Rule]) -> Rule | None:
    """The nearest rule closely below the middle of a run."""
    middle = run.box.centre[0]
    below = [r for r in rules if 0 < r.at - run.base < 1.6 * run.size and r.covers(middle, 2)]
    return min(below, default=None)
