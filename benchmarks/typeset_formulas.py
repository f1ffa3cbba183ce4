"""Pages of formulas in the fonts that people use, with their truth, for `benchmarks/formulas.py`.

python benchmarks/typeset_formulas.py DIR [--formulas FILE ...] [--settings NAME ...]
python benchmarks/formulas.py --truth DIR/truth.json --pdfs DIR

Each formula is displayed with a number and, where it is no grid and short enough, stands in a line
of text once more. Formulas come as LaTeX, one a line. Needs pdflatex, xelatex and, for all of it,
the fonts of texlive-fonts-extra; a setting whose fonts are not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FORMULAS = Path(__file__).with_name("formula_sets")
INLINE = 70  # characters of LaTeX of a formula that fits well into a line


@dataclass(frozen=True, slots=True)
class Setting:
    """How a document is typeset: its fonts, its class, and the language of the text around."""

    fonts: str
    document: str = r"\documentclass[11pt]{article}\usepackage[margin=1in]{geometry}"
    engine: str = "pdflatex"
    chinese: bool = False


def _unicode(font: str) -> Setting:
    fonts = rf"\usepackage{{unicode-math}}\setmathfont{{{font}}}"
    return Setting(fonts, engine="xelatex")


def _packages(names: str, maps: str = "") -> Setting:
    fonts = "".join(rf"\usepackage{{{name}}}" for name in names.split())
    return Setting(fonts + "".join(rf"\pdfmapfile{{+{name}.map}}" for name in maps.split()))


_BEAMER = r"\documentclass{beamer}\setbeamertemplate{frametitle continuation}{}"
_CHINESE = r"\documentclass[fontset=none]{ctexart}\setCJKmainfont{Noto Serif CJK SC}"
SETTINGS = {
    "computer-modern": _packages("amssymb"),
    "latin-modern": _packages("lmodern amssymb", "lm"),
    "two-columns": Setting(
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
    "charter": Setting(r"\usepackage[charter]{mathdesign}\pdfmapfile{+mdbch.map}"),
    "latin-modern-math": _unicode("latinmodern-math.otf"),
    "gyre-math": _unicode("DejaVu Math TeX Gyre"),
    "libertinus-math": _unicode("LibertinusMath-Regular.otf"),
    "stix-math": _unicode("STIXTwoMath-Regular.otf"),
    "xits-math": _unicode("XITSMath-Regular.otf"),
    "beamer": Setting(r"\usepackage{amssymb}\pdfmapfile{+sansmathaccent.map}", _BEAMER),
    "chinese": Setting(
        r"\usepackage[margin=1in]{geometry}\usepackage{amssymb}", _CHINESE, "xelatex", chinese=True
    ),
}
_BEFORE = (
    "We now turn to a relation that is used throughout the remainder of this work, and which holds "
    "in general, as the reader may verify by a direct substitution of values:",
    "根据上一节的讨论，我们在给定假设之下可以直接得到下面的关系式，它在后文的推导中会反复使用：",
)
_AFTER = (
    "where the symbols have the meaning given in the preceding section of the document, unless "
    "something else is stated in the place where the relation is used.",
    "其中各个符号的含义与前文相同，除非另有说明。下面继续讨论这一关系式在实际计算中的应用方法。",
)
_INLINE = (
    "As was said above in other words, we find that ${}$ whenever the stated conditions are met by "
    "all of the quantities.",
    "如上所述，由此可知 ${}$ 在所给条件下成立，这一点在下文中不再重复说明。",
)


def is_short(formula: str) -> bool:
    """Whether a formula may stand in a line of text."""
    return len(formula) <= INLINE and r"\begin" not in formula and r"\substack" not in formula


def source(setting: Setting, formulas: Sequence[str]) -> str:
    """A document with all formulas, in LaTeX."""
    beamer = "beamer" in setting.document
    before, after, inline = (words[setting.chinese] for words in (_BEFORE, _AFTER, _INLINE))
    parts = []
    for formula in formulas:
        shown = f"{before}\n\\begin{{equation}}\n{formula}\n\\end{{equation}}\n{after}"
        shown += f"\n\n{inline.format(formula)}\n" if is_short(formula) else "\n"
        parts.append(rf"\begin{{frame}}{shown}\end{{frame}}" if beamer else shown)
    # Packages that define again what amsmath has come after it.
    head = rf"{setting.document}\usepackage{{amsmath}}{setting.fonts}\begin{{document}}"
    return "\n".join([head, r"\section{Relations}", *parts, r"\end{document}"])


def typeset(folder: Path, name: str, formulas: Sequence[str]) -> bool:
    """Write one setting's PDF; whether TeX made one with all fonts."""
    setting = SETTINGS[name]
    path = folder / f"{name}.tex"
    path.write_text(source(setting, formulas), encoding="utf-8")
    command = [setting.engine, "-interaction=nonstopmode", "-halt-on-error", path.name]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return done.returncode == 0


def labels(name: str, formulas: Sequence[str]) -> list[dict[str, object]]:
    """The truth about one setting's PDF."""
    shown: list[dict[str, object]] = [
        {"pdf": f"{name}.pdf", "number": str(number), "latex": formula}
        for number, formula in enumerate(formulas, 1)
    ]
    inline = [formula for formula in formulas if is_short(formula)]
    return [*shown, *({"pdf": f"{name}.pdf", "inline": True, "latex": f} for f in inline)]


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
        if typeset(folder, name, formulas):
            truth += labels(name, formulas)
        else:
            print(f"{name}: left out, TeX made no PDF (see {name}.log)")
    (folder / "truth.json").write_text(json.dumps(truth, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
