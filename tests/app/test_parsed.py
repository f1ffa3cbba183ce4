"""`parse --json`: all that was read says where it is, where it belongs and how it was read."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmkg.app.cli import main
from mmkg.app.parsed import parsed
from mmkg.tools.parse.reader import read_document

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"
SHEET = "Peak,Height (m)\nEverest,8849\nK2,8611\n"
PAGE = "# Peaks\n\nHigh ones.\n\n## Table\n\n| Peak | Height (m) |\n|---|---|\n| K2 | 8611 |\n"


@pytest.mark.parametrize("name", ["planets.pdf", "moons.docx", "peaks.csv", "peaks.md"])
def test_everything_has_a_place_a_method_and_a_confidence(name: str, tmp_path: Path) -> None:
    (tmp_path / "peaks.csv").write_text(SHEET)
    (tmp_path / "peaks.md").write_text(PAGE)
    folder = CORPUS if (CORPUS / name).exists() else tmp_path
    told = parsed(read_document(folder / name))
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
