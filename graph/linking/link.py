"""Linking: from names where they are written to entities, near-linear in the number of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mmkg.graph.entities import Mention
from mmkg.graph.linking.choices import Choices
from mmkg.graph.linking.clusters import Cluster, Clusters
from mmkg.graph.linking.homonyms import senses
from mmkg.graph.linking.neighbours import neighbours
from mmkg.graph.linking.variants import confirmed, signature
from mmkg.graph.names import normal
from mmkg.graph.schema import Finder, Merge

Judge = Callable[[str, str], tuple[str, Finder] | None]


@dataclass(frozen=True)
class Alias:
    """Two mentions that a text puts side by side as names of one thing."""

    long: Mention
    short: Mention
    why: str


@dataclass(frozen=True)
class Linked:
    """Entities, and how they came to be.

    Attributes:
        names: Normal form of every name with the id of its entity.
        senses: The same for names that a document means otherwise than the first did.
    """

    entities: tuple[Cluster, ...]
    merges: tuple[Merge, ...]
    names: Mapping[str, str]
    senses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def within(self, document: str) -> Mapping[str, str]:
        """The names with the ids of their entities, as a document means them."""
        own = self.senses.get(document)
        return {**self.names, **own} if own else self.names


def by_rule(one: str, two: str) -> tuple[str, Finder] | None:
    """Whether two names near each other are one by rule, and why."""
    why = confirmed(one, two)
    return (why, "rule") if why else None


def link(
    mentions: Sequence[Mention],
    aliases: Iterable[Alias] = (),
    contexts: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    judge: Judge = by_rule,
) -> Linked:
    """Entities of a corpus.

    Names are one by a user's word, by the same letters (case, spaces and signs aside), by what a
    text says (acronym, other name), as spellings of one, or as near neighbours by their
    embeddings that `judge` confirms. Names that stand side by side in one carrier are not.

    Args:
        mentions: All names where they are written, in corpus order.
        aliases: Names that texts put side by side.
        contexts: What each carrier is about, by id; for names with more than one sense.
        choices: What the user says.
        judge: Says of two near neighbours why they are one and who says so; nothing if not.
    """
    aliases, choices = list(aliases), choices or Choices()
    every = [*mentions, *(each for alias in aliases for each in (alias.long, alias.short))]
    clusters = Clusters(every, senses(every, contexts or {}), choices.split)
    for names in choices.merge:
        _as_user_says(clusters, names)
    for alias in aliases:
        places = (alias.short.address,)
        one, two = (clusters.key(m.name, m.address.document) for m in (alias.long, alias.short))
        clusters.unite(one, two, alias.why, places=places)
    _spellings(clusters)
    _near(clusters, judge)
    return _linked(clusters)


def _as_user_says(clusters: Clusters, names: Sequence[str]) -> None:
    known = [key for key in map(normal, names) if key in clusters]
    for key in known[1:]:
        clusters.unite(known[0], key, "the user says so", "user")


def _spellings(clusters: Clusters) -> None:
    first: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for cluster in clusters.all():
        for name in cluster.names:
            first[signature(name)].append(cluster.key)
    for alike in first.values():
        for key in dict.fromkeys(alike[1:]):
            clusters.unite(alike[0], key, "another spelling")


def _near(clusters: Clusters, judge: Judge) -> None:
    found = clusters.all()
    names = [next(iter(cluster.names)) for cluster in found]
    for one, two, _ in neighbours(names):
        if said := judge(names[one], names[two]):
            clusters.unite(found[one].key, found[two].key, *said)


def _linked(clusters: Clusters) -> Linked:
    names: dict[str, str] = {}
    senses: dict[str, dict[str, str]] = defaultdict(dict)
    for cluster in clusters.all():
        for mention in cluster.mentions:
            plain, document = normal(mention.name), mention.address.document
            if clusters.key(mention.name, document) == plain:
                names[plain] = cluster.id
            else:
                senses[document][plain] = cluster.id
    return Linked(tuple(clusters.all()), tuple(clusters.merges), names, senses)
