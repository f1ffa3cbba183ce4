"""Documents that strangers might send, built by the tests; none of them comes from anywhere."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pymupdf

HELLO = b"BT /F1 12 Tf 72 700 Td (Words on a page) Tj ET"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of objects written by hand, with a table of their addresses."""
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(
            b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
        )
    out.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (size, root, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), more, data)


def one_page(content: bytes = HELLO, resources: bytes = b"", box: bytes = b"0 0 612 792",
             page: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:  # fmt: skip
    """A PDF of one page; object 4 is its content, 5 its font."""
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>%s>>%s>>" % (box, resources, page),
        4: stream(content),
        5: FONT,
    }
    return pdf(objects | dict(more or {}))


def pages_in_a_circle() -> bytes:
    """A page tree whose branch is its own child."""
    return pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 2>>",
        3: b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 2>>",
    })  # fmt: skip


def xref_in_a_circle() -> bytes:
    """A table of addresses that says that the one before it is itself."""
    whole = one_page()
    at = int(whole.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % at)


def form_in_a_circle() -> bytes:
    """A drawing that draws itself."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"
    return one_page(
        HELLO + b" /X Do", b"/XObject<</X 6 0 R>>", more={6: stream(b"/X Do /X Do", form)}
    )


def length_of_itself() -> bytes:
    """A stream whose length is the stream."""
    return one_page(more={4: b"<</Length 4 0 R>>\nstream\n" + HELLO + b"\nendstream"})


def nested_deeply(depth: int = 200_000) -> bytes:
    """Arrays in arrays."""
    return one_page(page=b"/Deep " + b"[" * depth + b"]" * depth)


def graphics_states(depth: int = 300_000) -> bytes:
    """States saved and never taken back."""
    return one_page(b"q " * depth + HELLO)


def flate_bomb(size: int = 2_000_000_000) -> bytes:
    """A page's content that is small and unpacks to gigabytes, packed twice."""
    packer = zlib.compressobj(9)
    block = b" " * 10_000_000
    once = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    twice = zlib.compress(once, 9)
    return one_page(more={4: stream(twice, b"/Filter[/FlateDecode/FlateDecode]")})


def image(width: int, height: int, filter: bytes, data: bytes) -> bytes:
    """A page with one picture of a size that its few bytes only claim."""
    kind = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB"
    more = kind % (width, height) + b"/BitsPerComponent 8/Filter/" + filter
    return one_page(
        HELLO + b" q 500 0 0 500 0 0 cm /X Do Q", b"/XObject<</X 6 0 R>>",
        more={6: stream(data, more)},
    )  # fmt: skip


def many_pages(count: int) -> bytes:
    """Empty pages."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    tree = b"<</Type/Pages/MediaBox[0 0 9 9]/Kids[%s]/Count %d>>" % (kids, count)
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: tree}
    objects |= {number: b"<</Type/Page/Parent 2 0 R>>" for number in range(3, 3 + count)}
    return pdf(objects)


def paths(count: int) -> bytes:
    """A page with very many lines."""
    lines = b"".join(
        b"%d %d m %d %d l S\n" % (n % 599, n % 799, n % 97, n % 89) for n in range(count)
    )
    return one_page(HELLO + b"\n" + lines)


def wide_table(rows: int, columns: int) -> bytes:
    """A page that is one huge table of tiny numbers."""
    cells = b"".join(
        b"1 0 0 1 %.2f %.2f Tm (%d) Tj "
        % (20 + 575 * c / columns, 780 - 770 * r / rows, r * c % 97)
        for r in range(rows)
        for c in range(columns)
    )
    return one_page(b"BT /F1 2 Tf " + cells + b"ET")


def locked(user: str, permissions: int = -1) -> bytes:
    """An encrypted PDF with an owner's password, and perhaps one for readers."""
    with pymupdf.open() as made:
        made.new_page().insert_text((72, 72), "Words under a lock")
        data: bytes = made.tobytes(
            encryption=pymupdf.PDF_ENCRYPT_AES_256,
            owner_pw="o",
            user_pw=user,
            permissions=permissions,
        )
        return data


def zipped(parts: Sequence[tuple[str, bytes]]) -> bytes:
    """A zip file of parts, which may have the same name or names that lead out of a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts:
            packed.writestr(name, data)
    return out.getvalue()


def repacked(file: bytes, change: Mapping[str, bytes]) -> bytes:
    """An Office file with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    return zipped(list((parts | dict(change)).items()))


def office(kind: str) -> bytes:
    """A small DOCX, XLSX, PPTX or ODT."""
    out = io.BytesIO()
    if kind == "docx":
        import docx

        word = docx.Document()
        word.add_paragraph("The Oder is 854 km long.")
        word.save(out)
    elif kind == "xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for row in (("River", "Length"), ("Oder", 854), ("Elbe", 1094)):
            book.active.append(row)
        book.save(out)
    elif kind == "pptx":
        import pptx

        slides = pptx.Presentation()
        slides.slides.add_slide(slides.slide_layouts[5]).shapes.title.text = "Rivers of Europe"
        slides.save(out)
    else:
        import odfdo

        text = odfdo.Document("text")
        text.body.append(odfdo.Paragraph("The Oder is 854 km long."))
        text.save(out)
    return out.getvalue()


def epub(chapter: bytes) -> bytes:
    """An EPUB of one chapter."""
    container = (
        b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        b'<rootfile full-path="c.opf"/></rootfiles></container>'
    )
    package = (
        b'<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
        b'media-type="application/xhtml+xml"/></manifest>'
        b'<spine><itemref idref="a"/></spine></package>'
    )
    return zipped([("mimetype", b"application/epub+zip"), ("META-INF/container.xml", container),
                   ("c.opf", package), ("a.xhtml", chapter)])  # fmt: skip


def laughs(root: bytes, text: bytes = b"") -> bytes:
    """XML whose entities name each other until they are gigabytes."""
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 11))
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">%s]><%s>&a10;%s</%s>' % (
        levels, root, text, root.split(b" ")[0],
    )  # fmt: skip


def outside(root: bytes, file: Path) -> bytes:
    """XML with an entity that is a file of this machine."""
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "%s">]>' % file.as_uri().encode()
    return head + b"<%s>&x;</%s>" % (root, root.split(b" ")[0])
