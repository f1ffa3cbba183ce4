"""What is said loosely may be said so where the plan's own words follow that say what it means."""

from __future__ import annotations

import pytest

from mmkg.dataset.checks.foreign import _settled
from mmkg.dataset.checks.masked import NAME


@pytest.mark.parametrize(
    "text",
    [
        f"which pump is thirstiest by far, meaning the highest {NAME}?",
        f"the quietest pump, i.e. the one with the lowest {NAME}, costs what?",
    ],
)
def test_loose_words_before_a_gloss_are_settled(text: str):
    assert "thirst" not in _settled(text) and "quiet" not in _settled(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"which of the rusty pumps, whose {NAME} is high, costs most?", "rusty"),
        (f"which pump is thirstiest in winter, meaning the highest {NAME}?", "winter"),
        (f"which pump shows the weakest improvement, meaning the lowest {NAME}?", "improvement"),
        (f"of the pumps that are rusty, with a {NAME} above 5, which costs most?", "rusty"),
        (f"which pump is not thirsty, having the lowest {NAME}?", "thirsty"),
    ],
)
def test_words_that_narrow_stay_before_a_gloss(text: str, word: str):
    assert word in _settled(text)
