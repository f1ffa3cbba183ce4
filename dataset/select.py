"""Chooses samples: near-duplicates out, the best first, quotas kept, all kinds represented."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from mmkg.dataset.levels import label
from mmkg.dataset.likeness import PERMUTATIONS, shared, signatures
from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample, opened
from mmkg.graph.evidence import CellEvidence, EdgeEvidence, PointEvidence
from mmkg.graph.names import normal

if TYPE_CHECKING:
    from rensa import RMinHashLSH

Aspect = Literal["task", "document", "entity", "modality", "difficulty"]
NEAR = 0.85  # share of shingles from which two questions with one answer are the same
SLACK = 0.15  # how much less alike by the index than in truth two questions may look
REPEAT = 0.9  # what the worth of a sample is multiplied with for each one like it that is in


@dataclass(frozen=True)
class Wanted:
    """What to choose.

    Attributes:
        count: How many; none for all that are left.
        quotas: The most samples of one value of an aspect, as `{"task": 50}`.
        weights: What each score counts.
        near: Share of shingles from which two questions are near-duplicates.
    """

    count: int | None = None
    quotas: Mapping[Aspect, int] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    near: float = NEAR


@dataclass(frozen=True)
class Selection:
    """What was chosen, in the order of the input, and why each of the others was not."""

    chosen: list[Sample]
    dropped: dict[str, str]


def select(samples: Sequence[Sample], wanted: Wanted) -> Selection:
    """Choose samples; the same input gives the same choice.

    The worth of a sample is its weighted score, and the less the more samples are in already that
    share its task, document, entity or modalities. Worth only falls, so a lazy heap does.
    """
    dropped = duplicates(samples, wanted.near)
    left = [place for place, sample in enumerate(samples) if sample.id not in dropped]
    ranges = _ranges(samples, wanted.weights)
    kinds = {place: dict(aspects(samples[place])) for place in left}
    counts: defaultdict[tuple[Aspect, str], int] = defaultdict(int)

    def worth(place: int) -> float:
        score = _score(samples[place], wanted.weights, ranges)
        return float(score * REPEAT ** _repeats(kinds[place], counts))

    chosen: set[int] = set()
    for place in _best_first(left, worth):
        full = _full(kinds[place], counts, wanted.quotas)
        if full:
            dropped[samples[place].id] = f"quota of {full}"
            continue
        chosen.add(place)
        for kind in _pairs(kinds[place]):
            counts[kind] += 1
        if wanted.count is not None and len(chosen) >= wanted.count:
            break
    for place in left:
        if place not in chosen:
            dropped.setdefault(samples[place].id, "others are worth more")
    return Selection([samples[place] for place in sorted(chosen)], dropped)


def duplicates(samples: Sequence[Sample], near: float = NEAR) -> dict[str, str]:
    """Ids of samples that repeat an earlier one, with the reason.

    Questions are near-duplicates if they share so many of their shingles (candidates come from
    MinHash and an index of its bands) and have things, numbers and answer in common: a table gives
    many questions that differ by a name or a number alone and are not the same.
    """
    index = _index(max(0.2, near - SLACK))
    found: dict[str, str] = {}
    asked = [_asked(sample) for sample in samples]
    for place, sketch in enumerate(signatures(sample.question for sample in samples)):
        twins = sorted(index.query(sketch))
        same = [
            twin
            for twin in twins
            if asked[twin] == asked[place]
            and shared(samples[twin].question, samples[place].question) >= near
        ]
        if same:
            found[samples[place].id] = f"repeats {samples[same[0]].id}"
        else:
            index.insert(place, sketch)
    return found


def _index(threshold: float) -> RMinHashLSH:
    """An index with the fewest bands by which texts of a likeness are as good as found."""
    from rensa import RMinHashLSH

    ways = (2**power for power in range(1, 7))
    bands = next(b for b in ways if (1 / b) ** (b / PERMUTATIONS) <= threshold)
    return RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands)


def aspects(sample: Sample) -> Iterator[tuple[Aspect, frozenset[str]]]:
    """What a sample counts for in quotas and for diversity."""
    yield "task", frozenset([sample.task])
    yield "document", frozenset(source.sha256 for source in sample.sources)
    yield "entity", entities(sample)
    yield "modality", frozenset(["+".join(modalities(sample))])
    yield "difficulty", frozenset([label(sample.scores)])


def entities(sample: Sample) -> frozenset[str]:
    """The things a question is about, in the form in which names are compared.

    These are the names it says, and its answer, as far as they label rows, points or relations;
    names of measures and of tables are no things.
    """
    labels: set[str] = set()
    for item in sample.evidence:
        match item:
            case CellEvidence():
                labels.update(map(normal, item.row_path))
            case PointEvidence():
                labels.update((normal(item.x), normal(item.series)))
            case EdgeEvidence():
                labels.update((normal(item.source), normal(item.target)))
    plain = opened(sample)
    answers = plain.answer.items or (plain.answer.value,)
    said = {normal(name) for name in (*sample.asked.names, *answers)}
    return frozenset(said & labels - {""})


def _asked(sample: Sample) -> tuple[object, ...]:
    """What two near-duplicates must have in common: things, numbers and the answer."""
    numbers = sorted(re.findall(r"\d+(?:[.,]\d+)*", sample.question))
    return entities(sample), tuple(numbers), sample.answer.kind, normal(sample.answer.value)


def _ranges(
    samples: Sequence[Sample], weights: Mapping[str, float]
) -> dict[str, tuple[float, float]]:
    """Least and greatest value of each score that counts."""
    found = {}
    for name in weights:
        values = [sample.scores[name] for sample in samples if name in sample.scores]
        if values and min(values) < max(values):
            found[name] = (min(values), max(values))
    return found


def _score(
    sample: Sample, weights: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]
) -> float:
    """The weighted mean of a sample's scores, each brought to 0 to 1; 1 where all are alike."""
    shares = [
        (weights[name], (sample.scores.get(name, low) - low) / (high - low))
        for name, (low, high) in ranges.items()
    ]
    whole = sum(abs(weight) for weight, _ in shares)
    positive = (w * share if w > 0 else -w * (1 - share) for w, share in shares)
    return 1.0 + sum(positive) / whole if whole else 1.0


def _best_first(places: Sequence[int], worth: Callable[[int], float]) -> Iterator[int]:
    """Places by worth, which may fall while they are taken; earlier ones first among equals."""
    heap = [(-worth(place), place) for place in places]
    heapq.heapify(heap)
    while heap:
        _, place = heapq.heappop(heap)
        now = -worth(place)
        if heap and (now, place) > heap[0]:
            heapq.heappush(heap, (now, place))
            continue
        yield place


def _pairs(kinds: Mapping[Aspect, frozenset[str]]) -> Iterator[tuple[Aspect, str]]:
    for aspect, values in kinds.items():
        for value in values:
            yield aspect, value


def _repeats(
    kinds: Mapping[Aspect, frozenset[str]], counts: Mapping[tuple[Aspect, str], int]
) -> int:
    """How often what a sample stands for is there already, where doubling counts as one more."""
    return sum(
        max((counts.get((aspect, value), 0) for value in values), default=0).bit_length()
        for aspect, values in kinds.items()
    )


def _full(
    kinds: Mapping[Aspect, frozenset[str]],
    counts: Mapping[tuple[Aspect, str], int],
    quotas: Mapping[Aspect, int],
) -> str:
    for aspect, most in quotas.items():
        for value in kinds[aspect]:
            if counts.get((aspect, value), 0) >= most:
                return aspect
    return ""


def tally(samples: Sequence[Sample]) -> dict[str, dict[str, int]]:
    """How many samples there are of each value of each aspect but documents and entities."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        for aspect, values in aspects(sample):
            if aspect not in ("document", "entity"):
                found[aspect].update(values)
    return {aspect: dict(count.most_common()) for aspect, count in found.items()}
