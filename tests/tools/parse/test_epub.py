"""EPUB: chapters in the order of the spine, with the chapter in each address."""

import zipfile
from pathlib import Path

import pytest

from mmkg.graph.evidence import cite_cell
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.reader import read_document
from mmkg.tools.reread import Rereader

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns:dc="d"><metadata><dc:title>Two seas</dc:title></metadata><manifest>
<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="a%20one.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="c.css" media-type="text/css"/></manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>"""
ONE = "<html><body><h1>The first</h1><p>Salt water.</p></body></html>"
TWO = """<html><body><h1>The second</h1><table><tr><th>Sea</th><th>Depth (m)</th></tr>
<tr><td>Red</td><td>3040</td></tr><tr><td>Black</td><td>2212</td></tr></table></body></html>"""
PARTS = {
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": PACKAGE,
    "OPS/a one.xhtml": ONE,
    "OPS/b.xhtml": TWO,
}


def book(path: Path, **changed: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/epub+zip")
        for name, text in (PARTS | changed).items():
            packed.writestr(name, text)
    return path


def test_chapters_are_read_in_order_and_named_in_addresses(tmp_path: Path) -> None:
    path = book(tmp_path / "b.epub")
    document = read_document(path)
    assert (document.title, document.format) == ("Two seas", "epub")
    assert [chunk.text for chunk in document.chunks] == ["The first", "Salt water.", "The second"]
    assert document.chunks[1].address.path == "OPS/a one.xhtml#html/body/p[1]"
    (table,) = document.tables
    assert (table.section, table.at[2, 1].reading.unit) == (("The second",), "m")
    assert table.at[2, 1].address.path == "OPS/b.xhtml#html/body/table[1]/tr[3]/td[2]"
    assert Rereader({document.sha256: path})(cite_cell(table, table.at[2, 1])) is None


def test_bad_input_is_one_line(tmp_path: Path) -> None:
    whole = book(tmp_path / "w.epub").read_bytes()
    cases = {"cut": (whole[:300], "damaged"), "none": (b"", "empty"), "pdf": (b"%PDF-1", "rename")}
    for name, (data, reason) in cases.items():
        (tmp_path / f"{name}.epub").write_bytes(data)
        with pytest.raises(InputError, match=reason):
            read_document(tmp_path / f"{name}.epub")
    bomb = book(tmp_path / "bomb.epub", **{"OPS/b.xhtml": " " * 20_000_000})
    with pytest.raises(InputError, match="-fold"):
        read_document(bomb)
    gone = book(tmp_path / "gone.epub", **{"META-INF/container.xml": "<container/>"})
    with pytest.raises(InputError, match="damaged EPUB"):
        read_document(gone)
    listed = '<e><CipherReference URI="OPS/b.xhtml"/></e>'
    locked = book(tmp_path / "locked.epub", **{"META-INF/encryption.xml": listed})
    with pytest.raises(InputError, match="DRM"):
        read_document(locked)


def test_entities_of_an_epub_are_not_expanded(tmp_path: Path) -> None:
    bomb = (
        '<!DOCTYPE p [<!ENTITY a "xx">]><package><metadata><title>&a;</title></metadata></package>'
    )
    document = read_document(book(tmp_path / "e.epub", **{"OPS/book.opf": bomb}))
    assert "xx" not in document.title


def test_raised_signs_notes_and_nested_lists_of_a_chapter_are_told_apart(tmp_path: Path) -> None:
    chapter = """<html xmlns:epub="e"><body><h1>The first</h1>
<p>It holds 3 m<sup>3</sup> and 3040<a epub:type="noteref" href="#n">1</a> kg,
as CO<sub>2</sub> <b>does</b>.<a href="#n"><sup>2</sup></a></p>
<ul><li>One<ul><li>Inner</li></ul></li><li><p>Two</p><p>goes on</p></li></ul>
<aside epub:type="footnote" id="n"><p>A note. <a role="doc-backlink" href="#r">↩</a></p></aside>
</body></html>"""
    document = read_document(book(tmp_path / "b.epub", **{"OPS/a one.xhtml": chapter}))
    assert [(chunk.kind, chunk.text) for chunk in document.chunks[1:-1]] == [
        ("paragraph", "It holds 3 m^3 and 3040^1 kg, as CO2 does.²"),
        ("list", "One"),
        ("list", "Inner"),
        ("list", "Two"),
        ("list", "goes on"),
        ("footnote", "A note."),
    ]
