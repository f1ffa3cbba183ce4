"""The question says in what unit, and how rounded, the answer is wanted."""

from __future__ import annotations

import re

from mmkg.dataset.checks.check import Ground
from mmkg.dataset.checks.names import alone
from mmkg.dataset.sample import Asked, Finding, Sample
from mmkg.graph.derivation import Round
from mmkg.graph.names import squeeze
from mmkg.graph.units import POINTS, same_unit, written

ROUNDING = re.compile(
    r"round|decimal|significant|whole number|nearest|integer|小数|取整|有效数字|保留", re.IGNORECASE
)

NOTED = re.compile(r"\(in (?:units of )?([^,()]*)|（单位：([^，（）]*)")
WANTED = re.compile(
    r"\b(?:in|how many) (?:whole |full |more |fewer )?(year|month|week|day|hour|minute|second)s\b",
    re.IGNORECASE,
)
SHORT = {"hour": "时", "minute": "分"}  # which by themselves may mean something else
WHOLE = re.compile(r"\b(?:whole number|integer)\b|取整", re.IGNORECASE)
FIGURES = re.compile(r"(\d+) (?:significant|位有效)", re.IGNORECASE)
PLACES = re.compile(r"\b(\w+)[- ]decimal|([一二两三四\d]) ?位小数", re.IGNORECASE)
COUNTED = {"one": "1", "two": "2", "three": "3", "four": "4"}
COUNTED |= {"一": "1", "二": "2", "两": "2", "三": "3", "四": "4"}


class StatedCheck:
    """Looks for the unit of a numeric answer, and for its rounding where it is rounded."""

    name = "stated"
    order = 35

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """Fails if unit or rounding is missing."""
        answer, wanted = sample.answer, []
        question = _without_limits(sample)
        asked = NOTED.search(question)
        where = (asked[1] or asked[2]).strip() if asked else question
        scaled = asked and answer.unit and _scaled(where, answer.unit)
        unit = answer.unit if answer.kind == "number" else None
        if unit and (scaled or not _has_unit(where, unit)):
            wanted.append(f"in {written(unit)}")
        if sample.asked.decimals is not None and not _rounded(sample):
            wanted.append(_rounding(sample.asked))
        if said := _otherwise(question, answer.unit):
            why = f"the question asks for {said}, but the answer is in {answer.unit or 'no unit'}"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        if wanted:
            why = f"the question must say that the answer is wanted {' and '.join(wanted)}"
            return Finding(check=self.name, passed=False, why=why, route="writer")
        program = sample.derivation
        if isinstance(program, Round) and program.decimals != sample.asked.decimals:
            why = f"the answer is rounded to {program.decimals} decimals, which is not asked for"
            return Finding(check=self.name, passed=False, why=why, route="miner")
        return Finding(check=self.name, passed=True)


def _without_limits(sample: Sample) -> str:
    """The question without titles, and without quantities that it states."""
    question = sample.question
    for title in sample.asked.context:
        question = question.replace(title, " ")
    for given in sample.asked.given:
        question = re.sub(rf"{alone(given)}(?: ?×)? ?[^\s,.?，。？()（）]+", " ", question)
    return question


def _otherwise(question: str, unit: str | None) -> str:
    """A unit of time, written out, that the question asks for and the answer does not have."""
    for found in WANTED.finditer(question):
        wanted = found[1].casefold()
        if not same_unit(unit, wanted) and unit != SHORT.get(wanted, wanted):
            return f"{found[1]}s"
    return ""


def _rounded(sample: Sample) -> bool:
    """Whether the question asks for rounding, and for no other than is meant."""
    if not ROUNDING.search(sample.question):
        return False
    if "figures" in sample.asked.slots:
        said = FIGURES.search(sample.question)
        return said is None or said[1] == sample.asked.slots["figures"]
    said = PLACES.search(sample.question)
    number = said and (said[1] or said[2]).casefold()
    if number:
        return COUNTED.get(number, number) == str(sample.asked.decimals)
    return WHOLE.search(sample.question) is None or (sample.asked.decimals or 0) <= 0


def _scaled(noted: str, unit: str) -> bool:
    """Whether a note says thousands of a unit, 千万吨 for 万吨, or the like."""
    wanted, asked = (squeeze(text).replace(" ", "") for text in (unit, noted))
    return asked != wanted and asked.endswith(wanted)


def _has_unit(question: str, unit: str) -> bool:
    if unit == "%":
        return bool(re.search(r"%|percent|百分", question))
    if unit == POINTS:
        return bool(re.search(r"percentage point|百分点", question))
    wanted, asked = (squeeze(text).replace(" ", "") for text in (unit, question))
    if len(wanted) > 2 or not wanted.isascii():
        return wanted in asked
    return re.search(rf"(?<![a-z]){re.escape(wanted)}(?![a-z])", squeeze(question)) is not None


def _rounding(asked: Asked) -> str:
    if figures := asked.slots.get("figures"):
        return f"to {figures} significant figures"
    return f"rounded to {asked.decimals} decimals"
