"""What the derivation reads and takes as given is what the question names.

The names that a question must contain come with the plan. Here they are worked out anew from the
derivation, so that a program that reads another row, column or definition is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.names import alone, says
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    At,
    Binding,
    Collect,
    Follow,
    Given,
    Meaning,
    Read,
    Substitute,
    Where,
    cited,
    walk,
)
from mmkg.graph.document import Chunk
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.mining.measures import Measure
from mmkg.graph.mining.places import label_of
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import leaf
from mmkg.graph.names import CJK, WORD, mentions, normal, squeeze
from mmkg.graph.plan import plain
from mmkg.graph.schema import Node, Statement


class ReadsCheck:
    """Holds every leaf of the derivation against the question."""

    name = "reads"
    order = 45

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first thing that is read but not asked for."""
        for why in _Reading(sample, ground.view).faults():
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


class _Reading:
    """What one sample reads."""

    def __init__(self, sample: Sample, view: View) -> None:
        self.sample = sample
        self.view = view
        self.known: dict[str, Evidence] = {item.id: item for item in sample.evidence}
        self.nodes = list(walk(sample.derivation))

    def faults(self) -> Iterator[str]:
        yield from self._given()
        for node in self.nodes:
            match node:
                case Read():
                    yield from self._row(self.known[node.evidence])
                    yield from self._stated(self.known[node.evidence])
                case Collect():
                    yield from self._rows([self.known[name] for name in node.evidence])
                case Where():
                    yield from self._rule(node)
                case Meaning():
                    yield from self._symbol(self.known[node.evidence])
                case Follow():
                    yield from self._relation(self.known[node.edge])
                case Substitute():
                    yield from self._formula(node)
        yield from self._columns()

    def _given(self) -> Iterator[str]:
        """Quantities and names that the program takes as stated, and those that are stated."""
        taken = [node for node in self.nodes if isinstance(node, Given)]
        digits = squeeze(self.sample.question).replace(",", "")
        for node in taken:
            if node.number is not None and not re.search(alone(plain(node.number)), digits):
                yield f"the question must state {plain(node.number)}"
            if node.name is not None and not mentions(self.sample.question, node.name):
                yield f"the question must name “{node.name}”"
        numbers = {node.number for node in taken}
        for stated in self.sample.asked.given:
            if Decimal(stated) not in numbers:
                yield f"the question states {stated}, which is not used"

    def _row(self, item: Evidence) -> Iterator[str]:
        label = label_of(item)
        if label and not says(self.sample, label):
            yield f"the question must name “{label}”, whose value is read"

    def _stated(self, item: Evidence) -> Iterator[str]:
        """Of what a text states, the question says whose limit or amount it is."""
        if not isinstance(item, TextEvidence) or item.number is None:
            return
        rule = self._statement(item, self.view.rules)
        about = rule.term if rule else item.head
        if about and not mentions(self.sample.question, about):
            yield f"the question must name “{about}”, of which “{item.text[:80]}” speaks"

    def _rows(self, items: list[Evidence]) -> Iterator[str]:
        """Of a column, all rows are read, or those that the question names."""
        measure = self.view.places.labelled(items[0])
        rows = {normal(label_of(item)) for item in items}
        if measure is None or rows == set(measure.by_label):
            return
        named = {normal(name) for name in self.sample.asked.names} & set(measure.by_label)
        if wrong := rows ^ named:
            labels = ", ".join(sorted(wrong))
            yield f"the rows that are read are not those that the question names: {labels}"

    def _rule(self, node: Where) -> Iterator[str]:
        """A rule is applied as the text states it, under the name that the text gives it."""
        item = self.known[node.than.evidence] if isinstance(node.than, Read) else None
        if not isinstance(item, TextEvidence):
            return
        stated = self._statement(item, self.view.rules)
        if stated is None or stated.test != node.test or stated.term not in self.sample.asked.names:
            yield f"“{item.text[:80]}” is not the rule that the question names"

    def _symbol(self, item: Evidence) -> Iterator[str]:
        rest = self.sample.question
        for known in (*sorted(self.sample.asked.names, key=len)[1:], *self.sample.asked.context):
            rest = rest.replace(known, " ")
        name, latex = getattr(item, "name", ""), getattr(item, "latex", "")
        said = f"{re.escape(name)}|{re.escape(latex)}"  # P_e, P_{e}
        if not re.search(rf"(?<!\w)(?:{said})(?!{WORD})", rest):
            yield f"the question must ask for the symbol {name}"

    def _relation(self, item: Evidence) -> Iterator[str]:
        if isinstance(item, EdgeEvidence) and not mentions(self.sample.question, item.predicate):
            yield f"the question must name the relation “{item.predicate}”"

    def _formula(self, node: Substitute) -> Iterator[str]:
        target = self.known.get(node.definition or "")
        if isinstance(target, SymbolEvidence):
            quantity = _quantity(target.meaning)[0]
            if target.name != node.target or not mentions(self.sample.question, quantity):
                yield f"the question must ask for the {quantity}"
        for binding in node.bindings:
            meaning = self.known.get(binding.definition or "")
            if isinstance(meaning, SymbolEvidence) and meaning.name != binding.symbol:
                yield f"{meaning.id} does not define {binding.symbol}"
            value = binding.value
            stated = self.known[value.evidence] if isinstance(value, Read) else None
            if isinstance(stated, TextEvidence) and not self._constant(stated, binding):
                yield f"“{stated.text[:80]}” does not state {binding.symbol}"

    def _columns(self) -> Iterator[str]:
        """Each column that is read is named: by the question, a rule, or a symbol's definition."""
        said_by, read = meant(self.sample), set[str]()
        for name in cited(self.sample.derivation):
            item = self.known[name]
            if not isinstance(item, CellEvidence | PointEvidence):
                continue
            measure = self.view.places.labelled(item)
            if measure is None:
                yield f"{name} stands in no column that can be asked about"
            elif name in said_by:
                if not self._named_by(measure, said_by[name]):
                    yield f"“{measure.name}” is not what is spoken of in “{said_by[name].id}”"
            elif not self._asked(measure.name):
                yield f"the question must say that it is about “{measure.name}”"
            elif not all(self._asked(part) for part in measure.group):
                yield f"the question must name the group “{', '.join(measure.group)}”"
            read |= {normal(measure.name), *measure.by_label} if measure else set()
        yield from self._unread(read)

    def _unread(self, read: set[str]) -> Iterator[str]:
        """Columns that the question names although no cell of one of that name is read."""
        others = [i for i in self.known.values() if not isinstance(i, CellEvidence | PointEvidence)]
        told = "\n".join(item.model_dump_json() for item in others)
        for name in self.sample.asked.names:
            if self.view.named(name) and normal(name) not in read and not mentions(told, name):
                yield f"the question names “{name}”, which is not read"

    def _definition(self, binding: Binding) -> Evidence | None:
        return self.known.get(binding.definition or "")

    def _named_by(self, measure: Measure, item: Evidence) -> bool:
        if isinstance(item, SymbolEvidence):
            return _defines(item.meaning, measure)
        return mentions(getattr(item, "text", ""), leaf(measure.name))

    def _asked(self, name: str) -> bool:
        known = {normal(asked) for asked in self.sample.asked.names}
        return normal(name) in known and says(self.sample, name)

    def _constant(self, item: TextEvidence, binding: Binding) -> bool:
        """Whether a text states a symbol's value, or the limit for it that the question names."""
        if (rule := self._statement(item, self.view.rules)) is not None:
            meaning = _quantity(getattr(self._definition(binding), "meaning", ""))[0]
            return rule.term in self.sample.asked.names and mentions(rule.measure, meaning)
        stated = self._statement(item, self.view.constants)
        meaning = getattr(self._definition(binding), "meaning", "")
        return stated is not None and normal(stated.measure) in map(
            normal, (binding.symbol, meaning)
        )

    def _statement(
        self, item: TextEvidence, known: Iterable[tuple[Chunk, Node]]
    ) -> Statement | None:
        """The rule or constant that stands where some words were cited."""
        for chunk, node in known:
            stated = node.statement
            if stated and (chunk.id, stated.span, stated.number) == (
                item.carrier,
                item.address.span,
                item.number,
            ):
                return stated
        return None


def meant(sample: Sample) -> dict[str, Evidence]:
    """Cited cells that the question does not point at, with the rule or definition that does."""
    known: dict[str, Evidence] = {item.id: item for item in sample.evidence}
    found: dict[str, Evidence] = {}
    for node in walk(sample.derivation):
        if isinstance(node, Where) and isinstance(node.than, Read):
            found |= dict.fromkeys(cited(node.source), known[node.than.evidence])
        for binding in node.bindings if isinstance(node, Substitute) else ():
            value = binding.value.source if isinstance(binding.value, At) else binding.value
            if binding.definition in known:
                found |= dict.fromkeys(cited(value), known[binding.definition])
    return found


def _quantity(meaning: str) -> tuple[str, str]:
    """The quantity of a definition, and what has it: "mass of the planet"."""
    match = re.fullmatch(r"(?:the )?(.+?) of (?:the|an?) ([\w -]+)", meaning)
    return (match[1], match[2]) if match else (meaning.removeprefix("the "), "")


def _defines(meaning: str, measure: Measure) -> bool:
    """Whether a definition speaks of a column, and of the things that its rows are."""
    (head, thing), name = _quantity(meaning), normal(leaf(measure.name))
    if thing and normal(thing.split()[-1]) not in normal(measure.noun):
        return False
    chinese = CJK.search(measure.name) is not None and name in normal(meaning)
    return chinese or name in (normal(head), normal(meaning.removeprefix("the ")))
