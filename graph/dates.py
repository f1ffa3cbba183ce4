"""Dates as texts print them, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MONTH = rf"(?P<month>{'|'.join(MONTHS)})"
DATES = [
    re.compile(rf"(?<!\w)(?P<day>\d{{1,2}}) {MONTH} (?P<year>\d{{4}})(?!\w)"),
    re.compile(rf"{MONTH} (?P<day>\d{{1,2}}), (?P<year>\d{{4}})(?!\w)"),
    re.compile(rf"{MONTH},? (?P<year>\d{{4}})(?!\w)"),
    re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])"),
    re.compile(
        r"(?<!\d)(?P<year>\d{4}) ?年(?: ?(?P<month>\d{1,2}) ?月(?: ?(?P<day>\d{1,2}) ?日)?)?"
    ),
    re.compile(r"(?<=\b[Ii]n )(?P<year>1\d{3}|20\d\d)(?![\w–-]|[.,]\d| [a-zμ]+/)"),
    re.compile(r"(?<=\b[Ss]ince )(?P<year>1\d{3}|20\d\d)(?![\w–-]|[.,]\d)"),
    re.compile(r"(?<=\bof )(?P<year>1\d{3}|20\d\d)(?=[,.;]? ?$)"),
]


def dates_in(text: str, span: tuple[int, int]) -> Iterator[tuple[tuple[int, int], str]]:
    """Where dates stand in a part of a text, and each as far as it is stated: `1998-03`."""
    for pattern in DATES:
        for match in pattern.finditer(text, *span):
            parts = match.groupdict()
            month, day = parts.get("month") or "", parts.get("day")
            number = MONTHS.index(month) + 1 if month in MONTHS else int(month or 0)
            date = parts["year"]
            if number:
                date += f"-{number:02}" + (f"-{int(day):02}" if day else "")
            yield match.span(), date


def is_date(text: str) -> bool:
    """Whether a text is a date and nothing else."""
    return any(span == (0, len(text)) for span, _ in dates_in(text, (0, len(text))))
