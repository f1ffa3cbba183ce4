"""Pages of formulas by programs that are not TeX: Chromium from MathML, LibreOffice from DOCX.

Both come from pandoc. LibreOffice loses some in reading OMML: cases get a bracket at the end and
bars become acute accents, which are rightly read as pictures; script and blackboard letters are
printed as plain ones and closing brackets as parentheses, which are read as printed and count as
wrong.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from formula_pages import Part, parts

STYLE = """<style>@page {{ size: A4; margin: 25mm }} body {{ font: 11pt/1.35 {words} }}
math {{ font-family: '{font}' }} table {{ width: 100%; margin: 1em 0 }}</style>
"""
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
SOFFICE = ["soffice", "--headless", "--convert-to", "pdf"]
_PANDOC = ["pandoc", "--from", "markdown-smart", "--mathml", "--columns=20", "--output"]


@dataclass(frozen=True, slots=True)
class Printed:
    """MathML in a page of HTML, printed by Chromium in a mathematical font."""

    font: str
    words: str = "serif"
    chinese: bool = False

    def write(self, folder: Path, name: str, formulas: Sequence[str]) -> list[str]:
        """Write the source; gives the command that makes the PDF of it, in the folder."""
        _by_pandoc(folder / f"{name}.html", formulas, self.chinese)
        style = STYLE.format(font=self.font, words=self.words)
        page = (folder / f"{name}.html").read_text(encoding="utf-8")
        (folder / f"{name}.html").write_text(f'<meta charset="utf-8">{style}{page}', "utf-8")
        return [*CHROMIUM, f"--print-to-pdf={name}.pdf", f"{name}.html"]


@dataclass(frozen=True, slots=True)
class Written:
    """A DOCX with OMML, which LibreOffice prints."""

    chinese: bool = False

    def write(self, folder: Path, name: str, formulas: Sequence[str]) -> list[str]:
        """Write the source; gives the command that makes the PDF of it, in the folder."""
        _by_pandoc(folder / f"{name}.docx", formulas, self.chinese)
        return [*SOFFICE, f"{name}.docx"]


def _by_pandoc(path: Path, formulas: Sequence[str], chinese: bool) -> None:
    text = "\n\n".join(_as_markdown(parts(formulas, chinese)))
    subprocess.run([*_PANDOC, str(path)], input=text, text=True, check=True)


def _as_markdown(page: Iterator[Part]) -> Iterator[str]:
    for part in page:
        if part.shown and part.number:  # a table without lines, as people number them
            yield f"|  |  |  |\n|--|:--------:|--:|\n| | $${part.formula}$$ | ({part.number}) |"
        elif part.shown:
            yield f"$${part.formula}$$"
        else:
            formula = f"${part.formula}$" if part.formula else ""
            yield _plain(part.before) + formula + _plain(part.after)


def _plain(words: str) -> str:
    return "".join(rf"\{char}" if char in "$*_^~" else char for char in words)
