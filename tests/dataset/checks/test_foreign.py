"""Words that narrow nothing: all that our own grammar puts around a plan's words are of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from mmkg.dataset.checks.foreign import HARMLESS
from mmkg.dataset.checks.foreign_zh import strange
from mmkg.dataset.checks.masked import NAME
from mmkg.dataset.checks.plain_words import LATIN, listed, plain
from mmkg.graph.names import CJK, squeeze

SLOT = re.compile(r"\{[^}]*\}")


def wordings(kind: object) -> Iterator[str]:
    if isinstance(kind, str):
        yield HARMLESS.sub(" ", squeeze(SLOT.sub(" ", kind)))
    elif isinstance(kind, dict):
        for value in kind.values():
            yield from wordings(value)
    elif isinstance(kind, list):
        for value in kind:
            yield from wordings(value)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_word_of_the_grammar_is_foreign_to_questions(language: str):
    grammar = yaml.safe_load((files("mmkg.agents.grammar") / f"{language}.yaml").read_text("utf-8"))
    for text in wordings(grammar):
        words = [word for word in LATIN.findall(text) if len(word) > 1 and not plain(word)]
        foreign = {char for char in CJK.findall(text) if char not in listed("zh")}
        assert not (foreign if language == "zh" else words), text


@pytest.mark.parametrize("word", ["剩余", "每吨"])
def test_what_makes_another_quantity_of_a_name_in_chinese_is_named(word: str):
    known = f"{word[::-1]}仓容"  # each character by itself is one of the plan's
    assert not [*strange(f"哪个的{NAME}最低", known, "")]
    assert not [*strange(f"哪个的平均{NAME}最低", known, "")]
    assert [*strange(f"哪个的{word}{NAME}最低", known, "")] == [word]
