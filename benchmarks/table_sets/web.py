"""Tables as web pages and office programs print them, for a browser's PDF."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from table_sets.latex import prose
from table_sets.sources import INDENT, TableSource

BASE = (
    "body{font-family:%s;font-size:%s;margin:0} table{border-collapse:collapse;margin:1em 0}"
    "caption{text-align:left;padding:4px 0} td,th{padding:%s;vertical-align:%s}"
    "h2,table{break-inside:avoid} table.long{break-inside:auto}"
    ".w{width:16em} .n{text-align:right} .note,.above{font-size:90%%}"
)
GRID = "td,th{border:1px solid #444}"
LOOKS = {
    "office-grid": BASE % ("Liberation Serif,serif", "11pt", "2px 6px", "middle") + GRID,
    "striped": BASE % ("DejaVu Sans,sans-serif", "9pt", "5px 9px", "middle")
    + "tbody tr:nth-child(odd){background:#eef1f5} thead{border-bottom:2px solid #999}",
    "encyclopedia": BASE % ("Liberation Sans,sans-serif", "10pt", "3px 7px", "middle")
    + "td,th{border:1px solid #a2a9b1} th{background:#eaecf0}",
    "band": BASE % ("Liberation Sans,sans-serif", "9pt", "4px 8px", "top")
    + "thead th{background:#1f3864;color:#fff} tbody tr{border-bottom:1px solid #ccc}",
    "hairlines": BASE % ("DejaVu Sans,sans-serif", "8pt", "6px 10px", "middle")
    + "tr{border-bottom:1px solid #ddd}",
    "bare": BASE % ("Liberation Serif,serif", "11pt", "2px 14px", "top") + "th{font-weight:400}",
    "report": BASE % ("Liberation Serif,serif", "10pt", "3px 8px", "bottom")
    + "table{border-top:2px solid;border-bottom:2px solid} thead{border-bottom:1px solid}",
}


def page(look: str, tables: Sequence[TableSource], chinese: bool) -> str:
    """A web page with all tables, prose between them."""
    parts = []
    for number, table in enumerate(tables, 1):
        parts += [f"<p>{prose(number, chinese)}</p>", _table(table, number)]
    style = LOOKS[look].replace(
        "font-family:", "font-family:Noto Sans CJK SC," if chinese else "font-family:"
    )
    return (
        f'<!doctype html><html lang="{"zh" if chinese else "en"}"><meta charset="utf-8">'
        f"<style>@page{{size:A4;margin:2cm}} {style}</style>{''.join(parts)}"
    )


def _table(table: TableSource, number: int) -> str:
    name = "表" if table.chinese else "Table"
    above = f'<div class="above">{html.escape(table.above)}</div>' if table.above else ""
    size = ' style="font-size:6pt"' if len(table.grid[0]) > 12 else ""
    rows = list(_rows(table))
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    return (
        f'<table{size} class="{"long" if len(body) > 30 else ""}">'
        f"<caption>{name} {number}: {html.escape(table.caption)}{above}</caption>"
        f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody></table>"
        + "".join(f'<p class="note">{_text(note)}</p>' for note in table.notes)
    )


def _rows(table: TableSource) -> Iterator[str]:
    spans = table.spans()
    for row, texts in enumerate(table.grid):
        cells = []
        for column, words in enumerate(texts):
            if table.owner(row, column) == (row, column):
                down, across = spans.get((row, column), (1, 1))
                tag = "th" if row < table.header_rows else "td"
                kind = "w" if column in table.wraps else "n" if column >= table.labels else ""
                reach = f' rowspan="{down}"' * (down > 1) + f' colspan="{across}"' * (across > 1)
                reach += ' style="text-align:center"' * (across > 1 and row < table.header_rows)
                cells.append(f'<{tag} class="{kind}"{reach}>{_text(words)}</{tag}>')
        yield f"<tr>{''.join(cells)}</tr>"


def _text(words: str) -> str:
    depth = len(words) - len(words.lstrip(INDENT))
    shown = re.sub(r"\^([a-z])", r"<sup>\1</sup>", html.escape(words.strip(INDENT)))
    return f'<span style="padding-left:{1.5 * depth}em">{shown}</span>' if depth else shown
