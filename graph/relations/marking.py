"""A sentence with its names, amounts and dates replaced by one sign each, so that rules stay short.

"Ceres has a diameter of 939 km" becomes "N has a diameter of A".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from mmkg.graph.dates import MONTHS, dates_in
from mmkg.graph.entities import names_in
from mmkg.graph.statements import AMOUNT, read_number, unit_of

Kind = Literal["name", "amount", "date"]
N, A, D = "[\ue000-\ue7ff]", "[\ue800-\uefff]", "[\uf000-\uf7ff]"
FIRST: dict[Kind, int] = {"name": 0xE000, "amount": 0xE800, "date": 0xF000}
MOST = 0x400  # signs of a kind; a longer list is no sentence

SCALES = {
    "thousand": 3,
    "million": 6,
    "billion": 9,
    "trillion": 12,
    "万": 4,
    "亿": 8,
}
SCALED = re.compile(
    r"(?<![A-Za-z0-9.,/])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?) ?(?P<scale>" + "|".join(SCALES) + r")"
    r"(?P<unit> ?(?:km|kg|t|tonnes|m|km²|km2|元|吨|千米|公里|平方公里|平方千米|平方米"
    r"|立方米|公顷|人|USD|dollars))?(?![A-Za-z0-9])"
)
PLAIN = re.compile(rf"(?<![A-Za-z0-9.,/^_=–−-]){AMOUNT}(?![A-Za-z0-9%]|\.\d|,\d| ?[–~～] ?\d|-\d)")
WORDS = r"[A-Z][\w’'&/+]*(?:[-–.]\w+)*"
NAME = re.compile(
    rf"(?<![\w-])(?>{WORDS}(?: (?:(?:of|de|von|van|la|le) (?:the )?)?"
    rf"(?:{WORDS}|\d{{1,3}}[A-Za-z]?(?![\w.,%])))*)"
    r"(?! et al)"
)
NO_NAME = re.compile(  # capitals that only begin a sentence
    r"The|An?|Its?|He|She|They|This|That|These|Those|In|On|At|By|For|From|With|Of|To|And|Or|But|If|As"
    r"|When|While|Where|Which|Who|What|Since|After|Before|During|However|Moreover|Therefore|Thus|We"
    r"|Hence|Our|You|I|There|Here|Both|Each|All|Some|Many|Most|Such|One|Two|Three|Tables?|Figs?|Eqs?"
    r"|Figures?|Equations?|Sections?|Appendix|Chapter|Compared|Although|Because|Then|Also|Finally|First"
    r"|Second|Third|Other|Another|Not|No|Only|Under|Given|Let|Their|His|Her"
    rf"|{'|'.join(MONTHS)}"
)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a sign stands for: its kind, its place in the chunk and what it says."""

    kind: Kind
    text: str
    span: tuple[int, int]
    number: Decimal | None = None
    unit: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with signs.

    Attributes:
        text: The sentence; each name, amount and date is one private-use character.
        signs: What each of these characters stands for.
    """

    text: str
    signs: dict[str, Sign]


def mark(text: str, span: tuple[int, int], known: Mapping[str, str]) -> Marked:
    """Mark a sentence.

    Args:
        text: The whole chunk.
        span: The sentence in it.
        known: Normal forms of the names that are entities already.
    """
    taken: list[Sign] = []
    amounts = sorted(_amounts(text, span), key=lambda sign: sign.text[-1].isdigit())
    measured = sum(not sign.text[-1].isdigit() for sign in amounts)
    amounts[measured:measured] = _names(text, span, known)  # "Vega 1" is a name, "1 km" is not
    for sign in (*_dates(text, span), *amounts):
        if all(sign.span[1] <= t.span[0] or t.span[1] <= sign.span[0] for t in taken):
            taken.append(sign)
    taken.sort(key=lambda sign: sign.span)
    pieces, signs, at = [], {}, span[0]
    for count, sign in enumerate(taken[:MOST]):
        char = chr(FIRST[sign.kind] + count)
        signs[char] = sign
        pieces += [text[at : sign.span[0]], char]
        at = sign.span[1]
    return Marked("".join(pieces) + text[at : span[1]], signs)


def valued(text: str, span: tuple[int, int]) -> Sign | None:
    """The date or the amount that some characters are, and nothing besides."""
    return next((sign for sign in values_in(text, span) if sign.span == span), None)


def values_in(text: str, span: tuple[int, int]) -> list[Sign]:
    """The dates and amounts in a part of a text; one place may be read in several ways."""
    return [*_dates(text, span), *_amounts(text, span)]


def _dates(text: str, span: tuple[int, int]) -> list[Sign]:
    return [
        Sign("date", text[slice(*place)], place, date=date) for place, date in dates_in(text, span)
    ]


def _amounts(text: str, span: tuple[int, int]) -> list[Sign]:
    found = []
    for match in SCALED.finditer(text, *span):
        number, unit = read_number(match["number"]), unit_of((match["unit"] or "").strip())
        whole = unit_of(f"{match['scale']}{unit}") if unit else None  # 亿元
        if whole is None:
            number = number.scaleb(SCALES[match["scale"]])
        unit = whole or unit
        found.append(Sign("amount", match[0], match.span(), number=number, unit=unit))
    for match in PLAIN.finditer(text, *span):
        unit = unit_of(match["unit"])
        end = match.end() if unit else match.end("number")
        place = (match.start(), end)
        if not unit and text[end : end + 1] == "%":
            continue
        number = read_number(match["number"])
        found.append(Sign("amount", text[slice(*place)], place, number=number, unit=unit))
    return found


def _names(text: str, span: tuple[int, int], known: Mapping[str, str]) -> list[Sign]:
    """Names that are entities already, longest first; then words with capitals."""
    found = []
    for _, (first, last) in names_in(text[slice(*span)], known):
        start, end = first + span[0], last + span[0]
        if text[start:end][0].isupper() or not text[start:end].isascii():
            found.append(Sign("name", text[start:end], (start, end)))
    for match in NAME.finditer(text, *span):
        start, words = match.start(), match[0].split(" ")
        while words and NO_NAME.fullmatch(words[0]):
            start += len(words.pop(0)) + 1
        name = text[start : match.end()].removesuffix("'s").removesuffix("’s")
        if words and len(name) > 1 and not name[0].islower():
            found.append(Sign("name", name, (start, start + len(name))))
    return sorted(found, key=lambda sign: sign.span[0] - sign.span[1])
