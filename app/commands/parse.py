"""`mmkg parse`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, json_option, plain, print_json, table

if TYPE_CHECKING:
    from mmkg.graph.document import Document


@click.command(short_help="Read one document and show what was found in it.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.option(
    "--draw",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write a picture of each page of a PDF or scan, with all that was found boxed.",
)
@click.option(
    "--figures",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write each figure of a PDF as PNG and SVG.",
)
def command(file: Path, as_json: bool, draw: Path | None, figures: Path | None) -> None:
    r"""Read one document (PDF, Office, EPUB, HTML, LaTeX, CSV, JSON, scans) and show what it holds.

    \b
    Examples:
      mmkg parse examples/corpus/planets.pdf
      mmkg parse examples/corpus/planets.pdf --json | less
      mmkg parse examples/corpus/planets.pdf --draw pages --figures figures
    """
    from mmkg.app.parsed import parsed
    from mmkg.runtime.errors import InputError, UsageError
    from mmkg.tools.parse.corpus import read_corpus

    corpus = read_corpus([file])
    if corpus.failures:
        raise InputError(corpus.failures[0].reason)
    (document,) = corpus.documents
    if draw and document.format not in ("pdf", "image"):
        raise UsageError(f"{file}: only the pages of a PDF or a scan can be drawn")
    if figures and document.format != "pdf":
        raise UsageError(f"{file}: only the figures of a PDF can be cut out")
    if as_json:
        print_json(parsed(document))
    else:
        _show(document)
    if draw:
        from mmkg.tools.parse.draw import draw_document

        pages = draw_document(file, document, draw)
        click.echo(f"{len(pages)} pictures in {draw}", err=True)
    if figures:
        from mmkg.tools.parse.figure_read import save_figures

        saved = save_figures(file, document.figures, figures)
        click.echo(f"{len(saved)} figures in {figures}", err=True)


def _show(document: Document) -> None:
    out = console()
    pages = f"{len(document.page_sizes)} pages, " if document.page_sizes else ""
    out.print(plain(f"{document.title} ({pages}{document.language}, {document.sha256[:12]})"))
    for warning in document.warnings:
        out.print(plain(f"warning: {warning}"))
    grid = table("page", "what", "label", "caption", "details", numbers=("page",))
    for row in _rows(document):
        grid.add_row(*map(plain, row))
    out.print(grid)
    out.print(f"{len(document.chunks)} chunks of text")


def _rows(document: Document) -> list[tuple[str, ...]]:
    rows: list[tuple[int, int | None, tuple[str, ...]]] = []
    for t in document.tables:
        cells = ("table", t.label or "", t.caption, f"{t.rows} × {t.columns} cells")
        rows.append((t.order, t.address.page, cells))
    for f in document.formulas:
        if not f.inline:
            details = f"{f.status}: {f.fault}" if f.fault else f.status
            cells = ("formula", f"({f.number})" if f.number else "", f.latex, details)
            rows.append((f.order, f.address.page, cells))
    for g in document.figures:
        points = sum(len(series.points) for series in g.series)
        details = f"{g.kind}, {points} points" if points else g.kind
        if g.nodes:
            details = f"{g.kind}, {len(g.nodes)} shapes, {len(g.links)} lines"
        rows.append((g.order, g.address.page, ("figure", g.label or "", g.caption, details)))
    rows.sort(key=lambda row: row[0])
    return [(str(page or ""), *cells) for _, page, cells in rows]
