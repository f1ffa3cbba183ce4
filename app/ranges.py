"""From a few measurements to where the truth lies, four of five times."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_Z = 1.28  # of the normal distribution: so many deviations hold four fifths of it


@dataclass(frozen=True)
class Range:
    """From a low to a high number."""

    low: float
    high: float

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.high + other.high)

    def times(self, other: Range) -> Range:
        """Both multiplied, for what is never below 0."""
        return Range(self.low * other.low, self.high * other.high)


def trials(wanted: int, accepted: int, made: int) -> Range:
    """How often to try for so many successes, by Wilson's score interval of the success rate.

    Args:
        wanted: Successes wanted.
        accepted: Successes seen.
        made: Trials seen.
    """
    share, weight = accepted / made, _Z**2 / made
    centre = (share + weight / 2) / (1 + weight)
    spread = _Z * math.sqrt(share * (1 - share) / made + weight / (4 * made)) / (1 + weight)
    least = max(centre - spread, 1 / (2 * made))
    return Range(wanted / min(1.0, centre + spread), wanted / least)


def mean(values: Iterable[float]) -> Range:
    """Where the mean lies of what these few are drawn from."""
    drawn = list(values)
    middle = sum(drawn) / len(drawn)
    if len(drawn) == 1:
        return Range(middle, middle)
    variance = sum((value - middle) ** 2 for value in drawn) / (len(drawn) - 1)
    spread = _Z * math.sqrt(variance / len(drawn))
    return Range(max(0.0, middle - spread), middle + spread)
