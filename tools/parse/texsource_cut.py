"""Cuts LaTeX text at its braces, environments and row ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*")
MARK = re.compile(r"\\begin\b|\\end\b|\\\\|\\.|[{}&]", re.DOTALL)
NOTE = re.compile(r"\\footnote(?:text)?\s*(?=[\[{])")
Piece = tuple[int, str]


def without_comments(text: str) -> str:
    """The text without comments; its lines stay where they are."""
    return COMMENT.sub(r"\1", text.replace("\r\n", "\n").replace("\r", "\n"))


def balanced(text: str, at: int) -> int:
    """Where the group that opens at a place ends, past its brace; the end if it never does."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
    return len(text)


def group(text: str, at: int) -> tuple[str, int]:
    """What the next braces from a place on hold, and where they end; nothing if none follow."""
    opening = re.compile(r"\s*(?:\[[^\]]*\]\s*)*\{").match(text, at)
    if not opening:
        return "", at
    end = balanced(text, opening.end() - 1)
    return text[opening.end() : end - 1], end


def without_notes(text: str) -> tuple[str, list[str]]:
    """Text without its footnotes, and what those say."""
    parts, notes, at = [], [], 0
    for found in NOTE.finditer(text):
        if found.start() >= at:
            note, end = group(text, found.end())
            parts.append(text[at : found.start()])
            notes.append(note)
            at = end
    return "".join([*parts, text[at:]]), notes


def environment_end(text: str, name: str, at: int) -> tuple[int, int]:
    """Where the inside of an environment that was begun ends, and where its end mark does."""
    depth = 1
    marks = re.compile(rf"\\(begin|end)\s*\{{{re.escape(name)}\}}")
    for found in marks.finditer(text, at):
        depth += 1 if found[1] == "begin" else -1
        if depth == 0:
            return found.start(), found.end()
    return len(text), len(text)


def split_rows(text: str) -> Iterator[list[Piece]]:
    r"""Rows that end in `\\`, each as cells parted by `&`, with where they start."""
    row: list[Piece] = []
    depth, start = 0, 0
    for found in MARK.finditer(text):
        mark = found.group()
        depth += {"{": 1, "}": -1, r"\begin": 1, r"\end": -1}.get(mark, 0)
        if depth == 0 and mark in ("&", r"\\"):
            row.append((start, text[start : found.start()]))
            start = found.end()
            if mark == r"\\":
                yield row
                row = []
                skipped = re.compile(r"\*?\s*\[[^\]]*\]").match(text, start)
                start = skipped.end() if skipped else start
    if text[start:].strip() or row:
        yield [*row, (start, text[start:])]
