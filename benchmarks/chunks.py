"""Whether spans of chunks lead back to the page: PDFium's text in a line's box against the span.

The first reader makes chunks, lines and boxes; PDFium, which shares no code with it, reads the box.
Letters and digits are compared (97 % alike: what is set over a row, accents and limits, is put in
another order). Also told: the largest chunk in tokens, and chunks that are larger than allowed.

python benchmarks/chunks.py PDF…
"""

from __future__ import annotations

import argparse
import unicodedata
from pathlib import Path

from rapidfuzz import fuzz

from mmkg.graph.document import Document
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.text_chunks import MOST_TOKENS, tokens

ALIKE = 97  # percent


def bare(text: str) -> str:
    """Letters and digits alone."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def spans_that_differ(document: Document, printed: PdfiumText) -> list[tuple[str, str]]:
    """Texts of lines, and what PDFium reads in their boxes, where that is something else."""
    pairs = [
        (bare(chunk.text[slice(*line.span)]), bare(printed.text_in(line.page, line.box.grown(0.5))))
        for chunk in document.chunks
        for line in chunk.lines
    ]
    return [(a, b) for a, b in pairs if a not in b and fuzz.ratio(a, b) < ALIKE]


def main() -> None:
    """Read the documents and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdfs", type=Path, nargs="+")
    paths = {path.name: path for path in parser.parse_args().pdfs}
    for document in read_corpus(list(paths.values())).documents:
        printed = PdfiumText(paths[document.name])
        wrong = spans_that_differ(document, printed)
        printed.close()
        lines = sum(len(chunk.lines) for chunk in document.chunks)
        sizes = [tokens(chunk.text) for chunk in document.chunks]
        print(
            f"{document.name:24} {lines - len(wrong)} of {lines} lines alike, largest chunk "
            f"{max(sizes, default=0)} tokens, {sum(s > MOST_TOKENS for s in sizes)} too large"
        )
        print("".join(f"    {a[:60]} | {b[:60]}\n" for a, b in wrong), end="")


if __name__ == "__main__":
    main()
