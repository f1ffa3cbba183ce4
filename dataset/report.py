"""The report of a session: one HTML file that says what was asked, what came out, and shows it."""

from __future__ import annotations

import base64
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mmkg.dataset.charts import histogram
from mmkg.dataset.exports.sources import source_files
from mmkg.dataset.exports.words import answer_text, evidence_text
from mmkg.dataset.findings import Findings, findings, judged
from mmkg.dataset.pages import template
from mmkg.dataset.pictures import draw_places, places
from mmkg.dataset.sample import Sample
from mmkg.graph.evidence import Evidence
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.replacing import replacing

REPORT = "report.html"
SHOWN = 10
MOST_CROPS = 3  # pictures of one sample
CROP_DPI = 80
LEDGER = "ledger.sqlite"


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
    """A sample as the report shows it; pictures are PNG files as data URLs."""

    sample: Sample
    answer: str
    evidence: list[tuple[Evidence, str, str]]
    derivation: str
    pictures: list[str]


def write_report(folder: Path, *, seed: int = 1) -> Path:
    """Write `report.html` into a session's folder.

    Args:
        folder: The session's folder; its ledger is only read.
        seed: Draws the samples that are shown in full.

    Raises:
        LedgerError: If there is no ledger, or it cannot be read.
    """
    graph = _graph(folder)
    with Ledger.open(folder / LEDGER, read_only=True) as ledger:
        found = findings(folder, ledger, graph)
        drawn = _drawn(ledger, seed)
    page = template("report.html.j2", html=True).render(
        found=found,
        bars=bars(found),
        histograms={
            name: histogram(s.values) for name, s in found.scores.items() if s.least < s.most
        },
        lengths={name: histogram(spread.values) for name, spread in found.lengths.items()},
        shown=_shown(drawn, folder, graph),
    )
    target = folder / REPORT
    with replacing(target) as file:
        file.write_text(page, encoding="utf-8", errors="replace")
    return target


def read_findings(folder: Path) -> Findings:
    """What a session came to.

    Raises:
        LedgerError: If there is no ledger, or it cannot be read.
    """
    with Ledger.open(folder / LEDGER, read_only=True) as ledger:
        return findings(folder, ledger, _graph(folder))


def markdown(found: Findings) -> str:
    """The report as Markdown, for a data card."""
    text = template("report.md.j2", html=False).render(found=found, bars=bars(found))
    return re.sub(r"\n{3,}", "\n\n", text)


def bars(found: Findings) -> dict[str, list[Bar]]:
    """Bars of each chart, by its title."""
    made = found.accepted + found.rejected
    verdicts = [Bar("accepted", found.accepted, made)]
    verdicts += [Bar(reason or "rejected", n, made) for reason, n in found.rejections.items()]
    charts = {"verdict": verdicts}
    for name, counts in found.counts.items():
        charts[name] = [Bar(label, n, sum(counts.values())) for label, n in counts.items()]
    for title, shares in (
        ("coverage", found.coverage and found.coverage.overall),
        ("coverage of the long tail", found.coverage and found.coverage.long_tail),
    ):
        if shares:
            charts[title] = [Bar(kind, share.used, share.of) for kind, share in shares if share.of]
    return charts


def place(item: Evidence, names: Mapping[str, str]) -> str:
    """Where evidence stands, for people: document, page, box in points or path."""
    at = item.address
    parts = [names.get(at.document, at.document[:12])]
    if at.page is not None and at.box is None:
        parts.append(f"page {at.page}")
    for spot in at.spots:
        parts += [f"page {spot.page}", "box " + " ".join(f"{side:.0f}" for side in spot.box)]
    if at.path:
        parts.append(at.path)
    return ", ".join(parts)


def _graph(folder: Path) -> Graph | None:
    try:
        return Graph.load(folder / "graph")
    except FileNotFoundError:
        return None


def _drawn(ledger: Ledger, seed: int) -> list[Sample]:
    """Reservoir sampling: each accepted sample is shown with the same chance."""
    chosen, drawn, seen = random.Random(seed), list[Sample](), 0
    for sample, accepted in judged(ledger):
        if not accepted:
            continue
        seen += 1
        if len(drawn) < SHOWN:
            drawn.append(sample)
        elif (slot := chosen.randrange(seen)) < SHOWN:
            drawn[slot] = sample
    return sorted(drawn, key=lambda sample: sample.id)


def _shown(samples: Sequence[Sample], folder: Path, graph: Graph | None) -> list[Shown]:
    pictures = _pictures(samples, folder, graph)
    shown = []
    for sample in samples:
        names = {source.sha256: source.name for source in sample.sources}
        evidence = [
            (item, evidence_text(item, sample.language), place(item, names))
            for item in sample.evidence
        ]
        program = sample.derivation.model_dump_json(indent=2)
        answer = answer_text(sample)
        shown.append(Shown(sample, answer, evidence, program, pictures[sample.id]))
    return shown


def _pictures(samples: Sequence[Sample], folder: Path, graph: Graph | None) -> dict[str, list[str]]:
    """Page crops by sample, as data URLs; none where the sources are gone or cannot be drawn."""
    wanted = {sample.id: places(sample, graph)[:MOST_CROPS] for sample in samples}
    with TemporaryDirectory(prefix="mmkg-report-") as temporary:
        try:
            drawn = draw_places(
                [each for found in wanted.values() for each in found],
                source_files(folder),
                Path(temporary),
                dpi=CROP_DPI,
            )
        except InputError:
            drawn = {}
        urls = {each: _data_url(file) for each, file in drawn.items()}
    return {name: [urls[e] for e in found if e in urls] for name, found in wanted.items()}


def _data_url(file: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(file.read_bytes()).decode()
