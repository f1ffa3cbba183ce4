"""Names with more than one sense: kept apart where documents speak of different sorts of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import partial

from mmkg.graph.entities import Mention
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.linking.variants import signature
from mmkg.graph.names import normal

MOST_COSINE = 0.3  # of sorts and of contexts, for two documents to mean different things
LONGEST = 300  # characters of context


def senses(mentions: Iterable[Mention], contexts: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Which sense a document means by a name, where documents mean different ones.

    Two documents mean different things by a name only if both say what sort of thing it is (the
    header over its column, "is a …"), the sorts share no word and are far apart in meaning, so is
    what the documents speak of around the name, and the names listed beside it in the one are not
    joined, through other lists, to those in the other: Mars links two lists that have Pluto under
    different headers. Caution, because a needless split costs a link between documents.

    Args:
        mentions: Of all names.
        contexts: What each carrier is about: its caption and headings, or its text.

    Returns:
        By (normal name, document) the key of the sense; names of one sense are not in it.
    """
    mentions = list(mentions)
    sorts: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    around: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        if mention.sort:
            name, document = normal(mention.name), mention.address.document
            sorts[name][document][mention.sort] = None
            around[name, document][contexts.get(mention.carrier, "")] = None
    found = {}
    company = Company(mentions)
    for name, by_document in sorts.items():
        if len(by_document) > 1 and _sorts_differ(by_document):
            found.update(_senses(name, by_document, around, partial(company.joined, name)))
    return found


class Company:
    """Which lists (the rows or columns of a table, the series of a chart) share names.

    Args:
        mentions: Of all names.
    """

    def __init__(self, mentions: Iterable[Mention]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._lists: dict[str, set[str]] = defaultdict(set)
        self._documents: dict[str, str] = {}
        for mention in mentions:
            if mention.rivals:
                name = normal(mention.name)
                self._names[mention.rivals].add(name)
                self._lists[name].add(mention.rivals)
                self._documents[mention.rivals] = mention.address.document

    def joined(self, name: str, one: str, two: str) -> bool:
        """Whether other names join the lists that have a name in two documents.

        So it counts also where a document has the name in no list.
        """
        ours, theirs = self._lists_in(one, name), self._lists_in(two, name)
        if not ours or not theirs:
            return True
        waiting, seen = list(ours), set(ours)
        while waiting:
            here = waiting.pop()
            if here in theirs:
                return True
            near = {each for other in self._names[here] - {name} for each in self._lists[other]}
            waiting += near - seen
            seen |= near
        return False

    def _lists_in(self, document: str, name: str) -> set[str]:
        return {each for each in self._lists[name] if self._documents[each] == document}


def _sorts_differ(by_document: Mapping[str, Mapping[str, None]]) -> bool:
    words = [{w for sort in sorts for w in signature(sort)} for sorts in by_document.values()]
    return any(one.isdisjoint(two) for one in words for two in words)


def _senses(
    name: str,
    by_document: Mapping[str, Mapping[str, None]],
    around: Mapping[tuple[str, str], Mapping[str, None]],
    joined: Callable[[str, str], bool],
) -> dict[tuple[str, str], str]:
    """Documents put together greedily: each joins the first sense that it is not far from."""
    documents = list(by_document)
    kinds = embed([" ".join(by_document[document]) for document in documents])
    texts = embed([" ".join(around[name, document])[:LONGEST] for document in documents])
    first: list[int] = []
    found = {}
    for at, document in enumerate(documents):
        near = (
            sense
            for sense, other in enumerate(first)
            if max(kinds[at] @ kinds[other], texts[at] @ texts[other]) > MOST_COSINE
            or joined(document, documents[other])
        )
        sense = next(near, len(first))
        if sense == len(first):
            first.append(at)
        if sense:
            found[name, document] = f"{name}#{sense + 1}"
    return found
