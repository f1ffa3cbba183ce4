"""Citations of tables, figures and formulas in the forms people write them."""

from __future__ import annotations

import pytest

from mmkg.graph.citations import citations


@pytest.mark.parametrize(
    ("text", "kind", "numbers"),
    [
        ("see Fig. 2", "image", "2"),
        ("Figure 3 shows", "image", "3"),
        ("Figs. 2 and 4", "image", "2 4"),
        ("Figures 2-4", "image", "2 3 4"),
        ("FIGURE 1.", "image", "1"),
        ("Fig. 2a", "image", "2a"),
        ("Figure A.1", "image", "A.1"),
        ("Table 3", "table", "3"),
        ("Tables 3 and 4", "table", "3 4"),
        ("Tables 1, 2 & 5", "table", "1 2 5"),
        ("Tab. 7", "table", "7"),
        ("Table 1 and Table 2", "table", "1 2"),
        ("Table 3.2", "table", "3.2"),
        ("Eq. (5)", "formula", "5"),
        ("Eqs. (5)–(7)", "formula", "5 6 7"),
        ("Equations 1 and 2", "formula", "1 2"),
        ("Eqn. 3", "formula", "3"),
        ("formula (4)", "formula", "4"),
        ("follows from (7)", "formula", "7"),
        ("如表3所示", "table", "3"),
        ("见图 2", "image", "2"),
        ("图2和图3", "image", "2 3"),
        ("图 2、3", "image", "2 3"),
        ("如图2和3所示", "image", "2 3"),
        ("表1至表3", "table", "1 2 3"),
        ("由式（2）", "formula", "2"),
        ("公式(1)和(2)", "formula", "1 2"),
        ("方程（3）", "formula", "3"),
        ("Figs. 2a–c", "image", "2a 2b 2c"),
        ("Fig. 2(a)", "image", "2a"),
        ("Figs. 3(a) and (b)", "image", "3a 3b"),
        ("Figure 2 (b)", "image", "2b"),
        ("Figs. 2a and 2b", "image", "2a 2b"),
        ("Figures 1a, b", "image", "1a 1b"),
        ("Table II", "table", "II"),
        ("TABLE IV", "table", "IV"),
        ("Table A1", "table", "A1"),
        ("Table S1", "table", "S1"),
        ("Fig. S2", "image", "S2"),
        ("Supplementary Table 2", "table", "2"),
        ("Tables 3/4", "table", "3 4"),
        ("Tables 3, 4, and 5", "table", "3 4 5"),
        ("Tables 1–3 and 6", "table", "1 2 3 6"),
        ("Figures 2 through 4", "image", "2 3 4"),
        ("Eq.(7)", "formula", "7"),
        ("Eq. 5a", "formula", "5a"),
        ("equations (1) through (3)", "formula", "1 2 3"),
        ("Equation (2.3)", "formula", "2.3"),
        ("Eqs. (1), (2), and (4)", "formula", "1 2 4"),
        ("Substituting (3) into (4)", "formula", "3 4"),
        ("as given in (7)", "formula", "7"),
        ("By (2) and (3)", "formula", "2 3"),
        ("expression (5)", "formula", "5"),
        ("Eq. (A.1)", "formula", "A.1"),
        ("表 3-1", "table", "3-1"),
        ("图2.1", "image", "2.1"),
        ("式(2-1)", "formula", "2-1"),
        ("式2", "formula", "2"),
        ("公式（1）~（3）", "formula", "1 2 3"),
        ("(3)式", "formula", "3"),
        ("第（3）式", "formula", "3"),
        ("图2(a)", "image", "2a"),
        ("图1、图2和图3", "image", "1 2 3"),
        ("表1—表3", "table", "1 2 3"),
        ("表1、2和5", "table", "1 2 5"),
        ("附表1", "table", "1"),
        ("附图2", "image", "2"),
        ("图表5", "image", "5"),
        ("见表A-1", "table", "A-1"),
        ("方程式（4）", "formula", "4"),
        ("由式（5）和式（6）", "formula", "5 6"),
        ("式（1）—（3）", "formula", "1 2 3"),
        ("图2a和2b", "image", "2a 2b"),
        ("Fig 3", "image", "3"),
        ("figs 3 and 4", "image", "3 4"),
        ("Figure 3’s", "image", "3"),
        ("Scheme 1", "image", "1"),
        ("Chart 2", "image", "2"),
        ("Plate 4", "image", "4"),
        ("as (5) shows", "formula", "5"),
        ("Equation 3 gives", "formula", "3"),
        ("relation (6)", "formula", "6"),
        ("inequality (8)", "formula", "8"),
        ("图 2-3", "image", "2-3 2 3"),  # a number in a chapter, or a range: whichever there is
        ("Table 3-1", "table", "3-1"),
        ("Equation (1) ∼ (4)", "formula", "1 2 3 4"),
    ],
)
def test_each_form_of_citation_is_read(text: str, kind: str, numbers: str):
    found = [number for what, number, _ in citations(text) if what == kind]
    assert sorted(found) == sorted(numbers.split())
    assert all(what == kind for what, _, _ in citations(text))


@pytest.mark.parametrize(
    "text",
    [
        "a vegetable 3 days old",
        "Stable 2",
        "the figure shows",
        "in 2020 (7 days)",
        "config 2",
        "equal to 5",
        "item (7)",
        "表示 3 个",
        "form 3",
        "in (2019)",
        "代表3人",
        "a table 3 m long",
        "地图5",
        "发表2篇",
        "方式2",
        "模式(2)",
        "the relation 5",
    ],
)
def test_other_words_before_numbers_are_no_citations(text: str):
    assert not list(citations(text))


def test_a_citation_says_where_it_stands():
    text = "As Table 12 shows, and Fig. 3."
    assert [text[slice(*span)] for _, _, span in citations(text)] == ["Table 12", "Fig. 3"]


def test_a_number_after_the_list_is_not_cited():
    assert [number for _, number, _ in citations("Table 2, 15% of it")] == ["2"]
