"""Units of measure as running text states them for a symbol."""

from __future__ import annotations

import re

from mmkg.graph.unit_powers import equal

_SHORT = (
    "m s kg g mg K N J W V A C F H T L l Hz Pa mol cd rad sr eV Wb Ω km cm mm μm µm nm kN kPa "
    "MPa GPa hPa mbar kW MW GW TW kWh MWh Wh kHz MHz GHz kJ MJ GJ keV MeV GeV "
    "ms μs µs ns min h hr d yr a au AU pc kpc Mpc ly bar atm mL ml ha ppm dB mV kV mA t % ° °C ℃ "
    "ng pg μg cg dg cL dL cl dl µL μL mmol µmol μmol nmol pmol kmol mM µM μM nM IU rpm mmHg "
    "Torr cal kcal Bq kBq MBq GBq Ci Gy mGy Sv mSv µSv lm lx mS TJ PJ GWh TWh mJ mW mN mK mT "
    "μT Mt Gt lb oz ft yd mi mph Da kDa bp kb PB "
    "USD EUR CNY bit bits byte bytes kB MB GB TB bps Mbps Gbps"
)
_LONG = (
    "second minute hour day week month year metre meter kilometre kilometer centimetre centimeter "
    "millimetre millimeter kilogram gram tonne ton kelvin newton joule watt kilowatt volt ampere "
    "nanometre nanometer micrometre micrometer milligram microgram nanogram millilitre milliliter "
    "hectare megawatt gigawatt kilojoule kilovolt calorie mile inch foot pound "
    "coulomb tesla farad henry weber siemens lumen lux becquerel candela amp millivolt milliampere "
    "millisecond microsecond nanosecond kilonewton kilopascal hectopascal megapascal kilohertz "
    "megahertz gigahertz megajoule "
    "ohm hertz pascal radian degree percent litre liter mole token dollar euro yuan"
)
_CHINESE = (
    "毫秒 升 毫升 毫克 微克 纳米 微米 公顷 平方米 平方公里 平方千米 立方米 立方公里 立方千米 "
    "千瓦 千瓦时 兆瓦 牛顿 千牛 瓦特 伏特 毫伏 千伏 安培 毫安 库仑 特斯拉 法拉 摩尔 千焦 千帕 兆帕 "
    "秒 分钟 小时 天 日 年 月 米 千米 公里 厘米 毫米 千克 公斤 克 吨 "
    "开尔文 牛 焦耳 瓦 伏 安 欧姆 赫兹 帕 弧度 度 元 万元 亿元"
)
UNITS = frozenset(
    [*_SHORT.split(), *_LONG.split(), *(f"{word}s" for word in _LONG.split()), *_CHINESE.split()]
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_VALUE = r"(?:[≈~=]?\s*[-−]?\d[\d.,\s]*(?:[×x·]\s*10\s*\^?\s*[-−]?\s*\d+)?\s*)?"
_UNIT = r"(?P<unit>[^\W\d_℃]?[^,;，；()（）\[\]]{0,40}?(?:/\s?\([^()]{1,30}\))?)"
_BRACKETED = re.compile(
    r"\s*(?<!/)(?<!/\s)[(（\[]\s*(?:in\s+(?:units of )?|单位[为是：:]?\s*)?"
    rf"{_VALUE}{_UNIT}\s*[)）\]]\s*\Z"
)
_IN = re.compile(rf",?\s+(?:measured |expressed |given )?in\s+(?:units of )?{_UNIT}\s*\Z")
_AFTER_VALUE = re.compile(
    rf",?\s*(?:which is|equal to|about|=|≈)?\s*(?=[-−]?\d)({_VALUE}){_UNIT}\s*\Z"
)
_BESIDE = re.compile(
    r"\s*(?:(?:measured |given )?in (?!an? )(?P<unit>[^\s,;()]+(?: per \w+)?)"
    r"|[(（](?:in )?(?P<inside>[^()（）]{1,30})[)）])"
)
_CHINESE_UNIT = re.compile(rf"[，,]?\s*单位[为是：:]?\s*{_UNIT}\s*\Z")


def split_unit(text: str) -> tuple[str, str | None]:
    """A meaning without the unit that it ends in, and that unit.

    Flattened powers get their sign back: `m/s2` becomes `m/s^2`.
    """
    text = text.translate(_RAISED)
    for pattern in (_BRACKETED, _IN, _CHINESE_UNIT, _AFTER_VALUE):
        found = pattern.search(text)
        unit = as_unit(found["unit"]) if found else None
        if found and unit:
            rest = text[: found.start()].strip(" ,，")
            before, spelt = split_unit(rest)
            return (before if spelt and equal(spelt, unit) else rest), unit  # "in ohms (Ω)"
    return text, None


def stated_beside(text: str) -> str | None:
    """The unit that stands right after a symbol: "(in m)", "in m/s"; "in a" states none."""
    found = _BESIDE.match(text)
    return as_unit((found["unit"] or found["inside"]).rstrip(".")) if found else None


def as_unit(text: str) -> str | None:
    """A unit in one spelling, or nothing if the text is none."""
    text = text.replace("−", "-").replace("每", "/").translate(_RAISED)
    text = re.sub(r"\s+", " ", text).strip()
    if not text or not re.search(r"[^\d\s]", text):
        return None
    if quotient := re.fullmatch(r"([^/()]+)/ ?\(([^()]+)\)", text):
        above, below = as_unit(quotient[1]), as_unit(quotient[2])
        return f"{above}/({below})" if above and below else None
    parts = re.split(r"(\s*/\s*|\s*[·⋅*×]\s*|\s+(?:per\s+)?)", text)
    out = ""
    for place, part in enumerate(parts):
        if place % 2:
            out += "/" if "/" in part or "per" in part else " "
            continue
        found = re.fullmatch(r"(.*?[^\d\-^{}])\^?\{?(-?\d)?\}?", part)
        if not found or found[1] not in UNITS:
            return None
        out += found[1] + (f"^{found[2]}" if found[2] else "")
    return out
