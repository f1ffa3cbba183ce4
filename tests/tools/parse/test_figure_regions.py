"""Where figures are: pictures behind text are none, and bare labels are captions by their print."""

from pathlib import Path

import numpy as np
import pymupdf
import pytest

from mmkg.tools.parse.figure_captions import find_captions
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.reader import read_document

OVER = "We drill in the east of the basin, and ship the gas from there."


def photograph(page: pymupdf.Page, box: pymupdf.Rect) -> None:
    grey = np.random.default_rng(1).integers(200, 255, (40, 30), dtype=np.uint8)
    page.insert_image(box, pixmap=pymupdf.Pixmap(pymupdf.csGRAY, 30, 40, grey.tobytes(), False))


def test_text_over_a_picture_of_the_whole_page_is_text(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        photograph(page, page.rect)
        page.insert_text((60, 80), "Eastern basin", fontsize=24)
        page.insert_text(
            (60, 120), "We drill in the east of the basin, and ship the gas from there."
        )
        page = pdf.new_page()
        photograph(page, pymupdf.Rect(100, 100, 400, 500))
        page.insert_text((120, 300), "Rig 4")
        page.insert_text((100, 540), "The rig is the oldest one that still works in the basin.")
        pdf.save(tmp_path / "a.pdf")
    document = read_document(tmp_path / "a.pdf")
    assert [figure.address.page for figure in document.figures] == [2]
    assert [chunk.text for chunk in document.chunks] == [
        "Eastern basin",
        f"{OVER} The rig is the oldest one that still works in the basin.",
    ]


@pytest.mark.parametrize(
    ("font", "text", "label"),
    [
        ("hebo", "Figure 1-2 Existing controls of rows", "Figure 1-2"),
        ("heit", "Figure 3 Existing controls of rows", "Figure 3"),
        ("helv", "Figure 4   Existing controls of rows", "Figure 4"),
        ("helv", "Figure 5 Existing controls of rows are few, and", None),
        ("helv", "Figure 6 shows controls of rows", None),
    ],
)
def test_a_label_without_a_stop_heads_a_caption_where_print_sets_it_apart(
    tmp_path: Path, font: str, text: str, label: str | None
) -> None:
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((60, 80), text, fontname=font)
        pdf.save(tmp_path / "a.pdf")
    with Pdf(tmp_path / "a.pdf") as read:
        found = find_captions(read.pages[0].lines)
    assert [caption.label for caption in found] == ([label] if label else [])


def test_ligatures_of_a_caption_are_letters(tmp_path: Path) -> None:
    font = pymupdf.Font("tiro")
    with pymupdf.open() as pdf:
        writer = pymupdf.TextWriter(pdf.new_page().rect)
        writer.append((60, 80), "Fig. 1. Annual \ufb02ow of two rivers", font=font)
        writer.write_text(pdf[0])
        pdf.save(tmp_path / "a.pdf")
    with Pdf(tmp_path / "a.pdf") as read:
        assert "\ufb02" in read.pages[0].lines[0].text
        (caption,) = find_captions(read.pages[0].lines)
    assert caption.text == "Annual flow of two rivers"


def test_the_short_last_line_of_a_paragraph_is_no_part_of_the_figure_below(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=600, height=800)
        for row in range(8):
            page.insert_text((60, 80 + 12 * row), f"Row {row} of the text: {OVER}", fontsize=10)
        page.insert_text((60, 176), "and calibrated.", fontsize=10)
        page.draw_circle((300, 260), 70)
        page.draw_line((200, 190), (400, 330))
        page.insert_text((210, 360), "Figure 1: Two cameras", fontsize=10)
        pdf.save(tmp_path / "a.pdf")
    document = read_document(tmp_path / "a.pdf")
    (figure,) = document.figures
    assert figure.address.box and figure.address.box.y0 > 178
    assert " ".join(chunk.text for chunk in document.chunks).endswith("and calibrated.")


def captions_of(path: Path, prints: list[tuple[float, float, str, str]]) -> list[tuple[str, str]]:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=600, height=800)
        for x, y, text, font in prints:
            page.insert_text((x, y), text, fontname=font, fontsize=10)
        pdf.save(path)
    with Pdf(path) as read:
        return [(c.label, c.text) for c in find_captions(read.pages[0].lines)]


def test_a_caption_in_two_languages_is_one(tmp_path: Path) -> None:
    said = [
        (200.0, 100.0, "图 3.1 各轴的定义", "china-s"),
        (190.0, 114.0, "Fig. 3-1: Definition of the axes", "helv"),
        (200.0, 300.0, "图 3.2 步行阶段", "china-s"),
        (190.0, 500.0, "Fig. 3-2: Phases of a walk", "helv"),
    ]
    assert captions_of(tmp_path / "a.pdf", said) == [
        ("图 3.1", "各轴的定义 Fig. 3-1 Definition of the axes"),
        ("图 3.2", "步行阶段"),
        ("Fig. 3-2", "Phases of a walk"),
    ]


def test_a_chinese_sentence_about_a_figure_is_no_caption(tmp_path: Path) -> None:
    said = [
        (60.0, 100.0, "图 3 显示了与一名跑步者的竖向加速度", "china-s"),
        (60.0, 300.0, "图 4 跑步者的加速度", "china-s"),
    ]
    assert captions_of(tmp_path / "a.pdf", said) == [("图 4", "跑步者的加速度")]


def test_a_centred_row_with_a_bare_label_is_a_caption(tmp_path: Path) -> None:
    row = "Rows of text that are wider than the caption between them, and whole"
    rows = [(60.0, 100.0 + 12 * n, row, "helv") for n in range(5)]
    centred = (125.0, 300.0, "Fig. 1 Example of a simple chain of calls", "helv")
    begun = (60.0, 400.0, "Fig. 2 Example of a simple chain of calls", "helv")
    assert captions_of(tmp_path / "a.pdf", [*rows, centred, begun]) == [
        ("Fig. 1", "Example of a simple chain of calls")
    ]
