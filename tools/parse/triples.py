"""Graphs in files, read as lists of triples: GraphML, Turtle and N-Triples.

Each triple is a row of a table with the columns head, relation and tail, at the line it stands on;
the graph builder makes entities and edges of such tables, whatever format they came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.delimited import check_size, decode
from mmkg.tools.parse.pageless_cells import SourceCell
from mmkg.tools.parse.text_pageless import Assembly

if TYPE_CHECKING:
    from lxml.etree import _Element

LABELS = ("label", "name", "title", "id")
EDGE_LABELS = ("label", "relation", "predicate", "type", "name")
LONGEST = 200  # characters of an attribute that is worth a triple
NAMED = ("label", "prefLabel", "name", "title")  # of RDF vocabularies, whose values name a thing
INNER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


class Row(NamedTuple):
    """A triple and the line it stands on."""

    line: int
    head: str
    relation: str
    tail: str


def read_graphml(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read GraphML: edges as triples, and what nodes say of themselves.

    Raises:
        InputError: If it is no XML, declares entities, or holds no triple.
    """
    from lxml import etree

    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, strict)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{path.name}, line {error.lineno}: no valid XML ({error.msg})") from None
    if root.getroottree().docinfo.doctype:
        line = data[: data.find(b"<!DOCTYPE")].count(b"\n") + 1
        raise InputError(f"{path.name}, line {line}: a DTD in it could expand without end; refused")
    warnings: list[str] = []
    rows = list(_graphml(root, warnings))
    return _document(path, rows, "graphml", sha256, parser, warnings)


def _graphml(root: _Element, warnings: list[str]) -> Iterator[Row]:
    names = {key.get("id"): key.get("attr.name") or key.get("id") for key in root.iter("{*}key")}
    called: dict[str, str] = {}
    for node in root.iter("{*}node"):
        said = _data(node, names)
        id = node.get("id") or ""
        label = next((key for key in LABELS if said.get(key)), "")
        called[id] = said.get(label) or id
        for key, text in said.items():
            if key != label and text and len(text) <= LONGEST:
                yield Row(int(node.sourceline or 0), called[id], key, text)
    for edge in root.iter("{*}edge"):
        said = _data(edge, names)
        ends = [edge.get("source") or "", edge.get("target") or ""]
        lost = next((end for end in ends if end not in called), None)
        line = int(edge.sourceline or 0)
        if lost is not None:
            warnings.append(f"line {line}: an edge names {lost!r}, which is no node; passed over")
            continue
        relation = next((said[key] for key in EDGE_LABELS if said.get(key)), "related to")
        yield Row(line, called[ends[0]], relation, called[ends[1]])


def _data(element: _Element, names: dict[str | None, str | None]) -> dict[str, str]:
    found = {}
    for data in element.iterfind("{*}data"):
        name = names.get(data.get("key")) or data.get("key") or ""
        found[name] = " ".join("".join(data.itertext(tag=None)).split())
    return found


def read_rdf(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read Turtle or N-Triples; things are called by their label, else by the end of their name.

    Raises:
        InputError: If the syntax is broken (in N-Triples only broken lines are passed over), or
            there is no triple.
    """
    warnings: list[str] = []
    text = decode(data, warnings)
    by_line = path.suffix.lower() == ".nt"
    form = "ntriples" if by_line else "turtle"
    found = _lines(text, warnings) if by_line else _turtle(path.name, text)
    return _document(path, list(_called(found)), form, sha256, parser, warnings)


Stated = tuple[int, object, object, object]


def _lines(text: str, warnings: list[str]) -> Iterator[Stated]:
    """N-Triples, one line after another, so that a broken one costs no other."""
    from rdflib.exceptions import ParserError
    from rdflib.plugins.parsers.ntriples import DummySink, W3CNTriplesParser

    found: list[Stated] = []

    class Lined(DummySink):
        def triple(self, head: object, relation: object, tail: object) -> None:
            found.append((number, head, relation, tail))

    sink = Lined()  # type: ignore[no-untyped-call]
    for number, line in enumerate(text.split("\n"), start=1):
        try:
            W3CNTriplesParser(sink=sink).parsestring(line.strip() + "\n")
        except ParserError:
            warnings.append(f"line {number}: no whole triple; passed over")
    return iter(found)


def _turtle(name: str, text: str) -> list[Stated]:
    """Triples with the lines on which the parser stood when it had read them."""
    from rdflib import Graph
    from rdflib.plugins.parsers.notation3 import BadSyntax, RDFSink, SinkParser

    found: list[Stated] = []

    class Lined(RDFSink):
        def makeStatement(self, quadruple: tuple, why: object = None) -> None:  # type: ignore[type-arg]  # noqa: N802
            formula, *terms = quadruple
            relation, head, tail = (self.normalise(formula, term) for term in terms)
            found.append((reader.lines + 1, head, relation, tail))

    reader = SinkParser(Lined(Graph()), baseURI="http://document/", turtle=True)
    try:
        reader.startDoc()
        reader.feed(text.encode())
        reader.endDoc()
    except BadSyntax as error:
        line = min(error.lines + 1, len(text.splitlines()))  # it counts on where text breaks off
        raise InputError(f"{name}, line {line}: no valid Turtle ({error._why})") from None
    except (IndexError, AssertionError):  # the parser's own slips, on text that breaks off
        raise InputError(f"{name}, line {reader.lines + 1}: no valid Turtle") from None
    return found


def _called(found: Iterable[Stated]) -> Iterator[Row]:
    stated = list(found)
    names: dict[object, str] = {}
    for _, head, relation, tail in stated:
        if _end(relation) in NAMED:
            names.setdefault(head, str(tail))
    for line, head, relation, tail in stated:
        if _end(relation) not in NAMED:
            word = "is a" if _end(relation) == "type" else _words(relation)
            yield Row(line, names.get(head) or _words(head), word, names.get(tail) or _words(tail))


def _end(term: object) -> str:
    return re.split(r"[/#:]", str(term).rstrip("/#"))[-1]


def _words(term: object) -> str:
    """A literal as it is; the end of a name in words (`launchMass` is `launch mass`)."""
    from rdflib import URIRef

    if not isinstance(term, URIRef):
        return str(term)
    words = [word for word in INNER.split(_end(term)) if word]
    return (
        " ".join([words[0], *(w if w.isupper() else w.lower() for w in words[1:])])
        if words
        else str(term)
    )


def _document(
    path: Path, rows: list[Row], form: str, sha256: str, parser: str, warnings: list[str]
) -> Document:
    """Triples as a table with a header.

    Raises:
        InputError: If there are none, or too many.
    """
    if not rows:
        why = f" ({'; '.join(warnings[:3])})" if warnings else ""
        raise InputError(f"{path.name}: it holds no triples{why}")
    check_size(path.name, len(rows), 3)
    header = ("head", "relation", "tail")
    cells = [
        SourceCell(0, at, text, f"line {rows[0].line}", header=True)
        for at, text in enumerate(header)
    ]
    cells += [
        SourceCell(place, at, text, f"line {row.line}, {header[at]}, triple {place}")
        for place, row in enumerate(rows, start=1)
        for at, text in enumerate(row[1:])
    ]
    assembly = Assembly(sha256)
    assembly.add_table(cells, "", f"lines {rows[0].line}-{rows[-1].line}", form, 1)
    return assembly.document(path, form, parser, warnings)
