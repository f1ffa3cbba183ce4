"""Render the LaTeX templates from the truth and typeset them."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import jinja2
from truth import Spec, Truth, printed_cells, table_rows

HERE = Path(__file__).resolve().parent
ESCAPES = {"&": r"\&", "%": r"\%", "#": r"\#", "–": "--", "°C": r"$^\circ$C"}
ENGINES = {"planets": "pdflatex", "orbits": "pdflatex", "missions": "pdflatex", "china": "xelatex"}
OUTPUTS = {"china": "深空探测"}


def escape(text: str) -> str:
    """Plain text as LaTeX; a power in a unit becomes a real one and a minus a real minus."""
    for plain, latex in ESCAPES.items():
        text = text.replace(plain, latex)
    text = re.sub(r"(\d) (?=(?:kg|km|h|AU|W|days|minutes|degrees)\b)", r"\1~", text)
    text = re.sub(r"(?<![\w{-])-(\d)", r"$-$\1", text)
    text = re.sub(r"10\^(\d+)", r"$10^{\1}$", text)
    return re.sub(r"\^(\{-?\d+\}|\d)(?!\$)", r"$^{\1}$", text).replace("{{", "{").replace("}}", "}")


def table_body(table: Spec, row_end: str = r"\\") -> str:
    """The rows of a table as LaTeX, with a heading row for each group when it has groups."""
    lines: list[str] = []
    group = ""
    for row in table_rows(table):
        if "group" in table and row[table["group"]] != group:
            rule = r"\midrule " if group else ""
            group = row[table["group"]]
            lines.append(
                rf"{rule}\multicolumn{{{len(table['columns'])}}}{{l}}{{\emph{{{group}}}}}\\"
            )
        lines.append(" & ".join(map(escape, printed_cells(table, row))) + row_end)
    return "\n".join(lines)


def header(table: Spec, column: str) -> str:
    """The header text of a column."""
    return escape(next(c["header"] for c in table["columns"] if c["column"] == column))


def unit(table: Spec, column: str) -> str:
    """The unit of a column in parentheses."""
    return escape("(" + next(c["unit"] for c in table["columns"] if c["column"] == column) + ")")


def scientific(value: str) -> str:
    """`6.67430e-11` as LaTeX."""
    mantissa, _, power = value.partition("e")
    return rf"{mantissa} \times 10^{{{power}}}" if power else mantissa


def where(formula: Spec) -> str:
    """The sentence that defines the symbols of a formula."""
    parts = []
    for entry in formula["symbols"]:
        part = f"${entry['symbol']}$ is the {entry['meaning']}"
        if "value" in entry:
            part += f", ${scientific(entry['value'])}$ {escape(entry['unit'])}"
        elif "unit" in entry:
            part += f" in {escape(entry['unit'])}"
        parts.append(part)
    separator = "; " if any("value" in entry for entry in formula["symbols"]) else ", "
    return "where " + separator.join(parts[:-1]) + f"{separator}and {parts[-1]}."


def where_chinese(formula: Spec) -> str:
    """The same in Chinese."""
    parts = []
    for entry in formula["symbols"]:
        value = f"${scientific(entry['value'])}$ " if "value" in entry else ""
        unit_text = f"（{value}{escape(entry['unit'])}）" if "unit" in entry else ""
        parts.append(f"${entry['symbol']}$ 为{entry['meaning']}{unit_text}")
    return "其中 " + "，".join(parts) + "。"


def environment(truth: Truth) -> jinja2.Environment:
    """Jinja2 with delimiters that LaTeX does not use."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        undefined=jinja2.StrictUndefined,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        autoescape=False,
    )
    made.globals.update(
        tables=truth.tables,
        charts=truth.charts,
        formulas=truth.formulas,
        rule=lambda name: escape(truth.rules[name]["text"]),
        source=lambda name: escape(truth.sources[name]),
        body=table_body,
        head=header,
        unit=unit,
        where=where,
        where_chinese=where_chinese,
    )
    return made


def typeset(name: str, truth: Truth, work: Path, output: Path, epoch: int) -> None:
    """Render `<name>.tex`, run LaTeX twice and copy the PDF to the output folder.

    Raises:
        SystemExit: LaTeX failed; the end of its log is shown.
    """
    source = environment(truth).get_template(f"{name}.tex").render()
    (work / f"{name}.tex").write_text(source, encoding="utf-8")
    clock = {"SOURCE_DATE_EPOCH": str(epoch), "FORCE_SOURCE_DATE": "1", "TZ": "UTC"}
    command = [ENGINES[name], "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=work,
            env=os.environ | clock,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            tail = done.stdout.decode(errors="replace")[-1500:]
            raise SystemExit(f"{ENGINES[name]} failed on {name}.tex:\n{tail}")
    report_overfull(name, work)
    shutil.copyfile(work / f"{name}.pdf", output / f"{OUTPUTS.get(name, name)}.pdf")


def report_overfull(name: str, work: Path) -> None:
    """Print the boxes that stick out of the page."""
    for line in (work / f"{name}.log").read_text(errors="replace").splitlines():
        if line.startswith(("Overfull \\hbox", "LaTeX Warning: Reference")):
            print(f"{name}: {line}")
