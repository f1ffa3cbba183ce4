"""Pages a second and memory of the full parse: `python benchmarks/speed.py FOLDER`.

Each reader reads all PDFs of the folder in a process of its own, one after another: mmkg's full
parse (text, tables twice over, formulas, figures), pymupdf4llm (text and tables as Markdown),
camelot (tables alone, `stream`) and, where it is installed, docling. Wall time, processor time and
peak memory are those of that process, its start included. `--stages` shows what the stages of the
full parse cost.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

STAGES = ("words and lines", "tables", "second reader", "figures", "formulas", "running text")


def read_mmkg(path: Path) -> int:
    """The full parse, in this process."""
    from mmkg.tools.parse.reader import read_document

    return len(read_document(path).page_sizes)


def read_pymupdf4llm(path: Path) -> int:
    """Markdown by pymupdf4llm."""
    import pymupdf
    import pymupdf4llm

    with pymupdf.open(path) as pdf:
        pymupdf4llm.to_markdown(pdf, show_progress=False, use_ocr=False)
        return len(pdf)


def read_camelot(path: Path) -> int:
    """Tables by camelot."""
    import camelot
    import pymupdf

    camelot.read_pdf(str(path), pages="all", flavor="stream", suppress_stdout=True)
    with pymupdf.open(path) as pdf:
        return len(pdf)


def read_docling(path: Path) -> int:
    """Everything by docling, with its own models, its defaults."""
    from docling.document_converter import DocumentConverter

    return len(DocumentConverter().convert(path).document.pages)


READERS: dict[str, Callable[[Path], int]] = {
    "mmkg": read_mmkg,
    "pymupdf4llm": read_pymupdf4llm,
    "camelot": read_camelot,
    "docling": read_docling,
}


def child(reader: str, files: list[Path]) -> None:
    """Read the files and print what it cost, as JSON."""
    import resource

    pages = failed = 0
    start = time.perf_counter()
    for path in files:
        try:
            pages += READERS[reader](path)
        except Exception as error:  # a reader that refuses a file is told, not hidden
            failed += 1
            print(f"{reader}: {path.name}: {error}", file=sys.stderr)
    used = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "pages": pages,
        "failed": failed,
        "wall": time.perf_counter() - start,
        "cpu": used.ru_utime + used.ru_stime,
        "mib": used.ru_maxrss / 1024,
    }
    print(json.dumps(told))


@contextmanager
def timed(stage: str, spent: dict[str, float]) -> Iterator[None]:
    """Add the processor time of a block to a stage."""
    start = time.process_time()
    yield
    spent[stage] += time.process_time() - start


def stages(files: list[Path]) -> tuple[dict[str, float], int]:
    """Processor seconds of each stage over all files, and the number of pages."""
    from mmkg.tools.parse.figure_read import find_figures
    from mmkg.tools.parse.formula_read import read_formulas
    from mmkg.tools.parse.pages import Pdf
    from mmkg.tools.parse.tables.reader import read_tables
    from mmkg.tools.parse.tables.second import confirm
    from mmkg.tools.parse.text_chunks import read_text

    spent = dict.fromkeys(STAGES, 0.0)
    pages = 0
    for path in files:
        with Pdf(path) as pdf:
            pages += len(pdf.pages)
            with timed("words and lines", spent):
                for page in pdf.pages:
                    _ = page.words, page.lines, page.strokes, page.pictures
            with timed("tables", spent):
                tables = [found.table for found in read_tables(pdf, "0" * 64)]
            with timed("second reader", spent):
                confirm(pdf, tables)
            with timed("figures", spent):
                find_figures(pdf, "0" * 64)
            with timed("formulas", spent):
                read_formulas(pdf, "0" * 64)
            with timed("running text", spent):
                read_text(pdf, [], "0" * 64)
    return spent, pages


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="folder with PDFs")
    parser.add_argument("--stages", action="store_true", help="cost of each stage instead")
    parser.add_argument("--reader", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = sorted(options.folder.glob("*.pdf"))
    if not files:
        print(f"benchmarks/speed.py: no PDF in {options.folder}", file=sys.stderr)
        return 2
    if options.reader:
        child(options.reader, files)
    elif options.stages:
        _print_stages(*stages(files))
    else:
        _compare(options.folder)
    return 0


def _print_stages(spent: dict[str, float], pages: int) -> None:
    print(f"{'stage':18}{'ms of processor time a page':>30}{'share':>8}")
    total = sum(spent.values())
    for stage, seconds in spent.items():
        print(f"{stage:18}{1000 * seconds / pages:30.0f}{seconds / total:8.0%}")


def _compare(folder: Path) -> None:
    print(
        f"{'reader':14}{'pages':>6}{'refused':>9}{'pages/s':>9}{'cpu s/page':>12}{'peak MiB':>10}"
    )
    for reader in READERS:
        if find_spec(reader) is None:
            print(f"{reader}: not installed")
            continue
        command = [sys.executable, __file__, str(folder), "--reader", reader]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        pages = max(told["pages"], 1)
        print(
            f"{reader:14}{told['pages']:6}{told['failed']:9}"
            f"{told['pages'] / told['wall']:9.2f}{told['cpu'] / pages:12.2f}{told['mib']:10.0f}"
        )


if __name__ == "__main__":
    sys.exit(main())
