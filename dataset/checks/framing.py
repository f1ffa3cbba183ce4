"""The question frames what it asks by no words that change it: of doubt, time, scope or sign.

`foreign` looks at words one by one, and lets those pass that questions are made of: "before",
"will", "per", 新. Here they are looked at where they stand: before a title, a name or a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import COMPARED, HIGH, LOW
from mmkg.dataset.checks.faithful import INCLUSIVE
from mmkg.dataset.checks.masked import NAME, NUMBER, TERM, TITLE, UNIT, Masked
from mmkg.dataset.checks.overdone import DIVIDED, NOT
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import (
    Calculate,
    Combine,
    Compare,
    Count,
    Derivation,
    Evaluate,
    Given,
    Later,
    Logic,
    Sets,
    Slope,
    Substitute,
    Total,
    Where,
    walk,
)
from mmkg.graph.names import squeeze

Nodes = Sequence[Derivation]
QUOTE = "[“\"'‘「《]?"
END = "[”\"'’」》]?"
ALL = r"(?:all |any |of )?(?:the )?(?:rest|others?|remain\w+|else|every\w+|anything)"


@dataclass(frozen=True)
class Frame:
    """Words that no question of a plan has, unless the plan is one that has a use for them."""

    words: re.Pattern[str]
    unless: Callable[[Nodes], bool] = lambda nodes: False


def _divides(nodes: Nodes) -> bool:
    return any(isinstance(n, Slope) or getattr(n, "how", "") in DIVIDED for n in nodes)


def _changes(nodes: Nodes) -> bool:
    return any(getattr(node, "how", "") == "percent_change" for node in nodes)


def _supposes(nodes: Nodes) -> bool:
    """Whether something is worked out for values that are put in, or from a date."""
    than = {node.than for node in nodes if isinstance(node, Where)}
    put_in = any(isinstance(n, Given) and n.number is not None and n not in than for n in nodes)
    kinds = (Substitute, Evaluate, Combine, Later, Calculate)
    return put_in or any(isinstance(node, kinds) for node in nodes)


def _excludes(nodes: Nodes) -> bool:
    return any(getattr(node, "how", "") == "first_only" for node in nodes)


def _totals(nodes: Nodes) -> bool:
    sums = ("sum", "mean")
    return any(isinstance(n, Total) or getattr(n, "how", "") in sums for n in nodes)


def _subtracts(nodes: Nodes) -> bool:
    return any(isinstance(node, Calculate | Later) for node in nodes)


def _loose(nodes: Nodes) -> bool:
    """Whether nothing is compared, or equal values count."""
    tests = {node.test for node in nodes if isinstance(node, Compare)}
    return not tests or bool(tests & {"at_least", "at_most"})


def _at_limit(nodes: Nodes) -> bool:
    """Whether equal values count somewhere."""
    return any(getattr(node, "test", "") in ("at_least", "at_most") for node in nodes)


FRAMES = (
    Frame(  # what is said to be so although the plan says nothing of it
        re.compile(
            r"\b(?:although|though|even if|despite|in spite of|because|whereas|now that)\b"
            r"|\bknowing that\b(?=[^,]*,)(?![^,]*=)"
            r"|既然|虽然|尽管|因为|由于|即使|哪怕|自[^,。?]{1,30}以来"
        )
    ),
    Frame(  # a change that is told, not asked for
        re.compile(r"\b(?:fell|falls?|fallen)\b(?! (?:under|above|short|with|in|out|on|b))"),
        lambda nodes: any(isinstance(node, Later) for node in nodes),  # "which date falls …"
    ),
    Frame(
        re.compile(
            r"(?<!or )\b(?:false|wrong|incorrect|untrue)\b(?! or)|(?<![对是])错(?!还)|(?<!是否)有误"
        )
    ),
    Frame(re.compile(r"\b(?:will|shall)\b(?! (?:you|we|be asked))|将(?=[是会为达有])"), _supposes),
    Frame(
        re.compile(
            rf"\b(?:leav\w*|set|setting|put|putting)\b(?! {ALL})[^,.;?{NUMBER}]{{0,40}}?"
            rf"\b(?:out|aside)\b(?![^,.;?]*{NUMBER})"
            rf"|\b(?:ignor\w*|disregard\w*|omit\w*|discount\w*)\b(?! {ALL})(?![^,.;?]*{NUMBER})"
        ),
        _excludes,
    ),
    Frame(
        re.compile(
            rf"\bone of (?:the|its|their) (?:\w+-)?(?:{HIGH.pattern}|{LOW.pattern})"
            r"|\b(?:hardly|barely|scarcely|anything but|far from \w+ing)\b|(?:接近|几乎)(?=最)"
        )
    ),
    Frame(  # another sheet, edition or place than the one that a title names
        re.compile(
            r"\b(?:before|after|beyond|without|behind|unlike|near|outside|contrary to)"
            rf" {QUOTE}{TITLE}"
            rf"|不同于{QUOTE}{TITLE}|{TITLE}{END}[之以](?:外|前|后)"
        )
    ),
    Frame(re.compile(rf"(?:\bminus |\bnegative |负)(?={NUMBER})"), _subtracts),
    Frame(re.compile(rf"\b(?:of|than|at) (?:minus|negative) (?={NUMBER})")),
    Frame(
        re.compile(
            rf"(?<![a-z\d{TITLE}-{UNIT}])-(?={NUMBER})|{NUMBER}(?:[余来]|[多几](?![少大远高长]))"
        )
    ),
    Frame(re.compile(r"\bper (?!cent|the\b)[a-z]+"), _divides),
    Frame(re.compile(rf"每[日天月周](?!的?{NUMBER})|[日月年人户次周]均(?={QUOTE}{NAME})")),
    Frame(re.compile(rf"(?<![最更较第])[新旧老净毛](?={QUOTE}{NAME})")),
    Frame(re.compile(rf"(?<![最更较第])总(?={QUOTE}{NAME})"), _totals),
    Frame(re.compile(rf"{NAME}{END}的?(?:平方|立方|一半|两倍|倒数(?!第)|附近|人均)")),
    Frame(re.compile(r"增长率|增幅|增速|变化率"), _changes),
    Frame(re.compile(rf"{NAME}{END}的?(?:占比|比重)"), _divides),
    Frame(re.compile(r"至[少多](?![^，。]{0,5}一)"), _at_limit),
    Frame(re.compile(r"多出多少[个项种]"), _subtracts),
    Frame(  # another time, or another's values, than those of the data
        re.compile(
            r"(?<![.;:?!,] )(?<!^)\b(?:now|today|currently|at present|nowadays)\b"
            r"|\b(?:one|ones|that|values?|which) (?:we|i|they|(?:our|my) \w+)"
            r" (?:ha(?:ve|s) )?\w+ed\b|目前|如今|现在"
        )
    ),
    Frame(  # how sure or how large a difference is
        re.compile(
            rf"\b(?:significantly|substantially|considerably|markedly|slightly|marginally|clearly"
            rf"|nearly|almost|barely) (?:more|less|fewer|{COMPARED})\b|"
            r"(?:显著|明显|略微?|稍微?)[高低大小多少]"
        )
    ),
    Frame(  # another quantity, worked out from the one that is asked for
        re.compile(
            r"\b(?:second|third|higher|mixed)(?:-order)? derivative|\babsolute values?\b"
            r"|\breciprocal|\b(?:square|cube) root|\blogarithm|\bsquare of|\brelative"
            r" (?:difference|gap|increase|decrease|excess|change)|[二三]阶"
            r"|绝对值|平方根|对数|相对差"
        ),
        _changes,
    ),
    Frame(re.compile(r"\b(?:half|twice|thrice|two[- ]thirds|ties)\b|并列")),
    Frame(
        re.compile(rf"\b(?:share|proportion|portion|part) of (?:the |its |their )?{QUOTE}{NAME}"),
        _divides,
    ),
    Frame(re.compile(rf"\b(?:total|sum) of (?:the |its |their )?{QUOTE}{NAME}"), _totals),
    Frame(INCLUSIVE, _loose),
)
MORE_OF = re.compile(r"\bhow many (?:more|fewer|other|additional|extra)\b(?! \w* ?than)")
WHEN = re.compile(r"(?:^|[,.;:] )when (?:is|was|were|are|does|did)\b|何时|什么时候")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
NEITHER = re.compile(r"\bneither\b.*?\bnor\b|既[不非没][^,。?]*?[也又][不非没]")


class FramingCheck:
    """Looks for words that change what is asked, in the places where they do."""

    name = "framing"
    order = 44

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first such words."""
        for said in _framed(sample):
            why = f"leave out “{said}”: it changes what is asked"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _framed(sample: Sample) -> Iterator[str]:
    text, nodes = Masked.once(sample).text, list(walk(sample.derivation))
    own = TERM.sub(" ", " | ".join(map(squeeze, sample.asked.slots.values())))
    for frame in FRAMES:
        said = [match[0] for match in frame.words.finditer(text)]
        known = sum(1 for _ in frame.words.finditer(own)) if said else 0
        if len(said) > known and not frame.unless(nodes):
            yield _readable(said[-1])
    yield from _narrowed(text, sample)
    counts = any(isinstance(node, Count) for node in nodes)
    if counts and not _subtracts(nodes) and (found := MORE_OF.search(text)):
        yield found[0]
    year = sample.answer.kind == "date" or YEAR.fullmatch(sample.answer.value)
    if not year and (found := WHEN.search(text)):
        yield found[0]
    if any(isinstance(n, Sets | Logic) and n.how == "none" for n in nodes):
        denied = NOT.findall(NEITHER.sub(" neither ", text))
        if len(denied) > 1:
            yield denied[-1]


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
