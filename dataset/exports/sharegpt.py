"""ShareGPT conversations."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Lines, Material, Options, Record, register
from mmkg.dataset.exports.words import answered, asked, provenance
from mmkg.dataset.sample import Sample


class SharegptFormat(Lines):
    """ShareGPT conversations: what LLaMA-Factory, Axolotl and FastChat read."""

    name: ClassVar[str] = "sharegpt"

    def record(self, sample: Sample, material: Material, options: Options) -> Record:
        """A turn of a human and one of the model."""
        return {
            "conversations": [
                {"from": "human", "value": asked(sample, options)},
                {"from": "gpt", "value": answered(sample, options)},
            ],
            "provenance": provenance(sample),
        }

    def describe(self, file: Path) -> None:
        """Name the columns for LLaMA-Factory."""
        register(file, {"formatting": "sharegpt", "columns": {"messages": "conversations"}})
