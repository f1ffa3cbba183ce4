"""Measures how tables of files without pages are read, beside what others make of them.

    python benchmarks/table_files.py FOLDER

Reads each DOCX, HTML, ODT and Markdown file under FOLDER, and has pandoc (a program of its own,
which must be installed) read it, too; PPTX files are read by python-pptx. Printed: each table of
two rows and columns or more that differs, and the share of cells whose letters and digits both
have at the same row and column, for each format.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mmkg.graph.document import Table
from mmkg.runtime.errors import MmkgError
from mmkg.tools.parse.reader import read_document

KINDS = {".docx": "docx", ".html": "html", ".htm": "html", ".odt": "odt", ".md": "gfm"}
PATIENCE = 60  # seconds that pandoc has for a file
ALIKE = 0.3  # share of words that a table must have in common with pandoc's
Grid = dict[tuple[int, int], str]


def main() -> None:
    """Print what differs, then the shares."""
    tallies: dict[str, Counter[str]] = {}
    for path in sorted(Path(sys.argv[1]).rglob("*")):
        kind = path.suffix.lower()
        if (kind in KINDS or kind == ".pptx") and (grids := list(_grids(path))):
            try:
                tables = list(read_document(path).tables)
            except MmkgError as error:
                print(f"unread: {error}")
                continue
            tally = tallies.setdefault(kind, Counter())
            tally["files"] += 1
            for grid in grids:
                _compare(path.name, grid, tables, tally)
    for kind, tally in sorted(tallies.items()):
        print(
            f"{kind}: {tally['tables']} tables of {tally['files']} files, "
            f"{tally['missing']} not found: "
            f"{tally['same']} of {tally['cells']} cells at the same place"
        )


def _compare(name: str, grid: Grid, tables: list[Table], tally: Counter[str]) -> None:
    tally["tables"] += 1
    words = Counter(filter(None, map(_letters, grid.values())))
    table = max(tables, key=lambda table: _shared(words, table), default=None)
    if table is None or _shared(words, table) < ALIKE:
        tally["missing"] += 1
        print(f"not found: {name}: {list(grid.values())[:4]}")
        return
    tables.remove(table)
    ours = {
        (cell.row + down, cell.column + across): cell.text
        for cell in table.cells
        for down in range(cell.row_span)
        for across in range(cell.column_span)
    }
    told = {place: text for place, text in grid.items() if text}
    wrong = [p for p, text in told.items() if _letters(ours.get(p, "")) != _letters(text)]
    tally["cells"] += len(told)
    tally["same"] += len(told) - len(wrong)
    if wrong:
        first = wrong[0]
        said = f"{told[first][:30]!r} is {ours.get(first, '')[:30]!r}"
        print(f"{len(wrong)} differ: {name}, {table.address.path}: {first} {said}")


def _shared(words: Counter[str], table: Table) -> float:
    own = Counter(_letters(cell.text) for cell in table.cells if cell.text)
    return (words & own).total() / max(1, (words | own).total())


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def _grids(path: Path) -> Iterator[Grid]:
    """The tables of a file as pandoc or python-pptx reads them."""
    found = _slide_grids(path) if path.suffix.lower() == ".pptx" else _pandoc_grids(path)
    for grid in found:
        if max((r for r, _ in grid), default=0) > 0 and max((c for _, c in grid), default=0) > 0:
            yield grid


def _slide_grids(path: Path) -> Iterator[Grid]:
    from pptx import Presentation

    try:
        slides = Presentation(str(path)).slides
        for slide in slides:
            yield from _shape_grids(slide.shapes)
    except Exception as error:  # noqa: BLE001  # it has errors of many kinds for damaged files
        print(f"python-pptx cannot read {path.name}: {error}")


def _shape_grids(shapes: Any) -> Iterator[Grid]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shape_grids(shape.shapes)
        elif getattr(shape, "has_table", False):
            grid: Grid = {}
            for row, cells in enumerate(shape.table.rows):
                for column, cell in enumerate(cells.cells):
                    for down in range(cell.span_height if cell.is_merge_origin else 1):
                        for across in range(cell.span_width if cell.is_merge_origin else 1):
                            grid.setdefault((row + down, column + across), cell.text)
            yield grid


def _pandoc_grids(path: Path) -> Iterator[Grid]:
    command = ["pandoc", "-f", KINDS[path.suffix.lower()], "-t", "json", str(path)]
    try:
        made = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        print(f"pandoc takes too long: {path.name}")
        return
    for table in _tables(json.loads(made.stdout)["blocks"]) if made.returncode == 0 else ():
        _, _, _, head, bodies, foot = table
        rows = [*head[1], *(row for body in bodies for row in body[2] + body[3]), *foot[1]]
        yield _laid(rows)


def _tables(node: Any) -> Iterator[Any]:
    """The tables in pandoc's tree, but not those within tables."""
    if isinstance(node, dict):
        if node.get("t") == "Table":
            yield node["c"]
        else:
            yield from _tables(node.get("c"))
    elif isinstance(node, list):
        for child in node:
            yield from _tables(child)


def _laid(rows: list[Any]) -> Grid:
    """The text of each place; of a spanning cell in all that it covers."""
    grid: Grid = {}
    for number, row in enumerate(rows):
        column = 0
        for _, _, down, across, blocks in row[1]:
            while (number, column) in grid:
                column += 1
            for r in range(number, number + down):
                for c in range(column, column + across):
                    grid.setdefault((r, c), _text(blocks))
            column += across
    return grid


def _text(node: Any) -> str:
    if isinstance(node, list):
        return "".join(map(_text, node))
    if not isinstance(node, dict) or node.get("t") in ("Note", "Image", "RawInline", "RawBlock"):
        return ""
    kind, inside = node.get("t"), node.get("c")
    if kind == "Str":
        return str(inside)
    if kind in ("Code", "Math") and isinstance(inside, list):
        return str(inside[-1])
    return _text(inside) + (" " if inside is None or kind in ("Para", "Plain") else "")


if __name__ == "__main__":
    main()
