"""What a model claims is kept only as a sentence states it, and in the sentence's words."""

from __future__ import annotations

from typing import Any

import pytest

from mmkg.graph.relations.claimed import claimed

LIGHTS = (
    "The lighthouse at Skerry Voe was designed by Marian Holt and built by the Dues Board in 1874. "
    "Holt had studied under Edwin Carrow. She later became the first director of the Institute of "
    "Coastal Works. The Institute is now part of Stromvik University. The arc lamp burned paraffin "
    "until 1926, when the Dalgren Company supplied an electric arc of 4 kilowatts and a mast of "
    "9 m. Ada Morrow lived for years at Cape Anselm, while her daughter Ruth married Hanno Reuter. "
    "The station at Cape Anselm is maintained by the Safety Agency. "
    "Karla Graebe made alizarin together with Liebmann. "
    "The Safety Agency was first led by Adolf Beyer, who won a prize in 1905."
)
DENGTA = (
    "斯凯里灯塔由工程师何玛丽设计，由北方航务局于1874年建造。海岸工程研究所隶属于斯特罗姆大学。"
)


def stated(paper: Any, text: str, said: str) -> str | None:
    chunk = paper().text(text)
    found = claimed(chunk, *said.split(" | "))
    return f"{found.head} | {found.relation} | {found.tail}" if found else None


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (
            "The Institute of Coastal Works | is part of | the Stromvik University",
            "Institute of Coastal Works | is part of | Stromvik University",
        ),
        ("Holt | studied under | Edwin Carrow", "Holt | had studied under | Edwin Carrow"),
        ("lamp | burned | paraffin", "arc lamp | burned | paraffin"),
        (
            "lighthouse | designed by | Marian Holt",
            "lighthouse at Skerry Voe | was designed by | Marian Holt",
        ),
        (
            "lighthouse | was built by | Dues Board",
            "lighthouse at Skerry Voe | was built by | Dues Board",
        ),
        (
            "Holt | became director of | Institute of Coastal Works",
            "Holt | became director of | Institute of Coastal Works",
        ),
        (
            "Holt | became the first director of | Institute of Coastal Works",
            "Holt | became the first director of | Institute of Coastal Works",
        ),
        (
            "Institute of Coastal Works | part of | Stromvik University",
            "Institute of Coastal Works | is now part of | Stromvik University",
        ),
    ],
)
def test_a_relation_is_worded_as_the_sentence_words_it(paper: Any, said: str, kept: str):
    assert stated(paper, LIGHTS, said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "lighthouse | was designed by | Dues Board",  # who built it
        "lamp | supplied | electric arc",  # another clause's verb
        "Ada Morrow | married | Hanno Reuter",
        "electric arc | reach | 9 m",  # one of two values, and none is said to be that
        "Dalgren Company | has automatic station | electric arc",
        "Edwin Carrow | studied under | Holt",
        "Marian Holt | was born in | Leith",
        "Edwin Carrow | became the first director of | Institute of Coastal Works",
        "Safety Agency | won | 1905",  # whose clause that is
        "Karla Graebe | together with | Liebmann",  # no verb of hers
        "Cape Anselm | is maintained by | Safety Agency",  # the station there is
    ],
)
def test_what_no_sentence_says_so_is_not_kept(paper: Any, said: str):
    assert stated(paper, LIGHTS, said) is None


def test_chinese_agents_are_roles_and_verbs_stand_between_their_names(paper: Any):
    assert (
        stated(paper, DENGTA, "斯凯里灯塔 | 由工程师何玛丽设计 | 何玛丽")
        == "斯凯里灯塔 | 设计者 | 何玛丽"
    )
    kept = "海岸工程研究所 | 隶属于 | 斯特罗姆大学"
    assert stated(paper, DENGTA, kept) == kept
    assert stated(paper, DENGTA, "斯凯里灯塔 | 设计 | 北方航务局") is None
    assert stated(paper, DENGTA, "斯凯里灯塔 | 由 | 北方航务局") is None


def test_a_schemas_relation_needs_only_both_names_in_one_sentence(paper: Any):
    chunk = paper().text(LIGHTS)
    assert claimed(chunk, "Holt", "taught_by", "Edwin Carrow", literal=False) is not None
    assert claimed(chunk, "Ruth", "taught_by", "Edwin Carrow", literal=False) is None
