"""Stage 7: the rows below the header to body cells, group rows and labels that span rows."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from mmkg.tools.parse.tables.grid import BodyRow, Columns, Piece, Sheet, is_numeric
from mmkg.tools.parse.tables.header_rows import wide_rules
from mmkg.tools.parse.tables.labels import line_pitch, settle_floating, take_labels
from mmkg.tools.parse.tables.tokens import Row
from mmkg.tools.parse.tables.wraps import (
    crossing,
    goes_on,
    join_airy,
    joined_row,
    label_goes_on,
    part_labels,
    would_not_fit,
)


def read_body(
    sheet: Sheet, columns: Columns, rows: Sequence[Row], data: Sequence[Row]
) -> list[Piece]:
    """Turn the printed rows below the header into cells, rows counted from 0."""
    if not rows:
        return []
    dense = {_key(row) for row in data}
    lines = [_body_row(row, columns, _key(row) in dense) for row in rows]
    _join_units(lines, sheet)
    lines = part_labels(lines, sheet)
    _mark_floating(lines, sheet)
    rules = [rule.at for rule in wide_rules(sheet, columns)]
    if _banded(lines, rules):
        lines = _join_bands(lines, sheet, columns, rules)
    else:
        lines = _join_wrapped(join_airy(lines, sheet.em), sheet, columns, rules)
    for line in lines:
        line.group = not line.floating and _is_group(line, sheet, columns)
    return _pieces(lines, sheet, columns)


def _key(row: Row) -> tuple[float, float]:
    return row.base, row.tokens[0].box.x0


def _body_row(row: Row, columns: Columns, dense: bool) -> BodyRow:
    line = BodyRow(
        row.base, columns.by_column(row.tokens), dense=dense, last_base=row.base, lines=[row]
    )
    if columns.parted and dense and row.base not in columns.parted:
        label = [*line.cells.pop(0, ()), *line.cells.pop(1, ())]
        if label:
            line.cells[0], line.spans[0] = label, 2
    return line


def _join_units(lines: Sequence[BodyRow], sheet: Sheet) -> None:
    """Words a word space after a number, in a column of numbers, belong to that number."""
    filled = Counter(column for line in lines for column in line.cells)
    numeric = Counter(column for line in lines for column in line.numeric_columns())
    for line in lines:
        for column in sorted(line.cells)[1:]:
            left, right = line.cells.get(column - 1), line.cells[column]
            if not left or not is_numeric(left[-1]) or any(map(is_numeric, right)):
                continue
            close = right[0].box.x0 - left[-1].box.x1 < 0.36 * sheet.em
            if close and numeric[column] > 0.6 * filled[column]:
                line.cells[column - 1] = left + line.cells.pop(column)
                line.spans[column - 1] = 2


def _band(base: float, rules: Sequence[float]) -> int:
    return sum(at < base for at in rules)


def _banded(lines: Sequence[BodyRow], rules: Sequence[float]) -> bool:
    """Whether rules part single table rows: few printed lines between each two of them."""
    bands: dict[int, int] = {}
    for line in lines:
        band = _band(line.base, rules)
        bands[band] = bands.get(band, 0) + 1
    sizes = list(bands.values())
    return (
        len(sizes) >= 2
        and max(sizes) > 1
        and (statistics.median(sizes) <= 4 or not any(line.numeric_columns() for line in lines))
    )


def _join_bands(
    lines: list[BodyRow], sheet: Sheet, columns: Columns, rules: Sequence[float]
) -> list[BodyRow]:
    """Join the lines of each band that can be one row: no column with numbers on two lines."""
    bands: dict[int, list[BodyRow]] = {}
    for line in lines:
        if not line.floating:
            bands.setdefault(_band(line.base, rules), []).append(line)
    joined = [line for line in lines if line.floating]
    for band in bands.values():
        numeric = [column for line in band for column in line.numeric_columns()]
        clash = len(set(numeric)) < len(numeric)
        full = sum(len(line.cells) >= max(2, 0.6 * columns.count) for line in band)
        text = not any(line.numeric_columns() for line in band)
        if len(band) > 1 and not clash and (full <= 1 or (text and _wrapped_text(band))):
            joined.append(joined_row(band))
        else:
            joined += _join_wrapped(band, sheet, columns, rules)
    return sorted(joined, key=lambda line: line.base)


def _wrapped_text(band: Sequence[BodyRow]) -> bool:
    """Whether lines of text are one wrapped row: evenly close, and columns end at some line."""
    steps = [b.base - a.base for a, b in pairwise(band)]
    size = band[0].lines[0].size
    return max(steps) < 1.5 * size


def _join_wrapped(
    lines: list[BodyRow], sheet: Sheet, columns: Columns, rules: Sequence[float]
) -> list[BodyRow]:
    """Join lines that continue the cells of the line above."""
    joined: list[BodyRow] = []
    for line in lines:
        place = next((n for n in reversed(range(len(joined))) if not joined[n].floating), None)
        above = None if place is None else joined[place]
        if above and not line.floating and _continues(line, above, sheet, columns, rules):
            joined[place or 0] = merged = joined_row([above, line])
            merged.base, merged.dense = above.base, above.dense
        else:
            joined.append(line)
    return joined


def _continues(
    line: BodyRow, above: BodyRow, sheet: Sheet, columns: Columns, rules: Sequence[float]
) -> bool:
    """No number, closely below or wrapped, text only under text, no name of its own."""
    used = set(line.cells)
    if line.numeric_columns() or columns.count < 2:
        return False
    distance = line.base - above.last_base
    if 0 in used and not (
        label_goes_on(line, above) and would_not_fit(line, above, sheet, columns)
    ):
        return False
    close = distance < 1.35 * sheet.em
    close = close or (distance < 2 * sheet.em and would_not_fit(line, above, sheet, columns))
    under = used <= set(above.cells) and len(above.cells) >= 2 and len(used) < columns.count
    ruled = _band(line.base, rules) != _band(above.last_base, rules)
    return close and under and not ruled and not crossing(line.lines[0], columns)


def _mark_floating(lines: list[BodyRow], sheet: Sheet) -> None:
    """Mark lines that hold only a label, printed between the rows that it names."""
    data = [line for line in lines if line.dense]
    if len(data) < 2:
        return
    pitch = line_pitch(data)
    for place, line in enumerate(lines):
        if line.dense or not line.cells or max(line.cells) > 1:
            continue
        above = [other for other in lines[:place] if 0 not in other.cells or other.dense][-1:]
        if 0 not in line.cells and above and goes_on(line.cells, above[0], line.base, sheet.em):
            continue
        row = line.lines[0]
        nearest = min(data, key=lambda other: abs(other.base - line.base))
        distance = abs(nearest.base - line.base)
        alone = len(sheet.runs(row, 0.6)) <= len(line.cells)
        if alone and distance < 0.78 * pitch and not _rule_between(sheet, line, nearest, row):
            line.floating = True


def _rule_between(sheet: Sheet, line: BodyRow, other: BodyRow, row: Row) -> bool:
    lo, hi = sorted((line.base, other.base))
    middle = row.box.centre[0]
    return any(lo < rule.at < hi and rule.covers(middle) for rule in sheet.rulings.horizontal)


def _is_group(line: BodyRow, sheet: Sheet, columns: Columns) -> bool:
    """Whether a row is one text that names the rows below it."""
    if len(line.lines) > 1 or columns.count < 2:
        return False
    row = line.lines[0]
    runs = sheet.runs(row)
    if all(map(is_numeric, row.tokens)):
        return False
    first, last = columns.under(row.box.x0, row.box.x1)
    if len(runs) == 1:
        lone_label = first == last == 0 and not any(map(is_numeric, row.tokens[:1]))
        return last > first or (columns.count > 2 and first > 0) or lone_label
    if line.dense or 0 in line.cells:
        return False
    return crossing(row, columns) or (columns.count > 2 and not any(map(is_numeric, row.tokens)))


def _pieces(lines: Sequence[BodyRow], sheet: Sheet, columns: Columns) -> list[Piece]:
    real = [line for line in lines if not line.floating]
    place = {id(line): number for number, line in enumerate(real)}
    pieces = []
    for column in range(min(2, columns.count - 1)):
        middle = columns.middle(column)
        walls = [rule.at for rule in sheet.rulings.horizontal if rule.covers(middle)]
        for label in take_labels(lines, column, walls, sheet.em):
            first = place[id(label.rows[0])]
            pieces.append(Piece(first, column, label.tokens, "label", len(label.rows)))
    settle_floating(lines)
    for line in real:
        if line.group:
            tokens = [token for row in line.lines for token in row.tokens]
            pieces.append(Piece(place[id(line)], 0, tokens, "group", 1, columns.count))
        else:
            pieces += [
                Piece(place[id(line)], c, tokens, column_span=line.spans.get(c, 1))
                for c, tokens in line.cells.items()
            ]
    return pieces
