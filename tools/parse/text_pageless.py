"""Documents of formats without pages: elements are collected one after another, with paths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mmkg.graph.document import (
    Chunk,
    ChunkKind,
    Document,
    Figure,
    Formula,
    Table,
)
from mmkg.graph.provenance import Address, Box
from mmkg.tools.parse.formula_expressions import with_latex
from mmkg.tools.parse.formula_statements import as_inline, is_statement
from mmkg.tools.parse.formula_symbols import define_all
from mmkg.tools.parse.pageless_cells import SourceCell, clean, lay_grid, paper_of, underlines
from mmkg.tools.parse.tables.typed import Place, type_cells
from mmkg.tools.parse.tables.units import caption_unit
from mmkg.tools.parse.text_chunks import Passage, split_long
from mmkg.tools.parse.text_inline import Inline
from mmkg.tools.parse.text_language import language_of
from mmkg.tools.parse.text_numbering import REFERENCES
from mmkg.tools.parse.text_sentences import split_sentences

LABEL = re.compile(
    r"(?P<label>(?:Table|Figure|Fig\.|Tab\.|表格?|图[表片]?)\s*(?P<number>[A-Z]?\.?\d+(?:[.\-–]\d+)*))"
    r"\s*[:：.|–-]?\s*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Caption:
    """What a caption paragraph says: label, number and words."""

    label: str | None
    number: str | None
    text: str


def read_caption(text: str) -> Caption:
    """Split a caption into its label, number and words."""
    found = LABEL.match(text)
    if not found:
        return Caption(None, None, text)
    return Caption(clean(found["label"]), found["number"], text[found.end() :])


@dataclass(slots=True)
class Assembly:
    """A document in the making; elements are added in reading order."""

    sha256: str
    chunks: list[Chunk] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    title: str = ""
    page: int | None = None  # the slide that has been reached, and the place on it, if there is one
    box: Box | None = None
    _order: int = 0
    _stated: set[str] = field(default_factory=set)
    _path: list[tuple[int, str]] = field(default_factory=list)

    @property
    def section(self) -> tuple[str, ...]:
        """The headings above the place that has been reached."""
        return tuple(text for _, text in self._path)

    def _next(self, kind: str, found: Sequence[object]) -> tuple[str, int]:
        self._order += 1
        return f"{self.sha256[:12]}:{kind}:{len(found) + 1}", self._order - 1

    def _at(self, path: str) -> Address:
        return Address(document=self.sha256, page=self.page, box=self.box, path=path)

    def add_title(self, text: str, path: str) -> None:
        """Add the title, which names no section."""
        self.title = self.title or clean(text)
        self._chunk(Passage(clean(text), (), ((0, len(clean(text))),)), "heading", path)

    def add_heading(self, text: str, level: int, path: str) -> None:
        """Add a heading; what follows is in its section."""
        text = clean(text)
        if not text:
            return
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._chunk(Passage(text, (), ((0, len(text)),)), "heading", path)
        self._path.append((level, text))

    def add_text(
        self,
        text: str,
        path: str,
        kind: ChunkKind = "paragraph",
        formulas: Sequence[Inline] = (),
        method: str = "tex",
    ) -> None:
        """Add a paragraph, list item or footnote.

        Args:
            text: Its words, with formulas as they are printed.
            path: Its place in the file.
            kind: What it is.
            formulas: The formulas in it; those that state or compute something are kept, once each.
            method: How their LaTeX was read.
        """
        text = clean(text)
        if not text:
            return
        if self.section and REFERENCES.fullmatch(self.section[-1]):
            kind = "reference"
        first = len(self.chunks)
        for passage in split_long(Passage(text, (), split_sentences(text))):
            self._chunk(passage, kind, path)
        for formula in formulas:
            self._inline(formula, self.chunks[first:], path, method)

    def _inline(self, formula: Inline, chunks: Sequence[Chunk], path: str, method: str) -> None:
        latex = " ".join(formula.latex.split())
        if latex in self._stated or not is_statement(latex):
            return
        self._stated.add(latex)
        shown = clean(formula.printed)
        chunk = next((chunk for chunk in chunks if shown in chunk.text), chunks[-1])
        blank = Formula(
            id=f"{self.sha256[:12]}:formula:{len(self.formulas) + 1}",
            address=self._at(path),
            inline=True,
            section=chunk.section,
            order=chunk.order,
            method=method,
        )
        self.formulas.append(as_inline(blank, latex))

    def _chunk(self, passage: Passage, kind: ChunkKind, path: str) -> None:
        name, order = self._next("chunk", self.chunks)
        self.chunks.append(
            Chunk(
                id=name,
                address=self._at(path),
                text=passage.text,
                kind=kind,
                section=self.section,
                order=order,
                sentences=passage.sentences,
            )
        )

    def add_table(
        self, cells: Sequence[SourceCell], caption: str, path: str, method: str, headers: int = 0
    ) -> None:
        """Add a table; one without two columns and two rows is added as text.

        Args:
            cells: Cells with spans.
            caption: Caption with its label.
            path: Path of the table.
            method: Which reader read it.
            headers: Number of header rows the file states; 0 if it does not.
        """
        grid = lay_grid(cells, headers)
        if grid.rows < 2 or grid.columns.count < 2 or not grid.pieces:
            self.add_text(" ".join(cell.text for cell in cells), path)
            return
        said = read_caption(clean(caption))
        paths = {(cell.row, cell.column): cell.path for cell in cells}
        place = Place(self.sha256, self.page, paper_of(grid), path, paths)
        typed, label_columns = type_cells(grid, place, underlines(cells), caption_unit(said.text))
        name, order = self._next("table", self.tables)
        self.tables.append(
            Table(
                id=name,
                address=self._at(path),
                label=said.label,
                number=said.number,
                caption=said.text,
                section=self.section,
                order=order,
                header_rows=grid.header_rows,
                label_columns=label_columns,
                rows=grid.rows,
                columns=grid.columns.count,
                cells=typed,
                method=method,
            )
        )

    def add_latex(self, latex: str, number: str | None, path: str, method: str) -> None:
        """Add a display formula that the file gives as mathematics."""
        if not latex.strip():
            return
        name, order = self._next("formula", self.formulas)
        blank = Formula(
            id=name,
            address=self._at(path),
            number=number,
            section=self.section,
            order=order,
            method=method,
        )
        self.formulas.append(with_latex(blank, latex))

    def add_figure(self, caption: str, path: str, method: str) -> None:
        """Add a picture with its caption."""
        said = read_caption(clean(caption))
        name, order = self._next("figure", self.figures)
        self.figures.append(
            Figure(
                id=name,
                address=self._at(path),
                label=said.label,
                number=said.number,
                caption=said.text,
                section=self.section,
                order=order,
                method=method,
            )
        )

    def _words(self) -> list[str]:
        """All texts; those of table cells only where nothing else but headings was written."""
        running = [chunk.text for chunk in self.chunks]
        if all(chunk.kind == "heading" for chunk in self.chunks):
            running += [cell.text for table in self.tables for cell in table.cells]
        return running

    def document(
        self, path: Path, form: str, parser: str, warnings: Sequence[str] = ()
    ) -> Document:
        """The document, once all elements are added."""
        return Document(
            sha256=self.sha256,
            name=path.name,
            format=form,
            title=self.title or path.stem,
            language=language_of(self._words()),
            chunks=tuple(chunk.model_copy(update={"method": form}) for chunk in self.chunks),
            tables=tuple(self.tables),
            formulas=define_all(self.formulas, self.chunks),
            figures=tuple(self.figures),
            warnings=tuple(warnings),
            parser=parser,
        )
