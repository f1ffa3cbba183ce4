"""Stage 8: what the text of a cell says: number, unit, marks, date, nothing."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from mmkg.graph.document import Reading
from mmkg.tools.parse.tables.units import is_money, unit_of

NOTHING = re.compile(r"^(?:[-–—−/·.…\s]*|n\.?/?a\.?|N\.?/?A\.?|无|暂无|不适用)$")
MARKS = "*∗⋆†‡§¶‖♣♠♡♢♦♥★☆↑↓⇑⇓▲▼△▽"
DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?|\.\d+"
NUMBER = rf"[-+−]?\s?(?:{DIGITS})(?:\s?[×xX·]\s?10\^[-−]?\d+|[eE][-+−]?\d+)?"
VALUE = re.compile(
    rf"""^(?P<before>[{MARKS}\s]*)
    (?P<currency>[$€£¥￥]|US\$)?\s?
    (?P<number>{NUMBER})
    (?P<unit>[^\d(±+{MARKS}^][^(±{MARKS}]*?|\s?10\^\d+\s[^(±]*?)??
    (?:\s?(?:±|\+/-|\+/−)\s?(?P<uncertainty>{NUMBER})(?P<unit2>\s?[%‰])?)?
    (?P<marks>[{MARKS}\s]*)
    (?:\s?\((?P<inner>[{MARKS}\s]*)(?P<second>{NUMBER})\s?%?[{MARKS}\s]*\))?
    (?P<after>[{MARKS}\s]*|(?<=[\d%)])\s?\^\(?[a-z\d](?:,[a-z\d])*\)?)$""",
    re.VERBOSE,
)
LOSS = re.compile(rf"^[(（]\s?(?P<number>{DIGITS})\s?[)）]$")  # how accounts print minus
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DATE = re.compile(
    rf"""^(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}
    |\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|\d{{1,2}}\s{MONTH}(?:,?\s\d{{4}})?|{MONTH}\s\d{{1,2}}(?:,?\s\d{{4}})?
    |{MONTH},?\s\d{{4}}|\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?)$""",
    re.VERBOSE,
)


def read_value(text: str, unit: str | None = None) -> Reading:
    """Type the text of a cell.

    Args:
        text: The cell's text on one line.
        unit: Unit that the column, row or caption states, for a number without its own.
    """
    plain = re.sub(r"[ \t\n]+", " ", text).strip()
    if NOTHING.match(plain):
        return Reading(kind="empty")
    if DATE.match(plain):
        return Reading(kind="date")
    loss = LOSS.match(plain) if is_money(unit) else None
    match = VALUE.match(f"-{loss['number']}" if loss else plain)
    number = to_decimal(match["number"]) if match else None
    own = _own_unit(match) if match else None
    if match is None or number is None or own is _UNKNOWN:
        return Reading(kind="text")
    second = to_decimal(match["second"])
    if unit == "%" and second is not None and number == number.to_integral_value():
        unit = None  # a count with its share, as in `30 (20.0)`: the percent sign is the share's
    marks = "".join(
        (match["before"] + match["marks"] + (match["inner"] or "") + match["after"]).split()
    ).replace("^", "")
    return Reading(
        kind="number",
        number=number,
        unit=own or (unit if not _is_year(plain) or unit not in (None, "%") else None),
        uncertainty=to_decimal(match["uncertainty"]),
        second=second,
        marks=marks,
    )


def to_decimal(printed: str | None) -> Decimal | None:
    """The number as printed, as a decimal: thousands separators out, minus signs made one."""
    if printed is None:
        return None
    plain = re.sub(r"[,\s\u00a0\u2009\u202f]", "", printed).replace("−", "-")
    plain = re.sub(r"[×xX·]10\^", "E", plain)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


_UNKNOWN = "?"


def _own_unit(match: re.Match[str]) -> str | None:
    """The unit printed in the cell; `_UNKNOWN` for letters that are no unit, as in `7B`."""
    if match["currency"]:
        scale = unit_of(match["unit"] or "")
        if match["unit"] and not scale:
            return _UNKNOWN
        return f"{match['currency']} {scale}" if scale else match["currency"]
    printed = match["unit"] or match["unit2"] or ""
    if not printed.strip():
        return None
    if len(printed) == 1 and printed.isascii() and printed.isalpha():
        return _UNKNOWN
    return unit_of(printed) or _UNKNOWN


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(?:1[5-9]|20)\d\d", text) is not None
