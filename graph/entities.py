"""Entities that code can find (labels, legends, symbols, acronyms), and where they are named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mmkg.graph.document import Chunk, Figure, Formula, Table
from mmkg.graph.names import CJK, WORD, normal
from mmkg.graph.provenance import Address

EntityKind = Literal["item", "measure", "quantity", "term"]
LONGEST_NAME = 6  # words
PLAIN_NUMBER = re.compile(r"[\d.,%+\-−–±×^ ]+")
ACRONYM = re.compile(
    r"(?P<long>[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|of|and|for|the|in|on|de))+)"
    r" \((?P<short>[A-Z][A-Za-z]*[A-Z]s?)\)"
)
BILINGUAL = re.compile(r"(?P<zh>[\u4e00-\u9fff]{2,14})[（(](?P<en>[A-Za-z][\w \-.&]{1,50})[）)]")
UNNAMED = frozenset(
    ("total", "average", "avg", "mean", "sum", "all", "other", "others", "yes", "no", "none", "na")
    + ("合计", "总计", "平均")
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it is written: the carrier, the place, and what it is there."""

    name: str
    kind: EntityKind
    carrier: str
    address: Address


@dataclass(slots=True)
class Found:
    """An entity in the making."""

    kind: EntityKind
    names: dict[str, None] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)


def nameable(text: str) -> bool:
    """Whether a label names something: short, with letters, not a number with a unit."""
    if PLAIN_NUMBER.fullmatch(text) or normal(text) in UNNAMED or len(normal(text)) < 2:
        return False
    if CJK.search(text):
        return len(text) <= 20
    return bool(re.search(r"[A-Za-z]{2}", text)) and len(text.split()) <= LONGEST_NAME


def table_mentions(table: Table) -> Iterator[Mention]:
    """Row labels and text cells as items, headers as measures."""
    for cell in table.cells:
        if cell.kind == "header" and cell.column >= table.label_columns and nameable(cell.text):
            name = cell.column_path[-1] if cell.column_path else cell.text
            yield Mention(name, "measure", table.id, cell.address)
        elif cell.kind == "label" and nameable(cell.text):
            yield Mention(
                cell.row_path[-1] if cell.row_path else cell.text, "item", table.id, cell.address
            )
        elif cell.kind == "body" and cell.reading.kind == "text" and nameable(cell.text):
            yield Mention(cell.text, "item", table.id, cell.address)


def figure_mentions(figure: Figure) -> Iterator[Mention]:
    """Categories as items; series and axis titles as measures."""
    for series in figure.series:
        if nameable(series.name):
            yield Mention(series.name, "measure", figure.id, figure.address)
        for point in series.points:
            if point.x_number is None and nameable(point.x):
                place = figure.address.model_copy(update={"box": point.box or figure.address.box})
                yield Mention(point.x, "item", figure.id, place)
    for axis in (figure.x_axis, figure.y_axis):
        if axis and nameable(axis.title):
            yield Mention(axis.title, "measure", figure.id, figure.address)


def formula_mentions(formula: Formula) -> Iterator[Mention]:
    """What its symbols stand for."""
    for symbol in formula.symbols:
        if symbol.meaning and nameable(symbol.meaning):
            place = symbol.defined_at or formula.address
            yield Mention(symbol.meaning, "quantity", formula.id, place)


def alias_pairs(chunk: Chunk) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Long and short form, or Chinese and English name, that the text puts side by side."""
    for match in ACRONYM.finditer(chunk.text):
        long = _matching(match["long"], match["short"])
        if long:
            yield long, match["short"], match.span()
    for match in BILINGUAL.finditer(chunk.text):
        yield match["zh"], match["en"], match.span()


def collect(mentions: list[Mention], pairs: list[tuple[str, str, Mention]]) -> dict[str, Found]:
    """Entities by their key: mentions of one name are one entity; alias pairs unite two."""
    found: dict[str, Found] = {}
    for mention in mentions:
        entity = found.setdefault(normal(mention.name), Found(mention.kind))
        entity.names[mention.name] = None
        entity.mentions.append(mention)
    for long, short, mention in pairs:
        _unite(found, long, short, mention)
    return found


def text_mentions(chunk: Chunk, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Keys of known entities that a chunk names, longest name first, with their places.

    Args:
        chunk: The text.
        index: Normal form of every name to the key of its entity.
    """
    yield from names_in(chunk.text, index)


def names_in(text: str, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Keys of known entities that a text names, longest name first, with their places."""
    if CJK.search(text):
        yield from _scan(text, index)
    words = list(re.finditer(rf"[A-Za-z0-9](?:{WORD}|[+./&'’-])*", text))
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_NAME, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + length - 1].end()
            name = text[start:end].rstrip(".'’-")
            key = index.get(normal(name))
            if key is not None and (length > 1 or len(name) > 2):
                yield key, (start, start + len(name))
                at += length - 1
                break
        at += 1


def _scan(text: str, index: Mapping[str, str]) -> Iterator[tuple[str, tuple[int, int]]]:
    at = 0
    while at < len(text):
        for length in range(min(16, len(text) - at), 1, -1):
            piece = text[at : at + length]
            whole = CJK.match(piece[0]) and piece[-1].isalnum()
            if whole and (key := index.get(normal(piece))) is not None:
                yield key, (at, at + length)
                at += length - 1
                break
        at += 1


def _matching(long: str, short: str) -> str | None:
    """The tail of a phrase whose capitals spell the acronym."""
    words = long.split()
    letters = [char.upper() for char in short.rstrip("s") if char.isalpha()]
    for start in range(len(words)):
        tail = words[start:]
        initials = [word[0].upper() for word in tail if word[0].isupper()]
        if initials == letters:
            return " ".join(tail)
    return None


def _unite(found: dict[str, Found], long: str, short: str, mention: Mention) -> None:
    keys: tuple[str, ...] = (normal(long), normal(short))
    known = [key for key in keys if key in found]
    entity = found[known[0]] if known else Found("term")
    for other in {id(found[key]): found[key] for key in known if found[key] is not entity}.values():
        entity.mentions += other.mentions
        entity.names.update(other.names)
        keys = (*keys, *(normal(name) for name in other.names))
    entity.names.update({long: None, short: None})
    entity.mentions.append(mention)
    for key in keys:
        found[key] = entity


def by_entity(found: dict[str, Found]) -> dict[int, list[str]]:
    """Keys of each distinct entity, for entities that aliases united."""
    keys: dict[int, list[str]] = defaultdict(list)
    for key, entity in found.items():
        keys[id(entity)].append(key)
    return keys
