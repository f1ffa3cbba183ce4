"""Cut the figures of PDFs and look at the cuts: `python benchmarks/figures.py FILE.pdf…`.

Each figure's SVG is printed by Chromium and compared with its PNG: the share of pixels that differ
by more than 40 of 255 levels (letters in other fonts do, a lost or added drawing more so), the
words that stand in the figure and are not in the SVG, and those in it from outside of the figure.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pymupdf
from lxml import etree

from mmkg.graph.provenance import Box
from mmkg.tools.parse.figure_read import find_figures, save_figure_assets
from mmkg.tools.parse.pages import Page, Pdf

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
SVG = "{http://www.w3.org/2000/svg}"
STYLE = "<style>@page{margin:0;size:1000pt 1000pt}body{margin:0}section{break-after:page}</style>"


@dataclass(frozen=True)
class Cut:
    """The two pictures of a figure, and what is said in its box, beyond it and in its SVG."""

    name: str
    box: Box
    png: Path
    svg: Path
    inside: str
    outside: frozenset[str]


def cuts(path: Path, folder: Path) -> Iterator[Cut]:
    """Every figure of a PDF, cut into a folder."""
    with Pdf(path) as pdf:
        for found in find_figures(pdf, path.stem.encode().hex().ljust(64, "0")):
            figure = found.figure
            page, box = pdf.pages[(figure.address.page or 1) - 1], figure.address.box
            if box is not None:
                png, svg = save_figure_assets(page, figure, folder / path.stem)
                inside, outside = _words(page, box)
                name = f"{path.stem} {figure.label or 'no label'}"
                yield Cut(name, box, png, svg, inside, outside)


def _words(page: Page, box: Box) -> tuple[str, frozenset[str]]:
    near = box.grown(3.0)
    inside = " ".join(word.text for word in page.words if near.overlap(word.box) > 0)
    outside = " ".join(word.text for word in page.words if near.overlap(word.box) == 0)
    return inside, frozenset(re.findall(r"\w{5,}", outside)) - set(re.findall(r"\w+", inside))


def print_cuts(found: Sequence[Cut], folder: Path) -> pymupdf.Document:
    """All SVGs, each at the top left of a page of its own and as large as in its document."""
    sections = (
        f'<section><img src="file://{cut.svg.absolute()}" style="display:block;'
        f'width:{cut.box.width}pt;height:{cut.box.height}pt"></section>'
        for cut in found
    )
    page, made = folder / "cuts.html", folder / "cuts.pdf"
    page.write_text(STYLE + "".join(sections), encoding="utf-8")
    allow = "--allow-file-access-from-files"
    subprocess.run(
        [*CHROMIUM, allow, f"--print-to-pdf={made}", str(page)], check=True, capture_output=True
    )
    return pymupdf.open(made)


def unlike(cut: Cut, page: pymupdf.Page) -> float:
    """The share of pixels in which PNG and printed SVG differ, both at 72 dpi and blurred."""
    size = round(cut.box.width), round(cut.box.height)
    picture = cv2.imread(str(cut.png), cv2.IMREAD_GRAYSCALE)
    if picture is None:
        return 1.0
    kept = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    drawn = page.get_pixmap(colorspace=pymupdf.csGRAY)
    other = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)
    pair = [cv2.GaussianBlur(one, (7, 7), 0).astype(int) for one in (kept, other)]
    return float((abs(pair[0] - pair[1][: size[1], : size[0]]) > 40).mean())


def main() -> None:
    """Cut, compare and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("pdfs", type=Path, nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        found = [cut for path in options.pdfs for cut in cuts(path, folder)]
        shares = []
        for cut, page in zip(found, print_cuts(found, folder), strict=True):
            shares.append(unlike(cut, page))
            text = _text(cut.svg)
            lost = sum(letter.isalnum() for letter in cut.inside) - sum(map(str.isalnum, text))
            strange = sorted(cut.outside & set(re.findall(r"\w+", text)))
            print(f"{cut.name:44} unlike {shares[-1]:.4f}  letters lost {max(lost, 0)}", *strange)
    print(f"\n{len(found)} cuts, the most unlike {max(shares, default=0):.4f}")


def _text(svg: Path) -> str:
    """What an SVG says."""
    root = etree.parse(svg, etree.XMLParser(huge_tree=True)).getroot()
    return " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))


if __name__ == "__main__":
    main()
