"""What the fonts of a PDF say about its characters; part of the PDF adapter."""

from __future__ import annotations

from mmkg.tools.parse.glyph_names import UNKNOWN, shown_by_names
from mmkg.tools.parse.page_mupdf import pymupdf

NAME_LENGTH = 31  # characters of a font's name that MuPDF keeps
MAX_FONTS = 500  # of a file, whose glyphs' names are read


def shown_by_fonts(file: pymupdf.Document) -> dict[str, dict[str, str]]:
    """By font, what characters show that only the names of its glyphs tell."""
    every = (font for number in range(len(file)) for font in file.get_page_fonts(number))
    fonts = {font[:4] for font in every if font[2] == "Type1"}
    found: dict[str, dict[str, str]] = {}
    for xref, form, _, name in sorted(fonts)[:MAX_FONTS]:
        told = shown_by_names(
            file.extract_font(xref)[-1], form, _to_unicode(file, xref), _differences(file, xref)
        )
        kept = found.setdefault(name[:NAME_LENGTH].split("+")[-1], told)
        kept |= {char: agreed(char, shown, kept.get(char, shown)) for char, shown in told.items()}
    strange = {name: {c: s for c, s in told.items() if c != s} for name, told in found.items()}
    return {name: told for name, told in strange.items() if told}


def agreed(char: str, shown: str, other: str) -> str:
    """What a character shows in fonts of one name: of several, one may be text, one signs."""
    if shown == other:
        return shown
    return char if char in (shown, other) else UNKNOWN


def type3_names(file: pymupdf.Document) -> dict[str, str]:
    """The names of fonts whose glyphs are drawn, by what MuPDF calls them; Chromium makes such."""
    every = (font for number in range(len(file)) for font in file.get_page_fonts(number))
    xrefs = sorted({font[0] for font in every if font[2] == "Type3"})[:MAX_FONTS]
    names = {xref: file.xref_get_key(xref, "FontDescriptor/FontName") for xref in xrefs}
    return {f"Type3 ({xref} 0 R)": n[1:] for xref, (kind, n) in names.items() if kind == "name"}


def _differences(file: pymupdf.Document, xref: int) -> str:
    kind, value = file.xref_get_key(xref, "Encoding/Differences")
    return value if kind == "array" else ""


def _to_unicode(file: pymupdf.Document, xref: int) -> bytes:
    kind, value = file.xref_get_key(xref, "ToUnicode")
    return file.xref_stream(int(value.split()[0])) or b"" if kind == "xref" else b""
