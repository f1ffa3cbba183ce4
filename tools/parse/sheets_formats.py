"""Number formats of spreadsheets: which section a value is shown by, and what it makes of it."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SECTION = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.DOTALL)
CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d+(?:\.\d*)?)\]")
PART = re.compile(
    r"""(?P<hidden>[_*].|\[(?!\$)[^\]]*\])|"(?P<quoted>[^"]*)"|\\(?P<escaped>.)
    |\[\$(?P<money>[^\]-]*)[^\]]*\]|(?P<general>General|@)
    |(?P<digits>(?:[0\#?][0\#?,]*)?\.[0\#?]*,*|[0\#?][0\#?,]*)(?P<power>E[+-][0\#?]+)?|(?P<other>.)""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
COMPARED: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt, ">": operator.gt, "=": operator.eq,
    "<=": operator.le, ">=": operator.ge, "<>": operator.ne,
}  # fmt: skip
GENERAL_DIGITS = 10  # of a number without a format in a column that is wide enough
SMALLEST, SMALL_DIGITS = Decimal("0.0001"), 6  # below it that format writes a power of ten
LARGEST_PLAIN = 20  # digits before a number is written with a power of ten


def sections(form: str) -> list[str]:
    """The sections of a format: for what is positive, negative, zero and a text."""
    found: list[str] = []
    for match in SECTION.finditer(form):
        found.append(match[1])
        if match[0] == match[1]:
            break  # no semicolon behind it
    return found


def section_of(value: Decimal, form: str) -> str:
    """The section of a format that shows a number."""
    parts = sections(form)[:3]
    asked = [CONDITION.search(part) for part in parts]
    if any(asked):
        for part, found in zip(parts, asked, strict=True):
            if found is None or COMPARED[found[1]](value, Decimal(found[2])):
                return part
        return ""
    place = 0 if value > 0 else 1 if value < 0 else 2
    return parts[place if place < len(parts) else 0]


def shown_number(value: Decimal, form: str) -> str:
    """A number as its format prints it, rounded and scaled; a loss with a minus in front."""
    section = _read(section_of(value, form)) if form else _Section(general=True)
    before, after = section.before, section.after
    if section.odd:
        before, printed, after = "", _general(abs(value)), ""
    elif section.general:
        printed = _general(abs(value))
    elif section.pattern:
        printed = _printed(abs(value).scaleb(2 * section.percents), section)
    else:
        return before.strip()
    if value < 0:
        before, after = re.sub(r"[-−(]", "", before, count=1), after.replace(")", "")
    minus = "-" if value < 0 and re.search(r"[1-9]", printed) else ""
    return " ".join(f"{minus}{before.strip()}{printed}{after}".split())


@dataclass(slots=True)
class _Section:
    """What a section prints around a number, and the pattern of its digits."""

    before: str = ""
    after: str = ""
    pattern: str = ""
    power: str = ""
    percents: int = 0
    general: bool = False
    odd: bool = False  # fractions, digits in groups: no one number


def _read(section: str) -> _Section:
    read = _Section()
    for part in PART.finditer(section):
        text = part["quoted"] or part["escaped"] or part["money"] or part["other"] or ""
        if part["digits"]:
            read.odd = read.odd or bool(read.pattern)
            read.pattern, read.power = part["digits"], part["power"] or ""
        elif part["general"]:
            read.general = True
        elif read.pattern or read.general:
            read.after += text
        else:
            read.before += text
        read.percents += part["other"] == "%"
    return read


def _printed(number: Decimal, section: _Section) -> str:
    """The digits of a number by the pattern of a section."""
    whole, _, rest = section.pattern.partition(".")
    scale = len(whole) - len(whole.rstrip(",")) + rest.count(",")
    rest = rest.replace(",", "")
    if section.power:
        mantissa, _, power = f"{number:.{len(rest)}E}".partition("E")
        return f"{mantissa}E{int(power):+0{len(section.power) - 1}d}"
    number = number.scaleb(-3 * scale).quantize(Decimal(1).scaleb(-len(rest)), ROUND_HALF_UP)
    grouped = "," in whole.rstrip(",")
    left, _, right = f"{number:{',' if grouped else ''}f}".partition(".")
    least = len(rest.rstrip("#?"))
    right = right[:least] + right[least:].rstrip("0")
    zeros = whole.count("0")
    left = left.zfill(zeros) if left != "0" or zeros else ""
    return f"{left}.{right}" if right else left


def _general(number: Decimal) -> str:
    """A number without a format, as a column that is wide enough shows it; whole ones in full."""
    if number != number.to_integral_value():
        digits = SMALL_DIGITS if number < SMALLEST else GENERAL_DIGITS - max(number.adjusted(), 0)
        place = number.adjusted() + 1 - digits if number < SMALLEST else 1 - max(digits, 1)
        number = number.quantize(Decimal(1).scaleb(place), ROUND_HALF_UP)
    number = number.normalize()
    return format(number, "f") if abs(number.adjusted()) < LARGEST_PLAIN else str(number)
