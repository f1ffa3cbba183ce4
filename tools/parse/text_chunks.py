"""Blocks become chunks: running text with spans back to the page, sized for a reader's context."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mmkg.graph.document import Chunk, Language, TextLine
from mmkg.graph.provenance import Address, Box, union
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.text_columns import Region
from mmkg.tools.parse.text_flow import measure, read_flow
from mmkg.tools.parse.text_front import after_authors, find_title, title_of
from mmkg.tools.parse.text_headings import find_headings
from mmkg.tools.parse.text_joins import Vocabulary, join_rows
from mmkg.tools.parse.text_language import language_of
from mmkg.tools.parse.text_paragraphs import Block, build_blocks
from mmkg.tools.parse.text_rows import CJK, Row
from mmkg.tools.parse.text_sentences import split_sentences

MOST_TOKENS = 400
FEWEST_TOKENS = 12
METHOD = "text layer"
EN_WORD = re.compile(f"[^\\s{CJK}]+")
ZH_SIGN = re.compile(f"[{CJK}]")
UNIT = re.compile(f"{EN_WORD.pattern}|{ZH_SIGN.pattern}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table, formula or figure stands: section path and position in reading order."""

    section: tuple[str, ...]
    order: int


@dataclass(frozen=True, slots=True)
class Text:
    """The running text of a document, and the place of each region in it."""

    title: str
    language: Language
    chunks: tuple[Chunk, ...]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its lines and sentences, before it has an id."""

    text: str
    lines: tuple[TextLine, ...]
    sentences: tuple[tuple[int, int], ...]


def read_text(
    pdf: Pdf, regions: Sequence[Region], sha256: str, labels: Collection[str] = ()
) -> Text:
    """Read the running text of a PDF.

    Args:
        pdf: The open file.
        regions: Tables, formulas, figures and their captions, which are left out of the text
            and whose places in reading order are told.
        sha256: Hash of the file, for addresses and ids.
        labels: Labels of tables and figures, whose captions are theirs and no text.
    """
    owned = {key for label in labels if (key := caption_key(label))}
    flow = read_flow(pdf, regions)
    usual = measure(flow)
    title = find_title(flow, pdf.metadata_title)
    headings = find_headings(flow, usual, pdf.outline, after_authors(flow, title))
    parts = join_tiny(build_blocks(flow, headings, usual, title))
    words = Vocabulary(item for item in flow if isinstance(item, Row))
    chunks: list[Chunk] = []
    places: dict[str, Place] = {}
    order = 0
    for part in parts:
        if isinstance(part, Block):
            if part.kind == "caption" and caption_key(part.rows[0].text) in owned:
                continue
            for passage in split_long(passage_of(part, words)):
                chunks.append(_chunk(part, passage, len(chunks) + 1, order, sha256))
                order += 1
        else:
            if part[1].key not in places:
                places[part[1].key] = Place(part[2], order)
                order += 1
    return Text(
        title_of(flow, title, words), language_of(c.text for c in chunks), tuple(chunks), places
    )


def caption_key(text: str) -> tuple[str, str] | None:
    """Kind and number of a caption or label, however they are written (`Fig. 3`, `图 3`)."""
    found = re.match(r"(tab|fig|表|图)\D{0,6}?\s*([A-Z]?\.?\d+(?:[.\-–]\d+)*)", text, re.IGNORECASE)
    if not found:
        return None
    kind = "table" if found[1].lower() in ("tab", "表") else "figure"
    return kind, found[2].upper()


def chunks_near(chunks: Sequence[Chunk], order: int, most: int = 12) -> list[Chunk]:
    """The chunks nearest to a place in reading order, what follows it before what precedes it."""
    return sorted(chunks, key=lambda chunk: (abs(chunk.order - order), -chunk.order))[:most]


def tokens(text: str) -> int:
    """About how many tokens a model makes of a text."""
    return round(len(EN_WORD.findall(text)) * 4 / 3) + len(ZH_SIGN.findall(text))


def join_tiny(
    parts: Sequence[Block | tuple[int, Region, tuple[str, ...]]],
) -> list[Block | tuple[int, Region, tuple[str, ...]]]:
    """Paragraphs of a few words joined with the next paragraph of their section."""
    out: list[Block | tuple[int, Region, tuple[str, ...]]] = []
    for part in parts:
        before = out[-1] if out else None
        if isinstance(part, Block) and isinstance(before, Block) and _tiny(before, part):
            cut = len(before.rows)
            before.rows += part.rows
            before.cuts += [cut, *(cut + place for place in part.cuts)]
        else:
            out.append(part)
    return out


def _tiny(block: Block, below: Block) -> bool:
    if not block.kind == below.kind == "paragraph" or block.section != below.section:
        return False
    alike = abs(block.rows[-1].size - below.rows[0].size) < 0.8
    return alike and tokens(" ".join(row.text for row in block.rows)) < FEWEST_TOKENS


def passage_of(block: Block, words: Vocabulary) -> Passage:
    """The text of a block with the span of every row and sentence."""
    text, spans = join_rows(block.rows, words)
    lines = tuple(
        TextLine(span=span, page=row.page, box=row.box.rounded())
        for row, span in zip(block.rows, spans, strict=True)
        if span[1] > span[0]
    )
    if block.kind == "heading":
        return Passage(text, lines, ((0, len(text)),))
    if block.rows[0].entry:
        return Passage(text, lines, tuple(spans))
    forced = [spans[cut][0] for cut in block.cuts if cut < len(spans)]
    return Passage(text, lines, split_sentences(text, forced))


def split_long(passage: Passage) -> Iterator[Passage]:
    """The passage in pieces of 400 tokens at most, cut between sentences where that is possible."""
    groups: list[list[tuple[int, int]]] = [[]]
    size = 0
    for start, end in (s for span in passage.sentences for s in _sized(passage.text, *span)):
        more = tokens(passage.text[start:end])
        if groups[-1] and size + more > MOST_TOKENS:
            groups.append([])
            size = 0
        groups[-1].append((start, end))
        size += more
    if len(groups) == 1:
        yield passage
        return
    for group in groups:
        yield _cut(passage, group[0][0], group[-1][1], group)


def _sized(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, cut between words where it alone is larger than a piece."""
    if tokens(text[start:end]) > MOST_TOKENS:
        size, last = 0.0, start
        for unit in UNIT.finditer(text, start, end):
            size += 1 if ZH_SIGN.match(unit[0]) else 4 / 3
            if size > MOST_TOKENS - 1:
                yield start, last
                start, size = unit.start(), 0.0
            last = unit.end()
    yield start, end


def _cut(passage: Passage, start: int, end: int, sentences: list[tuple[int, int]]) -> Passage:
    lines = tuple(
        line.model_copy(
            update={"span": (max(line.span[0], start) - start, min(line.span[1], end) - start)}
        )
        for line in passage.lines
        if line.span[0] < end and start < line.span[1]
    )
    shifted = tuple((first - start, last - start) for first, last in sentences)
    return Passage(passage.text[start:end], lines, shifted)


def _chunk(block: Block, passage: Passage, number: int, order: int, sha256: str) -> Chunk:
    page = passage.lines[0].page
    box: Box = union(line.box for line in passage.lines if line.page == page)
    return Chunk(
        id=f"{sha256[:12]}:chunk:{number}",
        address=Address(document=sha256, page=page, box=box),
        text=passage.text,
        kind=block.kind,
        section=block.section,
        order=order,
        method=METHOD,
        confidence=_meant(passage.text),
        lines=passage.lines,
        sentences=passage.sentences,
    )


def _meant(text: str) -> float:
    """The share of characters that the font gave a meaning."""
    unknown = sum(char == "\ufffd" or unicodedata.category(char) == "Co" for char in text)
    return round(1 - unknown / max(len(text), 1), 4)
