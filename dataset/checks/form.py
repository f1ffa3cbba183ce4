"""The question is put as it is said to be: one right option, a claim that is right or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.faithful import FaithfulCheck
from mmkg.dataset.checks.foreign import unplain
from mmkg.dataset.checks.joined import JoinedCheck
from mmkg.dataset.checks.names import NamesCheck
from mmkg.dataset.checks.roles import RolesCheck
from mmkg.dataset.checks.strangers import StrangersCheck
from mmkg.dataset.checks.unique import UniqueCheck
from mmkg.dataset.forms.proof import faults
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import squeeze

FALSE = re.compile(  # but for false positives and errors of measurement (误差)
    r"\b(?:false(?! (?:posi|nega)tive| alarm| discover)|wrong|incorrect|untrue)\b"
    r"|错(?!误[率差])|(?<!错)误(?![差报])|假(?![设如阳阴])"
)
EITHER = re.compile(
    r"\b(?:true|right|correct|yes) or (?:false|wrong|incorrect|not?)\b|[对真]或[错假]", re.I
)
TRUE = re.compile(r"\b(?:true|right|correct)\b|[对真]|正确")
OTHERWISE = re.compile(
    r"\d|\b(?:not|never|no|if|unless|except|but|suppos\w*|assum\w*)\b|n't\b|[不非没未若]|如果|假[设如]|除"
)
WORDED = (
    NamesCheck(), FaithfulCheck(), JoinedCheck(), RolesCheck(), StrangersCheck(), UniqueCheck()
)  # fmt: skip


class FormCheck:
    """Runs the programs behind options, claims and descriptions, and compares."""

    name = "form"
    order = 55
    as_put = True

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails at the first fault."""
        for why in (*faults(sample), *_misstated(sample, ground)):
            return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)


def _misstated(sample: Sample, ground: Ground) -> Iterator[str]:
    """What a statement says otherwise than the plain question; its claim, named last, is left out.

    Where the plain question stands whole, it is only looked at what stands around it.
    """
    plain = sample.plain
    if plain is not None and plain.question in sample.question:
        yield from _around(sample, plain.question)
        return
    if sample.claim is None or plain is None or sample.described:
        return
    before, _, after = sample.question.rpartition(sample.claim.text)
    said = EITHER.sub("", f"{before}…{after}")  # whose "or" joins nothing
    stated = sample.model_copy(update={"question": said, "answer": plain.answer})
    for check in WORDED:
        finding = check.examine(stated, ground)
        if finding.passed is False:
            yield f"the statement is not what was asked: {finding.why}"


def _around(sample: Sample, plain: str) -> Iterator[str]:
    """What the words beside a whole plain question add: conditions, denials, things to ask."""
    before, _, after = sample.question.partition(plain)
    if sample.claim is not None:
        head, _, tail = after.rpartition(sample.claim.text)
        after = f"{head} {tail}"
    around = squeeze(f"{before} {after}")
    strange = [*unplain(around, sample.language), *OTHERWISE.findall(around)]
    if strange:
        yield f"the words around the question say “{strange[0]}”"
    if sample.claim is not None and FALSE.search(around) and not TRUE.search(around):
        yield "the question must ask whether the claim is right"
