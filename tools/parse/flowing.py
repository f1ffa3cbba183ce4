"""Readers of the formats without pages, each loaded when the first document asks for it.

The libraries of all together take half a second, which a corpus of one format need not wait for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from mmkg.graph.document import Document
from mmkg.tools.parse.formats import Format

Reader = Callable[[Path, bytes, str, str], Document]
FLOWING: dict[Format, str] = {
    "docx": "office.read_docx",
    "html": "web.read_html",
    "markdown": "text_markdown.read_markdown",
    "text": "text_markdown.read_plain",
    "pptx": "slides.read_pptx",
    "xlsx": "sheets.read_xlsx",
    "csv": "delimited.read_delimited",
    "tsv": "delimited.read_delimited",
    "latex": "texsource.read_latex",
    "odt": "odf.read_odt",
    "epub": "epub.read_epub",
    "json": "jsonlines.read_json",
    "jsonl": "jsonlines.read_jsonl",
    "graphml": "triples.read_graphml",
    "turtle": "triples.read_rdf",
    "ntriples": "triples.read_rdf",
}


def module_of(form: Format) -> str | None:
    """The module that reads a format; none for PDFs and pictures, which have pages."""
    return f"{__package__}.{FLOWING[form].split('.')[0]}" if form in FLOWING else None


def load(form: Format) -> Reader:
    """The reader of a format: of a file, its content, hash and the reader's version."""
    module, function = FLOWING[form].split(".")
    reader: Reader = getattr(import_module(f"{__package__}.{module}"), function)
    return reader
