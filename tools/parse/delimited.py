"""CSV and TSV: delimiter, encoding and header found, each cell known by its line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.pageless_cells import SourceCell
from mmkg.tools.parse.tables.values import read_value
from mmkg.tools.parse.text_pageless import Assembly

DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 50  # lines that decide the delimiter
MOST_COLUMNS = 16_384  # as a sheet of Excel has
MOST_CELLS = 300_000  # of one table; about 15 s and 1.5 GB
YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
COMMA = re.compile(r"[-+−]?\d+,\d+")
DECIMAL_COMMA = re.compile(r"[-+−]?(?:\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3})+,\d+)")
DOTTED = re.compile(r"[-+−]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")  # as 1.234.567,89
POINTED = re.compile(r"[-+−]?\d+\.\d+")
STATED = re.compile(r"sep=(.)(?=\r?\n)", re.IGNORECASE)  # what Excel writes above the header
HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a record, and the line of the file it starts on."""

    line: int
    fields: tuple[str, ...]


def read_delimited(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a CSV or TSV file as a table; lines of one field above and below it are text.

    Raises:
        InputError: If it has no rows, or more than can be typed.
    """
    warnings: list[str] = []
    text = decode(data, warnings)
    tabbed = path.suffix.lower() == ".tsv"
    stated = STATED.match(text)
    text = text[stated.end() :] if stated else text
    found = stated[1] if stated else find_delimiter(text.splitlines()[:SAMPLE])
    delimiter = "\t" if tabbed else found
    try:
        rows = split_rows(text, delimiter, warnings)
    except csv.Error as error:
        raise InputError(f"{path.name}: no readable table ({error})") from None
    if not rows:
        raise InputError(f"{path.name}: it has no rows")
    if delimiter != ",":
        rows = _pointed(rows, warnings)
    assembly = Assembly(sha256)
    _add_rows(assembly, path, rows, warnings)
    return assembly.document(path, "tsv" if tabbed else "csv", parser, warnings)


def decode(data: bytes, warnings: list[str]) -> str:
    """The text of a file; an encoding that had to be guessed is a warning."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    runs = HIGH.findall(data)
    paired = sum(len(run) > 1 for run in runs) > len(runs) / 2
    encoding = "gb18030" if paired else "cp1252"
    warnings.append(f"the text is not UTF-8; it was read as {encoding.upper()}")
    return data.decode(encoding, errors="replace")


def find_delimiter(lines: Sequence[str]) -> str:
    """The sign that parts most lines into the same number of fields, more than one."""

    def regular(delimiter: str) -> tuple[int, int]:
        try:
            counts = Counter(len(fields) for fields in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        wide = [(times, width) for width, times in counts.items() if width > 1]
        return max(wide, default=(0, 0))

    return max(DELIMITERS, key=regular)


def split_rows(text: str, delimiter: str, warnings: list[str]) -> list[Row]:
    """The records that are not empty; quotes that never close are taken as letters."""
    try:
        return _split(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error as error:
        warnings.append(f"its quotes do not match ({error}); they were read as letters")
        return _split(text, delimiter, csv.QUOTE_NONE)


def _split(text: str, delimiter: str, quoting: int) -> list[Row]:
    reader = csv.reader(
        io.StringIO(text.replace("\x00", ""), newline=""),
        delimiter=delimiter,
        quoting=quoting,  # type: ignore[arg-type]
        strict=quoting == csv.QUOTE_MINIMAL,
    )
    rows, line = [], 1
    for fields in reader:
        if any(field.strip() for field in fields):
            rows.append(Row(line, tuple(field.strip() for field in fields)))
        line = reader.line_num + 1
    return rows


def _pointed(rows: Sequence[Row], warnings: list[str]) -> list[Row]:
    """Rows with decimal points, where all numbers have decimal commas, thousands perhaps points."""
    fields = [field for row in rows for field in row.fields]
    commas = any(DECIMAL_COMMA.fullmatch(field) for field in fields)
    if not commas or any(POINTED.fullmatch(f) and not DOTTED.fullmatch(f) for f in fields):
        return list(rows)
    warnings.append("decimal commas were read as decimal points")
    return [Row(row.line, tuple(map(_point, row.fields))) for row in rows]


def _point(field: str) -> str:
    if DOTTED.fullmatch(field):
        field = field.replace(".", "")
    return re.sub(r"([-+−]?\d+),(\d+)", r"\1.\2", field) if COMMA.fullmatch(field) else field


def _add_rows(assembly: Assembly, path: Path, rows: Sequence[Row], warnings: list[str]) -> None:
    width = _width(rows)
    wide = [place for place, row in enumerate(rows) if _used(row) > 1 or width == 1]
    first, last = wide[0] if wide else len(rows), wide[-1] if wide else len(rows)
    above, body, below = rows[:first], list(rows[first : last + 1]), rows[last + 1 :]
    check_size(path.name, len(body), width)
    for row in above:
        assembly.add_text(row.fields[0].lstrip("# "), f"line {row.line}")
    if body:
        caption = above[-1].fields[0].lstrip("# ") if above else ""
        warnings += _ragged(body, width)
        _add_table(assembly, body, caption, warnings)
    for row in below:
        assembly.add_text(" ".join(filter(None, row.fields)), f"line {row.line}")


def check_size(name: str, rows: int, columns: int) -> None:
    """Refuse a table that cannot be typed in the time one document has.

    Raises:
        InputError: If it is too large.
    """
    if columns > MOST_COLUMNS:
        raise InputError(f"{name}: a table of {columns:,} columns, more than {MOST_COLUMNS:,}")
    if rows * columns > MOST_CELLS:
        raise InputError(
            f"{name}: a table of {rows:,} rows and {columns:,} columns; with so many columns "
            f"{MOST_CELLS // columns:,} rows can be read: split it"
        )


def _used(row: Row) -> int:
    return sum(1 for field in row.fields if field)


def _width(rows: Sequence[Row]) -> int:
    """The number of fields that most records have."""
    counts = Counter(len(row.fields) for row in rows)
    return max(counts, key=lambda width: (counts[width], width))


def _ragged(rows: Sequence[Row], width: int) -> list[str]:
    """One line that says which records are not as long as the others."""
    odd = [row for row in rows if len(row.fields) != width]
    if not odd:
        return []
    more = f", as have {len(odd) - 1} more" if len(odd) > 1 else ""
    return [f"line {odd[0].line} has {len(odd[0].fields)} fields instead of {width}{more}"]


def _add_table(assembly: Assembly, rows: Sequence[Row], caption: str, warnings: list[str]) -> None:
    headed = has_header([row.fields for row in rows])
    if not headed:
        warnings.append(f"line {rows[0].line} is no header: the columns have no names")
    cells = [
        SourceCell(
            place + (not headed),
            column,
            text,
            f"line {row.line}, field {column + 1}",
            header=headed and place == 0,
        )
        for place, row in enumerate(rows)
        for column, text in enumerate(row.fields)
        if text
    ]
    where = f"lines {rows[0].line}-{rows[-1].line}"
    assembly.add_table(cells, caption, where, "delimited", 1)


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: by no numbers but years and a run of counted ones.

    Dates name columns if what stands below them is none.
    """
    first = rows[0]
    if is_run(first):
        return True
    for column, text in enumerate(first):
        kind = read_value(text).kind
        under = (cell for row in rows[1:] for cell in row[column : column + 1])
        below = next((cell for cell in under if cell not in ("", text)), "")
        if kind == "date" and (not rows[1:] or read_value(below).kind == "date"):
            return False
        if kind == "number" and not YEAR.fullmatch(text):
            return False
    return True


def is_run(texts: Sequence[str]) -> bool:
    """Whether a row counts its columns: words or nothing, then at least three numbers in order."""
    numbers = [int(text) for text in texts if text.isdecimal() and text.isascii()]
    words = [text for text in texts[:1] if not text.isdecimal()]
    others = sum(1 for text in texts if text) - len(numbers) - len(list(filter(None, words)))
    counted = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) > 2 and bool(words) and not others and counted
