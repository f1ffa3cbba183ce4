"""What a DOCX keeps beside its body: footnotes, endnotes and native charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docx.opc.part import Part
from lxml.etree import _Element as Element

from mmkg.tools.parse.sheets_parts import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOTES = ("footnote", "endnote")
HALF_POINTS = 2  # of type too small to read


def chart_names(paragraph: Element) -> list[str]:
    """The relationships of the native charts that a paragraph shows."""
    return [name for chart in paragraph.iter(f"{C}chart") if (name := chart.get(f"{R}id"))]


def printed(element: Element) -> Iterator[Element]:
    """An element and all below it, without what only old programs show instead of a drawing."""
    yield element
    for child in element:
        if child.tag != FALLBACK:
            yield from printed(child)


def read_notes(part: Part) -> dict[str, str]:
    """The text of footnotes and endnotes by their paths, such as `footnote[2]`."""
    found: dict[str, str] = {}
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind not in NOTES or relation.is_external:
            continue
        for note in parse_xml(relation.target_part.blob).iter(f"{W}{kind}"):
            if note.get(f"{W}type") is None:  # others are the rules above the notes
                texts = [node.text or "" for node in note.iter(f"{W}t")]
                found[f"{kind}[{note.get(f'{W}id')}]"] = "".join(texts)
    return found


def notes_of(paragraph: Element, notes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Path and text of the notes that a paragraph refers to, in their order."""
    for node in paragraph.iter(*(f"{W}{kind}Reference" for kind in NOTES)):
        kind = str(node.tag).removeprefix(W).removesuffix("Reference")
        path = f"{kind}[{node.get(f'{W}id')}]"
        if path in notes:
            yield path, notes[path]


def unseen(run: Element) -> bool:
    """Whether a run of text is marked as hidden, is at most a point high, or white on the page."""
    marks = run.find(f"{W}rPr")
    if marks is None:
        return False
    said = {str(mark.tag).removeprefix(W): mark.get(f"{W}val") for mark in marks}
    if "vanish" in said and said["vanish"] not in ("0", "false"):
        return True
    if (said.get("sz") or "").isdigit() and int(said["sz"] or 0) <= HALF_POINTS:
        return True
    around = {str(up.tag).removeprefix(W) for up in run.iterancestors()}
    shaded = {"shd", "highlight"} & said.keys() or run.getparent().find(
        f"{W}pPr/{W}shd"
    ) is not None
    return (said.get("color") or "").upper() == "FFFFFF" and not shaded and "tc" not in around
