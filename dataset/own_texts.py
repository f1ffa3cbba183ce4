"""Texts of a user's own files: a data set of theirs, or a benchmark to stay clear of."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import JsonValue

from mmkg.runtime.errors import InputError

FIELDS = ("question", "query", "instruction", "prompt", "problem", "input", "text", "content")
LONGEST = 20_000  # characters taken of one text


def read_texts(path: Path) -> list[str]:
    """The texts of a file: JSON Lines, JSON, CSV, TSV, Parquet, or plain text with one a line.

    Of a record the question is taken (a field called question, query, instruction, prompt and the
    like, or the user's chat messages); of one without such a field, all its texts.

    Raises:
        InputError: If the file cannot be read, is no text, or holds none.
    """
    try:
        texts = [text[:LONGEST] for text in _texts(path) if text.strip()]
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{path}: is no text: give JSON Lines, CSV, Parquet or text") from None
    if not texts:
        raise InputError(f"{path}: holds no texts to compare with")
    return texts


def _texts(path: Path) -> Iterator[str]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        yield from _parquet(path)
        return
    text = path.read_bytes().decode("utf-8-sig")
    if "\0" in text:
        raise InputError(f"{path}: is no text: give JSON Lines, CSV, Parquet or text")
    if suffix in (".csv", ".tsv"):
        rows = csv.DictReader(text.splitlines(), delimiter="\t" if suffix == ".tsv" else ",")
        for row in rows:
            yield from _of({str(key): value for key, value in row.items()})
    elif suffix in (".jsonl", ".json", ".ndjson"):
        for record in _records(text, path):
            yield from _of(record)
    else:
        yield from text.splitlines()


def _records(text: str, path: Path) -> Iterator[JsonValue]:
    try:
        whole: JsonValue = json.loads(text)
        yield from whole if isinstance(whole, list) else [whole]
        return
    except ValueError:
        pass
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except ValueError:
                raise InputError(f"{path}, line {number}: is no JSON") from None


def _parquet(path: Path) -> Iterator[str]:
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(path)
    except pyarrow.ArrowInvalid as error:
        raise InputError(f"{path}: is no Parquet file: {str(error).splitlines()[0]}") from None
    for record in table.to_pylist():
        yield from _of(record)


def _of(record: JsonValue) -> Iterator[str]:
    if isinstance(record, str):
        yield record
    elif isinstance(record, list):
        for each in record:
            yield from _of(each)
    elif isinstance(record, dict):
        if record.get("role") in ("assistant", "system"):
            return
        named = [record[name] for name in FIELDS if record.get(name)]
        for value in named[:1] or [v for v in record.values() if isinstance(v, (str, list, dict))]:
            yield from _of(value)
