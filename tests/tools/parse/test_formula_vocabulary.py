import pytest
from tests.tools.parse.test_formula_symbols import chunk, formula

from mmkg.tools.parse.formula_symbols import define_all
from mmkg.tools.parse.formula_vocabulary import names_in, words_of

TEXT = (
    "TP edits share the same tokens. FN edits do not, nor do FPne edits. We report the hit score, "
    "at a rate of mad speed. The present value (PV) depends on the future value (FV)."
)


@pytest.mark.parametrize(
    ("latex", "names"),
    [
        (r"Hit = \frac{TP}{necessity} = \frac{TP}{TP + FP_{ne} + FN}", "FN FP Hit TP necessity"),
        (r"PV = \frac{FV}{(1 + r)^{n}}", "FV PV"),
        ("s = at^{2}", ""),
        ("F = mad", ""),
        (r"PV = \frac{V}{n}", ""),
        ("GDP = C + I", ""),
    ],
)
def test_words_of_the_text_are_names_in_its_formulas(latex: str, names: str) -> None:
    assert names_in(latex, words_of([chunk(TEXT)])) == set(names.split())


def test_an_abbreviation_means_what_the_text_spells_out() -> None:
    (read,) = define_all([formula(r"PV = \frac{FV}{(1 + r)^{n}}")], [chunk(TEXT)])
    assert read.status == "computable"
    assert {s.name: s.meaning for s in read.symbols if s.meaning} == {
        "PV": "present value",
        "FV": "future value",
    }
