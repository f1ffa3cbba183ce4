"""Which format a file is in: told by its content; the extension must not contradict it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Literal

from mmkg.runtime.errors import InputError

Format = Literal[
    "pdf", "docx", "pptx", "xlsx", "odt", "epub", "html", "markdown", "latex", "csv", "tsv",
    "json", "jsonl", "text", "image", "graphml", "turtle", "ntriples",
]  # fmt: skip
FORMATS: dict[str, Format] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".odt": "odt",
    ".epub": "epub",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".tex": "latex",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".txt": "text",
    ".graphml": "graphml",
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".tif": "image",
    ".tiff": "image",
}
PACKED: dict[str, Format] = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.xml": "xlsx",
}
MIMETYPES: dict[bytes, Format] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/epub+zip": "epub",
}
PICTURES = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"II*\x00": "tiff",
    b"MM\x00*": "tiff",
}
BINARY = frozenset[Format](("pdf", "docx", "pptx", "xlsx", "odt", "epub", "image"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office 97 wrote, and writes around a password


def sniff(path: Path, data: bytes) -> Format:
    """The format of a file by its content; the extension must not contradict it.

    Raises:
        InputError: If the format is not supported, or is not what the extension says.
    """
    named = FORMATS.get(path.suffix.lower())
    found = _by_content(data, named)
    if found is None and named in BINARY:
        raise InputError(f"{path.name}: damaged, or no {_printed(path)} at all{_locked(data)}")
    if found is None and named is not None:
        raise InputError(f"{path.name}: binary data, no {_printed(path)} at all")
    if found is None or (named is None and found not in BINARY | {"html"}):
        raise InputError(f"{path.name}: this format is not supported yet ({path.suffix or 'none'})")
    if named is not None and found != named:
        wanted = _picture(data) if found == "image" else found
        raise InputError(f"{path.name}: the content is {found.upper()}; rename it to .{wanted}")
    return found


def _printed(path: Path) -> str:
    return path.suffix.removeprefix(".").upper()


def _locked(data: bytes) -> str:
    return "; old Office files and locked ones are not read" if data.startswith(OLE) else ""


def _by_content(data: bytes, named: Format | None) -> Format | None:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data)
    if _picture(data):
        return "image"
    sixteen = data.startswith((b"\xff\xfe", b"\xfe\xff")) and named in ("csv", "tsv")
    if named in BINARY or (b"\x00" in data[:4096] and not sixteen):
        return None
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if named == "html" or re.match(
        rb"<!doctype html|<html|<\?xml[^>]*>\s*<(!doctype )?html", start
    ):
        return "html"
    return named


def _picture(data: bytes) -> str | None:
    return next((name for magic, name in PICTURES.items() if data.startswith(magic)), None)


def _packed(data: bytes) -> Format | None:
    """The format of a zip file, by the parts it must have; none if it is no document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = packed.namelist()
            for part, form in PACKED.items():
                if part in names:
                    return form
            if "mimetype" not in names or packed.getinfo("mimetype").file_size > 100:
                return None
            return MIMETYPES.get(packed.read("mimetype").strip())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return None
