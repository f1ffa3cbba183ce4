"""Formulas that nobody chose: drawn from a grammar of what textbooks and papers print.

python benchmarks/random_formulas.py --seed 1 --count 300
"""

from __future__ import annotations

import argparse
import random
import re
from functools import cache
from pathlib import Path

import yaml

_PLACE = re.compile(r"<(\w+)>")
LONGEST = 170  # characters of LaTeX
_DEEPEST = 7  # steps from the whole formula at which the shortest forms are taken

_GRAMMAR = Path(__file__).parent / "formula_sets" / "grammar.yaml"


@cache
def _rules() -> dict[str, list[str]]:
    """The forms of each place: a line each, or in a line without places each word."""
    text = yaml.safe_load(_GRAMMAR.read_text(encoding="utf-8"))
    return {place: _forms(lines) for place, lines in text.items()}


def _forms(lines: str) -> list[str]:
    return lines.splitlines() if _PLACE.search(lines) else lines.split()


def drawn_formulas(seed: int | str, count: int) -> list[str]:
    """Formulas in LaTeX, none twice; the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        latex = _filled("formula", 0, chance)
        if len(latex) < LONGEST and not _is_strange(latex):
            found[latex] = None
    return list(found)


def _filled(place: str, depth: int, chance: random.Random) -> str:
    forms = _rules()[place]
    short = depth >= _DEEPEST and any("<" in form for form in forms)
    form = chance.choice(forms[:2] if short else forms)
    return _PLACE.sub(lambda found: _filled(found[1], depth + 1, chance), form)


def _is_strange(latex: str) -> bool:
    """Whether numbers run into each other, or a thing is said to be itself."""
    left, _, right = latex.partition(" = ")
    return left.strip() == right.strip() or re.search(r"\d\s*\d{4}|\d \d", latex) is not None


def main() -> None:
    """Print some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    options = parser.parse_args()
    print("\n".join(drawn_formulas(options.seed, options.count)))


if __name__ == "__main__":
    main()
