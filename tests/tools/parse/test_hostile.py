"""Files from strangers: each gets its verdict in bounded time, and the corpus goes on."""

import contextlib
import importlib.util
import io
import os
import socket
import struct
import sys
import time
import tomllib
import zlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pymupdf
import pytest

from mmkg.runtime.errors import InputError
from mmkg.tools.parse.corpus import Corpus, read_corpus
from mmkg.tools.parse.corpus_sources import find_sources
from mmkg.tools.parse.reader import ReadLimits, read_document

WORD = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SHEET = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SECRET = "words-of-another-file"
LIMITS = ReadLimits(seconds=10, memory=2 << 30)
READ = ""  # the verdict on a file that is read


def load_builders() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "hostile_files", Path(__file__).with_name("hostile_files.py")
    )
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


b = load_builders()


def png(width: int, height: int) -> bytes:
    def part(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    packer = zlib.compressobj(9)
    row = bytes(width // 8 + 1)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")


def word(text: bytes, head: bytes = b"") -> bytes:
    body = b"<w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body>" % text
    xml = b'<?xml version="1.0"?>%s<w:document %s>%s</w:document>' % (head, WORD, body)
    return b.repacked(b.office("docx"), {"word/document.xml": xml})


def outside(file: Path) -> bytes:
    return b'<!DOCTYPE x [<!ENTITY x SYSTEM "%s">]>' % file.as_uri().encode()


def remote(file: Path, port: int = 9) -> bytes:
    address = file.as_uri().encode()
    return (
        b'<html><head><link rel="stylesheet" href="http://127.0.0.1:9/s"></head><body>'
        b'<img src="http://127.0.0.1:9/x.png"><iframe src="%s"></iframe><object data="%s"></object>'
        b"<p>Words on a page.</p><script>document.write('%s')</script></body></html>"
        % (address, address, SECRET.encode())
    ).replace(b":9/", b":%d/" % port)


EXTERNAL = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="rId1" TargetMode="External" Target="there" Type="http://'
    b'schemas.openxmlformats.org/officeDocument/2006/relationships/image"/><Relationship '
    b'Id="rId2" TargetMode="External" Target="there" Type="http://'
    b'schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)


def external_word(file: Path) -> bytes:
    """A DOCX whose picture and template are said to lie elsewhere."""
    text = word(b"The Oder is 854 km long.")
    return b.repacked(
        text, {"word/_rels/document.xml.rels": EXTERNAL.replace(b"there", file.as_uri().encode())}
    )


FILES: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "pages in a circle.pdf": (lambda s: b.pages_in_a_circle(), "damaged PDF"),
    "xref in a circle.pdf": (lambda s: b.xref_in_a_circle(), READ),
    "form in a circle.pdf": (lambda s: b.form_in_a_circle(), READ),
    "length of itself.pdf": (lambda s: b.length_of_itself(), READ),
    "arrays in arrays.pdf": (lambda s: b.nested_deeply(), READ),
    "graphics states.pdf": (lambda s: b.graphics_states(), "damaged PDF (too many nested"),
    "flate bomb.pdf": (lambda s: b.flate_bomb(4_000_000_000), "took too long|of memory"),
    "claimed picture.pdf": (lambda s: b.image(60_000, 60_000, b"FlateDecode", b"x"), READ),
    "cve 2026 3308.pdf": (lambda s: b.image(2**31 - 1, 2**31 - 1, b"FlateDecode", b"x"), READ),
    "jbig2.pdf": (lambda s: b.image(60_000, 60_000, b"JBIG2Decode", bytes(30)), READ),
    "jpeg 2000.pdf": (lambda s: b.image(60_000, 60_000, b"JPXDecode", bytes(30)), READ),
    "10,000 pages.pdf": (lambda s: b.many_pages(10_000), "10,000 pages, more than the 2,000"),
    "60,000 paths.pdf": (lambda s: b.paths(60_000), READ),
    "huge table.pdf": (lambda s: b.wide_table(80, 20), READ),
    "huge page.pdf": (lambda s: b.one_page(box=b"0 0 1e9 1e9"), READ),
    "no page.pdf": (lambda s: b.one_page(box=b"0 0 0 0"), READ),
    "locked.pdf": (lambda s: b.locked("secret"), "needs a password"),
    "locked for nobody.pdf": (lambda s: b.locked(""), READ),
    "cut short.pdf": (lambda s: b.one_page()[:200], "damaged|no pages|not a readable PDF"),
    "zip bomb.docx": (
        lambda s: b.repacked(b.office("docx"), {"word/x.bin": bytes(300_000_000)}),
        "unpacks to",
    ),
    "many parts.docx": (
        lambda s: b.repacked(b.office("docx"), {f"x/{n}": b"" for n in range(5_000)}),
        "5,017 packed files, 2,000 allowed",
    ),
    "names that lead out.docx": (
        lambda s: b.repacked(b.office("docx"), {"../../../../tmp/mmkg-evil": b"x"}), READ,
    ),
    "parts elsewhere.docx": (external_word, READ),
    "entity bomb.docx": (lambda s: word(b"&a10;", b.laughs(b"x").split(b"<x>")[0][21:]), "damaged"),
    "entity of a file.docx": (lambda s: word(b"Words &x;", outside(s)), READ),
    "entity bomb.xlsx": (
        lambda s: b.repacked(
            b.office("xlsx"), {"xl/worksheets/sheet1.xml": b.laughs(b"worksheet " + SHEET)}
        ),
        "damaged XLSX",
    ),
    "entity of a file.xlsx": (
        lambda s: b.repacked(
            b.office("xlsx"), {"xl/sharedStrings.xml": b.outside(b"sst " + SHEET, s)}
        ),
        "damaged XLSX|",
    ),
    "entity bomb.odt": (
        lambda s: b.repacked(b.office("odt"), {"content.xml": b.laughs(b"x")}), "damaged",
    ),
    "entity bomb.pptx": (
        lambda s: b.repacked(b.office("pptx"), {"ppt/presentation.xml": b.laughs(b"x")}), "damaged",
    ),
    "entity of a file.epub": (lambda s: b.epub(b.outside(b"html", s)), READ),
    "entity bomb.graphml": (lambda s: b.laughs(b"graphml"), "no valid XML"),
    "elsewhere.html": (remote, READ),
    "deep.html": (lambda s: b"<div>" * 50_000 + b"words", READ),
    "includes.tex": (
        lambda s: rb"\documentclass{article}\def\a{\a\a}\begin{document}\a Words.\input{%s}"
        rb"\write18{touch mmkg-evil}\end{document}" % str(s).encode(),
        READ,
    ),
    "braces.tex": (lambda s: b"{" * 300_000, READ),
    "deep.json": (lambda s: b"[" * 1_000_000, "nested too deep"),
    "wide.csv": (lambda s: b",".join(b"%d" % n for n in range(500_000)), "columns"),
    "long field.csv": (lambda s: b'a,b\n"' + b"x" * 1_000_000, "no readable table"),
    "brackets.md": (lambda s: b"[" * 200_000 + b"\n\n" + b"[a](" * 50_000 + b"`x" * 50_000, READ),
    "numbered.md": (lambda s: b"words 1. " * 20_000, READ),
    "14,400 points.pdf": (lambda s: b.one_page(box=b"0 0 14400 14400"), READ),
    "binary.txt": (lambda s: b"Words\0 and more" * 20, "binary data"),
    "no unicode.md": (lambda s: b"\xfa words \x80\x81 on a page", READ),
    "too many pixels.png": (lambda s: png(20_000, 20_000), "pixels|install"),
    "cut short.png": (lambda s: png(300, 300)[:70], "damaged picture|install"),
    "no picture.png": (lambda s: b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged picture|install"),
    "other inside.pdf": (lambda s: b"PK\x03\x04" + bytes(100), "damaged, or no PDF"),
    "harmless.md": (lambda s: b"# Rivers\n\nThe Oder is 854 km long.", READ),
}  # fmt: skip


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """All of them in one folder, read once."""
    folder = tmp_path_factory.mktemp("strangers")
    secret = tmp_path_factory.mktemp("private") / "secret.txt"
    secret.write_text(SECRET)
    for name, (build, _) in FILES.items():
        (folder / name).write_bytes(build(secret))
    began = time.monotonic()
    read = read_corpus([folder], tmp_path_factory.mktemp("cache"), limits=LIMITS)
    assert time.monotonic() - began < 4 * 10 * len(FILES)
    return read


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_gets_its_verdict(corpus: Corpus, name: str) -> None:
    said = {failure.path.name: failure.reason for failure in corpus.failures}
    said |= {document.name: READ for document in corpus.documents}
    assert "its reader" not in said[name]  # neither a crash nor an error of ours
    wanted = FILES[name][1].split("|")
    assert any(words in said[name] if words else said[name] == READ for words in wanted), said[name]
    assert said[name].count("\n") == 0 and len(said[name]) < 300


def test_nothing_of_another_file_gets_into_a_document(corpus: Corpus) -> None:
    for document in corpus.documents:
        assert SECRET not in document.model_dump_json(), document.name
    assert not Path("/tmp/mmkg-evil").exists() and not Path("mmkg-evil").exists()


def test_reading_a_document_asks_nobody_for_what_it_refers_to(tmp_path: Path) -> None:
    """In this process, which could: the child processes have no network at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        there = b"http://127.0.0.1:%d/x" % port
        entity = b'<!DOCTYPE x [<!ENTITY x SYSTEM "%s">]>' % there
        for name, data in {
            "a.html": remote(tmp_path, port) + b"<style>@import url(%s);</style>" % there,
            "a.epub": b.epub(entity + remote(tmp_path, port)),
            "a.docx": b.repacked(
                external_word(tmp_path),
                {"word/_rels/document.xml.rels": EXTERNAL.replace(b"there", there)},
            ),
            "entity.docx": word(b"Words &x;", entity),
            "a.md": b"Words ![seen](%s) [read](%s)" % (there, there),
            "a.tex": rb"\documentclass{article}\begin{document}Words \includegraphics{%s}"
            rb"\input{%s}\end{document}" % (there, there),
            "a.ttl": b"@prefix e: <%s#> . @base <%s> . e:a e:b e:c ." % (there, there),
            "a.graphml": entity + b"<graphml>&x;</graphml>",
            "a.pdf": b.one_page(
                page=b"/AA<</O<</S/URI/URI(%s)>>>>" % there,
                resources=b"/XObject<</X 6 0 R>>",
                content=b.HELLO + b" /X Do",
                more={
                    6: b"<</Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8"
                    b"/ColorSpace/DeviceGray/F<</FS/URL/F(%s)>>/Length 0>>stream\n\nendstream"
                    % there
                },
            ),
        }.items():
            (tmp_path / name).write_bytes(data)
            with contextlib.suppress(InputError):
                read_document(tmp_path / name)
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_the_mupdf_in_use_has_the_known_holes_closed() -> None:
    """CVE-2026-3308, sizes of pictures that overflow, is closed in MuPDF 1.28, so PyMuPDF 2.0."""
    assert tuple(map(int, pymupdf.mupdf_version.split("."))) >= (1, 28)
    told = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    (floor,) = [one for one in told["project"]["dependencies"] if one.startswith("pymupdf")]
    assert floor == "pymupdf>=2.0", "an older one has the hole"


def test_permissions_are_told_and_an_empty_password_opens(tmp_path: Path) -> None:
    (tmp_path / "open.pdf").write_bytes(b.locked("", 0))
    (document,) = read_corpus([tmp_path], tmp_path / ".cache").documents
    assert "extract" in document.permissions and document.chunks


def test_what_is_no_file_in_a_folder_is_named_and_not_opened(tmp_path: Path) -> None:
    folder, private = tmp_path / "strangers", tmp_path / ".ssh"
    for made in (folder, private):
        made.mkdir()
    (folder / "good.md").write_text("The Oder is 854 km long.")
    (tmp_path / "mine.md").write_text("The Elbe is 1,094 km long.")
    (private / "notes.md").write_text(SECRET)
    (folder / "link.md").symlink_to(tmp_path / "mine.md")
    (folder / "key.md").symlink_to(private / "notes.md")
    (folder / "users.txt").symlink_to("/etc/passwd")
    (folder / "nothing.md").symlink_to(tmp_path / "nowhere.md")
    (folder / "around").symlink_to(folder, target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.pdf")
    corpus = read_corpus([folder], tmp_path / "cache")
    assert sorted(document.name for document in corpus.documents) == ["good.md", "link.md"]
    told = {failure.path.name: failure.reason for failure in corpus.failures}
    assert set(told) == {"key.md", "users.txt", "nothing.md", "pipe.pdf"}
    assert "not followed" in told["key.md"] and "not followed" in told["users.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no devices there")
def test_a_device_that_is_named_is_refused() -> None:
    with pytest.raises(InputError, match="/dev/zero: neither a file nor a folder"):
        find_sources([Path("/dev/zero")])


def test_damaged_files_by_seed_are_read_or_refused(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location(
        "hostile_benchmark", Path(__file__).parents[3] / "benchmarks" / "hostile.py"
    )
    assert spec and spec.loader
    hostile = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hostile)
    source = io.BytesIO()
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        for row in range(6):
            for column in range(4):
                page.insert_text((72 + 90 * column, 100 + 20 * row), f"{row * 7 + column * 3}.5")
        pdf.save(source)
    for seed in range(24):
        data, how = hostile.damaged("table.pdf", source.getvalue(), seed)
        (tmp_path / f"{seed}-{how}.pdf").write_bytes(data)
    corpus = read_corpus([tmp_path], tmp_path / ".cache", limits=LIMITS)
    ends = {hostile.kind(end) for end in corpus.documents + corpus.failures}
    assert ends == {"read", "refused"}
