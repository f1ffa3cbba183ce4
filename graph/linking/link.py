"""Linking: from names where they are written to entities, near-linear in the number of names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from mmkg.graph.entities import Mention
from mmkg.graph.linking.choices import Choices
from mmkg.graph.linking.clusters import Cluster, Clusters, key_of
from mmkg.graph.linking.homonyms import senses
from mmkg.graph.linking.neighbours import LEAST_COSINE, embed
from mmkg.graph.linking.variants import signature, slips
from mmkg.graph.names import normal
from mmkg.graph.schema import Merge

Spelt = tuple[str, str]  # the key of a cluster, and one of its names


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


def link(
    mentions: Sequence[Mention],
    aliases: Iterable[Alias] = (),
    contexts: Mapping[str, str] | None = None,
    choices: Choices | None = None,
    same: Iterable[tuple[str, str]] = (),
) -> Linked:
    """Entities of a corpus.

    Names are one by a user's word, by the same letters (case, spaces and signs aside), by what a
    text says (acronym, other name), as spellings of one, or by a model's. Names that stand side by
    side in one carrier are not.

    Args:
        mentions: All names where they are written, in corpus order.
        aliases: Names that texts put side by side.
        contexts: What each carrier is about, by id; for names with more than one sense.
        choices: What the user says.
        same: Pairs of ids of entities, as they are without these, that a model says are one.
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
    _slips(clusters, _spellings(clusters))
    for one, two in same:
        clusters.unite(key_of(one), key_of(two), "near in meaning, and the model says so", "model")
    return _linked(clusters)


def _as_user_says(clusters: Clusters, names: Sequence[str]) -> None:
    known = [key for key in map(normal, names) if key in clusters]
    for key in known[1:]:
        clusters.unite(known[0], key, "the user says so", "user")


def _spellings(clusters: Clusters) -> dict[tuple[str, ...], list[Spelt]]:
    """Unite spellings of one name; returned are all names by what their spellings share."""
    alike: dict[tuple[str, ...], list[Spelt]] = defaultdict(list)
    for cluster in clusters.all():
        for name in cluster.names:
            alike[signature(name)].append((cluster.key, name))
    for (first, _), *others in alike.values():
        for key in dict.fromkeys(key for key, _ in others):
            clusters.unite(first, key, "another spelling")
    return alike


def _slips(clusters: Clusters, alike: Mapping[tuple[str, ...], list[Spelt]]) -> None:
    """Unite names of which one lacks a letter of the other, where they are near in meaning, too."""
    pairs = [
        (alike[slip][0], names[0])
        for form, names in alike.items()
        for slip in slips(form)
        if slip in alike
    ]
    if not pairs:
        return
    vectors = embed([name for pair in pairs for _, name in pair])
    near = (vectors[::2] * vectors[1::2]).sum(axis=1) >= LEAST_COSINE
    for (one, _), (two, _) in compress(pairs, near):
        clusters.unite(one, two, "a slip of the keyboard")


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
