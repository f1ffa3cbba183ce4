"""What kinds of carrier a sample rests on."""

from __future__ import annotations

from mmkg.dataset.sample import Sample
from mmkg.graph.evidence import EdgeEvidence

_NAMES = {"chunk": "text", "figure": "chart"}


def modalities(sample: Sample) -> tuple[str, ...]:
    """Kinds of carrier that the answer depends on, such as `chart`, `table`, in order of name."""
    kinds = {carrier.split(":")[1] for carrier in sample.carriers if ":" in carrier}
    if not kinds and any(isinstance(item, EdgeEvidence) for item in sample.evidence):
        return ("text",)
    return tuple(sorted(_NAMES.get(kind, kind) for kind in kinds))
