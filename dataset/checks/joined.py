"""The question joins conditions as the plan does, and asks for the option that it means."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.degrees import HIGH, LESS, LOW, MORE
from mmkg.dataset.checks.masked import NAME, Masked
from mmkg.dataset.sample import Finding, Sample
from mmkg.graph.derivation import Choose, Logic, Sets, walk
from mmkg.graph.names import squeeze, whole

Words = tuple[tuple[str, re.Pattern[str]], ...]
SETS: Words = (  # the first that is said; `both` if none is
    (
        "first_only",
        re.compile(r"\b(?:not|without|except|excluding|but no|rather than)\b|n't\b|不|非|除"),
    ),
    ("either", re.compile(r"\bor\b|\bat least one of\b|或|至少[^，。]{0,4}一")),
)
LOGIC: Words = (  # likewise; `all` if none is
    ("none", re.compile(r"\b(?:neither|none)\b|既不|都不|均不")),
    ("one", re.compile(r"\b(?:exactly|just|only|precisely) one\b|恰好|只[有属是符满]|仅")),
    ("any", re.compile(r"\b(?:any|or|at least one)\b|或|至少")),
)
FORMER = re.compile(r"\b(?:first|former)\b|前者|第一")
UP = re.compile(rf"{HIGH.pattern}|\b(?:(?:{MORE})er|more|last)\b|更[高大多晚]|最后")
DOWN = re.compile(rf"{LOW.pattern}|\b(?:(?:{LESS})er|less|fewer|first)\b|更[低小少早]|最先")


class JoinedCheck:
    """Looks for the words that join two conditions, and for which of some options is wanted."""

    name = "joined"
    order = 33

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails with the first thing that the question says differently from the derivation."""
        nodes = list(walk(sample.derivation))
        options = (one.label for node in nodes if isinstance(node, Choose) for one in node.options)
        question = Masked.once(sample).question
        aside = {*sample.asked.names, *sample.asked.context, *options}
        for known in sorted(aside, key=lambda name: (-len(name), name)):
            question = whole(squeeze(known)).sub(" ", question)
        for node in nodes:
            why = ""
            match node:
                case Sets():
                    why = _joins(question, SETS, "both", node.how)
                    if not why and node.how == "first_only":
                        why = _denied(Masked.once(sample))
                case Logic():
                    why = _joins(question, LOGIC, "all", node.how)
                case Choose():
                    wanted, other = (UP, DOWN) if node.which == "highest" else (DOWN, UP)
                    if not wanted.search(question) or other.search(question):
                        why = f"the question must ask for the {node.which} (latest, earliest)"
            if why:
                return Finding(check=self.name, passed=False, why=why, route="writer")
        return Finding(check=self.name, passed=True)


def _denied(masked: Masked) -> str:
    """Which of two rules is not to hold: it stands behind the denial, or is called the second."""
    denial = SETS[0][1].search(masked.text)
    slots = masked.sample.asked.slots
    one, two = (squeeze(slots.get(slot, "")) for slot in ("term", "term2"))
    named = [thing.text for thing in masked.of(NAME)]
    if denial is None or not {one, two} <= {*named}:
        return ""  # a name that is missing is another check's
    before = masked.text[: denial.start()].count(NAME)
    said = next((name for name in named[before:] if name in (one, two)), "")
    former = FORMER.search(masked.text, denial.end()) is not None
    wrong = said == one or (not said and former == (named.index(one) < named.index(two)))
    return f"the question must leave out what is “{two}”" if wrong else ""


def _joins(question: str, words: Words, otherwise: str, how: str) -> str:
    said = next((name for name, said in words if said.search(question)), otherwise)
    return "" if said == how else f"the question joins as “{said}” what must be “{how}”"
