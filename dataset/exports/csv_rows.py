"""One CSV file."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Format, Material, Options
from mmkg.dataset.exports.rows import row
from mmkg.runtime.replacing import replacing

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvFormat(Format):
    """One CSV file with a row a sample, for spreadsheets; lists are JSON in a cell."""

    name: ClassVar[str] = "csv"
    suffix: ClassVar[str] = ".csv"

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write a row for each sample."""
        rows = [row(sample, options) for sample in material.samples]
        with replacing(to) as draft, draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            for record in rows:
                writer.writerow({name: _cell(value) for name, value in record.items()})
        return len(rows)


def _cell(value: object) -> str:
    """A value as a cell; what a spreadsheet would run as a formula is quoted.

    A number with a sign stays as it is.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = text.lstrip("+-").replace(".", "", 1).replace("e", "").isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not plain else text
