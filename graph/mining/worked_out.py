"""Equations that state a value, as `g = 9.79 m/s^2` does: no rules to put values into."""

from __future__ import annotations

import re

from mmkg.graph.document import Formula
from mmkg.graph.units import parse_unit

SPACING = re.compile(r"\\[,;:! ]|\\q?quad|~|\s")
STYLED = re.compile(r"\\(?:mathrm|mathit|text|rm|mathnormal)\s?\{([^{}]*)\}")
NUMBER = re.compile(r"[-−]?\d+(?P<part>\.\d+)?(?:\\(?:times|cdot)10\^\{?-?\d+\}?)?")
SUM = re.compile(rf"(?:{NUMBER.pattern})(?:(?:[-+*/]|\\(?:times|cdot|div))\d+(?:\.\d+)?)*")
UNIT = re.compile(r"(?:[A-Za-zμΩ°℃%]+(?:\^-?\d)?[/*]?)+")


def states_value(formula: Formula) -> bool:
    """Whether a side of an equation is a number with a unit, or one of several is numbers alone.

    A letter alone behind a whole number (`y = 3m`) may be a factor as well. Of several equations
    (`I_R = 60 mA; R_L = 100 Ω`) each is looked at.
    """
    return any(map(_states_value, re.split(r"[;；]", _plain(formula.latex))))


def _states_value(equation: str) -> bool:
    sides = re.split(r"=|\\approx|\\simeq", equation.rstrip(".,，。"))
    worked = len(sides) > 2 and any(map(SUM.fullmatch, sides[1:]))
    return worked or any(map(_is_quantity, sides[1:]))


def _plain(latex: str) -> str:
    return SPACING.sub("", STYLED.sub(r"\1", latex).replace("\\mu", "μ").replace("\\Omega", "Ω"))


def _is_quantity(side: str) -> bool:
    number = NUMBER.match(side)
    unit = (
        side[number.end() :].replace("\\cdot", "*").replace("{", "").replace("}", "")
        if number
        else ""
    )
    if number is None or not UNIT.fullmatch(unit) or (len(unit) == 1 and not number["part"]):
        return False
    return parse_unit(unit) is not None
