"""LaTeX sources: sections, text, tables and equations, known by their lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from pathlib import Path

from mmkg.graph.document import ChunkKind, Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.delimited import check_size, decode
from mmkg.tools.parse.texsource_cut import (
    balanced,
    environment_end,
    group,
    split_rows,
    without_comments,
    without_notes,
)
from mmkg.tools.parse.texsource_labels import LABEL, ROWS, TAG, UNNUMBERED, Labels
from mmkg.tools.parse.texsource_macros import without_macros
from mmkg.tools.parse.texsource_tables import tabular_cells
from mmkg.tools.parse.texsource_words import words
from mmkg.tools.parse.text_inline import formulas_in
from mmkg.tools.parse.text_pageless import Assembly

LEVELS = {"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4}
SILENT = "verbatim|lstlisting|minted|comment|tikzpicture|filecontents"
FLOATS = r"(?:table|figure)\*?|sidewaystable|wrapfigure"
TABULAR = r"tabular[xy]?\*?|longtable|tabu"
BLOCK = re.compile(
    r"\\(?P<heading>part|chapter|(?:sub){0,2}section)\*?(?=\s*[\[{])"
    r"|\\begin\s*\{(?P<environment>(?P<equation>(?:equation|align|gather|multline|eqnarray)\*?"
    rf"|displaymath)|(?P<float>{FLOATS})|(?P<tabular>{TABULAR})|(?P<silent>{SILENT}))\}}"
    r"|(?P<display>\\\[|\$\$)|(?P<gap>\n[ \t]*\n)|(?P<item>\\(?:bib)?item\b)"
    r"|\\end\s*\{(?:itemize|enumerate|description)\}"
)
INNER = re.compile(rf"\\begin\s*\{{(?P<name>{TABULAR})\}}")
CAPTION = re.compile(r"\\caption\*?\s*(?=[\[{])")
ENDING = re.compile(r"(?:\s|\\end\s*\{[a-z*]+\})+\Z")
MOST = 5_000_000  # characters


def read_latex(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read a LaTeX source; files that it includes are not followed.

    Raises:
        InputError: If it is too long, or holds too large a table.
    """
    warnings: list[str] = []
    text = without_macros(without_comments(decode(data, warnings)))
    if len(text) > MOST:
        raise InputError(f"{path.name}: {len(text):,} characters of LaTeX, {MOST:,} allowed")
    for found in re.finditer(r"\\(?:input|include)\s*\{([^{}]*)\}", text):
        warnings.append(f"the file {found[1][:80]!r} that it includes was not read")
    assembly = Assembly(sha256)
    _Source(assembly, text, path.name).read()
    return assembly.document(path, "latex", parser, warnings)


class _Source:
    """The walk over a source."""

    def __init__(self, assembly: Assembly, text: str, name: str) -> None:
        self.assembly, self.text, self.name = assembly, text, name
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self.labels = Labels(text)
        self.listed: ChunkKind = "paragraph"

    def line(self, at: int) -> int:
        return bisect_right(self.starts, at)

    def lines(self, start: int, end: int) -> str:
        return f"lines {self.line(start)}-{self.line(max(start, end - 1))}"

    def read(self) -> None:
        """Add all blocks of the body."""
        title = re.search(r"\\title\s*(?=[\[{])", self.text)
        if title:
            said, end = group(self.text, title.end())
            self.assembly.add_title(words(said), self.lines(title.start(), end))
        begun = re.search(r"\\begin\s*\{document\}", self.text)
        at = begun.end() if begun else 0
        ended = re.compile(r"\\end\s*\{document\}").search(self.text, at)
        last = ended.start() if ended else len(self.text)
        while at < last:
            found = BLOCK.search(self.text, at, last)
            self._words(at, found.start() if found else last)
            at = self._block(found) if found else last

    def _words(self, start: int, end: int) -> None:
        latex = self.text[start:end]
        start += len(latex) - len(latex.lstrip())
        end -= len(latex) - len(ENDING.sub("", latex))
        if start < end:
            latex = self.labels.resolved(self.text[start:end])
            text, notes = without_notes(latex)
            self._add(text, start, end, self.listed)
            for note in notes:
                self._add(note, start, end, "footnote")

    def _add(self, latex: str, start: int, end: int, kind: ChunkKind) -> None:
        formulas = [formula for _, formula in formulas_in(latex)]
        self.assembly.add_text(words(latex), self.lines(start, end), kind, formulas)

    def _block(self, found: re.Match[str]) -> int:
        """Add a block; where it ends."""
        self.listed = "paragraph"
        if found["heading"]:
            said, end = group(self.text, found.end())
            where = self.lines(found.start(), end)
            self.assembly.add_heading(words(said), LEVELS[found["heading"]], where)
            return end
        if found["display"]:
            closing = "$$" if found["display"] == "$$" else r"\]"
            end = self.text.find(closing, found.end())
            end = len(self.text) if end < 0 else end
            self._equation(self.text[found.end() : end], None, found.start(), end + 2)
            return end + 2
        if found["environment"]:
            return self._environment(found)
        if found["item"]:
            self.listed = "reference" if "bib" in found["item"] else "list"
            after = re.compile(r"\s*(?:\[[^\]]*\])?").match(self.text, found.end())
            end = after.end() if after else found.end()
            return group(self.text, end)[1] if "bib" in found["item"] else end
        return found.end()

    def _environment(self, found: re.Match[str]) -> int:
        inside, end = environment_end(self.text, found["environment"], found.end())
        if found["equation"]:
            self._equations(found, inside, end)
        elif found["tabular"]:
            self._tabular(found.start(), found.end(), inside, "")
        elif found["float"]:
            self._float(found, inside, end)
        return end

    def _equations(self, found: re.Match[str], inside: int, end: int) -> None:
        name = found["environment"].rstrip("*")
        numbers = self.labels.numbers.get(found.start(), [])
        latex = self.text[found.end() : inside]
        if name not in ROWS:
            self._equation(latex, numbers[0] if numbers else None, found.start(), end)
            return
        for place, row in enumerate(split_rows(latex)):
            number = numbers[place] if place < len(numbers) else None
            start = found.end() + row[0][0]
            stop = found.end() + row[-1][0] + len(row[-1][1])
            start += len(self.text[start:stop]) - len(self.text[start:stop].lstrip())
            self._equation(" ".join(piece for _, piece in row), number, start, stop)

    def _equation(self, latex: str, number: str | None, start: int, end: int) -> None:
        bare = UNNUMBERED.sub("", TAG.sub("", LABEL.sub("", latex)))
        bare = " ".join(bare.split())
        self.assembly.add_latex(bare, number, self.lines(start, end), "tex")

    def _float(self, found: re.Match[str], inside: int, end: int) -> None:
        caption = self._caption(found.end(), inside, self.labels.numbers.get(found.start(), []))
        grids = list(INNER.finditer(self.text, found.end(), inside))
        for place, grid in enumerate(grids):
            stop, _ = environment_end(self.text, grid["name"], grid.end())
            self._tabular(grid.start(), grid.end(), stop, caption if place == 0 else "")
        if not grids:
            self.assembly.add_figure(caption, self.lines(found.start(), end), "tex")

    def _caption(self, start: int, end: int, numbers: list[str | None]) -> str:
        """The caption between two places, with the label that LaTeX would print."""
        found = CAPTION.search(self.text, start, end)
        if not found:
            return ""
        said = words(self.labels.resolved(group(self.text, found.end())[0]))
        chinese = re.search("[\u4e00-\u9fff]", said) is not None
        pictured = "includegraphics" in self.text[start:end]
        kind = ("图" if pictured else "表") if chinese else ("Figure" if pictured else "Table")
        return f"{kind} {numbers[0]}: {said}" if numbers and numbers[0] else said

    def _tabular(self, begin: int, start: int, inside: int, caption: str) -> None:
        while opening := re.compile(r"\s*(?=\{)").match(self.text, start, inside):
            start = balanced(self.text, opening.end())  # width and column specification
        if optional := re.compile(r"\s*\[[^\]]*\]\s*(?=\{)").match(self.text, start, inside):
            start = balanced(self.text, optional.end())
        if not caption and CAPTION.search(self.text, start, inside):  # of a long table
            caption = self._caption(start, inside, self.labels.numbers.get(begin, []))
        offset = start
        cells, headers = tabular_cells(self.text[start:inside], lambda at: self.line(offset + at))
        rows = max((cell.row for cell in cells), default=0) + 1
        check_size(self.name, rows, max((cell.column for cell in cells), default=0) + 1)
        where = self.lines(begin, inside)
        self.assembly.add_table(cells, caption, where, "tex", headers)
