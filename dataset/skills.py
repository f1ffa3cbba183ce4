"""What an answer takes to find, read off its derivation."""

from __future__ import annotations

from collections.abc import Iterator

from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import walk
from mmkg.graph.evidence import PointEvidence

COMPARING = frozenset(["extreme", "ranked", "compare", "between", "later", "where", "only"])
AGGREGATING = frozenset(["total", "count", "combine"])
FORMULAS = frozenset(["substitute", "rearrange", "insert", "differentiate", "simplify", "evaluate"])


def skills(sample: Sample) -> tuple[str, ...]:
    """Names of the skills that a sample needs, in a fixed order; a bare look-up needs only that."""
    return tuple(_needed(sample)) or ("look-up",)


def _needed(sample: Sample) -> Iterator[str]:
    nodes = list(walk(sample.derivation))
    operations = {node.op for node in nodes}
    if operations & COMPARING:
        yield "comparison"
    if operations & AGGREGATING:
        yield "aggregation"
    if "convert" in operations or _units(sample) > 1:
        yield "unit handling"
    if operations & FORMULAS:
        yield "formula use"
    if any(isinstance(item, PointEvidence) for item in sample.evidence):
        yield "chart reading"
    if len({item.address.document for item in sample.evidence}) > 1:
        yield "cross-document join"


def _units(sample: Sample) -> int:
    """How many units the values read have."""
    readings = (getattr(item, "reading", None) for item in sample.evidence)
    units = {reading.unit for reading in readings if reading is not None and reading.unit}
    return len(units | {item.unit for item in sample.evidence if getattr(item, "unit", None)})  # type: ignore[union-attr]
