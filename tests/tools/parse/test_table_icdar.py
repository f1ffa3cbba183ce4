"""The benchmark reads the ICDAR 2013 format: a tiny set written here is measured by its command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest

COMMAND = Path(__file__).parents[3] / "benchmarks" / "tables.py"
ROWS = (("Kind", "Low", "High"), ("Tin", "1.5", "2.5"), ("Lead", "1.6", "2.6"))
PLACES = (60, 200, 300)


def write_set(place: Path, rows: tuple[tuple[str, ...], ...]) -> None:
    cells = []
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=420, height=400)
        for r, texts in enumerate(ROWS):
            for c, (x, text) in enumerate(zip(PLACES, texts, strict=True)):
                y = 78 + 14 * r
                page.insert_text((x, y), text, fontsize=10)
                box = f'<bounding-box x1="{x}" y1="{400 - y}" x2="{x + 20}" y2="{408 - y}"/>'
                at = f'start-row="{r}" start-col="{c}"'
                cells.append(f"<cell {at}>{box}<content>{rows[r][c]}</content></cell>")
        pdf.save(place.with_suffix(".pdf"))
    region = f'<region id="1" page="1">{"".join(cells)}</region>'
    document = f'<document filename="{place.stem}.pdf"><table id="1">{region}</table></document>'
    place.with_name(f"{place.stem}-str.xml").write_text(document, encoding="utf-8")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Cell F1 by table, of one run of the command."""
    folder = tmp_path_factory.mktemp("icdar")
    write_set(folder / "right", ROWS)
    write_set(folder / "wrong", (*ROWS[:2], ("Lead", "9.9", "8.8")))
    command = [sys.executable, str(COMMAND), "--icdar", str(folder)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {line.split("#")[0]: float(line.split()[1]) for line in printed.splitlines()[1:3]}


def test_a_table_in_the_format_of_icdar_is_measured_in_its_given_region(
    measured: dict[str, float],
) -> None:
    assert measured["right"] == 1.0


def test_a_wrong_reading_of_an_icdar_table_costs_its_score(measured: dict[str, float]) -> None:
    assert measured["wrong"] < 0.95
