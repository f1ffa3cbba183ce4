"""Whether an answer is the gold answer: by its kind, never by substring and never by a model."""

from __future__ import annotations

import re

from mmkg.dataset.answers.dates import read_date
from mmkg.dataset.answers.formulas import read_formula, same_formula
from mmkg.dataset.answers.quantities import Quantity, gold_quantity, quantities, same_quantity
from mmkg.dataset.answers.reply import bare, final_answer, first_line
from mmkg.dataset.answers.units import printed_unit
from mmkg.graph.names import WORD, normal, squeeze
from mmkg.graph.plan import Answer
from mmkg.graph.unit_powers import equal

_YES = frozenset(
    ["yes", "true", "correct", "right", "t", "y", "√", "✓", "是", "是的", "对", "对的", "正确"]
    + ["会", "能", "可以", "属实", "成立"]
)
_NO = frozenset(
    ["no", "false", "incorrect", "wrong", "f", "n", "×", "✗", "否", "不", "不是", "不是的", "不对"]
    + ["错", "错误", "错的", "不正确", "不会", "不能", "不可以", "不成立", "不属实"]
)
_TAKEN_BACK = frozenset(["or", "not", "idea", "clue", "answer", "information", "evidence", "data"])
_STATES = re.compile(
    r"(?:statement|claim|this|that|it)\s+is\s+(not\s+)?(true|correct|right|false|incorrect|wrong)"
    r"|(?:说法|陈述|命题|表述|这)(?:是)?(不)?(正确|错误|对|错|成立|属实)",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[;；,，、\n]|\band\b|&|和|与|以及|及)\s*")
_BULLET = re.compile(r"(?m)^\s*(?:[-*•]|\(?\d{1,2}[.)、])\s+")
_LETTER = re.compile(
    r"\A\W*(?i:(?:the\s+)?(?:correct\s+)?(?:option|choice|answer)(?:\s+is)?|正确选项|选项|答案|选择|选)?"
    r"\s*[是为:：]?\s*[(（\[【]?([A-Z])(?P<rest>\Z|\s*[.:),、，：。）\]】-].*)",
    re.DOTALL,
)
_UNANSWERABLE = re.compile(
    r"unanswerable|(?:cannot|can't|can not|could not) be (?:answered|determined|known|worked out)"
    r"|(?:not|in)\s*(?:enough|sufficient)\s*(?:information|evidence|data)"
    r"|not (?:given|stated|known)"
    r"|无法(?:回答|确定|得知|作答|计算)|不能(?:回答|确定)|(?:信息|依据|证据|资料)不足|没有给出",
    re.IGNORECASE,
)
_COPULA = re.compile(
    r"(?:\b(?:is|was|are|were|denotes|means|represents|stands for)\b(?!\s+not\b)"
    r"|[:：=]|表示|代表|(?<!不)[是为])\s*"
)
_ARTICLE = re.compile(r"\A(?:the|a|an)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(（][^()（）]*[)）]\s*[.。]?\s*\Z")


def is_right(reply: str, answer: Answer) -> bool:
    """Whether a model's whole reply gives the gold answer."""
    said = final_answer(reply)
    if answer.kind == "truth" and truth_of(said) is None:
        said = first_line(reply)
    return same_answer(said, answer)


def same_answer(said: str, answer: Answer) -> bool:
    """Whether a bare answer is right.

    Numbers may differ by the answer's tolerance and may stand in another unit, with thousands
    marks, in Chinese or in words; names may be written with other case, spacing and punctuation, or
    as an alias; lists may come in any order; dates, formulas and units in any form.
    """
    said = bare(said)
    match answer.kind:
        case "number":
            return _same_number(said, answer)
        case "truth":
            return truth_of(said) == (answer.value == "yes")
        case "list":
            return _same_list(said, answer)
        case "choice":
            return _same_choice(said, answer)
        case "unit":
            return any(equal(printed_unit(text), answer.value) for text in _readings(said))
        case "unanswerable":
            return bool(_UNANSWERABLE.search(said)) and not quantities(said)
    return _same_text(said, answer)


def truth_of(said: str) -> bool | None:
    """What a verdict says; none if it says nothing clear."""
    words = re.split(r"[\s,，.。;；:：!！(（]+", said.strip().lower().strip("\"'“”"))
    if words and words[0] in _YES | _NO:
        return None if words[1:2] and words[1] in _TAKEN_BACK else words[0] in _YES
    found = {_verdict(match) for match in _STATES.finditer(said)}
    return found.pop() if len(found) == 1 else None


def _verdict(match: re.Match[str]) -> bool:
    denied = bool(match[1] or match[3])
    good = (match[2] or match[4]).lower() in _YES
    return good != denied


def _same_number(said: str, answer: Answer) -> bool:
    gold = gold_quantity(answer.value, answer.unit)
    found = quantities(said)
    if gold is None or not found:
        return False
    if len(found) > 1:
        found = _of_the_kind(found, gold) or found
    alone = len(said.split()) == 1
    return all(same_quantity(each, gold, answer.tolerance, alone) for each in found)


def _of_the_kind(found: list[Quantity], gold: Quantity) -> list[Quantity]:
    """Of several quantities, those that have a unit of the gold answer's kind."""
    from mmkg.graph.units import convertible

    if not gold.unit:
        return [each for each in found if not each.unit or not each.known]
    return [
        each
        for each in found
        if each.unit == gold.unit
        or (each.unit and each.known and gold.known and convertible(each.unit, gold.unit))
    ]


def _same_list(said: str, answer: Answer) -> bool:
    said = _BULLET.sub("; ", said).strip().strip("[]{}【】")
    parts = [part.strip(" \"'“”.。") for part in _SPLIT.split(said)]
    given = [named for part in parts if (named := normal(_ARTICLE.sub("", part)))]
    if sorted(given) == sorted(normal(item) for item in answer.items):
        return True
    return _all_numbers(parts, answer.items) or _used_up(said, answer.items)


def _all_numbers(parts: list[str], items: tuple[str, ...]) -> bool:
    said = [quantities(part) for part in parts if part]
    gold = [quantities(item) for item in items]
    if not all(len(each) == 1 for each in (*said, *gold)):
        return False
    return sorted((q[0].unit, q[0].whole) for q in said) == sorted(
        (q[0].unit, q[0].whole) for q in gold
    )


def _used_up(said: str, items: tuple[str, ...]) -> bool:
    """Whether nothing but joining words is left when each item is taken out once.

    Names may hold a comma or an "and" themselves.
    """
    rest = squeeze(said)
    for item in sorted(map(squeeze, items), key=len, reverse=True):
        rest, found = re.subn(rf"(?<!{WORD}){re.escape(item)}(?!{WORD})", ";", rest, count=1)
        if not found:
            return False
    left = re.sub(r"\b(?:and|the|are)\b|[和与及是为以]|[\W_]", "", rest)
    return not left


def _same_choice(said: str, answer: Answer) -> bool:
    if found := _LETTER.match(said.upper() if len(said) == 1 else said):
        others = set(re.findall(r"(?<![A-Za-z])[A-Z](?![A-Za-z])", found["rest"])) - {found[1]}
        listed = re.match(r"\s*[,、，]?\s*[A-Z](?![A-Za-z])", found["rest"])
        return found[1] == answer.value and not (others and listed)
    return any(_same_name(said, alias) for alias in answer.aliases)


def _same_text(said: str, answer: Answer) -> bool:
    names = (answer.value, *answer.aliases)
    if (day := read_date(answer.value)) is not None:
        return any(read_date(reading) == day for reading in _readings(said))
    if any(_same_name(reading, name) for reading in _readings(said) for name in names):
        return True
    return _reads_as_formula(answer.value) and _same_mathematics(said, answer.value)


def _same_name(said: str, name: str) -> bool:
    return normal(_ARTICLE.sub("", said.strip())) == normal(_ARTICLE.sub("", name)) != ""


def _readings(said: str) -> list[str]:
    """What a short answer may mean: as it is, without a remark in brackets, after "is" or 是."""
    short = _ASIDE.sub("", said)
    after = _COPULA.split(short)[-1]
    return list(dict.fromkeys([said, short, after]))


def _reads_as_formula(value: str) -> bool:
    return bool(re.search(r"[\\^=+*/]|\d[a-zA-Z]|\$", value))


def _same_mathematics(said: str, value: str) -> bool:
    gold = read_formula(value)
    if gold is None:
        return False
    given = read_formula(said) or read_formula("=".join(reversed(said.split("="))))
    if given is not None and gold.fn != "equals" and given.fn == "equals":
        given = given.args[1]
    return given is not None and same_formula(gold, given)
