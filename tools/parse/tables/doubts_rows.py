"""Doubts about rows: lines of wrapped texts that look like rows, labels of several rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from mmkg.graph.document import Doubt, Table
from mmkg.graph.provenance import union
from mmkg.tools.parse.tables.grid import Piece, Sheet, is_numeric
from mmkg.tools.parse.tables.spanners import is_bold
from mmkg.tools.parse.tables.structure import Grid
from mmkg.tools.parse.tables.tokens import Token, cluster_rows

EDGE = 1.5  # em between the left edges of a group's title and of the table
INDENTED = 0.5  # em
PITCH = 2.0  # em between a rule and the title below it
HOLES = 0.1  # share of places without a value
MIDDLE = 0.35  # of the distance of rows, between the middle of a label and that of its rows


def doubts_of_rows(
    table: Table, grid: Grid, sheet: Sheet, numeric: frozenset[int]
) -> Iterator[Doubt]:
    """Signs that a line was taken for a row, or that a label names other rows."""
    if not numeric:
        return
    if any(_is_odd(grid, row, table.label_columns, numeric) for row in _body_rows(grid)):
        yield Doubt(reason="a row has words where its columns have numbers, or no values")
    titles = [piece for piece in grid.pieces if piece.kind == "group"]
    if any(not _stands_as_title(piece, grid, sheet) for piece in titles):
        yield Doubt(reason="a line of words may be the title of rows or part of a label")
    elif any(_has_no_values(piece, grid, sheet, numeric) for piece in titles):
        yield Doubt(reason="a line of words may be the title of rows or a row without values")
    if any(_dealt_wrongly(p, grid, sheet) for p in grid.pieces if _is_shared_label(p, table)):
        yield Doubt(reason="which rows a label names is not clear")
    elif _at_either_end(grid, sheet):
        yield Doubt(reason="labels may stand at the first or at the last of their rows")
    elif _wraps_over_rows(grid, table):
        yield Doubt(reason="a label may go on beside the row below its own")
    elif any(_starts_again(p, sheet.em) for p in grid.pieces if _is_label(p, table)):
        yield Doubt(reason="a label may be the end of one and the start of the next")
    elif _errors_named(grid, table):
        yield Doubt(reason="a label stands level with the second line of its row")


def _body_rows(grid: Grid) -> list[int]:
    groups = {piece.row for piece in grid.pieces if piece.kind == "group"}
    return [row for row in range(grid.header_rows, grid.rows) if row not in groups]


def _is_odd(grid: Grid, row: int, labels: int, numeric: frozenset[int]) -> bool:
    """Whether a row has no number though it has words in columns of numbers, or labels alone.

    Labels that end with a colon lead in what stands below them.
    In a table of one column of numbers, words may stand for a number.
    """
    own = [piece for piece in grid.pieces if row in piece.covered_rows()]
    values = [piece for piece in own if piece.column >= labels]
    if any(is_numeric(token) for piece in values for token in piece.tokens):
        return False
    named = any(piece.column < labels for piece in own)
    wordy = any(piece.column in numeric for piece in values)
    if not values and any(piece.letters.endswith((":", "：")) for piece in own):
        return False
    return not values or (wordy and (len(numeric) > 1 or not named))


def _stands_as_title(piece: Piece, grid: Grid, sheet: Sheet) -> bool:
    """Whether a title stands at the left edge or in the middle, and is no part of a label.

    Further in, the label below it stands further in still. A line of a wrapped label is as narrow
    as labels are, and the label goes on in lower case.
    """
    box = union(token.box for token in piece.tokens)
    edge, end = grid.columns.cuts[:2]
    left = abs(box.x0 - edge) < EDGE * sheet.em or box.x0 < end < box.x1
    starts = [p.tokens[0].box.x0 for p in grid.pieces if p.column and p.kind != "group"]
    inner = box.x0 > end and any(abs(box.x0 - start) < 0.1 * sheet.em for start in starts)
    middle = abs(box.centre[0] - sheet.box.centre[0]) < EDGE * sheet.em and not inner
    following = _label(grid, piece.row + 1)
    words = (piece.tokens[0], *((following,) if following else ()))
    wrapped = box.x1 < end and any(word.text[:1].islower() for word in words)
    below = [p for p in grid.pieces if p.row == piece.row + 1 and p.column == 0]
    outer = bool(below) and below[0].tokens[0].box.x0 - box.x0 > INDENTED * sheet.em
    return (left or middle or outer) and not wrapped


def _has_no_values(title: Piece, grid: Grid, sheet: Sheet, numeric: frozenset[int]) -> bool:
    """Whether a title looks like the labels below it, in a table where many values are missing."""
    below = [p for p in grid.pieces if p.row == title.row + 1 and p.column == 0]
    if not below or is_bold(title) != is_bold(below[0]) or title.letters.endswith((":", "：")):
        return False
    indented = below[0].tokens[0].box.x0 - title.tokens[0].box.x0 > INDENTED * sheet.em
    high = title.tokens[0].base
    ruled = any(0 < high - r.at < PITCH * sheet.em for r in sheet.rulings.horizontal)
    rows = _body_rows(grid)
    filled = {(p.row, p.column) for p in grid.pieces if p.row in rows and p.column in numeric}
    holes = 1 - len(filled) / max(1, len(rows) * len(numeric))
    return not (indented or ruled) and holes > HOLES


def _at_either_end(grid: Grid, sheet: Sheet) -> bool:
    """Whether labels name several rows, the first and the last row have one, no rules part them."""
    rows = _body_rows(grid)
    labels = [p for p in grid.pieces if p.column == 0 and p.row in rows and p.kind != "group"]
    ends = {p.row for p in labels if p.row_span == 1} if labels else set[int]()
    shared = [p for p in labels if p.row_span > 1]
    if not shared or rows[-1] not in ends or min(p.row for p in labels) > rows[0]:
        return False
    tokens = [token for p in labels for token in p.tokens]
    lo, hi = min(t.base for t in tokens), max(t.base for t in tokens)
    middle = grid.columns.middle(0)
    return not any(lo < r.at < hi and r.covers(middle) for r in sheet.rulings.horizontal)


def _wraps_over_rows(grid: Grid, table: Table) -> bool:
    """Whether labels in lower case follow some that are not, where labels may name several rows."""
    rows = _body_rows(grid)
    return any(_wraps(grid, rows, column, table) for column in range(table.label_columns))


def _wraps(grid: Grid, rows: Sequence[int], column: int, table: Table) -> bool:
    firsts = {p.row: p.tokens[0].text for p in grid.pieces if p.column == column and p.row in rows}
    small = {row for row, text in firsts.items() if text.isalpha() and text.islower()}
    shared = table.label_columns > 1 or len(firsts) < len(rows)
    mixed = 0 < len(small) < (0.75 if column else 0.5) * len(firsts)
    return shared and mixed and any(row - 1 in firsts and row - 1 not in small for row in small)


def _errors_named(grid: Grid, table: Table) -> bool:
    """Whether all values of a named row are in brackets, those of the row without name above not.

    Errors stand below what they belong to, and the name of both may stand level with the errors.
    """
    named = {p.row for p in grid.pieces if p.column < table.label_columns and p.kind != "group"}
    values: dict[int, list[str]] = {}
    for piece in grid.pieces:
        if piece.column >= table.label_columns and piece.row >= grid.header_rows:
            values.setdefault(piece.row, []).append(piece.letters)
    bracketed = {row for row, texts in values.items() if all(t[0] in "([（" for t in texts)}
    return any(
        row in named and row - 1 in values and not {row - 1} & (named | bracketed)
        for row in bracketed
    )


def _label(grid: Grid, row: int) -> Token | None:
    own = [p for p in grid.pieces if p.row == row and p.column == 0 and p.kind != "group"]
    return own[0].tokens[0] if own else None


def _is_label(piece: Piece, table: Table) -> bool:
    return piece.row >= table.header_rows and piece.column < table.label_columns


def _starts_again(label: Piece, em: float) -> bool:
    """Whether a further line of a label stands further left than its first, and not centred."""
    lines = cluster_rows(label.tokens, em)
    return any(
        lines[0].box.x0 - line.box.x0 > INDENTED * em
        and abs(lines[0].box.centre[0] - line.box.centre[0]) > INDENTED * em
        for line in lines[1:]
    )


def _is_shared_label(piece: Piece, table: Table) -> bool:
    below = piece.row >= table.header_rows
    return below and piece.row_span > 1 and piece.column < table.label_columns


def _dealt_wrongly(label: Piece, grid: Grid, sheet: Sheet) -> bool:
    """Whether a label for several rows stands neither at the first nor in the middle of them."""
    bases = [_base(grid, row, label.column) for row in label.covered_rows()]
    known = [base for base in bases if base is not None]
    if len(known) < 2:
        return False
    own = sorted({token.base for token in label.tokens})
    pitch = median(b - a for a, b in pairwise(known))
    at_first = abs(own[0] - known[0]) < MIDDLE * pitch
    in_middle = abs((own[0] + own[-1]) / 2 - (known[0] + known[-1]) / 2) < MIDDLE * pitch
    over = [
        rule.at for rule in sheet.rulings.horizontal if rule.covers(label.tokens[0].box.centre[0])
    ]
    if any(known[0] < at < known[-1] for at in over) or _holds_names(label, known, pitch):
        return True
    above = any(0 < known[0] - at < 1.5 * pitch for at in over)
    below = any(0 < at - known[-1] < pitch for at in over)
    return not (at_first or in_middle or (above and below))


def _holds_names(label: Piece, bases: Sequence[float], pitch: float) -> bool:
    """Whether a label has a line level with each of its rows, which starts as a name does."""
    lines = cluster_rows(label.tokens)
    level = all(any(abs(line.base - base) < 0.1 * pitch for base in bases) for line in lines)
    named = not any(line.text[0].islower() for line in lines)
    return len(lines) == len(bases) > 1 and level and named


def _base(grid: Grid, row: int, column: int) -> float | None:
    """The baseline of a row, by its cells behind a column."""
    own = [p for p in grid.pieces if p.row == row and p.row_span == 1 and p.column > column]
    return median(t.base for p in own for t in p.tokens) if own else None
