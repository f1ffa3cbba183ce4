"""Numbers as charts print them: thousands, percent, powers of ten, and axis titles with units."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
MINUS = str.maketrans("−–﹣－", "----")
FACTORS = {"k": 3, "K": 3, "M": 6, "B": 9, "万": 4, "亿": 8}
PLAIN = re.compile(
    r"(?P<sign>[+-]?)(?P<money>[$€£¥]?)(?P<digits>\d[\d, \u202f\u2009]*\.?\d*|\.\d+)"
    r"(?:[eE](?P<exponent>[+-]?\d+))?\s?(?P<tail>%|‰|°C|°|[kKMB万亿])?"
)
POWER = re.compile(
    r"(?P<sign>-?)(?:(?P<digits>[\d.]+)\s?[×x·∙]\s?)?(?P<base>10|2)(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
)
OFFSET = re.compile(r"(?:1e(?P<exponent>[+-]?\d+)|[×x]\s?10(?P<raised>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
ADDED = re.compile(
    r"(?:1e[+-]?\d+|[×x]10[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?\+\d[\d.]*(?:e[+-]?\d+|[×x]10[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?"
)
NO_UNIT = re.compile(r"\b(?:log|scale|better|worse|normali[sz]ed|rank)\b|对数|越", re.IGNORECASE)
TITLE = re.compile(r"^(?P<title>.+?)\s*[(\[（](?P<unit>[^()\[\]（）]{1,24})[)\]）]$")


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its value, its unit (`%`, `°C`, a currency), and its decimals."""

    value: Decimal
    unit: str | None
    decimals: int
    power: bool = False


def read_number(text: str) -> Number | None:
    """The number a label is, or none if it is anything but one number."""
    text = text.translate(MINUS).strip()
    if power := POWER.fullmatch(text):
        return _power(power)
    plain = PLAIN.fullmatch(text)
    digits = _ungrouped(plain["digits"]) if plain else None
    if plain is None or digits is None:
        return None
    tail = plain["tail"] or ""
    shift = int(plain["exponent"] or 0) + FACTORS.get(tail, 0)
    if abs(shift) > 30:
        return None
    value = Decimal(plain["sign"] + digits).scaleb(shift)
    unit = plain["money"] or (tail if tail and tail not in FACTORS else None)
    decimals = len(digits.partition(".")[2]) - shift
    return Number(value, unit or None, decimals)


def _power(match: re.Match[str]) -> Number | None:
    shift = int(match["raised"].translate(RAISED))
    if abs(shift) > 30:
        return None
    try:
        value = Decimal(match["sign"] + (match["digits"] or "1")) * Decimal(match["base"]) ** shift
    except InvalidOperation:
        return None
    return Number(value, None, max(0, -shift), power=True)


def _ungrouped(digits: str) -> str | None:
    groups = re.split(r"[, \u202f\u2009]", digits)
    if len(groups) == 1:
        return digits
    whole = [*groups[:-1], groups[-1].partition(".")[0]]
    if whole[0] != "0" and len(whole[0]) <= 3 and all(len(group) == 3 for group in whole[1:]):
        return "".join(groups)
    crowded = len(groups[0]) > 3 and len(groups[1]) == 3  # `8001,000`: 800 beside 1,000
    if len(groups) == 2 and "," in digits and "." not in digits and not crowded:
        return ".".join(groups)
    return None


def read_offset(text: str) -> Decimal | None:
    """The factor an axis prints at its end, such as `1e6` or `×10³`."""
    match = OFFSET.fullmatch(text.translate(MINUS).replace(" ", ""))
    if not match:
        return None
    shift = int(match["exponent"] or match["raised"].translate(RAISED))
    return Decimal(1).scaleb(shift) if abs(shift) <= 30 else None


def holds_offset(text: str) -> bool:
    """Whether a text is or holds such a factor, or a number to be added, such as `+2e3`."""
    parts = [part.translate(MINUS) for part in (text.replace(" ", ""), *text.split())]
    return any(OFFSET.match(part) or ADDED.fullmatch(part) for part in parts)


def split_title(text: str) -> tuple[str, str | None]:
    """An axis title and the unit in parentheses at its end."""
    match = TITLE.match(text)
    if not match or len(match["unit"].split()) > 3 or NO_UNIT.search(match["unit"]):
        return text, None
    return match["title"].strip(), match["unit"].strip()


def decimals_for(resolution: float) -> int:
    """Decimals such that half a unit of the last one is not finer than the resolution."""
    return math.floor(-math.log10(2 * resolution)) if resolution > 0 else 12


def rounded(value: float, resolution: float) -> Decimal:
    """A reading with only the digits that its resolution supports, without an exponent."""
    decimals = min(12, decimals_for(resolution))
    number = Decimal(repr(round(value, decimals)))
    return plain(number)


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1)) + 0  # no negative zero
    return number.normalize()
