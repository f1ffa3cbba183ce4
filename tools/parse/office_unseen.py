"""Runs of text that a DOCX holds but does not show: they are taken out of it, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml.etree import _Element as Element

from mmkg.tools.parse.colours import WHITE, Colour, alike, from_hex
from mmkg.tools.parse.office_colours import ROLES, Theme, filled_with, read_theme

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
HALF_POINTS = 2  # of type too small to read
OFF = ("0", "false", "off")
MOST_BASES = 20  # of a style
Marks = Mapping[str, Element]


class Letters:
    """How the runs of a DOCX look, by their own marks and those of their styles."""

    def __init__(self, word: WordFile) -> None:
        self._styles = {
            str(style.get(f"{W}styleId")): style for style in word.styles.element.iter(f"{W}style")
        }
        themes = [
            relation.target_part.blob
            for relation in word.part.rels.values()
            if relation.reltype == RELATIONSHIP_TYPE.THEME and not relation.is_external
        ]
        self._theme: Theme = read_theme(themes[0] if themes else None)
        page = word.element.find(f"{W}background")
        self._page = WHITE if page is None else from_hex(page.get(f"{W}color"))

    def take_out_unseen(self, body: Element) -> list[str]:
        """Take out the runs that do not show; those that were moved away go without a word."""
        texts: list[str] = []
        for run in list(body.iter(f"{W}r")):
            moved = next(run.iterancestors(f"{W}moveFrom"), None) is not None
            if not moved and not self._hides(run):
                continue
            said = "".join(text.text or "" for text in run.iter(f"{W}t")).strip()
            texts += [said] if said and not moved else []
            run.getparent().remove(run)
        return texts

    def _hides(self, run: Element) -> bool:
        row = next(run.iterancestors(f"{W}tr"), None)
        if row is not None and row.find(f"{W}trPr/{W}hidden") is not None:
            return True
        marks = self._marks(run)
        if "vanish" in marks and marks["vanish"].get(f"{W}val") not in OFF:
            return True
        size = marks["sz"].get(f"{W}val") if "sz" in marks else None
        if size and size.isdigit() and int(size) <= HALF_POINTS:
            return True
        return alike(self._letters(marks.get("color")), next(self._grounds(run, marks)))

    def _marks(self, run: Element) -> Marks:
        """The marks of a run, those of its styles among them."""
        paragraph = next(run.iterancestors(f"{W}p"), None)
        around = self._bases(paragraph, "p") if paragraph is not None else []
        found: dict[str, Element] = {}
        for holder in (run, *self._bases(run, "r"), *around):
            marks = holder.find(f"{W}rPr")
            for mark in marks if marks is not None else ():
                found.setdefault(str(mark.tag).removeprefix(W), mark)
        return found

    def _bases(self, element: Element, kind: str) -> list[Element]:
        """The style of a run (`r`), paragraph (`p`) or table (`tbl`), and those it is based on."""
        stated = element.find(f"{W}{kind}Pr/{W}{kind}Style")
        found: list[Element] = []
        while stated is not None and stated.get(f"{W}val") in self._styles:
            found.append(self._styles[stated.get(f"{W}val") or ""])
            stated = found[-1].find(f"{W}basedOn") if len(found) < MOST_BASES else None
        return found

    def _letters(self, color: Element | None) -> Colour | None:
        if color is None or color.get(f"{W}val") == "auto" and not color.get(f"{W}themeColor"):
            return None  # the program picks what shows
        role = color.get(f"{W}themeColor") or ""
        changed = any(color.get(f"{W}theme{how}") for how in ("Tint", "Shade"))
        plain = None if changed else self._theme.get(ROLES.get(role, role))
        return plain or from_hex(color.get(f"{W}val"))

    def _grounds(self, run: Element, marks: Marks) -> Iterator[Colour | None]:
        """What is behind a run, from the nearest on; none where the colour cannot be told."""
        if "highlight" in marks:
            yield None
        yield from _shade(marks.get("shd"))
        paragraph = next(run.iterancestors(f"{W}p"), run)
        for holder in (paragraph, *self._bases(paragraph, "p")):
            yield from _shade(holder.find(f"{W}pPr/{W}shd"))
        for around in run.iterancestors(f"{W}tc", f"{W}tbl", f"{W}txbxContent"):
            if around.tag == f"{W}txbxContent":
                yield self._boxed(around)
            for kind in ("tc", "tbl"):
                yield from _shade(around.find(f"{W}{kind}Pr/{W}shd"))
            for style in self._bases(around, "tbl"):
                yield from (None for _ in style.iter(f"{W}shd"))
        yield self._page

    def _boxed(self, content: Element) -> Colour | None:
        shape = next(content.iterancestors(f"{SHAPE}wsp"), None)
        return (
            filled_with(shape.find(f"{SHAPE}spPr"), self._theme, {}) if shape is not None else None
        )


def _shade(shade: Element | None) -> Iterator[Colour | None]:
    """The colour of a shade, if it has one."""
    if shade is not None and shade.get(f"{W}fill") not in (None, "auto"):
        plain = shade.get(f"{W}val") in ("clear", "nil", None)
        yield from_hex(shade.get(f"{W}fill")) if plain else None
