"""Documents with fresh tables, made by LaTeX, a browser, LibreOffice and ReportLab."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from table_sets import latex, latex_looks, office, platypus, web
from table_sets.contents import CONTENTS
from table_sets.sources import Draw, TableSource

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
PRINT = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
LOOKS = (*latex_looks.LOOKS, *web.LOOKS, *office.LOOKS, *platypus.LOOKS)
TABLES = 5  # of a document
CHINESE = 0.2  # share of documents
PATIENCE = 180  # seconds for one document


@dataclass(frozen=True, slots=True)
class FreshTable:
    """A table of a document that was typeset, and what must be read from it."""

    name: str
    path: Path
    source: TableSource


def typeset(
    folder: Path, seed: str, looks: Sequence[str] = LOOKS, contents: Sequence[str] = ()
) -> Iterator[FreshTable]:
    """Typeset a document a look, each with some tables; what cannot be typeset is told.

    Args:
        folder: Where the documents are written.
        seed: The same seed gives the same documents.
        looks: Names of looks.
        contents: Names of what tables say; all if empty.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for look in looks:
        draw = Draw(f"{seed} {look}")
        chinese = draw.random() < CHINESE and look not in platypus.LOOKS
        fitting = [name for name in CONTENTS if name.startswith("chinese") == chinese]
        fitting = [name for name in fitting if not contents or name in contents]
        names = draw.sample(fitting, min(TABLES, len(fitting)))
        sources = [CONTENTS[name](draw) for name in names]
        path = folder / f"{look}-{seed}.pdf"
        fault = _made(path, look, sources, chinese)
        if fault:
            print(f"{path.name}: left out, {fault}", file=sys.stderr)
            continue
        for name, source in zip(names, sources, strict=True):
            yield FreshTable(f"{look}/{name}", path, source)


def _made(path: Path, look: str, sources: Sequence[TableSource], chinese: bool) -> str:
    """Why there is no document; nothing if there is."""
    if look in platypus.LOOKS:
        try:
            platypus.write(path, look, sources)
        except ImportError:
            return "ReportLab is not installed"
        return ""
    if look in office.LOOKS:
        place = office.write(path, look, sources, chinese)
        return _run(path, ("soffice",), ("--headless", "--convert-to", "pdf", place.name))
    if look in web.LOOKS:
        place = path.with_suffix(".html")
        place.write_text(web.page(look, sources, chinese), encoding="utf-8")
        return _run(path, BROWSERS, (*PRINT, f"--print-to-pdf={path.name}", place.name))
    place = path.with_suffix(".tex")
    style = latex_looks.LOOKS[look]
    place.write_text(latex.document(style, sources, chinese), encoding="utf-8")
    engines = ("xelatex",) if chinese else ("pdflatex", "xelatex")
    options = ("-interaction=nonstopmode", "-halt-on-error", place.name)
    faults = [_run(path, engines, options) for _ in range(3 if style.place == "long" else 1)]
    return faults[-1]


def _run(path: Path, engines: Sequence[str], options: Sequence[str]) -> str:
    """Run the first of some programs that is installed; returns what went wrong."""
    engine = next(filter(None, map(shutil.which, engines)), None)
    if engine is None:
        return f"none of {', '.join(engines)} is installed"
    done = subprocess.run(
        (engine, *options), cwd=path.parent, capture_output=True, check=False, timeout=PATIENCE
    )
    failed = f"{Path(engine).name} failed (see {path.with_suffix('.log').name})"
    return failed if done.returncode or not path.exists() else ""
