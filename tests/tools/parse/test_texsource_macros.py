import pytest

from mmkg.tools.parse.texsource_macros import without_macros


@pytest.mark.parametrize(
    ("definition", "used", "written"),
    [
        (r"\newcommand{\ratio}[2]{\frac{#1}{#2}}", r"\ratio{a}{b}", r"\frac{a}{b}"),
        (r"\newcommand\R{\mathbb{R}}", r"x \in \R^n", r"x \in \mathbb{R}^n"),
        (
            r"\newcommand{\norm}[2][2]{\|#2\|_{#1}}",
            r"\norm{x} + \norm[1]y",
            r"\|x\|_{2} + \|y\|_{1}",
        ),
        (r"\def\half#1{\frac{#1}{2}}", r"\half{m v}", r"\frac{m v}{2}"),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}", r"\argmax_x", r"\operatorname*{arg\,max}_x"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{\beta}", r"\a x", r"\beta x"),
        (r"\newcommand{\x}{\x\x}", r"\x", r"\x"),
        (r"\renewcommand{\vec}[1]{\mathbf{#1}}", r"\vec", r"\vec"),
    ],
)
def test_macros_are_written_out(definition: str, used: str, written: str) -> None:
    assert " ".join(without_macros(f"{definition}\n{used}").split()).endswith(written)


def test_macros_leave_lines_where_they_are() -> None:
    source = "\\newcommand{\\two}[2]{#1\n  and #2}\nfirst\n\\two{a}\n{b}\nlast"
    assert without_macros(source).splitlines()[-1] == "last"
    assert without_macros(source).count("\n") == source.count("\n")


def test_macros_that_grow_without_end_stop() -> None:
    steps = "".join(
        rf"\newcommand{{\{a}}}{{\{b}\{b}\{b}\{b}}}"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert len(without_macros(steps + r"\newcommand{\h}{xxxxxxxxxx}" + r"\a" * 1_000)) < 100_000
