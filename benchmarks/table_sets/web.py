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
    "filing": BASE
    % ("Liberation Serif,serif", "10pt", "1px 1px", "bottom")
    + "thead td:not(:empty),thead th:not(:empty){border-bottom:1px solid} .n{padding-left:10px}"
    "tbody tr:last-child .n:not(:empty){border-bottom:3px double}"
    "tr:nth-child(even){background:#cef}",
    "zebra": BASE % ("DejaVu Sans,sans-serif", "8pt", "4px 12px", "middle")
    + "tr:nth-child(even){background:#e8e8e8}",
    "landscape-web": BASE % ("Liberation Sans,sans-serif", "9pt", "4px 8px", "middle")
    + "@page{size:A4 landscape;margin:2cm} th,td{border-bottom:1px dotted #555}",
    "floated": BASE
    % ("Liberation Serif,serif", "8pt", "2px 6px", "middle")
    + "table{float:right;margin:0 0 1em 2em;border-top:1px solid;border-bottom:1px solid}"
    "thead{border-bottom:1px solid} p{font-size:11pt} .note,.above{clear:none}",
    "turned": BASE
    % ("Liberation Sans,sans-serif", "10pt", "4px 8px", "bottom")
    + "thead tr:last-child th.n{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left}"
    "table{border-bottom:1px solid} thead{border-bottom:1px solid}",
    "leaders": BASE
    % ("Liberation Serif,serif", "10pt", "2px 4px", "bottom")
    + "tbody td:first-child{max-width:16em;overflow:hidden;white-space:nowrap}"
    "tbody td:first-child::after{content:'" + " ." * 60 + "'}",
    "charted": BASE % ("Liberation Sans,sans-serif", "9pt", "3px 9px", "middle")
    + "table{border-top:2px solid;margin-bottom:4px} thead{border-bottom:1px solid}",
    "uprights": BASE % ("Liberation Sans,sans-serif", "9pt", "2px 9px", "middle")
    + "td+td,th+th{border-left:1px solid #666} thead{border-bottom:1px solid #666}",
    "tiles": BASE
    % ("DejaVu Sans,sans-serif", "8pt", "4px 8px", "middle")
    + "table{border-collapse:separate;border-spacing:2px} td{background:#f0f0f0}"
    "th{background:#4a6;color:#fff}",
    "centred": BASE
    % ("Liberation Serif,serif", "10pt", "2px 10px", "middle")
    + "table{margin:1em auto;border-top:2px solid;border-bottom:2px solid}"
    ".n{text-align:center} thead{border-bottom:1px solid}",
    "columns": BASE
    % ("Liberation Serif,serif", "8pt", "2px 3px", "middle")
    + "body{column-count:2;column-gap:8mm} thead{border-top:1px solid;border-bottom:1px solid}"
    "table{border-bottom:1px solid}",
}
CHART = (
    '<svg width="300" height="120"><line x1="20" y1="0" x2="20" y2="100" stroke="black"/>%s</svg>'
)


def page(look: str, tables: Sequence[TableSource], chinese: bool) -> str:
    """A web page with all tables, prose between them."""
    parts = []
    for number, table in enumerate(tables, 1):
        around, own = f"<p>{prose(number, chinese)}</p>", _table(table, number, look == "filing")
        own += _chart(table) if look == "charted" else ""
        parts += [own, around * 2] if look == "floated" else [around, own]
    style = LOOKS[look].replace(
        "font-family:", "font-family:Noto Sans CJK SC," if chinese else "font-family:"
    )
    return (
        f'<!doctype html><html lang="{"zh" if chinese else "en"}"><meta charset="utf-8">'
        f"<style>@page{{size:A4;margin:2cm}} {style}</style>{''.join(parts)}"
    )


def _chart(table: TableSource) -> str:
    """Bars over the names of the first rows, which stand close below the table."""
    names = [html.escape(row[0].strip(INDENT)[:8]) for row in table.grid[table.header_rows :][:4]]
    bars = "".join(
        f'<rect x="{30 + 60 * k}" y="{20 * (k % 3)}" width="40" height="{100 - 20 * (k % 3)}"/>'
        f'<text x="{30 + 60 * k}" y="114" font-size="10">{name}</text>'
        f'<text x="2" y="{98 - 30 * k}" font-size="9">{10 * k}</text>'
        for k, name in enumerate(names)
    )
    return CHART % bars


def _table(table: TableSource, number: int, apart: bool) -> str:
    name = "表" if table.chinese else "Table"
    above = f'<div class="above">{html.escape(table.above)}</div>' if table.above else ""
    size = ' style="font-size:6pt"' if len(table.grid[0]) > 12 else ""
    rows = list(_rows(table, apart))
    head, body = rows[: table.header_rows], rows[table.header_rows :]
    return (
        f'<table{size} class="{"long" if len(body) > 30 else ""}">'
        f"<caption>{name} {number}: {html.escape(table.caption)}{above}</caption>"
        f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody></table>"
        + "".join(f'<p class="note">{_text(note)}</p>' for note in table.notes)
    )


def _rows(table: TableSource, apart: bool) -> Iterator[str]:
    """Rows; with signs of money and closing signs in columns of their own if set apart."""
    spans = table.spans()
    for row, texts in enumerate(table.grid):
        cells = []
        for column, words in enumerate(texts):
            if table.owner(row, column) == (row, column):
                down, across = spans.get((row, column), (1, 1))
                if apart and column >= table.labels and row >= table.header_rows and across == 1:
                    parts = re.fullmatch(r"(\$?)(.*?)([)%]*)", words, re.S)
                    cells += [f'<td class="n">{_text(part)}</td>' for part in parts.groups()]
                    continue
                across += 2 * (apart and column >= table.labels) * across
                across += (
                    2 * apart * max(0, column + across - table.labels) * (column < table.labels)
                )
                tag = "th" if row < table.header_rows else "td"
                kind = "w" if column in table.wraps else "n" if column >= table.labels else ""
                reach = f' rowspan="{down}"' * (down > 1) + f' colspan="{across}"' * (across > 1)
                reach += ' style="text-align:center"' * (across > 1 and row < table.header_rows)
                cells.append(f'<{tag} class="{kind}"{reach}>{_text(words)}</{tag}>')
        yield f"<tr>{''.join(cells)}</tr>"


def _text(words: str) -> str:
    depth = len(words) - len(words.lstrip(INDENT))
    shown = re.sub(r"\^([a-z])", r"<sup>\1</sup>", html.escape(words.strip(INDENT)))
    shown = shown.replace("\n", "<br>")
    return f'<span style="padding-left:{1.5 * depth}em">{shown}</span>' if depth else shown
