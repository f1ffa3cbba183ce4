"""Chat messages: a user's question, with or without its evidence, and an assistant's answer."""

from __future__ import annotations

from pydantic import JsonValue

from mmkg.dataset.export import Options
from mmkg.dataset.sample import Sample
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)

_WORDS = {
    "en": {"evidence": "Evidence:", "answer": "Answer:", "reads": "is", "and": ", "},
    "zh": {"evidence": "依据:", "answer": "答案:", "reads": "为", "and": "、"},
}


def render(sample: Sample, options: Options) -> dict[str, JsonValue]:
    """A record with `messages`, and where it comes from in `provenance`."""
    words = _WORDS[sample.language]
    asked, answered = sample.question, f"{words['answer']} {answer_text(sample)}"
    if options.evidence:
        lines = [f"- {evidence_text(item, sample.language)}" for item in sample.evidence]
        asked = "\n".join([words["evidence"], *lines, "", sample.question])
    if options.steps:
        answered = "\n".join([*(step.text for step in sample.steps), answered])
    return {
        "messages": [
            {"role": "user", "content": asked},
            {"role": "assistant", "content": answered},
        ],
        "provenance": _provenance(sample),
    }


def answer_text(sample: Sample) -> str:
    """The answer as it is written, with its unit."""
    answer = sample.answer
    if answer.kind == "truth" and sample.language == "zh":
        return "是" if answer.value == "yes" else "否"
    return f"{answer.value} {answer.unit}" if answer.unit else answer.value


def evidence_text(item: Evidence, language: str = "en") -> str:
    """One line that states a piece of evidence."""
    words = _WORDS[language]
    match item:
        case CellEvidence():
            path = " › ".join(item.row_path) + " | " + " › ".join(item.column_path)
            unit = item.reading.unit
            return f"{path} {words['reads']} {item.text}" + (
                f" {unit}" if unit and unit not in item.text else ""
            )
        case TextEvidence():
            return item.text
        case FormulaEvidence():
            return f"${item.latex}$"
        case SymbolEvidence():
            unit = f" ({item.unit})" if item.unit else ""
            return f"${item.latex}$ {words['reads']} {item.meaning}{unit}"
        case PointEvidence():
            series = f"{item.series}{words['and']}" if item.series else ""
            unit = f" {item.unit}" if item.unit else ""
            return f"{series}{item.x} {words['reads']} {item.y}{unit}"
        case EdgeEvidence():
            return item.text


def _provenance(sample: Sample) -> dict[str, JsonValue]:
    return {
        "id": sample.id,
        "task": sample.task,
        "proof": sample.proof,
        "wording": sample.wording,
        "models": dict(sample.models),
        "answer": sample.answer.model_dump(mode="json"),
        "derivation": sample.derivation.model_dump(mode="json"),
        "sources": [source.model_dump(mode="json") for source in sample.sources],
        "evidence": [
            {
                "id": item.id,
                "kind": item.kind,
                "address": item.address.model_dump(mode="json", exclude_none=True),
            }
            for item in sample.evidence
        ],
    }
