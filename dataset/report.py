"""The report of a session: one HTML file that says what was asked, what came out, and shows it."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue

from mmkg.dataset.calibrate import META, Calibration
from mmkg.dataset.exports.words import answer_text, evidence_text
from mmkg.dataset.publish import SAMPLES
from mmkg.dataset.sample import Sample
from mmkg.graph.document import Document
from mmkg.graph.evidence import Evidence
from mmkg.graph.store import stored_documents
from mmkg.runtime.events import SessionEnded
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Totals

REPORT = "report.html"
SHOWN = 10


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: how many, and how many there could be."""

    label: str
    count: int
    of: int

    @property
    def percent(self) -> float:
        """Its share of the whole, 0 to 100."""
        return 100 * self.count / self.of if self.of else 0.0


@dataclass(frozen=True)
class Shown:
    """A sample as the report shows it."""

    sample: Sample
    answer: str
    evidence: list[tuple[Evidence, str, str]]
    derivation: str


@dataclass
class Tally:
    """Counts over all samples of a session."""

    tasks: Counter[str] = field(default_factory=Counter)
    modalities: Counter[str] = field(default_factory=Counter)
    hops: Counter[str] = field(default_factory=Counter)
    wording: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    carriers: set[str] = field(default_factory=set)

    def accept(self, sample: Sample) -> None:
        """Count an accepted sample."""
        kinds = sorted({_kind(carrier) for carrier in sample.carriers})
        self.tasks[sample.task] += 1
        self.modalities[" + ".join(kinds)] += 1
        self.hops[str(sample.hops)] += 1
        self.wording[_worded(sample)] += 1
        self.carriers.update(sample.carriers)

    def fail(self, sample: Sample) -> None:
        """Count the checks that failed in any attempt at a sample."""
        for verdict in sample.verdicts:
            self.checks.update(finding.check for finding in verdict.failures)


def write_report(folder: Path, *, seed: int = 1) -> Path:
    """Write `report.html` into a session's folder.

    Args:
        folder: The session's folder; its ledger is only read.
        seed: Draws the samples that are shown in full.

    Raises:
        LedgerError: If there is no ledger, or it cannot be read.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mmkg.dataset", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.j2").render(_contents(folder, seed))
    target = folder / REPORT
    partial = target.with_name(REPORT + ".partial")
    partial.write_text(page, encoding="utf-8", errors="replace")
    partial.replace(target)
    return target


def _contents(folder: Path, seed: int) -> dict[str, object]:
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        totals, tally, chosen = ledger.totals(), Tally(), random.Random(seed)
        drawn: list[Sample] = []
        for sample, accepted in _samples(ledger):
            tally.fail(sample)
            if accepted:
                tally.accept(sample)
                _keep(drawn, sample, tally.tasks.total(), chosen)
        seconds, end = seconds_of_work(ledger), how_it_ended(ledger)
        calibration = _calibration(ledger)
    documents = _documents(folder)
    return {
        "name": folder.resolve().name,
        "asked": _asked(folder),
        "totals": totals,
        "seconds": seconds,
        "reason": end.reason if end else "",
        "documents": documents,
        "calibration": calibration,
        "charts": _charts(totals, tally, documents),
        "shown": [_shown(sample) for sample in sorted(drawn, key=lambda s: s.id)],
        "complete": (folder / SAMPLES).is_file(),
    }


def _samples(ledger: Ledger) -> Iterable[tuple[Sample, bool]]:
    for outcome in ledger.outcomes():
        if outcome.sample.strip() not in ("", "null", "{}"):
            yield Sample.model_validate_json(outcome.sample), outcome.accepted


def _keep(drawn: list[Sample], sample: Sample, seen: int, chosen: random.Random) -> None:
    """Reservoir sampling: each accepted sample is shown with the same chance."""
    if len(drawn) < SHOWN:
        drawn.append(sample)
    elif (place := chosen.randrange(seen)) < SHOWN:
        drawn[place] = sample


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


def _asked(folder: Path) -> dict[str, JsonValue]:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return {}
    settings = json.loads(manifest.read_text("utf-8")).get("settings", {})
    return dict(settings)


def _documents(folder: Path) -> list[Document]:
    return stored_documents(folder / "graph")


def _charts(
    totals: Totals, tally: Tally, documents: list[Document]
) -> list[tuple[str, str, list[Bar]]]:
    """Title, note and bars of each chart."""
    made = totals.accepted + totals.rejected
    hops = sorted(_bars(tally.hops), key=lambda bar: int(bar.label))
    verdicts = [Bar("accepted", totals.accepted, made)]
    verdicts += [Bar(reason or "rejected", n, made) for reason, n in totals.rejections.items()]
    return [
        ("Verdicts", "what became of the plans that were tried", verdicts),
        ("Failed checks", "in all attempts, also those mended later", _bars(tally.checks)),
        ("Tasks", "accepted samples", _bars(tally.tasks)),
        ("What answers rest on", "kinds of carriers together", _bars(tally.modalities)),
        ("Hops", "steps through the graph", hops),
        ("Who found the words", "a model, or the grammar", _bars(tally.wording)),
        ("Coverage", "carriers used of those read", _coverage(tally.carriers, documents)),
    ]


def _bars(counts: Counter[str]) -> list[Bar]:
    return [Bar(label, count, counts.total()) for label, count in counts.most_common()]


def _coverage(used: set[str], documents: list[Document]) -> list[Bar]:
    bars = []
    for kind in ("tables", "formulas", "figures", "chunks"):
        there = {item.id for document in documents for item in getattr(document, kind)}
        if there:
            bars.append(Bar(kind, len(used & there), len(there)))
    return bars


def _shown(sample: Sample) -> Shown:
    names = {source.sha256: source.name for source in sample.sources}
    evidence = [
        (item, evidence_text(item, sample.language), place(item, names)) for item in sample.evidence
    ]
    program = sample.derivation.model_dump_json(indent=2, exclude_defaults=False)
    return Shown(sample, answer_text(sample), evidence, program)


def place(item: Evidence, names: dict[str, str]) -> str:
    """Where evidence stands, for people: document, page, box in points or path."""
    at = item.address
    parts = [names.get(at.document, at.document[:12])]
    if at.page is not None:
        parts.append(f"page {at.page}")
    if at.box is not None:
        parts.append("box " + " ".join(f"{side:.0f}" for side in at.box))
    if at.path:
        parts.append(at.path)
    return ", ".join(parts)


def _kind(carrier: str) -> str:
    parts = carrier.split(":")
    return {"chunk": "text", "figure": "chart"}.get(parts[1], parts[1]) if len(parts) > 1 else "?"


def _worded(sample: Sample) -> str:
    return sample.models.get("writer", "model") if sample.wording == "model" else "grammar"
