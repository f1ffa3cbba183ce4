"""Pairs of a query and a response."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Lines, Material, Options, Record, register
from mmkg.dataset.exports.words import answered, asked, provenance
from mmkg.dataset.sample import Sample


class QueryResponseFormat(Lines):
    """A query and a response: what ms-swift and plain scripts read."""

    name: ClassVar[str] = "query-response"

    def record(self, sample: Sample, material: Material, options: Options) -> Record:
        """The question and its answer."""
        return {
            "query": asked(sample, options),
            "response": answered(sample, options),
            "provenance": provenance(sample),
        }

    def describe(self, file: Path) -> None:
        """Name the columns for LLaMA-Factory."""
        register(file, {"columns": {"prompt": "query", "response": "response"}})
