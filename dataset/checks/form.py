"""The question is put as it is said to be: one right option, a claim that is right or wrong."""

from __future__ import annotations

from collections.abc import Iterator

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.faithful import FaithfulCheck
from mmkg.dataset.checks.names import NamesCheck
from mmkg.dataset.checks.roles import RolesCheck
from mmkg.dataset.checks.strangers import StrangersCheck
from mmkg.dataset.checks.unique import UniqueCheck
from mmkg.dataset.forms.proof import faults
from mmkg.dataset.sample import Finding, Sample

WORDED = (NamesCheck(), FaithfulCheck(), RolesCheck(), StrangersCheck(), UniqueCheck())


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

    A claim that is only put behind the plain question says what that says.
    """
    plain = sample.plain
    if (
        sample.claim is None
        or plain is None
        or sample.described
        or plain.question in sample.question
    ):
        return
    before, _, after = sample.question.rpartition(sample.claim.text)
    stated = sample.model_copy(update={"question": f"{before}…{after}", "answer": plain.answer})
    for check in WORDED:
        finding = check.examine(stated, ground)
        if finding.passed is False:
            yield f"the statement is not what was asked: {finding.why}"
