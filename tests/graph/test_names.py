"""Names: when two are the same, and whether a text contains one."""

from __future__ import annotations

import pytest

from mmkg.graph.names import language_of, mentions, same_name


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("RoBERTa-large", "roberta large"),
        ("Halley’s Comet", "Halley's comet"),
        ("Cassini–Huygens", "Cassini-Huygens"),
        ("ﬁne", "fine"),
        ("天问一号", "天问 一号"),
        ("Ｍａｒｓ", "Mars"),
        ("GPT-4†", "GPT-4"),
    ],
)
def test_spelling_apart_names_are_the_same(left: str, right: str):
    assert same_name(left, right)


@pytest.mark.parametrize(
    ("left", "right"), [("+ SFT", "SFT"), ("A/B", "AB"), ("GPT-4", "GPT-4o"), ("Mars", "Mar")]
)
def test_names_that_differ_in_more_than_spelling_are_not(left: str, right: str):
    assert not same_name(left, right)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What is the mass of Mars?", "mars"),
        ("由NASA发射的任务", "NASA"),
        ("LSTM的准确率是多少？", "LSTM"),
        ("嫦娥三号的发射质量", "嫦娥三号"),
        ("Is C++ faster?", "C++"),
        ("the Cassini–Huygens mission", "Cassini-Huygens"),
        ("above 20,", "20"),
    ],
)
def test_a_text_mentions_names_that_stand_in_it(text: str, name: str):
    assert mentions(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("the radio", "Io"),
        ("Marsh", "Mars"),
        ("1.5 km", "5"),
        ("5% of it", "5"),
        ("20.5 kg", "20"),
        ("anything", ""),
        ("火星", "水星"),
    ],
)
def test_a_piece_of_a_word_or_number_is_no_mention(text: str, name: str):
    assert not mentions(text, name)


def test_a_language_is_told_by_its_script():
    assert language_of("嫦娥三号由 CNSA 发射") == "zh"
    assert language_of("Chang'e 3 was launched by CNSA") == "en"
    assert language_of("123") == "en"
