"""The scorer: what is known about how good a verified sample is, and whether that is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from mmkg.agents.bench import Bench
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Collect, Given, Label, Read, walk
from mmkg.runtime.events import Scored

LEAST: Mapping[str, float] = {"support": 1.0}  # below this a sample is rejected


def score(bench: Bench) -> bool:
    """Score the sample in work; says whether every score reaches its least value."""
    sample = bench.sample()
    assert sample is not None
    with bench.tracer.agent("scorer") as tracer:
        bench.scores = {
            "support": support(sample),
            "hops": float(sample.hops),
            "operations": float(operations(sample)),
            "modalities": float(modalities(bench, sample)),
            "novelty": novelty(sample.question, bench.wordings),
        }
        support_now = bench.scores["support"]
        tracer.event(Scored(name="scores", value=support_now, detail=dict(bench.scores)))
    return all(bench.scores[name] >= least for name, least in LEAST.items())


def support(sample: Sample) -> float:
    """Share of the reasoning steps that cite, and cite only evidence the sample has.

    The checks before have re-read that evidence and found it the same.
    """
    known = {item.id for item in sample.evidence}
    citing = [step for step in sample.steps if step.cites]
    if not citing:
        return 0.0
    return sum(set(step.cites) <= known for step in citing) / len(citing)


def operations(sample: Sample) -> int:
    """Operations of the derivation, readings not counted."""
    leaves = (Read, Label, Given, Collect)
    return sum(not isinstance(node, leaves) for node in walk(sample.derivation))


def modalities(bench: Bench, sample: Sample) -> int:
    """Kinds of carrier that the answer depends on."""
    return len({bench.shop.graph.nodes[carrier].type for carrier in sample.carriers})


def novelty(question: str, accepted: Sequence[str]) -> float:
    """One minus the likeness to the most similar accepted question, 0 to 1."""
    if not accepted:
        return 1.0
    best = process.extractOne(question, accepted, scorer=fuzz.token_sort_ratio)
    return round(1 - best[1] / 100, 4)
