"""Support: does the evidence carry the answer?"""

from __future__ import annotations

from mmkg.dataset.sample import Sample
from mmkg.dataset.scores.score import Scene, Values


class SupportScore:
    """Share of steps whose citation holds, and share of judges who find the answer supported."""

    name = "support"

    async def measure(self, sample: Sample, scene: Scene) -> Values:
        """`support`, 0 to 1, and `support_votes` where there are judges.

        The checks before have re-read all evidence and found it the same.
        """
        values = {"support": _cited(sample)}
        votes = [one.supported for one in await scene.judgements(sample)] if scene.judges else []
        return values | ({"support_votes": sum(votes) / len(votes)} if votes else {})


def _cited(sample: Sample) -> float:
    known = {item.id for item in sample.evidence}
    citing = [step for step in sample.steps if step.cites]
    return sum(set(step.cites) <= known for step in citing) / len(citing) if citing else 0.0
