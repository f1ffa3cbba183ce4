"""Scans and pictures: recognised words in their boxes, tables as from print, honest warnings."""

import importlib.util
import struct
import zlib
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import pymupdf
import pytest
from PIL import Image, ImageOps

from mmkg.graph.document import Cell, Document, Reading, Table
from mmkg.graph.evidence import cite_cell, cite_span
from mmkg.graph.provenance import Address, Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse import reader
from mmkg.tools.parse.ocr import SeenWord
from mmkg.tools.parse.page_sense import is_garbled
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.scan_seen import Scan, as_seen, poor_pages
from mmkg.tools.parse.scan_turn import Turn
from mmkg.tools.parse.scans import as_pdf, scanned_pages
from mmkg.tools.parse.upright import upright
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


def test_a_picture_stored_in_strips_is_a_scan(tmp_path: Path) -> None:
    strip = pymupdf.Pixmap(pymupdf.csGRAY, 60, 5, bytes(range(60)) * 5, False)
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=600, height=800)
        for row in range(16):
            page.insert_image(pymupdf.Rect(0, 50 * row, 600, 50 * row + 50), pixmap=strip)
        pdf.save(tmp_path / "s.pdf")
    with Pdf(tmp_path / "s.pdf") as read:
        assert len(read.pages[0].pictures) == 16
        assert scanned_pages(read) == {1}


def test_a_layer_of_text_that_others_recognised_is_told(tmp_path: Path) -> None:
    words = "The seas are salt and deep, as someone saw."
    for painted in (0, 3):
        with pymupdf.open() as pdf:
            page = pdf.new_page()
            noise = np.random.default_rng(1).integers(0, 255, 600 * 800, dtype=np.uint8)
            grey = pymupdf.Pixmap(pymupdf.csGRAY, 600, 800, noise.tobytes(), False)
            page.insert_image(page.rect, pixmap=grey)
            page.insert_text((50, 60), words, render_mode=painted)
            pdf.save(tmp_path / f"{painted}.pdf")
        document = read_document(tmp_path / f"{painted}.pdf")
        assert [chunk.text for chunk in document.chunks] == [words]
        told = [warning for warning in document.warnings if "others recognised" in warning]
        assert len(told) == bool(painted)


def test_cells_of_a_layer_that_others_recognised_are_never_exact(tmp_path: Path) -> None:
    exact = []
    for hidden in (False, True):
        with pymupdf.open(CORPUS / "planets.pdf") as pdf:
            pdf.select([0])
            picture = pdf[0].get_pixmap(dpi=100)
            if hidden:
                pdf[0].clean_contents()
                (content,) = pdf[0].get_contents()
                pdf.update_stream(content, pdf.xref_stream(content).replace(b"BT", b"BT 3 Tr"))
                pdf[0].insert_image(pdf[0].rect, pixmap=picture, overlay=False)
            pdf.save(tmp_path / f"{hidden}.pdf")
        document = read_document(tmp_path / f"{hidden}.pdf")
        exact.append([cell.exact for table in document.tables for cell in table.cells])
    assert any(exact[0])
    assert exact[1] and not any(exact[1])


def test_text_without_meaning_is_looked_at(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        for font in ("helv", "cour"):
            page = pdf.new_page()
            for row in range(12):
                page.insert_text((50, 60 + 20 * row), "Letters of a font", fontname=font)
        courier = next(xref for xref, *_, name, _ in pdf[1].get_fonts() if name == "cour")
        unnamed = " ".join(f"/uniE{code:03X}" for code in range(32, 127))  # of private use
        pdf.xref_set_key(courier, "Encoding", f"<</Type/Encoding/Differences[32 {unnamed}]>>")
        pdf.save(tmp_path / "s.pdf")
    with Pdf(tmp_path / "s.pdf") as read:
        assert read.pages[0].lines and not read.pages[1].lines
        assert scanned_pages(read) == {2}


@pytest.mark.parametrize(
    ("codes", "lost"),
    [
        ("Letters of a font that tells no names, yet the codes are those of its words.", False),
        ("/HWWHUV RI D IRQW WKDW WHOOV QR QDPHV DQG QXPEHUV JOBSKV DV WKHB FDPH", True),
        ("ú{:6¡Q¾3÷NffUëfMºù{UMÑfÆû HüYØv¤£{¬Ø", True),
    ],
)
def test_codes_of_fonts_that_name_no_letters_are_text_only_where_they_spell(
    codes: str, lost: bool
) -> None:
    untold = "".join(char if char.isspace() else "\ufffd" for char in codes)
    assert is_garbled(untold, codes) == lost


def test_a_code_that_goes_on_and_on_is_a_hatching_and_no_lost_text() -> None:
    hatched = (
        "Figure 3 "
        + "\x01" * 90
        + "a"
        + "\x02" * 60
        + " 高度 图 3 的说明文字在这里写了二十个字以上才算数"
    )
    assert not is_garbled(hatched.replace("\x01", "\ufffd").replace("\x02", "\ufffd"), hatched)


def test_letters_of_another_western_language_are_not_garbled() -> None:
    text = "Die Größe der Öffnung läßt sich für höhere Drücke ändern, übt aber Kräfte aus."
    assert not is_garbled(text, text)


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


@needs_ocr
def test_bookmarks_lead_to_scanned_pages_too(tmp_path: Path) -> None:
    with pymupdf.open(scan(tmp_path / "s.pdf")) as pdf:
        pdf.set_toc([[1, "One", 1], [1, "Two", 2]])
        pdf.save(tmp_path / "marked.pdf")
    with (
        upright(tmp_path / "marked.pdf", frozenset({1}), {}) as (copy, seen),
        Pdf(copy) as read,
    ):
        assert read.outline == [(1, "One", 1), (1, "Two", 2)]
        assert len(seen[1].words) > 20 and not read.pages[0].pictures


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


def turned_scan(path: Path, angle: float) -> tuple[Path, Turn]:
    """A small printed page turned clockwise, and how it is made upright."""
    with pymupdf.open() as pdf, pymupdf.open() as made:
        page = pdf.new_page(width=360, height=220)
        page.insert_text((30, 30), "Table 1: Depth of two seas", fontsize=11)
        for y in (40, 60, 120):
            page.draw_line((30, y), (330, y))
        for row, texts in enumerate((("Sea", "Depth (m)"), ("Red", "3040"), ("Black", "2212"))):
            for column, text in enumerate(texts):
                page.insert_text((40 + 160 * column, 54 + 26 * row), text, fontsize=11)
        page.insert_text(
            (30, 170), "Both seas are salt water, and both of them are deep.", fontsize=11
        )
        drawn = pdf[0].get_pixmap(dpi=200)
        pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width, 3)
        sheet = Turn(-angle, (drawn.width, drawn.height)).of(pixels)
        _, data = cv2.imencode(".png", sheet)
        turn = Turn(angle, (sheet.shape[1] * 0.36, sheet.shape[0] * 0.36))
        page = made.new_page(width=turn.size[0], height=turn.size[1])
        page.insert_image(page.rect, stream=data.tobytes())
        made.save(path)
    return path, turn


@needs_ocr
@pytest.mark.parametrize("angle", [-2.0, 91.0, 180.0])
def test_turned_pages_are_read_and_their_places_are_those_of_the_page(
    tmp_path: Path, angle: float
) -> None:
    path, turn = turned_scan(tmp_path / "s.pdf", angle)
    document = read_document(path)
    assert document.page_sizes == (pytest.approx(turn.size, abs=0.01),)
    (table,) = document.tables
    assert table.grid()[1:] == [["Red", "3040"], ["Black", "2212"]]
    assert table.at[1, 1].reading.unit == "m"
    text = document.chunks[-1]
    assert text.text.replace(" ", "") == "Bothseasaresaltwater,andbothofthemaredeep."
    assert text.address.box and not table.at[1, 1].exact
    printed = (turn.upright[0] - 360) / 2, (turn.upright[1] - 220) / 2
    wanted = turn.back(Box(printed[0] + 30, printed[1] + 161, printed[0] + 290, printed[1] + 173))
    assert text.address.box == pytest.approx(wanted, abs=6)
    if angle == 180:
        reread = Rereader({document.sha256: path})
        cell = cite_cell(table, table.at[1, 1])
        assert reread(cell) is None
        assert reread(cite_span(text, (0, 10))) is None
        assert reread(cell.model_copy(update={"text": "3041"})) is not None
        reread.close()


@pytest.mark.parametrize("angle", [0.0, 1.5, 92.0, 180.0, 268.5])
def test_a_box_of_an_upright_page_is_put_back_where_it_was_printed(angle: float) -> None:
    turn = Turn(angle, (300.0, 400.0))
    box = turn.back(Box(100, 100, 110, 104))
    x, y = turn.matrix @ [*box.centre, 1]
    assert (x, y) == pytest.approx((105, 102), abs=0.1)
    assert turn.upright == pytest.approx((400, 300) if angle in (92, 268.5) else (300, 400), abs=20)


@needs_ocr
def test_a_chinese_picture_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    with pymupdf.open(CORPUS / "深空探测.pdf") as pdf:
        pdf[0].get_pixmap(dpi=150).save(path)
    document = read_document(path)
    assert (document.format, document.language) == ("image", "zh")
    text = "".join(chunk.text for chunk in document.chunks)
    assert "第一次从月球背面带回样品" in text
    assert document.tables[0].grid()[6] == ["嫦娥五号", "月球", "2020", "长征五号", "8200"]


def test_pictures_of_every_mode_are_pages_as_they_show(tmp_path: Path) -> None:
    with pymupdf.open(CORPUS / "planets.pdf") as pdf:
        drawn = pdf[0].get_pixmap(dpi=60, colorspace="gray")
    grey = Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
    clear = Image.new("RGBA", grey.size)
    clear.putalpha(ImageOps.invert(grey))
    sideways = Image.Exif()
    sideways[0x112] = 6
    turned = grey.rotate(90, expand=True)
    grey.convert("CMYK").save(tmp_path / "cmyk.tiff")
    grey.convert("1").save(tmp_path / "bits.tif", compression="group4")
    grey.save(tmp_path / "two.tif", save_all=True, append_images=[grey])
    turned.save(tmp_path / "exif.jpg", exif=sideways, quality=95)
    turned.save(tmp_path / "exif.png", exif=sideways)
    turned.save(tmp_path / "exif.tif", exif=sideways)
    clear.save(tmp_path / "clear.png")
    shown = np.asarray(grey, float).ravel()
    for name, pages in {
        "cmyk.tiff": 1,
        "bits.tif": 1,
        "two.tif": 2,
        "exif.jpg": 1,
        "exif.png": 1,
        "exif.tif": 1,
        "clear.png": 1,
    }.items():
        path = tmp_path / name
        with as_pdf(path, path.read_bytes()) as made, pymupdf.open(made) as pdf:
            assert len(pdf) == pages
            zoom = drawn.width / pdf[0].rect.width
            page = pdf[0].get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), colorspace="gray")
        assert (page.width, page.height) == (drawn.width, drawn.height)
        assert np.corrcoef(np.frombuffer(page.samples, np.uint8), shown)[0, 1] > 0.5, name


def test_a_page_that_is_hardly_seen_is_told() -> None:
    box = Box(10, 10, 30, 20)
    clear, poor = ((SeenWord("a", box, box, score),) for score in (0.97, 0.6))
    (told,) = poor_pages({1: Scan(clear, ()), 2: Scan(poor, ()), 3: Scan((), ())})
    assert told.startswith("page 2 is a poor scan")


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


@needs_ocr
def test_a_cell_that_is_framed_a_little_otherwise_is_the_same_cell(
    planets: tuple[Path, Document],
) -> None:
    path, document = planets
    table = next(table for table in document.tables if table.address.page == 1)
    first, second = [cell for cell in table.cells if cell.kind == "body" and cell.text][:2]
    box = first.address.box
    assert box is not None and first.text != second.text
    near = Box(box.x0 + 0.7, box.y0 - 0.4, box.x1 - 0.6, box.y1 + 0.3)
    cited = cite_cell(table, first)
    moved = cited.model_copy(update={"address": cited.address.model_copy(update={"box": near})})
    rereader = Rereader({document.sha256: path})
    assert rereader(moved) is None
    assert rereader(moved.model_copy(update={"text": second.text}))
    rereader.close()
