"""Units: equality, conversion, and how they are written in a question or an answer."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from tokenize import TokenError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
POINTS = (
    "pp"  # what two percentages are apart: 12 % is 2 percentage points over 10 %, and 20 % of it
)
POINTS_WRITTEN = ("percentage points", "个百分点")
NAMES = {
    "%": "percent",
    "pp": "percent",
    "百分点": "percent",
    "个百分点": "percent",
    "‰": "permille",
    "°": "degree",
    "°C": "degC",
    "℃": "degC",
    "∘C": "degC",
    "°F": "degF",
    "AU": "astronomical_unit",
    "au": "astronomical_unit",
    "千克": "kg",
    "公斤": "kg",
    "克": "g",
    "吨": "metric_ton",
    "毫克": "mg",
    "毫米": "mm",
    "厘米": "cm",
    "毫升": "mL",
    "升": "L",
    "毫秒": "ms",
    "立方米": "m^3",
    "平方米": "m^2",
    "平方公里": "km^2",
    "平方千米": "km^2",
    "平方厘米": "cm^2",
    "立方厘米": "cm^3",
    "公顷": "hectare",
    "立方公里": "km^3",
    "立方千米": "km^3",
    "米": "m",
    "千米": "km",
    "公里": "km",
    "秒": "s",
    "分钟": "minute",
    "小时": "hour",
    "天": "day",
    "日": "day",
    "年": "year",
    "度": "degree",
    "弧度": "rad",
    "月": "month",
    "个月": "month",
    "周": "week",
    "星期": "week",
    "Torr": "torr",
    "元": "yuan",
    "Ω": "ohm",
    "欧姆": "ohm",
    "牛": "N",
    "牛顿": "N",
    "千牛": "kN",
    "焦": "J",
    "焦耳": "J",
    "千焦": "kJ",
    "瓦": "W",
    "瓦特": "W",
    "千瓦": "kW",
    "兆瓦": "MW",
    "千瓦时": "kWh",
    "伏": "V",
    "伏特": "V",
    "安": "A",
    "安培": "A",
    "毫伏": "mV",
    "千伏": "kV",
    "毫安": "mA",
    "库仑": "coulomb",
    "特斯拉": "tesla",
    "法拉": "farad",
    "赫兹": "Hz",
    "帕": "Pa",
    "帕斯卡": "Pa",
    "千帕": "kPa",
    "兆帕": "MPa",
    "开尔文": "K",
    "摩尔": "mol",
    "微克": "ug",
    "微米": "um",
    "纳米": "nm",
}


SCALES = {"万": "10^4", "亿": "10^8"}
NAME = re.compile(r"[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+|[%‰]|[°∘](?:C|F)?|℃")
POWERS = re.compile(r"(?:[^*]|\*\*-?\d{1,2}(?![\d.]|\s*\*\*)|\*(?!\*))*")


class UnitError(ValueError):
    """Two quantities cannot be compared, added or converted."""


def written(unit: str, *, chinese: bool = False) -> str:
    """A unit as a question, a step or an answer writes it."""
    return POINTS_WRITTEN[chinese] if unit == POINTS else unit


@cache
def _registry() -> pint.UnitRegistry:
    import pint

    registry = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, non_int_type=Fraction)
    registry.define("yuan = [yuan]")  # converts into its own multiples alone
    return registry


@cache
def parse_unit(unit: str | None) -> pint.Quantity | None:
    """A printed unit as a quantity, its multiplier included; none if it is not a known unit."""
    import pint

    if unit is None:
        return _registry().Quantity(Fraction(1), "")
    text = _computable(unit)
    if not text:
        return None
    try:
        return _registry().Quantity(text)
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None
    except (AssertionError, TokenError):  # pint's tokeniser on strings such as "m/" and "m("
        return None


def _computable(unit: str) -> str:
    """A printed unit as pint writes it; empty if it is none, or its powers are out of bounds."""
    text = NAME.sub(_named, unit.strip(" ×·*").replace("每", "/"))
    if text not in ("degC", "degF"):  # beside others, a unit of difference
        text = re.sub(r"(?<![A-Za-z_])deg(?=[CF]\b)", "delta_deg", text)
    if len(text) > 60 or not re.search(r"[A-Za-z]", text):
        return ""
    text = re.sub(r"([A-Za-z0-9])([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda m: f"{m[1]}**{m[2]}", text)
    text = text.translate(SUPERSCRIPTS).replace("−", "-").replace("·", "*").replace("×", "*")
    text = text.replace("^", "**").replace("{", "").replace("}", "")
    text = re.sub(r"(?<![\w.])1e(?=-?\d)", "10**", text)
    text = re.sub(r"(?<=[A-Za-z])(?=-?\d)", "**", text)
    if not POWERS.fullmatch(text):
        return ""
    return re.sub(r"(?<![\w*])10\*\*(-?\d+)\s*\*?", r"1e\1 ", text)


def _named(found: re.Match[str]) -> str:
    """A name in a unit as pint knows it, with a Chinese multiplier as a power of ten."""
    unit = found[0]
    scale, rest = SCALES.get(unit[:1], ""), unit[1:]
    if scale and NAMES.get(rest):
        return f"{scale} {NAMES[rest]}"
    return NAMES.get(unit, unit)


def same_unit(left: str | None, right: str | None) -> bool:
    """Whether two printed units are the same unit, however they are written."""
    if left == right:
        return True
    one, two = parse_unit(left), parse_unit(right)
    return one is not None and two is not None and one.units == two.units and one.m == two.m


def convert(number: Decimal, unit: str | None, to: str | None) -> Decimal:
    """A number in another unit.

    Raises:
        UnitError: If either unit is unknown or they measure different things.
    """
    import pint

    if same_unit(unit, to):
        return number
    source, target = parse_unit(unit), parse_unit(to)
    if source is None or target is None:
        raise UnitError(f"cannot convert from {unit or 'no unit'} to {to or 'no unit'}")
    try:
        if _scaled(source) and _scaled(target):
            factor = (source.m * source.units).to(target.units).m / Fraction(target.m)
            return _times(number, factor)
        there = _registry().Quantity(Fraction(number) * Fraction(source.m), source.units)
        return _times(Decimal(1), there.to(target.units).m / Fraction(target.m))
    except pint.errors.PintError:
        what = f"{unit or 'no unit'} and {to or 'no unit'} measure different things"
        raise UnitError(what) from None


def _scaled(unit: pint.Quantity) -> bool:
    """Whether zero of a unit is zero of all others of its kind (not so for °C)."""
    return bool(unit._is_multiplicative)


def _times(number: Decimal, factor: Fraction | float) -> Decimal:
    if isinstance(factor, float):
        return number * Decimal(repr(factor))
    power = _power_of_ten(factor)
    if power is None:
        return number * factor.numerator / factor.denominator
    return Decimal(f"{number.scaleb(power):f}")  # 0.010 s are 10 ms, not 10.000 ms


def _power_of_ten(factor: Fraction) -> int | None:
    """The exponent of a factor such as 1000 or 1/100, of others none."""
    large = str(max(factor.numerator, factor.denominator))
    if min(factor.numerator, factor.denominator) != 1 or large.rstrip("0") != "1":
        return None
    return len(large) - 1 if factor.denominator == 1 else 1 - len(large)


def convertible(unit: str | None, to: str | None) -> bool:
    """Whether `convert` would succeed."""
    try:
        convert(Decimal(1), unit, to)
    except UnitError:
        return False
    return True


@cache
def is_time(unit: str | None) -> bool:
    """Whether a unit is one of time."""
    return unit is not None and convertible(unit, "s")
