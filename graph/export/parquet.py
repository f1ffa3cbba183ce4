"""Parquet tables of nodes and edges."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mmkg.graph.export.records import edge_records, node_records
from mmkg.graph.provenance import Address
from mmkg.graph.store import Graph

if TYPE_CHECKING:
    import pyarrow

NODE_TEXTS = ("id", "type", "name", "kind", "description", "file", "statement")
EDGE_TEXTS = ("source", "target", "label", "text", "carrier")


class Parquet:
    """Parquet, typed tables for DuckDB, Polars, pandas and Spark: nodes.parquet, edges.parquet."""

    name = "parquet"
    suffix = ""

    def write(self, graph: Graph, to: Path) -> None:
        """Write two files into a folder; addresses are lists of structs."""
        import pyarrow
        import pyarrow.parquet

        text, texts = pyarrow.string(), pyarrow.list_(pyarrow.string())
        addresses = ("addresses", pyarrow.list_(_address()))
        lists = [("aliases", texts), ("merged", texts), addresses]
        nodes = pyarrow.schema([*((name, text) for name in NODE_TEXTS), *lists])
        edges = pyarrow.schema([*((name, text) for name in EDGE_TEXTS), addresses])
        for name, schema, records in (
            ("nodes", nodes, node_records(graph)),
            ("edges", edges, edge_records(graph)),
        ):
            rows = [asdict(r) | {"addresses": [_row(a) for a in r.addresses]} for r in records]
            table = pyarrow.Table.from_pylist(rows, schema)
            pyarrow.parquet.write_table(table, to / f"{name}.parquet", compression="zstd")


def _address() -> pyarrow.DataType:
    import pyarrow

    return pyarrow.struct(
        {
            "document": pyarrow.string(),
            "page": pyarrow.int32(),
            "box": pyarrow.list_(pyarrow.float64()),
            "span": pyarrow.list_(pyarrow.int32()),
            "path": pyarrow.string(),
        }
    )


def _row(address: Address) -> dict[str, object]:
    return address.model_dump(mode="python")
