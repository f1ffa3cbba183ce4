"""Stage 6, part three: over which columns a spanning header reaches."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.graph.provenance import union
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


def spread_repeated(pieces: Sequence[Piece], columns: Columns, em: float, depth: int) -> None:
    """Names that stand at the middle of equal blocks of columns whose names repeat span a block."""
    names = {p.column: _words(p) for p in pieces if p.row == depth - 1 and p.column_span == 1}
    for level in range(depth - 1):
        own = sorted((p for p in pieces if p.row == level), key=lambda piece: piece.column)
        first = min(names, default=0)
        wide, rest = divmod(columns.count - first, len(own) or 1)
        starts = range(first, columns.count, wide or 1)
        if len(own) < 2 or wide < 2 or rest or any(p.column_span > wide for p in own):
            continue
        blocks = [[names.get(column) for column in range(at, at + wide)] for at in starts]
        centred = all(
            _is_centred(p, columns, at, wide, em) for p, at in zip(own, starts, strict=True)
        )
        if centred and None not in blocks[0] and blocks.count(blocks[0]) == len(blocks):
            for piece, at in zip(own, starts, strict=True):
                piece.column, piece.column_span = at, wide


def _is_centred(piece: Piece, columns: Columns, at: int, wide: int, em: float) -> bool:
    box = union(token.box for token in piece.tokens)
    middle = (columns.cuts[at] + columns.cuts[at + wide]) / 2
    return abs(box.centre[0] - middle) < 2 * em


def _words(piece: Piece) -> list[str]:
    return [token.text for token in piece.tokens]


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
