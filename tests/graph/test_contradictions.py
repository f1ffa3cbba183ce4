"""A text that states another number than a table is found; rounding and rough words are not."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from mmkg.agents.grammar.grammar import word
from mmkg.dataset.calibrate import failing
from mmkg.dataset.checks.check import Ground
from mmkg.dataset.sample import Sample, assemble
from mmkg.graph.build import build
from mmkg.graph.contradictions import contradictions
from mmkg.graph.mining.sampler import Sampler
from mmkg.graph.mining.view import View
from mmkg.graph.task import load_tasks

ROWS = [["Ceres", "939"], ["Vesta", "525"], ["Pallas", "513"], ["Hygiea", "433"]]


def view(paper: Any, sentence: str) -> View:
    made = paper("asteroids.pdf")
    made.text(sentence)
    made.table("Four asteroids", ["Asteroid", "Diameter"], ROWS, units={"Diameter": "km"})
    return View(build([made.document()]))


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("The diameter of Ceres is 952 km.", ["952"]),
        ("Vesta has a diameter of 425 km.", ["425"]),
        ("The diameter of Ceres is 952000 m.", ["952"]),
        ("The diameter of Ceres is 939 km.", []),
        ("The diameter of Ceres is 940 km.", []),
        ("The diameter of Ceres is about 950 km.", []),
        ("The diameter of Ceres is about 650 km.", ["650"]),
        ("The diameter of Ceres is over 900 km.", []),
        ("The diameter of Ceres is over 1000 km.", ["1000"]),
        ("The diameter of Vesta is less than 600 km.", []),
        ("The diameter of Vesta is less than 500 km.", ["500"]),
        ("The diameter of Vesta is 425 km, which is about half of what is expected.", []),
        ("The diameter of Eros is 17 km.", []),
        ("The mass of Ceres is 952 kg.", []),
    ],
)
def test_only_what_is_beyond_rounding_and_of_the_same_thing_contradicts(
    paper: Any, sentence: str, stated: list[str]
):
    found = contradictions(view(paper, sentence))
    assert [format(one.stated.normalize(), "f") for one in found] == stated


def test_what_one_of_two_tables_gives_as_the_text_does_is_no_contradiction(paper: Any):
    made = paper("asteroids.pdf")
    made.text("The diameter of Ceres is 952 km.")
    made.table("Four asteroids", ["Asteroid", "Diameter"], ROWS, units={"Diameter": "km"})
    assert contradictions(View(build([made.document()])))
    rows = [["Ceres", "952"], *ROWS[1:]]
    made.table("Asteroids by radar", ["Asteroid", "Diameter"], rows, units={"Diameter": "km"})
    assert not contradictions(View(build([made.document()])))


@pytest.mark.parametrize("stated", ["谷神星的直径为952 km。", "谷神星直径为952 km。"])
def test_a_chinese_text_contradicts_a_column_named_as_what_it_states(paper: Any, stated: str):
    made = paper("小行星.pdf", language="zh")
    made.text(stated)
    rows = [["谷神星", "939"], ["灶神星", "525"], ["智神星", "513"], ["健神星", "433"]]
    made.table("四颗小行星", ["小行星", "直径"], rows, units={"直径": "km"})
    (found,) = contradictions(View(build([made.document()])))
    assert (found.relation.head, found.relation.relation) == ("谷神星", "直径")
    assert (found.stated, found.item.number) == (952, 939)


def test_both_sides_of_a_contradiction_have_addresses(paper: Any):
    (found,) = contradictions(view(paper, "The diameter of Ceres is 952 km."))
    assert found.text.address.span is not None and found.given.address.box is not None
    assert found.text.text == "The diameter of Ceres is 952 km."


def samples(ground: View, task: str) -> list[Sample]:
    sampler = Sampler(ground, [load_tasks()[task]], 1)
    plans = sampler.candidates(task, 60)
    return [
        assemble(plan, word(plan, Random(1)), ordinal=n, seed=1, sources=())
        for n, plan in enumerate(plans)
    ]


def test_a_contradicted_value_serves_its_own_task_and_no_other(paper: Any):
    known = view(paper, "The diameter of Ceres is 952 km.")
    ground = Ground(known, reread=lambda evidence: None)
    (own,) = samples(known, "contradiction")
    assert failing(own, ground) == []
    assert (own.answer.value, own.answer.unit) == ("13", "km")
    others = [*samples(known, "single_table"), *samples(known, "single_table_multihop")]
    assert others and not any("939" in i.model_dump_json() for s in others for i in s.evidence)


def test_a_sample_that_rests_on_a_contradicted_value_is_refused(paper: Any):
    plain = view(paper, "Vesta is bright.")
    sample = next(s for s in samples(plain, "single_table") if len(s.evidence) == len(ROWS))
    known = view(paper, "The diameter of Ceres is 952 km.")
    assert "contradicted" in failing(sample, Ground(known, reread=lambda evidence: None))
