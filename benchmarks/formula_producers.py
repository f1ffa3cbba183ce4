"""Pages of formulas by programs that are not TeX: Chromium from MathML, LibreOffice from DOCX."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from formula_pages import Part, parts
from latex2mathml.converter import convert

_PAGE = """<!doctype html><meta charset="utf-8"><style>
@page {{ size: A4; margin: 25mm }} body {{ font: 11pt/1.35 {words} }} math {{ font-family: {font} }}
.shown {{ display: grid; grid-template-columns: 1fr auto 1fr; align-items: center; margin: 1em 0 }}
.shown span {{ grid-column: 3; text-align: right }} .shown math {{ grid-column: 2 }}
</style><h1>Relations</h1>
"""
_CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


@dataclass(frozen=True, slots=True)
class Printed:
    """MathML in a page of HTML, printed by Chromium in a mathematical font."""

    font: str
    words: str = "serif"
    chinese: bool = False

    def write(self, folder: Path, name: str, formulas: Sequence[str]) -> list[str]:
        """Write the source; gives the command that makes the PDF of it, in the folder."""
        body = "\n".join(map(_as_html, parts(formulas, self.chinese)))
        page = _PAGE.format(font=f"'{self.font}'", words=self.words) + body
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        return [*_CHROMIUM, f"--print-to-pdf={name}.pdf", f"{name}.html"]


def _as_html(part: Part) -> str:
    formula = part.formula and convert(part.formula, display="block" if part.shown else "inline")
    if part.shown:
        number = f"<span>({part.number})</span>" if part.number else ""
        return f'<div class="shown">{formula}{number}</div>'
    return f"<p>{escape(part.before)}{formula}{escape(part.after)}</p>"


@dataclass(frozen=True, slots=True)
class Written:
    """A DOCX with OMML, which pandoc makes and LibreOffice prints."""

    chinese: bool = False

    def write(self, folder: Path, name: str, formulas: Sequence[str]) -> list[str]:
        """Write the DOCX; gives the command that makes the PDF of it, in the folder."""
        text = "\n\n".join(_as_markdown(parts(formulas, self.chinese)))
        command = ["pandoc", "-f", "markdown-smart", "-o", f"{name}.docx"]
        subprocess.run(command, cwd=folder, input=text, text=True, check=True)
        return ["soffice", "--headless", "--convert-to", "pdf", f"{name}.docx"]


def _as_markdown(page: Iterator[Part]) -> Iterator[str]:
    for part in page:
        if part.shown and part.number:  # a table without lines, as people number them
            yield f"|  |  |  |\n|-|:---:|-:|\n| | $${part.formula}$$ | ({part.number}) |"
        elif part.shown:
            yield f"$${part.formula}$$"
        else:
            formula = f"${part.formula}$" if part.formula else ""
            yield _plain(part.before) + formula + _plain(part.after)


def _plain(words: str) -> str:
    return "".join(rf"\{char}" if char in "$*_^~" else char for char in words)
