"""How well the structure of printed documents is read, on documents set from known parts.

Made-up text is set by TeX (article, two columns, book, report, Chinese, slides), printed by
Chromium and, through DOCX files, by LibreOffice, and read again. Of each kind of part, how many are
right: headings, their levels, section paths of texts, reading order (pairs), running heads and
page numbers left out, paragraphs whole across columns and pages, words with the hyphens that they
have and no others, lists, footnotes, captions and references as chunks with every sign.

python benchmarks/structure.py [--seed 1] [--only NAME…] [--faults N] [--keep DIR]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from structure_sets import latex, web
from structure_sets.found import Score, score
from structure_sets.source import Part, Plan, draw

from mmkg.tools.parse.corpus import read_corpus

ITEMS = (
    "headings", "levels", "paths", "order", "no furniture", "paragraphs", "words", "lists",
    "footnotes", "captions", "references",
)  # fmt: skip
SLIDES = Plan("beamer", depth=1, length=9, paragraphs=0, lists=1.0, floats=0, references=0)
PLANS = {
    style.name: Plan(style.name, style.chinese, 2 if style.chinese else 3)
    for style in latex.STYLES
    if not style.slides
} | {
    "beamer": SLIDES,
    "web-report": Plan("web-report", notes=0),
    "web-three": Plan("web-three", notes=0, floats=0),
    "web-two": Plan("web-two", depth=3, notes=0, floats=0),
    "web-large": Plan("web-large", notes=0),
    "web-chinese": Plan("web-chinese", chinese=True, notes=0),
    "web-indented": Plan("web-indented", depth=3, notes=0),
    "docx": Plan("docx", floats=0),
    "docx-chinese": Plan("docx-chinese", chinese=True, floats=0),
}


def typeset(plan: Plan, parts: list[Part], pdf: Path) -> str:
    """Set a document in its style; what is against it, if anything is."""
    if plan.name in web.STYLES:
        return web.printed(plan.name, plan, parts, pdf)
    for style in latex.STYLES:
        if style.name == plan.name:
            return latex.made(style, plan, parts, pdf)
    return web.office(plan, parts, pdf)


def main() -> None:
    """Make the documents, read them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", nargs="*", choices=PLANS, default=list(PLANS))
    parser.add_argument("--faults", type=int, default=0, help="faults told of each document")
    parser.add_argument("--keep", type=Path, help="folder for the documents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        made: dict[str, list[Part]] = {}
        for name in options.only:
            parts = draw(PLANS[name], options.seed)
            if fault := typeset(PLANS[name], parts, folder / f"{name}.pdf"):
                print(f"{name}: left out, {fault}", file=sys.stderr)
            else:
                made[name] = parts
        corpus = read_corpus([folder / f"{name}.pdf" for name in made])
    for failure in corpus.failures:
        raise SystemExit(failure.reason)
    documents = {Path(document.name).stem: document for document in corpus.documents}
    scores = {name: score(PLANS[name], parts, documents[name]) for name, parts in made.items()}
    _told(scores, options.faults)


def _told(scores: dict[str, Score], faults: int) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    print(f"{'':13}" + "".join(f"{item:>13}" for item in ITEMS))
    for name, found in scores.items():
        cells = (f"{found.right[i]}/{found.all[i]}" if found.all[i] else "" for i in ITEMS)
        print(f"{name:13}" + "".join(f"{cell:>13}" for cell in cells))
        print("".join(f"    {fault}\n" for fault in found.faults[:faults]), end="")
        right += found.right
        total += found.all
    shares = (f"{right[i] / total[i]:.4f}" if total[i] else "" for i in ITEMS)
    print(f"{'all':13}" + "".join(f"{share:>13}" for share in shares))


if __name__ == "__main__":
    main()
