"""Documents with the tables of real LaTeX sources, set by their authors' classes or common ones."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from table_sets.tex_tables import TexTable, tables_of
from table_sets.tex_words import expanded, macros_of

FLOAT = re.compile(
    r"\\begin\{(table\*?|sidewaystable\*?|longtable|wraptable|threeparttable|ThreePartTable)\}"
)
RICH = re.compile(r"\\(?!(?:cite[pt]?|ref|cref|Cref|autoref|emph|text(?:bf|it))\b)[A-Za-z(\[]|%|#")
PATIENCE = 40
LEAST_NUMBERS = 4
CJK = re.compile(r"[\u4e00-\u9fff]")
CITED = r"""
\makeatletter
\def\mm@cite{\@ifstar\mm@citea\mm@citea}
\def\mm@citea{\@ifnextchar[\mm@citeb{\mm@citeb[]}}
\def\mm@citeb[#1]{\@ifnextchar[{\mm@citec}{\mm@citec[]}}
\def\mm@citec[#1]#2{[7]}
\let\cite\mm@cite \let\citep\mm@cite \let\citet\mm@cite \let\citeauthor\mm@cite
\let\parencite\mm@cite \let\textcite\mm@cite \let\citealt\mm@cite \let\citealp\mm@cite
\let\autocite\mm@cite \let\supercite\mm@cite \let\upcite\mm@cite \let\onlinecite\mm@cite
\def\mm@ref{\@ifstar\mm@refa\mm@refa}\def\mm@refa#1{1}
\let\ref\mm@ref \let\cref\mm@ref \let\Cref\mm@ref \let\autoref\mm@ref \let\eqref\mm@ref
\makeatother
"""
NAMES = (
    "amsmath amssymb graphicx booktabs multirow makecell array tabularx longtable threeparttable"
    " colortbl pifont adjustbox siunitx rotating caption subcaption arydshln url bm enumitem float"
    " diagbox tabulary wrapfig lscape"
)
PACKAGES = r"\usepackage[table,dvipsnames]{xcolor}" + "".join(
    rf"\IfFileExists{{{name}.sty}}{{\usepackage{{{name}}}}}{{}}" + "\n" for name in NAMES.split()
)
CLASSES = (
    r"\documentclass[11pt]{article}\usepackage[margin=1in]{geometry}",
    r"\documentclass[10pt,twocolumn]{article}",
    r"\documentclass[conference]{IEEEtran}",
    r"\documentclass[12pt,a4paper]{report}",
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A float of a source, with the text around it and the tables in it."""

    name: str
    source: str
    tables: tuple[TexTable, ...]


def typeset(project: Path, keep: Path, most: int) -> list[tuple[Path, list[Printed]]]:
    """The documents of an author, with what is printed in them."""
    sources = {
        p: p.read_text(encoding="utf-8", errors="replace")
        for p in sorted(project.rglob("*.tex"))
        if p.is_file()
    }
    macros = {k: v for text in sources.values() for k, v in macros_of(text).items()}
    floats = list(_floats(project.name, sources, macros))
    step = max(1, len(floats) // most)
    floats = floats[::step][:most]
    if not floats:
        return []
    chinese = any(CJK.search(item.source) for item in floats)
    mains = [p for p, text in sources.items() if re.search(r"^\s*\\documentclass", text, re.M)]
    mains = sorted(mains, key=lambda p: (r"\begin{document}" not in sources[p], -len(sources[p])))
    heads = [(p.parent, re.split(r"\\begin\{document\}", sources[p])[0]) for p in mains[:2]]
    defined = "".join(
        rf"\providecommand{{\{k}}}{f'[{n}]' if n else ''}{{{body}}}" + "\n"
        for k, (n, body) in macros.items()
        if not re.search(r"@|\\(?:def|let|ifx|csname)", body)
    )
    number = sum(map(ord, project.name))
    common = r"\documentclass{ctexart}" if chinese else CLASSES[number % len(CLASSES)]
    heads += [(project, common + "\n" + PACKAGES + defined), (project, common + "\n" + PACKAGES)]
    for index, (folder, head) in enumerate(heads):
        path = keep / f"{project.name}-{index}.pdf"
        good = _compiled(path, folder, head, floats, chinese)
        own = index < len(heads) - 2
        if len(good) >= (max(1, len(floats) // 2) if own else 1):
            return [(path, good)]
    return []


def _floats(
    name: str, sources: dict[Path, str], macros: dict[str, tuple[int, str]]
) -> Iterator[Printed]:
    seen = set()
    for path, text in sources.items():
        for start, end in _float_places(text):
            body = text[start:end]
            found = [
                t for _, _, t in tables_of(expanded(body, macros)) if t.numbers() >= LEAST_NUMBERS
            ]
            if not found or body in seen or r"\input" in body:
                continue
            seen.add(body)
            around = _paragraph(text[:start], last=True), _paragraph(text[end:], last=False)
            whole = f"{around[0]}\n\n{body}\n\n{around[1]}\n\n"
            yield Printed(
                f"{name[:30]}/{path.stem[:8]}:{text[:start].count(chr(10)) + 1}",
                whole,
                tuple(found),
            )


def _float_places(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while found := FLOAT.search(text, at):
        end = text.find(f"\\end{{{found[1]}}}", found.end())
        if end < 0:
            return
        at = end + len(f"\\end{{{found[1]}}}")
        line = text.rfind("\n", 0, found.start()) + 1
        if "%" not in text[line : found.start()]:
            yield found.start(), at


def _paragraph(text: str, last: bool) -> str:
    """The nearest paragraph of plain prose."""
    blocks = re.split(r"\n\s*\n", text[-6000:] if last else text[:6000])
    for block in reversed(blocks) if last else blocks:
        if len(block) > 150 and not RICH.search(block) and block.count("$") % 2 == 0:
            return block.strip()
    return ""


def _compiled(
    path: Path, folder: Path, head: str, floats: Sequence[Printed], chinese: bool
) -> list[Printed]:
    """What of the floats is printed without fault; those at fault are left out."""
    left = list(floats)
    for _ in range(5):
        lines = _faults(path, folder, head, [f.source for f in left], chinese)
        if not lines:
            return left
        ends, last = [], head.count("\n") + CITED.count("\n") + 3
        for item in left:
            last += item.source.count("\n") + 1
            ends.append(last)
        if min(lines) <= head.count("\n") + 1:
            return []
        faulty = {
            next((i for i, end in enumerate(ends) if line < end), len(left)) for line in lines
        }
        left = [item for place, item in enumerate(left) if place not in faulty]
        if not left or len(left) in faulty and len(faulty) == 1:
            return []
    return []


def _faults(path: Path, folder: Path, head: str, bodies: Sequence[str], chinese: bool) -> list[int]:
    """The lines at which TeX finds fault; line 0 if there is no document."""
    text = "\n".join((head, r"\begin{document}", CITED, *bodies, r"\end{document}"))
    place = path.with_suffix(".tex")
    log = path.with_suffix(".log")
    if place.exists() and place.read_text(encoding="utf-8") == text and log.exists():
        said = log.read_text(encoding="utf-8", errors="replace")  # kept from an earlier run
        return _said(said, path)
    place.write_text(text, encoding="utf-8")
    modern = chinese or re.search(r"fontspec|ctex|xeCJK|polyglossia", head)
    command = [
        "xelatex" if modern else "pdflatex", "-interaction=nonstopmode", "-no-shell-escape",
        f"-output-directory={path.parent.resolve()}", str(place.resolve()),
    ]  # fmt: skip
    for made in (path, log, path.with_suffix(".aux")):
        made.unlink(missing_ok=True)
    for _ in range(2):
        try:
            subprocess.run(
                command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False,
                env={**os.environ, "openout_any": "a"},
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            log.write_text("! too slow", encoding="utf-8")
            return [0]
        said = log.read_text(encoding="utf-8", errors="replace") if log.exists() else "! none"
        if _said(said, path):
            return _said(said, path)
        if "Rerun" not in said and "longtable" not in said:
            break
    return []


def _said(log: str, path: Path) -> list[int]:
    """The lines of faults that a log tells."""
    if not re.search(r"^! ", log, re.MULTILINE) and path.exists():
        return []
    return sorted({int(n) for n in re.findall(r"^l\.(\d+)", log, re.MULTILINE)}) or [0]
