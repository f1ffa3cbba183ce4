"""What somebody claims that a text states, as a relation whose words one sentence of it has.

A small model joins what a sentence keeps apart, cuts names short and says things in its own words.
So code looks for the claim: head, relation and tail in one sentence, in an order in which they
belong together. The relation is then worded, and the head completed, as the sentence has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mmkg.graph.document import Chunk
from mmkg.graph.names import CJK, normal
from mmkg.graph.relations.chinese import AGENTS
from mmkg.graph.relations.chinese import PRONOUNS as PRONOUNS_ZH
from mmkg.graph.relations.english import PRONOUNS
from mmkg.graph.relations.marking import Sign, valued, values_in
from mmkg.graph.schema import Relation

HAS = re.compile(r"(?:has|have|had|with) (?:an? |the )?(?P<role>[a-z][a-z -]+?)(?: of)?")
BEFORE_DATE = re.compile(r"(?: (?:in|on|at|since)|于|在)$")
TOKEN = re.compile(r"[\w’'-]+|[^\w\s]")
CLAUSE = {"when", "while", "where", "which", "who", "whom", "whose", "that", "because", "since"}
CLAUSE |= {"but", "and", "or", ";", ":"}
JOINS = {"and", "or", ",", "still", "now", "also", "later", "then", "first", "soon"}
BESIDE = {"of", "at", "in", "on", "from", "near", "for", "with", ","}  # begins more of a name
BETWEEN = {"is", "are", "was", "were", "has", "have", "had", "been", "be", "will", "can", "could"}
BETWEEN |= JOINS - {"and", "or", ","}
SHORT = re.compile(r"(?:The|This) ([A-Z]\w+)\b(?! [A-Z])")
AUXILIARY = r"(?:(?:is|are|was|were|has|have|had|been|be|will|can|could) )+(?:now |still |also )?"
PREPOSITION = r" (?:at|in|on|by|of|for|to|from|with|under|as|into)\b"
ARTICLE = re.compile(r"^(?:[Tt]he|[Aa]n?) ")
GOVERNED = re.compile(r"\b(?:at|in|of|on|from|near|by|to|for|with)(?: the)? $")
NEAR_START = 20  # characters of a sentence before the thing that a later pronoun stands for
PARTICLES_ZH = frozenset("在由于是有的和与被把从对为至到了着过将以及其")
LONGEST_VERB_ZH = 8
MOST_BEFORE_TAIL = 4  # words between a relation and its tail: articles, adjectives
OWN = re.compile(r"\b(?:[Tt]he|[Tt]his|[Aa]n?) (?P<more>(?:[a-z-]+ ){0,3})$")
ANOTHERS = re.compile(r"\b(?:[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Ww]hose) (?:[a-z-]+ ){0,3}$")
PLACED = re.compile(r" (?:of|at|in|on|from|near) (?:the )?[A-Z][\w-]*(?: [A-Z][\w-]*)*")


@dataclass(frozen=True)
class _Place:
    """Where the parts of a claim stand.

    Attributes:
        span: The sentence with the tail, and the one before where that one names the head.
        sentence: Where the sentence begins.
        after: Where its head, or what stands for it, ends.
    """

    span: tuple[int, int]
    sentence: int
    head: tuple[int, int]
    after: int
    tail: tuple[int, int]


def claimed(
    chunk: Chunk, head: str, relation: str, tail: str, *, literal: bool = True
) -> Relation | None:
    """A relation claimed by a model; nothing where no sentence of the chunk has its words.

    A tail that is an amount or a date is read as one, by code.

    Args:
        chunk: The text.
        head: The thing.
        relation: What is said of it.
        tail: The other thing, the amount or the date, as printed.
        literal: Whether the sentence must have the relation's words, too, in its own clause; of the
            only value that it states, something may be said in other words.
    """
    head, tail = (ARTICLE.sub("", name) for name in (head, tail))
    for place in _places(chunk, head, tail):
        stated = Relation(
            head=head,
            relation=relation,
            tail=tail,
            span=place.span,
            head_span=place.head if place.head[0] >= place.sentence else None,
            tail_span=place.tail,
            by="model",
        )
        value = valued(chunk.text, place.tail)
        worded = _worded(chunk.text, stated, place)
        if (
            worded is None
            and literal
            and (value is None or not _alone(chunk.text, place, relation))
        ):
            continue
        found = worded if worded and literal else stated
        if whole := _whole(chunk.text, _of_value(found, value) if value else found):
            return whole
    return None


def _places(chunk: Chunk, head: str, tail: str) -> Iterator[_Place]:
    """The sentences with a tail that have the head, or point back at the one before that has."""
    text, before = chunk.text, 0
    for start, end in chunk.sentences or ((0, len(text)),):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        there = _find(text, tail, (start, end))
        here = _find(text, head, (start, end))
        if there and here and (here[1] <= there[0] or there[1] <= here[0]):
            yield _Place((start, end), start, here, here[1], there)
        elif there and (back := _points_back(text[start:end], head)):
            earlier = _find(text, head, (before, start))
            if earlier and (back.re is SHORT or earlier[0] - before <= NEAR_START):
                yield _Place((before, end), start, earlier, start + back.end(), there)
        before = start


def _points_back(sentence: str, head: str) -> re.Match[str] | None:
    """The pronoun that a sentence begins with, or a part of a name ("The Agency")."""
    short = SHORT.match(sentence)
    if short and short[1] in head.split(" "):
        return short
    return PRONOUNS.match(sentence) or PRONOUNS_ZH.match(sentence)


def _worded(text: str, stated: Relation, place: _Place) -> Relation | None:
    """The relation in the sentence's own words; nothing where it does not have them."""
    start = place.after
    if CJK.search(text[slice(*place.span)]):
        return _worded_zh(text, stated, place)
    governed = stated.head_span is not None and GOVERNED.search(text[: place.head[0]])
    if start >= place.tail[0] or governed:
        return None
    said = [token.casefold() for token in TOKEN.findall(stated.relation)]
    there = list(TOKEN.finditer(text, start, place.tail[0]))
    found = _match(said, [match[0].casefold() for match in there])
    if found is None or not said:
        return None
    first, last = there[found[0]].start(), there[found[-1]].end()
    if more := re.search(AUXILIARY + "$", text[start:first]):
        first = start + more.start()
    if more := re.match(PREPOSITION, text[last : place.tail[0]]):
        last += more.end()
    change: dict[str, object] = {}
    if found[-1] - found[0] < len(said):  # else "was (designed by A and) built by"
        change["relation"] = text[first:last]
    whole = (place.head[0], first - 1)
    if stated.head_span and stated.head[0].islower() and PLACED.fullmatch(text[start : whole[1]]):
        change |= {"head": text[slice(*whole)], "head_span": whole}
    return stated.model_copy(update=change)


def _match(said: list[str], there: list[str]) -> list[int] | None:
    """Where a relation's words stand between head and tail, if they say what those have in common.

    They follow the head in its own clause, and the tail follows them closely. Words are left out
    between them only up to a conjunction.
    """
    places: list[int] = []
    at = len(there)
    for word in reversed(said):
        at = next((i for i in range(at - 1, -1, -1) if there[i] == word), -1)
        if at < 0:
            return None
        places.insert(0, at)
    before, after = there[: places[0]], there[places[-1] + 1 :]
    gaps = [there[b - 1] for a, b in zip(places, places[1:], strict=False) if b - a > 1]
    own = not before or before[0] in BESIDE or BETWEEN.issuperset(before)
    apart = CLAUSE & set(before) or before.count(",") % 2 or len(after) > MOST_BEFORE_TAIL
    if apart or not own or not JOINS.issuperset(gaps) or {",", ";"} & set(after):
        return None
    return places


def _worded_zh(text: str, stated: Relation, place: _Place) -> Relation | None:
    """The same in Chinese: 由…设计 is a role, other verbs stand between head and tail."""
    tail = re.escape(stated.tail)
    for verb, role in AGENTS.items():
        made = re.search(
            rf"由[^，。；]{{0,12}}{tail}[^，。；]{{0,14}}{verb}", text[slice(*place.span)]
        )
        if made and verb in stated.relation:
            return stated.model_copy(update={"relation": role, "form": "role"})
    verb = stated.relation.removesuffix(stated.tail)
    between = text[place.after : place.tail[0]]
    near = re.fullmatch(rf"[^，。；]{{0,14}}{re.escape(verb)}[^，。；]{{0,12}}", between)
    said = (
        near is not None and 2 <= len(verb) <= LONGEST_VERB_ZH and not PARTICLES_ZH.issuperset(verb)
    )
    return stated.model_copy(update={"relation": verb}) if said else None


def _whole(text: str, found: Relation) -> Relation | None:
    """A relation of names whose head is no common noun that only its context tells apart.

    "The arc lamp" is `arc lamp`; "the lamp" and "its lens" are no names.
    """
    if found.head_span is None or not found.head[0].islower() or " " in found.head:
        return found
    before = text[: found.head_span[0]]
    own = OWN.search(before)
    if ANOTHERS.search(before) or (own and not own["more"]):
        return None
    if own is None:
        return found
    start = found.head_span[0] - len(own["more"])
    span = (start, found.head_span[1])
    return found.model_copy(update={"head": text[slice(*span)], "head_span": span})


def _alone(text: str, place: _Place, relation: str) -> bool:
    """Whether a sentence states no value besides the tail, so that no other could be meant.

    A relation whose words the text does have says it of something else, or elsewhere.
    """
    spans = (sign.span for sign in values_in(text, (place.sentence, place.span[1])))
    only = all(start < place.tail[1] and place.tail[0] < end for start, end in spans)
    return only and BEFORE_DATE.sub("", relation).casefold() not in text.casefold()


def _of_value(stated: Relation, value: Sign) -> Relation:
    """A relation to an amount or a date."""
    change = {"value": value.kind, "number": value.number, "unit": value.unit, "date": value.date}
    role = HAS.fullmatch(stated.relation)
    if value.kind == "date":
        change["relation"] = BEFORE_DATE.sub("", stated.relation)
    elif role is not None:
        change |= {"relation": role["role"], "form": "role"}
    return stated.model_copy(update=change)


def _find(text: str, name: str, span: tuple[int, int]) -> tuple[int, int] | None:
    """Where a name stands first in a part of a text, as whole words."""
    pattern = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
    match = re.compile(pattern).search(text, *span)
    return match.span() if match and normal(name) else None
