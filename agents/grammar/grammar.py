"""Words a question without a model: templates by pattern and language, filled from the plan."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal
from functools import cache
from importlib.resources import files
from random import Random

import yaml

from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE, UNIT
from mmkg.dataset.explain import steps
from mmkg.dataset.sample import Draft, Sample, plan_of
from mmkg.graph.mining.wording import INNER, is_code, is_quantity, leaf, listing, quantity
from mmkg.graph.names import CJK, capital, squeeze
from mmkg.graph.plan import Plan
from mmkg.graph.units import written

ACROSS = ("table_to_chart_", "chart_to_table_", "tables_", "charts_")
PLACES = (*ACROSS, "table_", "chart_", "texts_", "text_")
ORDINALS = {"1": "", "2": "second-", "3": "third-"}
PLACES_ZH = {"1": "最", "2": "第二", "3": "第三"}
COMPARE: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "above": ("above", "higher than", "greater than"),
        "below": ("below", "lower than", "less than"),
    },
    "zh": {"above": ("高于", "超过"), "below": ("低于", "不到")},
    "en dated": {"above": ("after", "later than"), "below": ("before", "earlier than")},
    "zh dated": {"above": ("晚于",), "below": ("早于",)},
}
WITH_ARTICLE = ("measure", "measure2", "quantity", "quantity2", "thing", "varied")
RANKED_BY_SECOND = ("filter_then_extreme", "there_and_back")
COUNTED = {0: "a whole number", 1: "one decimal place", 2: "two decimal places"}
COUNTED_ZH = {1: "一位小数", 2: "两位小数", 3: "三位小数"}
VOWEL = re.compile(r"[aeiouAEIOU8]|1[18](?!\d)|hour|honest|[FHLMNRSX](?=[A-Z0-9]|\b)")
CONSONANT = re.compile(  # written with a vowel, said with y or w
    r"(?:[Ee]u|[Oo]ne\b|[Uu](?:bi|r[aeio]|s[aeu]|t[ei]|ni(?![mn])|-|N))"
)

SLOT = re.compile(r"\{(a_)?(\w+)\}")
AMOUNTS = frozenset(("limit", "limit2", "amount", "amount2", "one", "two", "days"))
TITLES = frozenset(("topic", "topic2", "title", "title2", "titles", "ruled", "fed", "told"))
UNNAMED = frozenset(("note", "noun", "nouns", "compare", "compare2", "superlative", "verdict"))
UNNAMED |= {"scope", "source", "source2", "Scope", "Source", "joined", "given", "Given", "fixing"}
FRAMING = ("scope", "grouped", "source", "sourced", "opening", "opening_grouped", "source2")
BEGINS = "\0"  # stands where a slot that begins a sentence is empty
SENTENCE = re.compile(f"{BEGINS}(.)")


class GrammarError(ValueError):
    """The grammar has no wording for a plan."""


def word(plan: Plan, rng: Random) -> Draft:
    """A question for a plan, with its steps.

    Raises:
        GrammarError: If there is no wording for the pattern in the plan's language.
    """
    return Draft(question=question_of(plan, rng), steps=steps(plan), wording="grammar")


def question_of(plan: Plan, rng: Random) -> str:
    """A question for a plan, drawn from the wordings of its pattern.

    Raises:
        GrammarError: If there is no wording for the pattern in the plan's language.
    """
    wordings = _wordings(plan.language)
    key = variant(plan, wordings)
    if key not in wordings:
        raise GrammarError(f"no wording in {plan.language!r} for the pattern {plan.pattern!r}")
    slots = _slots(plan, wordings, rng)
    question = rng.choice(wordings[key]).format_map(slots)
    question = re.sub(r"\bin value for (?=“)", "in ", question)  # "how far apart in “Chat” are …"
    return sentences(re.sub(r"\bmean mean\b", "average mean", question))


def sentences(text: str) -> str:
    """A text whose sentences begin with a capital, also where the slot that would is empty."""
    return capital(SENTENCE.sub(lambda begun: begun[1].upper(), text))


def asks(sample: Sample) -> str:
    """All that the grammar may ask such a plan with: its wordings, a sign in place of each slot."""
    plan = plan_of(sample)
    return _asks(plan.language, variant(plan, _wordings(plan.language)))


@cache
def _asks(language: str, key: str) -> str:
    wordings = _wordings(language)
    joined = (name for name in wordings if name.startswith(("joined_", "verdict_", "posed_fixed")))
    texts = (text for name in (key, *FRAMING, *joined) for text in wordings.get(name, ()))
    return "\n".join(SLOT.sub(_sign, squeeze(text)) for text in texts)


def _sign(slot: re.Match[str]) -> str:
    article, name = slot.groups("")
    if name in TITLES:
        return TITLE
    return article.replace("_", " ") + (
        f"{NUMBER} {UNIT}" if name in AMOUNTS else " " if name in UNNAMED else NAME
    )


def wording_key(pattern: str) -> str:
    """The grammar's key for a pattern: without its place, but telling one carrier from two."""
    if pattern.endswith("_formula_value"):
        return "row_formula"
    for place in PLACES:
        if pattern.startswith(place):
            return pattern.removeprefix(place) + ("_across" if place in ACROSS else "")
    return pattern


def variant(plan: Plan, wordings: Container[str]) -> str:
    """The key of a plan's wordings: where what is asked for makes them differ, that is added."""
    key = wording_key(plan.pattern)
    said = (plan.slots.get(slot, "") for slot in ("compared", "which", "kind"))
    return next((f"{key}_{word}" for word in said if f"{key}_{word}" in wordings), key)


def note(plan: Plan) -> str:
    """What the question must say about unit and rounding: " (in km, to one decimal place)"."""
    unit, parts = plan.answer.unit if plan.answer.kind == "number" else None, []
    chinese = plan.language == "zh"
    if unit:
        unit = written(unit, chinese=chinese).removeprefix("个")
        times = "units of " if unit[:1].isdigit() else ""
        parts.append(f"单位：{unit}" if chinese else f"in {times}{unit}")
    if "figures" in plan.slots:
        figures = plan.slots["figures"]
        parts.append(
            f"保留 {figures} 位有效数字" if chinese else f"to {figures} significant figures"
        )
    elif plan.decimals is not None:
        parts.append(_places(plan.decimals, chinese=chinese))
    if not parts:
        return ""
    return f"（{'，'.join(parts)}）" if chinese else f" ({', '.join(parts)})"


def superlative(plan: Plan, *, dated: bool = False) -> str:
    """The place in a ranking in words, such as "second-highest" or 第二高; for years, "latest"."""
    which, place = plan.slots.get("which", "highest"), plan.slots.get("place", "1")
    if plan.language == "zh":
        high, low = ("晚", "早") if dated else ("高", "低")
        return PLACES_ZH[place] + (high if which == "highest" else low)
    high, low = ("latest", "earliest") if dated else ("highest", "lowest")
    return ORDINALS[place] + (high if which == "highest" else low)


def slots_of(plan: Plan, rng: Random) -> dict[str, str]:
    """All slots of a plan's wordings, filled; of several words for one, any."""
    return _slots(plan, _wordings(plan.language), rng)


def _slots(plan: Plan, wordings: dict[str, list[str]], rng: Random) -> dict[str, str]:
    slots = dict(plan.slots)
    ranked = "2" if wording_key(plan.pattern).removesuffix("_across") in RANKED_BY_SECOND else ""
    slots.update(note=note(plan), superlative=superlative(plan, dated=f"dated{ranked}" in slots))
    slots.setdefault("noun", "")
    slots.setdefault("group", "")
    for name in ("", "2"):
        if f"limit{name}" in slots:
            kind = plan.language + (" dated" if f"dated{name}" in slots else "")
            slots[f"compare{name}"] = rng.choice(COMPARE[kind][slots[f"test{name}"]])
            slots[f"limit{name}"] = _limit(slots[f"limit{name}"], slots.get(f"unit{name}"))
    slots |= _quoted(slots, chinese=plan.language == "zh")
    slots |= _phrases(slots, wordings, rng, chinese=plan.language == "zh")
    suffix = "grouped" if slots["group"] else ""
    if "topic" in slots and "nouns" in slots:
        for slot, key in (("scope", suffix or "scope"), ("source", f"source{suffix and 'd'}")):
            slots[slot] = rng.choice(wordings[key]).format_map(slots)
        opening = "opening_grouped" if suffix else "opening"
        slots.update(
            Scope=capital(slots["scope"]),
            Source=rng.choice(wordings[opening]).format_map(slots),
        )
    if "topic2" in slots:
        slots["source2"] = rng.choice(wordings["source2"]).format_map(slots)
    return slots


QUOTED = ("topic", "topic2", "topic3", "title", "title2")


def _quoted(slots: dict[str, str], *, chinese: bool) -> dict[str, str]:
    """Measures as a sentence can speak of them."""
    said = {name: slots.get(name) for name in ("measure", "measure2", "measure3")}
    made = {name: spoken(measure, chinese=chinese) for name, measure in said.items() if measure}
    made |= {name: slots[name].translate(INNER) for name in QUOTED if name in slots}
    for name in ("relation", "relation2"):
        if chinese and name in slots and not CJK.search(slots[name]):
            made[name] = f"“{slots[name]}”"
    return made


def spoken(measure: str, *, chinese: bool) -> str:
    """A measure, quoted where its header is a code or names no quantity ("fa", "Safety")."""
    header = leaf(measure)
    if is_quantity(header) and not is_code(header):
        return measure
    return f"“{measure}”" if chinese else f"value for “{measure}”"


def _phrases(
    slots: dict[str, str], wordings: dict[str, list[str]], rng: Random, *, chinese: bool
) -> dict[str, str]:
    """Slots that are put together from others: with articles, in rows, as clauses."""
    made = {"thing": slots.get("thing") or ("对象" if chinese else "thing")}
    for name in WITH_ARTICLE:
        if word := (slots | made).get(name):
            made[f"a_{name}"] = f"{_article(word)} {word}"
    if "quantities" in slots:
        held = slots["quantities"]
        made["given"] = held and (f"设{held}，" if chinese else f"given {held}, ")
        made["Given"] = capital(made["given"]) or BEGINS
    if "values" in slots:
        held = slots["values"]
        made["with"] = held and (f"设 {held}，" if chinese else f"with {held}, ")
        made["With"] = capital(made["with"]) or BEGINS
        made["fixing"] = slots["fixed"] and wordings["posed_fixed"][0].format_map(slots)
    if "title" in slots:
        titles = dict.fromkeys((slots["title"], slots.get("title2", slots["title"])))
        made["titles"] = listing([f"“{title}”" for title in titles], chinese=chinese)
    for slot in ("joined", "verdict"):
        if (kind := f"{slot}_{slots.get('how')}") in wordings:
            made[slot] = rng.choice(wordings[kind]).format_map(slots)
    return made


def _article(phrase: str) -> str:
    """The indefinite article by the sound that a phrase begins with."""
    return "an" if VOWEL.match(phrase) and not CONSONANT.match(phrase) else "a"


def _limit(number: str, unit: str | None) -> str:
    return quantity(Decimal(number), unit)


def _places(decimals: int, *, chinese: bool) -> str:
    if chinese:
        return f"保留{COUNTED_ZH.get(decimals, f'{decimals} 位小数')}" if decimals else "取整数"
    return f"rounded to {COUNTED.get(decimals, f'{decimals} decimal places')}"


@cache
def _wordings(language: str) -> dict[str, list[str]]:
    text = (files("mmkg.agents.grammar") / f"{language}.yaml").read_text("utf-8")
    wordings: dict[str, list[str]] = yaml.safe_load(text)
    return wordings
