"""Parts of an XLSX file that its fast reader passes over: what is merged, hidden, drawn, styled."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element
from openpyxl.utils import range_boundaries

from mmkg.tools.parse.sheets_blocks import Area, Hidden
from mmkg.tools.parse.text_raised import Shift, placed

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRINGS = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml")
UNSHOWN = re.compile(rb"\bhidden=[\"'](?:1|true)|\b(?:ht|width)=[\"']0(?:\.0\d*)?[\"']")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
SHEET_HEAD = 10_000  # bytes within which a sheet says how it is viewed
UNWORKED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>")


@dataclass(frozen=True, slots=True)
class SheetPart:
    """What a sheet's part says beside its cells.

    Attributes:
        merged: Top, left, bottom and right of merged cells, from 1.
        charts: `c:chartSpace` of its native charts, in the order they were drawn.
        unworked: Number of formulas whose value was not stored.
        rows: Rows that do not show.
        columns: Columns that do not show.
        styled: Areas whose looks tables and conditions decide.
        zeros: Whether zeros show.
    """

    merged: tuple[Area, ...]
    charts: tuple[Element, ...]
    unworked: int
    rows: Hidden = Hidden()
    columns: Hidden = Hidden()
    styled: tuple[Area, ...] = ()
    zeros: bool = True


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


def raised_strings(packed: zipfile.ZipFile) -> dict[str, str]:
    """Texts with raised or lowered pieces by what they read without, where that is told apart."""
    found: dict[str, set[str]] = {}
    for name in packed.namelist():
        data = packed.read(name) if STRINGS.fullmatch(name) else b""
        for item in parse_xml(data).iter(f"{S}si", f"{S}is") if b"vertAlign" in data else ():
            plain = "".join(text.text or "" for text in item.iter(f"{S}t"))
            found.setdefault(plain, set()).add(placed(map(_piece, item.iter(f"{S}r"))) or plain)
    return {plain: texts.pop() for plain, texts in found.items() if len(texts) == 1}


def _piece(run: Element) -> tuple[str, Shift]:
    text = "".join(part.text or "" for part in run.iter(f"{S}t"))
    align = run.find(f"{S}rPr/{S}vertAlign")
    value = align.get("val") if align is not None else None
    if value == "superscript":
        return text, "raised"
    return text, "lowered" if value == "subscript" else None


def _part(packed: zipfile.ZipFile, part: str) -> SheetPart:
    data = packed.read(part)
    at = data.rfind(b"<mergeCells")
    refs = re.findall(rb'<mergeCell\s[^>]*?ref="([A-Z0-9:]+)"', data[at:]) if at >= 0 else []
    conditional = re.findall(rb'<(?:\w+:)?conditionalFormatting\s[^>]*?sqref="([^"]+)"', data)
    styled = [*b" ".join(conditional).decode().split(), *_tables(packed, part)]
    return SheetPart(
        merged=tuple(_area(ref.decode()) for ref in refs),
        charts=tuple(chart_spaces(packed, part)),
        unworked=len(UNWORKED.findall(data)),
        rows=Hidden(tuple(_hidden_rows(data))),
        columns=Hidden(tuple(_hidden_columns(data))),
        styled=tuple(map(_area, styled)),
        zeros=re.search(rb"showZeros=[\"'](?:0|false)", data[:SHEET_HEAD]) is None,
    )


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference)
    return top or 1, left or 1, bottom or MOST_ROWS, right or MOST_COLUMNS


def _tables(packed: zipfile.ZipFile, part: str) -> Iterator[str]:
    """The areas of a sheet that are tables with a style of their own."""
    for _, kind, table in relations(packed, part):
        if kind.endswith("/table") and table in packed.namelist():
            yield parse_xml(packed.read(table)).get("ref") or "A1"


def _hidden_rows(data: bytes) -> Iterator[int]:
    number = 0
    for tag in re.findall(rb"<(?:\w+:)?row\b([^>]*)>", data):
        stated = re.search(rb"\br=[\"'](\d+)", tag)
        number = int(stated[1]) if stated else number + 1
        if UNSHOWN.search(tag):
            yield number


def _hidden_columns(data: bytes) -> Iterator[int]:
    for tag in re.findall(rb"<(?:\w+:)?col\b([^>]*)>", data):
        ends = [re.search(rb"\b%s=[\"'](\d+)" % name, tag) for name in (b"min", b"max")]
        if UNSHOWN.search(tag) and ends[0] and ends[1]:
            yield from range(int(ends[0][1]), min(int(ends[1][1]), MOST_COLUMNS) + 1)


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
