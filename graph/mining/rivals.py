"""Which other tables and figures a question could be about, by the names that it holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mmkg.graph.derivation import (
    At,
    Derivation,
    Extreme,
    Place,
    Ranked,
    Sort,
    Where,
    cited,
    run,
    walk,
)
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal
from mmkg.graph.plan import Plan
from mmkg.graph.results import Name

SEARCHED = (Ranked, Where, Sort, Extreme, Place)


def rivals(
    view: View,
    carrier: str,
    names: Iterable[str],
    derivation: Derivation,
    evidence: Sequence[Evidence],
) -> list[Measure]:
    """Measures of other carriers that have the same name and the same named things.

    Args:
        view: The whole graph.
        carrier: The table or figure that is meant.
        names: What the question names.
        derivation: What is worked out.
        evidence: What that cites.
    """
    asked = {normal(name) for name in names}
    own = [m for m in view.measures_of(carrier) if normal(m.name) in asked]
    pointed = _pointed_at(carrier, asked, derivation, evidence) if own else set()
    return [
        rival
        for measure in own
        for rival in view.named(measure.name)
        if rival.carrier != carrier and pointed & measure.by_label.keys() <= rival.by_label.keys()
    ]


def has_namesake(view: View, plan: Plan) -> bool:
    """Whether a plan fits another carrier of the same title: no question could tell them apart."""
    return any(
        normal(rival.topic) == normal(view.topic(carrier))
        for carrier in plan.carriers
        for rival in rivals(view, carrier, plan.names, plan.derivation, plan.evidence)
    )


def _pointed_at(
    carrier: str, asked: set[str], derivation: Derivation, evidence: Sequence[Evidence]
) -> set[str]:
    """The things that tell which carrier is meant: named, or reached and looked up there.

    None does where all rows are searched ("the entry with the lowest …"): any carrier has those.
    """
    found = set(asked)
    within = {item.id for item in evidence if item.carrier == carrier}
    for node in walk(derivation):
        if isinstance(node, At) and set(cited(node.source)) <= within:
            label = run(node.label, evidence)
            found |= {normal(label.name)} if isinstance(label, Name) else set()
        elif isinstance(node, SEARCHED) and set(cited(node)) & within:
            return set()
    return found
