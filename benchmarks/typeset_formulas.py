"""Pages of formulas in the fonts that people use, with their truth, for `benchmarks/formulas.py`.

python benchmarks/typeset_formulas.py DIR
python benchmarks/formulas.py --truth DIR/truth.json --pdfs DIR

Needs pdflatex and xelatex; a setting whose fonts are not installed is left out and named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path

FORMULAS = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
_PAGE = r"\usepackage[margin=1in]{geometry}\usepackage{amsmath}"
_UNICODE = rf"\documentclass[11pt]{{article}}{_PAGE}\usepackage{{unicode-math}}"
SETTINGS = {
    "computer-modern": (
        "pdflatex",
        rf"\documentclass[11pt]{{article}}{_PAGE}\usepackage{{amssymb}}",
    ),
    "two-columns": (
        "pdflatex",
        rf"\documentclass[10pt,twocolumn]{{article}}{_PAGE}\usepackage{{amssymb}}",
    ),
    "times": (
        "pdflatex",
        rf"\documentclass[11pt]{{article}}\usepackage{{mathptmx}}{_PAGE}\usepackage{{amssymb}}",
    ),
    "palatino": (
        "pdflatex",
        rf"\documentclass[11pt]{{article}}\usepackage{{mathpazo}}{_PAGE}\usepackage{{amssymb}}",
    ),
    "latin-modern-math": ("xelatex", rf"{_UNICODE}\setmathfont{{latinmodern-math.otf}}"),
    "gyre-math": ("xelatex", rf"{_UNICODE}\setmathfont{{DejaVu Math TeX Gyre}}"),
    "chinese": (
        "xelatex",
        r"\documentclass[fontset=none]{ctexart}\setCJKmainfont{Noto Serif CJK SC}"
        rf"{_PAGE}\usepackage{{amssymb}}",
    ),
}
_ENGLISH = (
    "We now turn to a relation that is used throughout the remainder of this work, and which holds "
    "in general, as the reader may verify by a direct substitution of values:",
    "where the symbols have the meaning given in the preceding section of the document, unless "
    "something else is stated in the place where the relation is used.",
)
_CHINESE = (
    "根据上一节的讨论，我们在给定假设之下可以直接得到下面的关系式，它在后文的推导中会反复使用：",
    "其中各个符号的含义与前文相同，除非另有说明。下面继续讨论这一关系式在实际计算中的应用方法。",
)


def typeset(folder: Path, name: str) -> bool:
    """Write one setting's PDF; whether TeX made one."""
    engine, preamble = SETTINGS[name]
    before, after = _CHINESE if name == "chinese" else _ENGLISH
    body = "\n".join(
        f"{before}\n\\begin{{equation}}\n{formula}\n\\end{{equation}}\n{after}\n"
        for formula in FORMULAS
    )
    source = folder / f"{name}.tex"
    text = rf"{preamble}\begin{{document}}\section{{Relations}}{body}\end{{document}}"
    source.write_text(text, encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", source.name]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    return source.with_suffix(".pdf").exists()


def main() -> None:
    """Write the PDFs and `truth.json` into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    labels = []
    for name in SETTINGS:
        if not typeset(folder, name):
            print(f"{name}: left out, TeX made no PDF (see {name}.log)")
            continue
        numbered = enumerate(FORMULAS, 1)
        labels += [{"pdf": f"{name}.pdf", "number": str(n), "latex": f} for n, f in numbered]
    (folder / "truth.json").write_text(json.dumps(labels, indent=0), encoding="utf-8")


if __name__ == "__main__":
    main()
