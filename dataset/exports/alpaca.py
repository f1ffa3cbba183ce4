"""Alpaca instructions."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Lines, Material, Options, Record, register
from mmkg.dataset.exports.words import answered, evidence_block, provenance
from mmkg.dataset.sample import Sample, in_full


class AlpacaFormat(Lines):
    """Instruction, input and output: what Alpaca's followers read; the input is the evidence."""

    name: ClassVar[str] = "alpaca"

    def record(self, sample: Sample, material: Material, options: Options) -> Record:
        """The question as instruction, its evidence as input."""
        return {
            "instruction": in_full(sample),
            "input": evidence_block(sample) if options.evidence else "",
            "output": answered(sample, options),
            "provenance": provenance(sample),
        }

    def describe(self, file: Path) -> None:
        """Name the columns for LLaMA-Factory."""
        columns: Record = {"prompt": "instruction", "query": "input", "response": "output"}
        register(file, {"columns": columns})
