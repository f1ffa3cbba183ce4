"""What a question asks for: one thing, and of the kind that the answer is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.masked import NAME, TITLE, Masked
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import Extreme, Ranked
from mmkg.graph.names import squeeze

ANEW = re.compile(  # what is asked once more in other words
    r"^how \w+ [^:?]{1,60}:|[,;—–(] ?(?:that is|i\.e\.|in other words|namely)(?: to say)?,?\s"
)
NAMING = r"name|list|identify|give|state|tell(?! \w+ about)|determine"
IMPERATIVES = (
    rf"{NAMING}|count|find|work out|compute|calculate|report|pinpoint|draw up|provide|specify"
    "|single out|pick out|look up|establish|evaluate"
)
ASKED = re.compile(
    r"(?:^|[,.;:?!—(，。；：？（、]|\b(?:and|or|but|then|also)\b)\s*(?:for |at |in |of |to |from )?"
    r"(?:by what (?:percent|factor|amount|margin)|by (?:which|how)|what|which|how|who|whose|why)\b"
    rf"|\b(?:and|then|also)\s+(?:please\s+)?(?:{NAMING})\b"
    r"|几月几日|哪几|哪|百分之几|多[少远大高长重久]|(?<![那这])几|什么|谁|是否|能否|吗|怎"
)
RELATED = re.compile(  # ", in which $b$ denotes …" asks nothing
    rf"[,—–] ?(?:in|of|from|for|by|to|with|at|on) which"
    rf" (?=[“\"'‘]?[{NAME}{TITLE}]|(?:the|its?|they)\b)"
)
HOW_MANY = re.compile(
    r"\bhow (?:many|much)\b|\b(?:what|which)(?: is| was)?(?: the)? number of\b"
    r"|^(?:the )?number of\b|\bhow \w+ (?:is|are|was|were)\b|多少|几[个项种颗次]"
)
WHICH = re.compile(
    r"(?:^|[,.;:，。；：] )(?:by |for |of |in )?(?:what|which|how)\b|哪|什么|多少|几[个项种颗次]"
)
TOLD_TO = (  # a sentence that tells to answer
    rf"(?:^|[,;:.] |\b(?:please|and|then) )(?:{IMPERATIVES})\b"
    r"|求|计算|作答|回答|列举|告诉|统计|[列指写选找挑算给说查数推]出|数一数"
)
ASKING = re.compile(
    r"\b(?:what|which|how|who|whose|when|where)\b|[哪几谁]|多[少远大高长重久]|什么"
    rf"|{TOLD_TO}"
)
VALUE = re.compile(
    r"\b(?:what|which) (?:numerical )?value\b|\bhow (?:large|big|much|many)\b"
    r"|(?:什么|哪个|多大的?)(?:数值|值)|多[少大]"
)
SEVERAL = re.compile(r"\bwhat are\b")


POLITE_ZH = re.compile(r"(?:能|可以|知道)([^，。？?]*(?:什么|哪|谁|多少|几)[^，。？?]*)吗")
AGAIN_ZH = re.compile(  # the question once more, after it
    r"((?:什么|[哪几谁]|多[少大长])[^？?。]*)(?:[，,](?:也就是|也即|即)[^？?。]*"
    r"|[。，](?:结果|答案|得数)(?:是|为|等于)(?:什么|多少))"
)
BEHIND = (  # what a function is differentiated by, and what is: each right behind such words
    (
        "varied",
        re.compile(
            r"\bwith respect to (?:the )?|\bdifferentiate [^.?]* by "
            r"|对 ?(?=[^，。？?]{1,40}?的?偏?导数)|随 ?(?=[^，。？?]{1,40}?的?变化)"
        ),
    ),
    ("symbol", re.compile(r"\bderivative of (?:the )?")),
)
BEFORE = re.compile(  # what is asked for stands right before such words
    r" ?(?:用其余|[如怎]何?用其余|对[^，。？?]{1,40}?的?偏?导数)"
)


def misasked(masked: Masked) -> Iterator[str]:
    """Faults of a question that asks several things, or another kind of thing than the answer."""
    text = AGAIN_ZH.sub(r"\1", POLITE_ZH.sub(r"\1", ANEW.sub(" ", masked.text)))
    yield from _kind(text if ASKING.search(text) else masked.text, masked.sample)
    yield from _ranked(masked.question, masked.sample)
    yield from _symbols(masked.question, masked.sample.asked.slots)


def _kind(text: str, sample: Sample) -> Iterator[str]:
    """A question of another kind than the answer, or a second one."""
    asked = [found[0].strip() for found in ASKED.finditer(RELATED.sub(" ", text))]
    if len(asked) > 1:
        yield f"ask one thing only: leave out “{asked[-1]}”"
    kind = sample.answer.kind
    if kind != "truth" and not ASKING.search(text):
        yield "this can be answered by yes or no, which is not the answer"
    if kind == "unit" and (found := VALUE.search(text)):
        yield f"the answer is a unit: do not ask “{found[0]}”"
    if kind == "number" and (found := SEVERAL.search(text)):
        yield f"the answer is one number: do not ask “{found[0]}”"
    if kind in ("text", "list") and (found := HOW_MANY.search(text)):
        yield f"the answer is a name: do not ask “{found[0]}”"
    if kind == "truth" and (found := WHICH.search(text)):
        yield f"the answer is yes or no: do not ask “{found[0].strip(' ,.;:')}”"


def _ranked(question: str, sample: Sample) -> Iterator[str]:
    """To ask "which mass is the highest" is to ask for a mass, not for what has it."""
    noun, measure = (squeeze(sample.asked.slots.get(slot, "")) for slot in ("noun", "measure"))
    of_thing = sample.answer.kind == "text" and isinstance(sample.derivation, Ranked | Extreme)
    if not (of_thing and noun and measure) or noun.startswith(measure):
        return
    if re.search(rf"(?:\b(?:which|what) |哪一?[个项种] ?){re.escape(measure)}(?!\w)", question):
        yield f"the answer is a {noun}: do not ask which {measure}"


def _symbols(question: str, slots: dict[str, str]) -> Iterator[str]:
    """Another symbol where the one stands that is asked for, or differentiated by."""
    said = {slot: squeeze(text) for slot, text in slots.items() if slot in ("symbol", "varied")}
    for slot, words in BEHIND:
        for found in words.finditer(question) if slot in said else ():
            if not question.startswith(said[slot], found.end()):
                yield f"say “{found[0].strip()}” of {slots[slot]}"
    for found in BEFORE.finditer(question) if "symbol" in said else ():
        if not question.endswith((said["symbol"], " it", "它"), 0, found.start()):
            yield f"“{found[0].strip()}” must follow {slots['symbol']}"
