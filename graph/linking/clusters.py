"""Names in the making into entities: which names are one thing, why, and which must not be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mmkg.graph.entities import EntityKind, Mention
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Finder, Merge, Node

ENTITY = "entity:"


def key_of(id: str) -> str:
    """The key of an entity's id."""
    return id.removeprefix(ENTITY)


@dataclass(slots=True)
class Cluster:
    """All mentions of one thing.

    Attributes:
        rivals: Groups of names that differ from each other (the rows of a table, …) in which this
            thing stands: two things of one group are never one.
    """

    key: str
    kind: EntityKind
    ordinal: int
    names: dict[str, None] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    rivals: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Its id as a node."""
        return ENTITY + self.key

    def node(self) -> Node:
        """It as a node."""
        first, *others = self.names
        places = dict.fromkeys(mention.address for mention in self.mentions)
        sorts = (mention.sort for mention in self.mentions if mention.sort)
        return Node(
            id=self.id,
            type="entity",
            name=first,
            kind=self.kind,
            sort=next(sorts, ""),
            aliases=tuple(others),
            addresses=tuple(places),
        )


class Clusters:
    """The clusters of a corpus, with the merges made so far.

    Args:
        mentions: All of them; those of one name, in one sense, are one cluster.
        senses: For names with more than one sense, which one a document means.
        apart: Pairs of names that somebody said are different things.
    """

    def __init__(
        self,
        mentions: Iterable[Mention],
        senses: dict[tuple[str, str], str] | None = None,
        apart: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.merges: list[Merge] = []
        self._senses = senses or {}
        manifold = {name for name, _ in self._senses}
        self._apart = {frozenset(map(normal, pair)) for pair in apart}
        self._of: dict[str, Cluster] = {}  # by the key of the name found first
        self._into: dict[str, str] = {}  # merged keys, each with one nearer to that
        for mention in mentions:
            key = self.key(mention.name, mention.address.document)
            cluster = self._of.get(key)
            if cluster is None:
                cluster = self._of[key] = Cluster(key, mention.kind, len(self._of))
            cluster.names[mention.name] = None
            cluster.mentions.append(mention)
            if mention.rivals:
                cluster.rivals.add(mention.rivals)
            if normal(mention.name) in manifold:
                cluster.rivals.add(f"senses of {normal(mention.name)}")

    def key(self, name: str, document: str) -> str:
        """The key of a name as a document means it."""
        plain = normal(name)
        return self._senses.get((plain, document), plain)

    def __contains__(self, key: str) -> bool:
        return key in self._of or key in self._into

    def of(self, key: str) -> Cluster:
        """The cluster that a key belongs to.

        Raises:
            KeyError: If no name has it.
        """
        first = key
        while first in self._into:
            first = self._into[first]
        while key != first:
            self._into[key], key = first, self._into[key]
        return self._of[first]

    def all(self) -> list[Cluster]:
        """All clusters, in the order they were found."""
        return list(self._of.values())

    def unite(
        self,
        one: str,
        two: str,
        why: str,
        by: Finder = "rule",
        places: tuple[Address, ...] = (),
    ) -> bool:
        """Make two keys one thing, if nothing speaks against it; says whether they are."""
        first, second = sorted((self.of(one), self.of(two)), key=lambda c: c.ordinal)
        if first is second:
            return True
        if by != "user" and self._rivals(first, second, stated=bool(places)):
            return False
        self.merges.append(
            Merge(kept=first.id, merged=second.node(), why=why, by=by, addresses=places)
        )
        first.names.update(second.names)
        first.mentions += second.mentions
        first.rivals |= second.rivals
        self._into[second.key] = first.key
        del self._of[second.key]
        return True

    def _rivals(self, one: Cluster, two: Cluster, *, stated: bool) -> bool:
        """Whether two clusters are different things: by a user's word, or side by side."""
        if self._apart and any(
            frozenset((normal(left), normal(right))) in self._apart
            for left in one.names
            for right in two.names
        ):
            return True
        return not stated and not one.rivals.isdisjoint(two.rivals)
