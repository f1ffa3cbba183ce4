"""What a spreadsheet cell shows: a number as its format rounds it, a date as far as it is shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from mmkg.graph.dates import MONTHS
from mmkg.tools.parse.sheets_formats import shown_number

UNSPELT = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|[_*].')
MINUTES = re.compile(r"(?<=h)([^a-z]*)m+|m+(?=[^a-z]*s)")


def shown(value: object, number_format: str | None) -> str:
    """The text of a value as a reader of the sheet sees it.

    Signs of losses are a minus in front. Dates are in the order of ISO 8601, whatever order their
    format has, as 03/04 means two things. No format but a wide column: numbers have ten digits.

    Args:
        value: As openpyxl gives it.
        number_format: Such as `0.0%` or `#,##0 "km"`.
    """
    form = number_format or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
        return shown_number(exact, form) if exact.is_finite() else str(value)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        ends = f":{seconds:02}" if "s" in form.lower() else ""
        return f"{minutes // 60}:{minutes % 60:02}{ends}"
    if isinstance(value, date | time):
        letters = MINUTES.sub(r"\1", UNSPELT.sub("", form.lower().replace("am/pm", "")))
        parts = (_day(value, letters), _clock(value, letters))
        return " ".join(filter(None, parts)) or value.isoformat()
    return " ".join(str(value).split())


def _day(value: date | time, letters: str) -> str:
    """The date as far as a format, its letters without those of the time, shows it."""
    if isinstance(value, time):
        return ""
    year, month, day = (any(c in letters for c in signs) for signs in ("ye", "m", "d"))
    if year:
        return value.isoformat()[: 10 if day else 7 if month else 4]
    name = MONTHS[value.month - 1]
    if month and "mmm" not in letters:
        return f"{value.month}-{value.day}" if day else str(value.month)
    if month:
        name = name if "mmmm" in letters else name[:3]
        return f"{value.day} {name}" if day else name
    return str(value.day) if day and "ddd" not in letters else ""


def _clock(value: date | time, letters: str) -> str:
    """The time; none at midnight, which is how a day without a time is stored."""
    clock = value.time() if isinstance(value, datetime) else value
    if "h" not in letters or not isinstance(clock, time) or value is not clock and clock == time():
        return ""
    return clock.isoformat("seconds" if "s" in letters else "minutes")
