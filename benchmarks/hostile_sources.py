"""Small documents of every format, made here, for `hostile.py` to damage."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

RIVERS = (("Oder", 854, 567), ("Elbe", 1094, 870), ("Weser", 452, 327), ("Ems", 371, 80))
HEAD = ("River", "Length (km)", "Discharge (m3/s)")
PROSE = "The Oder is 854 km long. Its speed is v = s / t, where s is the way and t the time."
STYLE = "th { color: white; background: #246 } .x { display: none }"


def page() -> str:
    """A page of HTML with a table, a formula, a list and a style sheet."""
    rows = "".join(f"<tr><td>{n}</td><td>{a}</td><td>{b}</td></tr>" for n, a, b in RIVERS)
    head = "".join(f"<th>{name}</th>" for name in HEAD)
    return (
        f"<!doctype html><html><head><title>Rivers</title><style>{STYLE}</style></head><body>"
        f"<h1>Rivers</h1><p>{PROSE}</p><p class='x'>Not shown.</p><ul><li>one</li><li>two</li></ul>"
        f"<table><caption>Table 1: Rivers</caption><tr>{head}</tr>{rows}</table>"
        "<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math></body></html>"
    )


def pdf() -> bytes:
    """Text, a ruled table, a chart of strokes and a picture."""
    import pymupdf

    with pymupdf.open() as made:
        sheet = made.new_page()
        sheet.insert_text((72, 72), "Rivers", fontsize=18)
        sheet.insert_text((72, 100), PROSE)
        for row, cells in enumerate((HEAD, *RIVERS)):
            sheet.draw_line((72, 130 + 20 * row), (400, 130 + 20 * row))
            for column, cell in enumerate(cells):
                sheet.insert_text((75 + 110 * column, 144 + 20 * row), str(cell))
        for number, (_, length, _) in enumerate(RIVERS):
            sheet.draw_rect(
                (100 + 40 * number, 600 - length / 5, 120 + 40 * number, 600), fill=(0, 0, 1)
            )
        sheet.insert_image((300, 450, 400, 550), stream=picture("PNG"))
        return bytes(made.tobytes())


def docx() -> bytes:
    """Headings, a table, a formula and hidden runs."""
    import docx

    word = docx.Document()
    word.add_heading("Rivers", 1)
    word.add_paragraph(PROSE).add_run(" hidden").font.hidden = True
    word.add_paragraph("Table 1: Rivers", "Caption")
    table = word.add_table(0, len(HEAD))
    for cells in (HEAD, *RIVERS):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = str(text)
    return _saved(word.save)


def xlsx() -> bytes:
    """A table with a chart, formats, a merged cell and a hidden row."""
    import openpyxl
    from openpyxl.chart import BarChart, Reference

    book = openpyxl.Workbook()
    sheet = book.active
    for cells in (HEAD, *RIVERS):
        sheet.append(cells)
    sheet["B2"].number_format, sheet.row_dimensions[5].hidden = '0 "km"', True
    sheet.merge_cells("A8:C8")
    sheet["A8"] = "By the Office of Rivers"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=5), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=5))
    sheet.add_chart(chart, "E2")
    return _saved(book.save)


def pptx() -> bytes:
    """A title, text, a table and a chart."""
    import pptx
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.shapes.title.text = "Rivers"
    slide.shapes.add_textbox(Pt(50), Pt(80), Pt(300), Pt(40)).text_frame.text = PROSE
    frame = slide.shapes.add_table(len(RIVERS), 3, Pt(50), Pt(150), Pt(300), Pt(150))
    for row, cells in enumerate(RIVERS):
        for column, text in enumerate(cells):
            frame.table.cell(row, column).text = str(text)
    data = CategoryChartData()
    data.categories = [name for name, _, _ in RIVERS]
    data.add_series("Length", [length for _, length, _ in RIVERS])
    place = Pt(380), Pt(150), Pt(300), Pt(200)
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    return _saved(show.save)


def odt() -> bytes:
    """A heading, text and a table."""
    import odfdo

    text = odfdo.Document("text")
    text.body.clear()
    text.body.append(odfdo.Header(1, "Rivers"))
    text.body.append(odfdo.Paragraph(PROSE))
    table = odfdo.Table("rivers")
    table.set_values([list(HEAD), *map(list, RIVERS)])
    text.body.append(table)
    return _saved(text.save)


def epub() -> bytes:
    """A book of one chapter with its style sheet."""
    container = '<container><rootfiles><rootfile full-path="c.opf"/></rootfiles></container>'
    package = (
        '<package><metadata><title>Rivers</title></metadata><manifest><item id="a" href="a.xhtml"'
        ' media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
        "</package>"
    )
    linked = page().replace("<style>", '<link rel="stylesheet" href="s.css"><style>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in (
            ("mimetype", "application/epub+zip"), ("META-INF/container.xml", container),
            ("c.opf", package), ("a.xhtml", linked), ("s.css", STYLE),
        ):  # fmt: skip
            packed.writestr(name, text)
    return out.getvalue()


def picture(form: str) -> bytes:
    """A picture with a few words."""
    from PIL import Image, ImageDraw

    made = Image.new("RGB", (300, 120), "white")
    ImageDraw.Draw(made).text((20, 40), PROSE[:24], "black", font_size=20)
    return _saved(lambda out: made.save(out, form))


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def _texts() -> dict[str, str]:
    rows = [HEAD, *RIVERS]
    records = [dict(zip(HEAD, row, strict=True)) for row in RIVERS]
    piped = "\n".join(f"| {' | '.join(map(str, row))} |" for row in (HEAD, ("---",) * 3, *RIVERS))
    lined = r" \\ ".join(" & ".join(map(str, row)) for row in rows)
    known = "\n".join(
        f'ex:{name} ex:length "{length}" ; ex:in ex:Europe .' for name, length, _ in RIVERS
    )
    edges = "".join(f'<node id="{n}"/><edge source="{n}" target="Europe"/>' for n, _, _ in RIVERS)
    return {
        "page.html": page(),
        "rows.csv": "\n".join(",".join(map(str, row)) for row in rows),
        "rows.tsv": "\n".join("\t".join(map(str, row)) for row in rows),
        "rows.json": json.dumps({"title": "Rivers", "rivers": records, "note": PROSE}),
        "rows.jsonl": "\n".join(map(json.dumps, records)),
        "text.md": f"# Rivers\n\n{PROSE}\n\nTable 1: Rivers\n\n{piped}\n\n$$ v = s / t $$\n",
        "text.txt": PROSE,
        "text.tex": rf"\documentclass{{article}}\begin{{document}}\section{{Rivers}}{PROSE} $v=s/t$"
        rf"\begin{{table}}\caption{{Rivers}}\begin{{tabular}}{{lrr}}{lined}\end{{tabular}}"
        r"\end{table}\[ E = m c^2 \]\end{document}",
        "known.ttl": f"@prefix ex: <http://example.org/> .\n{known}",
        "known.nt": "".join(
            f"<http://example.org/{n}> <http://example.org/in> <http://example.org/Europe> .\n"
            for n, _, _ in RIVERS
        ),
        "known.graphml": '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph '
        f'edgedefault="directed"><node id="Europe"/>{edges}</graph></graphml>',
    }


def write(folder: Path) -> list[Path]:
    """Write one document of every format into a folder; returns their paths in order."""
    made = {name: text.encode() for name, text in _texts().items()}
    makers: dict[str, Callable[[], bytes]] = {
        "page.pdf": pdf, "text.docx": docx, "rows.xlsx": xlsx, "show.pptx": pptx, "text.odt": odt,
        "book.epub": epub,
    }  # fmt: skip
    made |= {name: make() for name, make in makers.items()}
    made |= {
        f"seen.{end}": picture(form)
        for end, form in (("png", "PNG"), ("jpg", "JPEG"), ("tiff", "TIFF"))
    }
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in sorted(made)]
