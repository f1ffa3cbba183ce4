"""Formulas that are seen where there are none, in prose that looks a little like them.

Numbers, dates, names of chemicals, emphasised words, keys and code in English and Chinese
(`formula_sets/prose.md`), printed by the programs of `typeset_formulas.py`. All that is found is
false and printed.

python benchmarks/formula_prose.py DIR [--prose FILE] [--settings NAME ...]
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

from formula_producers import CHROMIUM, SOFFICE, STYLE, Printed
from typeset_formulas import FORMULAS, SETTINGS, Typeset

from mmkg.tools.parse.formula_read import read_formulas
from mmkg.tools.parse.pages import Pdf

_SETTINGS = [
    *("computer-modern", "times", "palatino", "newtx", "kpfonts", "antykwa", "iwona", "utopia"),
    *("beamer", "two-columns", "latin-modern-math", "stix-math", "fira-math", "chinese"),
    *("chromium-stix", "chromium-chinese", "libreoffice", "libreoffice-chinese"),
]
_TYPOGRAPHIC = frozenset("–—‘’“”€−…")
_PLAIN = {"−": "--", "€": "EUR "}  # for TeX without Unicode


def printed(folder: Path, name: str, prose: str) -> tuple[Path, int]:
    """The PDF of prose by one setting, and how many of its paragraphs the setting can print."""
    setting = SETTINGS[name]
    chinese = "chinese" in name
    paragraphs = [p for p in prose.split("\n\n") if chinese or not _is_chinese(p)]
    if isinstance(setting, Typeset) and setting.engine == "pdflatex":
        paragraphs = [p for p in paragraphs if all(map(_is_latin, p))]
        paragraphs = ["".join(_PLAIN.get(char, char) for char in p) for p in paragraphs]
    text = "\n\n".join(paragraphs)
    if isinstance(setting, Typeset):
        source = setting.source([_pandoc(text, "latex")])
        (folder / f"{name}.tex").write_text(source, encoding="utf-8")
        command = setting.command(name)
    elif isinstance(setting, Printed):
        style = STYLE.format(font=setting.font, words=setting.words)
        page = f'<meta charset="utf-8">{style}{_pandoc(text, "html")}'
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        command = [*CHROMIUM, f"--print-to-pdf={name}.pdf", f"{name}.html"]
    else:
        _pandoc(text, "docx", folder / f"{name}.docx")
        command = [*SOFFICE, f"{name}.docx"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True, timeout=300)
    return folder / f"{name}.pdf", len(paragraphs)


def _is_chinese(paragraph: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in paragraph)


def _is_latin(char: str) -> bool:
    return ord(char) < 256 or char in _TYPOGRAPHIC


def _pandoc(text: str, target: str, path: Path | None = None) -> str:
    command = ["pandoc", "--from", "markdown-tex_math_dollars", "--to", target]
    command += ["--output", str(path)] if path else []
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=True)
    return done.stdout


def main() -> None:
    """Print what is found by setting, and all of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prose", type=Path, default=FORMULAS / "prose.md")
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=_SETTINGS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    prose = options.prose.read_text(encoding="utf-8")
    found, paragraphs = 0, 0
    for name in options.settings:
        path, count = printed(options.folder, name, prose)
        paragraphs += count
        with Pdf(path) as pdf:
            read = read_formulas(pdf, "0" * 64)
        found += len(read)
        print(f"{name:24}{count:4} paragraphs{len(read):4} formulas", flush=True)
        for formula in read:
            print(f"  page {formula.address.page}: {formula.latex or 'picture'}")
    print(f"{'all':24}{paragraphs:4} paragraphs{found:4} formulas")


if __name__ == "__main__":
    main()
