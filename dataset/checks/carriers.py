"""Each carrier is needed: without it the answer changes or is lost."""

from __future__ import annotations

from collections import Counter

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import cited
from mmkg.graph.leaving_out import spare
from mmkg.graph.schema import NodeType
from mmkg.graph.task import known_tasks

TYPES: dict[str, NodeType] = {
    "table": "table",
    "text": "chunk",
    "formula": "formula",
    "chart": "image",
}


class CarriersCheck:
    """Leaves out one carrier after the other and runs what is left of the derivation."""

    name = "carriers"
    order = 20

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if some carrier is not used, or the answer is the same without it."""
        used = set(cited(sample.derivation))
        carriers = {item.carrier for item in sample.evidence if item.id in used}
        if missing := set(sample.carriers) - carriers:
            return self._failed(f"{', '.join(sorted(missing))} is not used at all")
        if lacking := _lacking(sample, ground):
            return self._failed(f"the task asks for {lacking}")
        if carrier := spare(sample.derivation, sample.evidence, sample.carriers):
            return self._failed(f"the answer is the same without {carrier}")
        return Finding(check=self.name, passed=True)

    def _failed(self, why: str) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route="miner")


def _lacking(sample: Sample, ground: Ground) -> str:
    """The first kind of carrier of which the task wants another number than the sample uses."""
    task = known_tasks(ground.task_files).get(sample.task)
    nodes = ground.view.graph.nodes
    used = Counter(nodes[carrier].type for carrier in sample.carriers if carrier in nodes)
    for kind, wanted in task.carriers.items() if task else ():
        if used[TYPES[kind]] != wanted:
            return f"{wanted} of kind {kind}"
    return ""
