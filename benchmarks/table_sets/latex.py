"""Tables in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from table_sets.latex_looks import Look
from table_sets.sources import INDENT, LEFT, TableSource

SIGNS = {
    "±": r"$\pm$",
    "−": "$-$",
    "%": r"\%",
    "&": r"\&",
    "#": r"\#",
    "$": r"\$",
    "€": "EUR",
    "<": "$<$",
    ">": "$>$",
    "✓": r"\ding{51}",
    "✗": r"\ding{55}",
    "–": "--",
    INDENT: r"\quad ",
}
PACKAGES = (
    "colortbl,amsmath,amssymb,booktabs,multirow,array,longtable,graphicx,rotating,adjustbox,pifont,"
    "caption,arydshln,pdflscape,wrapfig,dcolumn,tikz"
)
WORDS = (
    ("lorem", "ipsum", "dolor", "sit", "amet", "consectetur", "adipiscing", "elit", "sed", "do")
    + ("eiusmod", "tempor", "incididunt", "ut", "labore", "et", "dolore", "magna", "aliqua", "enim")
    + ("ad", "minim", "veniam", "quis", "nostrud", "exercitation", "ullamco", "laboris", "nisi")
)
NUMBER = re.compile(r"\d*\.?\d+")
CHINESE = "本节说明数据的来源与处理方法并讨论其中的主要趋势各地区之间的差异较为明显"


AROUND = {
    "landscape": r"\begin{landscape}\begin{table}[t]%s\end{table}\end{landscape}",
    "wrapped": r"\begin{wraptable}{r}{.5\textwidth}%s\end{wraptable}",
    "slide": r"\begin{frame}{Results}\begin{table}%s\end{table}\end{frame}",
}


def document(look: Look, tables: Sequence[TableSource], chinese: bool) -> str:
    """A document with all tables, prose between them."""
    fonts = look.fonts
    if chinese:
        fonts += (
            r"\usepackage[UTF8,fontset=none,scheme=plain]{ctex}\setCJKmainfont{Noto Serif CJK SC}"
        )
        fonts += r"\renewcommand{\tablename}{表}"
    parts = [look.document, rf"\usepackage{{{PACKAGES}}}", fonts, r"\begin{document}"]
    step = 2 if look.place == "beside" else 1
    for place in range(0, len(tables), step):
        around = "" if look.place == "slide" else prose(place, chinese)
        around *= 3 if look.place == "wrapped" else 1
        own = "".join(_placed(look, tables[place : place + step]))
        parts += [own, around] if look.place == "wrapped" else [around, own]
    return "\n".join([*parts, prose(len(tables), chinese), r"\end{document}"])


def prose(seed: int, chinese: bool = False) -> str:
    """A paragraph without digits, so that the words of tables can be told from it."""
    if chinese:
        return (CHINESE[seed % 7 :] + "，" + CHINESE + "。") * 5 + "\n\n"
    words = [WORDS[(seed * 7 + k * (3 + seed % 5)) % len(WORDS)] for k in range(110)]
    return " ".join(words).capitalize() + ".\n\n"


def _placed(look: Look, tables: Sequence[TableSource]) -> Iterator[str]:
    if look.place == "beside":
        halves = [
            rf"\begin{{minipage}}{{.48\linewidth}}{_inside(look, t)}\end{{minipage}}"
            for t in tables
        ]
        yield r"\begin{table}[t]" + "\\hfill\n".join(halves) + r"\end{table}"
        return
    for table in tables:
        if look.place == "long":
            yield _long(look, table)
            continue
        if look.place in AROUND and not (look.place == "wrapped" and table.wide):
            yield AROUND[look.place] % _inside(look, table)
            continue
        star = "*" if look.columns == 2 and table.wide else ""
        kind = ("sidewaystable" if look.place == "sideways" else "table") + star
        where = "" if look.place == "sideways" else "[t]"
        yield rf"\begin{{{kind}}}{where}{_inside(look, table)}\end{{{kind}}}"


def _inside(look: Look, table: TableSource) -> str:
    caption = rf"\caption{{{text(table.caption)}}}"
    lines = [_tabular(look, table)]
    if table.above:
        lines.insert(0, rf"\hfill {text(table.above)}\\")
    lines += [rf"\\[2pt]{{\footnotesize {text(note)}}}" for note in table.notes]
    body = "\n".join(lines)
    size = look.size + (r"\setlength{\tabcolsep}{3pt}" if len(table.grid[0]) > 12 else "")
    if look.chart_below:
        body += r"\\[4pt]" + _chart(table)
    parts = (body, caption) if look.below else (caption, body)
    return rf"\centering{size} " + "\n".join(parts)


def _chart(table: TableSource) -> str:
    """Bars with the names of rows below them and numbers on an axis."""
    names = [row[0].split("^")[0][:6] for row in table.texts()[table.header_rows :] if row[0]][:4]
    bars = "".join(
        rf"\fill ({k},0) rectangle ({k}.6,{1 + k % 3});\node at ({k}.3,-.2) {{\tiny {text(n)}}};"
        for k, n in enumerate(names)
    )
    axis = "".join(rf"\node at (-.3,{k}) {{\tiny {20 * k}}};" for k in range(4))
    return rf"\begin{{tikzpicture}}\draw (0,0) -- (0,3.2);{bars}{axis}\end{{tikzpicture}}"


def _tabular(look: Look, table: TableSource) -> str:
    inner = "\n".join((_top(look), *_rows(look, table, table.grid), _bottom(look)))
    tabular = rf"\begin{{tabular}}{{{_columns(look, table)}}}{inner}\end{{tabular}}"
    return rf"\begin{{adjustbox}}{{max width=\linewidth}}{tabular}\end{{adjustbox}}"


def _long(look: Look, table: TableSource) -> str:
    rows = list(_rows(look, table, table.grid))
    header = "\n".join((_top(look), *rows[: table.header_rows]))
    caption = rf"\caption{{{text(table.caption)}}}\\"
    again = r"\caption[]{(continued)}\\"
    head = f"{caption}{header}\\endfirsthead {again}{header}\\endhead {_bottom(look)}\\endfoot "
    body = "\n".join(rows[table.header_rows :])
    size = look.size + (r"\tiny\setlength{\tabcolsep}{2pt}" if len(table.grid[0]) > 12 else "")
    inner = rf"\begin{{longtable}}{{{_columns(look, table)}}}{head}{body}\end{{longtable}}"
    return rf"\begingroup{size} {inner}\endgroup"


def _columns(look: Look, table: TableSource) -> str:
    width = len(table.grid[0])
    kinds = ["l" if column < table.labels else look.align for column in range(width)]
    if look.by_points:
        kinds[table.labels :] = ["D{.}{.}{-1}"] * (width - table.labels)
    for column in table.wraps:
        kinds[column] = r"p{3.4cm}"
    if table.leaders:
        kinds[0] = "p{6cm}"
    if look.rules in ("grid", "bars"):
        return "|" + "|".join(kinds) + "|"
    if look.rules == "stub bar":
        kinds[table.labels - 1] += "|"
    return "".join(kinds)


def _top(look: Look) -> str:
    tops = {"double": r"\hline\hline", "none": "", "header": "", "stub bar": "", "bands": ""}
    return r"\toprule" if "booktabs" in look.rules else tops.get(look.rules, r"\hline")


def _bottom(look: Look) -> str:
    bottoms = {"double": r"\hline\hline"} | dict.fromkeys(("none", "header", "rows", "bands"), "")
    return r"\bottomrule" if "booktabs" in look.rules else bottoms.get(look.rules, r"\hline")


def _rows(look: Look, table: TableSource, grid: Sequence[Sequence[str]]) -> Iterator[str]:
    """Each row with the rules below it."""
    for number in range(len(grid)):
        rules = "" if number == len(grid) - 1 else _rules_below(look, table, number)
        shaded = look.rules == "bands" and (number - table.header_rows) % 2 == 0
        band = r"\rowcolor[gray]{.9}" * (shaded and number >= table.header_rows)
        yield band + " & ".join(_cells(look, table, number)) + r" \\" + rules


def _cells(look: Look, table: TableSource, number: int) -> Iterator[str]:
    row, spans, column = table.grid[number], table.spans(), 0
    while column < len(row):
        owner = table.owner(number, column)
        down, across = spans.get(owner, (1, 1))
        printed = owner == (number, column)
        shown = _text(look, table, number, column) if printed else ""
        if printed and down > 1 and not (look.tops and number >= table.header_rows):
            shown = rf"\multirow{{{down}}}{{*}}{{{shown}}}"
        bare = look.by_points and column >= table.labels and not NUMBER.fullmatch(row[column])
        if across > 1 or (bare and shown):
            kind = _span_kind(look, table, column, across) if across > 1 else "c"
            shown = rf"\multicolumn{{{across}}}{{{kind}}}{{{shown}}}"
        yield shown
        column += across


def _span_kind(look: Look, table: TableSource, column: int, across: int) -> str:
    full = across == len(table.grid[0])
    kind = "l" if full and look.title != "centred" else "c"
    if look.rules in ("grid", "bars"):
        return ("|" if column == 0 else "") + kind + "|"
    return kind


def _text(look: Look, table: TableSource, number: int, column: int) -> str:
    shown, header = text(table.grid[number][column]), number < table.header_rows
    title = not header and table.spans().get((number, column), (1, 1))[1] == len(table.grid[0])
    if title and look.title in ("italic", "bold"):
        return rf"\text{'it' if look.title == 'italic' else 'bf'}{{{shown}}}"
    if look.flush_money and shown.startswith(r"\$"):
        shown = rf"\makebox[1.8cm]{{\$\hfill {shown[2:]}}}"
    if table.leaders and not header and column == 0 and any(table.grid[number][1:]):
        shown += r"\dotfill"
    if header and look.bold_header and shown:
        shown = rf"\textbf{{{shown}}}"
    if table.turned_header and number == table.header_rows - 1 and column >= table.labels:
        return rf"\rotatebox{{90}}{{{shown}}}"
    return shown


def _rules_below(look: Look, table: TableSource, number: int) -> str:
    last = number == table.header_rows - 1
    following = [table.owner(number + 1, c) for c in range(len(table.grid[0]))]
    starts = number > last and table.labels > 1 and following[0] == (number + 1, 0)
    title = number > last and set(table.grid[number + 1][1:]) == {LEFT}
    if look.rules in ("grid", "rows"):
        return _free(following, number) if look.rules == "grid" or number >= last else ""
    if "booktabs" in look.rules:
        if last or title or starts:
            return r"\midrule"
        wanted = number < last and look.rules == "booktabs"
        return "".join(_under_spanners(table, number)) if wanted else ""
    if look.rules == "dashed" and (title or starts):
        return r"\hdashline"
    if look.rules in ("none", "bands") or not last:
        return ""
    return r"\hline"


def _free(following: Sequence[tuple[int, int]], number: int) -> str:
    """A rule where no cell goes on below."""
    own = [column for column, (row, _) in enumerate(following) if row > number]
    if len(own) == len(following):
        return r"\hline"
    return "".join(rf"\cline{{{column + 1}-{column + 1}}}" for column in own)


def _under_spanners(table: TableSource, number: int) -> Iterator[str]:
    for (row, column), (down, across) in table.spans().items():
        if row + down - 1 == number and across > 1:
            yield rf"\cmidrule(lr){{{column + 1}-{column + across}}}"


def text(words: str) -> str:
    """A text of a cell in LaTeX: stars and note marks raised, signs by their commands."""
    mark = re.search(r"(?:\*+|\^[a-z])$", words)
    if mark and mark.start():
        raised = mark[0].removeprefix("^")
        return text(words[: mark.start()]) + rf"\textsuperscript{{{raised}}}"
    if "\n" in words:
        return r"\shortstack{" + r"\\".join(map(text, words.split("\n"))) + "}"
    words = re.sub(r"\^([a-z]) ", r"\\textsuperscript{\1} ", words)
    return "".join(SIGNS.get(char, char) for char in words)
