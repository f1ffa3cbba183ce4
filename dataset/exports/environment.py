"""An environment to act in: questions, tools over the documents, and a checker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports import environment_module
from mmkg.dataset.exports.form import Format, Material, Options, Record
from mmkg.dataset.exports.words import provenance
from mmkg.dataset.sample import in_full
from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.runtime.errors import InputError


class EnvironmentFormat(Format):
    """A folder to import: questions, tools over the documents' contents, and a checker."""

    name: ClassVar[str] = "environment"
    suffix: ClassVar[str] = ""

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write `__init__.py`, `tasks.jsonl` and `carriers.jsonl` into a folder."""
        if material.graph is None:
            raise InputError("environment: needs the session's folder, whose graph its tools read")
        tasks: list[Record] = [
            {
                "id": sample.id,
                "question": in_full(sample),
                "answer": sample.answer.model_dump(mode="json"),
                "provenance": provenance(sample),
            }
            for sample in material.samples
            if sample.altered is None  # its documents would have to be altered, too
        ]
        if not tasks:
            raise InputError("environment: all samples are twins of altered evidence")
        _lines(to / "tasks.jsonl", tasks)
        carriers = (entry for d in material.graph.documents.values() for entry in _carriers(d))
        _lines(to / "carriers.jsonl", carriers)
        code = Path(environment_module.__file__).read_text("utf-8")
        (to / "__init__.py").write_text(code, "utf-8")
        return len(tasks)


def _lines(file: Path, records: Iterator[Record] | list[Record]) -> None:
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    file.write_text("".join(lines), "utf-8")


def _carriers(document: Document) -> Iterator[Record]:
    for found in (document.tables, document.formulas, document.figures, document.chunks):
        for carrier in found:
            text = _text(carrier)
            if text:
                page = carrier.address.page if not isinstance(carrier, Chunk) else _page(carrier)
                kind = carrier.id.split(":")[1]
                place = f"{document.title or document.name}" + (f", page {page}" if page else "")
                yield {"id": carrier.id, "kind": kind, "place": place, "text": text}


def _page(chunk: Chunk) -> int | None:
    return chunk.lines[0].page if chunk.lines else chunk.address.page


def _text(carrier: Table | Formula | Figure | Chunk) -> str:
    match carrier:
        case Table():
            cells = [
                f"{' / '.join(c.row_path)} | {' / '.join(c.column_path)}: {c.text}"
                for c in carrier.cells
                if c.row_path or c.column_path
            ]
            return "\n".join([carrier.caption or "", *cells]).strip()
        case Formula():
            meanings = [f"{s.latex}: {s.meaning}" for s in carrier.symbols if s.meaning]
            return "\n".join([carrier.latex or "", *meanings]).strip()
        case Figure():
            points = [f"{s.name} {p.x}: {p.y}" for s in carrier.series for p in s.points]
            return "\n".join([carrier.caption or "", *points]).strip()
    return carrier.text
