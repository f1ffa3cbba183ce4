"""Words that rank, compare, deny, join or work out, where the plan does nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mmkg.dataset.checks.degrees import COMPARED, FROM_HIGH, FROM_LOW, HIGH, LOW, graded
from mmkg.dataset.checks.faithful import OPERATIONS
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, Masked
from mmkg.dataset.sample import Sample
from mmkg.graph.derivation import (
    Between,
    Calculate,
    Choose,
    Combine,
    Compare,
    Derivation,
    Evaluate,
    Later,
    Logic,
    Ordering,
    Sets,
    SidesAgree,
    Slope,
    Substitute,
    Total,
    UnitByOthers,
    walk,
)
from mmkg.graph.names import squeeze

THAN = re.compile(
    r"\b(?:than|exceed\w*|surpass\w*|outweigh\w*|outstrip\w*|outrank\w*|above|below|ahead of"
    r"|behind)\b"
    r"|[高低大小多少晚早]于|超过|比(?![较值例])"
)
BARE = re.compile(rf"(?<!or )\b{COMPARED}\b(?! than)|更[高低大小多少长短轻重快慢远近](?!于)")
MEANING = r"(?:that is|i\.e\.|namely|meaning|which means|in other words)(?: to say)?"
GLOSS = rf"(?:{MEANING}|(?:having|ha[sv]e?|with|whose|the one|those with)\b)"
AGAIN = re.compile(
    rf"^(?:[^.;?!，。；？！]{{0,40}}[,:(—–，] ?{GLOSS}"
    rf"|(?: [“\"'‘]?{TITLE}[”\"'’]?)? (?:with|having|by having|and has) (?:the|its) $"
    r"|[^.;?!。；？！]{0,20}(?:即|也就是))[^.,;?!，。；？！]*$"
)
WHETHER = re.compile(
    r"\b(?:true|correct|right) or not\b|\bor not\b"
    r"|有没有|是不是|能不能|会不会|可不可以|对不对|算不算|够不够"
)
PER_TIME = re.compile(
    r"\b(?:next|last|previous|following|coming|past|this|every|each|per)"
    r" (?:year|month|week|day|quarter|hour|season|decade)s?\b|\bago\b"
    r"|\ball (?:year|month|week|day|season)\b|\byear[- ]round\b"
    r"|[去明今前次后]年|上[年月]|[每本]年"
)
LIMITED = re.compile(rf"[^,.;，。；\w]*(?:a |one of |the )?{NUMBER}| ?[“\"'‘]?{TITLE}")
NOT = re.compile(
    r"\bbut\b[^.;?]{1,60}?\bnot\b|n't\b"
    r"|\b(?:but not|not(?! reach)|never|without|except|excluding|neither|nor|none|unless|but"
    r"|rather)\b"
    r"|\b(?:ignor|disregard|discard|omit|drop(?!s? (?:below|under|short))|skip|exclud|eliminat"
    rf"|leav\w+ (?:out|aside)|set(?:ting)? aside|rul\w+ out)\w*\b(?=[^.;?]*{NUMBER})"
    r"|\bno\b(?! longer)|\bother than\b|(?<!far )\bapart from\b"
    r"|不(?![到同足一]|[高低大小多少早晚]于)|没(?!有?(?:达到|到|超过))|未(?!达?到|超过)|[非勿]|除(?!以)"
)
OVER = r"(?:exceeds?|clears?|surpass(?:es)?|above|over)"
SHORT = r"(?:falls? short of|miss(?:es)?|lies? below|below|under)"
EITHER_WAY = re.compile(  # "by how much does it miss or exceed the limit"
    rf"\b(?:{OVER},? or,? {SHORT}|{SHORT},? or,? {OVER})\b"
)
RANKED = re.compile(rf"\b(?:ranks?|rankings?|positions|places) of (?=(?:the )?[“\"'‘]?{NAME})")
TOTAL_NUMBER = re.compile(r"\btotal(?= (?:number|count) of\b)")  # is no sum
OR = re.compile(
    r"\bor\b(?! what| the other way| vice versa)|\beither\b"
    r"|\bone of (?:the|these|those|both) (?:two )?(?:condition|criteri|requirement|limit)"
    r"|或|之一(?!$)|任[意何]?一[项个条]"
)
CHANGE = re.compile(
    r"\bchang(?:e[sd]?|ing)\b|增长|增加|增[幅速]|上涨|下降|减少|上升|变化|[涨跌降]幅"
)
COMPARING = (Calculate, Total, Slope, Combine, Between)
ARITHMETIC = (*COMPARING, Substitute, Evaluate)
SUMMED = re.compile(r"\b(?:sum|altogether|combined)\b|之和|总和|合计")
PUT_IN = (Substitute, Evaluate, UnitByOthers, SidesAgree)
DIVIDED = {"ratio", "percent_change"}
ALTERNATIVE = ("either", "any", "one")  # ways to join of which one side is enough


def overdone(masked: Masked) -> Iterator[str]:
    """What the question's words do beyond the plan, each fault in words for the writer."""
    text = _settled(masked.text, masked.sample)
    nodes = list(dict.fromkeys(walk(masked.sample.derivation)))
    yield from _ranks(text, nodes)
    yield from _compares(text, nodes)
    yield from _joins(text, nodes)
    yield from _works_out(text, nodes, masked.sample.asked.slots.values())


def _settled(text: str, sample: Sample) -> str:
    """The words without those that only say how a ranking is written, or ask whether or not."""
    text = graded(FROM_HIGH.sub(" ", FROM_LOW.sub(" ", text)), sample)
    text = TOTAL_NUMBER.sub(" ", text)
    return WHETHER.sub(" ", text) if sample.answer.kind == "truth" else text


def _ranks(text: str, nodes: Sequence[Derivation]) -> Iterator[str]:
    ends = sum(isinstance(node, Ordering | Choose) for node in nodes)
    if not ends and (found := RANKED.search(text)):
        yield f"leave out “{found[0]}”: the plan ranks nothing"
    if len(said := [*_ends(text, HIGH), *_ends(text, LOW)]) > ends:
        yield f"leave out “{said[-1]}”: the plan asks for {ends or 'no'} highest or lowest"


def _ends(text: str, words: re.Pattern[str]) -> Iterator[str]:
    """Superlatives of one direction, but for one that is said again: "the oldest, with the …"."""
    last = None
    for found in words.finditer(text):
        between = text[last.end() : found.start()] if last else ""
        if last is None or not AGAIN.search(between):
            yield found[0]
        last = found


def _compares(text: str, nodes: Sequence[Derivation]) -> Iterator[str]:
    compares = any(isinstance(node, (*COMPARING, Compare, Choose, Logic)) for node in nodes)
    than = [m[0] for m in THAN.finditer(text) if not LIMITED.match(text, m.end())]
    if len(than) > compares:
        yield f"leave out “{than[-1]}”: the plan compares nothing more"
    if not compares and not any(isinstance(node, Later) for node in nodes):
        yield from (f"leave out “{m[0]}”: it compares with nothing" for m in BARE.finditer(text))
    if found := PER_TIME.search(text):
        yield f"leave out “{found[0]}”: the plan knows no other time"


def _joins(text: str, nodes: Sequence[Derivation]) -> Iterator[str]:
    joins = {n.how for n in nodes if isinstance(n, Sets | Logic)}
    denied = [found[0] for found in NOT.finditer(text)]
    if len(denied) > ("first_only" in joins) and "none" not in joins:
        yield f"leave out “{denied[-1]}”: the plan leaves nothing more out"
    chosen = any(isinstance(node, Choose) for node in nodes)
    if not (chosen or joins & {*ALTERNATIVE}) and (found := OR.search(EITHER_WAY.sub(" ", text))):
        yield f"leave out “{found[0]}”: the plan joins nothing so"


def _works_out(text: str, nodes: Sequence[Derivation], slots: Iterable[str]) -> Iterator[str]:
    mean = OPERATIONS["mean"]
    averaged = any(isinstance(n, Slope) or getattr(n, "how", "") == "mean" for n in nodes)
    if any(isinstance(node, PUT_IN) for node in nodes):  # "a mean radius of …"
        averaged |= mean.search(" ".join(map(squeeze, slots))) is not None
    if not averaged and (found := mean.search(text)):
        yield f"leave out “{found[0]}”: the plan works out no mean"
    worked = {node.how for node in nodes if isinstance(node, Calculate)}
    if worked and not worked & DIVIDED and (found := OPERATIONS["ratio"].search(text)):
        yield f"leave out “{found[0]}”: the plan divides nothing"
    if worked and worked <= {"gap"} and (found := SUMMED.search(text)):
        yield f"leave out “{found[0]}”: the plan adds nothing"
    if any(isinstance(node, (*ARITHMETIC, Later)) for node in nodes):
        return
    if found := CHANGE.search(text):
        yield f"leave out “{found[0]}”: the plan knows no change"
    for how in ("sum", "ratio"):
        if found := OPERATIONS[how].search(text):
            yield f"leave out “{found[0]}”: the plan works out no {how}"
