"""`parse --json`: all that was read says where it is, where it belongs and how it was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mmkg.app.cli import main
from mmkg.app.parsed import parsed
from mmkg.tools.parse.corpus import Corpus
from mmkg.tools.parse.reader import read_document

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
SHEET = "Peak,Height (m)\nEverest,8849\nK2,8611\n"
PAGE = "# Peaks\n\nHigh ones.\n\n## Table\n\n| Peak | Height (m) |\n|---|---|\n| K2 | 8611 |\n"


@pytest.mark.parametrize("name", ["planets.pdf", "moons.docx", "peaks.csv", "peaks.md"])
def test_everything_has_a_place_a_method_and_a_confidence(
    name: str, tmp_path: Path, examples: Corpus
) -> None:
    (tmp_path / "peaks.csv").write_text(SHEET)
    (tmp_path / "peaks.md").write_text(PAGE)
    known = {document.name: document for document in examples.documents}
    told = parsed(known.get(name) or read_document(tmp_path / name))
    things = [thing for kind in ("chunks", "tables", "formulas", "figures") for thing in told[kind]]
    things += [cell for table in told["tables"] for cell in table["cells"]]
    assert len(things) > 5
    for thing in things:
        assert thing["document"] == told["document"]["sha256"]
        assert thing["path"] or (thing["page"] and len(thing["bbox"]) == 4)
        assert thing["method"]
        assert 0 <= thing["confidence"] <= 1
        assert isinstance(thing["order"], int) and isinstance(thing["section"], list)


def test_figures_of_a_pdf_are_written_as_png_and_svg(tmp_path: Path) -> None:
    assert main(["parse", str(CORPUS / "missions.pdf"), "--figures", str(tmp_path)]) == 0
    pictures, drawings = sorted(tmp_path.glob("*.png")), sorted(tmp_path.glob("*.svg"))
    assert pictures and [p.stem for p in pictures] == [d.stem for d in drawings]
    assert drawings[0].read_text().startswith("<svg")


def test_an_outline_shows_sections_and_typed_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "peaks.html").write_text(
        "<h1>Peaks</h1><p>High ones.</p><h2>Heights</h2><table><caption>All</caption>"
        "<tr><th>Peak<th>Height (m)<th>Snow<th>Climbed<th>By"
        "<tr><td>Everest<td><b>8,849</b> ± 0.5<td>12.5* (1.2)<td>1953-05-29<td>Two</table>"
    )
    assert main(["parse", str(tmp_path / "peaks.html")]) == 0
    said = capsys.readouterr().out
    places = [said.index(part) for part in ("Peaks", "1 paragraph: High", "\nHeights", "Table")]
    assert places == sorted(places)
    (row,) = (line.split("  ") for line in said.splitlines() if "Everest" in line)
    cells = [cell.strip() for cell in row if cell.strip()]
    assert cells[1:] == ["8849 ± 0.5 m bold", "12.5 (1.2) *", "date 1953-05-29", "“Two”"]
    assert "html/table[1]; html 1.00" in said


def test_of_several_files_the_readable_ones_are_told_as_a_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("a.csv", SHEET), ("b.md", PAGE), ("c.pdf", "no PDF"), ("d.md", PAGE)):
        (tmp_path / name).write_text(text)
    assert main(["parse", str(tmp_path), "--json", "--draw", str(tmp_path / "drawn")]) == 2
    said = capsys.readouterr()
    assert [told["document"]["name"] for told in json.loads(said.out)] == ["a.csv", "b.md"]
    assert "c.pdf: damaged" in said.err and "d.md: the same content" in said.err
    assert "1 of 4 files could not be read" in said.err and not (tmp_path / "drawn").exists()
