"""Numbers of tables, figures and equations as LaTeX would count them, and what cites them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mmkg.tools.parse.texsource_cut import environment_end, split_rows

NUMBERED = ("equation", "align", "gather", "multline", "eqnarray")
ROWS = ("align", "gather", "eqnarray")
COUNTED = re.compile(
    r"\\begin\s*\{(?P<name>equation|align|gather|multline|eqnarray|(?:table|figure)\*?"
    r"|longtable|sidewaystable|wrapfigure)\}"
)
LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")
REFERENCE = re.compile(r"\\(?P<how>eq|c|C|auto)?ref\*?\s*\{(?P<name>[^{}]*)\}")
UNNUMBERED = re.compile(r"\\(?:nonumber|notag)\b")
BEFORE = {"equation": "Eq.", "table": "Table", "figure": "Figure"}


class Labels:
    """What each label names, and the number of each environment by where it begins."""

    def __init__(self, text: str) -> None:
        self.names: dict[str, tuple[str, str]] = {}
        self.numbers: dict[int, list[str | None]] = {}
        counts = {"equation": 0, "table": 0, "figure": 0}
        for found in COUNTED.finditer(text):
            name = found["name"]
            inside = text[found.end() : environment_end(text, name, found.end())[0]]
            kind = _kind(name)
            parts = [inside]
            if name in ROWS:
                parts = ["&".join(piece for _, piece in row) for row in split_rows(inside)]
            numbers = [self._number(part, kind, counts) for part in parts]
            self.numbers[found.start()] = numbers

    def _number(self, part: str, kind: str, counts: dict[str, int]) -> str | None:
        tag = TAG.search(part)
        if kind == "equation" and UNNUMBERED.search(part) and not tag:
            return None
        if kind != "equation" and not re.search(r"\\caption\s*[\[{]", part):
            return None
        if not tag:
            counts[kind] += 1
        number = tag[1] if tag else str(counts[kind])
        self.names |= {label: (kind, number) for label in LABEL.findall(part)}
        return number

    def resolved(self, text: str) -> str:
        """Text with the numbers of what it cites in place of its references."""
        return REFERENCE.sub(lambda found: _cited(found, self.names), text)


def _kind(name: str) -> str:
    if name in NUMBERED:
        return "equation"
    return "figure" if "figure" in name else "table"


def _cited(found: re.Match[str], names: Mapping[str, tuple[str, str]]) -> str:
    kind, number = names.get(found["name"].strip(), ("", ""))
    if not number:
        return "??"
    if found["how"] == "eq":
        return f"({number})"
    return f"{BEFORE[kind]} {number}" if found["how"] else number
