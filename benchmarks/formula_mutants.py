r"""How many wrong formulas the check by setting them again tells, and how many right ones it loses.

Formulas that are read in PDFs are taken as right (`benchmarks/formulas.py` and `formula_tex.py`
measure how many are). Each is changed once in every way that applies, as a reader may get it
wrong: a script goes to a neighbour, to the other side or to its line, a fraction is turned over or
loses a part, rows are joined, a bar or a prime goes, a sign or a style is another. What is still
taken for what its page shows is printed with --show. A change that does not show on paper, such as
the sides of `\frac{1}{1}`, is none.

python benchmarks/formula_mutants.py PDF ... [--show]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mmkg.tools.parse import formula_inline, formula_read
from mmkg.tools.parse.formula_rendered import set_again
from mmkg.tools.parse.formula_rendered_compare import compared
from mmkg.tools.parse.formula_rendered_signs import Sign
from mmkg.tools.parse.pages import Pdf

_GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_GREEK = r"\\(?:alpha|beta|gamma|theta|lambda|mu|rho|pi|sigma|phi)(?![a-z])"
_LETTER = rf"(?:{_GREEK}|(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z]))"
_SUM = r"\\(sum|prod|int)\s*"
_PLUS = r"\\frac\{([^{}]+?)([+-])([^{}]+)\}"
Change = tuple[str, str | Callable[[re.Match[str]], str]]
CHANGES: dict[str, Change] = {
    "script to the next": (rf"_{_GROUP}(?!\^)\s*({_LETTER})", r" \2_{\1}"),
    "script to the last": (rf"({_LETTER})\s*({_LETTER})_{_GROUP}", r"\1_{\3}\2"),
    "sub for sup": (rf"(?<=[a-zA-Z])_{_GROUP}(?!\^)", r"^{\1}"),
    "sup for sub": (rf"(?<=[a-zA-Z])\^{_GROUP}(?!_)", r"_{\1}"),
    "script on the line": (rf"(?<=[a-zA-Z])_{_GROUP}(?!\^)", r" \1"),
    "power on the line": (rf"(?<=[a-zA-Z])\^{_GROUP}", r" \1"),
    "scripts exchanged": (rf"_{_GROUP}\^{_GROUP}", r"_{\2}^{\1}"),
    "script in a script": (rf"_{_GROUP}\^{_GROUP}", r"_{\1^{\2}}"),
    "limit to what follows": (rf"{_SUM}_{_GROUP}(?:\^{_GROUP})?({_LETTER})", r"\\\1 \4_{\2}"),
    "fraction turned over": (rf"\\frac{_GROUP}{_GROUP}", r"\\frac{\2}{\1}"),
    "part out of a fraction": (rf"{_PLUS}{_GROUP}", r"\1\2\\frac{\3}{\4}"),
    "part into a root": (rf"\\sqrt{_GROUP}\s*({_LETTER})", r"\\sqrt{\1\2}"),
    "rows joined": (r"\\begin\{aligned\}(.*?)\\\\(.*)\\end\{aligned\}", r"\1 \2"),
    "prime lost": (r"\^\{\\prime\}", ""),
    "other relation": (r"\\leq(?![a-z])", r"\\geq "),
    "bold lost": (r"\\mathbf\{([A-Za-z])\}", r"\1"),
    "script letter lost": (r"\\mathcal\{([A-Z])\}", r"\1"),
    "accent to the next": (rf"\\(hat|bar|tilde|vec)\{{([a-zA-Z])\}}\s*({_LETTER})", r"\2\\\1{\3}"),
}  # fmt: skip
Seen = tuple[Sequence[Sign], str, bool]


def seen_in(pdf: Path) -> Iterator[Seen]:
    """What is printed of each formula of a PDF, its LaTeX, and whether it stands in a line."""
    seen: list[Seen] = []

    def noted(page: Sequence[Sign], latex: str, inline: bool) -> tuple[str, str]:
        seen.append((page, latex, inline))
        return compared(page, latex, inline)

    for module in (formula_read, formula_inline):
        setattr(module, "compared", noted)  # noqa: B010 - for this measure alone
    with Pdf(pdf) as opened:
        formula_read.read_formulas(opened, "0" * 64)
    yield from seen


def mutants(latex: str) -> Iterator[tuple[str, str]]:
    """A formula changed once in each way that applies, where that changes what is printed."""
    for name, (pattern, other) in CHANGES.items():
        changed = re.sub(pattern, other, latex, count=1)
        if changed != latex and _printed(changed) != _printed(latex):
            yield name, changed


def _printed(latex: str) -> list[tuple[object, ...]]:
    signs = set_again(latex, inline=False)
    return sorted((s.char, *s.box.rounded(), s.face) for s in signs)


def main() -> None:
    """Print a line for each way, and one for the formulas as they were read."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("pdfs", type=Path, nargs="+")
    parser.add_argument("--show", action="store_true", help="print what is taken though wrong")
    options = parser.parse_args()
    made, told, lost = Counter[str](), Counter[str](), Counter[str]()
    for pdf in options.pdfs:
        for page, latex, inline in seen_in(pdf):
            fault, method = compared(page, latex, inline)
            lost["withheld" if fault else method] += 1
            if fault:
                continue
            for name, wrong in mutants(latex):
                made[name] += 1
                told[name] += bool(compared(page, wrong, inline)[0])
                if options.show and not compared(page, wrong, inline)[0]:
                    print(f"{name}: {latex}\n  taken for {wrong}")
    for name in CHANGES:
        print(f"{name:26}{told[name]:6} of {made[name]} told")
    print(f"{'all':26}{told.total():6} of {made.total()} told")
    print("formulas as read: " + ", ".join(f"{count} {name}" for name, count in lost.items()))


if __name__ == "__main__":
    main()
