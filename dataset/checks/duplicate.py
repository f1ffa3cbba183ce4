"""No accepted question asks the same."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.names import CJK, squeeze

EMPTY = frozenset(
    re.findall(
        r"\w+",
        """
        a an the of in on for and or to with by from as at is are be do does have has had it its
        that this those these them they what which who how many much when where one their there
        than going under give given looking based figures listed take taking find name identify
        only considered value values whose
        """,
    )
)


class DuplicateCheck:
    """Compares fingerprints with those of the questions accepted so far."""

    name = "duplicate"
    order = 60

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if an accepted question has the same fingerprint."""
        twin = ground.questions.get(fingerprint(sample.question))
        if twin is None:
            return Finding(check=self.name, passed=True)
        why = f"{twin} asks the same"
        return Finding(check=self.name, passed=False, why=why, route="miner")


def fingerprint(question: str) -> str:
    """The words that carry meaning, sorted: two questions that share it are near-duplicates."""
    flat = squeeze(question)
    words = {word for word in re.findall(r"[\w%+.-]+", flat) if word not in EMPTY}
    if CJK.search(flat):
        return re.sub(r"(?![-.]\d)\W", "", flat)
    return " ".join(sorted(word.rstrip(".-") for word in words))
