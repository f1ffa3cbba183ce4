"""The question says each thing as often as the plan asks for it, and asks one thing of its kind.

A condition put together from words of the plan ("given that the mass is 5 kg and …") can only say
a name, a title, a limit or a superlative once too often, or in a place where the plan has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.faithful import HIGH, LOW, OPERATIONS
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, Masked
from mmkg.dataset.sample import Asked, Finding, Sample
from mmkg.graph.derivation import (
    Between,
    Calculate,
    Choose,
    Combine,
    Compare,
    Derivation,
    Evaluate,
    Extreme,
    Logic,
    Ranked,
    Sets,
    Slope,
    Substitute,
    Total,
    walk,
)
from mmkg.graph.names import squeeze, whole

TITLES = ("topic", "topic2", "title", "title2", "ruled", "fed", "told")
TWICE = ("target", "target2", "subject", "link", "term", "term2", "varied", "symbol", "letter")
SOURCE = (
    r"in|under|of|from|by|to|on|at|for|with|using|per|across|via|through|throughout|within|than|as"
    r"|titled|called|named|entitled|labell?ed|headed|table|chart|figure|data|source|see|that"
)
INTRODUCED = re.compile(
    rf"(?:\b(?:{SOURCE})\b(?: the)?|^|[(:;,.—、（：，；。]|[在据照于由从按依以就用把将较看考表图])"
    r" ?[“\"'‘「《]?$"
)
QUOTED = re.compile(r"[“\"'‘「《]$")
PREDICATE = re.compile(
    r"[”\"'’」》]? ?(?:is|are|was|were|equals?|exceeds?|amounts?|has|have|=|<|>|为|是|等于"
    r"|[高低大小]于)[^?？]*\d"
)
THAN = re.compile(
    r"\b(?:than|exceed\w*|surpass\w*|outweigh\w*|above|below)\b|[高低大小多少晚早]于|超过|比(?![较值例])"
)
LIMITED = re.compile(rf"[^,.;，。；\w]*(?:a |one of |the )?{NUMBER}| ?[“\"'‘]?{TITLE}")
NOT = re.compile(
    r"\b(?:but not|not|never|without|except|excluding|neither|nor|none|unless|but|rather)\b|n't\b"
    r"|\bno\b(?! longer)|\bother than\b|(?<!far )\bapart from\b"
    r"|不(?![到同足]|[高低大小多少早晚]于)|[非没未勿]|除(?!以)"
)
OR = re.compile(r"\bor\b|\beither\b|或")
ASKED = re.compile(
    r"(?:^|[,.;:?!—(，。；：？（、]|\b(?:and|or|but|then|also)\b)\s*(?:for |at |in |of |to |from )?"
    r"(?:by what (?:percent|factor|amount|margin)|by (?:which|how)|what|which|how|who|whose|why)\b"
    r"|\b(?:and|then|also)\s+(?:please\s+)?(?:name|list|give|state|tell|identify|determine)\b"
    r"|几月几日|哪几|哪|百分之几|多少|几|什么|谁|是否|能否|吗|怎"
)
HOW_MANY = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b|多少|几[个项种颗次]")
WHICH = re.compile(
    r"(?:^|[,.;:，。；：] )(?:by |for |of |in )?(?:what|which|how)\b|哪|什么|多少|几[个项种颗次]"
)
ASKING = re.compile(
    r"\b(?:what|which|how|who|whose|when|where)\b|[哪几求]|多少|什么|列出|指出|找出|计算|写出"
    r"|\b(?:name|identify|list|find|count|give|state|tell|determine|compute|calculate|work out)\b"
)
SEVERAL = re.compile(r"\bwhat are\b")
ARITHMETIC = (Calculate, Total, Slope, Combine, Substitute, Evaluate, Between)


class CountedCheck:
    """Counts what the question says, and compares with what the plan has."""

    name = "counted"
    order = 47

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that is said too often, or in no place of the plan."""
        for why in _excess(sample):
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _excess(sample: Sample) -> Iterator[str]:
    masked, nodes = Masked(sample), list(dict.fromkeys(walk(sample.derivation)))
    yield from _names(masked)
    yield from _titles(masked)
    yield from _words(masked.text, nodes)
    yield from _kind(masked.text, sample)
    yield from _ranked(masked.question, sample)


def _names(masked: Masked) -> Iterator[str]:
    """Names and numbers that are said more often than the plan says them."""
    asked = masked.sample.asked
    numbers = [squeeze(number) for number in asked.given]
    slots = " | ".join(squeeze(v) for k, v in asked.slots.items() if k not in TITLES)
    for thing in {thing.text: thing for thing in masked.things}.values():
        most = masked.said[thing.text]
        if thing.sign == NUMBER:
            most = numbers.count(thing.text)
        elif thing.sign == NAME:
            told = sum(1 for _ in whole(thing.text).finditer(slots))
            most = max(told, _most(thing.text, asked))
        if masked.said[thing.text] > most:
            yield f"say “{thing.text}” no more than {'once' if most < 2 else f'{most} times'}"


def _most(name: str, asked: Asked) -> int:
    """How often a name may be said: a quantity with each thing whose value is calculated with."""
    slots = {key: squeeze(value) for key, value in asked.slots.items()}
    if name.startswith("$") or name in {slots.get(key) for key in TWICE}:
        return 2
    if name in (slots.get("measure"), slots.get("relation1")) and not {"which", "limit"} & {*slots}:
        return len(asked.names) - 1
    return 1


def _titles(masked: Masked) -> Iterator[str]:
    """Titles that are said too often, or of which something is said."""
    slots = masked.sample.asked.slots
    for thing in masked.of(TITLE):
        most = 1 + max(1, sum(squeeze(slots.get(slot, "")) == thing.text for slot in TITLES))
        before, after = masked.question[: thing.start], masked.question[thing.end :]
        if masked.said[thing.text] > most:
            yield f"name “{thing.text}” no more than {most} times"
        if INTRODUCED.search(before):
            continue
        if not QUOTED.search(before) or PREDICATE.match(after):
            yield f"“{thing.text}” is no quantity: say in, under or according to “{thing.text}”"


def _words(text: str, nodes: list[Derivation]) -> Iterator[str]:
    """Words that rank, compare, deny, join or work out, where the plan does nothing of it."""
    ends = sum(isinstance(node, Ranked | Extreme | Choose) for node in nodes)
    if len(said := [*HIGH.findall(text), *LOW.findall(text)]) > ends:
        yield f"leave out “{said[-1]}”: the plan asks for {ends or 'no'} highest or lowest"
    compares = any(isinstance(node, (*ARITHMETIC, Compare, Choose, Logic)) for node in nodes)
    than = [m[0] for m in THAN.finditer(text) if not LIMITED.match(text, m.end())]
    if len(than) > compares:
        yield f"leave out “{than[-1]}”: the plan compares nothing more"
    joins = {n.how for n in nodes if isinstance(n, Sets | Logic)}
    denied = [found[0] for found in NOT.finditer(text)]
    if len(denied) > ("first_only" in joins) and "none" not in joins:
        yield f"leave out “{denied[-1]}”: the plan leaves nothing more out"
    either = joins & {"either", "any", "one"} or any(isinstance(node, Choose) for node in nodes)
    if not either and (found := OR.search(text)):
        yield f"leave out “{found[0]}”: the plan joins nothing so"
    if not any(isinstance(node, ARITHMETIC) for node in nodes):
        for how in ("mean", "sum", "ratio"):
            if found := OPERATIONS[how].search(text):
                yield f"leave out “{found[0]}”: the plan works out no {how}"


def _kind(text: str, sample: Sample) -> Iterator[str]:
    """A question of another kind than the answer, or a second one."""
    asked = [found[0].strip() for found in ASKED.finditer(text)]
    if len(asked) > 1:
        yield f"ask one thing only: leave out “{asked[-1]}”"
    kind = sample.answer.kind
    if kind != "truth" and not ASKING.search(text):
        yield "this can be answered by yes or no, which is not the answer"
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
