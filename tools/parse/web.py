"""HTML: blocks in reading order with their element paths; nothing is fetched, no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from bs4 import BeautifulSoup, CData, Comment, Declaration, Doctype, Tag
from bs4.element import NavigableString

from mmkg.graph.document import ChunkKind, Document
from mmkg.tools.parse.text_markdown import add_text_with_formulas
from mmkg.tools.parse.text_mathml import latex_of
from mmkg.tools.parse.text_pageless import Assembly, SourceCell, clean
from mmkg.tools.parse.text_raised import Shift, shifted
from mmkg.tools.parse.unseen import unseen_told
from mmkg.tools.parse.web_unseen import GONE, SILENT, take_out_unseen

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl",
    "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "li", "main", "math", "ol", "p", "pre", "section", "summary", "table", "ul",
}  # fmt: skip
EQUATION_NUMBER = re.compile(r"\(([A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?)\)")
MOST_SPAN = 1_000
MOST_DEPTH = 200
MOST_LATEX = 500  # characters of a formula in a sentence


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
    page.walk(soup.body or soup, f"{prefix}html/body" if soup.body else f"{prefix}html", 0)
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

    def walk(self, tag: Tag, path: str, depth: int) -> None:
        """Read the blocks of an element; text between them is a paragraph of its own."""
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
                    self._flush(loose, path)
                    self._block(child, where, depth)
                else:
                    _add_inline(loose, child, delimited)
            elif isinstance(child, NavigableString) and not _unprinted(child):
                loose.append(str(child))
        self._flush(loose, path)

    def _flush(self, loose: list[str], path: str) -> None:
        add_text_with_formulas(self.assembly, "".join(loose), path, "paragraph")
        loose.clear()

    def _block(self, tag: Tag, path: str, depth: int) -> None:
        if re.fullmatch("h[1-6]", tag.name):
            self._heading(tag, path)
        elif tag.name == "table":
            self._table(tag, path)
        elif tag.name == "math":
            self.assembly.add_latex(_tex(tag), None, path, "mathml annotation")
        elif tag.name == "figure" and tag.find("table") is None:
            caption = tag.find("figcaption")
            self.assembly.add_figure(caption.get_text(" ") if caption else "", path, "html")
        elif (
            tag.name in ("p", "li", "dt", "dd", "pre") and tag.find(list(BLOCKS - {"math"})) is None
        ):
            self._paragraph(tag, path)
        else:
            self.walk(tag, path, depth + 1)

    def _heading(self, tag: Tag, path: str) -> None:
        text = inline_text(tag)
        level = int(tag.name[1])
        if level == 1 and not self.titled:
            self.titled = True
            self.assembly.add_title(text, path)
        else:
            self.assembly.add_heading(text, level, path)

    def _paragraph(self, tag: Tag, path: str) -> None:
        maths = [m for m in tag.find_all("math") if isinstance(m, Tag)]
        around = clean(inline_text(tag, lambda math: ""))
        number = EQUATION_NUMBER.fullmatch(around)
        if len(maths) == 1 and (not around or number):
            latex = _tex(maths[0])
            if latex:
                self.assembly.add_latex(latex, number[1] if number else None, path, "mathml")
                return
        text = inline_text(tag, delimited)
        kind: ChunkKind = "list" if tag.name == "li" else "paragraph"
        add_text_with_formulas(self.assembly, text, path, kind)

    def _table(self, tag: Tag, path: str) -> None:
        if tag.find("table") is not None or tag.get("role") == "presentation":
            for number, cell in enumerate(tag.find_all(["td", "th"], recursive=True), 1):
                if isinstance(cell, Tag) and cell.find_parent("table") is tag:
                    self.walk(cell, f"{path}/cell[{number}]", 0)
            return
        caption = tag.find("caption")
        words = caption.get_text(" ") if isinstance(caption, Tag) else _figure_caption(tag)
        head = tag.find("thead")
        headers = len(head.find_all("tr")) if isinstance(head, Tag) else 0
        self.assembly.add_table(list(html_cells(tag, path)), words, path, "html", headers)


def _figure_caption(table: Tag) -> str:
    figure = table.find_parent("figure")
    caption = figure.find("figcaption") if isinstance(figure, Tag) else None
    return caption.get_text(" ") if isinstance(caption, Tag) else ""


def _unprinted(text: NavigableString) -> bool:
    return isinstance(text, Comment | CData | Declaration | Doctype)


def _printed_math(tag: Tag) -> str:
    copy = [
        str(text) for text in tag.find_all(string=True) if text.find_parent("annotation") is None
    ]
    return "".join(part.strip() for part in copy)


def delimited(tag: Tag) -> str:
    """A formula as TeX with its delimiters, or by its letters if the page does not say its TeX."""
    latex = _tex(tag)
    if latex and tag.get("display") == "block" and tag.find_parent(["table", "span"]) is None:
        return rf"\[{latex}\]"
    fits = 0 < len(latex) <= MOST_LATEX and not re.search(r"\$|\\\)", latex)
    return rf"\({latex}\)" if fits else _printed_math(tag)


def inline_text(tag: Tag, math: Callable[[Tag], str] = _printed_math, depth: int = 0) -> str:
    """The text of an element as printed, scripts silent.

    Args:
        tag: The element.
        math: What is written for each formula.
        depth: How deep the element stands in the one first asked for.
    """
    if depth > MOST_DEPTH:
        return tag.get_text()
    parts: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag):
            _add_inline(parts, child, math, depth)
        elif isinstance(child, NavigableString) and not _unprinted(child):
            parts.append(str(child))
    return "".join(parts)


def _add_inline(
    parts: list[str], tag: Tag, math: Callable[[Tag], str] = _printed_math, depth: int = 0
) -> None:
    if tag.name in SILENT or tag.has_attr(GONE):
        return
    if tag.name == "math":
        parts.append(math(tag))
    elif tag.name == "br":
        parts.append(" ")
    elif tag.name in ("sup", "sub"):
        part = inline_text(tag, math, depth + 1)
        place: Shift = "raised" if tag.name == "sup" else "lowered"
        parts.append(shifted(part, place, "".join(parts)))
    else:
        parts.append(inline_text(tag, math, depth + 1))


def _tex(tag: Tag) -> str:
    """The TeX of a MathML element: its annotation, or what its elements say for certain."""
    for annotation in tag.find_all("annotation"):
        if "tex" in str(annotation.get("encoding") or "").lower():
            return annotation.get_text().strip()
    return str(tag.get("alttext") or "").strip() or latex_of(tag)


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
