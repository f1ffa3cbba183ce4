"""What a pattern is: a way to turn places of the graph into plans, and the builder it uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, zip_longest
from random import Random
from typing import TypeVar

from mmkg.graph.derivation import (
    Calculate,
    Collect,
    Convert,
    Derivation,
    Round,
    cited,
    run,
)
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.measures import Item, Measure
from mmkg.graph.mining.paths import path_through
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import INNER, plural
from mmkg.graph.names import normal
from mmkg.graph.plan import Answer, Plan, answer_of, plain
from mmkg.graph.results import DerivationError, Name, Number, Result

ROUNDS = 12  # how often each place is visited before a pattern gives up

S = TypeVar("S")


@dataclass(frozen=True)
class Pattern:
    """A way to make plans.

    Attributes:
        name: Key of its wordings in the grammar.
        hops: Steps from reading to reading that its plans take.
        sites: The places of a graph where it may apply; each is handed to `draw`.
        draw: Makes a plan at a place, or nothing where the place does not bear one.
        needs: What a graph must hold for it, in words for people.
    """

    name: str
    hops: int
    sites: Callable[[View], Sequence[object]]
    draw: Callable[[Builder, object, Random], Plan | None]
    needs: str

    def plans(self, view: View, task: str, rng: Random) -> Iterator[Plan]:
        """Different plans, in an order that visits every place before any place twice."""
        sites = _interleaved(self.sites(view), rng)
        seen: set[str] = set()
        for _ in range(ROUNDS):
            for site in sites:
                plan = self.draw(Builder(view, task, self), site, rng)
                if plan is not None and plan.key not in seen:
                    seen.add(plan.key)
                    yield plan


PATTERNS: dict[str, Pattern] = {}
FIGURES = 3  # significant figures of a computed answer


def pattern(  # noqa: D417  # the arguments are Pattern's
    name: str, *, sites: Callable[[View], Sequence[S]], needs: str = "", hops: int = 1
) -> Callable[[Callable[[Builder, S, Random], Plan | None]], Callable[..., Plan | None]]:
    """Register a drawing function as a pattern.

    Raises:
        ValueError: If the name is taken.
    """

    def register(draw: Callable[[Builder, S, Random], Plan | None]) -> Callable[..., Plan | None]:
        if name in PATTERNS:
            raise ValueError(f"there are two patterns {name!r}")
        PATTERNS[name] = Pattern(name, hops, sites, draw, needs)  # type: ignore[arg-type]
        return draw

    return register


def _is_difference(derivation: Derivation) -> bool:
    """Whether what is asked for is how far two values are apart, in whatever unit or rounding."""
    while isinstance(derivation, Round | Convert):
        derivation = derivation.source
    return isinstance(derivation, Calculate) and derivation.how in ("difference", "gap")


def _interleaved(sites: Sequence[object], rng: Random) -> list[object]:
    """The sites in random order, but one of each carrier in turn, so that no large table leads."""
    by_carrier: dict[str, list[object]] = defaultdict(list)
    for site in rng.sample(sites, len(sites)):
        by_carrier[_carrier(site)].append(site)
    turns = zip_longest(*by_carrier.values())
    return [site for turn in turns for site in turn if site is not None]


def _carrier(site: object) -> str:
    """The id of the first carrier of a site, however the pattern holds it."""
    if isinstance(site, tuple):
        return _carrier(site[0])
    for name in ("carrier", "measure", "formula", "id"):
        if (value := getattr(site, name, None)) is not None:
            return value if isinstance(value, str) else _carrier(value)
    return ""


class Builder:
    """Numbers the evidence of a plan, runs its derivation, and puts the plan together."""

    def __init__(self, view: View, task: str, pattern: Pattern) -> None:
        self.view = view
        self.task = task
        self.pattern = pattern
        self.ids: dict[Evidence, str] = {}

    def cite(self, evidence: Evidence) -> str:
        """The id of some evidence in this plan; the same evidence keeps its id."""
        return self.ids.setdefault(evidence, f"e{len(self.ids) + 1}")

    def collect(self, measure: Measure, items: Sequence[Item] | None = None) -> Collect:
        """A measure, or some of its items, as a leaf."""
        chosen = measure.items if items is None else items
        return Collect(evidence=tuple(self.cite(item.evidence) for item in chosen))

    def value(self, derivation: Derivation) -> Result | None:
        """What a derivation comes to with the evidence cited so far; nothing if it has no value."""
        evidence = [item.model_copy(update={"id": name}) for item, name in self.ids.items()]
        try:
            return run(derivation, evidence)
        except DerivationError:
            return None

    def number(self, derivation: Derivation) -> Number | None:
        """The quantity that a derivation comes to; nothing if it comes to none, or to zero."""
        result = self.value(derivation)
        return result if isinstance(result, Number) and result.number else None

    def plan(
        self,
        derivation: Derivation,
        *,
        language: str,
        slots: dict[str, str],
        names: Sequence[str] = (),
        context: Sequence[str] = (),
        given: Sequence[str] = (),
        tolerance: Decimal = Decimal(0),
    ) -> Plan | None:
        """The plan, or nothing if the derivation has no value or the carriers do not connect."""
        used = set(cited(derivation))
        evidence = tuple(item.named(name) for item, name in self.ids.items() if name in used)
        try:
            result = run(derivation, evidence)
        except DerivationError:
            return None
        if isinstance(result, Number) and abs(result.number) <= 2 * tolerance > 0:
            return None  # smaller than what the reading of the chart allows to tell
        if isinstance(result, Number) and not result.number and _is_difference(derivation):
            return None  # two equal values: nothing to work out
        carriers = tuple(dict.fromkeys(item.carrier for item in evidence))
        path = path_through(self.view.graph, carriers, [*names, *_reached(result)])
        if path is None:
            return None
        rounded = derivation.decimals if isinstance(derivation, Round) else None
        return Plan(
            task=self.task,
            pattern=self.pattern.name,
            language="zh" if language == "zh" else "en",
            path=path,
            carriers=carriers,
            derivation=derivation,
            evidence=evidence,
            answer=self._answer(result, tolerance, rounded),
            names=tuple(dict.fromkeys(name for name in names if name)),
            context=tuple(dict.fromkeys(part.translate(INNER) for part in context if part)),
            given=tuple(given),
            slots=slots,
            decimals=rounded,
            hops=self.pattern.hops,
        )

    def _answer(self, result: Result, tolerance: Decimal, rounded: int | None) -> Answer:
        if rounded is not None:
            tolerance = max(tolerance, Decimal(5).scaleb(-rounded - 1))
        aliases: tuple[str, ...] = ()
        if isinstance(result, Name) and (entity := self.view.entity(result.name)):
            others = (entity.name, *entity.aliases)
            aliases = tuple(name for name in others if normal(name) != normal(result.name))
        return answer_of(result, tolerance=tolerance, aliases=aliases)


def to_figures(derivation: Derivation, result: Number) -> Round:
    """A computed quantity rounded to the figures that are asked for."""
    return Round(source=derivation, decimals=FIGURES - 1 - result.number.adjusted())


def words(measure: Measure, **more: str) -> dict[str, str]:
    """The slots that every question about a measure can use."""
    if measure.dated:
        more["dated"] = "yes"
    noun = measure.noun or ("项目" if measure.language == "zh" else "entry")
    if measure.numbered and measure.noun and measure.modality == "table":
        said = f"{noun}为" if measure.language == "zh" else f"{noun} "  # of a number alone
        more |= {slot: said + more[slot] for slot in ("a", "b", "listed") if slot in more}
    return {
        "measure": measure.name,
        "unit": measure.unit or "",
        "noun": noun,
        "nouns": plural(noun),
        "topic": measure.topic,
        "group": ", ".join(measure.group),
        **more,
    }


def names_of(measure: Measure) -> tuple[str, ...]:
    """The names without which a question about a measure cannot be understood."""
    return (measure.name, *measure.group)


def stated(derivation: Derivation, measure: Measure) -> Derivation:
    """A value of a measure as an answer: of a chart, rounded to what can be read off it."""
    return Round(source=derivation, decimals=measure.decimals) if measure.margin else derivation


def mean_decimals(measure: Measure) -> int:
    """Decimals to which a mean is asked for: one more than printed, but no long tails."""
    return measure.decimals + (measure.decimals < 3 and not measure.margin)


def threshold(numbers: Sequence[Decimal], rng: Random, margin: Decimal) -> Decimal | None:
    """A round number that splits some numbers and is not near any of them.

    It is a whole number if they all are.
    """
    ranked = sorted(set(numbers))
    whole = all(number == int(number) for number in ranked)
    gaps = [(low, high) for low, high in zip(ranked, ranked[1:], strict=False)]
    rng.shuffle(gaps)
    for low, high in gaps:
        room = high - low - 2 * margin
        if room <= 0:
            continue
        middle, step = (low + high) / 2, Decimal(1).scaleb(room.adjusted())
        for size in (step * 10, step * 5, step, step / 2, step / 10):
            round_one = (middle / size).to_integral_value() * size
            if whole and round_one != int(round_one):
                continue
            if low + margin < round_one < high - margin:
                return Decimal(plain(round_one.normalize() + 0))
    return None


def separated(measure: Measure, place: int, *, highest: bool) -> Item | None:
    """The item at a place of the ranking, if no tie above it or beside it makes that doubtful."""
    ranked = sorted(
        (item for item in measure.items if item.number is not None),
        key=lambda item: item.number or Decimal(0),
        reverse=highest,
    )
    if place > len(ranked):
        return None
    numbers = [item.number or Decimal(0) for item in ranked[: place + 1]]
    steps = (abs(one - two) for one, two in pairwise(numbers))
    return None if any(step <= measure.margin for step in steps) else ranked[place - 1]


def _reached(result: Result) -> list[str]:
    return [] if isinstance(result, Number) else [getattr(result, "name", "")]
