"""Nodes and edges as flat records, the same for every table-like format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mmkg.graph.provenance import Address, Value
from mmkg.graph.store import Graph


@dataclass(frozen=True)
class NodeRecord:
    """A node.

    Attributes:
        file: For a document, its file's name; its id is the file's SHA-256.
        statement: The statement or relation of an assertion, as JSON; empty for others.
        merged: Names of entities that went into it.
    """

    id: str
    type: str
    name: str
    kind: str
    description: str
    file: str
    statement: str
    aliases: tuple[str, ...]
    merged: tuple[str, ...]
    addresses: tuple[Address, ...]


@dataclass(frozen=True)
class EdgeRecord:
    """An edge; two edges between one pair are two records."""

    source: str
    target: str
    label: str
    text: str
    carrier: str
    addresses: tuple[Address, ...]


def node_records(graph: Graph) -> Iterator[NodeRecord]:
    """All nodes, in the graph's order."""
    merged: dict[str, list[str]] = {}
    for merge in graph.merges:
        merged.setdefault(merge.kept, []).append(merge.merged.name)
    for node in graph.nodes.values():
        document = graph.documents.get(node.id)
        yield NodeRecord(
            id=node.id,
            type=node.type,
            name=node.name,
            kind=node.kind,
            description=node.description,
            file=document.name if document else "",
            statement=_json(node.statement or node.relation),
            aliases=node.aliases,
            merged=tuple(merged.get(node.id, ())),
            addresses=node.addresses,
        )


def edge_records(graph: Graph) -> Iterator[EdgeRecord]:
    """All edges, in the graph's order."""
    for edge in graph.edges:
        yield EdgeRecord(
            edge.source, edge.target, edge.label, edge.text, edge.carrier, edge.addresses
        )


def address_texts(addresses: Sequence[Address]) -> list[str]:
    """Each address as JSON."""
    return [_json(address) for address in addresses]


def _json(value: Value | None) -> str:
    if value is None:
        return ""
    fields = value.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(fields, ensure_ascii=False)
