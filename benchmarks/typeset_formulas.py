"""Pages of formulas in the fonts that people use, with their truth, for `benchmarks/formulas.py`.

python benchmarks/typeset_formulas.py DIR [--formulas FILE ...] [--settings NAME ...]
python benchmarks/formulas.py --truth DIR/truth.json --pdfs DIR

Each formula is displayed, two of three with a number, and where it is no grid and short enough it
stands in a line of text once more. Formulas come as LaTeX, one a line. Needs pdflatex, xelatex and,
for all of it, the fonts of texlive-fonts-extra, tex-gyre and fonts-stix, Chromium, pandoc and
LibreOffice; a setting whose fonts or program are not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from formula_pages import Part, labels, parts
from formula_producers import Printed, Written
from random_formulas import drawn_formulas

FORMULAS = Path(__file__).with_name("formula_sets")
_TOO_LONG = 300  # seconds


@dataclass(frozen=True, slots=True)
class Typeset:
    """How TeX sets a document: its fonts, its class, and the language of the text around."""

    fonts: str
    document: str = r"\documentclass[11pt]{article}\usepackage[margin=1in]{geometry}"
    engine: str = "pdflatex"
    chinese: bool = False

    def write(self, folder: Path, name: str, formulas: Sequence[str]) -> list[str]:
        """Write the source; gives the command that makes the PDF of it, in the folder."""
        source = self.source(tuple(map(_as_tex, parts(formulas, self.chinese))))
        (folder / f"{name}.tex").write_text(source, encoding="utf-8")
        return self.command(name)

    def command(self, name: str) -> list[str]:
        """What makes a PDF of the source of this name, in its folder."""
        return [self.engine, "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]

    def source(self, body: Sequence[str]) -> str:
        """A document of these paragraphs."""
        # Packages that define again what amsmath has come after it.
        head = rf"{self.document}\usepackage{{amsmath}}{self.fonts}\begin{{document}}"
        if "beamer" in self.document:
            body = (r"\begin{frame}[allowframebreaks]", *body, r"\end{frame}")
        return "\n".join([head, r"\section{Relations}", *body, r"\end{document}"])


def _as_tex(part: Part) -> str:
    if part.shown:
        name = "equation" if part.number else "equation*"
        return f"\\begin{{{name}}}\n{part.formula}\n\\end{{{name}}}"
    before, after = (re.sub(r"([$%&_#])", r"\\\1", words) for words in (part.before, part.after))
    return f"{before}${part.formula}${after}\n" if part.formula else f"{before}\n"


def _unicode(font: str) -> Typeset:
    fonts = rf"\usepackage{{unicode-math}}\setmathfont{{{font}}}"
    return Typeset(fonts, engine="xelatex")


def _packages(names: str, maps: str = "") -> Typeset:
    fonts = "".join(rf"\usepackage{{{name}}}" for name in names.split())
    return Typeset(fonts + "".join(rf"\pdfmapfile{{+{name}.map}}" for name in maps.split()))


_BEAMER = r"\documentclass{beamer}\setbeamertemplate{frametitle continuation}{}"
_CHINESE = r"\documentclass[fontset=none]{ctexart}\setCJKmainfont{Noto Serif CJK SC}"
SETTINGS = {
    "computer-modern": _packages("amssymb"),
    "latin-modern": _packages("lmodern amssymb", "lm"),
    "two-columns": Typeset(
        r"\usepackage{amssymb}",
        r"\documentclass[10pt,twocolumn]{article}\usepackage[margin=0.8in]{geometry}",
    ),
    "times": _packages("amssymb mathptmx"),
    "palatino": _packages("mathpazo amssymb"),
    "txfonts": _packages("txfonts"),
    "pxfonts": _packages("pxfonts"),
    "newtx": _packages("newtxtext newtxmath", "newtx newtxtext txfonts ntx"),
    "newpx": _packages("newpxtext newpxmath", "newpx newtx pxfonts"),
    "fourier": _packages("fourier", "fourier fourier-utopia-expert"),
    "kpfonts": _packages("kpfonts", "kpfonts"),
    "stix": _packages("stix2", "stix2"),
    "euler": _packages("eulervm amssymb"),
    "bright": _packages("cmbright amssymb", "hfbright"),
    "arev": _packages("arev"),
    "iwona": Typeset(r"\usepackage{amssymb}\usepackage[math]{iwona}"),
    "antykwa": Typeset(r"\usepackage{amssymb}\usepackage[math]{anttor}"),
    "fourier-schoolbook": _packages("fouriernc"),
    "libertinus-t1": _packages("libertinus libertinust1math"),
    "bitmaps": Typeset(r"\usepackage[T1]{fontenc}\usepackage{amssymb}"),
    "utopia": Typeset(r"\usepackage[utopia]{mathdesign}"),
    "charter": Typeset(r"\usepackage[charter]{mathdesign}\pdfmapfile{+mdbch.map}"),
    "latin-modern-math": _unicode("latinmodern-math.otf"),
    "gyre-math": _unicode("DejaVu Math TeX Gyre"),
    "libertinus-math": _unicode("LibertinusMath-Regular.otf"),
    "stix-math": _unicode("STIXTwoMath-Regular.otf"),
    "xits-math": _unicode("XITSMath-Regular.otf"),
    "pagella-math": _unicode("texgyrepagella-math.otf"),
    "termes-math": _unicode("texgyretermes-math.otf"),
    "bonum-math": _unicode("texgyrebonum-math.otf"),
    "fira-math": _unicode("FiraMath-Regular.otf"),
    "asana-math": _unicode("Asana Math"),
    "erewhon-math": _unicode("Erewhon-Math.otf"),
    "garamond-math": _unicode("Garamond-Math.otf"),
    "beamer": Typeset(r"\usepackage{amssymb}\pdfmapfile{+sansmathaccent.map}", _BEAMER),
    "chinese": Typeset(
        r"\usepackage[margin=1in]{geometry}\usepackage{amssymb}", _CHINESE, "xelatex", chinese=True
    ),
    "chromium-stix": Printed("STIX Math"),
    "chromium-latin-modern": Printed("Latin Modern Math"),
    "chromium-noto": Printed("Noto Sans Math", "sans-serif"),
    "chromium-dejavu": Printed("DejaVu Math TeX Gyre"),
    "chromium-chinese": Printed("STIX Math", "'Noto Serif CJK SC'", chinese=True),
    "libreoffice": Written(),
    "libreoffice-chinese": Written(chinese=True),
}


def typeset(folder: Path, name: str, formulas: Sequence[str], stem: str) -> bool:
    """Write one setting's PDF under a name; whether there is one, with all its fonts."""
    try:
        command = SETTINGS[name].write(folder, stem, formulas)
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, timeout=_TOO_LONG
        )
    except FileNotFoundError:  # the program is not installed
        return False
    return done.returncode == 0 and (folder / f"{stem}.pdf").exists()


def typeset_drawn(
    folder: Path, settings: Sequence[str], seed: str, count: int
) -> list[dict[str, object]]:
    """The truth about PDFs in a folder, each of other formulas; made where they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = []
    for name in settings:
        stem = f"{name}-{seed}-{count}"
        formulas = drawn_formulas(f"{seed} {name}", count)
        if (folder / f"{stem}.pdf").exists() or typeset(folder, name, formulas, stem):
            truth += labels(f"{stem}.pdf", formulas)
        else:
            print(f"{name}: left out, no PDF was made")
    return truth


def main() -> None:
    """Write the PDFs and `truth.json` into a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--formulas", type=Path, nargs="+", default=sorted(FORMULAS.glob("*.txt")))
    parser.add_argument("--settings", nargs="+", choices=SETTINGS, default=list(SETTINGS))
    options = parser.parse_args()
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for path in options.formulas for line in path.read_text("utf-8").splitlines()]
    formulas = [line for line in lines if line]
    truth = []
    for name in options.settings:
        if typeset(folder, name, formulas, name):
            truth += labels(f"{name}.pdf", formulas)
        else:
            print(f"{name}: left out, no PDF was made")
    (folder / "truth.json").write_text(json.dumps(truth, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
