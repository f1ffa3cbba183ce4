"""Which columns and series are measures: one quantity of many things, comparable."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

import pytest

from mmkg.graph.build import build
from mmkg.graph.mining.patterns import load_patterns
from mmkg.graph.mining.view import View
from mmkg.graph.mining.wording import Phrasing, first_sentence, of_panel, plural, things


def view(doc: Any) -> View:
    return View(build([doc.document()]))


def test_years_are_compared_but_never_averaged(paper: Any):
    doc = paper()
    rows = [["Juno", "2011"], ["Giotto", "1985"], ["Hope", "2020"]]
    doc.table("Launches", ["Mission", "Launch year"], rows)
    (measure,) = view(doc).table_measures
    assert measure.dated


def test_whole_numbers_of_that_size_with_a_unit_are_no_years(paper: Any):
    doc = paper()
    rows = [["Juno", "2011"], ["Giotto", "1985"], ["Hope", "2020"]]
    doc.table("Masses", ["Mission", "Mass"], rows, units={"Mass": "kg"})
    (measure,) = view(doc).table_measures
    assert (measure.dated, measure.unit, measure.noun) == (False, "kg", "mission")


def test_a_table_of_settings_has_no_measures(paper: Any):
    doc = paper()
    rows = [["# epochs", "3"], ["# layers", "12"], ["learning rate", "1"]]
    doc.table("Settings", ["Hyperparameter", "Value"], rows)
    assert view(doc).table_measures == []


def test_a_column_that_only_counts_rows_is_no_measure(paper: Any):
    doc = paper()
    doc.table("Ranks", ["Team", "Rank"], [["A1", "1"], ["B2", "2"], ["C3", "3"]])
    assert view(doc).table_measures == []


def test_numbers_of_very_different_sizes_without_a_unit_are_no_measure(paper: Any):
    doc = paper()
    doc.table("Sizes", ["Thing", "N"], [["A1", "1"], ["B2", "200"], ["C3", "90000"]])
    assert view(doc).table_measures == []


def test_names_that_repeat_are_told_apart_by_their_group(paper: Any):
    doc = paper()
    base = [["base", "1.5"], ["large", "2.5"], ["huge", "3.5"]]
    more = [["base", "4.5"], ["large", "5.5"], ["huge", "6.5"]]
    doc.table("Scores", ["Model", "Score"], [["BERT"], *base, ["GPT"], *more])
    measures = view(doc).table_measures
    assert [(m.group, m.numbers) for m in measures] == [
        (("BERT",), [Decimal("1.5"), Decimal("2.5"), Decimal("3.5")]),
        (("GPT",), [Decimal("4.5"), Decimal("5.5"), Decimal("6.5")]),
    ]


def test_columns_of_names_are_attributes(paper: Any):
    doc = paper()
    doc.table("Agencies", ["Mission", "Agency"], [["Juno", "NASA"], ["Hope", "UAESA"]])
    (attribute,) = view(doc).attributes
    assert [item.text for item in attribute.items] == ["NASA", "UAESA"]


def test_a_chart_reading_has_a_margin_and_takes_its_noun_from_a_table(paper: Any):
    doc = paper()
    names = {"Mars": "1.2", "Venus": "3.4", "Earth": "5.6"}
    doc.table("Planets", ["Planet", "Mass"], [[n, v] for n, v in names.items()])
    doc.chart("Speeds", {"": names}, y="Speed", x="", unit="km/s", decimals=1)
    (speed,) = view(doc).chart_measures
    assert (speed.unit, speed.noun) == ("km/s", "planet")
    assert speed.margin >= Decimal("0.1")


def test_a_series_that_says_what_its_axis_says_is_called_by_itself(paper: Any):
    doc = paper()
    riders = {"Alnes": "120", "Corran": "84", "Eday": "23"}
    doc.chart("Routes", {"Passengers 2021": riders, "Ferries": riders}, y="Passengers", x="Route")
    names = [measure.name for measure in view(doc).chart_measures]
    assert names == ["Passengers 2021", "Passengers for Ferries"]


def test_a_picture_without_data_is_no_measure(paper: Any):
    doc = paper()
    figure = doc.chart("Speeds", {"a": {"x": "1", "y": "2", "z": "3"}})
    doc.figures[0] = figure.model_copy(update={"kind": "picture"})
    assert view(doc).chart_measures == []


def test_measures_of_the_same_things_in_two_carriers_are_joined(paper: Any):
    doc = paper()
    doc.table("A", ["Planet", "Mass"], [["Mars", "1.5"], ["Venus", "2.5"], ["Earth", "3.5"]])
    doc.table("B", ["Planet", "Size"], [["EARTH", "1.1"], ["Mars", "2.2"], ["venus", "3.3"]])
    doc.table("C", ["Planet", "Age"], [["Earth", "1.1"], ["Mars", "2.2"], ["Pluto", "3.3"]])
    assert [(one.name, two.name) for one, two in view(doc).joins] == [("mass", "size")]


def test_a_header_is_written_small_only_where_it_is_a_common_word(paper: Any):
    doc = paper("words.pdf")
    doc.text("They chat about the mean density of things.")
    phrasing = Phrasing([doc.document()])
    small = [phrasing.lower(header) for header in ("Mean density", "Chat", "Chat-Hard", "SFT")]
    assert small == ["mean density", "chat", "Chat-Hard", "SFT"]


ROWS = [["Austria", "10"], ["Malta", "20"], ["Spain", "30"], ["France", "50"]]


@pytest.mark.parametrize(
    ("label", "number", "seen"),
    [
        ("EU Total", "112", 4),  # what others add is in it, too
        ("欧盟总计", "112", 4),
        ("Portugal", "40", 5),
        ("Total Energies", "40", 0),  # may be a thing or a total: nothing is ranked then
        ("EU average", "28", 0),
    ],
)
def test_totals_and_averages_rank_with_nothing(paper: Any, label: str, number: str, seen: int):
    doc = paper()
    doc.table("Cases", ["Country", "Cases"], [*ROWS, [label, number]])
    assert sum(len(measure.items) for measure in view(doc).table_measures) == seen


def test_a_row_that_is_the_sum_of_the_others_is_their_total_if_it_is_so_twice(paper: Any):
    doc = paper()
    rows = [[*row, str(2 * int(row[1]) + 1)] for row in ROWS]
    doc.table("Cases", ["Country", "Cases", "Deaths"], [*rows, ["Union", "110", "224"]])
    assert [len(measure.items) for measure in view(doc).table_measures] == [4, 4]
    doc = paper()
    doc.table("Cases", ["Country", "Cases", "Deaths"], [*rows, ["Union", "110", "80"]])
    assert view(doc).table_measures == []  # once may be chance: nobody knows


def test_documents_in_other_languages_are_read_but_not_asked_about(paper: Any):
    doc = paper()
    doc.table("Cases", ["Country", "Cases"], ROWS)
    read = doc.document()
    assert View(build([read])).table_measures
    assert not View(build([read.model_copy(update={"language": "other"})])).table_measures


@pytest.mark.parametrize(
    ("section", "topic"),
    [
        ("3.2 Rainfall in June", "Rivers: Rainfall in June"),
        ("1 Introduction", "Rivers"),
        ("结果", "Rivers"),
    ],
)
def test_a_table_without_caption_is_about_its_section_unless_any_document_has_one(
    paper: Any, section: str, topic: str
):
    doc = paper(title="Rivers")
    doc.table("", ["Station", "Depth"], [["A1", "1.5"], ["B2", "2.5"], ["C3", "3.5"]])
    read = doc.document()
    tables = tuple(t.model_copy(update={"section": (section,)}) for t in read.tables)
    (measure,) = View(build([read.model_copy(update={"tables": tables})])).table_measures
    assert measure.topic == topic


def test_the_name_of_a_field_is_no_noun(paper: Any):
    doc = paper()
    doc.table("Prices", ["country.d", "Price"], [["Malta", "1.5"], ["Spain", "2.5"], ["Fiji", "3"]])
    (measure,) = view(doc).table_measures
    assert measure.noun == ""


def test_a_noun_has_no_footnote_mark(paper: Any):
    doc = paper()
    doc.table("Depths", ["Station¹", "Depth"], [["A1", "1.5"], ["B2", "2.5"], ["C3", "3.5"]])
    (measure,) = view(doc).table_measures
    assert measure.noun == "station"


def test_one_quantity_in_two_tables_of_one_title_is_not_compared_with_itself(paper: Any):
    doc = paper()
    for far in (1, 2):
        rows = [["Mars", f"{far}.5"], ["Venus", f"{far}.6"], ["Earth", f"{far}.7"]]
        doc.table("The receivables by age", ["Planet", "Mass"], rows)
    assert view(doc).joins == []


def test_rows_that_are_only_numbered_have_no_names_to_ask_for(paper: Any):
    doc = paper()
    for header in ("序号", ""):
        doc.table("Buyers", [header, "Sales"], [["1", "10.5"], ["2", "20.5"], ["3", "30.5"]])
    assert view(doc).table_measures == []


@pytest.mark.parametrize("header", ["科目代码", "分类编码", "ZIP code", "Barcode", "联系电话"])
def test_what_only_identifies_things_is_no_quantity(paper: Any, header: str):
    doc = paper()
    doc.table("Things", ["Thing", header], [["A1", "14"], ["B2", "15"], ["C3", "16"]])
    assert view(doc).table_measures == []


@pytest.mark.parametrize(
    ("labels", "unit", "comparable"),
    [
        (("库存现金", "银行存款", "其他货币资金"), "元", True),
        (("库存现金", "银行存款", "其他货币资金"), None, False),  # what they count is not said
        (("营业收入", "净利润", "现金流量净额"), "元", False),  # different quantities
        (("固定资产", "其中：机器", "无形资产"), "元", False),  # one a part of another
    ],
)
def test_items_of_an_account_are_ranked_where_they_are_amounts_of_money(
    paper: Any, labels: tuple[str, ...], unit: str | None, comparable: bool
):
    doc = paper(language="zh")
    rows = [[label, f"{place}5.50"] for place, label in enumerate(labels, start=1)]
    doc.table("货币资金", ["项目", "期末"], rows, units={"期末": unit} if unit else {})
    names = [measure.name for measure in view(doc).table_measures]
    assert names == (["期末的金额"] if comparable else [])


def test_a_table_without_caption_is_told_by_its_section_and_its_document(paper: Any):
    doc = paper(language="zh", title="某公司年度报告")
    table = doc.table("", ["公司名称", "收入"], [["甲", "15.1"], ["乙", "25.2"], ["丙", "35.3"]])
    document = doc.document()
    moved = table.model_copy(update={"section": ("第二节 财务", "38、主营业务")})
    view = View(build([document.model_copy(update={"tables": (moved,)})]))
    (measure,) = view.table_measures
    assert (measure.topic, measure.noun) == ("某公司年度报告：主营业务", "公司")


def test_tables_of_one_heading_are_told_apart_by_what_their_rows_are(paper: Any):
    doc = paper(title="Votes of 2010")
    votes = [["Blanks", "15"], ["Bump", "25"], ["Fortune", "35"]]
    for office in ("Auditor", "Sheriff"):
        doc.table("", [office, "Ward 1"], votes)
    measures = view(doc).table_measures
    topics = [measure.topic for measure in measures]
    assert topics == ["Votes of 2010: Auditor", "Votes of 2010: Sheriff"]
    assert [measure.noun for measure in measures] == ["", ""]  # candidates, not sheriffs


@pytest.mark.parametrize(
    ("caption", "head"),
    [
        (
            "Analysis of all six setups. (a) Accuracy scores, (b) memory.",
            "Analysis of all six setups",
        ),
        ("Analysis of six setups: (a) accuracy, (b) memory.", "Analysis of six setups"),
        ("Growth of (a) trees", "Growth of (a) trees"),
    ],
)
def test_what_a_caption_says_of_its_panels_is_no_topic_of_the_figure(caption: str, head: str):
    assert first_sentence(caption) == head


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("Figure 2", "Scores"),
        ("Figure 2 ((b) Memory use)", "Scores: Memory use"),
        ("Figure 2 (b)", "Scores (b)"),
        ("图 2（(a) 内存）", "Scores: 内存"),
    ],
)
def test_panels_of_a_figure_are_told_apart(label: str, topic: str):
    assert of_panel("Scores", label) == topic


def test_growth_is_not_averaged(paper: Any):
    doc = paper(language="zh")
    rows = [["销售费用", "14.5"], ["管理费用", "53.2"], ["财务费用", "58.6"]]
    doc.table("费用", ["费用", "同比增减"], rows, units={"同比增减": "%"})
    plans = load_patterns()["table_mean"].plans(view(doc), "single_table", Random(1))
    assert next(plans, None) is None
    assert next(load_patterns()["table_ranked"].plans(view(doc), "single_table", Random(1)), None)


def test_names_that_are_a_row_themselves_are_quoted_in_a_row():
    assert things(["k6", "DFSP 1, 2", "SQL"], chinese=False) == "“k6”, “DFSP 1, 2” and “SQL”"
    assert things(["k6", "SQL"], chinese=False) == "k6 and SQL"
    assert things(["东城、西城", "南城"], chinese=True) == "“东城、西城”、“南城”"


@pytest.mark.parametrize(
    ("noun", "several"),
    [
        *(
            ("city", "cities"),
            ("branch", "branches"),
            ("epoch", "epochs"),
            ("GPU", "GPUs"),
            ("AUDITOR", "AUDITORS"),
        ),
        ("COUNCILLOR (SEVENTH DISTRICT)", "COUNCILLORS (SEVENTH DISTRICT)"),
    ],
)
def test_the_plural_of_a_header_is_made_where_its_noun_ends(noun: str, several: str):
    assert plural(noun) == several


@pytest.mark.parametrize(
    ("language", "header", "named"),
    [("en", "Epoch", "epoch 10, 20 and 30"), ("zh", "轮次", "轮次为10、20、30")],
)
def test_rows_that_numbers_name_are_said_with_what_they_number(
    paper: Any, language: str, header: str, named: str
):
    doc = paper(language=language, title="Loss")
    doc.table("", [header, "loss"], [["10", "0.78"], ["20", "0.73"], ["30", "0.68"]])
    patterns = load_patterns()
    means = [plan.slots for plan in patterns["table_mean"].plans(view(doc), "a_task", Random(1))]
    gaps = [plan.slots for plan in patterns["table_gap"].plans(view(doc), "a_task", Random(1))]
    assert means and {slots["listed"] for slots in means} == {named}
    before = named.partition("10")[0]
    assert gaps and all(slots[name].startswith(before) for slots in gaps for name in "ab")
