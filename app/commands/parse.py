"""`mmkg parse`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, json_option, plain, print_json

if TYPE_CHECKING:
    from mmkg.graph.document import Document
    from mmkg.tools.parse.corpus import Corpus

Folder = click.Path(file_okay=False, path_type=Path)


@click.command(short_help="Read documents and show what was found in them.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
@click.option(
    "--draw",
    metavar="DIR",
    type=Folder,
    help="Also write a picture of each page of a PDF or scan, with all that was found boxed.",
)
@click.option(
    "--figures", metavar="DIR", type=Folder, help="Also write each figure of a PDF as PNG and SVG."
)
def command(
    files: tuple[Path, ...], as_json: bool, draw: Path | None, figures: Path | None
) -> None:
    r"""Read documents (PDF, Office, EPUB, HTML, LaTeX, CSV, JSON, scans) and show what they hold.

    Sections in reading order; under them tables as typed cells, formulas and figures, each with its
    place, what read it, and how sure that is from 0 to 1. FILES may be folders. `--json` prints one
    object for one file, a list for more; `--draw` and `--figures` then make a folder for each.

    \b
    Examples:
      mmkg parse examples/corpus/planets.pdf
      mmkg parse examples/corpus/planets.pdf --json | less
      mmkg parse examples/corpus/planets.pdf --draw pages --figures figures
      mmkg parse papers/ --json > papers.json
    """
    from mmkg.runtime.errors import InputError

    alone = len(files) == 1 and files[0].is_file()
    corpus = _read(files, alone)
    if alone and corpus.failures:
        raise InputError(corpus.failures[0].reason)
    if alone:
        _refuse_pageless(files[0], corpus.documents[0], draw, figures)
    _print(corpus.documents, as_json, alone)
    for document in corpus.documents:
        file = corpus.sources[document.sha256]
        _pictures(file, document, *(d and (d if alone else d / file.name) for d in (draw, figures)))
    for failure in corpus.failures:
        click.echo(f"mmkg: {plain(failure.reason)}", err=True)
    for same in corpus.duplicates:
        click.echo(f"mmkg: {plain(same.name)}: the same content as another file", err=True)
    if corpus.failures:
        every = len(corpus.documents) + len(corpus.failures) + len(corpus.duplicates)
        raise InputError(f"{len(corpus.failures)} of {every} files could not be read")


def _read(files: tuple[Path, ...], alone: bool) -> Corpus:
    """The documents, with progress and the time left on standard error where that is a terminal."""
    from mmkg.app.watching import watching
    from mmkg.tools.parse.corpus import read_corpus

    if alone and not sys.stderr.isatty():
        return read_corpus(files)
    with watching() as watcher:
        watcher.stage("ingest")
        return read_corpus(files, on_progress=watcher.ingested)


def _refuse_pageless(
    file: Path, document: Document, draw: Path | None, figures: Path | None
) -> None:
    from mmkg.runtime.errors import UsageError

    if draw and document.format not in ("pdf", "image"):
        raise UsageError(f"{file}: only the pages of a PDF or a scan can be drawn")
    if figures and document.format != "pdf":
        raise UsageError(f"{file}: only the figures of a PDF can be cut out")


def _print(documents: tuple[Document, ...], as_json: bool, alone: bool) -> None:
    from mmkg.app.outline import print_outline
    from mmkg.app.parsed import parsed

    if as_json:
        told = [parsed(document) for document in documents]
        print_json(told[0] if alone else told)
        return
    out = console()
    for place, document in enumerate(documents):
        if place:
            out.print("\n")
        print_outline(document, out)


def _pictures(file: Path, document: Document, draw: Path | None, figures: Path | None) -> None:
    """Pages with boxes and figures cut out, of a document that has them."""
    if draw and document.format in ("pdf", "image"):
        from mmkg.tools.parse.draw import draw_document

        pages = draw_document(file, document, draw)
        click.echo(f"{len(pages)} pictures in {draw}", err=True)
    if figures and document.format == "pdf":
        from mmkg.tools.parse.figure_read import save_figures

        saved = save_figures(file, document.figures, figures)
        click.echo(f"{len(saved)} figures in {figures}", err=True)
