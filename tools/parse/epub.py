"""EPUB: the chapters of the spine, each read as the HTML it is."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from lxml.etree import _Element as Element

from mmkg.graph.document import Document
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.office import check_zip
from mmkg.tools.parse.pageless_cells import clean
from mmkg.tools.parse.sheets_parts import parse_xml
from mmkg.tools.parse.text_pageless import Assembly
from mmkg.tools.parse.web import add_page

CONTAINER = "META-INF/container.xml"
ENCRYPTED = "META-INF/encryption.xml"
PAGES = {"application/xhtml+xml", "text/html"}
BROKEN = (KeyError, ValueError, OSError, RuntimeError, NotImplementedError, zipfile.BadZipFile,
          zlib.error)  # fmt: skip


def read_epub(path: Path, data: bytes, sha256: str, parser: str) -> Document:
    """Read an EPUB file.

    Raises:
        InputError: If it is damaged, its chapters are locked, or it would unpack to too much.
    """
    check_zip(path, data)
    assembly = Assembly(sha256)
    warnings: list[str] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            package = _package(packed)
            chapters = list(_chapters(packed, package))
            _check_open(path, packed, chapters)
            assembly.title = _title(packed, package)
            for chapter in chapters:
                page, titled = packed.read(chapter), bool(assembly.title)
                sheet = partial(_sheet, packed, posixpath.dirname(chapter))
                _, said = add_page(assembly, page, f"{chapter}#", titled=titled, sheet=sheet)
                warnings += said
    except BROKEN as e:
        raise InputError(f"{path.name}: damaged EPUB ({' '.join(str(e).split())[:120]})") from None
    return assembly.document(path, "epub", parser, warnings)


def _sheet(packed: zipfile.ZipFile, folder: str, link: str) -> str | None:
    """A style sheet of the book that a chapter of a folder links to."""
    part = posixpath.normpath(posixpath.join(folder, unquote(link)))
    return packed.read(part).decode("utf-8", "replace") if part in packed.namelist() else None


def _named(element: Element, name: str) -> list[Element]:
    """Elements of a local name, whatever their namespace."""
    return [e for e in element.iter() if isinstance(e.tag, str) and e.tag.split("}")[-1] == name]


def _package(packed: zipfile.ZipFile) -> str:
    for root in _named(parse_xml(packed.read(CONTAINER)), "rootfile"):
        if part := root.get("full-path"):
            return str(part)
    raise ValueError("its container names no package")


def _chapters(packed: zipfile.ZipFile, package: str) -> Iterator[str]:
    """The parts of the spine, in order."""
    tree, folder = parse_xml(packed.read(package)), posixpath.dirname(package)
    items = {
        item.get("id"): unquote(item.get("href") or "")
        for item in _named(tree, "item")
        if item.get("media-type") in PAGES
    }
    for reference in _named(tree, "itemref"):
        if href := items.get(reference.get("idref")):
            yield posixpath.normpath(posixpath.join(folder, href))


def _check_open(path: Path, packed: zipfile.ZipFile, chapters: list[str]) -> None:
    if ENCRYPTED not in packed.namelist():
        return
    locked = {e.get("URI") for e in _named(parse_xml(packed.read(ENCRYPTED)), "CipherReference")}
    if locked & set(chapters):
        raise InputError(f"{path.name}: its chapters are locked (DRM) and cannot be read")


def _title(packed: zipfile.ZipFile, package: str) -> str:
    titles = _named(parse_xml(packed.read(package)), "title")
    return clean(titles[0].text or "") if titles else ""
