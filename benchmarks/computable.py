r"""How many formulas of documents can be computed, and for each of the others by what it cannot.

What has no SymPy form of known numbers (expectations, sets, maps, vectors, sums over data) is told
from what has two readings and from what the parser lacks, the only class that is a fault.

python benchmarks/computable.py CORPUS... [--list]
python benchmarks/computable.py --sets benchmarks/formula_sets [--list]
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mmkg.graph.document import Formula
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.latex import LatexError, parse_latex

# The first class that fits is a formula's; patterns are of its LaTeX and of what the parser says.
_BY_LATEX = (
    ("no form: expectation or distribution", r"\\mathbb\{E\}|\\sim(?![a-z])|\\langle|\|\\psi"),
    ("no form: optimum over a set", r"\\arg(?![a-z])|\\(?:max|min|inf|sup)_"),
    (
        "no form: derivative, integral or limit",
        r"\\(?:i*int|oint|lim|nabla|partial)(?![a-z])|\\frac\{d|\bd[a-zA-Z]\b",
    ),
    (
        "no form: vector or matrix",
        r"\\(?:mathbf|vec|boldsymbol|overrightarrow|\|)|matrix\}|\\top|\^\{?T(?![a-z])|\\det(?![a-z])"
        r"|softmax|\\parallel|\\perp",
    ),
    (
        "no form: set, sequence or logic",
        r"\\(?:in|notin|cup|cap|subset|subseteq|forall|exists|wedge|vee|neg|emptyset|angle|triangle"
        r"|setminus)(?![a-z])|\\\{|\[[^\[\]]*,[^\[\]]*\]|\bG = \(|\[[^\[\]]*:[^\[\]]*\]",
    ),
    (
        "no form: map, reaction or congruence",
        r"\\(?:to|mapsto|leftarrow|rightarrow|Rightarrow|equiv|cong|bmod|pmod|gcd|iff)(?![a-z])|:",
    ),
    ("no form: approximate or of two signs", r"\\(?:approx|propto|pm|mp|cdots|neq)(?![a-z])"),
)
_BY_FAULT = (
    ("no form: sum over data or without end", "sum over"),
    ("no form: inequality or term", "chain of inequalities"),
    ("two readings: function of unknown form", "may be a function|more than symbols|is a function"),
    ("two readings: name or product, base, slash", "may be|unclear|not stated"),
)


def kind(latex: str, fault: str) -> str:
    """By what a formula that the parser refuses cannot be computed."""
    for name, pattern in _BY_LATEX:
        if re.search(pattern, latex):
            return name
    return next((name for name, said in _BY_FAULT if re.search(said, fault)), "not read")


def outcome(formula: Formula) -> str:
    """What became of one formula of a document, with all that its text says."""
    if formula.status == "computable":
        return "computable"
    if not formula.latex:
        return "image only"
    return sympy_form(formula.latex)


def sympy_form(latex: str) -> str:
    """What LaTeX alone comes to."""
    try:
        parsed = parse_latex(latex)
    except LatexError as fault:
        return kind(latex, str(fault))
    return "computable" if parsed.fn == "equals" else "no form: inequality or term"


def _read(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    if options.sets:
        for path in sorted(options.sets.glob("*.txt")):
            for line in filter(None, path.read_text(encoding="utf-8").splitlines()):
                yield line, sympy_form(line)
        return
    for document in read_corpus(options.corpus).documents:
        for formula in document.formulas:
            constant = formula.inline and re.fullmatch(r"[^=+]+=\s*-?[\d.,]+", formula.latex)
            yield formula.latex, "value of one symbol" if constant else outcome(formula)


def main() -> None:
    """Print the number of formulas of each class, and with `--list` the formulas."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="*", type=Path)
    parser.add_argument("--sets", type=Path, help="folder of files with one formula a line")
    parser.add_argument("--list", action="store_true", help="print each formula, too")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    for latex, result in _read(options):
        counts[result] += 1
        if options.list:
            print(f"{result:45} {latex}")
    for name, count in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{name:45}{count:5} of {counts.total()}")


if __name__ == "__main__":
    main()
