"""What a DOCX keeps beside its body: footnotes, endnotes and native charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docx.opc.part import Part
from lxml.etree import _Element as Element

from mmkg.tools.parse.office_unseen import Letters
from mmkg.tools.parse.sheets_parts import parse_xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOTES = ("footnote", "endnote")


def chart_names(paragraph: Element) -> list[str]:
    """The relationships of the native charts that a paragraph shows."""
    return [name for chart in paragraph.iter(f"{C}chart") if (name := chart.get(f"{R}id"))]


def printed(element: Element) -> Iterator[Element]:
    """An element and all below it, without what only old programs show instead of a drawing."""
    yield element
    for child in element:
        if child.tag != FALLBACK:
            yield from printed(child)


def read_notes(part: Part, letters: Letters, unseen: list[str]) -> dict[str, str]:
    """The text of footnotes and endnotes by their paths, such as `footnote[2]`.

    Args:
        part: The main part of the file.
        letters: How runs look.
        unseen: Gets the texts that do not show.
    """
    found: dict[str, str] = {}
    for relation in part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind not in NOTES or relation.is_external:
            continue
        notes = parse_xml(relation.target_part.blob)
        unseen += letters.take_out_unseen(notes)
        for note in notes.iter(f"{W}{kind}"):
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
