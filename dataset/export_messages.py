"""Chat messages: a user's question, with or without its evidence, and an assistant's answer."""

from __future__ import annotations

from collections.abc import Iterator

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
    "en": {
        "evidence": "Evidence", "answer": "Answer: ", "is": ": ", "and": ", ",
        "place": "{kind} in “{title}”{page}:", "page": ", page {}",
        "table": "Table", "chunk": "Text", "formula": "Formula", "figure": "Chart", "edge": "Facts",
    },
    "zh": {
        "evidence": "依据", "answer": "答案：", "is": "：", "and": "、",
        "place": "《{title}》{page}{kind}：", "page": "第 {} 页",
        "table": "表格", "chunk": "正文", "formula": "公式", "figure": "图表", "edge": "事实",
    },
}  # fmt: skip


def render(sample: Sample, options: Options) -> dict[str, JsonValue]:
    """A record with `messages`, and where it comes from in `provenance`."""
    words = _WORDS[sample.language]
    asked, answered = sample.question, words["answer"] + answer_text(sample)
    if options.evidence:
        asked = "\n".join([*_evidence(sample), "", sample.question])
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
    return _with_unit(answer.value, answer.unit)


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
    groups: dict[str, list[Evidence]] = {}
    for item in sample.evidence:
        kind = "edge" if isinstance(item, EdgeEvidence) else item.carrier.split(":")[1]
        page = words["page"].format(item.address.page) if item.address.page else ""
        title = titles.get(item.address.document, "")
        heading = words["place"].format(kind=words.get(kind, kind), title=title, page=page)
        groups.setdefault(heading, []).append(item)
    yield words["evidence"]
    for heading, items in groups.items():
        yield heading
        yield from (f"- {evidence_text(item, sample.language)}" for item in items)


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
