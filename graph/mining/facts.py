"""What sentences state of things, and which of it may be asked together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from mmkg.graph.document import Chunk
from mmkg.graph.mining.near import near_pairs
from mmkg.graph.mining.view import View
from mmkg.graph.names import CJK, normal
from mmkg.graph.relations.precision import precision
from mmkg.graph.relations.reading import STANDS_FOR
from mmkg.graph.schema import Relation

OPENING = re.compile(
    r"(?:.*[；;：:])?\s*(?:[^，；：]{0,12}[年月日度末底]，?|其中，?|而|目前，?)?\s*", re.DOTALL
)
DAY = len("1998-03-05")


@dataclass(frozen=True)
class Fact:
    """What a text states of a thing.

    Attributes:
        within: Title of its document, where plain words name the thing (第一产业), which mean
            something else in another document; else empty.
        field: What a question calls a quantity that a line gives by its name; else empty.
    """

    chunk: Chunk
    stated: Relation
    within: str = ""
    field: str = ""

    @property
    def carrier(self) -> str:
        """Id of the chunk."""
        return self.chunk.id

    @property
    def chinese(self) -> bool:
        """Whether it is stated in Chinese."""
        return bool(CJK.search(self.stated.relation or self.stated.head))

    @property
    def relation(self) -> str:
        """The relation as a question says it: in Chinese 启用, not 启用于."""
        verb = self.chinese and self.stated.form == "verb"
        return self.stated.relation.removesuffix("于") if verb else self.stated.relation

    @property
    def phrase(self) -> str:
        """The fact without what it comes to: "Juno entered orbit around Jupiter"."""
        head, relation = self.stated.head, self.relation
        if self.field:
            return self.field
        if self.stated.form == "verb":
            return f"{head}{'' if self.chinese else ' '}{relation}"
        return f"{head}的{relation}" if self.chinese else f"the {relation} of {head}"


Pair = tuple[Fact, Fact]
Several = tuple[Fact, ...]


def facts(view: View, value: str) -> list[Fact]:
    """Facts of a kind of value that the graph states once: of a full date, an amount, a name.

    What plain words name has amounts alone, which its document states once. What is said roughly,
    or as a bound, is no value: "the depth is over 20 m".
    """
    found: dict[tuple[str, str, str], list[Fact]] = {}
    for chunk, node in view.relations:
        stated = node.relation
        single = stated is not None and not stated.relation.startswith(("were ", STANDS_FOR))
        if stated is None or not single or stated.value != value:
            continue
        if stated.head_span is not None or _plainly(stated, chunk):
            plain = stated.head_span is None
            within = _within(view, chunk, stated) if plain else ""
            where = f"{chunk.address.document} {within}" if plain else ""
            fact = Fact(chunk, stated, within, _field(view, stated))
            found.setdefault((where, normal(stated.head), normal(stated.relation)), []).append(fact)
    once = (same[0] for same in found.values() if len(same) == 1)
    return [fact for fact in once if precision(fact.chunk, fact.stated) == "exact"]


def _field(view: View, stated: Relation) -> str:
    """What a question calls the quantity of a field: the weight, “Weight”, 重量."""
    if stated.form != "field":
        return ""
    lowered = view.phrasing.lower(stated.head)
    if CJK.search(lowered):
        return lowered
    return f"the {lowered}" if lowered[0].islower() else f"“{lowered}”"


def _within(view: View, chunk: Chunk, stated: Relation) -> str:
    """The title of what plain words are said in: of a document, of a field with its section."""
    title = view.graph.document_of(chunk.id).title
    if stated.form != "field" or not chunk.section or normal(chunk.section[-1]) == normal(title):
        return title
    return f"{title}: {chunk.section[-1]}"


def _plainly(stated: Relation, chunk: Chunk) -> bool:
    """Whether plain words that begin the same sentence name what an amount in a unit is of.

    Behind a comma, another thing may be spoken of, of which they name a part.
    """
    if not (stated.value == "amount" and stated.unit and stated.span and stated.tail_span):
        return False
    before = chunk.text[stated.span[0] : stated.tail_span[0]].rpartition("。")[2]
    opening, named, _ = before.rpartition(stated.head)
    return bool(named) and OPENING.fullmatch(opening) is not None


def dated(view: View) -> list[Fact]:
    """What happened on a day of the calendar."""
    every = [fact for fact in facts(view, "date") if fact.stated.form == "verb"]
    return [fact for fact in every if len(fact.stated.date or "") == DAY]


def pairs_of(find: Callable[[View], list[Fact]], texts: int) -> Callable[[View], Sequence[Pair]]:
    """Pairs of facts that one text states, or two texts."""

    def sites(view: View) -> Sequence[Pair]:
        return [
            (one, two)
            for one, two in near_pairs(find(view))
            if len({one.chunk.id, two.chunk.id}) == texts and one.chinese == two.chinese
        ]

    return sites


def amounts(view: View) -> list[Fact]:
    """Amounts of things."""
    return [fact for fact in facts(view, "amount") if fact.stated.number is not None]


def acronyms(view: View) -> list[Fact]:
    """Acronyms that are spelt out, and everywhere alike."""
    found: dict[str, list[Fact]] = {}
    for chunk, node in view.relations:
        if node.relation is not None and node.relation.relation == STANDS_FOR:
            found.setdefault(normal(node.relation.head), []).append(Fact(chunk, node.relation))
    alike = (same for same in found.values() if len({normal(f.stated.tail) for f in same}) == 1)
    return [same[0] for same in alike]


def several_dates(texts: int) -> Callable[[View], Sequence[Several]]:
    """Three or four dated facts of one text, or of two."""

    def sites(view: View) -> Sequence[Several]:
        by_chunk: dict[str, list[Fact]] = {}
        for fact in dated(view):
            by_chunk.setdefault(fact.chunk.id, []).append(fact)
        return list(_one(by_chunk) if texts == 1 else _two(by_chunk))

    return sites


def _one(by_chunk: dict[str, list[Fact]]) -> Iterator[Several]:
    for found in by_chunk.values():
        yield from combinations(found, 3)


def _two(by_chunk: dict[str, list[Fact]]) -> Iterator[Several]:
    for pair in near_pairs([*by_chunk.values()]):
        for first, second in (pair, pair[::-1]):
            if first[0].chinese == second[0].chinese:
                yield from _dates_of(first, second)


def _dates_of(first: list[Fact], second: list[Fact]) -> Iterator[Several]:
    for one, two in combinations(first[:6], 2):
        yield from ((one, two, other) for other in second[:4])


def in_a_row(texts: int) -> Callable[[View], Sequence[Pair]]:
    """Facts that lead from a thing to another, and on to a value, in one text or in two."""

    def sites(view: View) -> Sequence[Pair]:
        about = defaultdict[str, list[Fact]](list)
        for value in ("amount", "date", "name"):
            for fact in facts(view, value):
                about[normal(fact.stated.head)].append(fact)
        return [
            (first, second)
            for first in facts(view, "name")
            for second in about.get(normal(first.stated.tail), ())
            if len({first.chunk.id, second.chunk.id}) == texts
            and first.stated.form == "role"
            and normal(second.stated.tail) != normal(first.stated.head)
        ]

    return sites
