"""HTML: blocks in reading order with their element paths; nothing is fetched, no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from mmkg.graph.document import ChunkKind, Document
from mmkg.tools.parse.pageless_cells import SourceCell, clean
from mmkg.tools.parse.text_markdown import add_text_with_formulas
from mmkg.tools.parse.text_pageless import Assembly
from mmkg.tools.parse.unseen import unseen_told
from mmkg.tools.parse.web_inline import (
    MOST_DEPTH,
    add_inline,
    delimited,
    inline_text,
    tex_of,
    unprinted,
)
from mmkg.tools.parse.web_unseen import GONE, SILENT, take_out_unseen

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "math", "ol", "p", "pre", "section", "summary", "table", "ul",
}  # fmt: skip
EQUATION_NUMBER = re.compile(r"\(([A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?)\)")
NOTE = re.compile(r"\b(doc-)?(foot|end|rear)notes?\b")
NOTE_CLASSES = {"footnotes", "footnote", "endnotes", "footnotes-list"}
MOST_SPAN = 1_000


def read_html(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read an HTML file; nothing that it links to is fetched and no script runs."""
    assembly = Assembly(sha256)
    title, warnings = add_page(assembly, data)
    assembly.title = assembly.title or title
    return assembly.document(path, "html", parser, warnings)


def add_page(
    assembly: Assembly,
    data: bytes,
    prefix: str = "",
    *,
    titled: bool = False,
    sheet: Callable[[str], str | None] = lambda link: None,
) -> tuple[str, list[str]]:
    """Add the blocks of a page of HTML; the title of its head, and what was left out.

    Args:
        assembly: The document in the making.
        data: The page.
        prefix: What stands before its element paths, such as the name of a chapter.
        titled: Whether the document has its title, so that each `h1` is a section.
        sheet: The style sheet that a link leads to; none if it is not at hand.
    """
    soup = BeautifulSoup(data, "html.parser")
    _close_cells(soup)
    styles = list(_sheets(soup, sheet))
    unseen = take_out_unseen(soup, [s for s in styles if s is not None], unread=None in styles)
    page = _Page(assembly)
    page.warnings += unseen_told(unseen)
    page.titled = titled
    path = f"{prefix}html/body" if soup.body else f"{prefix}html"
    page.walk(soup.body or soup, path, 0, "paragraph")
    return clean(soup.title.get_text() if soup.title else ""), page.warnings


def _sheets(soup: BeautifulSoup, linked: Callable[[str], str | None]) -> Iterator[str | None]:
    """The style sheets of a page, in order."""
    for tag in soup.find_all(["style", "link"]):
        if "print" in str(tag.get("media") or ""):
            continue
        if tag.name == "style":
            yield tag.get_text()
        elif "stylesheet" in (tag.get_attribute_list("rel") or ()):
            yield linked(str(tag.get("href") or ""))


def _close_cells(soup: BeautifulSoup) -> None:
    """Mend cells and rows whose end tags were left out, which the parser nests in each other."""
    for cell in soup.find_all(["td", "th", "tr"]):
        around = cell.find_parent(["td", "th", "table", "tr"])
        while around is not None and around.name in ("td", "th"):
            around.insert_after(cell)
            around = cell.find_parent(["td", "th", "table", "tr"])
        if cell.name == "tr" and around is not None and around.name == "tr":
            around.insert_after(cell)


class _Page:
    """The walk over the elements of a page."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.warnings: list[str] = []
        self.titled = False

    def walk(self, tag: Tag, path: str, depth: int, kind: ChunkKind) -> None:
        """Read the blocks of an element; text between them is a chunk of its own.

        Args:
            tag: The element.
            path: Its place in the page.
            depth: How deep it stands.
            kind: What running text in it is.
        """
        if depth > MOST_DEPTH:
            place = path if len(path) < 80 else f"…{path[-60:]}"
            self.warnings.append(f"{place}: nested deeper than {MOST_DEPTH}; its text was left out")
            return
        loose: list[str] = []
        counts: dict[str, int] = {}
        for child in tag.children:
            if isinstance(child, Tag):
                counts[child.name] = counts.get(child.name, 0) + 1
                where = f"{path}/{child.name}[{counts[child.name]}]"
                if child.name in SILENT or child.has_attr(GONE):
                    continue
                if child.name in BLOCKS or child.find(list(BLOCKS)) is not None:
                    self._flush(loose, path, kind)
                    self._block(child, where, depth, _kind_in(child, kind))
                else:
                    add_inline(loose, child, delimited)
            elif isinstance(child, NavigableString) and not unprinted(child):
                loose.append(str(child))
        self._flush(loose, path, kind)

    def _flush(self, loose: list[str], path: str, kind: ChunkKind) -> None:
        add_text_with_formulas(self.assembly, "".join(loose), path, kind)
        loose.clear()

    def _block(self, tag: Tag, path: str, depth: int, kind: ChunkKind) -> None:
        if re.fullmatch("h[1-6]", tag.name):
            self._heading(tag, path)
        elif tag.name == "table":
            self._table(tag, path)
        elif tag.name == "math":
            self.assembly.add_latex(tex_of(tag), None, path, "mathml annotation")
        elif tag.name == "figure" and tag.find("table") is None:
            caption = tag.find("figcaption")
            self.assembly.add_figure(caption.get_text(" ") if caption else "", path, "html")
        elif (
            tag.name in ("p", "li", "dt", "dd", "pre") and tag.find(list(BLOCKS - {"math"})) is None
        ):
            self._paragraph(tag, path, kind)
        else:
            self.walk(tag, path, depth + 1, kind)

    def _heading(self, tag: Tag, path: str) -> None:
        text = inline_text(tag)
        level = int(tag.name[1])
        if level == 1 and not self.titled:
            self.titled = True
            self.assembly.add_title(text, path)
        else:
            self.assembly.add_heading(text, level, path)

    def _paragraph(self, tag: Tag, path: str, kind: ChunkKind) -> None:
        maths = [m for m in tag.find_all("math") if isinstance(m, Tag)]
        around = clean(inline_text(tag, lambda math: ""))
        number = EQUATION_NUMBER.fullmatch(around)
        if len(maths) == 1 and (not around or number):
            latex = tex_of(maths[0])
            if latex:
                self.assembly.add_latex(latex, number[1] if number else None, path, "mathml")
                return
        text = inline_text(tag, delimited)
        add_text_with_formulas(self.assembly, text, path, kind)

    def _table(self, tag: Tag, path: str) -> None:
        if tag.find("table") is not None or tag.get("role") == "presentation":
            for number, cell in enumerate(tag.find_all(["td", "th"], recursive=True), 1):
                if isinstance(cell, Tag) and cell.find_parent("table") is tag:
                    self.walk(cell, f"{path}/cell[{number}]", 0, "paragraph")
            return
        caption = tag.find("caption")
        words = caption.get_text(" ") if isinstance(caption, Tag) else _figure_caption(tag)
        head = tag.find("thead")
        headers = len(head.find_all("tr")) if isinstance(head, Tag) else 0
        self.assembly.add_table(list(html_cells(tag, path)), words, path, "html", headers)


def _kind_in(tag: Tag, around: ChunkKind) -> ChunkKind:
    """What running text in an element is: a note, an item of a list, or as around it."""
    said = f"{tag.get('role')} {tag.get('epub:type')}"
    if (
        around == "footnote"
        or NOTE.search(said)
        or NOTE_CLASSES & set(tag.get_attribute_list("class"))
    ):
        return "footnote"
    return "list" if tag.name == "li" else around


def _figure_caption(table: Tag) -> str:
    figure = table.find_parent("figure")
    caption = figure.find("figcaption") if isinstance(figure, Tag) else None
    return caption.get_text(" ") if isinstance(caption, Tag) else ""


def html_cells(table: Tag, path: str) -> Iterator[SourceCell]:
    """Cells of a table with their rows, columns and spans."""
    taken: set[tuple[int, int]] = set()
    row = -1
    for line, tr in enumerate(table.find_all("tr"), 1):
        if tr.has_attr(GONE):
            continue
        row, column = row + 1, 0
        for place, cell in enumerate(tr.find_all(["td", "th"], recursive=False), 1):
            if cell.has_attr(GONE):
                continue
            while (row, column) in taken:
                column += 1
            rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
            taken |= {
                (row + down, column + right) for down in range(rows) for right in range(columns)
            }
            where = f"{path}/tr[{line}]/{cell.name}[{place}]"
            header = cell.name == "th"
            bold, underlined = cell.find(["b", "strong"]), cell.find(["u", "ins"])
            yield SourceCell(
                row, column, inline_text(cell), where, rows, columns, header, bold is not None,
                underlined is not None,
            )  # fmt: skip
            column += columns


def _span(cell: Tag, name: str) -> int:
    found = str(cell.get(name) or "1").strip()
    return max(1, min(int(found), MOST_SPAN)) if found.isdecimal() else 1
