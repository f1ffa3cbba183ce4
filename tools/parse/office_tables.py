"""Tables of a DOCX: cells with their spans, the text of paragraphs within and around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from mmkg.tools.parse.office_parts import printed
from mmkg.tools.parse.pageless_cells import SourceCell, clean
from mmkg.tools.parse.text_omml import M
from mmkg.tools.parse.text_raised import Shift, shifted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WRAPS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
CONTENTS = f"{W}sdtPr/{W}docPartObj/{W}docPartGallery"
_PLACES: dict[str, Shift] = {"superscript": "raised", "subscript": "lowered"}


def whole(element: Element, *tags: str) -> Iterator[Element]:
    """Children of some kinds, also those that a content control or a mark of revision wraps.

    The table of contents, which Word puts into such a control, is left out.
    """
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in WRAPS:
            gallery = child.find(CONTENTS)
            if gallery is None or gallery.get(f"{W}val") != "Table of Contents":
                yield from whole(child, *tags)


def paragraph_text(element: Element, with_math: bool = True) -> str:
    """The text of a paragraph; formulas in it flattened, deleted text left out."""
    parts: list[str] = []
    for node in printed(element):
        inside = any(True for _ in node.iterancestors(f"{M}oMath"))
        if node.tag == f"{W}t" or node.tag == f"{M}t" and with_math:
            place, text = _place(node), node.text or ""
            parts.append(shifted(text, place, "".join(parts)) if place else text)
        elif node.tag in (f"{W}tab", f"{W}br", f"{W}cr") and not inside:
            if node.getparent().tag == f"{W}r":
                parts.append(" ")
        elif node.tag == f"{W}noBreakHyphen":
            parts.append("-")
    return clean("".join(parts))


def _place(text: Element) -> Shift:
    found = text.getparent().find(f"{W}rPr/{W}vertAlign")
    return _PLACES.get(found.get(f"{W}val") or "") if found is not None else None


def table_cells(table: Element, path: str) -> Iterator[SourceCell]:
    """Cells of a table with their spans; a cell that goes on upwards is part of the one above."""
    open_cells: dict[int, SourceCell] = {}
    done: list[SourceCell] = []
    for row, tr in enumerate(whole(table, f"{W}tr")):
        column = _skipped(tr)
        for place, tc in enumerate(whole(tr, f"{W}tc"), 1):
            span = int(_value(tc, "gridSpan") or 1)
            merge = tc.find(f"{W}tcPr/{W}vMerge")
            above = open_cells.get(column)
            if merge is not None and merge.get(f"{W}val") != "restart" and above:
                open_cells[column] = replace(above, row_span=row - above.row + 1)
            else:
                if above:
                    done.append(above)
                where = f"{path}/tr[{row + 1}]/tc[{place}]"
                open_cells[column] = _cell(tc, row, column, span, where)
            column += span
    return iter([*done, *open_cells.values()])


def _skipped(row: Element) -> int:
    skipped = row.find(f"{W}trPr/{W}gridBefore")
    return int(skipped.get(f"{W}val") or 0) if skipped is not None else 0


def _value(cell: Element, name: str) -> str | None:
    found = cell.find(f"{W}tcPr/{W}{name}")
    return found.get(f"{W}val") if found is not None else None


def _cell(tc: Element, row: int, column: int, span: int, path: str) -> SourceCell:
    text = " ".join(paragraph_text(p) for p in tc.iter(f"{W}p"))
    runs = [run for run in tc.iter(f"{W}r") if run.find(f"{W}t") is not None]
    bold = bool(runs) and all(_is_set(run, "b") for run in runs)
    underlined = bool(runs) and all(_is_set(run, "u") for run in runs)
    return SourceCell(row, column, text, path, 1, span, bold=bold, underlined=underlined)


def _is_set(run: Element, name: str) -> bool:
    found = run.find(f"{W}rPr/{W}{name}")
    return found is not None and found.get(f"{W}val") not in ("0", "false", "none")
