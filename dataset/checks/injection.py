"""Nothing that a sample says or rests on gives orders to a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pydantic import JsonValue

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample

_BEGIN = r"(?:^|[.!?;:：。！？\"“(\[*>\n-]\s*|\bplease\s+)"
_START = rf"(?:{_BEGIN}|\b(?:now|must|should|then|and|you)\s+)"
_MODEL = (
    r"(?:an?\s+|the\s+)?(?:AI|LLM|(?:large\s+)?language\s+model|(?:AI\s+)?assistant|chatbot|GPT)s?"
)
_DO = r"(?:must|should|shall|please|have to|are to|ignore|answer|reply|respond|say|write|call|rate)"
ORDERS = (
    # what was said before is not to count
    rf"{_START}(?:ignore|disregard|forget|override|bypass)\b[^.!?]{{0,40}}"
    r"\b(?:instructions?|prompts?|rules|guidelines|directions|commands|messages|(?:the|this|all|any)\s"
    r"(?:\w+\s)?(?:table|evidence|question|context|above|data))\b",
    r"\byou are now (?:an?|the|in|no longer|DAN|free)\b",
    # whoever reads is addressed as a model
    rf"\b(?:if you are|you are|attention|note to|dear|hey|hello),?:?\s+(?:all\s+)?{_MODEL}\b"
    rf"[^.!?]{{0,60}}\b{_DO}\b",
    # what a model must not give away, or is to do with its tools
    rf"{_START}(?:reveal|print|repeat|output|leak|send|show|upload)\b[^.!?]{{0,40}}"
    r"\b(?:system prompt|your (?:instructions|prompt)|api[ _-]?keys?|passwords?|credentials)\b",
    rf"{_BEGIN}(?:call|invoke|use|run)\b[^.!?]{{0,30}}\b(?:submit_\w+|tool|shell|command line)\b",
    # marks by which servers tell turns of a conversation apart
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>",
    r"\[/?INST\]|<</?SYS>>|</?evidence>",
    r"(?:忽略|无视|忘记|不要理会|不要遵守|绕过)[^。！？]{0,15}(?:指令|指示|提示词|规则|要求|命令|上文|以上|之前|表格|证据)",
    r"(?:如果你是|作为|你是|你现在是)(?:一个|一名)?(?:AI|人工智能|大?语言模型|智能助手|聊天机器人)"
    r"[^。！？]{0,30}(?:必须|请|应当|需要|只能|务必)",
    r"(?:输出|泄露|显示|告诉我|发送|上传)[^。！？]{0,12}(?:系统提示|提示词|密钥|密码|口令)",
    r"(?:调用|运行|执行)[^。！？]{0,10}(?:submit_|工具|命令行|终端)",
    # signs that are printed nowhere but read by models, or turn what is printed around
    "[\U000e0001-\U000e007f\u202d\u202e\u2066-\u2068]",
)
ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in ORDERS), re.IGNORECASE | re.MULTILINE)
PLACES = {"address", "document", "id", "carrier", "kind"}  # of evidence: no words of a document


class InjectionCheck:
    """Looks for words that tell a model what to do, in the question and in all that is cited."""

    name = "injection"
    order = 5
    as_put = True

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words; no rewording and no other path mends a document."""
        for text in _texts(sample, ground):
            if words := _order(text):
                why = f"“{words}” gives orders to whoever reads it"
                return Finding(check=self.name, passed=False, why=why, route="reject")
        return Finding(check=self.name, passed=True)


@lru_cache(maxsize=50_000)  # the same labels and titles are cited again and again
def _order(text: str) -> str:
    """The first words of a text that give orders, if any do."""
    found = ORDER.search(text)
    return " ".join(found[0].split())[:60] if found else ""


def _texts(sample: Sample, ground: Ground) -> Iterator[str]:
    yield from (sample.question, sample.answer.value, *sample.answer.aliases)
    described = (item for one in sample.described for item in one.evidence)
    for item in (*sample.evidence, *described):
        yield from _strings(item.model_dump(mode="json", exclude=PLACES))
    for carrier in sample.carriers:
        if (node := ground.view.graph.nodes.get(carrier)) is not None:
            yield from (node.name, node.description)


def _strings(value: JsonValue) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
