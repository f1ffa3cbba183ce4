"""Doubts about a header: where it ends, and over which columns its names reach."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmkg.graph.document import Doubt
from mmkg.graph.provenance import Box
from mmkg.tools.parse.tables.grid import Piece, Sheet, is_numeric
from mmkg.tools.parse.tables.header_rows import full_rules
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.spanners import is_bold, rule_below
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Row, cluster_rows
from mmkg.tools.parse.tables.values import YEAR, read_value

FLUSH = 0.2  # em between the ends of a name and of the columns it is set flush with
CLEAR = 0.9  # em by which the middle of the columns of a name must be nearer than others


def doubts_of_header(grid: Grid, sheet: Sheet, numeric: frozenset[int]) -> Iterator[Doubt]:
    """Signs that a header has more or fewer rows, or that names reach over other columns."""
    header = [piece for piece in grid.pieces if piece.kind == "header"]
    if not grid.header_rows or not header:
        yield Doubt(reason="no header was found")
        return
    if _ends_elsewhere(grid, sheet, header, numeric):
        yield Doubt(reason="where its header ends is not clear")
    ruled = sheet.rulings.horizontal
    if len(sheet.rulings.vertical) > grid.columns.count:
        return  # cells are closed by rules
    ink = _ink(grid)
    for piece in header:
        unclear = _unclear(piece, header, grid, ink, ruled, sheet.em)
        if unclear:
            name = " ".join(token.text for token in piece.tokens)
            yield Doubt(reason=f"over which columns “{name}” reaches is not clear", columns=unclear)


def _ends_elsewhere(
    grid: Grid, sheet: Sheet, header: Sequence[Piece], numeric: frozenset[int]
) -> bool:
    """Whether numbers stand in the header, or the first rows below it have none in their columns.

    Numbers in a header that a rule or band parts from the body are names.
    """
    groups = {piece.row for piece in grid.pieces if piece.kind == "group"}
    first = next(
        (row for row in range(grid.header_rows, grid.rows) if row not in groups), grid.rows
    )
    below = [p for p in grid.pieces if p.row == first and p.column in numeric]
    wordy = [piece for piece in below if not any(map(is_numeric, piece.tokens))]
    if wordy and 2 * len(wordy) >= len(below):
        return True
    if any(_holds_a_row(piece, sheet.em) for piece in header if piece.column in numeric):
        return True
    lows = [(p.column > 0, max(token.base for token in p.tokens)) for p in header]
    stub, others = ([low for at, low in lows if at == side] for side in (False, True))
    if stub and others and max(stub) > max(others) + 0.5 * sheet.em:
        return True
    last = [p for p in header if p.row + p.row_span == grid.header_rows and p.column in numeric]
    numbers = [p for p in last if _is_value(p)]
    return 2 * len(numbers) > len(last) > 0 and not _parted(grid, sheet, header)


def _holds_a_row(piece: Piece, em: float) -> bool:
    """Whether a line of a header of several lines is a number: a row of the body, perhaps."""
    lines = cluster_rows(piece.tokens, em)
    return len(lines) > 1 and any(
        all(map(is_numeric, line.tokens)) and not YEAR.fullmatch(line.text) for line in lines[1:]
    )


def _is_value(piece: Piece) -> bool:
    """Whether a name is a number, with a unit or without, as values are."""
    if all(map(is_numeric, piece.tokens)):
        return not _is_name(piece)
    reading = read_value(" ".join(token.text for token in piece.tokens))
    return reading.kind == "number" and reading.unit is not None


def _is_name(piece: Piece) -> bool:
    """Whether a number is a year or one in parentheses, as names of columns are."""
    return bool(YEAR.fullmatch(piece.letters) or re.fullmatch(r"[(\[]\d+[)\]]", piece.letters))


def _parted(grid: Grid, sheet: Sheet, header: Sequence[Piece]) -> bool:
    """Whether a full rule, the end of a filled band or bold print parts header and body.

    Where most rows are ruled or shaded alike, the first of them is no header for that.
    """
    low = max(token.base for piece in header for token in piece.tokens)
    body = [piece for piece in grid.pieces if piece.kind != "header"]
    bases = [token.base for piece in body for token in piece.tokens]
    high = min((base for base in bases if base > low), default=low)
    rules = [rule.at for rule in full_rules(sheet, grid.columns)]
    bands = [f.y1 for f in sheet.rulings.fills if f.width > 0.5 * sheet.box.width]
    for ends in (rules, bands):
        further = sum(high < end for end in ends)
        if further <= 0.5 * (grid.rows - grid.header_rows) and any(low < e < high for e in ends):
            return True
    return all(map(is_bold, header)) and sum(map(is_bold, body)) < 0.5 * len(body)


def _ink(grid: Grid) -> dict[int, tuple[float, float]]:
    """From where to where the words of each column stand, of names the last line alone."""
    found: dict[int, tuple[float, float]] = {}
    for piece in grid.pieces:
        lowest = piece.row + piece.row_span >= grid.header_rows
        if piece.column_span == 1 and piece.kind != "group" and lowest:
            box = cluster_rows(piece.tokens)[-1].box
            lo, hi = found.get(piece.column, (box.x0, box.x1))
            found[piece.column] = min(lo, box.x0), max(hi, box.x1)
    return found


def _unclear(
    piece: Piece,
    header: Sequence[Piece],
    grid: Grid,
    ink: dict[int, tuple[float, float]],
    rules: Sequence[Rule],
    em: float,
) -> tuple[int, ...]:
    """The columns that a name above others may reach over, if it is not clear which; else none."""
    below = any(o.row >= piece.row + piece.row_span and _over(piece, o) for o in header)
    upper = _name(piece, em) if below else _upper_line(piece, header, em)
    if upper is None:
        return ()
    rule = rule_below(upper, rules)
    own = piece.covered_columns()
    if rule and grid.columns.along(rule.lo, rule.hi) == (own[0], own[-1]):
        return ()
    if _blocks_repeat(piece, header):
        return ()
    middle, (lo, hi) = upper.box.centre[0], _room(piece, upper, header, grid, em)
    first, last = own[0], own[-1]
    wider = [(i, j) for i in range(lo, first + 1) for j in range(last, hi)]
    narrower = [(first + 1, last), (first, last - 1)] if last > first else []
    off = {
        (i, j): abs((ink[i][0] + ink[j][1]) / 2 - middle)
        for i, j in (*wider, *narrower)
        if i in ink and j in ink
    }
    closest = min(off.values(), default=0.0)
    likely = [range(i, j + 1) for (i, j), value in off.items() if value < closest + CLEAR * em]
    if below and first in ink and last in ink:
        likely += _flush(upper.box, (ink[first][0], ink[last][1]), own, (lo, hi), em)
    likely.append(own)
    if all(columns == own for columns in likely):
        return ()
    every = sorted({column for columns in likely for column in columns})
    return tuple(c for c in every if not (below and all(c in columns for columns in likely)))


def _flush(
    box: Box, ink: tuple[float, float], own: range, room: tuple[int, int], em: float
) -> list[range]:
    """The columns that a name may reach over that is set flush with one end of its columns."""
    left, right = box.x0 - ink[0], ink[1] - box.x1
    if abs(right) < FLUSH * em < left / 3:
        return [range(first, own[-1] + 1) for first in range(room[0], own[0])]
    if abs(left) < FLUSH * em < right / 3:
        return [range(own[0], last + 1) for last in range(own[-1] + 1, room[1])]
    return []


def _name(piece: Piece, em: float) -> Row:
    """The words of a header cell, on the baseline of its last line."""
    return Row(tuple(piece.tokens), cluster_rows(piece.tokens, em)[-1].base)


def _upper_line(piece: Piece, header: Sequence[Piece], em: float) -> Row | None:
    """The first line of a name whose last line stands level with the names beside it.

    It may be a wrapped name, or a name over several columns.
    """
    lines = cluster_rows(piece.tokens, em)
    beside = [o for o in header if o is not piece and abs(o.column - piece.column) <= 1]
    level = [
        other
        for other in beside
        if abs(max(t.base for t in other.tokens) - lines[-1].base) < 0.25 * em
        and min(t.base for t in other.tokens) > lines[0].base + 0.5 * em
    ]
    return lines[0] if len(lines) > 1 and level and piece.column > 0 else None


def _over(upper: Piece, lower: Piece) -> bool:
    return bool(set(upper.covered_columns()) & set(lower.covered_columns()))


def _blocks_repeat(piece: Piece, header: Sequence[Piece]) -> bool:
    """Whether all names of a level that span columns stand over the same lower names."""
    level = [o for o in header if o.row == piece.row and o.column_span > 1]
    blocks = [
        [
            [token.text for token in lower.tokens]
            for lower in sorted(header, key=lambda o: o.column)
            if lower.row == upper.row + upper.row_span and _over(upper, lower)
        ]
        for upper in level
    ]
    repeats = len(blocks) > 1 and len(blocks[0]) > 1 and blocks.count(blocks[0]) == len(blocks)
    return repeats and piece in level


def _room(
    piece: Piece, upper: Row, header: Sequence[Piece], grid: Grid, em: float
) -> tuple[int, int]:
    """The columns that a name could reach over: up to the next names on its line."""
    level = [
        other
        for other in header
        if other is not piece and any(abs(t.base - upper.base) < 0.5 * em for t in other.tokens)
    ]
    end = piece.column + piece.column_span
    lo = max((o.column + o.column_span for o in level if o.column < piece.column), default=1)
    hi = min((o.column for o in level if o.column >= end), default=grid.columns.count)
    return min(lo, piece.column), max(hi, end)
