"""How well sections, reading order and running heads are told on printed pages of known sources.

Six kinds of document are made from seeded words as HTML and printed by Chromium: a report, a manual
with lists, a filing with numbered sections, a paper in Chinese of two columns, a newsletter of
three and slides. Headings: F1. Sections: paragraphs under the right heading. Order: Kendall's tau
of the paragraphs as read. Furniture: chunks that hold a running head, foot or page number.

python benchmarks/structure.py [--seed 1] [--keep DIR]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from mmkg.graph.document import Document
from mmkg.tools.parse.corpus import read_corpus

_ENGLISH = (
    "harbour turbine ledger willow margin copper annual signal orchard bridge filter voltage "
    "market canyon survey pigment lattice engine ferry granite archive meadow pressure rudder"
)
_CHINESE = (
    "港口 涡轮 账目 柳树 边界 铜矿 年度 信号 果园 桥梁 滤波 电压 市场 峡谷 调查 颜料 晶格 引擎"
)
ENGLISH, CHINESE = _ENGLISH.split(), _CHINESE.split()


@dataclass(frozen=True)
class Kind:
    """How a kind of document is set.

    Attributes:
        numbered: Whether headings carry numbers.
        items: Share of blocks that are lists.
    """

    name: str
    style: str
    head: str
    foot: str
    numbered: bool = False
    items: float = 0.0
    chinese: bool = False
    sections: int = 9
    blocks: int = 4


KINDS = (
    Kind("report", "font: 11pt serif", "Annual Report of the Works", "Confidential"),
    Kind("manual", "font: 10pt sans-serif", "Service Manual", "Rev. 4", items=0.4),
    Kind("filing", "font: 10pt serif; text-align: justify", "FORM 10-K", "Table", numbered=True),
    Kind(
        "paper", "font: 10pt 'Noto Serif CJK SC'; columns: 2", "工程学报", "第三卷", True, 0.1, True
    ),
    Kind("newsletter", "font: 9pt sans-serif; columns: 3; hyphens: auto", "The Weekly", "Issue 12"),
    Kind("slides", "font: 20pt sans-serif", "Spring Meeting", "Works Ltd", False, 0.6, False, 8, 2),
)


@dataclass(frozen=True)
class Block:
    """A paragraph, list item or heading of a source, and the heading that it stands under."""

    tag: str
    text: str
    under: str


def _sentence(rng: random.Random, chinese: bool, words: int) -> str:
    drawn = [rng.choice(CHINESE if chinese else ENGLISH) for _ in range(words)]
    return "".join(drawn) + "。" if chinese else " ".join(drawn).capitalize() + "."


def source(kind: Kind, seed: int) -> list[Block]:
    """The blocks of a document, in order; all texts differ."""
    rng = random.Random(f"{seed}:{kind.name}")
    blocks: list[Block] = []
    for section in range(1, kind.sections + 1):
        words = [rng.choice(CHINESE if kind.chinese else ENGLISH) for _ in range(3)]
        title = "与".join(words[:2]) if kind.chinese else " ".join(words).title()
        title = f"{section}. {title}" if kind.numbered else title
        blocks.append(Block("h2", title, ""))
        for _ in range(kind.blocks):
            listed = rng.random() < kind.items
            for _ in range(3 if listed else 1):
                size = 1 if listed else rng.randint(2, 6)
                text = [_sentence(rng, kind.chinese, rng.randint(6, 12)) for _ in range(size)]
                blocks.append(Block("li" if listed else "p", " ".join(text), title))
    return blocks


def page(kind: Kind, blocks: Sequence[Block]) -> str:
    """The document as HTML with running heads, feet and page numbers."""
    title = ("论" if kind.chinese else "On ") + blocks[0].text[3:]
    landscape = "landscape" if kind.name == "slides" else ""
    breaks = "h2 { break-before: page }" if kind.name == "slides" else ""
    body = "".join(f"<{block.tag}>{block.text}</{block.tag}>" for block in blocks)
    return f"""<!doctype html><html lang="{"zh" if kind.chinese else "en"}"><head>
<meta charset="utf-8"><style>
@page {{ size: A5 {landscape}; margin: 20mm 15mm;
  @top-left {{ content: "{kind.head}"; font: 8pt serif }}
  @bottom-left {{ content: "{kind.foot}"; font: 8pt serif }}
  @bottom-right {{ content: counter(page); font: 8pt serif }} }}
body {{ {kind.style} }} h2 {{ font-size: 1.4em; break-after: avoid }} {breaks}
h1 {{ font-size: 2em; column-span: all }}
</style></head><body><h1>{title}</h1>{body}</body></html>"""


def printed(kind: Kind, blocks: Sequence[Block], folder: Path) -> Path:
    """The document as Chromium prints it."""
    html, pdf = (folder / f"{kind.name}.{suffix}" for suffix in ("html", "pdf"))
    html.write_text(page(kind, blocks), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    subprocess.run(
        [*command, f"--print-to-pdf={pdf}", html.as_uri()], check=True, capture_output=True
    )
    html.unlink()
    return pdf


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).lower()


def found_at(blocks: Sequence[Block], document: Document) -> Iterator[tuple[Block, int, str]]:
    """Blocks that are read, with their place in what was read and the heading above them."""
    read = [(_bare(chunk.text), chunk) for chunk in document.chunks]
    whole, starts = "", []
    for text, _ in read:
        starts.append(len(whole))
        whole += text
    for block in blocks:
        place = whole.find(_bare(block.text)[:40])
        if place < 0:
            continue
        chunk = read[max(i for i, start in enumerate(starts) if start <= place)][1]
        yield block, place, chunk.section[-1] if chunk.section else ""


def measured(kind: Kind, blocks: Sequence[Block], document: Document) -> str:
    """One line of figures."""
    titles = {_bare(block.text) for block in blocks if block.tag == "h2"}
    heads = {_bare(chunk.text) for chunk in document.chunks if chunk.kind == "heading"}
    heads.discard(_bare(document.title))
    found = list(found_at([block for block in blocks if block.tag != "h2"], document))
    right = sum(_bare(under) == _bare(block.under) for block, _, under in found)
    pairs = list(combinations([place for _, place, _ in found], 2))
    tau = sum((a < b) - (a > b) for a, b in pairs) / max(1, len(pairs))
    marks = (kind.head, kind.foot)
    left = [
        chunk
        for chunk in document.chunks
        if chunk.text.strip().isdigit() or any(mark in chunk.text for mark in marks)
    ]
    total = sum(block.tag != "h2" for block in blocks)
    f1 = 2 * len(titles & heads) / max(1, len(titles) + len(heads))
    return (
        f"{kind.name:11} pages {len(document.page_sizes):3}  headings F1 {f1:.3f}  sections "
        f"{right}/{total}  order {tau:.3f}  furniture left {len(left)}"
    )


def main() -> None:
    """Make the documents, read them and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for the documents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        sources = {kind.name: source(kind, options.seed) for kind in KINDS}
        paths = [printed(kind, sources[kind.name], folder) for kind in KINDS]
        corpus = read_corpus(paths)
    for failure in corpus.failures:
        raise SystemExit(failure.reason)
    documents = {Path(document.name).stem: document for document in corpus.documents}
    for kind in KINDS:
        print(measured(kind, sources[kind.name], documents[kind.name]))


if __name__ == "__main__":
    main()
