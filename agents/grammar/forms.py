"""Words for question forms, for descriptions in place of names, and for twins."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


def phrase(key: str, language: str, **slots: str) -> str:
    """A wording with its slots filled; of several, the first."""
    return phrases(key, language)[0].format_map(slots)


def phrases(key: str, language: str) -> list[str]:
    """All wordings of a key, slots open."""
    found = _wordings(language)[key]
    return [found] if isinstance(found, str) else found


@cache
def _wordings(language: str) -> dict[str, str | list[str]]:
    text = (files("mmkg.agents.grammar") / f"forms_{language}.yaml").read_text("utf-8")
    wordings: dict[str, str | list[str]] = yaml.safe_load(text)
    return wordings
