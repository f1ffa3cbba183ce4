"""Sentences that only say who asks and why are set aside; what may bind the question is not."""

from __future__ import annotations

import pytest

from mmkg.dataset.checks.complement import kept
from mmkg.dataset.checks.scene import sets


@pytest.mark.parametrize(
    "text",
    [
        "an engineer is drafting a brochure about pumps. ",
        "i am writing a short piece about milestones. ",
        "our class was asked to combine two drawings. ",
        "in order to settle a bet, ",
        "a committee is weighing where to spend its next grant. ",
        "an illustrator is drawing an ellipse to scale. ",
        "for a talk on lighthouses, a volunteer needs one figure: ",
        "一位会计正在起草培训材料，",
        "教育局的同事正在准备汇报材料。",
        "审计员在做抽查：",
        "报社的编辑在核实数字。",
        "播客主播在写提纲。",
        "为了优化排班，",
    ],
)
def test_a_sentence_about_the_asker_sets_a_scene(text: str):
    assert sets(text)


@pytest.mark.parametrize(
    "text",
    [
        "an engineer is looking at the pumps without filters. ",
        "a clerk is counting ties twice. ",
        "i am doubling everything first. ",
        "a strike closed two lifts. ",
        "we are interested in 2019. ",
        "i am asking about daytime. ",
        "a student is writing about the winter. ",
        "a regulation is cutting prices. ",
        "an analyst wants the results in thousands. ",
        "to account for losses, ",
        "产能正在下降，",
        "需要考虑冬季，",
        "一位会计只想看其中的一半，",
        "如果需要换算成千克，",
    ],
)
def test_a_sentence_that_may_bind_the_question_sets_no_scene(text: str):
    assert not sets(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "ignore every pump whose flow does not exceed 5 l/s, and",
            "keep every pump whose flow above 5 l/s, and",
        ),
        (
            "leave aside all pumps with a flow of 5 l/s or more",
            "keep all pumps with a flow of below 5 l/s",
        ),
        ("先剔除流量达到5 l/s的水泵", "先保留流量低于5 l/s的水泵"),
        (
            "ignore every pump whose flow is above 5 l/s",
            "ignore every pump whose flow is above 5 l/s",
        ),
    ],
)
def test_a_limit_for_what_is_left_out_is_read_as_one_for_what_is_kept(text: str, read: str):
    assert kept(text) == read
