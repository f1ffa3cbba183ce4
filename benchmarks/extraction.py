"""Precision and recall of what code extracts, against labels typed by hand from pages of papers.

Citations (kind and number, once a page), acronyms with what they stand for (once a paper), and
the row labels of tables as entities tied to their cells (labels of `tests/data/tables`).

python benchmarks/extraction.py --pdfs PAPERS [--truth tests/data]
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path

from mmkg.graph.build import build
from mmkg.graph.citations import citations
from mmkg.graph.document import Document, Table
from mmkg.graph.entities import nameable
from mmkg.graph.linking.aliases import alias_pairs
from mmkg.graph.names import normal
from mmkg.graph.provenance import Box
from mmkg.graph.store import Graph
from mmkg.tools.parse.corpus import read_corpus

Facts = set[tuple[str, ...]]
RUNNING = ("paragraph", "list", "footnote")


def cited(document: Document, pages: int) -> Facts:
    """(page, kind and number) of what running text cites on the first pages."""
    found = set()
    for chunk in document.chunks:
        for kind, number, span in citations(chunk.text) if chunk.kind in RUNNING else ():
            page = chunk.locate(span).page or 0
            if page <= pages:
                found.add((document.name, str(page), f"{kind} {number}"))
    return found


def spelt(document: Document, pages: int) -> Facts:
    """(long form, acronym) that running text spells out on the first pages."""
    return {
        (document.name, normal(pair.long), normal(pair.short))
        for chunk in document.chunks
        if chunk.kind in RUNNING
        for pair in alias_pairs(chunk)
        if (chunk.locate(pair.span).page or 0) <= pages
    }


def labelled(graph: Graph, truth: Path) -> tuple[Facts, Facts]:
    """Row labels that entities are tied to by their cells, and those typed by hand."""
    found: Facts = set()
    wanted: Facts = set()
    for file in sorted(truth.glob("*.json")):
        about = json.loads(file.read_text("utf-8"))
        table = _table(graph, about["pdf"], about["page"], Box(*about["bbox"]))
        if table is None:
            continue
        rows = list(csv.reader(file.with_suffix(".csv").open(encoding="utf-8")))
        typed = (row[0] for row in rows[about["header_rows"] :] if row)
        wanted |= {(file.stem, normal(text)) for text in typed if nameable(text)}
        found |= {(file.stem, name) for name in _tied(graph, table)}
    return found, wanted


def _table(graph: Graph, pdf: str, page: int, box: Box) -> Table | None:
    for table in graph.tables():
        place = table.address
        same = graph.documents[place.document].name == pdf and place.page == page
        if same and place.box is not None and place.box.overlap(box) > 0.5 * box.width * box.height:
            return table
    return None


def _tied(graph: Graph, table: Table) -> Iterator[str]:
    """Names of first-column labels whose cell is an address of an entity's edge to the table."""
    tied = {place for edge in graph.into(table.id, "entity") for place in edge.addresses}
    for cell in table.cells:
        if cell.column == 0 and cell.kind in ("label", "group") and cell.address in tied:
            yield normal(cell.text)


def _line(name: str, found: Facts, wanted: Facts) -> str:
    right = len(found & wanted)
    precision, recall = right / max(1, len(found)), right / max(1, len(wanted))
    return f"{name:<28} precision {precision:.3f}  recall {recall:.3f}  ({len(wanted)} by hand)"


def main() -> None:
    """Print a line for each kind."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pdfs", type=Path, required=True)
    parser.add_argument("--truth", type=Path, default=Path("tests/data"))
    parser.add_argument("--verbose", action="store_true", help="also print what differs")
    said = parser.parse_args()
    labels = json.loads((said.truth / "extraction" / "labels.json").read_text("utf-8"))["papers"]
    read = read_corpus([said.pdfs / name for name in labels]).documents
    graph = build(read)
    kinds: dict[str, tuple[Facts, Facts]] = {
        "citations": (set(), set()),
        "acronyms": (set(), set()),
        "table labels as entities": labelled(graph, said.truth / "tables"),
    }
    for document in read:
        truth = labels[document.name]
        kinds["citations"][0].update(cited(document, truth["pages"]))
        kinds["citations"][1].update(
            (document.name, page, what) for page, all in truth["citations"].items() for what in all
        )
        kinds["acronyms"][0].update(spelt(document, truth["pages"]))
        kinds["acronyms"][1].update(
            (document.name, normal(long), normal(short)) for long, short in truth["acronyms"]
        )
    for name, (found, wanted) in kinds.items():
        print(_line(name, found, wanted))
        for sign, facts in (("+", found - wanted), ("-", wanted - found)):
            for fact in sorted(facts) if said.verbose else ():
                print(f"  {sign} {' | '.join(fact)}")


if __name__ == "__main__":
    main()
