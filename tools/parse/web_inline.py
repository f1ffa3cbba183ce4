"""The words of an element of HTML as they are printed: formulas, raised signs, marks of notes."""

from __future__ import annotations

import re
from collections.abc import Callable

from bs4 import CData, Comment, Declaration, Doctype, Tag
from bs4.element import NavigableString

from mmkg.tools.parse.text_mathml import latex_of
from mmkg.tools.parse.text_raised import Shift, shifted
from mmkg.tools.parse.web_unseen import GONE, SILENT

MOST_DEPTH = 200
MOST_LATEX = 500  # characters of a formula in a sentence
BACK = re.compile(r"doc-backlink|footnote-back|\bbacklink|mw-cite-backlink")


def unprinted(text: NavigableString) -> bool:
    """Whether a string of a page is no text of it: a comment or declaration."""
    return isinstance(text, Comment | CData | Declaration | Doctype)


def _printed_math(tag: Tag) -> str:
    copy = [
        str(text) for text in tag.find_all(string=True) if text.find_parent("annotation") is None
    ]
    return "".join(part.strip() for part in copy)


def delimited(tag: Tag) -> str:
    """A formula as TeX with its delimiters, or by its letters if the page does not say its TeX."""
    latex = tex_of(tag)
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
    _add_children(parts, tag, math, depth)
    return "".join(parts)


def _add_children(parts: list[str], tag: Tag, math: Callable[[Tag], str], depth: int) -> None:
    for child in tag.children:
        if isinstance(child, Tag):
            add_inline(parts, child, math, depth)
        elif isinstance(child, NavigableString) and not unprinted(child):
            parts.append(str(child))


def add_inline(
    parts: list[str], tag: Tag, math: Callable[[Tag], str] = _printed_math, depth: int = 0
) -> None:
    """Add the words of an element to those before it, which say how raised signs are written."""
    if tag.name in SILENT or tag.has_attr(GONE) or _leads_back(tag):
        return
    if tag.name == "math":
        parts.append(math(tag))
    elif tag.name == "br":
        parts.append(" ")
    elif tag.name in ("sup", "sub") or _refers(tag):
        part = inline_text(tag, math, depth + 1)
        place: Shift = "lowered" if tag.name == "sub" else "raised"
        parts.append(shifted(part, place, "".join(parts)))
    elif depth >= MOST_DEPTH:
        parts.append(tag.get_text())
    else:
        _add_children(parts, tag, math, depth + 1)


def _refers(tag: Tag) -> bool:
    """Whether an element is a reference to a note, which style sheets raise."""
    return "noteref" in f"{tag.get('role')} {tag.get('epub:type')}"


def _leads_back(tag: Tag) -> bool:
    """Whether an element is the sign at the end of a note that leads back to the text."""
    said = [str(tag.get("role") or ""), *map(str, tag.get_attribute_list("class"))]
    return BACK.search(" ".join(said)) is not None


def tex_of(tag: Tag) -> str:
    """The TeX of a MathML element: its annotation, or what its elements say for certain."""
    for annotation in tag.find_all("annotation"):
        if "tex" in str(annotation.get("encoding") or "").lower():
            return annotation.get_text().strip()
    return str(tag.get("alttext") or "").strip() or latex_of(tag)
