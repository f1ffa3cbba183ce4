"""What stands on the pages that formulas are measured on: words, displays, lines with formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

INLINE = 70  # characters of LaTeX of a formula that fits well into a line
_BEFORE = (
    "We now turn to a relation that is used throughout the remainder of this work, and which holds "
    "in general, as the reader may verify by a direct substitution of values:",
    "根据上一节的讨论，我们在给定假设之下可以直接得到下面的关系式，它在后文的推导中会反复使用：",
)
_AFTER = (
    "where the symbols have the meaning given in the preceding section of the document, unless "
    "something else is stated in the place where the relation is used.",
    "其中各个符号的含义与前文相同，除非另有说明。下面继续讨论这一关系式在实际计算中的应用方法。",
)
_INLINE = (
    "As we know, {} whenever the stated conditions are met by all of the quantities, so that none "
    "of what was said above in other words is lost.",  # early in a line: few are broken there
    "由此可知 {} 在所给条件下成立，这一点在下文中不再重复说明，读者可以自行验证。",
)
# Prose with signs and numbers, in which there is no formula.
_PLAIN = (
    (
        "Between 2019 and 2023, 12 of the 45 sites (27 %) were left out; see Section 3.2, Table 4 "
        "and Eq. (4) of the on-line report.",
        "The 3 × 4 grid was sampled at 10:30 on 12/05/2021 by an A/B test of type II, with 1,024 "
        "readers from 18–65 years.",
        "Its x-axis is e-mail volume, its y-axis the top-5 accuracy; C++ and R* trees, i.e. the "
        "usual ones, were tried in vitro.",
        "Prices rose from $5 to $7.50 per kg, or about 50 % more than the -3 °C case of group B, "
        "n. 14, pp. 12–19.",
    ),
    (
        "2019—2023 年间共有 45 个站点，其中 12 个（27%）未计入，详见第 3.2 节、表 4 与式 (4)。",
        "该 3×4 网格于 2021-05-12 10:30 取样，A/B 测试的对象为 18~65 岁的 1,024 名读者。",
    ),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Something on a page: a paragraph of `before`, a formula and `after`, or a display.

    Attributes:
        before: Words, which a formula may follow.
        formula: LaTeX.
        after: The words after it.
        shown: Whether it is displayed; a display has no words.
        number: Its equation number.
    """

    before: str = ""
    formula: str = ""
    after: str = ""
    shown: bool = False
    number: int | None = None


def is_short(formula: str) -> bool:
    """Whether a formula may stand in a line of text."""
    return len(formula) <= INLINE and r"\begin" not in formula and r"\substack" not in formula


def parts(formulas: Sequence[str], chinese: bool) -> Iterator[Part]:
    """The pages' parts, in order; every third display has no number."""
    number = 0
    plain = _PLAIN[chinese]
    for place, formula in enumerate(formulas):
        numbered = place % 3 < 2
        number += numbered
        yield Part(before=_BEFORE[chinese])
        yield Part(formula=formula, shown=True, number=number if numbered else None)
        yield Part(before=_AFTER[chinese] + plain[place % len(plain)])
        if is_short(formula):
            before, _, after = _INLINE[chinese].partition("{}")
            yield Part(before, formula, after)


def labels(pdf: str, formulas: Sequence[str]) -> list[dict[str, object]]:
    """The truth about a PDF of these parts."""
    return [
        {"pdf": pdf, "latex": part.formula}
        | (
            {"number": str(part.number) if part.number else None}
            if part.shown
            else {"inline": True}
        )
        for part in parts(formulas, chinese=False)
        if part.formula
    ]
