"""Samples as flat rows: one shape for Parquet, CSV and Hugging Face."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import JsonValue

from mmkg.dataset.exports.form import Options, Record
from mmkg.dataset.exports.words import answer_text, asked, evidence_text, provenance
from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample
from mmkg.dataset.shown import shown
from mmkg.runtime.replacing import replacing

LISTS = ("options", "answer_aliases", "modalities", "steps", "evidence", "documents")


def row(sample: Sample, options: Options) -> Record:
    """A sample in named columns; what is nested in it is JSON in `provenance`."""
    answer = sample.answer
    texts: list[JsonValue] = [evidence_text(item, sample.language) for item in shown(sample)]
    return {
        "id": sample.id,
        "question": sample.question,
        "options": [f"{option.letter}. {option.text}" for option in sample.options],
        "answer": answer_text(sample),
        "answer_kind": answer.kind,
        "answer_value": answer.value,
        "answer_unit": answer.unit or "",
        "answer_tolerance": str(answer.tolerance),
        "answer_aliases": list(answer.aliases),
        "prompt": asked(sample, options),
        "language": sample.language,
        "task": sample.task,
        "form": sample.form,
        "hops": sample.hops,
        "modalities": list(modalities(sample)),
        "proof": sample.proof,
        "wording": sample.wording,
        "twin_of": sample.twin_of or "",
        "altered": sample.altered.note if sample.altered else "",
        "steps": [step.text for step in sample.steps] if options.steps else [],
        "evidence": texts if options.evidence else [],
        "documents": [source.name for source in sample.sources],
        "scores": json.dumps(sample.scores),
        "provenance": json.dumps(provenance(sample), ensure_ascii=False),
    }


def write_parquet(rows: list[Record], to: Path) -> None:
    """Write rows as Parquet, in one step."""
    import pyarrow
    import pyarrow.parquet

    words = pyarrow.list_(pyarrow.string())
    fields = [
        pyarrow.field(name, words if name in LISTS else _type(value))
        for name, value in rows[0].items()
    ]
    table = pyarrow.Table.from_pylist(rows, schema=pyarrow.schema(fields))
    with replacing(to) as file:
        pyarrow.parquet.write_table(table, file)


def _type(value: JsonValue) -> object:
    import pyarrow

    return pyarrow.int64() if isinstance(value, int) else pyarrow.string()
