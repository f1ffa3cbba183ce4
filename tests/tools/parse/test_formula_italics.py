"""Whether a document has letters of formulas in a font of their own."""

from pathlib import Path

import pymupdf

from mmkg.tools.parse.formula_fonts import style_of
from mmkg.tools.parse.formula_read import has_mathematical_italic
from mmkg.tools.parse.pages import Pdf

CORPUS = Path(__file__).parents[3] / "examples" / "corpus"


def test_the_fonts_of_pages_lead_to_the_letters() -> None:
    found = {}
    for path in CORPUS.glob("*.pdf"):
        with Pdf(path) as pdf:
            letters = [g for page in pdf.pages for line in page.lines for g in line.glyphs]
            italic = {g.char for g in letters if style_of(g.font) == "italic"}
            found[path.name] = any(c.isascii() and c.isalpha() for c in italic)
        with Pdf(path) as pdf:
            assert has_mathematical_italic(pdf) == found[path.name], path.name
    assert set(found.values()) == {True, False}


def test_pages_whose_fonts_have_no_such_letters_are_not_read(tmp_path: Path) -> None:
    with pymupdf.open() as file:
        for text in ("Plain", "words"):
            file.new_page().insert_text((72, 72), text, fontname="tiit")
        file.save(tmp_path / "plain.pdf")
    with Pdf(tmp_path / "plain.pdf") as pdf:
        assert not has_mathematical_italic(pdf)
        assert not any("lines" in vars(page) for page in pdf.pages)
        assert all(page.fonts == {"Times-Italic"} and page.lines for page in pdf.pages)
