"""What a spreadsheet cell shows: its exact value, with the sign or unit of its number format."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal

from mmkg.tools.parse.tables.units import unit_of

CURRENCY = re.compile(r"(?<!\[)[$€£¥￥]")
SUFFIX = re.compile(r'[0#?]\s*"\s*([^"]+?)\s*"')
SCALED = re.compile(r"[0#?],+(?![0#?])")
LARGEST_PLAIN = 20  # digits before a number is written with a power of ten


def shown(value: object, number_format: str | None) -> str:
    """The text of a value, exact where the format would round it.

    Args:
        value: As openpyxl gives it.
        number_format: Such as `0.0%` or `#,##0 "km"`.
    """
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, (number_format or "General").split(";")[0])
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return " ".join(str(value).split())


def _number(value: int | float, form: str) -> str:
    exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g"))
    if not exact.is_finite():
        return str(value)
    bare = re.sub(r'"[^"]*"|\\.', "", form)
    if "%" in bare:
        return f"{_plain(exact * 100)}%"
    text = _plain(exact)
    if SCALED.search(bare):
        return text
    currency = CURRENCY.search(form)
    suffix = SUFFIX.search(form)
    if currency:
        return f"{'-' if exact < 0 else ''}{currency[0]}{text.removeprefix('-')}"
    return f"{text} {suffix[1]}" if suffix and unit_of(suffix[1]) else text


def _plain(number: Decimal) -> str:
    number = number.normalize()
    return format(number, "f") if abs(number.adjusted()) < LARGEST_PLAIN else str(number)
