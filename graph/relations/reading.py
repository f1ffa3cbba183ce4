"""Reads relations out of sentences by rule alone, in English and Chinese: precise, not complete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mmkg.graph.document import Chunk
from mmkg.graph.linking.aliases import SPELT_OUT, alias_pairs
from mmkg.graph.names import CJK, mentions, normal
from mmkg.graph.relations import chinese, english
from mmkg.graph.relations.fields import field, field_lines
from mmkg.graph.relations.marking import mark
from mmkg.graph.schema import Relation

STANDS_FOR = "stands for"
LONGEST = 600  # characters of a sentence worth reading
KINDS = ("paragraph", "list", "footnote", "caption")


def relations(chunk: Chunk, known: Mapping[str, str]) -> Iterator[Relation]:
    """The relations that a chunk states, sentence by sentence.

    A sentence that begins with a pronoun speaks of what the one before it began with; its span
    then covers both.

    Args:
        chunk: The text.
        known: Normal forms of the names that are entities already, to whatever.
    """
    if chunk.kind not in KINDS:
        return
    before: tuple[str, int] | None = None  # what the last sentence began with, and its start
    for start, end in field_lines(chunk) or chunk.sentences or ((0, len(chunk.text)),):
        text = chunk.text[start:end].strip()
        start += len(chunk.text[start:end]) - len(chunk.text[start:end].lstrip())
        end = start + len(text)
        if len(text) > LONGEST:
            before = None
            continue
        if alone := field(chunk, (start, end)):
            yield alone
            continue
        topic = _pronoun(text)
        if topic and before is None:
            continue
        found = _read(text, chunk.text, (start, end), known, before if topic else None)
        yield from found
        if not topic:
            opens = [r for r in found if _opens(r, chunk.text, start)]
            before = (opens[0].head, start) if opens else None
    yield from _spelt_out(chunk)


def _spelt_out(chunk: Chunk) -> Iterator[Relation]:
    """What acronyms stand for, where the chunk says so."""
    for pair in alias_pairs(chunk):
        if pair.why != SPELT_OUT:
            continue
        start, end = pair.span
        head, tail = (chunk.text.find(name, start, end) for name in (pair.short, pair.long))
        yield Relation(
            head=pair.short,
            relation=STANDS_FOR,
            tail=pair.long,
            span=pair.span,
            head_span=(head, head + len(pair.short)),
            tail_span=(tail, tail + len(pair.long)),
        )


def _pronoun(text: str) -> str:
    language = chinese if CJK.search(text) else english
    match = language.PRONOUNS.match(text)
    return match[0] if match else ""


def _read(
    text: str,
    whole: str,
    span: tuple[int, int],
    known: Mapping[str, str],
    before: tuple[str, int] | None,
) -> list[Relation]:
    if before is not None:
        return _of_another(text, whole, span, known, before)
    marked = mark(whole, span, known)
    rules = english.RULES
    if CJK.search(text):
        marked, rules = chinese.closed_up(marked), chinese.RULES
    found: dict[tuple[str, str, str], Relation] = {}
    for rule in rules:
        for relation in rule.apply(marked, span):
            key = (normal(relation.head), normal(relation.relation), normal(relation.tail))
            found.setdefault(key, relation)
    return list(found.values())


def _of_another(
    text: str,
    whole: str,
    span: tuple[int, int],
    known: Mapping[str, str],
    before: tuple[str, int],
) -> list[Relation]:
    """Relations of a sentence whose pronoun stands for a name of the sentence before."""
    name, start = before
    pronoun = _pronoun(text)
    owner = {"Its": "’s", "其": "的"}.get(pronoun, "")
    put = whole[: span[0]] + name + owner + whole[span[0] + len(pronoun) :]
    shift = len(name) + len(owner) - len(pronoun)
    found = _read(
        put[span[0] : span[1] + shift],
        put,
        (span[0], span[1] + shift),
        {normal(name): "", **known},
        None,
    )
    moved = []
    for relation in found:
        tail = relation.tail_span
        if normal(relation.head) != normal(name) or (tail and tail[0] < span[0] + len(name)):
            continue  # what the pronoun's sentence says of others, it says without a pronoun
        place = (tail[0] - shift, tail[1] - shift) if tail else None
        change = {"span": (start, span[1]), "head_span": None, "tail_span": place}
        moved.append(relation.model_copy(update=change))
    return moved


def _opens(relation: Relation, text: str, start: int) -> bool:
    """Whether a relation's head is what its sentence begins with."""
    at = relation.head_span[0] if relation.head_span else text.find(relation.head, start)
    return 0 <= at - start <= 20 and mentions(text[start : at + len(relation.head)], relation.head)
