"""Build the example corpus from `examples/truth`.

    python examples/build/build.py

writes the five documents into `examples/corpus` and `examples/truth/printed.json`, the same bytes
every time on one machine. It needs

- Debian packages: texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended
  texlive-xetex texlive-lang-chinese (with fonts-arphic-gbsn00lp for the Chinese charts);
- Python packages: jinja2, matplotlib, python-docx.

The built documents are committed, so that nobody needs this to use the corpus.
"""

import importlib.util
import json
import shutil
import sys
import tempfile
from pathlib import Path

EPOCH = 1_767_225_600  # 2026-01-01 00:00 UTC: the date the documents carry
CORPUS = Path(__file__).resolve().parent.parent / "corpus"


def missing() -> list[str]:
    """What this machine lacks, one line each."""
    lines = [
        f"{program} is not installed (Debian: {package})"
        for program, package in (
            ("pdflatex", "texlive-latex-extra texlive-fonts-recommended"),
            ("xelatex", "texlive-xetex texlive-lang-chinese"),
        )
        if not shutil.which(program)
    ]
    lines += [
        f"Python package {package} is not installed"
        for module, package in (
            ("jinja2", "jinja2"),
            ("matplotlib", "matplotlib"),
            ("docx", "python-docx"),
        )
        if importlib.util.find_spec(module) is None
    ]
    return lines


def build() -> None:
    """Check the truth, then build everything from it."""
    import derived
    import figures
    import latex
    import truth
    import word

    wrong = list(derived.disagreements())
    if wrong:
        raise SystemExit("examples/truth contradicts itself:\n" + "\n".join(wrong))
    loaded = truth.load()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for chart in loaded.charts.values():
            figures.draw(chart, work)
        for name in latex.ENGINES:
            latex.typeset(name, loaded, work, CORPUS, EPOCH)
    word.write(loaded, CORPUS / "moons.docx", EPOCH)
    text = json.dumps(truth.printed(loaded), ensure_ascii=False, indent=1)
    (truth.FOLDER / "printed.json").write_text(text + "\n", encoding="utf-8")


def main() -> int:
    """Build, or say what is missing."""
    if lacking := missing():
        print("Cannot build the corpus:", *lacking, sep="\n  ", file=sys.stderr)
        return 2
    build()
    for path in sorted(CORPUS.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
