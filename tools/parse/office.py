"""DOCX: paragraphs, tables, formulas and pictures in reading order, with their element paths."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from mmkg.graph.document import ChunkKind, Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.office_parts import chart_names, notes_of, read_notes
from mmkg.tools.parse.office_plain import Plain, plain_headings
from mmkg.tools.parse.office_tables import paragraph_text, table_cells, whole
from mmkg.tools.parse.office_unseen import Letters
from mmkg.tools.parse.pageless_cells import clean
from mmkg.tools.parse.sheets_parts import parse_xml
from mmkg.tools.parse.slides_charts import add_chart
from mmkg.tools.parse.text_inline import Inline
from mmkg.tools.parse.text_omml import M, to_latex
from mmkg.tools.parse.text_pageless import LABEL, Assembly
from mmkg.tools.parse.unseen import unseen_told

BROKEN = (
    PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError, OSError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")
MOST_ENTRIES = 2_000
MOST_BYTES = 200_000_000
MOST_RATIO = 100
MOST_PACKED = 10_000_000  # bytes: tables of styles repeat themselves a hundred times
NUMBER = re.compile(r"\(?\s*[（(]([A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?)[)）]\s*$")


def read_docx(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a DOCX file.

    Raises:
        InputError: If it is damaged, or would unpack to too much.
    """
    check_zip(path, data)
    try:
        word = docx.Document(io.BytesIO(data))
        assembly = Assembly(sha256)
        body = _Body(word, assembly)
        body.read()
    except BROKEN as e:
        raise InputError(f"{path.name}: damaged DOCX ({' '.join(str(e).split())[:120]})") from None
    if word.core_properties.title and not assembly.title:
        assembly.title = clean(word.core_properties.title)
    return assembly.document(path, "docx", parser, unseen_told(body.unseen))


def check_zip(path: Path, data: bytes) -> None:
    """Refuse a zip file that would unpack to too much.

    Raises:
        InputError: If it has too many entries, or they are too large or too tightly packed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise InputError(f"{path.name}: damaged, its zip directory cannot be read") from None
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise InputError(f"{path.name}: {len(entries):,} packed files, {MOST_ENTRIES:,} allowed")
    if total > MOST_BYTES:
        raise InputError(f"{path.name}: unpacks to {total:,} bytes, {MOST_BYTES:,} allowed")
    for entry in entries:
        tight = entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        if tight and entry.file_size > MOST_PACKED:
            raise InputError(f"{path.name}: {entry.filename} unpacks over {MOST_RATIO}-fold")


class _Body:
    """The walk over a document's body."""

    def __init__(self, word: WordFile, assembly: Assembly) -> None:
        letters = Letters(word)
        self.unseen = letters.take_out_unseen(word.element.body)
        self.elements = list(whole(word.element.body, f"{W}p", f"{W}tbl"))
        self.names = {style.style_id: (style.name or "").lower() for style in word.styles}
        self.parts = word.part.rels
        self.notes = read_notes(word.part, letters, self.unseen)
        self.assembly = assembly
        self.used: set[int] = set()
        self.plain = self._plain(bool(word.core_properties.title))
        self.counts: dict[str, int] = {}

    def read(self) -> None:
        for place, element in enumerate(self.elements):
            name = str(element.tag).rsplit("}", 1)[-1]
            self.counts[name] = self.counts.get(name, 0) + 1
            path = f"body/{name}[{self.counts[name]}]"
            if element.tag == f"{W}tbl":
                self._table(element, place, path)
            elif element.tag == f"{W}p" and place not in self.used:
                self._paragraph(element, place, path)

    def _style(self, paragraph: Element) -> str:
        found = paragraph.find(f"{W}pPr/{W}pStyle")
        return self.names.get(found.get(f"{W}val"), "") if found is not None else "normal"

    def _paragraph(self, element: Element, place: int, path: str) -> None:
        text, style = paragraph_text(element), self._style(element)
        if any(True for tag in DRAWINGS for _ in element.iter(tag)):
            caption = self._caption(place, ("fig", "图", "image"))
            charts = [self.parts[name] for name in chart_names(element) if name in self.parts]
            for chart in charts:
                add_chart(self.assembly, parse_xml(chart.target_part.blob), caption, path)
            if not charts:
                self.assembly.add_figure(caption, path, "docx")
        if place in self.plain.title:
            self._title(place, path)
        elif style == "title" or style.startswith("subtitle"):
            self.assembly.add_title(text, path)
        elif level := self._level(element, style) or self.plain.levels.get(place):
            self.assembly.add_heading(text, level, path)
        elif not self._formula(element, text, path) and not self._belongs_to_next(place, style):
            listed = element.find(f"{W}pPr/{W}numPr") is not None or style.startswith("list")
            kind: ChunkKind = "list" if listed else "paragraph"
            self.assembly.add_text(text, path, kind, list(_inline(element)), "omml")
        for mark, note in notes_of(element, self.notes):
            self.assembly.add_text(note, mark, "footnote")

    def _plain(self, titled: bool) -> Plain:
        """Headings and title by their looks, where no style or property says which they are."""
        styles = [(each, self._style(each)) for each in self.elements if each.tag == f"{W}p"]
        styled = any(self._level(each, style) for each, style in styles)
        titled = titled or any(style == "title" for _, style in styles)
        plain = plain_headings(self.elements)
        return Plain(() if titled else plain.title, {} if styled else plain.levels)

    def _title(self, place: int, path: str) -> None:
        """Add the lines of the title as one, where its first stands."""
        if place == self.plain.title[0]:
            lines = (paragraph_text(self.elements[line]) for line in self.plain.title)
            self.assembly.add_title(" ".join(lines), path)

    def _level(self, element: Element, style: str) -> int | None:
        named = re.fullmatch(r"(?:heading|标题)\s*(\d)", style)
        if named:
            return int(named[1])
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None and (outline.get(f"{W}val") or "9") < "9":
            return int(outline.get(f"{W}val")) + 1
        return None

    def _formula(self, element: Element, text: str, path: str) -> bool:
        """Add the display formulas of a paragraph; whether it holds nothing else."""
        maths = list(element.iter(f"{M}oMath"))
        plain = paragraph_text(element, with_math=False)
        number = NUMBER.search(plain)
        alone = not re.sub(r"[\s.,;，。；]", "", NUMBER.sub("", plain))
        if not maths or not alone:
            return False
        for math in maths:
            self.assembly.add_latex(to_latex(math), number[1] if number else None, path, "omml")
        return True

    def _belongs_to_next(self, place: int, style: str) -> bool:
        """Whether a paragraph is the caption of the table or picture right after it."""
        element = self.elements[place]
        if not LABEL.match(paragraph_text(element)) and not style.endswith("caption"):
            return False
        following = self.elements[place + 1 : place + 2]
        return bool(following) and following[0].tag == f"{W}tbl"

    def _caption(self, place: int, starts: tuple[str, ...]) -> str:
        """The caption paragraph right before or after a table or picture."""
        for other in (place - 1, place + 1):
            if not 0 <= other < len(self.elements) or self.elements[other].tag != f"{W}p":
                continue
            if other in self.used:
                continue
            text, style = paragraph_text(self.elements[other]), self._style(self.elements[other])
            if _is_caption(text, style, starts):
                self.used.add(other)
                return text
        return ""

    def _table(self, element: Element, place: int, path: str) -> None:
        caption = self._caption(place, ("tab", "表"))
        headers = 0
        for row in whole(element, f"{W}tr"):
            if row.find(f"{W}trPr/{W}tblHeader") is None:
                break
            headers += 1
        self.assembly.add_table(list(table_cells(element, path)), caption, path, "docx", headers)


def _is_caption(text: str, style: str, starts: tuple[str, ...]) -> bool:
    """Whether label or style of a paragraph say that it is a caption; Pandoc's name the kind."""
    if LABEL.match(text):
        return text.lower().startswith(starts) and (style.endswith("caption") or len(text) < 300)
    return style == "caption" or style.endswith("caption") and style.startswith(starts)


def _inline(paragraph: Element) -> Iterator[Inline]:
    """The formulas in a paragraph's text."""
    for math in paragraph.iter(f"{M}oMath"):
        printed = "".join(text.text or "" for text in math.iter(f"{M}t"))
        yield Inline(to_latex(math), printed)
