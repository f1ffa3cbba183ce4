"""TeX projects of others, cut to a few pages and typeset so that each formula's place is known.

A mark in a formula writes its page and point when its page is shipped out. Marks are put into the
author's own source; the truth is that source with the author's macros written out.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mmkg.tools.parse.texsource_cut import (
    balanced,
    environment_end,
    group,
    split_rows,
    without_comments,
)
from mmkg.tools.parse.texsource_macros import without_macros

LONGEST = 16_000  # characters of the body that are typeset, about eight pages
_SECONDS = 150
_MOST_STUBS = 30
_INPUT = re.compile(r"\\(?:input|include|subfile|subimport\{[^{}]*\})\s*\{([^{}]*)\}")
_SECTION = re.compile(r"\\(?:chapter|(?:sub)*section|lecture)\*?\s*[\[{]|\\begin\{frame\}")
_DISPLAYS = r"(?:equation|align|gather|multline|eqnarray|displaymath|alignat|flalign)\*?"
_ROWED = re.compile(r"(?:align|gather|eqnarray|alignat|flalign)\*?\Z")
_FORMULA = re.compile(
    r"\\begin\s*\{(?P<silent>verbatim\*?|lstlisting|minted|comment|tikzpicture|tikzcd|filecontents\*?"
    r"|figure\*?|table\*?|tabular[xy]?\*?|algorithm[a-z]*|longtable)\}"
    rf"|\\begin\s*\{{(?P<environment>{_DISPLAYS})\}}"
    r"|\\(?:caption|(?:sub)*section|chapter|paragraph|title|footnote|(?:re)?newcommand|def|frametitle"
    r"|index|gdef|newtheorem|item(?=\[))(?P<argument>\*?(?![a-zA-Z]))"
    r"|(?P<display>\\\[|\$\$)|(?P<inline>\$|\\\()|\\."
)
_STRANGE = re.compile(
    r"\\(?:intertext|shortintertext|begin\{(?:tikz\w*|picture|tabular)\}|xymatrix|includegraphics"
    r"|verb|tikz|halign|vcenter|displaylines|eqalign|substack\s*\\|raisebox|rotatebox|cite|footnote|uncover|only|onslide|pause|alt<|over(?![a-z])|atop)"
)
_FIRST = r"\PassOptionsToPackage{draft}{graphicx}\PassOptionsToClass{handout}{beamer}"
_STUBS = {".cls": "\\LoadClass{book}\n"}  # in the place of what is not installed
_BEGIN = r"\begin{document}"
_HEAD = r"""
\newwrite\FXout\immediate\openout\FXout=\jobname.pos
\ifdefined\savepos\let\pdfsavepos\savepos\let\pdflastxpos\lastxpos\let\pdflastypos\lastypos\fi
\def\FXm#1{\pdfsavepos
 \write\FXout{#1 \the\ReadonlyShipoutCounter\space\the\pdflastxpos\space\the\pdflastypos}}
\ifdefined\XeTeXversion\AtBeginDocument{\pdfpagewidth\paperwidth\pdfpageheight\paperheight}\fi
\AtBeginDocument{\everymath\expandafter{\the\everymath\FXm{u}}%
 \everydisplay\expandafter{\the\everydisplay\FXm{u}}}
"""
_OWN = re.compile(
    r"\\(?:(?:re|provide)?newcommand\*?|def|let|NewDocumentCommand)\s*\{?\\([a-zA-Z]{2,})"
)
_PAIRED = re.compile(
    r"\\DeclarePairedDelimiter\*?\s*\{?\\([a-zA-Z]+)\}?\s*\{([^{}]*)\}\s*\{([^{}]*)\}"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a display, or a formula in a line of text: as written, and in which lines."""

    key: str
    latex: str
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One formula of the author's."""

    inline: bool
    rows: tuple[Row, ...]


@dataclass(slots=True)
class Typeset:
    """A PDF, the formulas in it, and where each mark of theirs came to stand.

    Attributes:
        pdf: The file.
        sources: Formulas whose own text gave no error of TeX's, macros written out.
        places: Page and point (from the lower left, in PDF points) by mark.
        others: The same of all formulas, also of those that have no source here.
    """

    pdf: Path
    sources: list[Source] = field(default_factory=list)
    places: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    others: list[tuple[int, float, float]] = field(default_factory=list)


def typeset_project(project: Path, folder: Path) -> Typeset | None:
    """The part of a project that is richest in formulas as a PDF; nothing if none could be made.

    Args:
        project: Where its sources are.
        folder: Where a copy of these and the PDF go.
    """
    main = _main(project)
    if main is None:
        return None
    shutil.copytree(main.parent, folder, dirs_exist_ok=True, ignore=_large)
    text = _read(main)
    text = text if _BEGIN in text else _flat(text, main.parent)
    head, _, body = text.partition(_BEGIN)
    body = _flat(body, main.parent).partition(r"\end{document}")[0]
    body = _part(_with_environments(body, _definitions(head, main.parent)))
    body, sources = _marked(body)
    top = _FIRST + head + _HEAD + "\\begin{document}\n"
    whole = top + body + "\n\\end{document}\n"
    if _read(folder / "mmkg.tex") != whole or not (folder / "mmkg.pdf").exists():
        (folder / "mmkg.tex").write_text(whole, encoding="utf-8")
        _run(_engine(head, main.parent), folder)
        if not (folder / "mmkg.pdf").exists():
            _run("xelatex", folder)
    faults = {int(line) for line in re.findall(r"mmkg\.tex:(\d+): ", _read(folder / "mmkg.log"))}
    if not all((folder / f"mmkg.{kind}").exists() for kind in ("pdf", "pos")):
        return None
    before = top.count("\n")
    sources = [one for one in sources if not _is_faulty(one, before, faults)]
    known = list(_written_out(sources, _definitions(head, main.parent)))
    own = _OWN.findall("".join(_read(path) for path in project.rglob("*.tex")))
    named = re.compile(rf"\\(?:{'|'.join(own) or 'x'})(?![a-zA-Z])")
    known = [one for one in known if not any(named.search(row.latex) for row in one.rows)]
    made = Typeset(folder / "mmkg.pdf", known)
    _place(made, folder / "mmkg.pos")
    return made


def _large(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == ".git" or name.endswith((".pdf", ".zip", ".mp4"))]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _main(project: Path) -> Path | None:
    """The document with the most formulas of a project, not one that others include."""
    found = {}
    included = set()
    for path in sorted(project.rglob("*.tex")):
        text = without_comments(_read(path))
        if r"\documentclass" in text:
            included |= {Path(name.strip()).stem for name in _INPUT.findall(text)}
            body = _flat(text, path.parent).partition(_BEGIN)[2]
            found[path] = len(re.findall(rf"\\begin\{{{_DISPLAYS}\}}|\\\[|\$\$", body))
    found = {path: count for path, count in found.items() if path.stem not in included}
    return max(found, key=lambda path: found[path], default=None)


def _flat(text: str, folder: Path, depth: int = 0) -> str:
    """The text with what it includes, without comments."""

    def included(found: re.Match[str]) -> str:
        name = found[1].strip()
        path = next((p for p in (folder / name, folder / f"{name}.tex") if p.is_file()), None)
        if path is None or depth > 4:
            return ""
        inner = _flat(_read(path), folder, depth + 1)
        return inner.partition(_BEGIN)[2] if "{subfiles}" in inner else inner

    return _INPUT.sub(included, without_comments(text))


def _with_environments(body: str, definitions: str) -> str:
    """The body with whole names of environments in the place of the author's short ones."""
    short = re.compile(
        r"\\(?:re)?(?:newcommand\*?|def)\s*\{?\\([a-zA-Z]+)\}?\s*"
        rf"\{{\s*(\\(?:begin|end)\{{{_DISPLAYS}\}})\s*\}}"
    )
    for name, whole in short.findall(definitions):
        body = re.sub(rf"\\{name}(?![a-zA-Z])", lambda _, whole=whole: whole, body)  # type: ignore[misc]
    return body


def _part(body: str) -> str:
    """A stretch of sections with the most formulas, its environments closed."""
    starts = [0, *(found.start() for found in _SECTION.finditer(body))]
    display = re.compile(rf"\\begin\{{{_DISPLAYS}\}}|\\\[|\$\$|(?<!\\)\$[^$]{{6,60}}\$")
    signs = [found.start() for found in display.finditer(body)]

    def count(start: int) -> int:
        return sum(start <= sign < start + LONGEST for sign in signs)

    start = max(starts, key=lambda start: (count(start), -start))
    part = body[start : start + LONGEST]
    if start + LONGEST < len(body) and "\n\n" in part:
        part = part[: part.rindex("\n\n")]
    open_ones: list[str] = []
    for found in re.finditer(r"\\(begin|end)\s*\{([^{}]*)\}", part):
        if found[1] == "begin":
            open_ones.append(found[2])
        elif found[2] in open_ones:
            del open_ones[len(open_ones) - 1 - open_ones[::-1].index(found[2]) :]
    return part + "".join(f"\n\\end{{{name}}}" for name in reversed(open_ones))


def _marked(body: str) -> tuple[str, list[Source]]:
    """A body with marks in its formulas, and these."""
    parts: list[str] = []
    sources: list[Source] = []
    at = 0
    for start, end, name, inline in _formulas(body):
        inside = body[start:end]
        if _STRANGE.search(inside) or not inside.strip() or "\n\n" in inside:
            continue
        number = len(sources)
        cuts = _row_starts(inside) if _ROWED.match(name) else [(0, len(inside))]
        parts.append(body[at:start])
        rows = []
        for place, (first, last) in enumerate(cuts):
            key = f"{number}.{place}"
            latex = inside[first:last]
            mark = "\\FXm{" + key + "}" + ("" if latex[:1] in "\\ \n{" else " ")
            parts += [inside[cuts[place - 1][1] if place else 0 : first], mark, latex]
            line = body.count("\n", 0, start + first)
            rows.append(Row(key, latex, (line, line + latex.count("\n"))))
        parts += [inside[cuts[-1][1] :], f"\\FXm{{{number}.e}}" if inline else ""]
        sources.append(Source(inline, tuple(rows)))
        at = end
    return "".join([*parts, body[at:]]), sources


def _row_starts(inside: str) -> list[tuple[int, int]]:
    rows = [(row[0][0], row[-1][0] + len(row[-1][1])) for row in split_rows(inside)]
    return [(first, last) for first, last in rows if inside[first:last].strip()]


def _formulas(body: str) -> Iterator[tuple[int, int, str, bool]]:
    """Where the inside of each formula begins and ends, its environment, if it is in a line."""
    at = 0
    while found := _FORMULA.search(body, at):
        at = found.end()
        if name := found["silent"]:
            at = environment_end(body, name, at)[1]
        elif found["argument"] is not None:
            at = _after_arguments(body, at)
        elif name := found["environment"]:
            end, after = environment_end(body, name, at)
            if name.startswith("alignat"):
                at = group(body, at)[1]
            yield at, end, name, False
            at = after
        elif sign := found["display"] or found["inline"]:
            closing = {r"\[": r"\]", r"\(": r"\)"}.get(sign, sign)
            end = _closing(body, at, closing)
            if end < 0:
                return
            yield at, end, "", bool(found["inline"])
            at = end + len(closing)


def _after_arguments(body: str, at: int) -> int:
    while found := re.compile(r"\s*(?:\[[^\]]*\]|\\[a-zA-Z]+|#\d|(?=\{))").match(body, at):
        end = found.end() if found.group().strip() else balanced(body, found.end())
        if end == at:
            break
        at = end
        if not found.group().strip() and body[at : at + 1] not in ("[", "{"):
            break
    return at


def _closing(body: str, at: int, closing: str) -> int:
    depth = 0
    for found in re.compile(r"\\[\])]|\\.|\$\$?|[{}]", re.DOTALL).finditer(body, at):
        sign = found.group()
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth <= 0 and (sign == closing or closing == "$" and sign == "$$"):
            return found.start()
    return -1


def _engine(head: str, folder: Path) -> str:
    styles = "".join(_read(path) for path in (*folder.glob("*.sty"), *folder.glob("*.cls")))
    asked = re.search(r"!\s*T[eE]X\s+(?:TS-)?program\s*=\s*(\w+)", head)
    if asked and asked[1].lower() in ("xelatex", "lualatex"):
        return asked[1].lower()
    if re.search(r"luacode|luatexja|directlua", head):
        return "lualatex"
    unicode = r"fontspec|ctex|xeCJK|unicode-math|polyglossia|xltxtra"
    named = rf"\\(?:usepackage|RequirePackage|documentclass|LoadClass)[^\n]*(?:{unicode})"
    return "xelatex" if re.search(named, head + styles) else "pdflatex"


def _run(engine: str, folder: Path) -> None:
    """Typeset, with nothing in the place of packages that are not installed."""
    options = ("-no-shell-escape", "-interaction=nonstopmode", "-file-line-error")
    command = [engine, *options, "mmkg.tex"]
    for _ in range(_MOST_STUBS):
        try:
            subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            return
        log = (folder / "mmkg.log").read_text("utf-8", "replace").replace("\n'", "'")
        missing = re.findall(r"File [`']([\w./+-]+\.\w+)' not found", log)
        missing = [name for name in missing if not (folder / name).exists() and "../" not in name]
        if not missing or (folder / "mmkg.pdf").exists() and "sty" not in "".join(missing):
            break
        for name in missing:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(_STUBS.get(name[-4:], "\\endinput\n"), encoding="utf-8")


def _is_faulty(source: Source, before: int, faults: set[int]) -> bool:
    first, last = source.rows[0].lines[0], source.rows[-1].lines[1]
    return any(line - 1 - before in range(first, last + 1) for line in faults)


def _definitions(head: str, folder: Path) -> str:
    """What a document's own macros are defined in."""
    styles = (_read(path) for kind in ("*.sty", "*.cls") for path in sorted(folder.glob(kind)))
    text = "\n".join([*map(without_comments, styles), _flat(head, folder)])
    return _PAIRED.sub(r"\\newcommand{\\\1}[1]{\2#1\3}", text)


def _written_out(sources: list[Source], definitions: str) -> Iterator[Source]:
    """Formulas with the author's macros written out."""
    rows = [row for source in sources for row in source.rows]
    text = without_macros(definitions + "".join(f"\n§{row.key}§{row.latex}" for row in rows))
    latex = dict(re.findall(r"§([\d.]+)§([^§]*)", text))
    for source in sources:
        shown = [Row(row.key, latex.get(row.key, ""), row.lines) for row in source.rows]
        if all(row.latex.strip() for row in shown):
            yield Source(source.inline, tuple(shown))


def _place(made: Typeset, path: Path) -> None:
    points = 65781.76  # in scaled points
    for line in path.read_text(encoding="utf-8").splitlines():
        key, page, x, y = line.split()
        place = (int(page), int(x) / points, int(y) / points)
        if key == "u":
            made.others.append(place)
        else:
            made.places[key] = place
