"""Write `moons.docx`: real Word tables, headings and OMML formulas, the same bytes every time."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from moons_text import PARAGRAPHS
from truth import Spec, Truth, header_text, printed_cells, table_rows

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
GREEK = {r"\rho": "ρ", r"\pi": "π", r"\times": "×"}
TOKEN = re.compile(r"\\[a-z]+|[{}^_]|[A-Za-z0-9.=+()-]")
POWERS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
STYLES = {"moons-1": "Table Grid", "moons-2": "Light List"}


def omml(tokens: list[str]) -> str:
    """Consume tokens up to a closing brace and return OMML: runs, fractions, sub- and superscripts.

    It knows the small part of LaTeX that our formulas use.
    """
    parts: list[str] = []
    while tokens and tokens[0] != "}":
        token = tokens.pop(0)
        if token == r"\frac":
            above, below = omml_group(tokens), omml_group(tokens)
            parts.append(f"<m:f><m:num>{above}</m:num><m:den>{below}</m:den></m:f>")
        elif token in "^_":
            tag = "sup" if token == "^" else "sub"
            base, script = parts.pop(), omml_group(tokens)
            shell = f"m:s{tag.capitalize()}"
            parts.append(f"<{shell}><m:e>{base}</m:e><m:{tag}>{script}</m:{tag}></{shell}>")
        else:
            parts.append(f"<m:r><m:t>{GREEK.get(token, token)}</m:t></m:r>")
    return "".join(parts)


def omml_group(tokens: list[str]) -> str:
    """The OMML of `{...}` or of the single token that follows."""
    if tokens[0] != "{":
        return omml([tokens.pop(0)])
    tokens.pop(0)
    inside = omml(tokens)
    tokens.pop(0)
    return inside


def add_math(paragraph: Paragraph, latex: str) -> None:
    """Append a formula to a paragraph."""
    inner = omml(TOKEN.findall(latex))
    paragraph._p.append(parse_xml(f'<m:oMath xmlns:m="{MATH}">{inner}</m:oMath>'))


def plain_powers(text: str) -> str:
    """`10^24 kg` with Unicode superscripts, as one writes it in Word."""
    return re.sub(r"\^\{?(-?\d+)\}?", lambda match: match[1].translate(POWERS), text)


def add_formula(word: WordFile, formula: Spec) -> None:
    """A centred formula with its number at the right, then the sentence with its symbols."""
    line = word.add_paragraph()
    line.paragraph_format.tab_stops.add_tab_stop(Cm(8), WD_TAB_ALIGNMENT.CENTER)
    line.paragraph_format.tab_stops.add_tab_stop(Cm(16), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("\t")
    add_math(line, formula["latex"])
    line.add_run(f"\t({formula['number']})")
    sentence = word.add_paragraph("where ")
    for index, entry in enumerate(formula["symbols"]):
        if index:
            last = index == len(formula["symbols"]) - 1
            sentence.add_run("; and " if last else "; ")
        add_math(sentence, entry["symbol"])
        sentence.add_run(symbol_text(entry))
    sentence.add_run(".")


def symbol_text(entry: Spec) -> str:
    """What a symbol means, with value and unit."""
    text = f" is the {entry['meaning']}"
    if "value" in entry:
        mantissa, _, power = entry["value"].partition("e")
        return plain_powers(f"{text}, {mantissa} × 10^{power} {entry['unit']}")
    return plain_powers(f"{text} in {entry['unit']}") if "unit" in entry else text


def add_table(word: WordFile, table: Spec) -> None:
    """A caption and a Word table whose first row is marked as header."""
    caption = word.add_paragraph(f"Table {table['number']}: {table['caption']}", style="Caption")
    caption.paragraph_format.keep_with_next = True
    rows = table_rows(table)
    made = word.add_table(rows=1 + len(rows), cols=len(table["columns"]), style=STYLES[table["id"]])
    texts = [[plain_powers(header_text(column)) for column in table["columns"]]]
    texts += [printed_cells(table, row) for row in rows]
    for word_row, values in zip(made.rows, texts, strict=True):
        for cell, value in zip(word_row.cells, values, strict=True):
            cell.text = value
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            if re.fullmatch(r"[\d.]+", value):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for cell in made.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    mark = parse_xml(
        '<w:tblHeader xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    )
    made.rows[0]._tr.get_or_add_trPr().append(mark)
    word.add_paragraph()


def add_block(word: WordFile, truth: Truth, line: str) -> None:
    """One line of `moons_text`: heading, table, formula or paragraph."""
    kind, _, rest = line.partition(" ")
    if kind == "#":
        word.add_heading(rest, level=1)
    elif kind == "@table":
        add_table(word, truth.tables[rest])
    elif kind == "@formula":
        add_formula(word, truth.formulas[rest])
    else:
        filled = re.sub(r"\{rule:([\w-]+)\}", lambda match: truth.rules[match[1]]["text"], line)
        word.add_paragraph(plain_powers(filled))


def write(truth: Truth, path: Path, epoch: int) -> None:
    """Write the document with fixed dates."""
    word = Document()
    word.styles["Normal"].font.size = Pt(10.5)
    moment = datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
    core = word.core_properties
    core.title, core.author = "The Large Moons and Their Discoverers", "The mmkg authors"
    core.comments = "Licensed under CC BY 4.0"
    core.created = core.modified = moment
    core.last_modified_by, core.revision = "", 1
    word.add_heading(core.title, level=0)
    for line in PARAGRAPHS:
        add_block(word, truth, line)
    word.save(str(path))
    freeze(path, moment)


def freeze(path: Path, moment: datetime) -> None:
    """Rewrite the archive so that its entries carry one fixed time."""
    with zipfile.ZipFile(path) as archive:
        entries = [(item.filename, archive.read(item)) for item in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            item = zipfile.ZipInfo(name, moment.timetuple()[:6])
            item.compress_type = zipfile.ZIP_DEFLATED
            item.external_attr = 0o644 << 16
            archive.writestr(item, content)
