"""One source file becomes a `Document`: told by its content, read by its format's readers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from mmkg.graph.document import Chunk, Document, Figure, Formula, Table
from mmkg.graph.provenance import Value, union
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.figure_read import FigureOnPage, find_figures
from mmkg.tools.parse.flowing import load, module_of
from mmkg.tools.parse.formats import FORMATS, Format, sniff
from mmkg.tools.parse.formula_inline import placed_inline
from mmkg.tools.parse.formula_ocr import plug_in, with_seen
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.formula_symbols import define_all
from mmkg.tools.parse.ocr import EXTRA, can_read
from mmkg.tools.parse.pages import Pdf, damage_told
from mmkg.tools.parse.scan_seen import as_seen, poor_pages
from mmkg.tools.parse.scan_turn import put_back
from mmkg.tools.parse.scans import as_pdf, layered_pages, scanned_pages
from mmkg.tools.parse.tables.reader import TableOnPage, read_tables
from mmkg.tools.parse.tables.second import confirm
from mmkg.tools.parse.text_chunks import Place, read_text
from mmkg.tools.parse.text_columns import Region
from mmkg.tools.parse.unseen import unseen_told
from mmkg.tools.parse.upright import turned_pages, upright
from mmkg.tools.parse.version import code_version

__all__ = ["FORMATS", "ReadLimits", "hash_file", "parser_version", "read_document"]
UNASKED = "it is in another language than English or Chinese: read, but nothing is asked about it"
SCAN_PAGES = 5  # what seeing a scanned page costs, in printed pages
Element = TypeVar("Element", Table, Formula, Figure)
Found = TypeVar("Found")
Floating = TypeVar("Floating", Table, Figure)


def parser_version(form: Format) -> str:
    """The version of the reader of a format: a hash of the code that it runs, and its plug-in."""
    flowing = module_of(form)
    code = code_version(flowing or __name__, "mmkg.tools.parse.formats")
    return code if flowing else "-".join(filter(None, (code, plug_in())))


class ReadLimits(Value):
    """What reading one document may cost.

    Attributes:
        bytes: Largest file.
        pages: Most pages.
        memory: Most address space of the process that reads it, in bytes.
        seconds: Longest time for a document.
        seconds_per_page: Longest time for a document as a multiple of its pages.
    """

    bytes: int = 200_000_000
    pages: int = 2_000
    memory: int = 4 << 30
    seconds: float = 3_600.0
    seconds_per_page: float = 20.0


def hash_file(path: Path, limits: ReadLimits) -> tuple[str, bytes]:
    """The SHA-256 of a file, and its bytes.

    Raises:
        InputError: If the file cannot be read, is empty or too large.
    """
    try:
        size = path.stat().st_size
        if size > limits.bytes:
            raise InputError(f"{path.name}: {size:,} bytes, more than the {limits.bytes:,} allowed")
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read ({error.strerror})") from None
    if not data:
        raise InputError(f"{path.name}: the file is empty")
    return hashlib.sha256(data).hexdigest(), data


def read_document(
    path: Path,
    limits: ReadLimits | None = None,
    on_open: Callable[[int], None] = lambda pages: None,
) -> Document:
    """Read a source file in this process.

    `mmkg.tools.parse.corpus.read_corpus` reads documents nobody vouches for: each in a child
    process under limits, with a cache.

    Args:
        path: The file.
        limits: What it may cost.
        on_open: Told the number of pages once that is known, and again if scans are among them.

    Raises:
        InputError: If the file cannot be read as what it says it is.
    """
    document = _read(path, limits or ReadLimits(), on_open)
    return _told(document, UNASKED) if document.language == "other" else document


def _read(path: Path, limits: ReadLimits, on_open: Callable[[int], None]) -> Document:
    sha256, data = hash_file(path, limits)
    form = sniff(path, data)
    if form == "pdf":
        return read_pdf(path, sha256, limits, on_open)
    if form == "image":
        return read_picture(path, data, sha256, limits, on_open)
    on_open(1)
    return load(form)(path, data, sha256, parser_version(form))


def read_pdf(
    path: Path,
    sha256: str,
    limits: ReadLimits,
    on_open: Callable[[int], None],
) -> Document:
    """Read a PDF: tables, formulas and figures first, then the text around them."""
    with damage_told(path), Pdf(path) as pdf:
        if pdf.page_count > limits.pages:
            raise InputError(
                f"{path.name}: {pdf.page_count:,} pages, more than the {limits.pages:,} allowed"
            )
        if not pdf.pages:
            raise InputError(f"{path.name}: it has no pages; it is empty or cut short")
        on_open(len(pdf.pages))
        scans, turns, permissions = scanned_pages(pdf), turned_pages(pdf), pdf.forbidden
        on_open(len(pdf.pages) + SCAN_PAGES * len(scans))
        unread = () if can_read() else tuple(sorted(scans))
        if not turns and len(unread) == len(scans):
            return _told(_assembled(pdf, path, sha256, frozenset()), *_unread(unread))
    read_as = scans.difference(unread)
    with upright(path, read_as, turns) as (copy, seen), Pdf(copy) as read:
        document = as_seen(put_back(_assembled(read, path, sha256, read_as), turns), seen)
    warnings = (*document.warnings, *poor_pages(seen))
    document = document.model_copy(update={"permissions": permissions, "warnings": warnings})
    return _told(document, *_unread(unread))


def _unread(scans: Sequence[int]) -> Iterator[str]:
    """What is to be said of scans that were not read."""
    if scans:
        yield f"{len(scans)} pages are scans and were not read: {EXTRA}"


def _told(document: Document, *warnings: str) -> Document:
    """A document that says something first."""
    return document.model_copy(update={"warnings": (*warnings, *document.warnings)})


def read_picture(
    path: Path,
    data: bytes,
    sha256: str,
    limits: ReadLimits,
    on_open: Callable[[int], None],
) -> Document:
    """Read a picture as a scan of one page, or of several."""
    with as_pdf(path, data) as made:
        document = read_pdf(made, sha256, limits, on_open)
    title = path.stem if document.title == made.stem else document.title
    return document.model_copy(update={"name": path.name, "format": "image", "title": title})


def _assembled(pdf: Pdf, path: Path, sha256: str, scans: frozenset[int]) -> Document:
    warnings: list[str] = []
    tabled = _tried(read_tables, "tables", pdf, sha256, warnings)
    pictured = _tried(find_figures, "figures", pdf, sha256, warnings)
    once = [_unconfirmed(found.table) for found in tabled]
    layered = layered_pages(pdf)
    seen = scans | layered  # by OCR: no cell of theirs is exact
    tables, doubts = confirm(pdf, [table for table in once if table.address.page not in seen])
    tables += tuple(table for table in once if table.address.page in seen)
    warnings += doubts
    figures = tuple(found.figure for found in pictured)
    formulas = _tried(read_formulas, "formulas", pdf, sha256, warnings)
    regions = [
        *(region for found in tabled for region in _table_regions(found)),
        *(region for found in pictured for region in _figure_regions(found)),
        *_formula_regions(formulas),
    ]
    labels = [label for e in tables if (label := e.label)] + [
        label for f in figures if (label := f.label)
    ]
    text = read_text(pdf, regions, sha256, labels)
    inline = placed_inline([f for f in formulas if f.inline], text.chunks)
    shown = _placed([f for f in formulas if not f.inline], text.places)
    defined = define_all(sorted((*shown, *inline), key=_order), text.chunks)
    formulas = _tried(lambda pdf, _: with_seen(pdf, defined), "pictures", pdf, sha256, warnings)
    if not text.chunks and not regions:
        warnings.append(
            "no text was found: its pages are empty, or scans of which nothing can be read"
        )
    warnings += unseen_told([text for page in pdf.pages for text in page.unseen])
    if layered:
        warnings.append(f"{len(layered)} pages are scans whose text others recognised and may err")
    if scans:
        warnings.append(f"{len(scans)} pages are scans and were read by OCR, which may err")
    return Document(
        sha256=sha256,
        name=path.name,
        format="pdf",
        title=text.title or pdf.metadata_title or path.stem,
        language=text.language,
        page_sizes=tuple((round(p.width, 2), round(p.height, 2)) for p in pdf.pages),
        chunks=text.chunks,
        tables=tuple(_sectioned(table, text.chunks) for table in _placed(tables, text.places)),
        formulas=formulas or defined,
        figures=tuple(_sectioned(figure, text.chunks) for figure in _placed(figures, text.places)),
        permissions=pdf.forbidden,
        warnings=tuple(warnings),
        parser=parser_version("pdf"),
    )


def _tried(
    read: Callable[[Pdf, str], tuple[Found, ...]],
    what: str,
    pdf: Pdf,
    sha256: str,
    warnings: list[str],
) -> tuple[Found, ...]:
    """What a reader found; if it refuses the input, that is a warning, and the rest is read."""
    try:
        return read(pdf, sha256)
    except InputError as error:
        warnings.append(f"{what} were not read: {error}")
        return ()


def _unconfirmed(table: Table) -> Table:
    """A table as one reader alone has it, until a second one has read it too."""
    return table.model_copy(update={"confidence": 0.5})


def _formula_regions(formulas: Sequence[Formula]) -> Iterator[Region]:
    """Where display formulas stand."""
    for formula in formulas:
        if formula.address.page and formula.address.box and not formula.inline:
            yield Region(formula.id, formula.address.page, formula.address.box)


def _figure_regions(found: FigureOnPage) -> Iterator[Region]:
    """Where a figure and its caption stand."""
    page = found.figure.address.page
    for box in (found.figure.address.box, found.caption_box):
        if page and box:
            yield Region(found.figure.id, page, box)


def _table_regions(found: TableOnPage) -> Iterator[Region]:
    """Where a table stands, on each page that it has cells on, and its caption and notes."""
    table = found.table
    boxes = {table.address.page: [table.address.box]}
    for cell in table.cells:
        boxes.setdefault(cell.address.page, []).append(cell.address.box)
    for page, cells in boxes.items():
        known = [box for box in cells if box]
        if page and known:
            yield Region(table.id, page, union(known))
    for box in (found.caption_box, *found.note_boxes):
        if box and table.address.page:
            yield Region(table.id, table.address.page, box)


def _placed(elements: Sequence[Element], places: Mapping[str, Place]) -> tuple[Element, ...]:
    """Elements with their section and order, as their places in the text tell."""
    placed = []
    for element in elements:
        place = places.get(element.id)
        update = {"section": place.section, "order": place.order} if place else {}
        placed.append(element.model_copy(update=update))
    return tuple(sorted(placed, key=_order))


def _order(element: Element) -> int:
    return element.order


def _sectioned(element: Floating, chunks: Sequence[Chunk]) -> Floating:
    """A float above the first heading belongs to the section that first cites it."""
    if element.section or not element.label:
        return element
    cited = re.compile(rf"{re.escape(element.label)}(?!\d)")
    section = next((c.section for c in chunks if c.section and cited.search(c.text)), ())
    return element.model_copy(update={"section": section})
