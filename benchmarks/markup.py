r"""How many formulas are read right where a file says what they are: OMML, MathML, TeX with macros.

Pandoc, a program that is not ours, writes each formula of a folder of LaTeX lines into a DOCX file
(OMML) and into HTML (MathML, its TeX annotation taken out); the TeX file uses macros of its own.
What Pandoc itself cannot write is counted apart. `none` is a formula that was given no LaTeX.

python benchmarks/markup.py [--sets benchmarks/formula_sets] [--list]
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from formulas import normal

from mmkg.graph.document import Formula
from mmkg.tools.parse.corpus import read_corpus

MACROS = r"""\newcommand{\ee}{\mathrm{e}}
\newcommand{\half}[1]{\frac{#1}{2}}
\newcommand{\ratio}[2]{\frac{#1}{#2}}
\newcommand{\norm}[1]{\left\|#1\right\|}
\DeclareMathOperator{\softmax}{softmax}
\DeclareMathOperator*{\argmax}{arg\,max}
\def\half2{\frac{1}{2}}
"""
_WITH_MACROS = ((r"\\frac(?=\{)", r"\\ratio"), (r"\\mathrm\{softmax\}", r"\\softmax"))
# What is printed alike but written in two ways, beyond what `normal` knows.
_ALIKE = (
    (r"\\(?:lvert|rvert|vert)(?![a-z])", "|"),
    (r"\\(?:lVert|rVert)(?![a-z])", r"\\|"),
    (r"\\(?:limits|nolimits|mspace\{[^}]*\}|hspace\{[^}]*\})", ""),
    (r"\\(?:overline|bar)(?![a-z])", r"\\bar"),
    (r"\\(?:varphi|phi)(?![a-z])", r"\\phi"),
    (r"\\(?:varepsilon|epsilon)(?![a-z])", r"\\epsilon"),
    (r"\\overrightarrow(?![a-z])", r"\\vec"),
    (r"\\iff(?![a-z])", r"\\Leftrightarrow"),
    (r"\\begin\{matrix\}(.*?)\\end\{matrix\}(?=\})", r"\\substack{\1}"),
    (r"\\(?:lbrace|rbrace)(?![a-z])", ""),
    (r"\\[{}]", ""),
    (r"\\lbrack", "["),
    (r"\\rbrack", "]"),
    (r"\\(?:left|right|middle)(?![a-z])\.?", ""),
    (r"\\begin\{(?:aligned|split|gathered)\}|\\end\{(?:aligned|split|gathered)\}|\\\\|&", ""),
)


def alike(latex: str) -> str:
    """LaTeX in a form that is the same for what is printed the same."""
    text = latex
    for pattern, plain in _ALIKE:
        text = re.sub(pattern, plain, text)
    return re.sub(r"\s", "", normal(text)).rstrip(".")


def _pandoc(formulas: Sequence[str], target: Path, *options: str) -> None:
    text = "\n\n".join(f"Number {i}.\n\n$${latex}$$" for i, latex in enumerate(formulas))
    subprocess.run(
        ["pandoc", "-f", "markdown", "-o", str(target), "-s", *options],
        input=text.encode(),
        check=True,
        capture_output=True,
    )


def _write(formulas: Sequence[str], folder: Path) -> None:
    _pandoc(formulas, folder / "omml.docx")
    _pandoc(formulas, folder / "mathml.html", "--mathml")
    page = (folder / "mathml.html").read_text(encoding="utf-8")
    page = re.sub(r"<annotation .*?</annotation>", "", page, flags=re.DOTALL)
    (folder / "mathml.html").write_text(page, encoding="utf-8")
    shown = []
    for i, latex in enumerate(formulas):
        text = latex
        for pattern, macro in _WITH_MACROS:
            text = re.sub(pattern, macro, text)
        shown.append(f"Number {i}.\n\\begin{{equation}}{text}\\end{{equation}}")
    body = "\n\n".join(shown)
    (folder / "macros.tex").write_text(
        f"\\documentclass{{article}}\n{MACROS}\\begin{{document}}\n{body}\n\\end{{document}}"
    )


def _by_number(found: Sequence[Formula], texts: dict[int, str]) -> dict[int, str]:
    """The LaTeX that follows each paragraph `Number i.`."""
    return {
        int(said[1]): formula.latex
        for formula in found
        if (said := re.fullmatch(r"Number (\d+)\.", texts.get(formula.order - 1, "")))
    }


def main() -> None:
    """Write the files, read them, and print what became of each formula."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=Path, default=Path(__file__).parent / "formula_sets")
    parser.add_argument("--list", action="store_true", help="print what was read otherwise")
    options = parser.parse_args()
    lines = [
        line
        for path in sorted(options.sets.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    with tempfile.TemporaryDirectory() as folder:
        _write(lines, Path(folder))
        documents = read_corpus([Path(folder)]).documents
    for document in documents:
        texts = {chunk.order: chunk.text for chunk in document.chunks}
        read = _by_number(document.formulas, texts)
        counts: Counter[str] = Counter()
        for i, truth in enumerate(lines):
            said = read.get(i, "")
            outcome = "none" if not said else "right" if alike(said) == alike(truth) else "other"
            counts[outcome] += 1
            if options.list and outcome != "right":
                print(f"{document.name} {outcome}\n  {truth}\n  {said}")
        print(document.name, dict(counts), f"{counts['right'] / len(lines):.3f}")


if __name__ == "__main__":
    main()
