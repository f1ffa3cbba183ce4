"""Names with more than one sense: kept apart where documents speak of different sorts of things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mmkg.graph.entities import Mention
from mmkg.graph.linking.neighbours import embed
from mmkg.graph.linking.variants import signature
from mmkg.graph.names import normal

MOST_COSINE = 0.3  # of sorts and of contexts, for two documents to mean different things
LONGEST = 300  # characters of context


def senses(mentions: Iterable[Mention], contexts: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Which sense a document means by a name, where documents mean different ones.

    Two documents mean different things by a name only if both say what sort of thing it is (the
    header over its column, "is a …"), the sorts share no word and are far apart in meaning, and
    so is what the documents speak of around the name: caution, because a needless split costs
    a link between documents.

    Args:
        mentions: Of all names.
        contexts: What each carrier is about: its caption and headings, or its text.

    Returns:
        By (normal name, document) the key of the sense; names of one sense are not in it.
    """
    sorts: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    around: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for mention in mentions:
        if mention.sort:
            name, document = normal(mention.name), mention.address.document
            sorts[name][document][mention.sort] = None
            around[name, document][contexts.get(mention.carrier, "")] = None
    found = {}
    for name, by_document in sorts.items():
        if len(by_document) > 1 and _sorts_differ(by_document):
            found.update(_senses(name, by_document, around))
    return found


def _sorts_differ(by_document: Mapping[str, Mapping[str, None]]) -> bool:
    words = [{w for sort in sorts for w in signature(sort)} for sorts in by_document.values()]
    return any(one.isdisjoint(two) for one in words for two in words)


def _senses(
    name: str,
    by_document: Mapping[str, Mapping[str, None]],
    around: Mapping[tuple[str, str], Mapping[str, None]],
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
        )
        sense = next(near, len(first))
        if sense == len(first):
            first.append(at)
        if sense:
            found[name, document] = f"{name}#{sense + 1}"
    return found
