"""Parts of an XLSX file that its fast reader passes over: merged cells and native charts."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.utils import range_boundaries

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
UNWORKED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What a sheet's part says beside its cells.

    Attributes:
        merged: Top, left, bottom and right of merged cells, from 1.
        charts: `c:chartSpace` of its native charts, in the order they were drawn.
        unworked: Number of formulas whose value was not stored.
    """

    merged: tuple[tuple[int, int, int, int], ...]
    charts: tuple[Element, ...]
    unworked: int


def parse_xml(data: bytes) -> Element:
    """XML as a tree; entities stay as they are and nothing is fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"broken XML: {error}") from None


def sheet_parts(packed: zipfile.ZipFile) -> dict[str, SheetPart]:
    """The parts of all sheets, by the sheets' names."""
    book = parse_xml(packed.read("xl/workbook.xml"))
    targets = {name: part for name, _, part in relations(packed, "xl/workbook.xml")}
    found = {}
    for sheet in book.iter(f"{S}sheet"):
        part = targets.get(sheet.get(f"{R}id") or "")
        if part in packed.namelist():
            found[sheet.get("name") or ""] = _part(packed, str(part))
    return found


def _part(packed: zipfile.ZipFile, part: str) -> SheetPart:
    data = packed.read(part)
    at = data.rfind(b"<mergeCells")
    refs = re.findall(rb'<mergeCell\s[^>]*?ref="([A-Z0-9:]+)"', data[at:]) if at >= 0 else []
    merged = []
    for ref in refs:
        left, top, right, bottom = range_boundaries(ref.decode())
        merged.append((top, left, bottom, right))
    charts = tuple(chart_spaces(packed, part))
    return SheetPart(tuple(merged), charts, len(UNWORKED.findall(data)))


def chart_spaces(packed: zipfile.ZipFile, part: str) -> Iterator[Element]:
    """The native charts of a sheet's drawings."""
    for _, kind, drawing in relations(packed, part):
        if kind.endswith("/drawing"):
            for _, inner, chart in relations(packed, drawing):
                if inner.endswith("/chart") and chart in packed.namelist():
                    yield parse_xml(packed.read(chart))


def relations(packed: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str, str]]:
    """Id, type and target of what a part refers to within the file."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in packed.namelist():
        return
    for relation in parse_xml(packed.read(listed)):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            whole = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            yield relation.get("Id") or "", relation.get("Type") or "", whole
