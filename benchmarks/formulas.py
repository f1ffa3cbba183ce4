"""How many formulas are read right, kept as pictures, or wrong without a sign of it.

Of formulas in lines of text, those broken between two lines are left out by the reader on purpose
and count as not found. Each label says how it was made.

Then how many of the labels our parser turns into equations for SymPy, and of those read from the
PDF; the rest by why there is none: formulas that have two readings, such as f(x), are told from
those without a SymPy form of known numbers, such as expectations, sets and statements for all x.
The text around is not used here; what it defines settles some of the former.

python benchmarks/formulas.py --truth tests/data/formulas.json --pdfs DIR
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz

from mmkg.graph.document import Formula
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.latex import LatexError, parse_latex
from mmkg.tools.parse.pages import Pdf

ALIKE = 60.0  # percent; a formula in a line is the label's if it is read at least so much like it
_DROPPED = re.compile(
    r"\\(?:left|right|[bB]igg?[lrm]?|displaystyle|limits|quad|qquad)(?![a-zA-Z])|\\[,;:! ]|\s|~|&"
)
_FORMS = tuple(f"truth: {f}" for f in ("equation", "relation or term", "two readings", "no form"))
_GRID = re.compile(r"\\begin\{([pbBvV]matrix|cases)\}(.*?)\\end\{\1\}", re.DOTALL)
_TWO_READINGS = re.compile("may be|unclear|not stated|function of more than symbols")
_ROWS = re.compile(r"\\(?:begin|end)\{(?:aligned|split|gathered|align\*?)\}|\\\\")
_SCRIPTS = re.compile(r"(\^(?:\{[^{}]*\}|.))(_(?:\{[^{}]*\}|.))")
_SAME = (
    (r"\\(?:mathrm|text|mathit|operatorname|textrm|mathbf|boldsymbol)\{", "{"),
    (r"\\(?:dfrac|tfrac)(?![a-zA-Z])", r"\\frac"),
    (r"\\mid(?![a-zA-Z])", "|"),
    (r"\\(?:parallel|Vert)(?![a-zA-Z])", r"\\|"),
    (r"\\(?:left|right)\.", ""),
    (r"\\colon(?![a-zA-Z])", ":"),
    (r"\\hbar(?![a-zA-Z])", r"\\bar{h}"),
    (r"\\pmod(?![a-zA-Z])\{([^{}]*)\}", r"({mod}\1)"),
    (r"\\iiint(?![a-zA-Z])", r"\\int\\int\\int"),
    (r"\\iint(?![a-zA-Z])", r"\\int\\int"),
    (r"\\bmod(?![a-zA-Z])", "{mod}"),
    (r"\\Pr(?![a-zA-Z])", "Pr"),
    (r"\^\{\\prime(?!\\)\s*([^{}\\]+)\}", r"'^{\1}"),
    (r"\\math(?:rm|bf)\{([A-Z])([A-Z])\}", r"{\1}{\2}"),  # printed the same
    (r"(?<=[_^]\{)\\(max|min|lim)(?=\})", r"\1"),
    (r"\\wide(hat|tilde)", r"\\\1"),
    (r"\\epsilon(?![a-zA-Z])", r"\\varepsilon"),
    (r"\\(?:dots|ldots|cdots)(?![a-zA-Z])", "..."),
    (r"\\rightarrow(?![a-zA-Z])", r"\\to"),
    (r"\\ast(?![a-zA-Z])", "*"),
    (r"\\le(?![a-zA-Z])", r"\\leq"),
    (r"\^\{\\prime\\prime\}", "''"),
    (r"\^\{(?:\\prime)\}|\^\\prime", "'"),
    (r"(')(_(?:\{[^{}]*\}|.))", r"\2\1"),
)


def normal(latex: str) -> str:
    """LaTeX without what does not change what is said: spacing, styles, needless braces, rows."""
    text = _ROWS.sub("", _GRID.sub(_grid, latex))
    for pattern, plain in _SAME:
        text = re.sub(pattern, plain, text)
    text = _DROPPED.sub("", text)
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\{([^{}\\]|\\[a-zA-Z]+)\}", r"\1", text)
        text = re.sub(r"(?<![\]}a-zA-Z_^])\{([^{}]*)\}", r"\1", text)
    return _SCRIPTS.sub(r"\2\1", text).rstrip(".,;")


def _grid(found: re.Match[str]) -> str:
    """A matrix with signs of our own for its rows and columns, which lines of a display lack."""
    column = "" if found[1] == "cases" else "§"
    return f"<{found[1]} " + found[2].replace(r"\\", "¶").replace("&", column) + ">"


def verdict(found: Formula | None, truth: str) -> str:
    """What became of one formula."""
    if found is None:
        return "not found"
    if not found.latex:
        return "image only"
    # Of statements that a line lists, each is a formula of its own.
    parts = re.split(r",\s*\\(?:q?quad|[;:,])", truth) if found.inline else []
    return "right" if normal(found.latex) in map(normal, [truth, *parts]) else "wrong"


def sympy_form(latex: str) -> str:
    """`equation`, or what it is instead: `relation or term`, `two readings` or `no form`."""
    try:
        return "equation" if parse_latex(latex).fn == "equals" else "relation or term"
    except LatexError as fault:
        return "two readings" if _TWO_READINGS.search(str(fault)) else "no form"


def is_meant(formula: Formula, label: Mapping[str, object]) -> bool:
    """Whether a label is about a formula: its page, and its number or the LaTeX nearest to it."""
    if label.get("page") not in (None, formula.address.page):
        return False
    if formula.inline or label.get("inline"):
        alike = fuzz.ratio(normal(formula.latex), normal(str(label["latex"])))
        return formula.inline and bool(label.get("inline")) and alike > ALIKE
    return formula.number == label["number"]


def found_for(
    label: Mapping[str, object], read: Sequence[Formula], others: Collection[str] = ()
) -> Formula | None:
    """The formula that a label is about, of several lines the one read most like it.

    Args:
        label: The label.
        read: What was read in its document.
        others: Normal LaTeX of the document's labels; what is one of them is not about another.
    """
    truth = normal(str(label["latex"]))
    offers = [
        formula
        for formula in read
        if is_meant(formula, label)
        and not (formula.inline and normal(formula.latex) in set(others) - {truth})
    ]
    return max(offers, key=lambda f: fuzz.ratio(normal(f.latex), truth), default=None)


def main() -> None:
    """Read every PDF that the truth names, and print the counts and each formula that is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--pdfs", type=Path, required=True)
    options = parser.parse_args()
    labels = json.loads(options.truth.read_text(encoding="utf-8"))
    counts: Counter[str] = Counter()
    started = time.perf_counter()
    for name in sorted({label["pdf"] for label in labels}):
        with Pdf(options.pdfs / name) as pdf:
            read = read_formulas(pdf, "0" * 64)
        wanted = [label for label in labels if label["pdf"] == name]
        truths = {normal(label["latex"]) for label in wanted}
        counts["not labelled"] += len(read)
        for label in wanted:
            formula = found_for(label, read, truths)
            place = "inline" if label.get("inline") else "display"
            counts["not labelled"] -= formula is not None
            outcome = verdict(formula, label["latex"])
            counts[f"{place} {outcome}"] += 1
            counts[f"{place} truth: {sympy_form(label['latex'])}"] += 1
            counts[f"{place} computable"] += bool(formula and formula.status == "computable")
            if outcome != "right":
                print(f"{outcome}: {name} ({label.get('number', place)})")
                print(f"  truth {label['latex']}\n  read  {formula.latex if formula else ''}")
    for place in ("display", "inline"):
        total = sum(bool(label.get("inline")) == (place == "inline") for label in labels)
        for outcome in ("right", "image only", "wrong", "not found", "computable", *_FORMS):
            print(f"{place} {outcome:24}{counts[f'{place} {outcome}']:5} of {total}")
    print(f"not labelled {counts['not labelled']:5}")
    print(f"{time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
