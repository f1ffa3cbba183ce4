"""Samples in words: the question with its evidence, the answer with its reasoning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from pydantic import JsonValue

from mmkg.dataset.exports.form import Options
from mmkg.dataset.sample import Sample, Step, in_full
from mmkg.dataset.shown import shown
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.units import written

_WORDS = {
    "en": {
        "evidence": "Evidence", "answer": "Answer: ", "is": ": ", "and": ", ",
        "place": "{kind} in “{title}”{page}:", "page": ", page {}",
        "table": "Table", "chunk": "Text", "formula": "Formula", "figure": "Chart", "edge": "Facts",
        "unanswerable": "It cannot be answered from the evidence.",
    },
    "zh": {
        "evidence": "依据", "answer": "答案：", "is": "：", "and": "、",
        "place": "《{title}》{page}{kind}：", "page": "第 {} 页",
        "table": "表格", "chunk": "正文", "formula": "公式", "figure": "图表", "edge": "事实",
        "unanswerable": "依据不足，无法回答。",
    },
}  # fmt: skip


def asked(sample: Sample, options: Options) -> str:
    """What the user says: the evidence, if wanted, and the question with its options."""
    if not options.evidence:
        return in_full(sample)
    return "\n".join([*_evidence(sample), "", in_full(sample)])


def evidence_block(sample: Sample) -> str:
    """All evidence under the carriers it was read from."""
    return "\n".join(_evidence(sample))


def answered(sample: Sample, options: Options) -> str:
    """What the assistant says: the reasoning, if wanted, and the answer."""
    return reasoned(sample.steps if options.steps else (), answer_text(sample), sample.language)


def reasoned(steps: Sequence[Step], answer: str, language: str) -> str:
    """Reasoning steps, a line each, and an answer."""
    return "\n".join([*(step.text for step in steps), _WORDS[language]["answer"] + answer])


def answer_text(sample: Sample) -> str:
    """The answer as it is written, with its unit."""
    answer = sample.answer
    if answer.kind == "truth" and sample.language == "zh":
        return "是" if answer.value == "yes" else "否"
    if answer.kind == "choice" and answer.aliases:
        return f"{answer.value}. {answer.aliases[0]}"
    if answer.kind == "unanswerable":
        return _WORDS[sample.language]["unanswerable"]
    unit = written(answer.unit, chinese=sample.language == "zh") if answer.unit else None
    return _with_unit(answer.value, unit)


def evidence_text(item: Evidence, language: str = "en") -> str:
    """One line that states a piece of evidence."""
    words = _WORDS[language]
    match item:
        case CellEvidence():
            path = " › ".join(item.row_path) + " | " + " › ".join(item.column_path)
            return path + words["is"] + _with_unit(item.text, item.reading.unit)
        case TextEvidence():
            return item.text
        case FormulaEvidence():
            return f"${item.latex}$"
        case SymbolEvidence():
            unit = f" ({item.unit})" if item.unit else ""
            return f"${item.latex}${words['is']}{item.meaning}{unit}"
        case PointEvidence():
            series = f"{item.series}{words['and']}" if item.series else ""
            return series + item.x + words["is"] + _with_unit(str(item.y), item.unit)
        case EdgeEvidence():
            return f"{item.source} | {item.predicate}{words['is']}{item.target}"


def _with_unit(text: str, unit: str | None) -> str:
    if not unit or unit in text:
        return text
    return f"{text} × {unit}" if unit[0].isdigit() else f"{text} {unit}"


def _evidence(sample: Sample) -> Iterator[str]:
    """Lines that state all evidence, under a heading for each carrier it was read from."""
    titles = {source.sha256: source.title for source in sample.sources}
    words = _WORDS[sample.language]

    def heading(item: Evidence) -> str:
        kind = "edge" if isinstance(item, EdgeEvidence) else item.carrier.split(":")[1]
        page = words["page"].format(item.address.page) if item.address.page else ""
        title = titles.get(item.address.document, "")
        return words["place"].format(kind=words.get(kind, kind), title=title, page=page)

    yield words["evidence"]
    for place, items in groupby(shown(sample), heading):
        yield place
        yield from (f"- {evidence_text(item, sample.language)}" for item in items)


def provenance(sample: Sample) -> dict[str, JsonValue]:
    """Where a record comes from, in a shape that is the same for all samples.

    The derivation, a tree, is JSON in a string: column stores want one shape a column. Evidence is
    in the order that the record shows it.
    """
    return {
        "id": sample.id,
        "task": sample.task,
        "form": sample.form,
        "hops": sample.hops,
        "proof": sample.proof,
        "wording": sample.wording,
        "models": json.dumps(sample.models, ensure_ascii=False),
        "twin_of": sample.twin_of,
        "answer": sample.answer.model_dump(mode="json"),
        "derivation": sample.derivation.model_dump_json(),
        "sources": [source.model_dump(mode="json") for source in sample.sources],
        "evidence": [
            {
                "id": item.id,
                "kind": item.kind,
                "value": item.states[0],
                "unit": item.states[1],
                "address": item.address.model_dump(mode="json"),
            }
            for item in shown(sample)
        ],
    }
