"""A data set folder as the Hugging Face hub wants it, with its card."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import ClassVar

from mmkg.dataset.exports.form import Format, Material, Options
from mmkg.dataset.exports.rows import row, write_parquet
from mmkg.dataset.pages import template

ABOUT = {
    "id": "ordinal in its session and key of its derivation",
    "question": "the question, without options",
    "options": "choices of a multiple-choice question",
    "answer": "the gold answer as written",
    "answer_kind": "how it is compared: number, text, truth, list, choice or unanswerable",
    "answer_value": "the answer without its unit",
    "answer_unit": "its unit",
    "answer_tolerance": "largest absolute error that counts as right",
    "answer_aliases": "other ways to write it",
    "prompt": "the question with its evidence, ready to be asked",
    "language": "en or zh",
    "task": "kind of sample",
    "form": "open, multiple_choice or true_false",
    "hops": "steps through the graph",
    "modalities": "kinds of carrier the answer depends on",
    "proof": "derivation: recomputed from re-read evidence; span: weaker, rests on text",
    "wording": "who found the words: a model or the grammar",
    "twin_of": "the sample whose twin it is; its evidence is altered",
    "altered": "what of its evidence is not the document's",
    "steps": "the reasoning",
    "evidence": "what was read, in words",
    "documents": "names of the source files",
    "scores": "scores, as JSON",
    "provenance": "derivation, addresses (file hash, page, box) and models, as JSON",
}
LIMITS = (
    "A derivation proves the arithmetic and the reading, not that the document is right nor that "
    "the question is interesting.",
    "Questions worded by the grammar are alike in style; `wording` tells them apart.",
    "The text quotes the source documents; whether it may be passed on follows from their licence.",
)


class HfFormat(Format):
    """A folder for the Hugging Face hub: Parquet by split and a data card."""

    name: ClassVar[str] = "hf"
    suffix: ClassVar[str] = ""

    def write(self, material: Material, to: Path, options: Options) -> int:
        """Write `data/<split>.parquet` and `README.md`."""
        (to / "data").mkdir(parents=True, exist_ok=True)
        for part, samples in material.parts.items():
            if samples:
                rows = [row(sample, options) for sample in samples]
                write_parquet(rows, to / "data" / f"{part}.parquet")
        (to / "README.md").write_text(card(material, options), "utf-8")
        return len(material.samples)


def card(material: Material, options: Options) -> str:
    """The data card: what the fields are, how many there are, whose rights, what is not known."""
    samples = material.samples
    counts: dict[str, Counter[str]] = {
        "task": Counter(sample.task for sample in samples),
        "form": Counter(sample.form for sample in samples),
        "hops": Counter(str(sample.hops) for sample in samples),
        "wording": Counter(sample.wording for sample in samples),
        "proof": Counter(sample.proof for sample in samples),
    }
    return template("exports/card.md.j2", html=False).render(
        parts={part: len(found) for part, found in material.parts.items() if found},
        languages=sorted({sample.language for sample in samples}),
        documents=Counter(source.name for s in samples for source in s.sources),
        counts={name: count.most_common() for name, count in counts.items()},
        fields=ABOUT,
        limits=LIMITS,
        licence=options.licence,
        total=len(samples),
    )
