"""What the writer is told of a plan: the words that the checks know, and what to keep as it is."""

from __future__ import annotations

from mmkg.agents.writer import brief
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.task import load_tasks


def test_amounts_are_to_be_kept_with_their_units_and_more_wordings_are_shown(
    example_view: View,
) -> None:
    sampler = Sampler(example_view, [load_tasks()["single_table_multihop"]], 5)
    plans = sampler.candidates("single_table_multihop", 400)
    limited = [p for p in plans if p.given and p.slots.get("unit")]
    assert limited
    told = brief(limited[0], 1, [])
    (number, *_), unit = limited[0].given, limited[0].slots["unit"]
    assert f"{number} {unit}" in told["keep"] and number not in told["keep"]
    assert told["others"] and told["brief"] not in told["others"]
