"""How a question is put says nothing but the plain question, its options and its claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.form import FALSE, TRUE
from mmkg.dataset.sample import Finding, Option, Sample
from mmkg.graph.names import squeeze

QUALIFIED = re.compile(  # a claim of something near, above or other than what is claimed
    r"(?:\b(?:not|never|about|around|roughly|nearly|almost|approximately|over|under|than|least|most"
    r"|up to|between)|[不非未约近过于到多少])[ “\"'‘]*$|[a-z]$"
)
GOES_ON = re.compile(r"[”\"'’ ]*(?!apart\b)[^\W\d_]")  # a claim that is followed by more words
FORMULA = re.compile(r"\$[^$]*\$")  # whose symbols may be words: $Wrong$
SENTENCE = re.compile(r"[^.?!。？！]+")


class PutCheck:
    """Looks at what stands around a claim, and whether options follow the plain question."""

    name = "put"
    order = 56
    as_put = True

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first words that say more, and where the key does not show its option."""
        for why in _faults(sample):
            return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)


def _faults(sample: Sample) -> Iterator[str]:
    for option in sample.options:
        if option.letter == sample.answer.value and sample.answer.aliases != (option.text,):
            yield f"the key shows “{'; '.join(sample.answer.aliases)}”, not “{option.text}”"
    if sample.claim is not None:
        yield from _around(sample.question, sample.claim)
    elif sample.plain and not sample.described and sample.plain.question not in sample.question:
        yield "it is not the plain question that is put"


def _around(question: str, claim: Option) -> Iterator[str]:
    """What the words right beside a claim, and those that judge it, make of it."""
    before, _, after = squeeze(question).rpartition(squeeze(claim.text))
    if found := QUALIFIED.search(before):
        yield f"“{found[0].strip()}” before the claim makes it another one"
    if GOES_ON.match(after):
        yield f"the claim goes on: “{after.strip()[:20]}”"
    for sentence in SENTENCE.findall(FORMULA.sub("", f"{before}. {after}")):
        if FALSE.search(sentence) and not TRUE.search(sentence):
            yield "the question says itself whether the claim is right"
