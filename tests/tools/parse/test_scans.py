"""Scans and pictures: recognised words in their boxes, tables as from print, honest warnings."""

import importlib.util
import struct
import zlib
from decimal import Decimal
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Cell, Document, Reading, Table
from mmkg.graph.evidence import cite_cell, cite_span
from mmkg.graph.provenance import Address, Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse import reader
from mmkg.tools.parse.ocr import SeenWord
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.scans import Scan, as_seen, scanned_pages
from mmkg.tools.reread import Rereader

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"
needs_ocr = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="the extra mmkg[ocr] is not installed"
)


def scan(path: Path, source: str = "planets.pdf") -> Path:
    """The first page of a document as a picture in a PDF, and its second page as it is."""
    with pymupdf.open(CORPUS / source) as printed, pymupdf.open() as made:
        page = made.new_page(width=printed[0].rect.width, height=printed[0].rect.height)
        page.insert_image(page.rect, pixmap=printed[0].get_pixmap(dpi=200))
        made.insert_pdf(printed, from_page=1, to_page=1)
        made.save(path, deflate=True)
    return path


@pytest.fixture(scope="module")
def planets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    path = scan(tmp_path_factory.mktemp("scans") / "planets.pdf")
    return path, read_document(path)


def test_only_pages_that_are_pictures_are_scans(tmp_path: Path) -> None:
    with Pdf(scan(tmp_path / "s.pdf")) as pdf:
        assert scanned_pages(pdf) == {1}
    with Pdf(CORPUS / "planets.pdf") as pdf:
        assert not scanned_pages(pdf)


@needs_ocr
def test_a_scanned_table_reads_as_the_printed_one(planets: tuple[Path, Document]) -> None:
    printed = read_document(CORPUS / "planets.pdf").tables[0]
    table = planets[1].tables[0]
    assert (table.label, table.rows, table.columns) == ("Table 1", printed.rows, printed.columns)
    wanted = {(c.row_path, c.column_path): c.reading for c in printed.cells if c.kind == "body"}
    seen = {(c.row_path, c.column_path): c.reading for c in table.cells if c.kind == "body"}
    assert {k: v.number for k, v in seen.items()} == {k: v.number for k, v in wanted.items()}
    mass = table.at[4, 1].reading
    assert (mass.number, mass.unit) == (Decimal("5.9722"), "10^24 kg")


@needs_ocr
def test_what_was_recognised_has_boxes_and_is_marked(planets: tuple[Path, Document]) -> None:
    _, document = planets
    table = document.tables[0]
    assert table.method == "ocr, twice at two scales"
    body = [cell for cell in table.cells if cell.kind == "body"]
    assert sum(cell.agreed is True for cell in body) >= 0.9 * len(body)
    assert all(0.5 < table.confidence_in(cell) <= 1 for cell in body)
    assert document.warnings[-1] == "1 pages are scans and were read by OCR, which may err"
    with pymupdf.open(CORPUS / "planets.pdf") as printed:
        (place,) = printed[0].search_for("102.409")
    cell = next(cell for cell in table.cells if cell.text == "102.409")
    assert cell.address.page == 1
    assert cell.address.box == pytest.approx(tuple(place), abs=4)
    assert any(chunk.address.page == 2 for chunk in document.chunks)


def test_a_cell_that_two_scales_read_differently_is_not_agreed_on() -> None:
    place = Address(document="d", page=1, box=Box(10, 10, 30, 20))
    cell = Cell(row=0, column=0, text="8", kind="body", reading=Reading(kind="text"), address=place)
    table = Table(id="t", address=place, rows=1, columns=1, cells=(cell,))
    document = Document(
        sha256="d", name="d", format="pdf", title="d", language="en", tables=(table,)
    )
    for second, agreed in (("8", True), ("3", False)):
        words = [SeenWord(text, place.box, place.box, 0.9) for text in ("8", second)]
        seen = as_seen(document, {1: Scan((words[0],), (words[1],))}).tables[0]
        assert (seen.cells[0].agreed, seen.confidence_in(seen.cells[0])) == (agreed, 0.9)


@needs_ocr
def test_recognised_cells_and_text_read_the_same_again(planets: tuple[Path, Document]) -> None:
    path, document = planets
    reread = Rereader({document.sha256: path})
    cell = cite_cell(document.tables[0], document.tables[0].at[4, 1])
    chunk = next(chunk for chunk in document.chunks if chunk.address.page == 1)
    assert reread(cell) is None
    assert reread(cite_span(chunk, (0, 10))) is None
    assert reread(cell.model_copy(update={"text": "5.9721"})) is not None
    reread.close()


@needs_ocr
@pytest.mark.parametrize("suffix", ["png", "jpg"])
def test_a_chinese_picture_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"page.{suffix}"
    with pymupdf.open(CORPUS / "深空探测.pdf") as pdf:
        pdf[0].get_pixmap(dpi=150).save(path)
    document = read_document(path)
    assert (document.format, document.language) == ("image", "zh")
    text = "".join(chunk.text for chunk in document.chunks)
    assert "第一次从月球背面带回样品" in text
    assert document.tables[0].grid()[6] == ["嫦娥五号", "月球", "2020", "长征五号", "8200"]


def test_without_the_extra_a_scan_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "can_read", lambda: False)
    path = tmp_path / "one.pdf"
    with pymupdf.open(scan(tmp_path / "two.pdf")) as pdf:
        pdf.select([0])
        pdf.save(path)
    document = read_document(path)
    assert "mmkg[ocr]" in document.warnings[0]
    assert not document.chunks


def png_header(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def test_bad_pictures_are_one_line(tmp_path: Path) -> None:
    with pymupdf.open(CORPUS / "planets.pdf") as pdf:
        whole = pdf[0].get_pixmap(dpi=50).tobytes("png")
    cases = {
        "empty.png": (b"", "empty"),
        "words.jpg": (b"just words", "no JPG at all"),
        "named.csv": (whole, "rename it to .png"),
        "huge.png": (png_header(60_000, 60_000), "pixels|damaged picture"),
        "head.tiff": (b"II*\x00", "damaged picture"),
    }
    for name, (data, reason) in cases.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=reason):
            read_document(tmp_path / name)
