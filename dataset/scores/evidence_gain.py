"""Evidence gain: how much likelier the evidence makes the answer."""

from __future__ import annotations

from mmkg.dataset.exports.words import answer_text
from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values
from mmkg.dataset.solving import Book, messages
from mmkg.runtime.asking import weigh

MOST_ITEMS = 8  # pieces of evidence left out one at a time


class EvidenceGainScore:
    """log p(answer | question, evidence) − log p(answer | question), in nats.

    Where the endpoint gives no probabilities of given answers, the difference of the share of
    right tries, which `difficulty` measured before, stands in as `evidence_gain_tries`.
    """

    name = "evidence_gain"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`evidence_gain`, the same per token, and `evidence_gain:e1` for each piece left out."""
        with_all = await _likely(sample, scene, "evidence")
        without = await _likely(sample, scene, "closed")
        if with_all is None or without is None:
            return await _by_tries(sample, scene)
        tokens = max(1, with_all[1])
        values = {"evidence_gain": with_all[0] - without[0]}
        values["evidence_gain_per_token"] = values["evidence_gain"] / tokens
        if len(sample.evidence) > MOST_ITEMS:
            return values
        for item in sample.evidence:
            others = tuple(other for other in sample.evidence if other.id != item.id)
            lacking = sample.model_copy(update={"evidence": others})
            if (found := await _likely(lacking, scene, "evidence")) is not None:
                values[f"evidence_gain:{item.id}"] = with_all[0] - found[0]
        return values


async def _likely(sample: Sample, scene: Scene, book: Book) -> tuple[float, int] | None:
    if scene.likely is None:
        return None
    tracer, budget = scene.at_work()
    asked, answer = messages(sample, book), f"Answer: {answer_text(sample)}"
    return await weigh(scene.likely, asked, answer, tracer=tracer, budget=budget)


async def _by_tries(sample: Sample, scene: Scene) -> Values:
    from mmkg.dataset.scores.difficulty import DifficultyScore

    tried = await DifficultyScore().measure(sample, scene)
    who = next((who for who in ("strong", "weak") if f"{who}_evidence" in tried), None)
    if who is None or f"{who}_closed" not in tried:
        return {}
    return {"evidence_gain_tries": tried[f"{who}_evidence"] - tried[f"{who}_closed"]}
