"""Varied documents of any number, the same for the same number: the corpus of `growth.py`.

Each is about a region: towns, rivers, works and their founders, with sentences, a table or two, and
in some a formula. Names recur in other documents, as they do in a real corpus. Six of ten are
Markdown, two HTML, one CSV, one PDF.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

FIRST = "Bar Cor Dal Elm Far Gal Hol Ist Jor Kel Lom Mar Nor Ost Pel Quin Ras Sol Tam Ul Var"
MIDDLE = "a e i o u an en in on ar er or al el il"
LAST = "berg dale field ford gate ham holm land mouth port stead ton vale wick worth"
GIVEN = "Ada Bruno Clara David Erika Felix Greta Henry Irene Jonas Karin Louis Maria Nils"
WORKS = "Copper_Works Glass_Company Paper_Mill Steel_Works Textile_Company Clock_Works"
MEASURES = (
    ("Population", 800, 90_000, 0),
    ("Area (km2)", 4, 300, 1),
    ("Elevation (m)", 2, 1900, 0),
    ("Rainfall (mm)", 300, 2400, 0),
    ("Founded (year)", 1100, 1950, 0),
    ("Schools", 1, 60, 0),
    ("Harvest (t)", 20, 9000, 1),
)


@dataclass(frozen=True)
class Table:
    """A table with its caption."""

    caption: str
    header: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class Page:
    """What a document says, before it has a format."""

    title: str
    paragraphs: list[str]
    tables: list[Table]


def write(folder: Path, count: int) -> None:
    """Write so many documents into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        page = _page(number, Random(f"growth {number}"))
        kind = number % 10
        name = folder / f"region{number:05d}"
        if kind < 6:
            name.with_suffix(".md").write_text(_markdown(page), "utf-8")
        elif kind < 8:
            name.with_suffix(".html").write_text(_html(page), "utf-8")
        elif kind == 8:
            name.with_suffix(".csv").write_text(_csv(page.tables[0]), "utf-8")
        else:
            _pdf(page, name.with_suffix(".pdf"))


def _name(rng: Random) -> str:
    return "".join(_one_of(words, rng) for words in (FIRST, MIDDLE, LAST))


def _one_of(words: str, rng: Random) -> str:
    return rng.choice(words.split()).replace("_", " ")


def _page(number: int, rng: Random) -> Page:
    region = _name(rng)
    towns = list(dict.fromkeys(_name(rng) for _ in range(rng.randint(6, 12))))
    tables = [_table(region, towns, number, part, rng) for part in range(rng.randint(1, 2))]
    paragraphs = [" ".join(_sentences(region, towns, rng)) for _ in range(rng.randint(2, 5))]
    return Page(f"The region of {region} in {1900 + number % 120}", paragraphs, tables)


def _table(region: str, towns: list[str], number: int, part: int, rng: Random) -> Table:
    measures = rng.sample(MEASURES, rng.randint(2, 4))
    rows = [
        [town, *(f"{rng.uniform(low, high):.{places}f}" for _, low, high, places in measures)]
        for town in towns
    ]
    caption = f"Table {part + 1}: Towns of {region} in survey {number + 1}-{part + 1}"
    return Table(caption, ["Town", *(name for name, *_ in measures)], rows)


def _sentences(region: str, towns: list[str], rng: Random) -> Iterator[str]:
    for town in rng.sample(towns, min(3, len(towns))):
        works = f"{_name(rng)} {_one_of(WORKS, rng)}"
        founder = f"{_one_of(GIVEN, rng)} {_name(rng)}"
        yield rng.choice(
            (
                f"{town} is located in {region}.",
                f"The {works} was founded in {rng.randint(1800, 1990)} by {founder}.",
                f"The mayor of {town} is {founder}.",
                f"{town} has a population of {rng.randint(900, 90_000)}.",
                f"The {_name(rng)} River flows through {town}.",
                f"The {works} is based in {town}, and it employs {rng.randint(20, 900)} people.",
            )
        )
    yield "The survey was taken in summer, and its results were checked by two people."


def _markdown(page: Page) -> str:
    lines = [f"# {page.title}", "", *(line for text in page.paragraphs for line in (text, ""))]
    for table in page.tables:
        rule = "|---" * len(table.header) + "|"
        lines += [table.caption, "", _row(table.header), rule, *map(_row, table.rows), ""]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _html(page: Page) -> str:
    texts = "".join(f"<p>{html.escape(text)}</p>" for text in page.paragraphs)
    tables = "".join(_html_table(table) for table in page.tables)
    return f"<html><body><h1>{html.escape(page.title)}</h1>{texts}{tables}</body></html>"


def _html_table(table: Table) -> str:
    head = "".join(f"<th>{name}</th>" for name in table.header)
    rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in table.rows)
    return f"<table><caption>{table.caption}</caption><tr>{head}</tr>{rows}</table>"


def _csv(table: Table) -> str:
    return "\n".join(",".join(row) for row in [table.header, *table.rows]) + "\n"


def _pdf(page: Page, to: Path) -> None:
    """Lines of text and ruled tables, drawn by PyMuPDF."""
    import pymupdf

    with pymupdf.open() as pdf:
        sheet = pdf.new_page()
        sheet.insert_text((60, 60), page.title, fontsize=16)
        sheet.insert_textbox((60, 80, 535, 400), "\n\n".join(page.paragraphs), fontsize=10)
        _draw(page.tables[0], sheet)
        pdf.set_metadata({"title": page.title})
        pdf.save(to)


def _draw(table: Table, sheet: object) -> None:
    import pymupdf

    assert isinstance(sheet, pymupdf.Page)
    sheet.insert_text((60, 425), table.caption, fontsize=10)
    for y, cells in enumerate([table.header, *table.rows]):
        for x, cell in enumerate(cells):
            box = pymupdf.Rect(60 + 95 * x, 432 + 18 * y, 155 + 95 * x, 450 + 18 * y)
            sheet.draw_rect(box, width=0.5)
            sheet.insert_text((box.x0 + 4, box.y1 - 5), cell, fontsize=9)
