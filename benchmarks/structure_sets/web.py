"""Parts as HTML, printed by Chromium, and as DOCX files of Pandoc, printed by LibreOffice."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from structure_sets.latex import with_note
from structure_sets.source import Part, Plan

PATIENCE = 180  # seconds for a run
STYLES = {
    "web-report": "font: 11pt serif",
    "web-three": "font: 9pt sans-serif; columns: 3; hyphens: auto; text-align: justify",
    "web-chinese": "font: 10pt 'Noto Serif CJK SC'; columns: 2; text-align: justify",
    "web-two": "font: 9.5pt 'Noto Sans'; columns: 2; --gap: 0.3em",
    "web-large": "font: 13pt 'Noto Serif'; line-height: 1.8",
    "web-indented": "font: 10pt Georgia, serif; --indent: 2em; --gap: 0; text-align: justify",
}
FIGURE = (
    '<svg width="180" height="90"><rect width="180" height="90" fill="none" stroke="black"/>'
    '<path d="M0 90 C 60 10 120 80 180 5" fill="none" stroke="black"/></svg>'
)
ROWS = (("Item", "Mass", "Cost"), ("Pier", "12.5", "310"), ("Crane", "7.25", "88"))


def printed(style: str, plan: Plan, parts: Sequence[Part], pdf: Path) -> str:
    """Print a document with Chromium; what is against it, if anything is."""
    html = pdf.with_suffix(".html")
    html.write_text(page(style, plan, parts), encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    run = subprocess.run(
        [*command, f"--print-to-pdf={pdf}", html.as_uri()],
        capture_output=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    return "" if pdf.exists() else run.stderr.decode("utf-8", "replace")[-300:]


def page(style: str, plan: Plan, parts: Sequence[Part]) -> str:
    """A document as HTML with running heads, feet and page numbers."""
    return f"""<!doctype html><html lang="{"zh" if plan.chinese else "en"}"><head>
<meta charset="utf-8"><style>
@page {{ size: A4; margin: 22mm 18mm;
  @top-left {{ content: "{plan.head}"; font: 8pt serif }}
  @bottom-left {{ content: "{plan.foot}"; font: 8pt serif }}
  @bottom-right {{ content: counter(page); font: 8pt serif }} }}
body {{ --indent: 0; --gap: 0.8em; {STYLES[style]} }}
p {{ text-indent: var(--indent); margin: var(--gap) 0 }} p.entry {{ text-indent: 0 }}
h2, h3, h4 {{ break-after: avoid }} figure, table {{ break-inside: avoid }}
h1 {{ column-span: all }} caption {{ font-size: 0.9em }} figcaption {{ font-size: 0.9em }}
</style></head><body><h1>{plan.title}</h1>{"".join(_blocks(plan, parts))}</body></html>"""


def _blocks(plan: Plan, parts: Sequence[Part]) -> Iterator[str]:
    lists: list[str] = []
    counts = {"figure": 0, "table": 0, "reference": 0}
    for part in parts:
        wanted = part.level if part.kind == "list" else 0
        yield "".join(f"</li></{lists.pop()}>" for _ in range(len(lists) - wanted))
        if part.kind == "list":
            deeper = len(lists) < wanted
            if deeper:
                lists.append("ol" if part.numbered else "ul")
            yield (f"<{lists[-1]}>" if deeper else "</li>") + f"<li>{part.text}"
        elif part.kind == "heading":
            yield f"<h{part.level + 1}>{part.text}</h{part.level + 1}>"
        elif part.kind == "caption":
            name = "table" if part.table else "figure"
            counts[name] += 1
            yield _float(part, counts[name], plan.chinese)
        elif part.kind == "reference":
            counts["reference"] += 1
            yield f'<p class="entry">[{counts["reference"]}] {part.text}</p>'
        else:
            yield f"<p>{part.text}</p>"


def _float(part: Part, number: int, chinese: bool) -> str:
    if part.table:
        label = f"表 {number}　" if chinese else f"Table {number}. "
        rows = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row)}</tr>" for row in ROWS)
        return f"<table><caption>{label}{part.text}</caption>{rows}</table>"
    label = f"图 {number}　" if chinese else f"Figure {number}: "
    return f"<figure>{FIGURE}<figcaption>{label}{part.text}</figcaption></figure>"


def office(plan: Plan, parts: Sequence[Part], pdf: Path) -> str:
    """Write a DOCX file with Pandoc, and print it with LibreOffice."""
    with TemporaryDirectory() as scratch:
        look, text = Path(scratch) / "look.docx", Path(scratch) / "text.md"
        _look(plan, look)
        text.write_text("\n".join(_markdown(plan, parts)), encoding="utf-8")
        document = pdf.with_suffix(".docx")
        write = ["pandoc", text, "-f", "markdown-auto_identifiers-citations", "-o", document]
        subprocess.run([*write, f"--reference-doc={look}"], check=True, timeout=PATIENCE)
        convert = ["soffice", f"-env:UserInstallation=file://{scratch}/profile", "--headless"]
        run = subprocess.run(
            [*convert, "--convert-to", "pdf", "--outdir", pdf.parent, document],
            capture_output=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    return "" if pdf.exists() else run.stderr.decode("utf-8", "replace")[-300:]


def _look(plan: Plan, path: Path) -> None:
    """A DOCX file whose head and foot Pandoc takes over."""
    own = ["pandoc", "--print-default-data-file", "reference.docx"]
    path.write_bytes(subprocess.run(own, check=True, capture_output=True).stdout)
    look = docx.Document(str(path))
    section = look.sections[0]
    section.header.paragraphs[0].text = plan.head
    foot = section.footer.paragraphs[0]
    foot.text = plan.foot + "\t\t"
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)
    look.save(str(path))


def _markdown(plan: Plan, parts: Sequence[Part]) -> Iterator[str]:
    yield f"---\ntitle: {plan.title}\n---\n"
    number = 0
    for part in parts:
        if part.kind == "heading":
            yield f"\n{'#' * part.level} {part.text}\n"
        elif part.kind == "list":
            yield "    " * (part.level - 1) + ("1. " if part.numbered else "- ") + part.text
        elif part.kind == "reference":
            number += 1
            yield f"\n\\[{number}\\] {part.text}\n"
        elif part.kind == "paragraph":
            yield "\n" + with_note(part, lambda note: f"^[{note}]") + "\n"
