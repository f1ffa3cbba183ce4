"""Difficulty: which of two solvers comes to the answer, and how often."""

from __future__ import annotations

from mmkg.dataset.answers.compare import is_right
from mmkg.dataset.levels import LEVELS, Level
from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values
from mmkg.dataset.solving import replies

MOSTLY = 0.5  # a solver is right if it is in at least this share of its tries


class DifficultyScore:
    """Simple if both solvers are mostly right with the evidence, medium if only the strong one.

    With one model, or the same twice, it stands for both and nothing is medium.
    """

    name = "difficulty"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`difficulty`, and the share of right tries of each solver with and without evidence."""
        values: dict[str, float] = {}
        for who, model in (("strong", scene.strong), ("weak", scene.weak)):
            if model is None:
                continue
            tracer, budget = scene.at_work()
            for how in ("evidence", "closed"):
                said = await replies(
                    model, sample, tracer, budget, evidence=how == "evidence", k=scene.scoring.tries
                )
                if said:
                    right = sum(is_right(reply, sample.answer) for reply in said)
                    values[f"{who}_{how}"] = right / len(said)
        level = difficulty(values)
        return values | ({"difficulty": LEVELS[level]} if level else {})


def difficulty(values: Values) -> Level | None:
    """The label that the shares of two solvers give; none if nobody tried."""
    strong = values.get("strong_evidence", values.get("weak_evidence"))
    weak = values.get("weak_evidence", strong)
    if strong is None or weak is None:
        return None
    if strong < MOSTLY:
        return "hard"
    return "simple" if weak >= MOSTLY else "medium"
