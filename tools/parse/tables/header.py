"""Stage 6, part two: the cells of a header with their spans."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mmkg.tools.parse.tables.grid import Columns, Piece, Sheet
from mmkg.tools.parse.tables.header_rows import partial_rules
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.spanners import is_bold, rule_below, spread_repeated, widen_spanners
from mmkg.tools.parse.tables.tokens import Row

WORD_SPACE = 0.4  # em
FAR = 3.0  # ems between two names of one row


def read_header(sheet: Sheet, columns: Columns, count: int) -> tuple[list[Piece], int]:
    """Turn the first printed rows into header cells.

    Returns:
        The cells, and how many header rows they make: wrapped headers are one row.
    """
    rows = sheet.rows[:count]
    if not rows:
        return [], 0
    rules = _spanner_rules(sheet, columns, rows)
    runs = [
        (row, run) for row in rows for run in _header_runs(sheet, row, columns, row is rows[-1])
    ]
    levels = _levels(
        rows, rules, [(row, columns.under(run.box.x0, run.box.x1)) for row, run in runs]
    )
    depth = max(levels.values()) + 1
    own = _unshared(rules, runs)
    pieces = [_piece(run, levels[id(row)], columns, own, depth) for row, run in runs]
    pieces = _merge_overlapping(pieces)
    if columns.parted:
        _reach_over_stub(pieces)
    if depth > 1:
        spread_repeated(pieces, columns, sheet.em, depth)
        widen_spanners(pieces, columns, own, sheet.em, depth)
        _stretch_down(pieces, columns, rules, sheet.em, depth)
    return sorted(pieces, key=lambda piece: (piece.row, piece.column)), depth


def _reach_over_stub(pieces: Sequence[Piece]) -> None:
    """Let the header of row labels that stand in one column or in two reach over both."""
    second = {piece.row for piece in pieces if piece.column == 1}
    for piece in pieces:
        if piece.column == 0 and piece.column_span == 1 and piece.row not in second:
            piece.column_span = 2


def _spanner_rules(sheet: Sheet, columns: Columns, rows: Sequence[Row]) -> list[Rule]:
    """Partial rules between header rows, with text above and below."""
    found = []
    for rule in partial_rules(sheet, columns):
        if not rows[0].base < rule.at < rows[-1].base or rule.length < 1.2 * sheet.em:
            continue
        over = [t for r in rows for t in r.tokens if rule.shared(t.box.x0, t.box.x1) > 0]
        above = any(0 < rule.at - token.base < 1.7 * sheet.em for token in over)
        if above and any(token.base > rule.at for token in over):
            found.append(rule)
    return found


def _unshared(rules: Sequence[Rule], runs: Sequence[tuple[Row, Row]]) -> list[Rule]:
    """Rules that run under one name; under names far apart, a rule does not tell their reach."""
    shared = {
        rule_below(run, rules)
        for row, run in runs
        for other, far in runs
        if other is row
        and far.box.x0 - run.box.x1 > FAR * run.size
        and rule_below(run, rules) == rule_below(far, rules)
    }
    return [rule for rule in rules if rule not in shared]


def _header_runs(sheet: Sheet, row: Row, columns: Columns, lowest: bool) -> list[Row]:
    """Runs of a header row; a run over several columns with a word in each is taken apart.

    A phrase that is alone above other rows of the header names all columns below it.
    """
    found = []
    runs = sheet.runs(row, 0.55)
    if len(runs) == 1 and not lowest and columns.under(runs[0].box.x0, runs[0].box.x1)[0] > 0:
        return runs
    for run in runs:
        first, last = columns.under(run.box.x0, run.box.x1)
        parts = columns.by_column(run.tokens)
        apart = len(parts) == last - first + 1 and not _crosses(run, columns, sheet.em)
        if last > first and apart and (lowest or not _is_phrase(run, sheet.em)):
            found += [Row(tuple(parts[c]), row.base) for c in sorted(parts)]
        else:
            found.append(run)
    return found


def _is_phrase(run: Row, em: float) -> bool:
    """Whether all words of a run are a word space apart."""
    spaces = [two.box.x0 - one.box.x1 for one, two in pairwise(run.tokens)]
    return max(spaces) < WORD_SPACE * em and max(spaces) - min(spaces) < 0.1 * em


def _crosses(run: Row, columns: Columns, em: float) -> bool:
    """Whether a word stands clearly on both sides of a cut."""
    for token in run.tokens:
        last = columns.at(token.box.x1 - 1)
        if columns.at(token.box.x0 + 1) != last:
            cut = columns.cuts[last]
            if min(cut - token.box.x0, token.box.x1 - cut) > 0.9 * em:
                return True
    return False


def _levels(
    rows: Sequence[Row], rules: Sequence[Rule], runs: Sequence[tuple[Row, tuple[int, int]]]
) -> dict[int, int]:
    """The header level of each printed row: below each rule, or below each row with a spanner."""
    ends: list[float] = []
    for rule in sorted(rules):
        if not ends or rule.at - ends[-1] > 2:
            ends.append(rule.at)
    if not ends:
        spanning = {row.base for row, (first, last) in runs if last > first}
        ends = [base + 0.1 for base in sorted(spanning) if base < rows[-1].base - 1]
    raw = [sum(row.base > end for end in ends) for row in rows]
    used = sorted(set(raw))
    return {id(row): used.index(level) for row, level in zip(rows, raw, strict=True)}


def _piece(run: Row, level: int, columns: Columns, rules: Sequence[Rule], depth: int) -> Piece:
    first, last = columns.under(run.box.x0, run.box.x1)
    if level < depth - 1:
        rule = rule_below(run, rules)
        if rule:
            lo, hi = columns.along(rule.lo, rule.hi)
            if hi - lo >= last - first:
                first, last = lo, hi
    return Piece(level, first, list(run.tokens), "header", 1, last - first + 1)


def _merge_overlapping(pieces: list[Piece]) -> list[Piece]:
    """Unite cells of one level that share a column: the lines of a wrapped header."""
    merged: list[Piece] = []
    for piece in pieces:
        for other in [other for other in merged if _overlaps(piece, other)]:
            merged.remove(other)
            end = max(piece.column + piece.column_span, other.column + other.column_span)
            piece.column = min(piece.column, other.column)
            piece.column_span = end - piece.column
            piece.tokens = other.tokens + piece.tokens
        merged.append(piece)
    return merged


def _overlaps(one: Piece, other: Piece) -> bool:
    return (
        one.row == other.row
        and one.column < other.column + other.column_span
        and other.column < one.column + one.column_span
    )


def _stretch_down(
    pieces: list[Piece], columns: Columns, rules: Sequence[Rule], em: float, depth: int
) -> None:
    """A header between the levels covers them all; close lines of one column make one cell."""
    for column in range(columns.count):
        own = [p for p in pieces if p.column <= column < p.column + p.column_span]
        stub = bool(columns.parted) and column < 2
        if any(piece.column_span > 1 + stub for piece in own):
            continue
        if len(own) == 1 and not _level_with_others(own[0], pieces, em):
            own[0].row, own[0].row_span = 0, depth
        elif _one_label(own, columns.middle(column), rules, em) and not _two_names(own, pieces):
            own[0].tokens = [token for piece in own for token in piece.tokens]
            own[0].row, own[0].row_span = 0, depth
            for piece in own[1:]:
                pieces.remove(piece)


def _level_with_others(piece: Piece, pieces: Sequence[Piece], em: float) -> bool:
    """Whether the cell shares its baseline with cells of its level that stand in other columns."""
    bases = [token.base for token in piece.tokens]
    if max(bases) - min(bases) > 0.5 * em:
        return False
    stacked = [
        other
        for other in pieces
        if other is not piece
        and other.row == piece.row
        and any(o is not other and o.row != other.row and _same_column(o, other) for o in pieces)
    ]
    return any(abs(token.base - bases[0]) < 0.15 * em for o in stacked for token in o.tokens)


def _same_column(one: Piece, other: Piece) -> bool:
    return (
        one.column < other.column + other.column_span
        and other.column < one.column + one.column_span
    )


def _two_names(own: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether lines of one column differ in weight, or the last one is a name elsewhere, too."""
    last = max(own, key=lambda piece: piece.row)
    alike = [
        other
        for other in pieces
        if other.row == last.row and other is not last and _words(other) == _words(last)
    ]
    return bool(alike) or len({is_bold(piece) for piece in own}) > 1


def _words(piece: Piece) -> list[str]:
    return [token.text for token in piece.tokens]


def _one_label(own: Sequence[Piece], middle: float, rules: Sequence[Rule], em: float) -> bool:
    if len(own) < 2:
        return False
    bases = [token.base for piece in own for token in piece.tokens]
    ruled = any(rule.covers(middle) for rule in rules)
    return not ruled and max(bases) - min(bases) < 1.5 * em
