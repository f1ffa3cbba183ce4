"""What a session came to, as values: what the report, the data card and programs show."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import fmean, quantiles

from pydantic import JsonValue

from mmkg.dataset.calibrate import META, Calibration
from mmkg.dataset.corpus_faults import corpus_faults
from mmkg.dataset.exports.form import Options
from mmkg.dataset.exports.words import asked
from mmkg.dataset.extraction import extraction
from mmkg.dataset.lengths import token_counts
from mmkg.dataset.levels import label
from mmkg.dataset.modality import modalities
from mmkg.dataset.sample import Sample
from mmkg.graph.coverage import Coverage, Units
from mmkg.graph.provenance import Value
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError
from mmkg.runtime.events import SessionEnded
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Spend, Totals

WHOLE = 200  # samples whose lengths are counted exactly; of more, evenly spaced ones


class Spread(Value):
    """How numbers are spread; `values` are all of them."""

    n: int
    mean: float
    least: float
    quartiles: tuple[float, float, float]
    most: float
    values: tuple[float, ...] = ()

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of one number or more."""
        cuts = quantiles(values, n=4, method="inclusive") if len(values) > 1 else [values[0]] * 3
        return cls(
            n=len(values),
            mean=round(fmean(values), 3),
            least=min(values),
            quartiles=(round(cuts[0], 3), round(cuts[1], 3), round(cuts[2], 3)),
            most=max(values),
            values=tuple(values),
        )


class Spending(Value):
    """What the calls of a role or model took."""

    who: str
    calls: int
    cached: int
    failed: int
    tokens_in: int
    tokens_out: int
    usd: float
    usd_per_accepted: float | None


class Read(Value):
    """A document that was read."""

    name: str
    language: str
    pages: int
    tables: int
    formulas: int
    figures: int
    chunks: int
    warnings: tuple[str, ...] = ()


class Findings(Value):
    """What was asked of a session and what came out.

    Attributes:
        reason: Why it ended; empty while it is at work or if it was stopped from outside.
        seconds: Work of all its processes.
        counts: Accepted samples by what they are, and checks that failed in any attempt.
        lengths: Spread of lengths in tokens of Llama 2's tokenizer.
        scores: Spread of each score over accepted samples.
    """

    name: str
    settings: dict[str, JsonValue]
    accepted: int
    rejected: int
    rejections: dict[str, int]
    reason: str
    seconds: float
    total: Spending
    by_role: tuple[Spending, ...]
    by_model: tuple[Spending, ...]
    counts: dict[str, dict[str, int]]
    lengths: dict[str, Spread]
    scores: dict[str, Spread]
    coverage: Coverage | None
    calibration: Calibration | None
    documents: tuple[Read, ...]


def findings(folder: Path, ledger: Ledger, graph: Graph | None) -> Findings:
    """Work out what a session came to; its ledger is only read."""
    totals, accepted = ledger.totals(), list[Sample]()
    failed: Counter[str] = Counter()
    for sample, good in judged(ledger):
        for verdict in sample.verdicts:
            failed.update(finding.check for finding in verdict.failures)
        if good:
            accepted.append(sample)
    end = how_it_ended(ledger)
    return Findings(
        name=folder.resolve().name,
        settings=_settings(folder),
        accepted=totals.accepted,
        rejected=totals.rejected,
        rejections=totals.rejections,
        reason=end.reason if end else "",
        seconds=seconds_of_work(ledger),
        total=_spending("all", totals.spend, totals),
        by_role=_by(totals.by_role, totals),
        by_model=_by(totals.by_model, totals),
        counts=_counts(accepted, failed)
        | {"read by the model": extraction(ledger), "not read": corpus_faults(ledger)},
        lengths=_lengths(accepted),
        scores=_scores(accepted),
        coverage=_coverage(accepted, graph) if graph else None,
        calibration=_calibration(ledger),
        documents=_documents(graph) if graph else (),
    )


def judged(ledger: Ledger) -> Iterator[tuple[Sample, bool]]:
    """All samples that came to a draft, and whether they were accepted."""
    for outcome in ledger.outcomes():
        if outcome.sample.strip() not in ("", "null", "{}"):
            yield Sample.model_validate_json(outcome.sample), outcome.accepted


def how_it_ended(ledger: Ledger) -> SessionEnded | None:
    """What the last process that worked on a session wrote when it stopped; none if it did not."""
    ends = [event for event in ledger.events(kind="session_ended")]
    last = ends[-1] if ends else None
    began = [event.time for event in ledger.events(kind="session_started")]
    if not isinstance(last, SessionEnded) or (began and last.time < began[-1]):
        return None
    return last


def seconds_of_work(ledger: Ledger) -> float:
    """What all processes worked on a session, as far as it was written down."""
    return 60 * float(ledger.meta.get("minutes", "0"))


def _calibration(ledger: Ledger) -> Calibration | None:
    """What the session found when it fed its checks mutants; none before it ended."""
    text = ledger.meta.get(META)
    return Calibration.model_validate_json(text) if text else None


def _settings(folder: Path) -> dict[str, JsonValue]:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    try:
        return dict(json.loads(manifest.read_text("utf-8")).get("settings", {}))
    except ValueError:
        raise InputError(f"{manifest}: is damaged: it is no JSON") from None


def _spending(who: str, spend: Spend, totals: Totals) -> Spending:
    return Spending(
        who=who or "–",
        calls=spend.calls,
        cached=spend.cached,
        failed=spend.failed,
        tokens_in=spend.tokens_in,
        tokens_out=spend.tokens_out,
        usd=spend.cost,
        usd_per_accepted=spend.cost / totals.accepted if totals.accepted else None,
    )


def _by(spends: dict[str, Spend], totals: Totals) -> tuple[Spending, ...]:
    return tuple(_spending(who, spend, totals) for who, spend in sorted(spends.items()))


def _counts(samples: Sequence[Sample], failed: Counter[str]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        found["task"][sample.task] += 1
        found["modality"][" + ".join(modalities(sample)) or "–"] += 1
        found["hops"][str(sample.hops)] += 1
        found["difficulty"][label(sample.scores)] += 1
        found["form"][sample.form] += 1
        found["language"][sample.language] += 1
        found["proof"][sample.proof] += 1
        found["wording"][
            sample.models.get("writer", "model") if sample.wording == "model" else "grammar"
        ] += 1
    found["failed check"] = failed
    counts = {name: dict(count.most_common()) for name, count in found.items() if count}
    if "hops" in counts:
        counts["hops"] = dict(sorted(counts["hops"].items(), key=lambda item: int(item[0])))
    return counts


def _lengths(samples: Sequence[Sample]) -> dict[str, Spread]:
    if not samples:
        return {}
    some = samples[:: max(1, len(samples) // WHOLE)]
    texts = {
        "question": [sample.question for sample in some],
        "question with evidence": [asked(sample, Options()) for sample in some],
        "reasoning": ["\n".join(step.text for step in sample.steps) for sample in some],
    }
    return {name: Spread.of([float(n) for n in token_counts(t)]) for name, t in texts.items()}


def _scores(samples: Iterable[Sample]) -> dict[str, Spread]:
    values: defaultdict[str, list[float]] = defaultdict(list)
    for sample in samples:
        for name, value in sample.scores.items():
            if ":" not in name:
                values[name].append(value)
    return {name: Spread.of(found) for name, found in values.items()}


def _coverage(samples: Sequence[Sample], graph: Graph) -> Coverage:
    units = Units(graph)
    used = set[tuple[str, object]]()
    for sample in samples:
        used |= units.of(sample.evidence, sample.path)
    return units.coverage(used)  # type: ignore[arg-type]


def _documents(graph: Graph) -> tuple[Read, ...]:
    return tuple(
        Read(
            name=document.name,
            language=document.language,
            pages=len(document.page_sizes),
            tables=len(document.tables),
            formulas=len(document.formulas),
            figures=len(document.figures),
            chunks=len(document.chunks),
            warnings=tuple(document.warnings[:3]),
        )
        for document in graph.documents.values()
    )
