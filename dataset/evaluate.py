"""Runs a model over a data set and judges its answers by their kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mmkg.dataset.answers.compare import is_right, same_answer
from mmkg.dataset.answers.reply import final_answer
from mmkg.dataset.exports.material import read_material
from mmkg.dataset.exports.sources import source_files
from mmkg.dataset.pictures import draw_places, places
from mmkg.dataset.sample import Sample
from mmkg.dataset.solvers import solvers
from mmkg.dataset.solving import Book, messages, reply
from mmkg.graph.provenance import Value
from mmkg.graph.store import Graph
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import InputError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.outcomes import Spend
from mmkg.runtime.redaction import Redactor
from mmkg.runtime.settings import Endpoint, Limits
from mmkg.runtime.trace import Tracer

LEDGER = "evaluation.sqlite"


@dataclass(frozen=True)
class Evaluation:
    """What to evaluate, and how.

    Attributes:
        place: A session's folder, a file of samples, or a folder of splits.
        to: Folder for the replies and the result; a run that was stopped goes on from there.
        books: What the model may look at, each in a run of its own.
        most: The first so many samples; none for all.
        split: Which part of a folder of splits; empty for all.
    """

    place: Path
    to: Path
    model: Endpoint
    books: tuple[Book, ...] = ("closed", "evidence")
    most: int | None = None
    split: str = ""
    limits: Limits = Limits()
    max_tokens: int = 400


class Judged(Value):
    """One answer.

    Attributes:
        said: The answer found in the reply; empty if there was no usable reply.
        follows: For a twin, whether the answer is the altered evidence's (`altered`), the
            document's (`document`) or neither's (`neither`); empty for others.
    """

    id: str
    book: Book
    right: bool
    said: str
    follows: str = ""


@dataclass(frozen=True)
class Evaluated:
    """All samples and answers, and what it took.

    Attributes:
        unseen: Samples that have no page to show, by book.
    """

    samples: list[Sample]
    answers: list[Judged]
    spend: Spend
    unseen: int = 0


async def evaluate(asked: Evaluation, progress: Callable[[int], None]) -> Evaluated:
    """Ask the model every question, as many at once as its endpoint takes.

    Raises:
        InputError: If there are no samples.
        EndpointError, LimitReached: As `ask` does.
    """
    material = read_material(asked.place)
    if asked.split and asked.split not in material.parts:
        known = ", ".join(material.parts)
        raise InputError(f"{asked.place}: has no split {asked.split!r}: there is {known}")
    whole = list(material.parts[asked.split]) if asked.split else material.samples
    samples = whole[: asked.most]
    if not samples:
        raise InputError(f"{asked.place}: there are no samples to evaluate on")
    asked.to.mkdir(parents=True, exist_ok=True)
    images = (
        pictures(samples, material.graph, material.session, asked.to)
        if "pages" in asked.books
        else {}
    )
    with Ledger.open(asked.to / LEDGER, create=True, redact=Redactor.of([asked.model])) as ledger:
        async with solvers([asked.model]) as models:
            model = models.get(asked.model)
            assert model is not None
            run = _Run(asked, model, ledger, images, progress)
            answers = await run.all(samples, {sample.id: sample for sample in whole})
        spend = ledger.totals().spend
    unseen = sum(s.id not in images for s in samples) if "pages" in asked.books else 0
    return Evaluated(samples, answers, spend, unseen)


def pictures(
    samples: Sequence[Sample], graph: Graph | None, session: Path | None, to: Path
) -> dict[str, list[Path]]:
    """The page crops of each sample of which all can be drawn; twins have none, for they differ."""
    wanted = {s.id: places(s, graph) for s in samples if s.altered is None}
    drawn = draw_places([p for w in wanted.values() for p in w], source_files(session), to / "img")
    return {
        name: [drawn[place] for place in found]
        for name, found in wanted.items()
        if found and all(place in drawn for place in found)
    }


class _Run:
    def __init__(
        self,
        asked: Evaluation,
        model: EndpointModel,
        ledger: Ledger,
        images: dict[str, list[Path]],
        progress: Callable[[int], None],
    ) -> None:
        self.asked, self.model, self.images, self.progress = asked, model, images, progress
        self.tracer = Tracer(ledger)
        self.budget = Budget(asked.limits, ledger.totals())
        self.slots = asyncio.Semaphore(2 * model.endpoint.concurrency)
        self.done = 0

    async def all(self, samples: Sequence[Sample], known: dict[str, Sample]) -> list[Judged]:
        todo = [
            self.one(sample, book, known.get(sample.twin_of or ""))
            for sample in samples
            for book in self.asked.books
            if book != "pages" or sample.id in self.images
        ]
        return list(await asyncio.gather(*todo))

    async def one(self, sample: Sample, book: Book, original: Sample | None) -> Judged:
        images = self.images[sample.id] if book == "pages" else ()
        async with self.slots:
            said = await reply(
                self.model,
                messages(sample, book, images),
                self.tracer.for_sample(f"{sample.id} {book}", 1),
                self.budget,
                max_tokens=self.asked.max_tokens,
            )
        self.done += 1
        self.progress(self.done)
        text = said or ""
        return Judged(
            id=sample.id,
            book=book,
            right=is_right(text, sample.answer),
            said=final_answer(text)[:200],
            follows=_follows(text, sample, original),
        )


def _follows(text: str, sample: Sample, original: Sample | None) -> str:
    if sample.twin_of is None:
        return ""
    if is_right(text, sample.answer):
        return "altered"
    if original is not None and same_answer(final_answer(text), original.answer):
        return "document"
    return "neither"


def write_answers(found: Evaluated, to: Path) -> None:
    """Write each answer, a line each."""
    lines = [json.dumps(one.model_dump(mode="json"), ensure_ascii=False) for one in found.answers]
    (to / "answers.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
