"""The question frames what it asks by no words that change it: of doubt, time, scope or sign.

`foreign` looks at words one by one, and lets those pass that questions are made of: "before",
"will", "per", 新. Here they are looked at where they stand: before a title, a name or a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import COMPARED, HIGH, LOW
from mmkg.dataset.checks.faithful import INCLUSIVE
from mmkg.dataset.checks.masked import NAME, NUMBER, TERM, TITLE, UNIT, Masked
from mmkg.dataset.checks.overdone import NOT
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Calculate, Count, Derivation, Later, Logic, Sets, walk
from mmkg.graph.names import squeeze

QUOTE = "[“\"'‘「《]?"
END = "[”\"'’」》]?"
ALL = r"(?:all |any |of )?(?:the )?(?:rest|others?|remain\w+|else|every\w+|anything)"
TITLED = rf" {QUOTE}{TITLE}"
FRAMES = tuple(map(re.compile, (
    # what is said to be so although the plan says nothing of it
    r"\b(?:although|though|even if|despite|in spite of|because|whereas|now that)\b"
    r"|\bknowing that\b(?=[^,]*,)(?![^,]*=)"
    r"|既然|虽然|尽管|因为|由于|即使|哪怕|自[^,。?]{1,30}以来",
    # a change that is told, not asked for
    r"\b(?:fell|falls?|fallen)\b(?! (?:under|above|short|with|in|out|on|b))",
    r"(?<!or )\b(?:false|wrong|incorrect|untrue)\b(?! or)|(?<![对是])错(?!还)|(?<!是否)有误",
    r"\b(?:will|shall)\b(?! (?:you|we|be asked))|将(?=[是会为达有])",
    rf"\b(?:leav\w*|set|setting|put|putting)\b(?! {ALL})[^,.;?{NUMBER}]{{0,40}}?"
    rf"\b(?:out|aside)\b(?![^,.;?]*{NUMBER})"
    rf"|\b(?:ignor\w*|disregard\w*|omit\w*|discount\w*)\b(?! {ALL})(?![^,.;?]*{NUMBER})",
    rf"\bone of (?:the|its|their) (?:\w+-)?(?:{HIGH.pattern}|{LOW.pattern})"
    r"|\b(?:hardly|barely|scarcely|anything but|far from \w+ing)\b|(?:接近|几乎)(?=最)",
    # another sheet, edition or place than the one that a title names
    rf"\b(?:before|after|beyond|without|behind|unlike|near|outside|contrary to){TITLED}"
    rf"|不同于{QUOTE}{TITLE}|{TITLE}{END}[之以](?:外|前|后)",
    # another value than the one given
    rf"(?:\bminus |\bnegative |负)(?={NUMBER})",
    rf"(?<![a-z\d{TITLE}-{UNIT}])-(?={NUMBER})|{NUMBER}(?:[余来]|[多几](?![少大远高长]))",
    # another time, thing or user's values than those of the data
    r"(?<![.;:?!,] )(?<!^)\b(?:now|today|currently|at present|nowadays)\b"
    r"|\b(?:one|ones|that|values?|which) (?:we|i|they|(?:our|my) \w+)"
    r" (?:ha(?:ve|s) )?\w+ed\b|目前|如今|现在|一度|曾经?",
    rf"\b(?:first|last|next|previous|former) (?:ones?\b|{QUOTE}{NAME})"
    r"|\bbefore(?= (?:in|under|by)\b|[?,.])",
    # how sure or how large a difference is
    rf"\b(?:significantly|substantially|considerably|markedly|slightly|marginally|clearly"
    rf"|nearly|almost|barely) (?:more|less|fewer|{COMPARED})\b"
    r"|(?:显著|明显|略微?|稍微?)[高低大小多少]",
    # another quantity, worked out from the one that is asked for
    r"\b(?:second|third|higher|mixed)(?:-order)? derivative|\babsolute values?\b"
    r"|\breciprocal|\b(?:square|cube) root|\blogarithm|\bsquare of|\brelative"
    r" (?:difference|gap|increase|decrease|excess|change)"
    r"|[二三]阶|绝对值|中位数|众数|标准差|平方根|对数|相对差",
    rf"\bper (?!cent|the\b)[a-z]+|每[日天月周](?!的?{NUMBER})|[日月年人户次周]均(?={QUOTE}{NAME})",
    rf"(?<![最更较第])[新旧老净毛总](?={QUOTE}{NAME})|{NAME}{END}的?[和差](?=[是为等])",
    rf"{NAME}{END}的?(?:平方|立方|一半|两倍|倒数(?!第)|附近|人均|占比|比重)|占(?:多少|几成)|增长率|增幅|增速|变化率",
    r"\b(?:half|twice|thrice|two[- ]thirds|ties)\b|并列|至[少多](?![^，。]{0,5}一)",
    rf"\b(?:share|proportion|portion|part|total|sum) of (?:the |its |their )?{QUOTE}{NAME}"
    r"|\bin total\b|\b(?:with|over) time\b"
    r"|\bwhat (?:percentage|fraction|portion|share)\b(?! points)",
    r"\b(?:letters?|characters?|digits?)\b",
    INCLUSIVE.pattern,
)))  # fmt: skip
MORE_OF = re.compile(r"\bhow many (?:more|fewer|other|additional|extra)\b(?! \w* ?than)|多出多少")
WHEN = re.compile(r"(?:^|[,.;:] )when (?:is|was|were|are|does|did)\b|何时|什么时候")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
NEITHER = re.compile(r"\bneither\b.*?\bnor\b|既[不非没][^,。?]*?[也又][不非没]")


class FramingCheck:
    """Looks for words that change what is asked, in the places where they do."""

    name = "framing"
    order = 44

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words."""
        for said in _framed(sample, ground.asks):
            why = f"leave out “{said}”: it changes what is asked"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _framed(sample: Sample, asks: Callable[[Sample], str]) -> Iterator[str]:
    text, nodes = Masked.once(sample).text, list(walk(sample.derivation))
    own = TERM.sub(
        " ", " | ".join(map(squeeze, (*sample.asked.slots.values(), *_worked(sample, nodes))))
    )
    for place, frame in enumerate(FRAMES):
        if said := [match[0] for match in frame.finditer(text)]:
            used = _used(place, asks(sample))
            said = [words for words in said if words not in used]
            if len(said) > sum(1 for _ in frame.finditer(own)):
                yield _readable(said[-1])
    yield from _narrowed(text, sample)
    counts = any(isinstance(node, Count) for node in nodes)
    subtracts = any(isinstance(node, Calculate | Later) for node in nodes)
    if counts and not subtracts and (found := MORE_OF.search(text)):
        yield found[0]
    year = sample.answer.kind == "date" or YEAR.fullmatch(sample.answer.value)
    if not year and (found := WHEN.search(text)):
        yield found[0]
    if any(isinstance(n, Sets | Logic) and n.how == "none" for n in nodes):
        denied = NOT.findall(NEITHER.sub(" neither ", text))
        if len(denied) > 1:
            yield denied[-1]


def _worked(sample: Sample, nodes: Sequence[Derivation]) -> Iterator[str]:
    """Other words for what a plan works out, which each wording has its own for."""
    hows = {getattr(node, "how", "") for node in nodes}
    if "sum" in hows or any(isinstance(node, Count) for node in nodes):
        yield f"in total, the sum of {NAME}"
    if hows & {"either", "any"}:
        yield "at least"
    if any(isinstance(node, Later) for node in nodes):
        yield "falls"
    if sample.answer.unit == "%":
        yield "what percentage"


@cache
def _used(frame: int, asks: str) -> frozenset[str]:
    """The words of a frame that the grammar itself asks with."""
    return frozenset(found[0] for found in FRAMES[frame].finditer(asks))


def _narrowed(text: str, sample: Sample) -> Iterator[str]:
    """A part of the things that are looked through, where the plan takes all of them."""
    nouns, noun = (squeeze(sample.asked.slots.get(slot, "")) for slot in ("nouns", "noun"))
    if sample.language == "zh":
        part = (
            rf"(?:其余|其他|部分|前述|主要|少数|多数|半数|原有?)的?{re.escape(noun)}"
            rf"|(?<={NUMBER})[^?]*?(?:全部|所有|全体)的?{re.escape(noun)}[里中当]"
        )
    else:
        part = (
            r"\b(?:remaining|half(?: of)?(?: the)?|most(?: of)?(?: the)?|(?:some|the) other"
            rf"|(?:of|among|pick|in|over) some) {re.escape(nouns)}\b"
            rf"|(?<={NUMBER})[^?]*?\b(?:of|among) all (?:the )?{re.escape(nouns)}\b"
        )
    if nouns and noun and (found := re.search(part, text)):
        before = text[: found.start()].rstrip()
        if not re.search(r"\b(?:all|any|than|to|with|against)$|[与和比同较]$", before):
            yield found[0]


def _readable(words: str) -> str:
    return re.sub("[\ue001-\ue004]", "…", words).strip()
