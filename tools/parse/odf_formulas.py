"""Formulas of ODT: objects with MathML in a part of the file, as TeX where they stand."""

from __future__ import annotations

import re
import zipfile

from bs4 import BeautifulSoup
from lxml.etree import SubElement
from lxml.etree import _Element as Element

from mmkg.tools.parse.web_inline import delimited

OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
DRAW, TEXT = f"{OASIS}drawing:1.0}}", f"{OASIS}text:1.0}}"
LINK = "{http://www.w3.org/1999/xlink}href"
PREFIXES = re.compile(rb"<\?xml[^>]*\?>|(?<=<)math:|(?<=</)math:")
ALONE = re.compile(
    r"\s*\\\((?P<latex>(?:(?!\\\)).)+)\\\)[\s.,;，。；]*"
    r"(?:[(（](?P<number>[A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?)[)）])?\s*"
)


def write_formulas(body: Element, packed: zipfile.ZipFile) -> None:
    r"""Put the TeX of each formula object, as `\(…\)`, or its letters, where the object stands."""
    for frame in list(body.iter(f"{DRAW}frame")):
        found = frame.find(f"{DRAW}object")
        name = (found.get(LINK) or "").removeprefix("./").strip("/") if found is not None else ""
        if f"{name}/content.xml" not in packed.namelist():
            continue
        part = BeautifulSoup(PREFIXES.sub(b"", packed.read(f"{name}/content.xml")), "html.parser")
        if part.math is not None:
            part.math.attrs.pop("display", None)  # LibreOffice says `block` of all
            for child in list(frame):
                frame.remove(child)
            SubElement(frame, f"{TEXT}span").text = delimited(part.math)
