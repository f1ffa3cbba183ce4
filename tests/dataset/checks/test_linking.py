"""Words that no list knows: let pass where they narrow nothing, named where they do."""

from __future__ import annotations

import pytest

from mmkg.dataset.checks.linking import Linking
from mmkg.dataset.checks.masked import NAME, NUMBER, TITLE

WORDS = (
    "which what how many does do has have did is of in the a that with more than whose it for find"
    " and values there when whether goes through each after"
)
PLAIN = frozenset(WORDS.split())
TOLD = frozenset(("club", "clubs"))


def unknown(text: str, *, puts: bool = False) -> list[str]:
    text = text.replace("<title>", TITLE).replace("<name>", NAME).replace("<number>", NUMBER)
    return list(Linking(text, PLAIN.__contains__, TOLD.__contains__, puts=puts).unknown())


@pytest.mark.parametrize(
    "text",
    [
        "in <title> find clubs that collected more than <number> <name>.",
        "how many <name> does <title> credit it with?",
        "a painter goes through <title>. which club has more <name>?",
        "a painter goes through <title> and marks each club that deserves the <name>.",
        "tracing the <name> of it, which club has more <name>?",
        "how many <name> has it accumulated?",
    ],
)
def test_a_word_that_links_or_stands_apart_passes(text: str):
    assert unknown(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("which wealthy club has more <name> in <title>?", "wealthy"),
        ("which club has more <name> in winter?", "winter"),
        ("how many <name> does it have after relegation?", "relegation"),
        ("which clubs downhill have more <name>?", "downhill"),
        ("how many <name> does the club's predecessor have?", "predecessor"),
        ("which club has more <name> twice?", "twice"),
        ("which club that has stripes has more <name>?", "stripes"),
        ("which clubs that lost more than <number> <name> has <title>?", "lost"),
        ("doubling the <name>, which club has more <name>?", "doubling"),
        ("which club has more <name> in that season the <title> has?", "season"),
        ("which clubs that is frozen has more <name>?", "frozen"),
        ("what is the median of the <name>?", "median"),
        ("what is given as <name> repair <name> in <title>?", "repair"),
        ("a wealthy club has <name> of <number>. which <name> has it?", "wealthy"),
    ],
)
def test_a_word_that_narrows_or_changes_what_is_asked_is_named(text: str, word: str):
    assert word in unknown(text)


def test_what_values_are_put_in_for_may_be_called_anything():
    assert unknown("a wealthy club has <name> of <number>. which <name> has it?", puts=True) == []


@pytest.mark.parametrize(
    "text", ["which club has the usual <name>?", "which of the new clubs has <name>?"]
)
def test_a_plain_word_before_what_the_plan_speaks_of_narrows_it(text: str):
    assert unknown(text)


def test_who_asks_may_be_anyone():
    assert unknown("if a planner does that, which club has more <name>?") == []
