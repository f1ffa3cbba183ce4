"""Of two columns, the one that is ranked or limited is the one that the question says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import HIGH, LOW
from mmkg.dataset.checks.masked import Masked
from mmkg.dataset.checks.names import alone
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    Collect,
    Derivation,
    Given,
    Only,
    Ordering,
    Where,
    cited,
    walk,
)
from mmkg.graph.mining.view import View
from mmkg.graph.names import normal, squeeze, whole
from mmkg.graph.plan import plain

FAR, BREAK = 10_000, 100  # what it costs to stand where it cannot belong, or in another sentence
COUNTED = re.compile(  # between a number and what it counts or limits: "200 “", "5 EUR in "
    r"[^\w,.;:?!]{0,3}(?:[^\s\d,.;:?!]+,? )?(?:as )?(?:measured |judged |going |judging )?"
    r"(?:in |of |for |by |by way of |in terms of )?"
    r"(?:the |their |its )?[(（]?[“\"'‘]?"
)


class RolesCheck:
    """Looks which column's name stands nearest to a superlative, and to a limit."""

    name = "roles"
    order = 46

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if another column's name stands nearer than that of the column meant."""
        question = Masked.once(sample).question
        for title in sorted(sample.asked.context, key=len, reverse=True):
            question = question.replace(squeeze(title), " ")
        names = _names(sample, ground.view)
        for column, marks in _marked(sample, ground.view, _blank(question, names)):
            near = _nearest(question, names, marks)
            if near and normal(near) != normal(column):
                why = f"the question must say it of “{column}”, not of “{near}”"
                return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _marked(sample: Sample, view: View, question: str) -> Iterator[tuple[str, list[re.Match[str]]]]:
    """Columns that are ranked or limited, with the places in the question that say so."""
    for node in walk(sample.derivation):
        marks: list[re.Match[str]] = []
        if isinstance(node, Ordering):
            marks = list((HIGH if node.which == "highest" else LOW).finditer(question))
        elif isinstance(node, Where) and isinstance(node.than, Given) and node.than.number:
            marks = list(re.finditer(alone(plain(node.than.number)), question))
        if marks and isinstance(node, Ordering | Where):
            source = node.source
            while isinstance(source, Only | Where):
                source = source.source
            columns = _columns(sample, view, source)
            if len(columns) == 1 and isinstance(source, Collect):  # not worked out from a column
                yield columns[0], marks


def _columns(sample: Sample, view: View, source: Derivation) -> list[str]:
    """Names of the columns whose values reach an operation."""
    known = {item.id: item for item in sample.evidence}
    measures = (view.places.labelled(known[name]) for name in cited(source))
    return list(dict.fromkeys(measure.name for measure in measures if measure is not None))


def _names(sample: Sample, view: View) -> list[str]:
    asked = {normal(name) for name in sample.asked.names}
    return [name for name in _columns(sample, view, sample.derivation) if normal(name) in asked]


def _blank(question: str, names: list[str]) -> str:
    """The question with the columns' names covered: "Greatest distance" asks for no maximum."""
    for name in sorted(map(squeeze, names), key=len, reverse=True):
        question = whole(name).sub("\0" * len(name), question)
    return question


def _nearest(question: str, names: list[str], marks: list[re.Match[str]]) -> str:
    """The name nearest to any of some places; none if a name is not written out."""
    flat = sorted((squeeze(name) for name in names), key=len, reverse=True)
    found: list[tuple[int, str]] = []
    for name in flat:
        places = list(whole(name).finditer(question))
        if not places:
            return ""
        question = whole(name).sub("\0" * len(name), question)
        gaps = [_gap(place, mark, question) for place in places for mark in marks]
        found.append((min(gaps), name))
    return min(found)[1] if len(found) > 1 else ""


def _gap(name: re.Match[str], mark: re.Match[str], question: str) -> int:
    """Characters between a name and a superlative or limit.

    A limit follows its name, if it does not count it ("more than 200 doctors").
    """
    if name.start() > mark.start():
        between = question[mark.end() : name.start()]
        if mark[0][-1:].isdigit() and not COUNTED.fullmatch(between):
            return FAR
    else:
        between = question[name.end() : mark.start()]
    return len(between) + BREAK * len(re.findall(r"[.;?!。；？！]", between))
