"""Dates as charts print them along an axis, and the text of dates read off it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<name>[A-Z][a-z]{2,8})\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{YEAR}[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?",
        rf"{YEAR}年(?P<month>\d\d?)月(?:(?P<day>\d\d?)日)?",
        rf"{MONTH}[ -]{YEAR}",
        rf"(?P<day>\d\d?)[ -]{MONTH}[ -]{YEAR}",
        rf"{MONTH} (?P<day>\d\d?), {YEAR}",
        rf"{YEAR}[ -]?Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4])[ -]{YEAR}",
    )
)
YEARLESS = tuple(
    re.compile(form)
    for form in (rf"\d\d? {MONTH}", rf"{MONTH} \d\d?", r"\d\d?[-/]\d\d?", r"\d\d?月\d\d?日")
)
LEAST_LABELS = 3
LEAST_STARTS = 4  # dots; fewer may stand at the starts of months by chance
ALONE = re.compile(rf"{YEAR}|{MONTH}")


def read_dates(texts: Sequence[str]) -> list[date] | None:
    """The dates that all labels of an axis are, in their order; none if any is anything else.

    Besides whole dates, months are read that stand between years (`2020`, `Apr`, `Jul`, `2021`).
    """
    whole = [_date(text) for text in texts]
    known = [found for found in whole if found]
    return known if len(known) == len(texts) else _months_between_years(texts)


def split_dates(text: str) -> list[tuple[int, int]]:
    """Where each of several whole dates of one form starts and ends, if they are all of a text."""
    for form in FORMS:
        if re.fullmatch(rf"(?:{_nameless(form)}\s*){{2,}}", text.strip()):
            return [match.span() for match in re.finditer(_nameless(form), text)]
    return []


def _nameless(form: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", form.pattern)


def read_years(texts: Sequence[str]) -> list[date] | None:
    """The first days of the years that all labels are."""
    years = [re.fullmatch(YEAR, text) for text in texts]
    return None if None in years else [date(int(text), 1, 1) for text in texts]


def _date(text: str) -> date | None:
    found = next((match for form in FORMS if (match := form.fullmatch(text.strip()))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = _month(parts["name"]) if parts.get("name") else int(parts.get("month") or 1)
    if parts.get("quarter"):
        month = 3 * int(parts["quarter"]) - 2
    try:
        return date(int(parts["year"]), month or 0, int(parts.get("day") or 1))
    except ValueError:
        return None


def _month(name: str) -> int | None:
    """The number of a month by its English name or the first three letters of it."""
    start = name[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else None


def _months_between_years(texts: Sequence[str]) -> list[date] | None:
    marks = [ALONE.fullmatch(text.strip()) for text in texts]
    first = next((place for place, mark in enumerate(marks) if mark and mark["year"]), None)
    if first is None or len({bool(mark and mark["year"]) for mark in marks}) < 2:
        return None
    year = int(texts[first]) - (1 if first else 0)
    found = []
    for mark in marks:
        year = int(mark["year"]) if mark and mark["year"] else year
        month = _month(mark["name"]) if mark and mark["name"] else 1
        if mark is None or month is None:
            return None
        found.append(date(year, month, 1))
    return found


def doubt_of_dates(texts: Sequence[str], exact: bool, aslant: bool) -> str:
    """Why labels that are dates fix no scale, in words; empty where they are no dates."""
    if all(map(_is_yearless, texts)):
        return "dates without a year"
    if not read_dates(texts):
        return ""
    if len(texts) < LEAST_LABELS:
        return f"only {len(texts)} dates on the axis"
    if aslant and not exact:
        return "dates aslant without tick marks that would tell their places"
    return "dates that stand at no distances of days"


def _is_yearless(text: str) -> bool:
    """Whether a label is a day and a month alone."""
    found = next((match for form in YEARLESS if (match := form.fullmatch(text.strip()))), None)
    name = found.groupdict().get("name") if found else None
    return found is not None and (name is None or _month(name) is not None)


def starts_of_months(places: Sequence[float], unsure: float) -> dict[float, date]:
    """The first days of months, or of years, that all places are within what they are unsure by.

    Args:
        places: Days as ordinal numbers.
        unsure: Days; to hit all by chance must be unlikely, or nothing is told.
    """
    found: dict[float, date] = {}
    for place in places:
        near = date.fromordinal(round(place)) + timedelta(days=15)
        first = near.replace(day=1)
        if 8 * unsure < 28 and abs(first.toordinal() - place) <= unsure + 1:
            found[place] = first
    return found if len(set(places)) >= LEAST_STARTS else {}


def coarsened(days: Sequence[str]) -> dict[str, str]:
    """How to print ISO dates no finer than they are: all firsts of a month lose the day."""
    if not all(day.endswith("-01") for day in days):
        return {day: day for day in days}
    yearly = all(day.endswith("-01-01") for day in days)
    return {day: day[:4] if yearly else day[:7] for day in days}
