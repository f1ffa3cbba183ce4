"""Reads evidence again at its address, with another reader where there is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from rapidfuzz import fuzz

from mmkg.graph.document import Document, Figure, Formula
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.provenance import Address, Box
from mmkg.tools.kept_readings import KeptReadings
from mmkg.tools.parse.accents import without_accents
from mmkg.tools.parse.figure_read import read_figures
from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.pdfium import PdfiumText
from mmkg.tools.parse.reader import read_document
from mmkg.tools.parse.scans import is_scan
from mmkg.tools.parse.upright import quarter_turns
from mmkg.tools.remembered import Remembered

_Carrier = TypeVar("_Carrier", Formula, Figure)
EVERYWHERE = Box(-1e6, -1e6, 1e6, 1e6)
LOOSE = re.compile(r"[\s^\-‐‑‒–—−⁃·•\u00ad\u0002\ufffe]+")
SIGN = re.compile(r"[-‐‑‒–—−⁃]\s*(?=\.?\d)")
FIGURES = re.compile(r"[\d¬]")
ALIKE = 94.0  # percent of the characters of a quotation


class Rereader(Remembered):
    """Tells whether evidence still reads the same. Use one for many; it keeps what it opened.

    Tools call it in threads of their own and the readers are not made for that: it does one thing
    at a time.

    Text and table cells of a PDF are read by PDFium, which shares no code with the first reader.
    Scanned pages are recognised anew, by the same engine.
    Formulas of a PDF are read again by the first reader, and PDFium must see the same digits in
    their box. Chart points and other formats have no second reader here: the file is read again
    from its bytes, and the same thing must be found at the same address.

    Args:
        paths: Source files by their SHA-256.
        kept: What earlier sessions found to be the same; without it all is read now.
    """

    def __init__(self, paths: Mapping[str, Path], kept: KeptReadings | None = None) -> None:
        super().__init__()
        self.paths = paths
        self._kept = kept
        self._texts: dict[str, PdfiumText] = {}
        self._documents: dict[str, Document] = {}
        self._open = ExitStack()
        self._pdfs: dict[str, Pdf] = {}
        self._formulas_on: dict[tuple[str, int], tuple[Formula, ...]] = {}
        self._figures_on: dict[tuple[str, int], tuple[Figure, ...]] = {}
        self._scans: dict[tuple[str, int], bool] = {}

    def otherwise(self, evidence: Evidence) -> tuple[str, str | None]:
        """Reads evidence by another method than a call does, now and not from memory.

        For words and cells of a page those are PyMuPDF's words in their boxes; for formulas and
        chart points, and for formats without pages, the whole file read once more.

        Returns:
            The method, and what differs.

        Raises:
            InputError: If the source cannot be read at all.
        """
        sha256 = evidence.address.document
        with self._guard:
            if sha256 not in self.paths:
                return "none", "its source file is missing"
            of_words = not isinstance(evidence, FormulaEvidence | PointEvidence)
            if of_words and self._page(evidence) is not None:
                return "words of the first reader", self._worded(evidence)
            self._documents.pop(sha256, None)
            return "the whole file", self._read_whole(evidence)

    def _worded(self, evidence: Evidence) -> str | None:
        """What PyMuPDF's words in the boxes of some evidence say differently."""
        with Pdf(self.paths[evidence.address.document]) as pdf:
            spots = [spot for spot in evidence.address.spots if 0 < spot.page <= pdf.page_count]
            found = " ".join(pdf.pages[spot.page - 1].text_in(spot.box) for spot in spots)
        return _says_otherwise(evidence, found)

    def _read_whole(self, evidence: Evidence) -> str | None:
        """What differs in the file as `read_document` reads it."""
        if isinstance(evidence, CellEvidence | EdgeEvidence):
            return self._cell(evidence)
        if isinstance(evidence, TextEvidence | SymbolEvidence):
            return _lacks(self._running_text(evidence), _words(evidence))
        if isinstance(evidence, PointEvidence):
            return _no_point(evidence, _called(evidence, self._again(evidence).figures))
        return _no_formula(evidence, _called(evidence, self._again(evidence).formulas))

    def close(self) -> None:
        """Close the files, and keep what was found."""
        self._open.close()
        if self._kept is not None:
            self._kept.save()

    def _difference(self, evidence: Evidence) -> str | None:
        path = self.paths.get(evidence.address.document)
        if path is None:
            return "its source file is missing"
        if self._kept is not None:
            return self._kept.difference(evidence, path, self._read_again)
        return self._read_again(evidence)

    def _read_again(self, evidence: Evidence) -> str | None:
        """What differs in the source, as it is read now."""
        match evidence:
            case FormulaEvidence():
                return self._formula(evidence)
            case PointEvidence():
                return _no_point(evidence, self._figures(evidence))
        if self._is_printed(evidence):
            return _says_otherwise(evidence, self._printed(evidence))
        return self._read_whole(evidence)

    def _is_printed(self, evidence: Evidence) -> bool:
        """Whether its file is a PDF, and its page not one to be recognised anew."""
        is_pdf = self.paths[evidence.address.document].suffix.lower() == ".pdf"
        return is_pdf and not self._scanned(evidence)

    def _scanned(self, evidence: Evidence) -> bool:
        """Whether it stands on a page without text that means something: it is recognised anew."""
        page = evidence.address.page
        if page is None:
            return False
        place = (evidence.address.document, page)
        if place not in self._scans:
            pages = self._pdf(evidence.address.document).pages
            here = pages[page - 1] if page <= len(pages) else None
            self._scans[place] = here is not None and (is_scan(here) or here.garbled)
        return self._scans[place]

    def _printed(self, evidence: Evidence) -> str:
        text = self._text(evidence)
        return " ".join(text.text_in(spot.page, spot.box) for spot in evidence.address.spots)

    def _text(self, evidence: Evidence) -> PdfiumText:
        sha256 = evidence.address.document
        if sha256 not in self._texts:
            self._texts[sha256] = PdfiumText(self.paths[sha256])
            self._open.callback(self._texts[sha256].close)
        return self._texts[sha256]

    def _again(self, evidence: Evidence) -> Document:
        sha256 = evidence.address.document
        if sha256 not in self._documents:
            self._documents[sha256] = read_document(self.paths[sha256])
        return self._documents[sha256]

    def _page(self, evidence: Evidence) -> int | None:
        """The page of a PDF with upright text, which can be read without all others."""
        sha256, page = evidence.address.document, evidence.address.page
        if page is None or not self._is_printed(evidence):
            return None
        pages = self._pdf(sha256).pages
        return page if page <= len(pages) and not quarter_turns(pages[page - 1]) else None

    def _pdf(self, sha256: str) -> Pdf:
        if sha256 not in self._pdfs:
            self._pdfs[sha256] = self._open.enter_context(Pdf(self.paths[sha256]))
        return self._pdfs[sha256]

    def _formulas(self, evidence: FormulaEvidence) -> list[Formula]:
        """What stands where a formula was: at its place on a page, elsewhere under its id."""
        sha256, page = evidence.address.document, self._page(evidence)
        if page is None:
            return _called(evidence, self._again(evidence).formulas)
        if (sha256, page) not in self._formulas_on:
            self._formulas_on[sha256, page] = read_formulas(self._pdf(sha256), sha256, page)
        there = self._formulas_on[sha256, page]
        return [formula for formula in there if formula.address.box == evidence.address.box]

    def _figures(self, evidence: PointEvidence) -> list[Figure]:
        """The charts that hold a point's place, elsewhere those under its chart's id."""
        sha256, page = evidence.address.document, self._page(evidence)
        if page is None:
            return _called(evidence, self._again(evidence).figures)
        if (sha256, page) not in self._figures_on:
            self._figures_on[sha256, page] = read_figures(self._pdf(sha256), sha256, page)
        place = evidence.address.box or EVERYWHERE
        there = self._figures_on[sha256, page]
        return [
            figure for figure in there if figure.address.box and figure.address.box.holds(place)
        ]

    def _formula(self, evidence: FormulaEvidence) -> str | None:
        again = self._printed(evidence) if self._is_printed(evidence) else None
        differs = _other_figures(evidence.latex, again)
        return differs or _no_formula(evidence, self._formulas(evidence))

    def _cell(self, evidence: CellEvidence | EdgeEvidence) -> str | None:
        """Formats without pages, and scans: the cell at the same place."""
        for table in self._again(evidence).tables:
            for cell in table.cells if _local(table.id) == _local(evidence.carrier) else ():
                if _same_place(cell.address, evidence.address):
                    return _differs(evidence.text, cell.text)
        return "there is no such cell"

    def _running_text(self, evidence: Evidence) -> str:
        return " ".join(chunk.text for chunk in self._again(evidence).chunks)


def _words(evidence: Evidence) -> str:
    """The words that stand at its address."""
    if isinstance(evidence, SymbolEvidence):
        return evidence.meaning
    return evidence.text if isinstance(evidence, CellEvidence | EdgeEvidence | TextEvidence) else ""


def _says_otherwise(evidence: Evidence, found: str) -> str | None:
    """What the words found in the boxes of some evidence say differently."""
    if isinstance(evidence, CellEvidence):
        return _differs(evidence.text, found)
    return _lacks(found, _words(evidence))


def _no_point(evidence: PointEvidence, figures: Iterable[Figure]) -> str | None:
    """What differs of a chart's point; nothing if one of some charts has it within its rounding."""
    for figure in figures:
        for series in figure.series:
            for point in series.points:
                if (series.name, point.x) == (evidence.series, evidence.x):
                    near = abs(point.y - evidence.y) <= 10**-evidence.decimals
                    return None if near else f"{point.y} instead of {evidence.y}"
    return "there is no such point"


def _no_formula(evidence: FormulaEvidence, formulas: Sequence[Formula]) -> str | None:
    """What differs of a formula; nothing if the first of those in its place is the same."""
    if not formulas:
        return "there is no formula"
    return _differs(evidence.latex, formulas[0].latex)


def _called(evidence: Evidence, carriers: Iterable[_Carrier]) -> list[_Carrier]:
    """Those of a document's carriers that have the id of the evidence's, its hash aside."""
    wanted = _local(evidence.carrier)
    return [carrier for carrier in carriers if _local(carrier.id) == wanted]


def _same_place(there: Address, address: Address) -> bool:
    """Whether two addresses point at one cell within their documents.

    An OCR engine frames the same words of a page that was altered elsewhere a little otherwise.
    """
    if address.path or not (address.box and there.box):
        return (there.path, there.page, there.box) == (address.path, address.page, address.box)
    return there.page == address.page and there.box.holds(address.box)


def _local(carrier: str) -> str:
    """A carrier's id without the hash of its document, which an altered file does not share."""
    return carrier.partition(":")[2]


def _differs(wanted: str, found: str) -> str | None:
    if _compact(wanted) == _compact(found):
        return None
    return f"“{found[:60]}” instead of “{wanted[:60]}”"


def _lacks(text: str, wanted: str) -> str | None:
    """Looks for words in a text; raised and lowered characters may stand elsewhere in the line.

    Two readers put the parts of "S₀ in W/m²" in different orders. So nearly the same letters will
    do, but the digits must be exactly the same.
    """
    sought, found = _compact(wanted), _compact(text)
    if sought in found:
        return None
    near = fuzz.partial_ratio_alignment(sought, found, score_cutoff=ALIKE)
    if near is not None and len(found) >= len(sought):
        window = found[near.dest_start : near.dest_end]
        if sorted(FIGURES.findall(window)) == sorted(FIGURES.findall(sought)):
            return None
    return f"“{wanted[:60]}” is not there"


def _other_figures(latex: str, printed: str | None) -> str | None:
    """Compares the digits of a formula, in any order: two readers order its parts differently."""
    if printed is None:
        return None
    wanted, found = (
        "".join(sorted(re.findall(r"[0-9]", unicodedata.normalize("NFKC", text))))
        for text in (latex, printed)
    )
    return None if wanted == found else f"the digits {found} instead of {wanted}"


def _compact(text: str) -> str:
    """NFKC without spaces, hyphens and accents, on which two readers differ; minus signs stay."""
    flat = SIGN.sub("¬", unicodedata.normalize("NFKC", without_accents(text)))
    return LOOSE.sub("", flat).casefold()
