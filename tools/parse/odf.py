"""ODT: headings, paragraphs, lists, tables and pictures in reading order, with element paths."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml.etree import _Element as Element

from mmkg.graph.document import ChunkKind, Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.odf_formulas import ALONE, write_formulas
from mmkg.tools.parse.odf_unseen import OdfLook
from mmkg.tools.parse.office import check_zip
from mmkg.tools.parse.pageless_cells import SourceCell, clean
from mmkg.tools.parse.sheets_parts import parse_xml
from mmkg.tools.parse.text_inline import with_printed
from mmkg.tools.parse.text_markdown import add_text_with_formulas
from mmkg.tools.parse.text_pageless import LABEL, Assembly
from mmkg.tools.parse.text_raised import Shift, shifted
from mmkg.tools.parse.unseen import unseen_told

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TEXT, TABLE = f"{OASIS}office:1.0}}", f"{OASIS}text:1.0}}", f"{OASIS}table:1.0}}"
DRAW, STYLE = f"{OASIS}drawing:1.0}}", f"{OASIS}style:1.0}}"
FO = f"{OASIS}xsl-fo-compatible:1.0}}"
BROKEN = (KeyError, ValueError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile,
          zlib.error)  # fmt: skip
PASSED_OVER = {"tracked-changes", "table-of-content", "sequence-decls", "note", "annotation"}
INNER = {"list", "list-item", "list-header", "section", "index-body", "numbered-paragraph"}
UNDERLINE = f"{STYLE}text-underline-style"
MOST_REPEATS = 1_000
MOST_DEPTH = 100


def read_odt(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read an ODT file; text that was deleted under tracked changes is left out.

    Raises:
        InputError: If it is damaged, locked, or would unpack to too much.
    """
    check_zip(path, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            content = parse_xml(packed.read("content.xml"))
            styled = "styles.xml" in packed.namelist()
            trees = [content, *([parse_xml(packed.read("styles.xml"))] if styled else ())]
            write_formulas(content, packed)
    except BROKEN as e:
        reason = " ".join(str(e).split())[:120]
        raise InputError(f"{path.name}: damaged or locked ODT ({reason})") from None
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise InputError(f"{path.name}: damaged ODT (it has no text)")
    assembly = Assembly(sha256)
    unseen = OdfLook(trees).take_out_unseen(body)
    walk = _Walk(assembly, content)
    walk.add(body, "body", 0)
    return assembly.document(path, "odt", parser, [*walk.warnings, *unseen_told(unseen)])


class _Walk:
    """The walk over a document's body."""

    def __init__(self, assembly: Assembly, content: Element) -> None:
        self.assembly = assembly
        self.warnings: list[str] = []
        self.parents: dict[str, str] = {}
        self.bold: set[str] = set()
        self.underlined: set[str] = set()
        self.places: dict[str, Shift] = {}
        for style in content.iter(f"{STYLE}style"):
            name = style.get(f"{STYLE}name") or ""
            self.parents[name] = style.get(f"{STYLE}parent-style-name") or ""
            letters = style.find(f"{STYLE}text-properties")
            if letters is not None and letters.get(f"{FO}font-weight") == "bold":
                self.bold.add(name)
            if letters is not None and letters.get(UNDERLINE, "none") != "none":
                self.underlined.add(name)
            if letters is not None and (letters.get(f"{STYLE}text-position") or "0")[0] not in "0":
                low = (letters.get(f"{STYLE}text-position") or "").startswith(("sub", "-"))
                self.places[name] = "lowered" if low else "raised"

    def add(self, around: Element, path: str, depth: int, listed: bool = False) -> None:
        """Add the blocks of an element."""
        if depth > MOST_DEPTH:
            self.warnings.append(f"{path}: nested deeper than {MOST_DEPTH}; its text was left out")
            return
        blocks = [child for child in around if isinstance(child.tag, str)]
        counts: dict[str, int] = {}
        captions = _captions(blocks)
        for block in blocks:
            name = block.tag.split("}")[-1]
            counts[name] = counts.get(name, 0) + 1
            where = f"{path}/{name}[{counts[name]}]"
            if name in PASSED_OVER or block in captions.values():
                continue
            if name in INNER:
                self.add(block, where, depth + 1, listed or name == "list")
            elif name == "table":
                caption = captions.get(block)
                self._table(block, plain(caption) if caption is not None else "", where)
            elif name in ("p", "h"):
                around = captions.get(block)
                outside = plain(around) if around is not None else ""
                self._paragraph(block, name, where, "list" if listed else "paragraph", outside)

    def _paragraph(
        self, block: Element, name: str, path: str, kind: ChunkKind, caption: str
    ) -> None:
        style = block.get(f"{TEXT}style-name") or ""
        text = plain(block, self.places)
        for frame in block.iter(f"{DRAW}frame"):
            if frame.find(f"{DRAW}image") is not None:
                boxed = [plain(p) for p in frame.iterancestors(f"{DRAW}text-box")]
                inside = text if LABEL.match(text) else "".join(boxed)
                self.assembly.add_figure(inside or caption, path, "odt")
        if name == "h":
            self.assembly.add_heading(text, int(block.get(f"{TEXT}outline-level") or 1), path)
        elif "Title" in (style, self.parents.get(style)):
            self.assembly.add_title(text, path)
        elif alone := ALONE.fullmatch(text):
            self.assembly.add_latex(alone["latex"], alone["number"], path, "mathml")
        else:
            add_text_with_formulas(self.assembly, text, path, kind)
        for note in block.iter(f"{TEXT}note-body"):
            self.assembly.add_text(" ".join(plain(p) for p in note), f"{path}/note", "footnote")

    def _table(self, table: Element, caption: str, path: str) -> None:
        headers = len(table.findall(f"{TABLE}table-header-rows/{TABLE}table-row"))
        self.assembly.add_table(list(self._cells(table, path)), caption, path, "odt", headers)

    def _cells(self, table: Element, path: str) -> Iterator[SourceCell]:
        row = 0
        for number, line in enumerate(table.iter(f"{TABLE}table-row"), 1):
            cells = list(self._line(line, f"{path}/row[{number}]"))
            times = min(_count(line, "number-rows-repeated"), MOST_REPEATS if cells else 1)
            for again in range(times):
                for cell in cells:
                    yield SourceCell(
                        row + again, cell.column, cell.text, cell.path, cell.row_span,
                        cell.column_span, bold=cell.bold, underlined=cell.underlined,
                    )  # fmt: skip
            row += times

    def _line(self, line: Element, path: str) -> Iterator[SourceCell]:
        column = 0
        for place, cell in enumerate(line, 1):
            text = " ".join(plain(p, self.places) for p in cell.iter(f"{TEXT}p", f"{TEXT}h"))
            text = with_printed(text)[0]
            times, spanned = (_count(cell, f"number-columns-{n}") for n in ("repeated", "spanned"))
            for again in range(min(times, MOST_REPEATS) if clean(text) else 0):
                yield SourceCell(
                    0, column + again, text, f"{path}/cell[{place}]",
                    _count(cell, "number-rows-spanned"), spanned,
                    bold=self._is_set(cell, self.bold),
                    underlined=self._is_set(cell, self.underlined),
                )  # fmt: skip
            following = cell.getnext()
            told = following is not None and following.tag == f"{TABLE}covered-table-cell"
            column += times if told else max(times, spanned)

    @staticmethod
    def _is_set(cell: Element, styles: set[str]) -> bool:
        marked = [e.get(f"{TEXT}style-name") for e in cell.iter(f"{TEXT}p", f"{TEXT}span")]
        return any(style in styles for style in marked)


def _captions(blocks: list[Element]) -> dict[Element, Element]:
    """Tables and pictures with the paragraph right before or after them that is their caption."""
    found: dict[Element, Element] = {}
    for place, block in enumerate(blocks):
        starts = _starts(block)
        for other in (place - 1, place + 1) if starts else ():
            if block in found or not 0 <= other < len(blocks) or blocks[other] in found.values():
                continue
            text = plain(blocks[other]) if blocks[other].tag == f"{TEXT}p" else ""
            style = (blocks[other].get(f"{TEXT}style-name") or "").lower()
            labelled = LABEL.match(text) and len(text) < 300 and text.lower().startswith(starts)
            if labelled or text and style.endswith("caption") and style.startswith(starts):
                found[block] = blocks[other]
    return found


def _starts(block: Element) -> tuple[str, ...]:
    """How a caption of a table or of a picture begins; nothing for other blocks."""
    if block.tag == f"{TABLE}table":
        return ("tab", "表")
    pictured = block.find(f".//{DRAW}image") is not None and not plain(block)
    return ("fig", "图") if pictured else ()


def _count(element: Element, name: str) -> int:
    text = element.get(f"{TABLE}{name}") or "1"
    return max(1, min(int(text), 1_000_000)) if text.isdecimal() else 1


def plain(element: Element, places: Mapping[str, Shift] | None = None) -> str:
    """The text of a paragraph without its notes and comments.

    Args:
        element: The paragraph, or a piece of it.
        places: Styles of raised and lowered text.
    """
    parts = [element.text or ""]
    styles = places or {}
    for child in element:
        name = child.tag.split("}")[-1] if isinstance(child.tag, str) else "annotation"
        if name in ("s", "tab", "line-break"):
            parts.append(" ")
        elif name not in PASSED_OVER and name not in ("object", "desc", "title"):
            place = styles.get(child.get(f"{TEXT}style-name") or "")
            inner = plain(child, places)
            parts.append(shifted(inner, place, "".join(parts)) if place else inner)
        parts.append(child.tail or "")
    return clean("".join(parts)) if element.tag in (f"{TEXT}p", f"{TEXT}h") else "".join(parts)
