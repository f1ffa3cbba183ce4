"""Stage 8: what the text of a cell says: number, range, unit, marks, date, time, nothing."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from mmkg.graph.document import Reading
from mmkg.tools.parse.tables.units import is_money, unit_of

NOTHING = re.compile(r"^(?:[-–—−/·.…\s]*|n\.?/?a\.?|N\.?/?A\.?|无|暂无|不适用)$")
MARKS = "*∗⋆†‡§¶‖♣♠♡♢♦♥★☆↑↓⇑⇓▲▼△▽"
DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?|\.\d+"
NUMBER = rf"[-+−]?\s?(?:{DIGITS})(?:\s?[×xX·]\s?10\^[-−]?\d+|[eE][-+−]?\d+)?"
MONEY = r"[$€£¥￥]|US\$"
VALUE = re.compile(
    rf"""^(?P<before>[{MARKS}\s]*)
    (?P<currency>{MONEY})?\s?
    (?P<number>{NUMBER})
    (?P<unit>[^\d(±+{MARKS}^][^(±{MARKS}]*?|\s?10\^\d+\s[^(±]*?)??
    (?:\s?(?:±|\+/-|\+/−)\s?(?P<uncertainty>{NUMBER})(?P<unit2>\s?[%‰])?)?
    (?P<marks>[{MARKS}\s]*)
    (?:\s?\((?P<inner>[{MARKS}\s]*)(?P<second>{NUMBER})\s?%?[{MARKS}\s]*\))?
    (?P<after>[{MARKS}\s]*|(?<=[\d%)])\s?\^\(?[a-z\d](?:,[a-z\d])*\)?)$""",
    re.VERBOSE,
)
LOSS = re.compile(rf"^[(（]\s?(?P<number>{DIGITS})\s?[)）]$")  # how accounts print minus
MONEY_LOSS = (
    re.compile(  # with the sign of the money between the minus and the number, or before it
        rf"^(?:[-+−]\s?(?P<signed>{MONEY})\s?(?P<lost>{DIGITS})"
        rf"|[(（]\s?(?P<inside>{MONEY})\s?(?P<within>{DIGITS})\s?[)）]"
        rf"|(?P<before>{MONEY})\s?[(（]\s?(?P<behind>{DIGITS})\s?[)）])$"
    )
)
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"""^(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}
    |\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|{DAY}\s{MONTH}(?:,?\s\d{{4}})?|{MONTH}\s{DAY}(?:,?\s\d{{4}})?
    |{MONTH},?\s\d{{4}}|\d{{1,2}}-{MONTH}-\d{{4}}|Q[1-4][\s-]\d{{4}}|\d{{4}}[\s-]?Q[1-4]
    |\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?|\s?[上下]半年|第?[一二三四1-4]季度)?
    |(?:1[0-2]|0?[1-9])\s?月(?:\s?\d{{1,2}}\s?日)?|[〇零一二三四五六七八九]{{4}}年(?:[一二三四五六七八九十]{{1,2}}月)?)$""",
    re.VERBOSE,
)
YEAR = re.compile(r"(19|20)\d\d\D?")
TIME = re.compile(r"^(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|1?\d:[0-5]\d\s?[ap]\.?m\.?)$", re.I)
RANGE = re.compile(
    rf"^(?P<low>{NUMBER})(?P<unit1>\s?[%‰])?\s?(?P<dash>[-–—~～至]|to)\s?(?P<high>{NUMBER})"
    r"(?P<unit>\s?[^\d\s].*)?$"
)
OPEN = re.compile(rf"^[pP]?\s?(?P<sign>[<>≤≥⩽⩾])\s?(?P<number>{NUMBER})(?P<unit>\s?[^\d\s].*)?$")
SPACED = re.compile(r"^[-+−]?[1-9]\d{0,2}(?: \d{3})+(?:[.,]\d{1,2})?(?=\s?%?$)")
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
SCALES = frozenset(("k", "K", "m", "M", "B", "bn", "mn", "T"))  # behind an amount of money


def read_value(text: str, unit: str | None = None) -> Reading:
    """Type the text of a cell.

    Args:
        text: The cell's text on one line.
        unit: Unit that the column, row or caption states, for a number without its own.
    """
    plain = _plain(text)
    if NOTHING.match(plain):
        return Reading(kind="empty")
    if re.fullmatch(r"[-+−]?10\^\d{1,2}", plain):
        return Reading(kind="text")  # a power of ten, or the number ten with the mark of a note
    if DATE.match(plain):
        return Reading(kind="date")
    if TIME.match(plain):
        return Reading(kind="time")
    return _range(plain, unit) or _number(plain, unit)


def _plain(text: str) -> str:
    """Single spaces, ASCII for full-width signs, thin spaces between the thousands of a number."""
    plain = re.sub(r"[ \t\n]+", " ", text).strip().translate(FULL_WIDTH)
    spaced = SPACED.match(plain)
    if spaced is None:
        return plain
    return spaced[0].replace(" ", "\u202f").replace(",", ".") + plain[spaced.end() :]


def _range(plain: str, unit: str | None) -> Reading | None:
    """A range; with a plain hyphen, which also stands in codes, only where there is a unit."""
    match = RANGE.match(plain) or OPEN.match(plain)
    if match is None:
        return None
    printed = (match["unit"] or match.groupdict().get("unit1") or "").strip()
    own = unit_of(printed) if printed else unit
    if printed and own is None:
        return None
    if match.re is OPEN:
        number = to_decimal(match["number"])
        ends = {"high" if match["sign"] in "<≤⩽" else "low": number}
        return Reading(kind="range", unit=own, **ends)
    low, high = to_decimal(match["low"]), to_decimal(match["high"])
    if low is None or high is None or low >= high or (match["dash"] == "-" and own is None):
        return None
    return Reading(kind="range", unit=own, low=low, high=high)


def _number(plain: str, unit: str | None) -> Reading:
    match = VALUE.match(_signed(plain, unit))
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


def _signed(plain: str, unit: str | None) -> str:
    """A loss as accounts print it with its minus at the number: `(5)`, `-$5`, `($5)`, `$(5)`."""
    if is_money(unit) and (loss := LOSS.match(plain)):
        return f"-{loss['number']}"
    if loss := MONEY_LOSS.match(plain):
        sign = "" if plain.startswith("+") else "-"
        money, number = filter(None, loss.groups())
        return f"{money}{sign}{number}"
    return plain


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
        printed = (match["unit"] or "").strip()
        scale = printed if printed in SCALES else unit_of(printed)
        if printed and not scale:
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
