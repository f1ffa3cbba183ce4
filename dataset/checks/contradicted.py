"""What is asked rests on no value that the documents contradict."""

from __future__ import annotations

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.contradictions import OWN_TASK, contradicted, place


class ContradictedCheck:
    """Looks for cited values among those that a text and a table or chart give differently."""

    name = "contradicted"
    order = 22
    as_put = True  # descriptions rest on evidence, too

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first such value."""
        doubtful = contradicted(ground.view) if sample.task != OWN_TASK else frozenset()
        described = (item for one in sample.described for item in one.evidence)
        for item in (*sample.evidence, *described):
            if place(item) in doubtful:
                why = f"{item.id} is contradicted elsewhere in the documents"
                return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)
