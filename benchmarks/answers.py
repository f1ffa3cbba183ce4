"""Answer comparison against a table of pairs written by hand: how many are judged wrongly.

python benchmarks/answers.py
"""

from __future__ import annotations

import argparse
from pathlib import Path

import yaml

from mmkg.dataset.answers.compare import same_answer
from mmkg.graph.plan import Answer

PAIRS = Path(__file__).parents[1] / "tests" / "data" / "answers" / "pairs.yaml"


def read_pairs(path: Path) -> list[tuple[str, Answer, bool]]:
    """What is said, the gold answer, and whether they are the same."""
    groups = yaml.safe_load(path.read_text("utf-8"))
    return [
        (said, Answer.model_validate(group["gold"]), same)
        for group in groups
        for same, key in ((True, "same"), (False, "other"))
        for said in group[key]
    ]


def main() -> int:
    """Judge all pairs and print those judged wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    pairs = read_pairs(parser.parse_args().pairs)
    wrong = [(said, gold, same) for said, gold, same in pairs if same_answer(said, gold) != same]
    for said, gold, same in wrong:
        print(f"{'not taken' if same else 'taken'}: {said!r} for {gold.value!r} {gold.unit or ''}")
    chinese = sum(
        any("\u4e00" <= char <= "\u9fff" for char in said + gold.value) for said, gold, _ in pairs
    )
    print(f"{len(wrong)} of {len(pairs)} pairs judged wrongly ({chinese} of them with Chinese)")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
