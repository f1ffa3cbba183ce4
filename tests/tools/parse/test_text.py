"""Running text of PDFs: order, headings, paragraphs, and the way back to the page."""

import random
from collections import Counter
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.provenance import Box
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.text_chunks import MOST_TOKENS, Text, read_text, tokens
from mmkg.tools.parse.text_columns import Region
from mmkg.tools.parse.text_joins import Vocabulary, join_rows
from mmkg.tools.parse.text_language import language_of
from mmkg.tools.parse.text_rows import Column, Row, normalise, squeeze, text_at
from mmkg.tools.parse.text_sentences import split_sentences

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"
SHA = "ab" * 32
Print = tuple[float, float, str] | tuple[float, float, str, float, str]


def typeset(path: Path, *pages: list[Print]) -> Path:
    """A PDF with texts at places: x, baseline, text, and optionally size and font."""
    pdf = pymupdf.open()
    for prints in pages:
        page = pdf.new_page(width=600, height=800)
        for x, y, text, *style in prints:
            size, font = style or (10, "helv")
            page.insert_text((x, y), text, fontsize=size, fontname=font)
    pdf.save(path)
    pdf.close()
    return path


def read(path: Path, regions: list[Region] | None = None) -> Text:
    with Pdf(path) as pdf:
        return read_text(pdf, regions or [], SHA)


def column(x: float, y: float, rows: list[str]) -> list[Print]:
    return [(x, y + 12 * place, row) for place, row in enumerate(rows)]


LEFT = [f"Left row {n} has words that fill up the measure" for n in range(1, 9)]
RIGHT = [f"right row {n} has words that fill up the measure" for n in range(1, 9)]


def test_columns_are_read_one_after_the_other_below_a_spanning_title(tmp_path: Path) -> None:
    page = [
        (100, 80, "A title that spans both of the columns", 20, "hebo"),
        *column(60, 120, LEFT),
        *column(320, 120, RIGHT),
    ]
    text = read(typeset(tmp_path / "a.pdf", page))
    assert text.title == "A title that spans both of the columns"
    assert text.chunks[1].text == " ".join([*LEFT, *RIGHT])


def test_a_spanning_table_parts_the_columns_above_from_those_below(tmp_path: Path) -> None:
    above_left, above_right = [f"A{r}" for r in LEFT[:4]], [f"b{r}" for r in RIGHT[:4]]
    below_left, below_right = [f"c{r}" for r in LEFT[:4]], [f"d{r}" for r in RIGHT[:4]]
    page = [
        (60, 80, "Title", 20, "hebo"),
        *column(60, 120, above_left),
        *column(320, 120, above_right),
        (200, 220, "inside the table"),
        *column(60, 320, below_left),
        *column(320, 320, below_right),
    ]
    table = Region("t", 1, Box(60, 190, 560, 290))
    text = read(typeset(tmp_path / "a.pdf", page), [table])
    rows = " ".join([*above_left, *above_right, *below_left, *below_right])
    assert " ".join(chunk.text for chunk in text.chunks[1:]) == rows
    assert text.places["t"].order in (1, 2)


def test_headers_footers_and_page_numbers_are_no_text(tmp_path: Path) -> None:
    pages = [
        [
            (60, 40, f"Journal of Things, vol. {n}"),
            *column(60, 120, [f"Page {n}: {row}" for row in LEFT]),
            (295, 770, str(n)),
        ]
        for n in range(1, 5)
    ]
    words = " ".join(chunk.text for chunk in read(typeset(tmp_path / "a.pdf", *pages)).chunks)
    assert "Journal" not in words
    assert words.count("Page") == 32
    assert not any(f" {n} Page" in words for n in range(1, 5))


def test_line_numbers_of_review_copies_are_no_text(tmp_path: Path) -> None:
    rows = [f"Sentence number {n} of a text under review goes here" for n in "abcdefghijkl"]
    numbers = [(30, 120 + 12 * n, f"{n:03}") for n in range(12)]
    text = read(typeset(tmp_path / "a.pdf", [*column(80, 120, rows), *numbers]))
    assert " ".join(chunk.text for chunk in text.chunks) == " ".join(rows)


def test_numbered_headings_make_section_paths(tmp_path: Path) -> None:
    page = [
        (60, 60, "The title of it all", 20, "hebo"),
        (60, 100, "1 Introduction", 14, "hebo"),
        *column(60, 120, ["Words of the introduction, which", "go on to a second row."]),
        (60, 170, "2 Method", 14, "hebo"),
        (60, 195, "2.1 Data", 12, "hebo"),
        *column(60, 215, ["Words about data, which go on", "to a second row as well."]),
        (60, 260, "References", 14, "hebo"),
        *column(60, 280, ["[1] A. Author. A paper.", "[2] B. Author. Another one."]),
    ]
    chunks = read(typeset(tmp_path / "a.pdf", page)).chunks
    assert [chunk.text for chunk in chunks if chunk.kind == "heading"] == [
        "The title of it all",
        "1 Introduction",
        "2 Method",
        "2.1 Data",
        "References",
    ]
    data = next(chunk for chunk in chunks if chunk.text.startswith("Words about data"))
    assert data.section == ("2 Method", "2.1 Data")
    assert [c.text for c in chunks if c.kind == "reference"] == [
        "[1] A. Author. A paper.",
        "[2] B. Author. Another one.",
    ]


def centred(y: float, text: str, size: float) -> Print:
    return (310 - pymupdf.get_text_length(text, "helv", size) / 2, y, text, size, "helv")


def test_authors_below_a_centred_title_head_no_section(tmp_path: Path) -> None:
    body = [f"Row {n} has words that fill up the whole measure of this page here" for n in range(9)]
    top = [centred(80, "Glaciers of the Holm range", 18), centred(110, "Ida Borg", 13)]
    read_once = read(typeset(tmp_path / "a.pdf", [*top, *column(150, 150, body)]))
    assert read_once.title == "Glaciers of the Holm range"
    assert {chunk.section for chunk in read_once.chunks} == {()}
    later = [centred(300, "Firn", 13), *column(150, 330, body)]
    again = read(typeset(tmp_path / "b.pdf", [*top, *column(150, 150, body), *later]))
    assert {chunk.section for chunk in again.chunks} >= {("Ida Borg",), ("Firn",)}


def test_a_paragraph_goes_on_over_a_page_break_and_a_footnote(tmp_path: Path) -> None:
    first = [*column(60, 120, LEFT), (60, 600, "1", 5, "helv"), (64, 603, "A note.", 8, "helv")]
    second = column(60, 120, ["and here it ends, on the second page."])
    chunks = read(typeset(tmp_path / "a.pdf", first, second)).chunks
    assert any(
        chunk.text.endswith("measure and here it ends, on the second page.") for chunk in chunks
    )
    assert [chunk.text for chunk in chunks if chunk.kind == "footnote"] == ["¹ A note."]


def test_a_footnote_mark_is_part_of_no_word_and_a_sentence_ends_before_it(tmp_path: Path) -> None:
    width = pymupdf.Font("helv").text_length
    page = [
        *[(60, 100 + 12 * n, text) for n, text in enumerate(LEFT)],
        (60, 220, "The way up is difficult."),
        (60 + width("The way up is difficult.", 10), 216, "12", 6, "helv"),
        (190, 220, "It covers 30 m"),
        (190 + width("It covers 30 m", 10), 216, "2", 6, "helv"),
    ]
    chunks = read(typeset(tmp_path / "a.pdf", page)).chunks
    text = chunks[-1].text
    assert text.endswith("The way up is difficult.¹² It covers 30 m^2")
    assert [text[slice(*span)] for span in chunks[-1].sentences][-1] == "It covers 30 m^2"


def test_an_indent_starts_a_paragraph_and_a_bullet_a_list_item(tmp_path: Path) -> None:
    rows = [
        (60, 100, "The first paragraph has two rows of words that are long"),
        (60, 112, "enough to show where the margin of the page is set up."),
        (80, 124, "The second paragraph is indented and has two rows, too,"),
        (60, 136, "of which this is the last one that anybody will see."),
        (70, 148, "• a first item of the list which goes on in the next row"),
        (80, 160, "since it is long"),
        (70, 172, "• a second item of the list which is of medium length"),
    ]
    chunks = read(typeset(tmp_path / "a.pdf", [(60, 60, "Title", 20, "hebo"), *rows])).chunks
    starts = [chunk.text[:12] for chunk in chunks[1:]]
    assert starts == ["The first pa", "The second p", "· a first it", "· a second i"]
    assert [chunk.kind for chunk in chunks[3:]] == ["list", "list"]


def row(text: str) -> Row:
    return Row(text, Box(0, 0, 100, 10), 1, Column(0, 100), 10, 10, False, False, False)


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (["a com-", "puter here"], "a computer here"),
        (["state-of-", "the-art; state-of-the-art"], "state-of-the-art; state-of-the-art"),
        (["on Reward-", "Bench", "RewardBench"], "on RewardBench RewardBench"),
        (["for GPT-", "4 only"], "for GPT-4 only"),
        (["Sino-", "Tibetan"], "Sino-Tibetan"),
        (["中国国家航天局总部设", "在北京。"], "中国国家航天局总部设在北京。"),
        (["使用 BERT 模型和", "GPT 模型"], "使用 BERT 模型和 GPT 模型"),
        (["see https://example.org/", "Some/path here"], "see https://example.org/Some/path here"),
        (["the years 2019–", "2021"], "the years 2019–2021"),
        (["soft\u00ad", "ware"], "software"),
    ],
)  # fmt: skip
def test_rows_are_joined_as_they_are_meant(rows: list[str], text: str) -> None:
    printed = [row(r) for r in rows]
    joined, spans = join_rows(printed, Vocabulary(printed))
    assert joined == text
    assert spans[0][0] == 0 and spans[-1][1] == len(text)
    assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("It is 3.5 m. Then it grew.", ["It is 3.5 m.", "Then it grew."]),
        ("See Fig. 3 and Eq. (2) of Smith et al. (2020). Done.", 2),
        ("We use e.g. BERT, i.e. a model. It works!", 2),
        ("As A. A. Siddiqi wrote, it flew. Was it so? Yes.", 3),
        ("行星绕太阳运行。轨道是椭圆！是吗？是；不是。", 5),
        ("速度为 3.5 km/s。 Then English.", 2),
        ("no end", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_they_end(text: str, sentences: list[str] | int) -> None:
    found = [text[start:end] for start, end in split_sentences(text)]
    assert (found if isinstance(sentences, list) else len(found)) == sentences


def test_normalising_loses_no_exponent_and_no_chinese_comma() -> None:
    assert normalise("ﬁne 𝑥 10² ½ ，（） ＡＢ\ud835") == "fine x 10² ½ ，（） AB\ufffd"
    assert squeeze("中 国  a  b 国") == "中国 a b 国"


@pytest.mark.parametrize("name", ["planets.pdf", "orbits.pdf", "missions.pdf", "深空探测.pdf"])
def test_each_line_of_a_chunk_is_what_its_box_prints(name: str) -> None:
    with Pdf(CORPUS / name) as pdf:
        text = read_text(pdf, [], SHA)
        lines = [(chunk, line) for chunk in text.chunks for line in chunk.lines]
        assert len(lines) > 30
        wrong = [
            chunk.text[slice(*line.span)]
            for chunk, line in lines
            if _letters(text_at(pdf.pages[line.page - 1], line.box))
            != _letters(chunk.text[slice(*line.span)])
        ]
    assert len(wrong) <= 3, wrong  # rows of fractions, whose parts overlap


def _letters(text: str) -> list[str]:
    return sorted(char for char in text if char.isalnum())


def test_chunks_keep_to_a_section_and_a_size_and_ids_are_stable() -> None:
    first, again = read(CORPUS / "planets.pdf"), read(CORPUS / "planets.pdf")
    assert first == again
    assert [c.id for c in first.chunks] == [
        f"{SHA[:12]}:chunk:{n}" for n in range(1, len(first.chunks) + 1)
    ]
    assert all(len(chunk.text.split()) < 320 for chunk in first.chunks)
    for chunk in first.chunks:
        assert chunk.sentences[0][0] == 0 and chunk.sentences[-1][1] == len(chunk.text)


def test_a_chinese_paper_is_read_as_chinese() -> None:
    text = read(CORPUS / "深空探测.pdf")
    assert (text.title, text.language) == ("深空探测", "zh")
    assert [c.text for c in text.chunks if c.kind == "heading"][1:4] == [
        "1 任务概况",
        "2 环绕月球",
        "3 着陆与巡视",
    ]


def test_a_page_of_plain_paragraphs_has_no_title(tmp_path: Path) -> None:
    rows = [f"Row {n} of plain text has words that fill up the measure" for n in range(1, 7)]
    text = read(typeset(tmp_path / "plain.pdf", column(60, 120, [*rows, "and ends here."])))
    assert text.title == ""
    assert text.chunks[0].kind == "paragraph" and text.chunks[0].text.startswith("Row 1")


def test_a_short_first_row_in_the_size_of_the_text_is_still_a_title(tmp_path: Path) -> None:
    rows = [f"Row {n} of plain text has words that fill up the measure" for n in range(1, 7)]
    page = [(60, 80, "Notes on rivers"), *column(60, 120, rows)]
    assert read(typeset(tmp_path / "short.pdf", page)).title == "Notes on rivers"


def test_an_author_in_the_other_column_heads_no_section(tmp_path: Path) -> None:
    page = [
        (180, 80, "Measuring lakes from orbit", 18, "helv"),
        (150, 110, "A. Person", 12, "helv"),
        (400, 110, "B. Person", 12, "helv"),
        (60, 140, "1 Introduction", 14, "hebo"),
        *column(60, 160, LEFT),
        *column(320, 160, RIGHT),
    ]
    text = read(typeset(tmp_path / "authors.pdf", page))
    assert {chunk.section for chunk in text.chunks if "row" in chunk.text} == {("1 Introduction",)}


def test_a_page_number_under_short_columns_is_no_text(tmp_path: Path) -> None:
    page = [*column(60, 560, LEFT), *column(320, 560, RIGHT), (298, 680, "7")]
    text = read(typeset(tmp_path / "number.pdf", page))
    assert not any(chunk.text.endswith("7") or "7 " in chunk.text[-4:] for chunk in text.chunks)


def test_running_heads_and_feet_far_from_the_edge_are_no_text(tmp_path: Path) -> None:
    pages = [
        [(80, 130, "Annals of the Works"), *column(80, 160, RIGHT), (80, 690, f"Draft {number}")]
        for number in (1, 2, 3)
    ]
    text = " ".join(chunk.text for chunk in read(typeset(tmp_path / "a.pdf", *pages)).chunks)
    assert "Annals" not in text
    assert "Draft" not in text
    assert text.count("right row 1") == 3


def test_a_number_that_counts_pages_is_no_text_wherever_the_page_ends(tmp_path: Path) -> None:
    pages = [
        [*column(60, 100, RIGHT), (320, 640 + 10 * number, str(number + 40))]
        for number in (1, 2, 3, 4)
    ]
    last = [(60, 90, "45"), (75, 90, "Of harbours"), *column(60, 110, RIGHT)]
    chunks = read(typeset(tmp_path / "a.pdf", *pages, last)).chunks
    text = " ".join(chunk.text for chunk in chunks)
    assert not {"41", "42", "43", "44"} & set(text.split())
    assert "45 Of harbours" in text


def test_drawn_bullets_begin_items_and_a_rule_begins_footnotes(tmp_path: Path) -> None:
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=600, height=800)
        for place, row in enumerate(("The first of the items here", "The second one of the items")):
            page.draw_circle((85, 197 + 12 * place), 1.6, fill=(0, 0, 0))
            page.insert_text((95, 200 + 12 * place), row, fontsize=10)
        for x, y, row in (prints for prints in column(60, 100, LEFT[:4])):
            page.insert_text((x, y), row, fontsize=10)
        page.draw_line((60, 700), (200, 700), width=0.5)
        page.insert_text((60, 708), "1", fontsize=6)
        page.insert_text((64, 712), "A note in print as large as the text", fontsize=10)
        pdf.save(tmp_path / "a.pdf")
    kinds = [(chunk.kind, chunk.text[:16]) for chunk in read(tmp_path / "a.pdf").chunks]
    items = [("list", "The first of the"), ("list", "The second one o")]
    assert kinds[1:] == [*items, ("footnote", "¹A note in print")]


def test_a_chapter_is_one_heading_and_letters_stand_below_roman_numbers(tmp_path: Path) -> None:
    page = [
        (60, 60, "A title in large print", 24, "hebo"),
        (60, 110, "Chapter 2", 16, "hebo"),
        (60, 140, "Of harbours", 18, "hebo"),
        *column(60, 180, LEFT),
        (60, 300, "II. METHODS", 12, "hebo"),
        (60, 330, "A. Of ships", 12, "hebo"),
        *column(60, 360, RIGHT),
    ]
    chunks = read(typeset(tmp_path / "a.pdf", page)).chunks
    assert "Chapter 2 Of harbours" in [chunk.text for chunk in chunks]
    assert chunks[-1].section == ("II. METHODS", "A. Of ships")


def test_a_row_of_as_many_sizes_as_letters_is_read(tmp_path: Path) -> None:
    page = [
        (60 + 11 * n, 100, letter, 9 + 0.5 * n, "helv") for n, letter in enumerate("abcdefghij")
    ]
    assert "".join(read(typeset(tmp_path / "a.pdf", page)).chunks[0].text.split()) == "abcdefghij"


@pytest.mark.parametrize(("chinese", "two"), [(False, False), (False, True), (True, True)])
def test_spans_of_chunks_lead_back_to_what_another_reader_sees_there(
    tmp_path: Path, chinese: bool, two: bool
) -> None:
    rng, page = random.Random(7), [(60.0, 50.0, "A heading above", 16, "hebo")]
    for x in (60.0, 320.0)[: 1 + two]:
        for row in range(40):
            letters = "".join(rng.choice("水电站大坝测量") for _ in range(18))
            words = " ".join(rng.choice(("co-op", "a", "turbine", "12.5 m")) for _ in range(7))
            page.append((x, 80.0 + 14 * row, letters if chinese else words, 10, "china-s"))
    path = typeset(tmp_path / "a.pdf", page, page)
    text, printed = read(path), PdfiumText(path)
    for chunk in text.chunks:
        assert tokens(chunk.text) <= MOST_TOKENS
        for line in chunk.lines:
            seen = _letters(printed.text_in(line.page, line.box.grown(0.5)))
            assert not Counter(_letters(chunk.text[slice(*line.span)])) - Counter(seen)
    printed.close()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Höhe von Σ is α ≤ β", "en"),
        ("深空探测器 Juno 到达木星", "zh"),
        ("Автономная организация, see Table 3", "other"),
        ("تشخیص های انجام شده", "other"),
        ("これは日本語の文章です", "other"),
        ("O crescimento das árvores da floresta não é igual em todos os anos. " * 5, "other"),
        ("Die Höhe der Bäume und die Breite des Waldes ist von der Zeit bestimmt. " * 5, "other"),
        ("Trees in Rio de la Plata and the Costa del Sol grow in the shade of others. " * 9, "en"),
        ("取数据集的三份训练，两份测试。" * 9 + "frames = wave.getnframes(start) " * 24, "zh"),
        ("NA, N/A, DE, LA, ES, EN, OS\n" * 9 + "All of the forms are here", "en"),  # codes
        ("De Broglie, los Angeles, la Scala, das Kapital, die Welt", "en"),  # names alone
    ],
)
def test_the_language_of_a_text_is_that_of_its_script_and_small_words(
    text: str, language: str
) -> None:
    assert language_of([text]) == language
