"""Units as tables print them: in a cell, a header, a row label or a caption."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

AMBIGUOUS = frozenset("a d y B C F H N T V A J W L l g t".split())  # noqa: SIM905
_POWER = r"(?:\^?[-−–]?\d|[²³⁻¹]+)?"
_SCALE = r"(?:[×x]?\s?10\^?[-−]?\d+|10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|1000)"
_BRACKETED = re.compile(
    r"^(?P<name>.*?)\s?[(\[（［](?:in\s|单位[:：]?\s?)?(?P<unit>[^()（）\[\]]+)[)\]）］]$"
)
_FUNCTION = re.compile(r"(?:log|ln|lg|exp|sin|cos|tan|sqrt)_?\d*[₀-₉]*[(（][^()（）]*[)）]$")
_SLASHED = re.compile(r"^(?!\d[\d.,]*/)(?P<name>[^/]*\S)\s?/\s?(?P<unit>[^/]+(?:/[^/]+)?)$")
_COMMA = re.compile(r"^(?P<name>.*\S)\s?[,，]\s?(?P<unit>[^,，]+)$")
_IN_BRACKETS = re.compile(r"[(（](?:in\s|单位[:：]?\s?)?(?P<unit>[^()（）]{1,40})[)）]")
_OF = re.compile(r"\b([Tt]housand|[Mm]illion|[Bb]illion)s? of (?:U\.?S\.? )?")
_MONEY = re.compile(r"[$€£¥元]|USD|EUR|GBP|CNY|RMB|JPY|[Dd]ollars|[Ee]uros|[Yy]uan")
_NO_MONEY = re.compile(
    r"(?:.* )?age|number of .*|headcount|# .*|year|(?:.* )?(?:rate|ratio|percentage)"
    r"|.*(?:年龄|年限|年份|日期|级次|人数|户数|家数|股数|次数|件数|数量|比例|比重|占比|率)",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"[◦∘º](?=[CF]\b)")  # rings that fonts of formulas print for it
_ARROW = re.compile(r"\s*[↑↓]$")
_STATED = re.compile(
    r"(?:[单單]位|[Uu]nits?)\s?[:：]\s?(?P<after>[^\s,，;；。)）]+)"
    r"|\bin (?P<share>%|percent)(?=\W|$)"
)

_MEASURED = re.compile(
    r"币种|幣別|[单單]位|\bin (?:crore|lakh|million|billion|thousand)s?\b", re.IGNORECASE
)


def unit_of(text: str) -> str | None:
    """The text as a unit, spaces made single, or none if it is not one."""
    text = _OF.sub(r"\1 ", " ".join(text.split()).removeprefix("人民币"))
    text = _DEGREES.sub("°", text)
    if len(text) > 1 and text[0] in AMBIGUOUS and text[1:].lstrip("^").isdigit():
        return None  # "Recall (W2)" has the second note, and is in no square watts
    return text if _grammar().match(text) else None


def split_unit(header: str) -> tuple[str, str | None]:
    """Split `Mass (10^24 kg)`, `Mass/kg`, `Mass, kg` or `质量（kg）` into name and unit.

    A number before a slash is a quantity, `1250/s`, and has no unit of its own name.
    An arrow behind the unit, which says what is better, stays with the name.
    """
    arrow = _ARROW.search(header)
    if arrow and (parts := split_unit(header[: arrow.start()]))[1]:
        return f"{parts[0]} {arrow[0].strip()}", parts[1]
    if _FUNCTION.search(header):
        return header, None  # log2(t): what it is of, no unit
    for pattern in (_BRACKETED, _SLASHED, _COMMA):
        match = pattern.match(header)
        unit = unit_of(match["unit"]) if match else None
        if match and unit:
            return match["name"].strip() or header, unit
    return header, None


def caption_unit(caption: str) -> str | None:
    """The unit a caption states for all its numbers: `(in %)`, `（单位：万元）`, `unit: kg`.

    Different units in brackets (`Outflow (L) and retention (%)`) are each for some columns only.
    """
    matches = list(_IN_BRACKETS.finditer(caption))
    after_word = [m for m in matches if caption[: m.start()].rstrip()[-1:].isalnum()]
    named = dict.fromkeys(unit for m in matches if (unit := unit_of(m["unit"])))
    clear = [unit for unit in named if unit not in AMBIGUOUS]
    if len({*clear, *(unit_of(m["unit"]) for m in after_word)} - {None}) > 1:
        return None
    if clear:
        return clear[0]
    stated = _STATED.search(caption)
    return unit_of(stated["after"] or stated["share"]) if stated else None


def table_unit(texts: Iterable[str]) -> str | None:
    """The unit that a line by the table or a note to it states: `单位：万元`, `All values in %`."""
    for text in texts:
        bare = text.strip("()（） ").removeprefix("in ")
        stated = _STATED.search(text)
        unit = unit_of(stated["after"] or stated["share"]) if stated else unit_of(bare)
        if unit and unit not in AMBIGUOUS:
            return unit
    return None


def states_unit(line: str) -> bool:
    """Whether a line by a table says in what its numbers are given: `单位：万元　币种：人民币`."""
    return _STATED.search(line) is not None or _MEASURED.search(line) is not None


def is_money(unit: str | None) -> bool:
    """Whether a unit is one of money."""
    return unit is not None and _MONEY.search(unit) is not None


def counts_no_money(name: str) -> bool:
    """Whether a header or label says what is no amount of money, whatever the caption says."""
    return _NO_MONEY.fullmatch(name.strip()) is not None


@cache
def _grammar() -> re.Pattern[str]:
    text = files("mmkg.tools.parse.tables").joinpath("units.txt").read_text(encoding="utf-8")
    names = [name for line in text.splitlines() if line[0] != "#" for name in line.split()]
    names += [name.capitalize() for name in names if len(name) > 3 and name.isascii()]
    atom = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    one = rf"(?:{atom}){_POWER}"
    unit = rf"{one}(?:\s?[/·⋅*.]\s?{one}|\s{one})*"
    return re.compile(rf"^(?:{_SCALE}\s?(?:{unit})?|{unit})$")
