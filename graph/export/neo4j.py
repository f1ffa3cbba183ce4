"""Neo4j: files for `neo4j-admin database import`, and the same as Cypher."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path

from mmkg.graph.export.records import (
    EdgeRecord,
    NodeRecord,
    address_texts,
    edge_records,
    node_records,
)
from mmkg.graph.store import Graph

ARRAY = "\x1f"  # parts the items of an array; no text has it
BATCH = 500  # rows of one Cypher statement
COMMAND = (
    "neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv "
    "--array-delimiter=U+001F --multiline-fields=true neo4j"
)
_BACKSLASH_U = re.compile(r"(?<!\\)((?:\\\\)+)u")
_TEXTS = ("name", "kind", "description", "file", "statement")
_ARRAYS = ("aliases", "merged")


class Neo4j:
    """Neo4j: nodes.csv and edges.csv for neo4j-admin, and graph.cypher for any openCypher store.

    Every node is labelled `Mmkg` and by its type; an edge's type is its label. Addresses are JSON.
    """

    name = "neo4j"
    suffix = ""

    def write(self, graph: Graph, to: Path) -> None:
        """Write three files into a folder; the first line of the Cypher has the import command."""
        nodes, edges = list(node_records(graph)), list(edge_records(graph))
        arrays = [f"{name}:string[]" for name in (*_ARRAYS, "addresses")]
        _csv(to / "nodes.csv", ["id:ID", ":LABEL", *_TEXTS, *arrays], map(_node_row, nodes))
        header = [":START_ID", ":END_ID", ":TYPE", "text", "carrier", "addresses:string[]"]
        _csv(to / "edges.csv", header, map(_edge_row, edges))
        with (to / "graph.cypher").open("w", encoding="utf-8") as file:
            file.writelines(f"{statement};\n" for statement in _cypher(nodes, edges))


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(header)
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)


def _node_row(node: NodeRecord) -> list[str]:
    texts = [getattr(node, name) for name in _TEXTS]
    arrays = [getattr(node, name) for name in _ARRAYS]
    packed = [_packed(array) for array in (*arrays, address_texts(node.addresses))]
    return [node.id, ARRAY.join(("Mmkg", _label(node))), *texts, *packed]


def _edge_row(edge: EdgeRecord) -> list[str]:
    places = _packed(address_texts(edge.addresses))
    return [edge.source, edge.target, edge.label, edge.text, edge.carrier, places]


def _packed(texts: Iterable[str]) -> str:
    return ARRAY.join(text.replace(ARRAY, " ") for text in texts)


def _label(node: NodeRecord) -> str:
    return node.type.capitalize()


def _cypher(nodes: Sequence[NodeRecord], edges: Sequence[EdgeRecord]) -> Iterator[str]:
    yield f"// {COMMAND}\n// or: cypher-shell --file graph.cypher\n" + (
        "CREATE CONSTRAINT mmkg_id IF NOT EXISTS FOR (n:Mmkg) REQUIRE n.id IS UNIQUE"
    )
    for label, group in groupby(sorted(nodes, key=_label), key=_label):
        for rows in _batches(map(_node_map, group)):
            yield f"UNWIND [{rows}] AS row CREATE (n:Mmkg:{label}) SET n = row"
    for label, found in groupby(sorted(edges, key=lambda edge: edge.label), key=lambda e: e.label):
        quoted = "`" + label.replace("`", "``") + "`"
        for rows in _batches(map(_edge_map, found)):
            yield (
                f"UNWIND [{rows}] AS row "
                "MATCH (a:Mmkg {id: row.source}), (b:Mmkg {id: row.target}) "
                f"CREATE (a)-[e:{quoted}]->(b) SET e = row.fields"
            )


def _batches(rows: Iterator[str]) -> Iterator[str]:
    while batch := ", ".join(islice(rows, BATCH)):
        yield batch


def _node_map(node: NodeRecord) -> str:
    fields: dict[str, object] = {name: getattr(node, name) for name in ("id", *_TEXTS, *_ARRAYS)}
    return _literal(fields | {"addresses": address_texts(node.addresses)})


def _edge_map(edge: EdgeRecord) -> str:
    addresses = address_texts(edge.addresses)
    fields = {"text": edge.text, "carrier": edge.carrier, "addresses": addresses}
    return _literal({"source": edge.source, "target": edge.target, "fields": fields})


def _literal(value: object) -> str:
    r"""A Cypher literal. Its strings know the escapes of JSON's.

    A `u` after a backslash is written `\\\u0075`: some versions of Neo4j take `\\u` for an escape.
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, str):
        return _BACKSLASH_U.sub(r"\1\\u0075", json.dumps(value, ensure_ascii=False))
    assert isinstance(value, Sequence)
    return "[" + ", ".join(map(_literal, value)) + "]"
