"""The reward of an answer for verl: 1 if it is right, else 0. Needs `pip install mmkg`.

custom_reward_function.path=<this file> custom_reward_function.name=compute_score
"""

from __future__ import annotations

from collections.abc import Mapping

from mmkg.dataset.answers.compare import is_right
from mmkg.graph.plan import Answer


def compute_score(
    data_source: str,
    solution_str: str,
    ground_truth: str,
    extra_info: Mapping[str, object] | None = None,
    **_: object,
) -> float:
    """Compare the answer in a model's reply with the gold answer, by its kind.

    Args:
        data_source: The task that the sample is of.
        solution_str: The model's whole reply.
        ground_truth: The gold answer as JSON.
        extra_info: Where the sample comes from.
    """
    return float(is_right(solution_str, Answer.model_validate_json(ground_truth)))
