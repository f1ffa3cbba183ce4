"""Formulas in the running text of sources: kept where they state something, printed everywhere."""

import time
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from mmkg.graph.document import Document
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.text_inline import with_printed

MARKDOWN = r"""# Loss

## Mixing

We set $L = \alpha A + (1-\alpha) B$, where $A$ is the loss of the task and $\alpha \in [0, 1]$ is
the share of it. It costs $5 or HK$6. With $k = 5$ we are done.
"""
HTML = r"""<html><body><p>We set <math alttext="a = b^{2}"><mi>a</mi><mo>=</mo><msup><mi>b</mi><mn>2
</mn></msup></math>, where <math alttext="b"><mi>b</mi></math> is the width of the beam.</p>
<p>其中 \(w = mg\)，\(m\) 表示质量，单位为 kg。</p></body></html>"""
TEX = r"""\begin{document}We set $\lambda = 2\mu + \nu$, where $\mu$ is the mean load and \(\nu\)
denotes the noise. It costs \$5 or \$6.\end{document}"""
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def read(path: Path, text: str) -> Document:
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def meanings(document: Document) -> dict[str, str | None]:
    return {s.name: s.meaning for formula in document.formulas for s in formula.symbols}


def test_formulas_in_markdown_sentences_are_kept_with_their_passage(tmp_path: Path) -> None:
    document = read(tmp_path / "a.md", MARKDOWN)
    assert all(formula.inline for formula in document.formulas)
    assert [(f.latex, f.status) for f in document.formulas] == [
        (r"L = \alpha A + (1-\alpha) B", "computable"),
        (r"\alpha \in [0, 1]", "latex_only"),
        ("k = 5", "latex_only"),
    ]
    (passage,) = [chunk for chunk in document.chunks if chunk.kind == "paragraph"]
    assert {formula.order for formula in document.formulas} == {passage.order}
    assert passage.text.startswith("We set L = α A + (1-α) B, where A is")
    assert "It costs $5 or HK$6." in passage.text
    assert meanings(document)["A"] == "loss of the task"
    assert meanings(document)["alpha"] == "share of it"


def test_formulas_in_html_sentences_are_kept_with_their_passage(tmp_path: Path) -> None:
    document = read(tmp_path / "a.html", HTML)
    assert [f.latex for f in document.formulas if f.inline] == ["a = b^{2}", "w = mg"]
    assert [chunk.text for chunk in document.chunks] == [
        "We set a = b^2, where b is the width of the beam.",
        "其中 w = mg，m 表示质量，单位为 kg。",
    ]
    assert meanings(document)["b"] == "width of the beam"
    assert meanings(document)["m"] == "质量"


def test_formulas_in_tex_sentences_are_kept_with_their_passage(tmp_path: Path) -> None:
    document = read(tmp_path / "a.tex", TEX)
    assert [(f.latex, f.inline) for f in document.formulas] == [(r"\lambda = 2\mu + \nu", True)]
    assert meanings(document) == {"lambda": None, "mu": "mean load", "nu": "noise"}


def test_formulas_in_docx_sentences_are_kept_with_their_passage(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("We set ")
    runs = "".join(f"<m:r><m:t>{part}</m:t></m:r>" for part in "a=2b")
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{MATH}">{runs}</m:oMath>'))
    paragraph.add_run(", where b is the width of the beam.")
    word.save(str(tmp_path / "a.docx"))
    document = read_document(tmp_path / "a.docx")
    (formula,) = document.formulas
    assert (formula.latex.replace(" ", ""), formula.inline, formula.method) == (
        "a=2b",
        True,
        "omml",
    )
    assert formula.order == document.chunks[0].order
    assert meanings(document)["b"] == "width of the beam"


@pytest.mark.parametrize(
    "text",
    [
        "It rose from $5 to $6 and $7.",
        "US$5/$6 or HK$7",
        "costs $5, income in US$ rose",
        r"worth \$5_a\$",
        "an empty $$ pair and one $ alone",
    ],
)
def test_prices_are_no_formulas(text: str) -> None:
    assert with_printed(text) == (text, [])


def test_hostile_text_takes_bounded_time() -> None:
    for text in (
        "$" * 100_000,
        "$a" * 50_000,
        r"\(" * 50_000,
        "$" + "{" * 400 + "$" + "x" * 100_000,
    ):
        started = time.perf_counter()
        with_printed(text)
        assert time.perf_counter() - started < 5
