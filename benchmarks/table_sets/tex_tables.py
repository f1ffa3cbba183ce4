r"""Tables in LaTeX sources as their authors wrote them: what stands in each row and column.

Read for the benchmark alone, apart from the reader of LaTeX sources in `tools/parse`: rows part
at `\\`, cells at `&`; the header ends at the first rule below a row that is not within a row of
spanning names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from table_sets.tex_words import COMMENT, group_at, past_option, printed

NUMBER = re.compile(r"[^A-Za-z\u4e00-\u9fff]*\d[^A-Za-z\u4e00-\u9fff]*[a-zA-Z%]{0,3}")
Place = tuple[int, int, int, int]
BEGIN = re.compile(r"\\begin\{(tabular[xy*]?|tabulary|longtable|supertabular)\}")
RULE = re.compile(
    r"\\(?:(hline|midrule|toprule|bottomrule|Xhline|specialrule|hdashline|hhline|thickhline"
    r"|endhead|endfirsthead|endfoot|endlastfoot|addlinespace|noalign|rowcolor|rowcolors|arrayrulecolor|morecmidrules"
    r"|cmidrule|cline|cdashline)\b)"
)
FULL = {"hline", "midrule", "Xhline", "hdashline", "thickhline", "hhline", "specialrule"}
PART = {"cmidrule", "cline", "cdashline"}


@dataclass(slots=True)
class Piece:
    """A cell as written.

    Attributes:
        text: What it prints.
        rows: Rows that it spans.
        columns: Columns that it spans.
    """

    text: str
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class TexTable:
    """A table as its author wrote it.

    Attributes:
        grid: Texts, those of spanning cells repeated in each place they cover.
        header_rows: Rows above the first rule below a name.
        groups: Rows whose only text names the rows below.
        spanning: First places of spanning cells, with the rows and columns they cover.
    """

    grid: list[list[str]]
    header_rows: int
    groups: frozenset[int]
    spanning: list[Place] = field(default_factory=list)

    def row_chain(self, row: int, column: int) -> list[str]:
        """All names that a cell's row has at its left, groups above first."""
        group = [number for number in self.groups if number < row]
        names = [next(filter(None, self.grid[group[-1]]))] if (group := sorted(group)) else []
        return names + [self._filled(row, place) for place in range(column)]

    def _filled(self, row: int, column: int) -> str:
        """The text of a place at the left; where it is empty, the last one above it."""
        least = max([g + 1 for g in self.groups if g < row], default=self.header_rows)
        for above in range(row, least - 1, -1):
            if self.grid[above][column]:
                return self.grid[above][column]
        return ""

    def numbers(self) -> int:
        """How many cells below the header and behind the first column are numbers."""
        rows = range(self.header_rows, len(self.grid))
        texts = [text for row in rows if row not in self.groups for text in self.grid[row][1:]]
        return sum(bool(NUMBER.fullmatch(text)) for text in texts)

    def column_chain(self, column: int) -> list[str]:
        """All names above a column."""
        names = [self.grid[row][column] for row in range(self.header_rows)]
        return [
            name for place, name in enumerate(names) if name and names[place - 1 : place] != [name]
        ]


def tables_of(source: str) -> Iterator[tuple[int, int, TexTable]]:
    """Where the tabulars of a source stand, and what they hold; nested ones are left out."""
    source = COMMENT.sub(lambda m: m[1] + " " * (len(m.group()) - len(m[1])), source)
    at = 0
    while found := BEGIN.search(source, at):
        end = _end(source, found)
        if end < 0:
            return
        body = found.end()
        if found[1] in ("tabularx", "tabular*", "tabulary", "tabularx"):
            _, body = group_at(source, body)
        body = past_option(source, body)
        _, body = group_at(source, body)
        table = _read(source[body : end - len(f"\\end{{{found[1]}}}")])
        if table:
            yield found.start(), end, table
        at = end


def _end(source: str, found: re.Match[str]) -> int:
    depth = 0
    name = re.escape(found[1])
    for mark in re.finditer(rf"\\(begin|end)\{{{name}\}}", source[found.start() :]):
        depth += 1 if mark[1] == "begin" else -1
        if not depth:
            return found.start() + mark.end()
    return -1


def _parts(body: str) -> list[list[str]]:
    """Rows of cells, parted outside of braces and inner environments."""
    rows: list[list[str]] = [[""]]
    depth = at = 0
    while at < len(body):
        pair = body[at : at + 2]
        inner = re.compile(r"\\(begin|end)\{").match(body, at)
        if inner:
            depth += 1 if inner[1] == "begin" else -1
        newline = re.compile(r"\\tabularnewline\b|\\\\\*?(?:\s*\[[^\]\n]*\])?").match(body, at)
        if newline and not depth:
            rows.append([""])
            at = newline.end()
            continue
        if pair[0] == "\\":
            rows[-1][-1] += pair
            at += 2
            continue
        depth += {"{": 1, "}": -1}.get(body[at], 0)
        if body[at] == "&" and not depth:
            rows[-1].append("")
        else:
            rows[-1][-1] += body[at]
        at += 1
    return rows


def _read(body: str) -> TexTable | None:
    body = _without_repeats(body)
    rows: list[list[Piece]] = []
    rules: list[tuple[int, str]] = []
    for cells in _parts(body):
        cells[0] = _without_rules(cells[0], len(rows), rules)
        pieces = [_piece(cell) for cell in cells]
        if len(cells) > 1 or pieces[0].text:
            rows.append(pieces)
    width = max((sum(p.columns for p in row) for row in rows), default=0)
    if width < 2 or len(rows) < 2:
        return None
    grid, spanning = _spread(rows, width)
    header = _header(grid, spanning, rules)
    return TexTable(grid, header, frozenset(_groups(rows, grid, header)), spanning)


def _without_repeats(body: str) -> str:
    """A long table with its first head alone."""
    if r"\endhead" in body and r"\endfirsthead" in body:
        head, rest = body.split(r"\endfirsthead", 1)
        body = head + rest.split(r"\endhead", 1)[1]
    for mark in (r"\endlastfoot", r"\endfoot"):
        if mark in body:
            before, after = body.split(mark, 1)
            rows = before.rstrip().rsplit(r"\\", 1)  # feet hold rules, seldom rows
            rule = re.match(r"\s*\\(?:midrule|hline)", rows[-1])
            body = rows[0] + r"\\" + (rule.group() if rule else "") + after
    body = body.replace(r"\endhead", "").replace(r"\endfirsthead", "")
    return re.sub(r"^\s*\\caption", r"\\caption", body)


def _without_rules(cell: str, row: int, rules: list[tuple[int, str]]) -> str:
    """The first cell of a row without the rules above it, which are kept."""
    while True:
        found = re.compile(r"\s*(?:" + RULE.pattern + r"|\\(?:caption|label)\b)").match(cell)
        if not found:
            return cell
        name = found[1] or "caption"
        rules.append((row, name))
        at = past_option(cell, found.end())
        trim = re.compile(r"\s*\([^)]*\)").match(cell, at)
        at = trim.end() if trim else at
        takes = {"cmidrule": 1, "cline": 1, "cdashline": 1, "Xhline": 1, "specialrule": 3}
        takes |= {"noalign": 1, "rowcolor": 1, "rowcolors": 3, "arrayrulecolor": 1, "hhline": 1}
        takes |= {"caption": 1}
        for _ in range(takes.get(name, 0)):
            at = past_option(cell, at)
            _, at = group_at(cell, at)
        cell = cell[at:]


def _piece(cell: str) -> Piece:
    cell, rows, columns = cell.strip(), 1, 1
    for _ in range(3):
        cell = re.sub(
            r"^(?:\\(?:bfseries|centering|small|cellcolor(?:\[\w+\])?\{[^}]*\})\s*)+", "", cell
        )
        cell = cell[1:-1].strip() if cell.startswith("{\\mult") and cell.endswith("}") else cell
        found = re.match(r"\\(multicolumn|multirow)\s*(?:\[[^\]]*\])?\s*", cell)
        if not found:
            break
        count, at = group_at(cell, found.end())
        at = past_option(cell, at)
        _, at = group_at(cell, at)
        at = past_option(cell, at)
        cell, rest = group_at(cell, at)[0], cell[group_at(cell, at)[1] :]
        cell = (cell + rest).strip()
        times = int(count) if re.fullmatch(r"\s*-?\d+\s*", count) else 1
        if found[1] == "multirow":
            rows = times
        else:
            columns = max(times, 1)
    return Piece(printed(cell), rows, columns)


def _spread(rows: list[list[Piece]], width: int) -> tuple[list[list[str]], list[Place]]:
    grid = [[""] * width for _ in rows]
    spanning = []
    for number, row in enumerate(rows):
        column = 0
        for piece in row:
            top, count = (
                (number, piece.rows) if piece.rows > 0 else (number + piece.rows + 1, -piece.rows)
            )
            count = max(1, min(count, len(rows) - max(top, 0)))
            top = max(top, 0)
            for r in range(top, top + count) if piece.text else ():
                for c in range(column, min(column + piece.columns, width)):
                    grid[r][c] = grid[r][c] or piece.text
            if piece.text and count * piece.columns > 1:
                spanning.append((top, column, count, min(piece.columns, width - column)))
            column += piece.columns
    return grid, spanning


def _header(grid: list[list[str]], spanning: list[Place], rules: list[tuple[int, str]]) -> int:
    """How many rows stand above the first full rule, spanning names and what they span included."""
    ends = sorted({row for row, name in rules if name in FULL and row > 0})
    part = {row for row, name in rules if name in PART}
    count = next((end for end in ends if end < len(grid)), 0)
    if not count:
        return 0 if re.search(r"\d", " ".join(grid[0][1:])) else 1
    grown = True
    while grown:
        deepest = max([r + rows for r, _, rows, _ in spanning if r < count], default=0)
        over = any(r + rows == count and columns > 1 and c > 0 for r, c, rows, columns in spanning)
        words = count < len(grid) - 1 and not re.search(r"\d", "".join(grid[count][1:]))
        whole = any(r < count and columns == len(grid[0]) for r, _, _, columns in spanning)
        wanted = max(
            deepest,
            count + 1
            if count in part or (over and words) or (whole and words and count == 1)
            else count,
        )
        grown, count = wanted > count, wanted
    return min(count, len(grid) - 1)


def _groups(rows: list[list[Piece]], grid: list[list[str]], header: int) -> Iterator[int]:
    for number in range(header, len(rows) - 1):
        texts = [piece for piece in rows[number] if piece.text]
        shown = set(filter(None, grid[number]))
        if (
            len(texts) == 1
            and len(shown) == 1
            and (texts[0] is rows[number][0] or texts[0].columns > 1)
            and texts[0].rows == 1
            and not re.fullmatch(r"[\d.,%\s-]+", texts[0].text)
        ):
            yield number
