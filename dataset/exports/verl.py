"""Reinforcement learning with a verifiable reward, as verl reads it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports import verl_reward
from mmkg.dataset.exports.form import Format, Material, Options, Record
from mmkg.dataset.exports.words import asked, provenance
from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample
from mmkg.runtime.replacing import replacing


class VerlFormat(Format):
    """verl's Parquet columns, and beside it a Python file with the reward function."""

    name: ClassVar[str] = "verl"
    suffix: ClassVar[str] = ".parquet"

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write the rows, and `<name>_reward.py` to name in verl's `custom_reward_function`."""
        import pyarrow
        import pyarrow.parquet

        numbered = [(part, sample) for part in material.parts for sample in material.parts[part]]
        rows = [_row(sample, part, index, options) for index, (part, sample) in enumerate(numbered)]
        with replacing(to) as file:
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file)
        code = Path(verl_reward.__file__).read_text("utf-8")
        to.with_name(f"{to.stem}_reward.py").write_text(code, "utf-8")
        return len(rows)


def _row(sample: Sample, split: str, index: int, options: Options) -> Record:
    return {
        "data_source": f"mmkg/{sample.task}",
        "prompt": [{"role": "user", "content": asked(sample, options)}],
        "ability": "+".join(modalities(sample)),
        "reward_model": {"style": "rule", "ground_truth": sample.answer.model_dump_json()},
        "extra_info": {
            "split": split,
            "index": index,
            "id": sample.id,
            "question": sample.question,
            "language": sample.language,
            "provenance": provenance(sample),
        },
    }
