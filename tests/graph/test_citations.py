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
    ],
)
def test_other_words_before_numbers_are_no_citations(text: str):
    assert not list(citations(text))


def test_a_citation_says_where_it_stands():
    text = "As Table 12 shows, and Fig. 3."
    assert [text[slice(*span)] for _, _, span in citations(text)] == ["Table 12", "Fig. 3"]


def test_a_number_after_the_list_is_not_cited():
    assert [number for _, number, _ in citations("Table 2, 15% of it")] == ["2"]
