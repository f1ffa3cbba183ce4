"""One Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Format, Material, Options
from mmkg.dataset.exports.rows import row, write_parquet


class ParquetFormat(Format):
    """One Parquet file with a row a sample: for pandas, Polars, DuckDB and Spark."""

    name: ClassVar[str] = "parquet"
    suffix: ClassVar[str] = ".parquet"

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write a row for each sample."""
        rows = [row(sample, options) for sample in material.samples]
        write_parquet(rows, to)
        return len(rows)
