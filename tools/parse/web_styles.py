"""What the styles of a page of HTML say about each element: the cascade of those that matter here.

Style sheets within the page or handed over are read; none is fetched. Widths of screens are taken
as those of a desk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

import cssselect2
import tinycss2
import tinycss2.ast
from bs4 import Tag

TOLD = frozenset((
    "display", "visibility", "opacity", "position", "left", "top", "right", "text-indent",
    "margin-left", "transform", "clip", "clip-path", "width", "height", "max-height", "overflow",
    "font-size", "font", "color", "background", "background-color", "background-image",
    "background-clip", "-webkit-background-clip",
))  # fmt: skip
UNMET = re.compile(r"print|speech|max-(?:device-)?width|prefers|portrait|\bnot\b|hover", re.I)
GROUPS = {"media", "supports", "layer"}
MOST_RULES = 5_000
MOST_DEPTH = 200  # elements below are not read
Declared = dict[str, str]  # lower-case value by property
Rank = tuple[bool, bool, tuple[int, ...], int]  # important, inline, specificity, order


class Styles:
    """The declarations of interest that hold for each element of a page."""

    def __init__(self, root: Tag, sheets: Sequence[str]) -> None:
        self._matched: dict[int, dict[str, tuple[Rank, str]]] = {}
        matcher, rules = cssselect2.Matcher(), 0
        for selector, told in (rule for sheet in sheets for rule in _rules(sheet)):
            for one in selector if rules < MOST_RULES else ():
                matcher.add_selector(one, (rules, told))
                rules += 1
        if rules:
            self._match(root, matcher)

    def of(self, tag: Tag) -> Declared:
        """What its own declarations and those of the sheets say, the strongest of each."""
        found = dict(self._matched.get(id(tag), {}))
        for name, value, important in _declared(str(tag.get("style") or "")):
            _put(found, name, value, (important, True, (), 0))
        return {name: value for name, (_, value) in found.items()}

    def _match(self, root: Tag, matcher: cssselect2.Matcher) -> None:
        mirror, tags = _mirrored(root)
        for element in cssselect2.ElementWrapper.from_html_root(mirror).iter_subtree():
            found: dict[str, tuple[Rank, str]] = {}
            for specificity, _, pseudo, (order, told) in matcher.match(element):
                for name, value, important in told if pseudo is None else ():
                    _put(found, name, value, (important, False, tuple(specificity), order))
            if found:
                self._matched[id(tags[element.etree_element])] = found


def _put(found: dict[str, tuple[Rank, str]], name: str, value: str, rank: Rank) -> None:
    if name not in found or rank >= found[name][0]:
        found[name] = rank, value


def _mirrored(root: Tag) -> tuple[ElementTree.Element, dict[ElementTree.Element, Tag]]:
    """A page as a tree that selectors can be matched with, and whose mirror each element is."""
    top = ElementTree.Element(root.name if root.name != "[document]" else "html")
    tags, waiting = {top: root}, [(root, top, 0)]
    while waiting:
        tag, element, depth = waiting.pop()
        element.attrib = {
            name: " ".join(value) if isinstance(value, list) else str(value)
            for name, value in tag.attrs.items()
        }
        for child in tag.children:
            if isinstance(child, Tag) and depth < MOST_DEPTH:
                inner = ElementTree.SubElement(element, child.name)
                tags[inner] = child
                waiting.append((child, inner, depth + 1))
    return top, tags


def _rules(
    sheet: str | Sequence[tinycss2.ast.Node],
) -> Iterator[tuple[Sequence[object], list[tuple[str, str, bool]]]]:
    """Selectors and declarations of the rules that say something of interest."""
    for rule in tinycss2.parse_rule_list(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in GROUPS and rule.content:
            if not UNMET.search(tinycss2.serialize(rule.prelude)):
                yield from _rules(rule.content)
        elif rule.type == "qualified-rule" and (told := list(_declared(rule.content))):
            try:
                yield cssselect2.compile_selector_list(rule.prelude), told
            except cssselect2.SelectorError:
                continue


def _declared(content: str | Sequence[tinycss2.ast.Node]) -> Iterator[tuple[str, str, bool]]:
    """Name, value and importance of the declarations of interest."""
    for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration" and one.lower_name in TOLD:
            value = tinycss2.serialize(one.value).strip().lower()
            yield one.lower_name, value, one.important
