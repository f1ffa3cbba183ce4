"""What was read of a document, held against the parts that it was made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from mmkg.graph.document import Chunk, Document
from mmkg.tools.parse.text_pageless import read_caption
from structure_sets.source import Part, Plan

NOTE_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩"
NUMBER = r"(chapter)?第?[\dIVXLC一二三四五六七八九十A-Z]{0,6}([.\d]*)[章节]?"
LABEL = re.compile(rf"^([•◦▪‣∙●○■□▶◆–*-]|\(?\w{{1,3}}[.)）]|\[\d+\]|[{NOTE_MARKS}])\s*")


def bare(text: str) -> str:
    """Letters and digits alone."""
    return "".join(char for char in text if char.isalnum() and char not in NOTE_MARKS).lower()


def exact(text: str) -> str:
    """All signs that were set, but for spaces, note marks and carets."""
    return "".join(c for c in text if not c.isspace() and c not in NOTE_MARKS + "^‐").casefold()


@dataclass
class Score:
    """How many of the parts of each kind are right, and what is wrong with the others."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, item: str, right: bool, fault: str = "") -> None:
        """Count one of an item."""
        self.all[item] += 1
        self.right[item] += right
        if not right:
            self.faults.append(f"{item}: {fault}")


def score(plan: Plan, parts: Sequence[Part], document: Document) -> Score:
    """Hold a document against its parts."""
    found = Score()
    _headings(found, parts, document)
    _texts(found, parts, document)
    _captions(found, parts, document)
    _order(found, parts, document)
    for chunk in document.chunks:
        left = plan.head in chunk.text or plan.foot in chunk.text or chunk.text.strip().isdigit()
        found.count("no furniture", not left or chunk.order < 4, chunk.text[:80])
    return found


def _same_title(read: str, title: str) -> bool:
    return re.fullmatch(NUMBER + re.escape(bare(title)), bare(read), re.IGNORECASE) is not None


def _headings(found: Score, parts: Sequence[Part], document: Document) -> None:
    wanted = [part for part in parts if part.kind == "heading"]
    read = [
        c for c in document.chunks if c.kind == "heading" and bare(c.text) != bare(document.title)
    ]
    rest = list(read)
    for part in wanted:
        same = next((c for c in rest if _same_title(c.text, part.text)), None)
        found.count("headings", same is not None, f"missed {part.text}")
        if same:
            rest.remove(same)
            found.count("levels", _same_path(same, part), f"{part.text}: {same.section}")
    for chunk in rest:
        found.count("headings", False, f"invented {chunk.text[:80]}")


def _same_path(chunk: Chunk, part: Part) -> bool:
    return len(chunk.section) == len(part.path) and all(
        _same_title(read, title) for read, title in zip(chunk.section, part.path, strict=True)
    )


def _wanted(parts: Sequence[Part]) -> Iterator[tuple[str, str, Part]]:
    """Kind, text and part of what is running text."""
    for part in parts:
        if part.kind in ("paragraph", "list", "reference"):
            yield part.kind, part.text, part
        if part.note:
            yield "footnote", part.note, part


def _texts(found: Score, parts: Sequence[Part], document: Document) -> None:
    whole = {exact(LABEL.sub("", chunk.text)): chunk for chunk in document.chunks}
    whole |= {exact(chunk.text): chunk for chunk in document.chunks}
    letters = [(bare(chunk.text), chunk) for chunk in document.chunks]
    for kind, text, part in _wanted(parts):
        chunk = whole.get(exact(text)) or next(
            (c for letter, c in letters if bare(text)[:30] in letter), None
        )
        if chunk is None:
            found.count(f"{kind}s", False, f"not found: {text[:60]}")
            continue
        same = exact(text) in whole
        found.count(f"{kind}s", same and chunk.kind == kind, _fault(text, chunk, kind))
        if kind != "footnote":
            found.count("paths", _same_path(chunk, part), f"{text[:40]}: {chunk.section}")
        _words(found, text, chunk)


def _fault(text: str, chunk: Chunk, kind: str) -> str:
    read, wanted = bare(LABEL.sub("", chunk.text)), bare(text)
    if exact(LABEL.sub("", chunk.text)) == exact(text) or exact(chunk.text) == exact(text):
        return f"is {chunk.kind}: {text[:60]}"
    if read == wanted:
        return f"signs: {text[:40]} … read {chunk.text[:40]}"
    why = "joined with others" if wanted in read else "cut" if read in wanted else "other letters"
    return f"{why} ({chunk.kind}): {text[:60]} … read {chunk.text[-60:]}"


def _words(found: Score, text: str, chunk: Chunk) -> None:
    """Words of a text that its chunk spells as they were set, told from those broken or glued."""
    spelt = "".join(
        " " if c in NOTE_MARKS else c for c in chunk.text.replace("\u2010", "-").lower()
    )
    read = set(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", spelt))
    together = bare(chunk.text)
    for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()):
        if not re.search("[\u4e00-\u9fff]", word) and bare(word) in together:
            place = chunk.text.lower().find(word[:4])
            found.count("words", word in read, f"{word}: {chunk.text[max(place - 20, 0) :][:60]}")


def _captions(found: Score, parts: Sequence[Part], document: Document) -> None:
    own = (c.text for c in document.chunks if c.kind == "caption")
    owned = (e.caption for e in (*document.tables, *document.figures))
    read = {exact(read_caption(text).text) for text in (*own, *owned) if text}
    chunks = {exact(c.text): c.kind for c in document.chunks}
    for part in parts:
        if part.kind == "caption":
            fault = next((k for t, k in chunks.items() if exact(part.text) in t), "not read")
            found.count("captions", exact(part.text) in read, f"{fault}: {part.text}")


def _order(found: Score, parts: Sequence[Part], document: Document) -> None:
    """Pairs of texts that are read in the order they were set in."""
    text, places = "".join(bare(chunk.text) for chunk in document.chunks), []
    for part in parts:
        if part.kind in ("paragraph", "list", "reference"):
            at = text.find(bare(part.text)[:30])
            places += [(at, part.text)] if at >= 0 else []
    for (first, _), (second, _) in combinations(places, 2):
        found.all["order"] += 1
        found.right["order"] += first < second
    for (first, _), (second, later) in zip(places, places[1:], strict=False):
        if first > second:
            found.faults.append(f"order: {later[:50]} stands before what precedes it")
