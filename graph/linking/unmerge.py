"""Takes a merge back: one of an entity's names becomes an entity of its own again."""

from __future__ import annotations

from mmkg.graph.document import Chunk
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Merge, Node, Relation
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError

Stated = dict[tuple[tuple[Address, ...], str], Relation]


def unmerge(graph: Graph, node: str, name: str) -> Graph:
    """The graph without the merge that put a name into an entity.

    Places, edges and assertions go with the name that stands there.

    Args:
        graph: The graph; it is not changed.
        node: Id or name of the entity.
        name: The name to be taken out of it.

    Raises:
        UsageError: If there is no such entity, or the name did not come into it by a merge.
    """
    kept = _entity(graph, node)
    other = node if normal(name) == normal(kept.name) else name  # of two, either may be named
    merge = _merge(graph, kept, other)
    out = merge.merged
    names = {normal(each) for each in (out.name, *out.aliases)}
    stated: Stated = {
        (n.addresses, n.relation.relation): n.relation
        for n in graph.of_type("assertion")
        if n.relation
    }
    after = Graph(graph.documents.values())
    after.merges = [each for each in graph.merges if each is not merge]
    for each in graph.nodes.values():
        after.add(_without(each, out) if each.id == kept.id else each)
        if each.id == kept.id:
            after.add(out)
    for edge in graph.edges:
        for part in _parted(graph, edge, kept.id, out, names, stated):
            after.connect(part)
    return after


def _entity(graph: Graph, named: str) -> Node:
    found = graph.nodes.get(named) or next(
        (
            node
            for node in graph.of_type("entity")
            if normal(named) in map(normal, (node.name, *node.aliases))
        ),
        None,
    )
    if found is None or found.type != "entity":
        raise UsageError(f"no entity is called {named!r}: try another of its names or its id")
    return found


def _merge(graph: Graph, kept: Node, name: str) -> Merge:
    """The smallest merge that brought a name into an entity."""
    into = {kept.id}
    for merge in reversed(graph.merges):
        if merge.kept in into:
            into.add(merge.merged.id)
    found = [
        merge
        for merge in graph.merges
        if merge.kept in into
        and normal(name) in map(normal, (merge.merged.name, *merge.merged.aliases))
    ]
    if not found:
        merged = ", ".join(m.merged.name for m in graph.merges if m.kept in into) or "nothing"
        raise UsageError(f"{name!r} was not merged into {kept.name!r} ({merged} was)")
    return min(found, key=lambda merge: len(merge.merged.aliases))


def _without(kept: Node, out: Node) -> Node:
    gone = {normal(each) for each in (out.name, *out.aliases)}
    first, *others = [n for n in (kept.name, *kept.aliases) if normal(n) not in gone] or [kept.name]
    places = tuple(place for place in kept.addresses if place not in out.addresses)
    change = {"name": first, "aliases": tuple(others), "addresses": places}
    return kept.model_copy(update=change)


def _parted(
    graph: Graph, edge: Edge, kept: str, out: Node, names: set[str], stated: Stated
) -> list[Edge]:
    """An edge as it is, moved to the entity taken out, or parted between the two."""
    if kept not in (edge.source, edge.target):
        return [edge]
    here, there = graph.nodes[edge.source].type, graph.nodes[edge.target].type
    if here == "entity" and there != "entity":
        mine = tuple(a for a in edge.addresses if _named(graph, edge.target, a, out, names))
        rest = tuple(a for a in edge.addresses if a not in mine)
        parts = [edge.model_copy(update={"addresses": rest})] if rest or not mine else []
        moved = edge.model_copy(update={"source": out.id, "addresses": mine})
        return [*parts, moved] if mine else parts
    relation = graph.nodes[edge.source].relation if here == "assertion" else None
    relation = relation or stated.get((edge.addresses, edge.label))
    if relation is None:
        whole = bool(edge.addresses) and set(edge.addresses) <= set(out.addresses)
        head = tail = whole
    else:
        head, tail = normal(relation.head) in names, normal(relation.tail) in names
    if here == "assertion":
        return [edge.model_copy(update={"target": out.id}) if head or tail else edge]
    change = {"source": out.id} if edge.source == kept and head else {}
    change |= {"target": out.id} if edge.target == kept and tail else {}
    return [edge.model_copy(update=change)]


def _named(graph: Graph, carrier: str, place: Address, out: Node, names: set[str]) -> bool:
    """Whether it is the name taken out that stands at a place."""
    if place in out.addresses:
        return True
    chunk = graph.carriers[carrier]
    return (
        isinstance(chunk, Chunk)
        and place.span is not None
        and normal(chunk.text[slice(*place.span)]) in names
    )
