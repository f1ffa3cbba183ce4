"""Relations that sentences state, read by rule: who, what, where, how much and when."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mmkg.graph.names import normal
from mmkg.graph.relations.reading import relations
from mmkg.graph.schema import Relation


def read(paper: Any, text: str, *known: str) -> list[Relation]:
    chunk = paper().text(text)
    found = list(relations(chunk, {normal(name): name for name in known}))
    for relation in found:  # what it says stands where it says
        if relation.tail_span:
            assert chunk.text[slice(*relation.tail_span)] == relation.tail
        if relation.head_span:
            assert chunk.text[slice(*relation.head_span)] == relation.head
            assert relation.span[0] <= relation.head_span[0] < relation.span[1]
    return found


def triples(found: list[Relation]) -> set[tuple[str, str, str]]:
    return {(relation.head, relation.relation, relation.tail) for relation in found}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ceres has a diameter of 939 km.", ("Ceres", "diameter", "939 km")),
        (
            "The dwarf planet Ceres has a density of about 2160 kg/m^3.",
            ("Ceres", "density", "2160 kg/m^3"),
        ),
        (
            "ORBITQA, which covers 23 class labels, is new.",
            ("ORBITQA", "number of class labels", "23"),
        ),
        (
            "We present ORBITQA covering 23 diverse languages.",
            ("ORBITQA", "number of diverse languages", "23"),
        ),
        (
            "Marten-7B was trained on text for 3 epochs.",
            ("Marten-7B", "number of training epochs", "3"),
        ),
        (
            "Marten-7B was fine-tuned with a learning rate of 0.0002.",
            ("Marten-7B", "learning rate", "0.0002"),
        ),
        (
            "Otter reaches an accuracy of 81.4% on ORBITQA.",
            ("Otter", "accuracy on ORBITQA", "81.4%"),
        ),
        ("星河语料库共收录 1200 条。", ("星河语料库", "收录条数", "1200")),
        ("星河公司同比增长 12.5%。", ("星河公司", "同比增长幅度", "12.5%")),
        ("The mass of Ceres is 9.38 × 10^20 kg.", ("Ceres", "mass", "9.38 × 10^20 kg")),
        ("The mass of Ceres is 9.4e20 kg.", ("Ceres", "mass", "9.4e20 kg")),
        ("The mass of Ceres is 9.4 · 10^20 kg.", ("Ceres", "mass", "9.4 · 10^20 kg")),
        ("Ceres’s radius is 470 km.", ("Ceres", "radius", "470 km")),
        ("With a mass of 5 kg, Sputnik orbited Earth.", ("Sputnik", "mass", "5 kg")),
        ("Tower Bridge is 244 m long.", ("Tower Bridge", "length", "244 m")),
        ("The revenue of Acme Corp in 2020 was 5.2 billion USD.",
         ("Acme Corp", "revenue in 2020", "5.2 billion USD")),
        ("Jupiter has 95 known moons.", ("Jupiter", "number of known moons", "95")),
        ("SpaceX was founded by Elon Musk.", ("SpaceX", "was founded by", "Elon Musk")),
        ("ESA was founded in 1975 by ten states.", ("ESA", "was founded", "1975")),
        ("Huygens discovered Titan.", ("Titan", "was discovered by", "Huygens")),
        ("In 1998, Google was founded by Larry Page.", ("Google", "was founded", "1998")),
        ("Curie was born on 7 November 1867.", ("Curie", "was born", "7 November 1867")),
        ("Juno reached Jupiter.", ("Juno", "reached", "Jupiter")),
        ("Juno reached Jupiter on 5 July 2016.", ("Juno", "reached Jupiter", "5 July 2016")),
        ("The European Space Agency is based in Paris.",
         ("European Space Agency", "is based in", "Paris")),
        ("Paris is the capital of France.", ("France", "capital", "Paris")),
        ("The capital of France is Paris.", ("France", "capital", "Paris")),
        ("Titan, the largest moon of Saturn, was discovered by Huygens.",
         ("Saturn", "largest moon", "Titan")),
        ("Triton is a moon of Neptune.", ("Triton", "is a moon of", "Neptune")),
        ("Vesta is a large asteroid.", ("Vesta", "is a", "large asteroid")),
        ("Water consists of Hydrogen and Oxygen.", ("Water", "consists of", "Oxygen")),
        ("The Basin Commission is chaired by Ruth Okafor.",
         ("Basin Commission", "is chaired by", "Ruth Okafor")),
        ("Norvik Energy is run by Tomas Brandt.", ("Norvik Energy", "is run by", "Tomas Brandt")),
        ("Malta is governed by the Labour Party.", ("Malta", "is governed by", "Labour Party")),
        ("Lufthansa was headed by Carsten Spohr in 2020.",
         ("Lufthansa", "was headed by", "Carsten Spohr")),
        ("The Sund Dam was renovated in 1987.", ("Sund Dam", "was renovated", "1987")),
        ("Skopje was rebuilt by Kenzo Tange.", ("Skopje", "was rebuilt by", "Kenzo Tange")),
        ("Aramis was taken over by Athos Ltd.", ("Aramis", "was taken over by", "Athos Ltd")),
    ],
)  # fmt: skip
def test_english_sentences(paper: Any, text: str, wanted: tuple[str, str, str]):
    assert wanted in triples(read(paper, text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("谷神星的直径为939千米。", ("谷神星", "直径", "939千米")),
        ("木卫三直径约5268公里。", ("木卫三", "直径", "5268公里")),
        ("欧洲空间局成立于1975年5月30日。", ("欧洲空间局", "成立于", "1975年5月30日")),
        ("天问一号于2020年7月23日发射升空。", ("天问一号", "发射于", "2020年7月23日")),
        ("嫦娥三号由中国航天局研制。", ("嫦娥三号", "研制方", "中国航天局")),
        ("巴黎是法国的首都。", ("法国", "首都", "巴黎")),
        ("法国的首都是巴黎。", ("法国", "首都", "巴黎")),
        ("故宫位于北京。", ("故宫", "位于", "北京")),
        ("天问一号是一颗火星探测器。", ("天问一号", "是", "火星探测器")),
        ("水星绕太阳运行。", ("水星", "环绕", "太阳")),
        ("木星拥有95颗卫星。", ("木星", "卫星数量", "95")),
        ("清河水库建成于 1975 年。", ("清河水库", "建成于", "1975 年")),
        ("清河水库于 1975 年 3 月正式建成。", ("清河水库", "建成于", "1975 年 3 月")),
        ("谷神星的直径约为 939 千米。", ("谷神星", "直径", "939 千米")),
        ("天问一号 由 CNSA 研制。", ("天问一号", "研制方", "CNSA")),
        ("清河水库由张立主持。", ("清河水库", "主持人", "张立")),
        ("第一产业实现增加值47.5亿元，增长快。", ("第一产业", "增加值", "47.5亿元")),
        ("全市实现生产总值（GDP）1228亿元，好转。", ("全市", "生产总值", "1228亿元")),
        ("第一产业实现增加值5亿元，同比增长4.4%。", ("第一产业", "增加值同比增长幅度", "4.4%")),
    ],
)
def test_chinese_sentences(paper: Any, text: str, wanted: tuple[str, str, str]):
    assert wanted in triples(read(paper, text, "谷神星", "天问一号", "巴黎", "法国", "木星"))


@pytest.mark.parametrize(
    "text",
    [
        "The moon of Mars has a radius of 11 km.",  # the moon's radius, not that of Mars
        "The orbit of Ceres has an inclination of 10 degrees.",
        "Its radius is 5 km.",
        "Norvik Energy is not run by Tomas Brandt.",
        "Norvik Energy may be run by Tomas Brandt.",
        "Speed was reduced by Alfa.",
        "The Sund Dam is used by Norvik Energy.",
        "The Sund Dam is supported by the Foundation for Water.",  # a part of its name
        "The mission was built by the Italian space agency.",
        "RoBERTa was proposed by Liu et al. in 2019.",
        "Results of GPT-4 are the best of all models.",
        "Speeds between 5–7 km were measured by us.",
        "This has a total of 5 parts.",
        "总部位于巴黎。",
        "该矿物由石英和长石组成。",
        "探测器沿圆形轨道环绕月球时速度很高。",
    ],
)
def test_sentences_that_would_be_read_wrongly_are_not_read(paper: Any, text: str):
    assert not read(paper, text)


def test_amounts_and_dates_are_values_and_have_their_type(paper: Any):
    text = "Ceres has a diameter of 939 km. Ceres was discovered on 1 January 1801."
    amount, date = read(paper, text)
    assert (amount.value, str(amount.number), amount.unit, amount.form) == (
        *("amount", "939", "km"),
        "role",
    )
    assert (date.value, date.date, date.form) == ("date", "1801-01-01", "verb")


def test_scales_are_worked_out(paper: Any):
    (people,) = read(paper, "France has a population of 67.5 million.")
    assert people.number == 67_500_000
    (capital,) = read(paper, "华为技术注册资本为3.5亿元。", "华为技术")
    assert (capital.number, capital.unit) == (Decimal("3.5"), "亿元")  # a unit as it is printed


def test_several_amounts_and_several_names_are_several_relations(paper: Any):
    text = "Ceres has a diameter of 939 km, a mass of 9 kg and a period of 4.6 years."
    assert {r.relation for r in read(paper, text)} == {"diameter", "mass", "period"}
    found = read(paper, "Cassini was built by NASA, ESA and ASI.")
    assert {r.tail for r in found} == {"NASA", "ESA", "ASI"}


def test_a_pronoun_speaks_of_what_the_sentence_before_began_with(paper: Any):
    first, second = read(paper, "Pallas has a radius of 256 km. Its mass is 20 kg.")
    assert (second.head, second.relation, second.head_span) == ("Pallas", "mass", None)
    assert second.span[0] == first.span[0]
    assert not read(paper, "Nothing is known. Its mass is 20 kg.")


def test_a_number_in_a_name_is_no_amount_and_one_with_a_unit_is_no_name(paper: Any):
    assert triples(read(paper, "Vega 1 reached Venus.")) == {("Vega 1", "reached", "Venus")}
    assert triples(read(paper, "Ariel has a radius of 579 km.")) == {("Ariel", "radius", "579 km")}


def test_a_date_is_not_read_of_a_thing_that_only_acts_in_chinese(paper: Any):
    assert read(paper, "临江于2019年6月3日开通地铁二号线。", "临江") == []
    assert read(paper, "临江于2019年6月3日启用。", "临江") != []


def test_an_amount_counted_in_a_measure_word_that_is_no_unit_is_not_read(paper: Any):
    assert read(paper, "节水灌溉面积204.1万亩，比上年多。") == []


@pytest.mark.parametrize(
    ("text", "head", "tail"),
    [
        ("Rated power: 750 W", "Rated power", "750 W"),
        ("- Maximum head: 42 m.", "Maximum head", "42 m"),
        ("额定功率：1.5 kW", "额定功率", "1.5 kW"),
    ],
)
def test_a_line_that_is_a_name_and_an_amount_is_a_field(
    paper: Any, text: str, head: str, tail: str
):
    (found,) = relations(paper().text(text, kind="list"), {})
    assert (found.form, found.head, found.relation, found.tail) == ("field", head, "", tail)


def test_a_paragraph_of_fields_has_one_on_each_line(paper: Any):
    lines = ["Weight: 3.2 kg ", "Material: cast iron ", "Height: 31 cm"]
    whole = paper().text("".join(lines))
    spans = [(at := sum(map(len, lines[:n])), at + len(line)) for n, line in enumerate(lines)]
    placed = [whole.lines[0].model_copy(update={"span": span}) for span in spans]
    found = [*relations(whole.model_copy(update={"lines": tuple(placed)}), {})]
    assert [(r.head, r.tail) for r in found] == [("Weight", "3.2 kg"), ("Height", "31 cm")]
    assert whole.text[slice(*found[1].span)] == "Height: 31 cm"


@pytest.mark.parametrize(
    "text",
    [
        "Note: 5 kg",
        "Total: 5 kg",
        "备注：5 kg",
        "Weight: 3.2",
        "Population: 12.2M",
        "Homes passed: 300K",
        "Weight: 3.2 kg or 4 kg",
        "Weight: about 3.2 kg of sand",
        "Step 3: 5 min",
        "At 20 °C: 5 kg",
        "We weighed all of them and found this: 5 kg",
        "See also: Weight: 5 kg",
    ],
)
def test_other_lines_with_a_colon_are_no_fields(paper: Any, text: str):
    assert [r for r in relations(paper().text(text), {}) if r.form == "field"] == []
