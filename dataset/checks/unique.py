"""Nothing else in the graph fits the question as well: it has one answer."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.reads import meant
from mmkg.dataset.sample import Finding, Route, Sample
from mmkg.graph.derivation import Follow, walk
from mmkg.graph.evidence import EdgeEvidence
from mmkg.graph.mining.rivals import rivals
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import CJK, mentions, normal, squeeze

ENOUGH = 0.6  # share of a title's words that must be in the question for it to be named
SMALL = frozenset(
    ("a", "an", "the", "of", "in", "on", "for", "and", "or", "to", "with", "by", "from", "as", "at")
    + ("is", "are", "all", "their", "its")
)


class UniqueCheck:
    """Asks the graph for other carriers in which all names of the question resolve."""

    name = "unique"
    order = 50

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if another carrier fits and the question does not say which one is meant.

        A question over several carriers must name each of them.
        """
        for carrier in sample.carriers:
            if ground.view.graph.nodes[carrier].type not in ("table", "image"):
                continue
            names = sample.asked.names
            fitting = rivals(ground.view, carrier, names, sample.derivation, sample.evidence)
            own = ground.view.topic(carrier)
            others = [r.topic for r in fitting if r.carrier not in sample.carriers]
            if any(normal(rival.topic) == normal(own) for rival in fitting):
                return self._failed(f"more than one has the title “{own}”", "miner")
            titles = [normal(title) for title in sample.asked.context]
            several = len(titles) > 1 and normal(own) in titles
            if (fitting or several) and not named(sample.question, own, others):
                why = f"say which data are meant: the question must name “{own}”"
                return self._failed(why, "writer")
        if why := self._branching(sample, ground) or _twin_column(sample, ground):
            return self._failed(why, "miner")
        return Finding(check=self.name, passed=True)

    def _failed(self, why: str, route: Route) -> Finding:
        return Finding(check=self.name, passed=False, why=why, route=route)

    @staticmethod
    def _branching(sample: Sample, ground: Ground) -> str:
        evidence = {item.id: item for item in sample.evidence}
        for node in walk(sample.derivation):
            edge = evidence.get(node.edge) if isinstance(node, Follow) else None
            source = ground.view.entity(edge.source) if isinstance(edge, EdgeEvidence) else None
            if not isinstance(edge, EdgeEvidence) or source is None:
                continue
            ends = {
                other.target
                for other in ground.view.graph.out(source.id, "entity")
                if normal(other.label) == normal(edge.predicate)
            }
            if len(ends) > 1:
                return f"{edge.source} has more than one {edge.predicate}"
        return ""


def _twin_column(sample: Sample, ground: Ground) -> str:
    """Of a column that only a rule or a definition points at, the twin that it fits as well."""
    known = {item.id: item for item in sample.evidence}
    for name in meant(sample):
        measure = ground.view.places.labelled(known[name])
        if measure is None or mentions(sample.question, measure.name):
            continue
        for other in ground.view.measures_of(measure.carrier):
            alike = normal(leaf(other.name)) == normal(leaf(measure.name))
            if alike and other.name != measure.name and other.group == measure.group:
                return f"both “{measure.name}” and “{other.name}” may be meant"
    return ""


def named(question: str, title: str, others: list[str]) -> bool:
    """Whether a question says which carrier it means: by its title, and by no other's as well.

    A title counts as said if it stands there word for word, or if most of its words do and more
    of them than of any other title's.
    """
    if _said(question, title):
        longer = (other for other in others if normal(title) in normal(other))
        return not any(_said(question, other) for other in longer)
    mine = _share(question, title)
    return mine >= ENOUGH and all(_share(question, other) < mine for other in others)


def _said(question: str, title: str) -> bool:
    return normal(title) in normal(question)


def _share(question: str, title: str) -> float:
    words, asked = _words(title), _words(question)
    return len(words & asked) / len(words) if words else 0.0


def _words(text: str) -> set[str]:
    flat = squeeze(text)
    found = {word for word in re.findall(r"[a-z0-9][\w.-]*", flat) if word not in SMALL}
    return found | set(CJK.findall(flat))
