"""Quantities as people and models write them: 1,234.5 km/s, 3.5 亿元, 百分之十二, twelve, 3/4."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from mmkg.graph.units import UnitError, convert, parse_unit, same_unit

_WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
]  # fmt: skip
_ENGLISH = {word: number for number, word in enumerate(_WORDS)} | {"dozen": 12, "none": 0}
_SIZES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7,
    "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
    "thousand": 10**3, "million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9,
    "trillion": 10**12,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "美元": "USD",
    "¥": "CNY", "元": "CNY", "人民币": "CNY", "rmb": "CNY", "cny": "CNY", "yuan": "CNY",
    "元人民币": "CNY", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "欧元": "EUR",
    "£": "GBP", "gbp": "GBP", "pounds sterling": "GBP", "英镑": "GBP",
    "日元": "JPY", "jpy": "JPY", "yen": "JPY",
}  # fmt: skip
_PERCENT = {"percent": "%", "per cent": "%", "个百分点": "%", "百分点": "%", "pp": "%",
            "percentage points": "%", "percentage point": "%"}  # fmt: skip
_MONEY = ["USD", "CNY", "EUR", "GBP", "JPY"]
_HAN = "零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿"
_HAN_DIGITS = "零〇一二三四五六七八九"
_HAN_NUMBER = re.compile(rf"负?[{_HAN}]+点[{_HAN_DIGITS}]+|负?[{_HAN}]+")
_FRACTION_IN_HAN = re.compile(rf"([{_HAN}]+)分之([{_HAN}]+(?:点[{_HAN}]+)?)")
_DIGITS = r"\d{1,3}(?:[,\u2009\u202f ]\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?|\.\d+"
_POWER = r"(?:\s*(?:[eE](?=[-+]?\d)|[×x*·]\s*10\s*\^?)\s*[({]?\s*(?P<power>[-+]?\d+)\s*[)}]?)?"
_NUMBER = re.compile(
    rf"(?P<money>US\$|[$¥€£])?\s*(?P<sign>(?<![\d\w)])[-+])?\s*(?P<money2>[$¥€£])?"
    rf"(?P<digits>{_DIGITS}){_POWER}(?:\s*/\s*(?P<below>\d+)(?![\d.]))?"
)
_NAMED = re.compile(r"(?:[A-Za-z_.]|\^[\s({+-]*|(?<![A-Za-z])[A-Za-z]{1,3}-)\Z")
_SPREAD = re.compile(r"\s*(?:±|\+/-|\\pm)\s*[\d.]+")
_POINTERS = re.compile(
    r"\b(?:tables?|fig(?:ure|s)?\.?|eq(?:uation)?s?\.?|sections?|pages?|rows?|columns?|steps?)"
    r"\s*\(?\d+\)?|[表图]\s*\d+|第\s*\d+\s*[页行列章节步]|\[(?:e?\d+)(?:,\s*e?\d+)*\]",
    re.IGNORECASE,
)
_NO_UNIT = frozenset(
    ["in", "a", "at", "as", "to", "on", "is", "of", "h", "the", "and", "or", "by", "per", "for"]
    + ["an", "it", "be"]
)


@dataclass(frozen=True)
class Quantity:
    """A number and what stands behind it.

    Attributes:
        number: The digits as written.
        size: What 万, 亿, million and the like multiply it with.
        unit: The unit, a currency's code, or `%`; empty if there is none.
        known: Whether the unit is one that we know.
    """

    number: Decimal
    size: int = 1
    unit: str = ""
    known: bool = True

    @property
    def whole(self) -> Decimal:
        """The number with its size."""
        return self.number * self.size


def quantities(text: str) -> list[Quantity]:
    """All quantities in a text, in order; numbers that point at a table or page are left out."""
    plain = _POINTERS.sub(" ", _SPREAD.sub("", _flat(text)))
    if "=" in plain or "≈" in plain:
        plain = re.split(r"[=≈]", plain)[-1]
    found = list(_in_digits(plain))
    return found or list(_in_words(plain))


def gold_quantity(value: str, unit: str | None) -> Quantity | None:
    """The quantity that a gold answer states; none if its value is no number."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    size, rest, known = _unit(_flat(unit or ""), whole=True)
    return Quantity(number, size, rest, known)


def same_quantity(said: Quantity, gold: Quantity, tolerance: Decimal, bare: bool) -> bool:
    """Whether two quantities are equal within a tolerance in the gold's unit.

    Args:
        said: What was answered.
        gold: What is right.
        tolerance: Largest difference, in the unit and size of the gold answer.
        bare: Whether nothing was said but the number, so that its unit is the question's.
    """
    room = tolerance + abs(gold.number) * Decimal("1e-9")
    if said.unit and said.unit == gold.unit and not gold.known:
        return abs(said.whole / gold.size - gold.number) <= room
    if not said.unit or not said.known:
        sized = said.size != 1 and not same_unit(gold.unit or None, "%")
        readings = [said.whole / gold.size] if sized or not bare and gold.size != 1 else []
        readings += [] if sized else [said.number, said.number / gold.size]
        return any(abs(number - gold.number) <= room for number in readings)
    if gold.unit and not gold.known:
        return False
    if said.unit == "年" and not gold.unit:
        return said == Quantity(gold.number, 1, "年")
    if said.unit in _MONEY or gold.unit in _MONEY:
        same = said.unit == gold.unit
        return same and abs(said.whole / gold.size - gold.number) <= room
    try:
        number = convert(said.whole, said.unit, gold.unit or None) / gold.size
    except UnitError:
        return False
    return abs(number - gold.number) <= room


def _flat(text: str) -> str:
    text = re.sub(r"\\d?t?frac\s*\{([^{}]+)\}\s*\{([^{}]+)\}", r"\1/\2", text)
    text = text.replace("{,}", ",").replace("\\%", "%").replace("\\times", "×")
    text = text.replace("\\cdot", "·").replace("^\\circ", "°")
    if re.search(r"[\\^{]|×.*\$", text):
        text = re.sub(r"(?<!\\)\$", " ", text)  # around mathematics it is no dollar
    text = re.sub(r"\\[,;:! ]|~", " ", text).replace("\\$", "$")
    raised = re.sub(r"(?<=10)([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: "^" + _lowered(m[1]), text)
    keep = {"²", "³", "⁻", "¹"}
    text = "".join(c if c in keep else unicodedata.normalize("NFKC", c) for c in raised)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return re.sub(r"\s+", " ", text).strip()


def _lowered(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def _in_digits(text: str) -> Iterator[Quantity]:
    places = [m for m in _NUMBER.finditer(text) if not _inside_word(text, m.start("digits"))]
    for found in places:
        number = _decimal(found)
        if number is None:
            continue
        size, unit, known = _unit(text[found.end() :], whole=False)
        if money := found["money"] or found["money2"]:
            unit, known = _CURRENCIES[money.lower()], True
        yield Quantity(number, size, unit, known)


def _inside_word(text: str, start: int) -> bool:
    """Whether digits belong to a name such as K2, or are the power of a unit such as m/s^2."""
    return _NAMED.search(text[max(0, start - 6) : start]) is not None


def _decimal(found: re.Match[str]) -> Decimal | None:
    digits = re.sub(r"[,\s]", "", found["digits"])
    if re.fullmatch(r"\d+,\d{1,2}", found["digits"]):
        digits = found["digits"].replace(",", ".")  # before one or two digits it parts decimals
    power = int(found["power"] or 0)
    if abs(power) > 60:
        return None
    number = Decimal(digits).scaleb(power)
    if found["below"] and int(found["below"]):
        number /= Decimal(found["below"])
    return -number if found["sign"] == "-" else number


def _in_words(text: str) -> Iterator[Quantity]:
    """Numbers written out; only looked for where there are no digits."""
    import cn2an

    if fraction := _FRACTION_IN_HAN.search(text):
        below, above = (_han(part) for part in fraction.groups())
        if fraction[1] == "百" and above is not None:
            yield Quantity(above, 1, "%")
        elif below and above is not None:
            yield Quantity(above / below)
        return
    for found in _HAN_NUMBER.finditer(text):
        try:
            number = Decimal(str(cn2an.cn2an(found.group(), "smart")))
        except ValueError:
            continue
        size, unit, known = _unit(text[found.end() :], whole=False)
        yield Quantity(number, size, unit, known)
    for found in re.finditer(r"[A-Za-z]+", text):
        if found.group().lower() in _ENGLISH:
            size, unit, known = _unit(text[found.end() :], whole=False)
            yield Quantity(Decimal(_ENGLISH[found.group().lower()]), size, unit, known)


def _han(text: str) -> Decimal | None:
    import cn2an

    try:
        return Decimal(100) if text == "百" else Decimal(str(cn2an.cn2an(text, "smart")))
    except ValueError:
        return None


def _unit(text: str, *, whole: bool) -> tuple[int, str, bool]:
    """Size, unit, and whether the unit is known, of what stands behind a number."""
    text = text.strip().strip(".。,，;；!！").strip()
    size = 1
    for name, factor in _SIZES.items():
        if re.match(rf"{re.escape(name)}(?![A-Za-z])", text, re.IGNORECASE):
            size, text = factor, text[len(name) :].strip()
            break
    if not text:
        return size, "", True
    for end in _ends(text, whole):
        unit = text[:end].strip().strip("()（）.,，。;；:：")
        if known := _known(unit):
            return size, known, True
    return size, text.split()[0], False


def _ends(text: str, whole: bool) -> Iterator[int]:
    """Where a unit at the start of a text may end, the longest first."""
    if whole:
        yield len(text)
        return
    if re.split(r"[\s,，。;；()（）]", text, maxsplit=1)[0].lower() in _NO_UNIT:
        return
    cuts = [m.start() for m in re.finditer(r"[\s,，。;；()（）]|(?<=[\u4e00-\u9fff])|\Z", text)]
    for cut in reversed(cuts[:6]):
        if not re.search(r"\s\d|\s(?:in|a|at|as|to)\b", text[:cut]):
            yield cut


def _known(unit: str) -> str:
    low = unit.lower()
    if low in _CURRENCIES or low in _PERCENT:
        return _CURRENCIES.get(low) or _PERCENT[low]
    return unit if unit and parse_unit(unit) is not None else ""
