"""Stages 5 to 7 in one place: a region of a page to a grid of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.body import read_body
from mmkg.tools.parse.tables.columns import find_columns, find_data_rows
from mmkg.tools.parse.tables.grid import Columns, Piece, Sheet, is_numeric
from mmkg.tools.parse.tables.header import read_header
from mmkg.tools.parse.tables.header_rows import count_header_rows, full_rules
from mmkg.tools.parse.tables.lattice import read_lattice
from mmkg.tools.parse.tables.rulings import Rule, Rulings
from mmkg.tools.parse.tables.stub import part_stub
from mmkg.tools.parse.tables.tokens import Token, cluster_rows, median_size


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as cells of tokens, before its texts are read.

    Attributes:
        pieces: Cells that hold text.
        columns: Where columns part.
        rows: Number of rows, header included.
        header_rows: Number of header rows.
        breaks: Rows with a full rule above them, where rules part blocks of rows.
    """

    pieces: list[Piece]
    columns: Columns
    rows: int
    header_rows: int
    breaks: frozenset[int] = frozenset()


def lay_out(
    box: Box, tokens: Sequence[Token], rulings: Rulings, upright: Sequence[Token] = ()
) -> Sheet | None:
    """Collect what stands in a region; underlines of words are no rulings.

    Words that run upwards are names of columns if they end level with others above all numbers.
    """
    inside = [token for token in tokens if box.holds(token.box)]
    if not inside:
        return None
    em = median_size(inside)
    first = min((token.base for token in inside if is_numeric(token)), default=box.y1)
    names = [name for name in upright if box.holds(name.box) and name.base < first]
    low = max((name.base for name in names), default=0.0)
    inside += [replace(name, base=low) for name in names if low - name.base < em]
    rows = cluster_rows(inside, em)
    own = rulings.within(box.grown(3))
    kept = tuple(rule for rule in own.horizontal if not is_underline(rule, inside))
    return Sheet(box, tuple(rows), replace(own, horizontal=kept), em)


def is_underline(rule: Rule, tokens: Sequence[Token]) -> bool:
    """Whether a rule runs just below words, from the start of one to the end of one."""
    under = [
        token
        for token in tokens
        if 0 < rule.at - token.base < 0.4 * token.size
        and rule.shared(token.box.x0, token.box.x1) > 0.5 * token.box.width
    ]
    if not under:
        return False
    lo = min(token.box.x0 for token in under)
    hi = max(token.box.x1 for token in under)
    return abs(rule.lo - lo) < 1.5 and abs(rule.hi - hi) < 1.5


def read_structure(sheet: Sheet) -> Grid | None:
    """Find columns, header and body of a region; none if it is no table."""
    if len(sheet.rows) < 2:
        return None
    data = find_data_rows(sheet)
    sheet, columns = find_columns(sheet, data)
    ruled = read_lattice(sheet, columns)
    if ruled:
        pieces, columns, rows = ruled
        return Grid(pieces, columns, rows, _mark_lattice(pieces, columns.count, rows))
    if columns.count < 2:
        return None
    columns = part_stub(sheet, columns, data)
    count = min(count_header_rows(sheet, columns), len(sheet.rows) - 1)
    header, depth = read_header(sheet, columns, count)
    body = read_body(sheet, columns, sheet.rows[count:], data)
    for piece in body:
        piece.row += depth
    rows = max((piece.row + piece.row_span for piece in body), default=depth)
    return Grid([*header, *body], columns, rows, depth, _breaks(sheet, columns, body))


def _breaks(sheet: Sheet, columns: Columns, body: Sequence[Piece]) -> frozenset[int]:
    """Rows below a full rule, not those below a group row; none where most rows are ruled off."""
    tops: dict[int, float] = {}
    for piece in body:
        if piece.row_span == 1:
            base = min(token.base for token in piece.tokens)
            tops[piece.row] = min(base, tops.get(piece.row, base))
    ends = [rule.at for rule in full_rules(sheet, columns)]
    rows = sorted(tops)
    groups = {piece.row for piece in body if piece.kind == "group"}
    found = {
        row
        for before, row in pairwise(rows)
        if before not in groups and any(tops[before] < end < tops[row] for end in ends)
    }
    return frozenset(found) if 2 * len(found) < len(rows) else frozenset()


def _mark_lattice(pieces: Sequence[Piece], columns: int, rows: int) -> int:
    """Mark header and group cells of a fully ruled table; returns the number of header rows."""
    count = _lattice_header(pieces, columns, rows)
    for piece in pieces:
        if piece.row < count:
            piece.kind = "header"
        elif piece.column == 0 and piece.column_span == columns and columns > 1:
            piece.kind = "group"
        elif piece.column == 0 and piece.row_span > 1:
            piece.kind = "label"
    return count


def _lattice_header(pieces: Sequence[Piece], columns: int, rows: int) -> int:
    """The first row, what its cells span, and the row below a row of spanning cells."""
    count = 1
    grown = True
    while grown and count < rows - 1:
        top = [piece for piece in pieces if piece.row < count]
        deepest = max((piece.row + piece.row_span for piece in top), default=1)
        spanning = any(
            1 < piece.column_span < columns and piece.row + piece.row_span == count for piece in top
        )
        following = [piece for piece in pieces if piece.row == count]
        words = not any(is_numeric(token) for piece in following for token in piece.tokens)
        title = any(piece.column_span == columns for piece in top if piece.row == count - 1)
        wanted = max(deepest, count + (words and (spanning or title)))
        grown, count = wanted > count, min(wanted, rows - 1)
    return count
