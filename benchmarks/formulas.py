"""How many formulas are read right, kept as pictures, or wrong without a sign of it.

Of formulas in lines of text, those broken between two lines are left out by the reader on purpose
and count as not found. Each label says how it was made.

Then how many of the labels our parser turns into equations for SymPy, and of those read from the
PDF; the rest by why there is none: formulas that have two readings, such as f(x), are told from
those without a SymPy form of known numbers, such as expectations, sets and statements for all x.
The text around is not used here; what it defines settles some of the former.

Of drawn formulas (`benchmarks/formula_sets/grammar.yaml`) typeset by TeX in the fonts that people
use, by Chromium and by LibreOffice, each PDF has a line: what became of displays and of formulas in
lines of text, and how many were read that are no label's (`false`). A label without a number is
about the display without one that is read most like it; pictures count for those that are left.

python benchmarks/formulas.py --truth tests/data/formulas.json --pdfs DIR
python benchmarks/formulas.py --typeset DIR --seed 1 --count 40 [--settings NAME ...] [--show]
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from rapidfuzz import fuzz
from typeset_formulas import SETTINGS, typeset_drawn

from mmkg.graph.document import Formula
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.latex import LatexError, parse_latex
from mmkg.tools.parse.pages import Pdf

Label = Mapping[str, object]
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
    (r"(?<![_^])\\(?:mathrm|text|operatorname)\{([^{}]*)\}", r" \1 "),
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
    parts = [] if found.number else _stated(truth)
    return "right" if normal(found.latex) in map(normal, [truth, *parts]) else "wrong"


def _stated(truth: str) -> list[str]:
    """The statements that a formula lists, each of which is a formula of its own."""
    return re.split(r",\s*\\(?:q?quad|[;:,])|" + _ROWS.pattern, truth)


def sympy_form(latex: str) -> str:
    """`equation`, or what it is instead: `relation or term`, `two readings` or `no form`."""
    try:
        return "equation" if parse_latex(latex).fn == "equals" else "relation or term"
    except LatexError as fault:
        return "two readings" if _TWO_READINGS.search(str(fault)) else "no form"


def is_meant(formula: Formula, label: Label) -> bool:
    """Whether a label is about a formula: its page, and its number or the LaTeX nearest to it."""
    if label.get("page") not in (None, formula.address.page):
        return False
    if formula.inline != bool(label.get("inline")):
        return False
    if formula.inline or label["number"] is None:
        alike = fuzz.ratio(normal(formula.latex), normal(str(label["latex"])))
        return formula.number is None and alike > ALIKE
    return formula.number == label["number"]


def found_for(
    label: Label, read: Sequence[Formula], others: Collection[str] = ()
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
        and not (formula.number is None and normal(formula.latex) in set(others) - {truth})
    ]
    return max(offers, key=lambda f: fuzz.ratio(normal(f.latex), truth), default=None)


def judged(
    labels: Sequence[Label], read: Sequence[Formula], show: bool = False
) -> Counter[tuple[str, str]]:
    """How many formulas of a document, displayed or in a line, had each outcome.

    Args:
        labels: All of its labels.
        read: What was read in it.
        show: Whether to print what is not right.
    """
    counts: Counter[tuple[str, str]] = Counter()
    truths = {normal(str(label["latex"])) for label in labels}
    left = {id(formula): formula for formula in read}
    for label in labels:
        formula = found_for(label, read, truths)
        left.pop(id(formula), None)
        place = "inline" if label.get("inline") else "display"
        outcome = verdict(formula, str(label["latex"]))
        counts[place, outcome] += 1
        if show and outcome != "right":
            fault = formula.fault if formula else ""
            print(f"{outcome}: {label['pdf']} ({label.get('number') or place}) {fault}")
            print(f"  truth {label['latex']}\n  read  {formula.latex if formula else ''}")
    pictures = sum(not formula.latex and not formula.number for formula in left.values())
    pictures = min(pictures, counts["display", "not found"])
    counts["display", "not found"] -= pictures
    counts["display", "image only"] += pictures
    stated = {normal(part) for label in labels for part in _stated(str(label["latex"]))}
    for formula in left.values():
        if normal(formula.latex) in stated:
            continue
        if formula.latex:
            counts["inline" if formula.inline else "display", "false"] += 1
            if show:
                print(f"false: {labels[0]['pdf']}, page {formula.address.page}: {formula.latex}")
    return counts


def read_labelled(folder: Path, labels: Sequence[Label]) -> Iterator[tuple[str, list[Formula]]]:
    """The formulas of each PDF that labels name."""
    for name in sorted({str(label["pdf"]) for label in labels}):
        with Pdf(folder / name) as pdf:
            yield name, list(read_formulas(pdf, "0" * 64))


def measure_typeset(folder: Path, truth: Sequence[Label], show: bool) -> None:
    """Print a line for each PDF, and one for all."""
    outcomes = ("right", "image only", "wrong", "not found", "false")
    heads = [f"{place:>8} {outcome}" for place in ("display", "inline") for outcome in outcomes]
    print(f"{'':24}" + " ".join(head.split()[-1][:5].rjust(6) for head in heads))
    total: Counter[tuple[str, str]] = Counter()
    for name, read in read_labelled(folder, truth):
        counts = judged([label for label in truth if label["pdf"] == name], read, show)
        total += counts
        _print_line(name.removesuffix(".pdf"), counts, outcomes)
    _print_line("all", total, outcomes)


def _print_line(name: str, counts: Mapping[tuple[str, str], int], outcomes: Sequence[str]) -> None:
    cells = [counts.get((place, o), 0) for place in ("display", "inline") for o in outcomes]
    print(f"{name:24}" + " ".join(f"{cell:6}" for cell in cells), flush=True)


def measure_labelled(folder: Path, labels: Sequence[Label]) -> None:
    """Print the counts of all documents, what is not right, and the forms for SymPy."""
    counts: Counter[tuple[str, str]] = Counter()
    for name, read in read_labelled(folder, labels):
        wanted = [label for label in labels if label["pdf"] == name]
        counts += judged(wanted, read, show=True)
        for label in wanted:
            place = "inline" if label.get("inline") else "display"
            formula = found_for(label, read, {normal(str(one["latex"])) for one in wanted})
            counts[place, f"truth: {sympy_form(str(label['latex']))}"] += 1
            counts[place, "computable"] += bool(formula and formula.status == "computable")
    for place in ("display", "inline"):
        total = sum(bool(label.get("inline")) == (place == "inline") for label in labels)
        for outcome in ("right", "image only", "wrong", "not found", "computable", *_FORMS):
            print(f"{place} {outcome:24}{counts[place, outcome]:5} of {total}")
        print(f"{place} not labelled {counts[place, 'false']:16}")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--truth", type=Path, help="labels of PDFs in --pdfs")
    asked.add_argument("--typeset", type=Path, metavar="DIR", help="draw, typeset and measure")
    parser.add_argument("--pdfs", type=Path)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    parser.add_argument("--show", action="store_true", help="print what is not right")
    options = parser.parse_args()
    started = time.process_time()
    if options.typeset:
        truth = typeset_drawn(options.typeset, options.settings, options.seed, options.count)
        measure_typeset(options.typeset, truth, options.show)
    else:
        measure_labelled(options.pdfs, json.loads(options.truth.read_text(encoding="utf-8")))
    print(f"{time.process_time() - started:.1f} s of CPU")


if __name__ == "__main__":
    main()
