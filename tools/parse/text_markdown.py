"""Markdown and plain text: blocks in reading order with the range of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from mmkg.graph.document import ChunkKind, Document
from mmkg.tools.parse.pageless_cells import SourceCell
from mmkg.tools.parse.text_inline import with_printed
from mmkg.tools.parse.text_pageless import LABEL, Assembly
from mmkg.tools.parse.text_raised import Shift, placed

DISPLAY = re.compile(
    r"\$\$(?P<dollar>.+?)\$\$\s*(?:\((?P<number>[\w.]+)\))?|\\\[(?P<bracket>(?:(?!\\\[).)+?)\\\]",
    re.DOTALL,
)
# Code and formulas first, so that nothing in them is taken for a raised piece.
SHIFTED = re.compile(
    r"`[^`]{0,500}`|\$\$.{0,500}?\$\$|\$[^$\n]{1,500}\$|\\\(.{0,500}?\\\)|\\\[.{0,500}?\\\]"
    r"|<sup>(?P<sup>[^<>]{1,40})</sup>|<sub>(?P<sub>[^<>]{1,40})</sub>"
    r"|(?<=\w)\^(?P<caret>[^\s^$\\{}]{1,12})\^|(?<=\w)~(?P<tilde>[^\s~$\\{}]{1,12})~",
    re.DOTALL,
)
# Nothing here looks past the next sign that opens the same thing: long texts take linear time.
LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()]|\([^()]*\))*\)")
HEADING = re.compile(r"#{1,6}\s")
NOTE = re.compile(r"\s*\[\^[^\]\s]{1,40}\]:\s+")  # what a footnote says
NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]")
ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+\S")
FRONT = re.compile(r"---\n(.*?\n)(---|\.\.\.)\n", re.DOTALL)  # YAML
FRONT_TITLE = re.compile(r"^title:\s*(['\"]?)(.+?)\1\s*$", re.MULTILINE)
TAG_NUMBER = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")


def read_markdown(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a Markdown file: headings, paragraphs, lists, pipe tables and `$$` formulas."""
    assembly = Assembly(sha256)
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    if (front := FRONT.match(text)) and (title := FRONT_TITLE.search(front[1])):
        assembly.title = title[2]
        text = "\n" * front[0].count("\n") + text[front.end() :]
    blocks = list(_markdown_blocks(text))
    for place, (first, lines) in enumerate(blocks):
        where = f"lines {first}-{first + len(lines) - 1}"
        heading = re.match(r"(#{1,6})\s+(.*)", lines[0].rstrip().rstrip("#").rstrip())
        if heading and len(heading[1]) == 1 and not assembly.title:
            assembly.add_title(heading[2], where)
        elif heading:
            assembly.add_heading(with_printed(heading[2])[0], len(heading[1]), where)
        elif _is_pipe_table(lines):
            _add_pipe_table(assembly, lines, first, _near_caption(blocks, place))
        elif not _is_caption_of_table(blocks, place):
            add_text_with_formulas(assembly, plain_markdown(lines), where, _kind(lines[0]))
    return assembly.document(path, "markdown", parser)


def _kind(line: str) -> ChunkKind:
    if NOTE.match(line):
        return "footnote"
    return "list" if ITEM.match(line) else "paragraph"


def _markdown_blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """First line and lines of each block; a heading, and each list item, is one of its own."""
    block: list[str] = []
    first = 1
    for number, line in enumerate(text.splitlines(), 1):
        starts = any(mark.match(line) for mark in (HEADING, ITEM, NOTE))
        table_edge = block and line.strip() and _piped(line) != _piped(block[-1])
        if block and (not line.strip() or starts or table_edge or block[-1].startswith("#")):
            yield first, block
            block = []
        if line.strip():
            first = number if not block else first
            block.append(line)
    if block:
        yield first, block


def _piped(line: str) -> bool:
    return line.strip().startswith("|")


def _is_pipe_table(lines: Sequence[str]) -> bool:
    return len(lines) > 2 and _piped(lines[0]) and re.fullmatch(r"[\s|:\-]+", lines[1]) is not None


def _add_pipe_table(assembly: Assembly, lines: Sequence[str], first: int, caption: str) -> None:
    cells = []
    for row, line in enumerate([lines[0], *lines[2:]]):
        number = first + row + (row > 0)
        parts = re.split(r"(?<!\\)\|", line.strip().removeprefix("|").removesuffix("|"))
        for column, text in enumerate(parts):
            bold = re.fullmatch(r"\s*\*\*.+\*\*\s*", text) is not None
            words, _ = with_printed(plain_markdown([text]))
            where = f"line {number}, cell {column + 1}"
            cells.append(SourceCell(row, column, words, where, header=row == 0, bold=bold))
    where = f"lines {first}-{first + len(lines) - 1}"
    assembly.add_table(cells, caption, where, "markdown", 1)


def _near_caption(blocks: Sequence[tuple[int, list[str]]], place: int) -> str:
    for other in (place - 1, place + 1):
        if 0 <= other < len(blocks) and _is_caption(blocks[other][1]):
            return plain_markdown(blocks[other][1])
    return ""


def _is_caption(lines: Sequence[str]) -> bool:
    text = plain_markdown(lines)
    found = LABEL.match(text)
    return bool(found) and len(text) < 300 and text.lower().startswith(("tab", "表"))


def _is_caption_of_table(blocks: Sequence[tuple[int, list[str]]], place: int) -> bool:
    tables = (
        0 <= other < len(blocks) and _is_pipe_table(blocks[other][1])
        for other in (place - 1, place + 1)
    )
    return _is_caption(blocks[place][1]) and any(tables)


def plain_markdown(lines: Sequence[str]) -> str:
    """The words of Markdown lines without their marks; links keep their words only."""
    text = " ".join(line.strip() for line in lines)
    text = NOTE_MARK.sub("", NOTE.sub("", re.sub(r"^\s*(?:[-*+]|>)\s+", "", text), count=1))
    for _ in ("images", "links, around images too"):
        text = LINK.sub(r"\1", text)
    text = _shifted(text)
    text = re.sub(r"(\*\*|__|`)(?=\S)(.{1,500}?)(?<=\S)\1", r"\2", text)
    return re.sub(r"(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])", r"\1", text)


def _shifted(text: str) -> str:
    """Text whose raised and lowered pieces are written plainly; formulas stay as they are."""
    parts: list[tuple[str, Shift]] = []
    end = 0
    for found in SHIFTED.finditer(text):
        raised, lowered = found["sup"] or found["caret"], found["sub"] or found["tilde"]
        if raised or lowered:
            parts += [(text[end : found.start()], None)]
            parts += [(raised, "raised")] if raised else [(lowered, "lowered")]
            end = found.end()
    return placed([*parts, (text[end:], None)])


def read_plain(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a text file: paragraphs parted by empty lines, with the range of their lines."""
    assembly = Assembly(sha256)
    block: list[str] = []
    for number, line in enumerate([*data.decode("utf-8", errors="replace").splitlines(), ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            where = f"lines {number - len(block)}-{number - 1}"
            assembly.add_text(" ".join(block), where)
            block = []
    return assembly.document(path, "text", parser)


def add_text_with_formulas(assembly: Assembly, text: str, path: str, kind: ChunkKind) -> None:
    """Add text, with the displays in it as formulas, and with the formulas of its sentences."""
    end = 0
    for found in DISPLAY.finditer(text):
        _add_text(assembly, text[end : found.start()], path, kind)
        latex = found["dollar"] or found["bracket"] or ""
        tag = TAG_NUMBER.search(latex)
        number = found["number"] or (tag[1] if tag else None)
        assembly.add_latex(TAG_NUMBER.sub("", latex).strip(), number, path, "tex")
        end = found.end()
    _add_text(assembly, text[end:], path, kind)


def _add_text(assembly: Assembly, text: str, path: str, kind: ChunkKind) -> None:
    printed, formulas = with_printed(text)
    assembly.add_text(printed, path, kind, formulas)
