"""Dates as they are written in English and Chinese, with the precision that they state."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAME = "|".join(f"{month}|{month[:3]}|sept" if month == "september" else f"{month}|{month[:3]}"
                 for month in _MONTHS)  # fmt: skip
_FORMS = [
    re.compile(r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"),
    re.compile(r"(?P<y>\d{4})\s*[-/年]\s*(?P<m>\d{1,2})\s*月?"),
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<n>{_NAME})\.?,?\s+(?P<y>\d{{4}})"
    ),
    re.compile(rf"(?P<n>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})"),
    re.compile(rf"(?P<n>{_NAME})\.?,?\s+(?P<y>\d{{4}})"),
    re.compile(r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4})\s*年"),
]


class Day(NamedTuple):
    """A date as precisely as it was stated: a month or day that was not is 0."""

    year: int
    month: int = 0
    day: int = 0


def read_date(text: str) -> Day | None:
    """The date that a text is; none if it is something else, or more than one reading fits."""
    text = re.sub(r"\A(?:on|in|于|在)\s*|\s*[.。]?\Z", "", " ".join(text.split()).lower())
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _day(found.groupdict())
    return None


def _day(parts: dict[str, str | None]) -> Day | None:
    year, month, day = int(parts["y"] or 0), int(parts.get("m") or 0), int(parts.get("d") or 0)
    if name := parts.get("n"):
        month = next(n for n, full in enumerate(_MONTHS, start=1) if full.startswith(name[:3]))
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return None  # day first or month first: nobody can tell
        month, day = (first, second) if first <= 12 else (second, first)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return Day(year, month, day)
