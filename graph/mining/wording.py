"""Headers, captions and labels turned into phrases that a question can use."""

from __future__ import annotations

import re
from decimal import Decimal

from mmkg.graph.names import CJK
from mmkg.graph.plan import plain

LONGEST_HEADER = 60  # characters
LONGEST_TOPIC = 110


def column_name(path: tuple[str, ...]) -> str:
    """A column path as a phrase: `("Script Verification", "Acc")` is "Acc for Script …"."""
    parts = [part for part in dict.fromkeys(path) if part.strip()]
    if not parts or any(len(part) > LONGEST_HEADER for part in parts):
        return ""
    if not re.search(r"[^\W\d_]", parts[-1]):
        return ""
    if CJK.search("".join(parts)):
        return "的".join(parts)
    return " for ".join(reversed(parts))


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop; empty if it is too long to quote."""
    text = re.sub(r"\s+", " ", text).strip()
    ending = r"(?<=[a-z0-9)\]”\"])\.\s+(?=[A-Z(])|。"
    head = re.split(ending, text, maxsplit=1)[0].strip(" .:：。")
    if len(head) <= LONGEST_TOPIC:
        return head
    head = re.split(r"[,;:，；（(]", head, maxsplit=1)[0].strip()
    return head if 12 <= len(head) <= LONGEST_TOPIC else ""


def singular(noun: str) -> str:
    """A plural header in the singular, good enough for headers ("Methods", "Categories")."""
    noun = noun.strip(" :*#")
    if CJK.search(noun) or (" " in noun and noun.split()[0].endswith("s")):
        return noun
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if noun.lower().endswith(ending) and len(noun) > 5:
            return noun[: -len(ending)] + instead
    if re.search(r"[a-rt-z]s$", noun) and not noun.lower().endswith(("us", "is")):
        return noun[:-1]
    return noun


def plural(noun: str) -> str:
    """A noun in the plural, for the same headers."""
    if CJK.search(noun) or not noun:
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|ch|sh)$", noun) else "s")


def quantity(number: Decimal, unit: str | None) -> str:
    """A number with its unit, as it is printed: "5.4 × 10^24 kg", "12 %", "6400 km"."""
    digits = plain(number)
    if not unit:
        return digits
    return f"{digits} × {unit}" if unit.startswith("10") else f"{digits} {unit}"
