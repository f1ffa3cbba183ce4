"""One file to a Document: told by content, elements in order, one clear line for bad input."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import ReadLimits, parser_version, read_document
from mmkg.tools.parse.version import reached

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"


@pytest.fixture(scope="module")
def planets() -> Document:
    return read_document(CORPUS / "planets.pdf")


def test_elements_share_one_reading_order_and_know_their_section(planets: Document) -> None:
    elements = [*planets.chunks, *planets.tables, *planets.figures, *planets.formulas]
    orders = [element.order for element in elements]
    assert len(set(orders)) == len(orders)
    assert len(planets.tables) >= 2
    assert all(element.section for element in (*planets.tables, *planets.figures))


def test_captions_belong_to_their_tables_and_figures_only(planets: Document) -> None:
    assert [t.label for t in planets.tables] == [
        f"Table {n + 1}" for n in range(len(planets.tables))
    ]
    words = "\n".join(chunk.text for chunk in planets.chunks)
    for table in planets.tables:
        assert table.caption
        assert table.caption not in words


def test_a_document_reads_the_same_twice_and_survives_json(planets: Document) -> None:
    assert read_document(CORPUS / "planets.pdf") == planets
    assert Document.model_validate_json(planets.model_dump_json()) == planets


def refusal(path: Path, limits: ReadLimits | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path, limits)
    assert "\n" not in str(caught.value)
    assert path.name in str(caught.value)
    return str(caught.value)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.pdf"
    path.touch()
    assert "empty" in refusal(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "nowhere.pdf")


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.pdf"
    path.write_text("these are just words")
    assert "no PDF" in refusal(path)


def test_a_truncated_pdf_is_refused_or_read_in_part(tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    path.write_bytes((CORPUS / "planets.pdf").read_bytes()[:2000])
    refusal(path)


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    with pymupdf.open(CORPUS / "planets.pdf") as pdf:
        pdf.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    assert "password" in refusal(path)


def test_what_a_pdf_forbids_is_recorded_and_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "forbidding.pdf"
    with pymupdf.open(CORPUS / "orbits.pdf") as pdf:
        pdf.select([0])
        pdf.save(
            path,
            encryption=pymupdf.PDF_ENCRYPT_AES_256,
            owner_pw="o",
            permissions=int(pymupdf.PDF_PERM_PRINT),
        )
    document = read_document(path)
    assert "extract" in document.permissions
    assert document.chunks


def test_a_wrong_extension_is_named(tmp_path: Path) -> None:
    path = tmp_path / "report.docx"
    path.write_bytes((CORPUS / "planets.pdf").read_bytes())
    assert "rename it to .pdf" in refusal(path)
    path = tmp_path / "report.pdf"
    path.write_bytes((CORPUS / "moons.docx").read_bytes())
    assert "rename it to .docx" in refusal(path)


def test_an_unknown_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xyz"
    path.write_bytes(b"\x00\x01\x02")
    assert "not supported yet (.xyz)" in refusal(path)


def test_too_many_pages_and_bytes_are_refused() -> None:
    path = CORPUS / "planets.pdf"
    assert "more than the 1 allowed" in refusal(path, ReadLimits(pages=1))
    assert "more than the 1,000 allowed" in refusal(path, ReadLimits(bytes=1000))


def test_a_scan_is_read_as_a_document_without_text_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page()
        pdf.save(path)
    assert "scans" in read_document(path).warnings[0]


def test_a_docx_that_unpacks_a_thousandfold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", b" " * 50_000_000)
    path.write_bytes(packed.getvalue())
    assert "-fold" in refusal(path)


def test_a_docx_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "parts.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "x")
        for number in range(2_001):
            packed.writestr(f"word/{number}", "")
    assert "2,002 packed files" in refusal(path)


def test_a_damaged_docx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/document.xml", "<w:document")
    refusal(path)
    path.write_bytes((CORPUS / "moons.docx").read_bytes()[:20_000])
    refusal(path)


def test_binary_data_under_a_name_of_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"some\x00\x01\x02bytes")
    assert "no TXT at all" in refusal(path)


def test_a_docx_without_its_parts_is_damaged_and_no_bug(tmp_path: Path) -> None:
    path = tmp_path / "hollow.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "<w/>")
    assert "damaged DOCX" in refusal(path)


def test_ten_thousand_pages_are_refused_and_a_page_of_five_metres_is_read(tmp_path: Path) -> None:
    many, wide = tmp_path / "many.pdf", tmp_path / "wide.pdf"
    numbers = range(3, 10_003)
    page = "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj"
    kids = " ".join(f"{number} 0 R" for number in numbers)
    parts = ["%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj"]
    parts += [page % number for number in numbers]
    parts += [f"2 0 obj<</Type/Pages/Kids[{kids}]/Count 10000>>endobj", "trailer<</Root 1 0 R>>"]
    many.write_text("\n".join(parts))
    assert "10,000 pages" in refusal(many)
    with pymupdf.open() as pdf:
        pdf.new_page(width=14_400, height=14_400).insert_text((7_000, 7_000), "Lost in the middle.")
        pdf.save(wide)
    (chunk,) = read_document(wide).chunks
    assert chunk.text == "Lost in the middle."


def test_sixty_thousand_paths_are_a_picture(tmp_path: Path) -> None:
    path = tmp_path / "paths.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 700), "Figure 1: Very many lines.")
        lines = "\n".join(
            f"{60 + n * 7 % 480} {100 + n * 11 % 500} m {60 + n * 13 % 480} {100 + n * 3 % 500} l S"
            for n in range(60_000)
        )
        stream = page.get_contents()[0]
        pdf.update_stream(stream, page.read_contents() + b"\n" + lines.encode())
        pdf.save(path, deflate=True)
    (figure,) = read_document(path).figures
    assert (figure.label, figure.kind) == ("Figure 1", "picture")


def test_each_reader_has_a_version_of_its_own_that_holds_what_it_imports() -> None:
    versions = {parser_version(form) for form in ("pdf", "docx", "html", "csv")}
    assert len(versions) == 4
    assert parser_version("pdf") == parser_version("image")
    assert "mmkg.graph.document" in reached(("mmkg.tools.parse.web",))
    assert "mmkg.tools.parse.chart_read" not in reached(("mmkg.tools.parse.web",))


def test_reading_pdfs_loads_no_model_of_pymupdf() -> None:
    asked = "import sys, mmkg.tools.parse.pages; print('onnxruntime' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_glyphs_of_a_page_turned_upside_down_are_where_they_are_printed(tmp_path: Path) -> None:
    upright, turned = pymupdf.open(), pymupdf.open()
    upright.new_page().insert_text((100, 200), "Height of oaks")
    page = turned.new_page()
    page.show_pdf_page(page.rect, upright, 0, rotate=180)
    page.set_rotation(180)
    boxes = []
    for name, made in (("upright", upright), ("turned", turned)):
        made.save(tmp_path / f"{name}.pdf")
        with Pdf(tmp_path / f"{name}.pdf") as pdf:
            boxes.append(pdf.pages[0].lines[0].box)
    assert boxes[0] == pytest.approx(boxes[1], abs=0.1)
