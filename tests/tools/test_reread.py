"""Reading evidence again: a changed source makes exactly the evidence on it differ."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from docx import Document as Word

from mmkg.graph.document import Document
from mmkg.graph.evidence import (
    CellEvidence,
    Evidence,
    TextEvidence,
    cite_cell,
    cite_formula,
    cite_span,
)
from mmkg.graph.provenance import Address, Box
from mmkg.graph.statements import statements
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.scans import is_scan
from mmkg.tools.reread import Rereader


def named(examples: Any, name: str) -> tuple[Document, Path]:
    (document,) = [found for found in examples.documents if found.name == name]
    return document, examples.sources[document.sha256]


def citable(document: Document) -> Iterator[Evidence]:
    """Every table cell of a document, and every sentence that states a rule."""
    for table in document.tables:
        for cell in table.cells:
            if cell.text and cell.kind == "body":
                yield cite_cell(table, cell)
    for chunk in document.chunks:
        for statement in statements(chunk):
            yield cite_span(chunk, statement.span)


def differing(document: Document, path: Path) -> set[str]:
    rereader = Rereader({document.sha256: path})
    found = {item.text for item in citable(document) if rereader(item)}  # type: ignore[union-attr]
    rereader.close()
    return found


def edited(path: Path, folder: Path, before: bytes, after: bytes) -> Path:
    """A copy of a PDF in which some bytes of a page's content are others."""
    copy = folder / path.name
    with pymupdf.open(path) as pdf:
        for xref in (xref for page in pdf for xref in page.get_contents()):
            stream = pdf.xref_stream(xref)
            if before in stream:
                pdf.update_stream(xref, stream.replace(before, after, 1))
                break
        else:
            raise AssertionError(f"{before!r} is nowhere in {path.name}")
        pdf.save(copy)
    return copy


@pytest.mark.parametrize("name", ["missions.pdf", "planets.pdf", "深空探测.pdf"])
def test_an_unchanged_document_reads_the_same_by_the_second_reader(examples: Any, name: str):
    assert differing(*named(examples, name)) == set()


def test_one_digit_edited_makes_exactly_the_evidence_on_it_differ(examples: Any, tmp_path: Path):
    document, path = named(examples, "missions.pdf")
    copy = edited(path, tmp_path, b"3625", b"3825")
    assert differing(document, copy) == {"3625"}


def test_a_minus_sign_that_is_not_there_is_a_difference(examples: Any):
    document, path = named(examples, "missions.pdf")
    cells = (item for item in citable(document) if isinstance(item, CellEvidence))
    cell = next(item for item in cells if item.text.isdigit())
    rereader = Rereader({document.sha256: path})
    assert rereader(cell) is None
    assert rereader(cell.model_copy(update={"text": f"−{cell.text}"}))
    rereader.close()


def test_the_difference_says_what_stands_there_now(examples: Any, tmp_path: Path):
    document, path = named(examples, "missions.pdf")
    copy = edited(path, tmp_path, b"3625", b"3825")
    rereader = Rereader({document.sha256: copy})
    (cell,) = [item for item in citable(document) if item.text == "3625"]  # type: ignore[union-attr]
    assert rereader(cell) == "“3825” instead of “3625”"
    rereader.close()


def test_a_missing_source_is_said_to_be_missing(examples: Any):
    document, _ = named(examples, "missions.pdf")
    assert Rereader({})(next(citable(document))) == "its source file is missing"


def test_a_page_that_is_not_there_reads_as_nothing(examples: Any):
    document, path = named(examples, "missions.pdf")
    rereader = Rereader({document.sha256: path})
    item = next(citable(document))
    gone = item.model_copy(update={"address": item.address.model_copy(update={"page": 999})})
    assert rereader(gone)
    rereader.close()


def test_a_word_file_is_read_again_cell_by_cell(examples: Any, tmp_path: Path):
    document, path = named(examples, "moons.docx")
    assert differing(document, path) == set()
    word = Word(str(path))
    cell = next(
        cell
        for table in word.tables
        for row in table.rows
        for cell in row.cells
        if cell.text == "2574.7"
    )
    cell.paragraphs[0].runs[0].text = "2575.7"
    word.save(str(tmp_path / "moons.docx"))
    assert differing(document, tmp_path / "moons.docx") == {"2574.7"}


def test_a_changed_sentence_of_a_word_file_differs(examples: Any, tmp_path: Path):
    document, path = named(examples, "moons.docx")
    rule = next(
        item for item in citable(document) if isinstance(item, TextEvidence) and "1300" in item.text
    )
    word = Word(str(path))
    for paragraph in word.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("1300", "1400") if "1300" in run.text else run.text
    word.save(str(tmp_path / "moons.docx"))
    rereader = Rereader({document.sha256: tmp_path / "moons.docx"})
    assert rereader(rule)
    rereader.close()


def test_a_formula_whose_digits_the_second_reader_sees_differently_differs(examples: Any):
    document, path = named(examples, "planets.pdf")
    rereader = Rereader({document.sha256: path})
    for formula in document.formulas:
        assert rereader(cite_formula(formula)) is None
    item = cite_formula(next(f for f in document.formulas if "2" in f.latex))
    other = item.model_copy(update={"latex": item.latex.replace("2", "5")})
    assert "the digits" in (rereader(other) or "")
    rereader.close()


def test_ticks_of_sign_fonts_and_accents_set_apart_read_the_same_again(tmp_path: Path) -> None:
    path = tmp_path / "signs.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=400, height=200)
        page.insert_text((50, 50), "4", fontsize=10, fontname="zadb")  # ZapfDingbats: a tick
        page.insert_text((80, 50), "S\u00a8ud", fontsize=10)
        pdf.save(path)
    sha256 = "ab" * 32
    place = Address(document=sha256, page=1, box=Box(40, 35, 70, 60))
    tick = TextEvidence(id="e1", address=place, carrier="x", text="✔")
    name = tick.model_copy(
        update={"text": "Süd", "address": place.model_copy(update={"box": Box(70, 35, 200, 60)})}
    )
    rereader = Rereader({sha256: path})
    assert [rereader(item) for item in (tick, name)] == [None, None]
    assert rereader(name.model_copy(update={"text": "Sud ≠ Nord"})) is not None
    rereader.close()


def pages_of_sentences(path: Path) -> None:
    """A PDF of running text, so long that a sentence goes on from each page to the next."""
    sentences = (
        f"Probe {number} was lowered to a depth of {10 * number} metres, where it stayed for a "
        f"while and sent its readings of salt and heat up to the ship that had brought it there."
        for number in range(1, 60)
    )
    words, line, lines = " ".join(sentences).split(), "", []
    for word in words:
        if len(line) + len(word) > 88:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    with pymupdf.open() as pdf:
        for first in range(0, len(lines), 45):
            page = pdf.new_page()
            for place, text in enumerate(lines[first : first + 45]):
                page.insert_text((72, 90 + 14 * place), text, fontsize=10, fontname="tiro")
        pdf.save(path)


def test_a_sentence_over_the_end_of_a_page_has_a_box_on_both_and_reads_the_same(
    tmp_path: Path,
) -> None:
    path = tmp_path / "probes.pdf"
    pages_of_sentences(path)
    document = read_document(path)
    cited = [cite_span(chunk, span) for chunk in document.chunks for span in chunk.sentences]
    crossing = [item for item in cited if len({spot.page for spot in item.address.spots}) == 2]
    assert len(crossing) >= 2
    with closing(Rereader({document.sha256: path})) as reread:
        assert {reread(item) for item in cited} == {None}
        alone = crossing[0].address.model_copy(update={"more": ()})
        assert reread(crossing[0].model_copy(update={"address": alone}))


def test_whether_a_page_is_a_scan_is_told_without_its_words_if_no_picture_covers_it(examples: Any):
    _, path = named(examples, "missions.pdf")
    with Pdf(path) as pdf:
        assert not any(map(is_scan, pdf.pages)) and pdf.pages
        assert not any("words" in vars(page) for page in pdf.pages)
