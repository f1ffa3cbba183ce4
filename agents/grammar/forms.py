"""Words for question forms, for descriptions in place of names, and for twins."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from random import Random

import yaml

from mmkg.agents.grammar.grammar import sentences, slots_of, variant
from mmkg.graph.plan import Plan


def phrase(key: str, language: str, **slots: str) -> str:
    """A wording with its slots filled; of several, the first."""
    return phrases(key, language)[0].format_map(slots)


def phrases(key: str, language: str) -> list[str]:
    """All wordings of a key, slots open."""
    found = _wordings(language)[key]
    return [found] if isinstance(found, str) else found


def statement(plan: Plan, claim: str, rng: Random) -> str:
    """A true/false question that states an answer to what a plan asks.

    Returns:
        Nothing if there are no words for it, as for the less common patterns.
    """
    wordings = _wordings(plan.language, "statements")
    key = variant(plan, wordings)
    if key not in wordings:
        return ""
    bare = plan.answer.model_copy(update={"unit": None})  # the claim has it
    slots = slots_of(plan.model_copy(update={"answer": bare}), rng)
    stated = rng.choice(wordings[key]).format_map(slots | {"claim": claim})
    stated = re.sub(r"\.\.(?= |$)", ".", sentences(stated))  # "Washington, D.C.."
    return rng.choice(wordings["put"]).format(statement=stated)


@cache
def _wordings(language: str, kind: str = "forms") -> dict[str, str | list[str]]:
    text = (files("mmkg.agents.grammar") / f"{kind}_{language}.yaml").read_text("utf-8")
    wordings: dict[str, str | list[str]] = yaml.safe_load(text)
    return wordings
