"""Answers are compared by what they mean, and found in whole replies."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from mmkg.dataset.answers.compare import is_right, same_answer
from mmkg.dataset.answers.reply import final_answer
from mmkg.graph.plan import Answer

PAIRS = Path(__file__).parents[2] / "data" / "answers" / "pairs.yaml"
SPEED = Answer(kind="number", value="12.5", unit="km/s", tolerance=Decimal("0.05"))
YES = Answer(kind="truth", value="yes")


def test_every_pair_of_the_table_is_judged_as_by_hand():
    wrong = [
        (said, group["gold"]["value"], same)
        for group in yaml.safe_load(PAIRS.read_text("utf-8"))
        for same, key in ((True, "same"), (False, "other"))
        for said in group[key]
        if same_answer(said, Answer.model_validate(group["gold"])) is not same
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("<think>It may be 3.\nAnswer: 4</think>\nAnswer: 12.5 km/s", "12.5 km/s"),
        ("thinking without a beginning: answer: 4</think>So the answer is 7.", "7."),
        ("First 3 + 4 = 7.\n\n\\boxed{7}", "7"),
        ("\\boxed{1} at first, then \\boxed{\\frac{3}{4}}", "\\frac{3}{4}"),
        ('{"answer": "Io", "why": "answer: Europa"}', "Io"),
        ('Here it is:\n```json\n{"final_answer": [3, 5]}\n```', "3; 5"),
        ("<answer>Europa</answer> is my answer: yes", "Europa"),
        ("We add.\n#### 42", "42"),
        ("**Final answer:** Io. It is the innermost.", "Io"),
        ("先读表。\n因此答案是：王小明。其余略。", "王小明"),
        ("The table says so.\n\n12.5 km/s", "12.5 km/s"),
        ("Answer:\n12.5 km/s\nbecause", "12.5 km/s"),
        ("", ""),
    ],
)
def test_the_answer_is_found_where_models_put_it(reply: str, answer: str):
    assert final_answer(reply) == answer


def test_numbers_on_the_way_to_the_answer_do_not_count():
    reply = "Table 2 gives 3 km/s and 9.5 km/s.\nSum: 3 + 9.5 = 12.5 km/s\nAnswer: 12.5 km/s"
    assert is_right(reply, SPEED)
    assert not is_right(reply.replace("Answer: 12.5", "Answer: 13.5"), SPEED)


def test_a_verdict_before_its_reasons_counts():
    assert is_right("Yes.\nVega is heavier than Io by 3 kg.", YES)
    assert not is_right("No.\nVega is lighter than Io by 3 kg.", YES)


def test_huge_and_hostile_replies_end_soon():
    for reply in ("9" * 20_000, "1e999999999", "(" * 5000, "\\boxed{" * 3000, "[" * 100_000):
        assert not is_right(reply, SPEED)
