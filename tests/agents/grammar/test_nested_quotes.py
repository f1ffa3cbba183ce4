"""Titles that quote words themselves stand in questions with the inner marks."""

from __future__ import annotations

from random import Random
from typing import Any

from mmkg.agents.grammar.grammar import word
from mmkg.graph.build import build
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View


def test_quotation_marks_in_a_quoted_title_are_the_inner_ones(paper: Any):
    doc = paper(language="zh", title="“拍照赚钱”任务的定价")
    rows = [["广州", "350"], ["深圳", "420"], ["佛山", "210"], ["东莞", "180"]]
    doc.table("", ["城市", "会员数量"], rows)
    view = View(build([doc.document()]))
    pattern = load_patterns()["table_ranked"]
    plans = [plan for seed in range(9) for plan in pattern.plans(view, "a_task", Random(seed))]
    questions = [word(plan, Random(1)).question for plan in plans]
    assert questions
    assert all("“‘拍照赚钱’任务的定价”" in question for question in questions)
    assert all(title in word(plan, Random(1)).question for plan in plans for title in plan.context)
