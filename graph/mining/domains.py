"""What values a symbol of a formula can have, and numbers drawn from among these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from mmkg.graph.document import Formula, Symbol
from mmkg.graph.expression import Expression, symbols
from mmkg.graph.mining.uses import Use
from mmkg.graph.results import Number

SHARES = re.compile(
    r"probabilit|efficien|\b(?:(?<!flow )(?<!heart )(?<!count )(?<!decay )(?<!sampling )rate|ratio"
    r"|precision|recall|accuracy|proportion|fraction|share|percentage|coefficient|discount|weight"
    r"|threshold|confidence|similarity|albedo|emissivity|porosity|duty cycle|occupancy|humidity"
    r"|transmittance|reflectance|transmissivity|reflectivity)\b"
    r"|概率|比例|系数|权重|阈值|占空比|湿度|(?<![功频速斜曲阻导产倍大])(?<!折射)率$",
    re.IGNORECASE,
)
COUNTS = re.compile(
    r"\bnumbers? of\b|\b(?:atomic|mass|proton|neutron|nucleon|quantum|serial|sample) number\b"
    r"|\b(?:number|total)\Z|\b(?:counts?|dimension\w*|steps?|epochs?|(?:posi|nega)tives?)\b"
    r"|\b(?:sequence|path|context|window|list|string|queue|word|code|message|vector) length\b"
    r"|(?<!step )(?<!grain )(?<!mesh )(?<!spot )(?<!particle )(?<!characteristic )\bsize\b"
    r"|数量|个数|总数|次数|人数|数目|(?:序列|路径|编码|码|列表|向量|窗口)长度|维度",
    re.IGNORECASE,
)
NAMED_NUMBER = re.compile(r"\b(?!The\b|A\b)[A-Z][a-z]+ number\b|\bwave ?number")  # Reynolds number
SHARE_NAMES = re.compile(
    r"[pP](?:_.*|rob)?|[Pp]rec(?:ision)?|[Rr]ec(?:all)?|[Aa]cc(?:uracy)?"
    r"|(?:alpha|beta|gamma|lambda|epsilon|rho|delta|eta)(?:_.*)?"
)
COUNT_NAMES = re.compile(r"[nNkKmM](?:_.*)?|[TF][PN]")
CHANGE = "Delta_"  # before the name of what changes
TURNED = ("sin", "cos", "tan")
ANGLES = ("symbol", "multiply", "divide")
RANKED = (("min", "max"), ("low", "high"), ("cold", "hot"), ("lower", "upper"), ("inner", "outer"))

Amounts = list[tuple[Symbol, Number]]


def amounts(use: Use, rng: Random, *, but: Sequence[str] = ()) -> Amounts:
    """A value for each free symbol of a formula, from the domain that fits it, each another."""
    taken: set[Decimal] = set()
    found = []
    for symbol in use.free:
        if symbol.name not in but:
            value = drawn(use.formula, symbol, rng, taken)
            found.append((symbol, value))
    return _in_turn(found)


def drawn(formula: Formula, symbol: Symbol, rng: Random, taken: set[Decimal]) -> Number:
    """A value in a symbol's domain that is not taken yet, such as a share or a count."""
    while True:
        match domain(formula, symbol):
            case "share":
                number = Decimal(rng.randint(1, 19)) / 20
            case "count":
                number = Decimal(rng.randint(2, 60))
            case "angle":  # in radians, as numbers without a unit are
                number = Decimal(rng.randint(2, 15)) / 10
            case "change":
                number = Decimal(rng.randint(1, 9)) / 20
            case _:
                number = Decimal(rng.randint(5, 95)) / 10
        if number not in taken:
            taken.add(number)
            return Number(number.normalize() + 0, symbol.unit)


def domain(formula: Formula, symbol: Symbol) -> str:
    """What values a symbol takes, by what the text says it is, else by its letter.

    An index of other symbols, such as the $i$ of $x_i$, counts; what a sine is taken of is an
    angle, and a change is small beside what changes.
    """
    meaning = symbol.meaning or ""
    others = [other.name for other in formula.symbols if not other.name.startswith(CHANGE)]
    if any(symbol.name in other.split("_")[1:] for other in others):
        return "count"
    if symbol.name.startswith(CHANGE) and symbol.name.removeprefix(CHANGE) in others:
        return "change"
    if formula.expression and symbol.name in _turned(formula.expression):
        return "angle"
    if NAMED_NUMBER.search(meaning):
        return ""
    for kind, words, names in (
        ("count", COUNTS, COUNT_NAMES),
        ("share", SHARES, SHARE_NAMES),
    ):
        if words.search(meaning) or (not meaning and names.fullmatch(symbol.name)):
            return kind
    return ""


def _turned(expression: Expression) -> set[str]:
    """The symbols that stand in a sine, cosine or tangent, alone or beside a number."""
    angles = [part for part in expression.args if len(set(symbols(part))) == 1]
    own = {name for part in angles if part.fn in ANGLES for name in symbols(part)}
    return (own if expression.fn in TURNED else set()).union(*map(_turned, expression.args))


def recurs(expression: Expression, name: str) -> bool:
    """Whether a symbol stands in a sine, cosine or tangent: more than one value solves for it."""
    if expression.fn in TURNED:
        return name in symbols(expression)
    return any(recurs(part, name) for part in expression.args)


def plausible(use: Use, number: Decimal) -> bool:
    """Whether a value that was worked out for the target is one that it can have."""
    match domain(use.formula, use.target):
        case "share":
            return 0 < number < 1
        case "count":
            return number > 0 and number == number.to_integral_value()
    return -7 < number.adjusted() < 7 and number != 0


def in_order(known: Amounts) -> bool:
    """Whether of values such as those of T_min and T_max the first is the smaller."""
    return all(low[1].number < high[1].number for low, high in _pairs(known))


def _in_turn(known: Amounts) -> Amounts:
    """Values of which those that their names rank have changed places where they were not so."""
    new = {symbol.name: value for symbol, value in known}
    for (low, less), (high, more) in _pairs(known):
        if less.number > more.number:
            new |= {low.name: more, high.name: less}
    return [(symbol, new[symbol.name]) for symbol, _ in known]


def _pairs(known: Amounts) -> Iterator[tuple[tuple[Symbol, Number], tuple[Symbol, Number]]]:
    """Symbols of one letter whose subscripts say which has the smaller value."""
    named = {symbol.name: (symbol, value) for symbol, value in known}
    for name, one in named.items():
        letter, _, mark = name.rpartition("_")
        for low, high in RANKED:
            if letter and mark.casefold() == low and f"{letter}_{high}" in named:
                yield one, named[f"{letter}_{high}"]
