"""Whether an answer that somebody gives is the gold answer. Code compares, never a model."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from mmkg.graph.names import mentions, normal
from mmkg.graph.plan import Answer
from mmkg.graph.units import UnitError, convert

NUMBER = re.compile(r"[-−–]?\d[\d,]*(?:\.\d+)?(?:\s*(?:[eE]|[×x*]\s*10\s*\^?)\s*[-−+]?\d+)?")
YES = frozenset({"yes", "true", "是", "对", "是的", "正确", "会", "能"})
NO = frozenset({"no", "false", "否", "不", "不是", "错", "错误", "不会", "不能"})
SPLIT = re.compile(r"[;；,，、\n]|\band\b|和|以及")


def agrees(said: str, answer: Answer) -> bool:
    """Whether a given answer is right.

    Numbers may differ by the answer's tolerance and may stand in another unit; names may be
    written with other case, spacing and punctuation, or as an alias; lists may come in any order.
    """
    match answer.kind:
        case "number":
            return _same_number(said, answer)
        case "truth":
            first = normal(re.split(r"[\s,，。.;；]", said.strip(), maxsplit=1)[0])
            return first in (YES if answer.value == "yes" else NO)
        case "list":
            return _same_list(said, answer)
    return _same_name(said, answer)


def _same_number(said: str, answer: Answer) -> bool:
    found = NUMBER.search(said)
    number = _decimal(found[0]) if found else None
    if found is None or number is None:
        return False
    unit = said[found.end() :].strip(" .。")
    if unit and answer.unit and unit != answer.unit:
        # What follows may be words and no unit: then the number speaks for itself.
        with suppress(UnitError):
            number = convert(number, unit, answer.unit)
    gold = Decimal(answer.value)
    return abs(number - gold) <= answer.tolerance + abs(gold) * Decimal("1e-9")


def _decimal(text: str) -> Decimal | None:
    plain = text.replace(",", "").replace("−", "-").replace("–", "-")
    plain = re.sub(r"\s*[×x*]\s*10\s*\^?\s*", "e", plain).replace(" ", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _same_list(said: str, answer: Answer) -> bool:
    wanted = {normal(item) for item in answer.items}
    given = {normal(part) for part in SPLIT.split(said)} - {""}
    if given == wanted:
        return True
    # Names may hold a comma or an "and" themselves.
    joined = normal(said)
    return all(item in joined for item in wanted) and len(joined) <= sum(map(len, wanted)) + 6


def _same_name(said: str, answer: Answer) -> bool:
    names = (answer.value, *answer.aliases)
    if normal(said) in map(normal, names):
        return True
    return any(mentions(said, name) and len(said) <= 2 * len(name) + 12 for name in names)
