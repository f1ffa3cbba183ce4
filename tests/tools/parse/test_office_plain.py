"""Word files without styles of headings: what bold lines, numbers and sizes say."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from mmkg.tools.parse.reader import read_document

PROSE = "The lake is deep, and its water is cold in all months of the year."


def written(path: Path, *lines: tuple[str, float, bool, bool]) -> Path:
    """A file of paragraphs: text, size, whether bold, whether centred."""
    word = docx.Document()
    for text, size, bold, centred in lines:
        paragraph = word.add_paragraph()
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
    word.save(path)
    return path


def test_the_largest_centred_lines_are_the_title_and_bold_lines_are_headings(
    tmp_path: Path,
) -> None:
    path = written(
        tmp_path / "report.docx",
        ("Title:", 24, True, True),
        ("Depths of Lakes", 24, True, True),
        ("in the North", 24, True, True),
        ("1. Methods", 12, True, False),
        (PROSE, 12, False, False),
        ("1.1 Sounding", 12, True, False),
        (PROSE, 12, False, False),
    )
    document = read_document(path)
    assert document.title == "Depths of Lakes in the North"
    sections = [chunk.section for chunk in document.chunks if chunk.text == PROSE]
    assert sections == [("1. Methods",), ("1. Methods", "1.1 Sounding")]


def test_bold_sentences_and_many_bold_lines_together_are_no_headings(tmp_path: Path) -> None:
    path = written(
        tmp_path / "letter.docx",
        *((f"Bold line {number}", 12, True, False) for number in range(3)),
        (PROSE, 12, False, False),
        ("This is said loudly.", 12, True, False),
        (PROSE, 12, False, False),
    )
    document = read_document(path)
    assert document.title == "letter"
    assert {chunk.kind for chunk in document.chunks} == {"paragraph"}


def test_chinese_numbers_make_headings_without_bold(tmp_path: Path) -> None:
    path = written(
        tmp_path / "报告.docx",
        ("一、研究方法", 12, False, False),
        ("水位每天测量一次。", 12, False, False),
        ("（一）测点", 12, False, False),
        ("测点共有三处。", 12, False, False),
    )
    chunks = {chunk.text: chunk.section for chunk in read_document(path).chunks}
    assert chunks["水位每天测量一次。"] == ("一、研究方法",)
    assert chunks["测点共有三处。"] == ("一、研究方法", "（一）测点")
