"""Nothing that a sample says or rests on gives orders to a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pydantic import BaseModel

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.evidence import Evidence

_BEGIN = r"(?:^\W{0,3}|[.!?;:。！？：，“\"(\[*>\n-]\s{0,3}|\bplease\s+)"
_START = rf"(?:{_BEGIN}|\b(?:now|must|should|then|and|you)\s+)"
_MODEL = (
    r"(?:(?:an?|the|all)\s+)*(?:AI|LLM|(?:large\s+)?language\s+model|(?:AI\s+)?assistant|chatbot|GPT)s?"
    r"(?:\s+(?:language\s+)?(?:model|reviewer|assistant|agent|reader)s?)?"
)
_DO = (
    r"(?:ignore|answer|reply|respond|say|write|call|rate|give|output|stop|return|print|accept|set|score"
    r"|recommend|choose|select|praise|state|mention|include)"
)
_SAID = r"(?:instructions?|prompts?|rules|guidelines|directions|commands|messages|constraints)"
_MODEL_ZH = (
    r"(?:一个|一名|所有)?(?:AI|人工智能|大?语言模型|智能助手|聊天机器人)\s*(?:助手|模型|审稿人)?"
)
_NOW_ZH = r"(?:^\W{0,3}|[。！？；：，、“\s(（]|请|必须|务必|现在|你(?:要|应)?)"
ORDERS = (
    # what was said before is not to count
    rf"{_START}(?:ignore|disregard|forget|override|bypass|(?:do not|don't) (?:follow|obey))\b"
    r"[^.!?]{0,30}?\b(?:"
    r"(?:all|any|every|previous|prior|above|earlier|preceding|your|system)\b(?: \w+){0,3}"
    rf" {_SAID}"
    rf"|{_SAID} (?:above|before|given|so far|you (?:were|are|have been) \w+)|everything above"
    r"|(?:table|evidence|question|context|data)"
    r"(?: (?:above|before|provided)|,? and \w+|[.!;]|\s*$))",
    rf"\bnew (?:instructions?|task|rules?)\s*:\s*(?:you|only|{_DO})\b",
    rf"(?:^|\n)\W{{0,5}}system\W{{1,3}}(?:you (?:must|are|will)|ignore|from now|only|{_DO} only)\b",
    r"\byou are now (?:DAN\b|no longer\b|(?:an?|the) (?:\w+ )?(?:AI|assistant|chatbot|persona)\b)",
    # whoever reads is addressed as a model
    rf"\b(?:as|if you are|since you are|you are|note to|attention|dear|hey|hello),?:?\s+{_MODEL}"
    r"(?:,|:|\s+that)?\s*"
    r"(?:please\s+|always\s+|only\s+|you\s+(?:must|should|shall|are to|have to)\s+)+"
    rf"{_DO}\b",
    r"(?:^\W{0,3}|[.!?:]\s+|\b(?:note to|attention|dear|hey|hello),?\s+)"
    rf"{_MODEL}\s*[,:]\s*(?:please\s+)?{_DO}\b",
    r"\bfrom now on,? you (?:(?:will|must|shall|are to|have to) )?"
    rf"(?:act|pretend|speak|{_DO})\b",
    rf"\bwhoever reads this (?:must|should|shall|has to) {_DO}\b",
    r"从现在(?:起|开始)[，,]?你(?:是|将|必须|只|不受)",
    # what is to be answered, whatever is asked
    r"\banswer to (?:any|every|all|each)(?: of the)? questions?\b[^.!?]{0,40}"
    r"\b(?:is|are|must be|should be)\b",
    r"\bwhen(?:ever)? (?:you|asked to) "
    r"(?:summari[sz]e|review|describe|rate|grade|evaluate|read|answer)"
    rf"[^.!?,]{{0,20}}\b(?:this|the)\b[^.!?,]{{0,20}},\s*(?:always |only |please )?{_DO}\b",
    r"\b(?:when(?:ever)?|if) asked\b[^.!?]{0,40}\b(?:always|only|just)\s+"
    r"(?:answer|reply|respond|say|output|write)\b",
    r"\b(?:reply|respond) to (?:all|any|every|each) (?:questions?|prompts?) (?:with|by)\b",
    rf"{_START}(?:accept|approve|pass|rate)\s+(?:every|all|this|each)\s+"
    r"(?:samples?|answers?|papers?|submissions?|drafts?|checks?)\b(?! \w+(?:ed|ing)\b)",
    # what a model must not give away, or is to do with its tools
    rf"{_START}(?:reveal|print|repeat|output|leak|send|show|upload)\b[^.!?]{{0,30}}"
    rf"\b(?:system prompt|your (?:\w+ )?{_SAID}"
    r"|(?:all|any|your) (?:api[ _-]?keys?|passwords?|credentials))\b",
    rf"{_BEGIN}(?:call|invoke|use|run)\b[^.!?]{{0,20}}"
    r"\b(?:submit_\w+|(?:tool|function) \W?\w+_\w+|\w+_\w+\W? tool)",
    # marks by which servers tell turns of a conversation apart
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id)\|>",
    r"\[/?INST\]|<</?SYS>>|</?evidence>|</?tool_call>|[\"']tool_calls?[\"']\s*:",
    rf"{_NOW_ZH}(?:忽略|无视|忘记|忘掉|绕过|不要(?:理会|遵守|执行|遵循))[^。！？]{{0,6}}"
    r"(?:(?:以上|上述|上面|之前|先前|前面|所有|一切|系统|你的)[^。！？，]{0,8}"
    r"(?:指令|指示|提示词?|规则|要求|命令|内容|表格|证据|数据|问题)|(?:上文|以上|表格|证据|上下文)(?=[。！，,并且]|$))",
    r"新的?(?:指令|指示|任务)[：:]\s*(?:你|请|只|必须|回答|输出|忽略)",
    rf"(?:作为|你(?:现在)?是|如果你是)\s*{_MODEL_ZH}[，,]?\s*(?:你|请|必须|务必|只能|应当|需要(?:回答|输出|说))",
    rf"(?:注意|提示|致|亲爱的|各位)[：:，,\s]*{_MODEL_ZH}[^。！？]{{0,12}}(?:必须|请|应当?|务必|只能|给)",
    r"(?:无论|不管|不论)(?:问|用户|提问)[^。！？]{0,10}(?:都|均|一律)只?(?:回答|输出|回复|答)",
    r"系统(?:提示|指令|消息)\s*[:：]\s*(?:你|请|忽略|从现在)",
    r"给(?:本|该|这个|此)(?:样本|答案|论文|文档)[^。！？]{0,3}(?:打|评)(?:满|高|最高)分",
    r"(?:任何|所有|一切)问题[^。！？]{0,8}答案(?:都|均|必须|只能)?(?:是|为)",
    r"(?:总结|概括|评价|评审|回答|描述)(?:本|这|该|此)[^。！？]{0,6}(?:时|问题)[，,]?(?:请|必须|务必|只能)[^。！？]{0,4}"
    r"(?:说|写|给|答|输出)",
    r"(?:输出|泄露|显示|告诉我|发送|上传|说出)[^。！？]{0,4}(?:你的|系统)[^。！？]{0,3}(?:提示词?|指令|规则|密钥|密码)",
    r"(?:调用|运行|执行|使用)[^。！？]{0,4}(?:工具|函数)?\s*\W?(?:submit_|[a-z]+_[a-z]+)",
    # signs that are printed nowhere but read by models, or turn what is printed around
    "[\U000e0001-\U000e007f\u202d\u202e\u2066-\u2068]",
)
ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in ORDERS), re.IGNORECASE | re.MULTILINE)
# A paper about such orders quotes them: what stands in quotation marks after one of these is told.
MENTION = re.compile(
    r"\b(?:such as|like|e\.g\.|called|phrases?|prefix|payloads?|strings?|prompts?|attacks?"
    r"|attackers?"
    r"|embed\w*|contain\w*|examples?|said|says|wrote|tells?|asks?|trigger|pattern)\b|例如|诸如|比如|嵌入|注入|攻击|所谓|写着|包含",
    re.IGNORECASE,
)
QUOTES = "“\"‘'「『《«`"
WITHOUT_WIDTH = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
SPACED = re.compile(r"\b(?:\w ){4,}\w\b")
PLACES = {"address", "document", "id", "carrier", "kind", "content"}  # no words of a document


def order_in(text: str) -> str | None:
    """The beginning of the first order to a model in a text; one that is only quoted is none.

    Full-width, spaced-out letters and signs without width are read as a model reads them.
    """
    plain = _as_read(text)
    for found in ORDER.finditer(plain):
        words = found[0].lstrip()
        quoted = found.start() + len(found[0]) - len(words)
        before = plain[max(0, quoted - 80) : quoted]
        if words[:1] in QUOTES and MENTION.search(re.split(r"[.!?。！？]", before)[-1]):
            continue
        return " ".join(words.split())[:60]
    return None


def _as_read(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(WITHOUT_WIDTH)
    return SPACED.sub(lambda found: found[0].replace(" ", ""), plain)


class InjectionCheck:
    """Looks for words that tell a model what to do, in the question and in all that is cited."""

    name = "injection"
    order = 5
    as_put = True

    def __init__(self) -> None:
        self._harmless: set[str] = set()  # what is cited again and again

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words; no rewording and no other path mends a document."""
        if words := next(self._orders(sample, ground), ""):
            why = f"“{words}” gives orders to whoever reads it"
            return Finding(check=self.name, passed=False, why=why, route="reject")
        return Finding(check=self.name, passed=True)

    def _orders(self, sample: Sample, ground: Ground) -> Iterator[str]:
        """The first words of each text that gives orders."""
        yield from filter(None, map(_order, _own(sample)))
        described = (item for one in sample.described for item in one.evidence)
        for item in (*sample.evidence, *described):
            if item.content not in self._harmless:
                yield from filter(None, map(_order, _said(item)))
                self._harmless.add(item.content)
        yield from filter(None, map(_order, _named(sample, ground)))


@lru_cache(maxsize=50_000)  # the same labels and titles are cited again and again
def _order(text: str) -> str:
    """The first words of a text that give orders, if any do, quoted ones too."""
    found = ORDER.search(_as_read(text))
    return " ".join(found[0].split())[:60] if found else ""


def _own(sample: Sample) -> tuple[str, ...]:
    return sample.question, sample.answer.value, *sample.answer.aliases


def _named(sample: Sample, ground: Ground) -> Iterator[str]:
    """Names and descriptions of what is cited."""
    for carrier in sample.carriers:
        if (node := ground.view.graph.nodes.get(carrier)) is not None:
            yield from (node.name, node.description)


def _said(item: Evidence) -> Iterator[str]:
    """All texts of a piece of evidence."""
    return _strings([part for name, part in vars(item).items() if name not in PLACES])


def _strings(values: list[object]) -> Iterator[str]:
    """All texts among some values and inside of them."""
    for value in values:  # it grows as it is gone through
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            values += value
        elif isinstance(value, BaseModel):
            values += vars(value).values()
