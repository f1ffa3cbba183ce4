"""Pages shown sideways or upside down: everything is read as on the upright page, in its place."""

from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Document
from mmkg.graph.evidence import cite_cell, cite_formula, cite_span
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.upright import quarter_turns, turned_pages
from mmkg.tools.reread import Rereader

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"


@pytest.fixture(scope="module")
def planets() -> Document:
    return read_document(CORPUS / "planets.pdf")


def turned(path: Path, quarters: int) -> Path:
    with pymupdf.open(CORPUS / "planets.pdf") as pdf:
        for page in pdf:
            page.set_rotation(90 * quarters % 360)
        pdf.save(path)
    return path


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_pages_shown_turned_are_read_as_upright_ones(
    tmp_path: Path, planets: Document, quarters: int
) -> None:
    path = turned(tmp_path / "planets.pdf", quarters)
    document = read_document(path)
    assert [(c.section, c.text) for c in document.chunks] == [
        (c.section, c.text) for c in planets.chunks
    ]
    assert [f.latex for f in document.formulas] == [f.latex for f in planets.formulas]
    assert [t.grid() for t in document.tables] == [t.grid() for t in planets.tables]
    width, height = planets.page_sizes[0]
    assert document.page_sizes[0] == ((height, width) if quarters % 2 else (width, height))
    with Pdf(path) as pdf:
        turns = turned_pages(pdf)
    for one, other in zip(planets.chunks, document.chunks, strict=True):
        assert one.address.box and other.address.box
        assert other.address.box == pytest.approx(turns[1].back(one.address.box), abs=0.02)


def test_what_stands_on_a_turned_page_reads_the_same_again(tmp_path: Path) -> None:
    path = turned(tmp_path / "planets.pdf", 1)
    document = read_document(path)
    cell = next(c for t in document.tables for c in t.cells if c.kind == "body" and c.text)
    table = next(t for t in document.tables if cell in t.cells)
    reread = Rereader({document.sha256: path})
    evidence = cite_cell(table, cell)
    assert reread(evidence) is None
    assert reread(evidence.model_copy(update={"text": "0.123"})) is not None
    assert reread(cite_span(document.chunks[1], (0, 30))) is None
    assert reread(cite_formula(document.formulas[0])) is None
    reread.close()


def test_labels_of_an_axis_do_not_turn_a_page(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for place in range(12):
            page.insert_text((60 + 30 * place, 400), f"2024-{place + 1:02}", rotate=90)
        page.insert_text((60, 500), "Figure 1: Visits")
        pdf.save(tmp_path / "axis.pdf")
    with Pdf(tmp_path / "axis.pdf") as pdf:
        assert sum(line.rotated for line in pdf.pages[0].lines) == 12
        assert quarter_turns(pdf.pages[0]) == 0
