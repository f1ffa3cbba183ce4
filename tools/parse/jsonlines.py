"""JSON and JSON Lines: lists of flat records are tables, the rest is text under its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.delimited import check_size, decode
from mmkg.tools.parse.pageless_cells import SourceCell
from mmkg.tools.parse.text_pageless import Assembly

Json = str | bool | None | Sequence["Json"] | Mapping[str, "Json"]
Record = tuple[str, Mapping[str, Json]]
LONGEST_FIELD = 300  # characters; a record with a longer one is text and no row of a table
MOST_DEPTH = 100


def read_json(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a JSON file; numbers keep their digits as they are written.

    Raises:
        InputError: If it is no JSON, or holds too large a table.
    """
    warnings: list[str] = []
    try:
        value = _loaded(decode(data, warnings))
    except ValueError as error:
        raise InputError(f"{path.name}: no readable JSON ({error})") from None
    assembly = Assembly(sha256)
    _Walk(assembly, path.name).add(value, "$", 0)
    return assembly.document(path, "json", parser, warnings)


def read_jsonl(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a file of one JSON value a line; a line that is none is a warning.

    Raises:
        InputError: If no line is JSON, or it holds too large a table.
    """
    warnings: list[str] = []
    values: list[tuple[str, Json]] = []
    broken: list[int] = []
    for number, line in enumerate(decode(data, warnings).split("\n"), 1):
        try:
            if line.strip():
                values.append((f"line {number}", _loaded(line)))
        except ValueError:
            broken.append(number)
    if not values:
        raise InputError(f"{path.name}: no line of it is JSON")
    if broken:
        more = f", nor are {len(broken) - 1} more" if len(broken) > 1 else ""
        warnings.append(f"line {broken[0]} is no JSON{more}")
    assembly = Assembly(sha256)
    walk = _Walk(assembly, path.name)
    if not walk.add_table(values, "", f"lines {values[0][0][5:]}-{values[-1][0][5:]}"):
        for where, value in values:
            walk.add(value, where, 0)
    return assembly.document(path, "jsonl", parser, warnings)


def _loaded(text: str) -> Json:
    try:
        return cast(Json, json.loads(text, parse_float=str, parse_int=str, parse_constant=str))
    except RecursionError:
        raise ValueError("nested too deep") from None


class _Walk:
    """The walk over a value."""

    def __init__(self, assembly: Assembly, name: str) -> None:
        self.assembly = assembly
        self.name = name

    def add(self, value: Json, path: str, depth: int, key: str = "") -> None:
        """Add a value: as table, as text, or by its parts under their keys."""
        if depth > MOST_DEPTH:
            raise InputError(f"{self.name}: nested deeper than {MOST_DEPTH}")
        if isinstance(value, Mapping):
            self._mapping(value, path, depth)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            items = [(f"{path}[{place}]", item) for place, item in enumerate(value)]
            if all(_scalar(item) for item in value):
                self.assembly.add_text(", ".join(printed(item) for item in value), path)
            elif not self.add_table(items, key, path):
                for where, item in items:
                    self.add(item, where, depth + 1)
        else:
            self.assembly.add_text(printed(value), path)

    def _mapping(self, value: Mapping[str, Json], path: str, depth: int) -> None:
        short = {k: v for k, v in value.items() if _scalar(v) and len(printed(v)) < LONGEST_FIELD}
        said = "; ".join(f"{key}: {printed(item)}" for key, item in short.items() if printed(item))
        self.assembly.add_text(said, path)
        for key, item in value.items():
            if key in short:
                continue
            where = f"{path}{step(key)}"
            if not _scalar(item):
                self.assembly.add_heading(key, depth + 1, where)
            self.add(item, where, depth + 1, key)

    def add_table(self, items: Sequence[tuple[str, Json]], caption: str, path: str) -> bool:
        """Add values as a table if all are flat records; whether they were."""
        records = [
            (where, item) for where, item in items if isinstance(item, Mapping) and _flat(item)
        ]
        columns = list(dict.fromkeys(key for _, record in records for key in record))
        if len(records) != len(items) or len(records) < 2 or len(columns) < 2:
            return False
        check_size(self.name, len(records), len(columns))
        head = [SourceCell(0, at, key, path, header=True) for at, key in enumerate(columns)]
        self.assembly.add_table(head + _cells(records, columns), caption, path, "json", 1)
        return True


def _cells(records: Sequence[Record], columns: Sequence[str]) -> list[SourceCell]:
    return [
        SourceCell(row, column, printed(record[key]), where + step(key))
        for row, (where, record) in enumerate(records, 1)
        for column, key in enumerate(columns)
        if printed(record.get(key))
    ]


def _scalar(value: Json) -> bool:
    return value is None or isinstance(value, str | bool)


def _flat(record: Mapping[str, Json]) -> bool:
    return all(_scalar(v) and len(printed(v)) < LONGEST_FIELD for v in record.values())


def printed(value: Json) -> str:
    """A scalar as it is written; nothing for `null`."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def step(key: str) -> str:
    """A key as a step of a JSON path: `.name`, or `['two words']`."""
    return f".{key}" if re.fullmatch(r"\w+", key) else f"[{key!r}]"
