"""Each check passes a good sample and fails it once it is spoilt in the way the check is for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mmkg.dataset.checks.check import all_checks
from mmkg.dataset.checks.duplicate import fingerprint
from mmkg.dataset.sample import Finding
from mmkg.graph.derivation import Given, Read


def refused(finding: Finding, route: str, *words: str) -> None:
    assert finding.passed is False
    assert finding.route == route
    assert all(word in finding.why for word in words), finding.why


def test_checks_come_cheap_ones_first_and_each_name_once():
    checks = all_checks()
    assert [check.order for check in checks] == sorted(check.order for check in checks)
    assert len({check.name for check in checks}) == len(checks) >= 9


@pytest.mark.parametrize(
    ("task", "pattern", "language"),
    [
        ("single_table", "table_ranked", "en"),
        ("single_table", "table_gap", "en"),
        ("single_table", "table_mean", "zh"),
        ("single_table", "table_count", "en"),
        ("single_table_single_text", "table_rule_count", "en"),
        ("multi_table", "tables_extreme_then_read", "en"),
        ("single_chart", "chart_gap", "en"),
        ("entity", "chain_value", "en"),
        ("single_formula", "formula_value", "en"),
        ("single_table_single_formula", "table_formula_value", "en"),
    ],
)
def test_a_good_sample_passes_all(find: Any, task: str, pattern: str, language: str):
    assert find(task, pattern, language).failing() == []


def test_a_wrong_answer_is_found(find: Any):
    good = find("single_table", "table_gap")
    wrong = good.sample.answer.model_copy(update={"value": "123456"})
    refused(good.with_sample(answer=wrong).check("derivation"), "miner", "123456")


def test_an_answer_in_another_unit_is_found(find: Any):
    good = find("single_table", "table_gap")
    wrong = good.sample.answer.model_copy(update={"unit": "furlong"})
    refused(good.with_sample(answer=wrong).check("derivation"), "miner", "furlong")


def test_a_derivation_without_its_evidence_is_found(find: Any):
    good = find("single_table", "table_gap")
    lost = good.with_sample(evidence=good.sample.evidence[:1])
    refused(lost.check("derivation"), "miner", "no evidence")


def test_evidence_whose_value_was_changed_is_found(find: Any):
    good = find("single_table", "table_gap")
    first, *rest = good.sample.evidence
    changed = first.model_copy(
        update={
            "reading": first.reading.model_copy(
                update={"number": first.reading.number + Decimal(1)}
            )
        }
    )
    refused(good.with_sample(evidence=(changed, *rest)).check("derivation"), "miner")


def test_a_carrier_that_is_not_needed_is_found(find: Any):
    good = find("single_table_single_text", "table_rule_count")
    table = next(item for item in good.sample.evidence if item.kind == "cell")
    alone = good.with_sample(derivation=Read(evidence=table.id))
    refused(alone.check("carriers"), "miner", "not used")


def test_a_users_own_task_says_which_carriers_are_needed(find: Any, tmp_path: Path):
    own = tmp_path / "two_tables.yaml"
    own.write_text(
        "name: two_tables\ncarriers: {table: 2}\nanswers: [text]\noperations: [reading, listings]\n"
        "patterns: [table_ranked]\ndescription: Ranks in two tables.\n",
        "utf-8",
    )
    good = find("single_table", "table_ranked").with_sample(task="two_tables")
    assert good.check("carriers").passed
    known = replace(good, ground=replace(good.ground, task_files=(own,)))
    refused(known.check("carriers"), "miner", "2 of kind table")


def test_a_rule_that_changes_nothing_is_found(find: Any):
    good = find("single_table_single_text", "table_rule_count")
    limit = {"above": "-1e9", "at_least": "-1e9"}.get(good.sample.derivation.source.test, "1e9")
    lax = tuple(
        item.model_copy(update={"number": Decimal(limit)}) if item.kind == "text" else item
        for item in good.sample.evidence
    )
    finding = good.with_sample(evidence=lax).check("carriers")
    refused(finding, "miner", "the answer is the same without")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("在“行星”中，哪个行星的质量最高？", "English"),
        ("Which?", "characters"),
        ("Which planet is the heaviest? And why is it?", "one thing"),
        ("Tell me about the masses of the planets.", "asks nothing"),
        ("According to the table, which planet is heaviest?", "do not point"),
        ("Which planet is the heaviest in Table 2?", "do not point"),
        ("Which planet is the heaviest, see e3?", "do not point"),
        ("Which planet\nis the heaviest?", "one line"),
    ],
)
def test_questions_that_are_not_fit_to_be_asked_are_found(find: Any, question: str, words: str):
    good = find("single_table", "table_ranked")
    refused(good.asking(question).check("language"), "writer", words)


@pytest.mark.parametrize("question", ["根据表格，哪个任务最重？", "如上表，哪个任务的质量最大？"])
def test_pointing_at_the_table_in_chinese_is_found(find: Any, question: str):
    good = find("single_table", "table_mean", "zh")
    refused(good.asking(question).check("language"), "writer", "do not point")


def test_a_missing_name_is_found(find: Any):
    good = find("single_table", "table_gap")
    name = good.sample.evidence[0].row_path[-1]
    without = good.sample.question.replace(name, "one of them")
    refused(good.asking(without).check("names"), "writer", name)


def test_a_missing_limit_is_found(find: Any):
    good = find("single_table", "table_count")
    (given,) = good.sample.asked.given
    refused(good.asking("How many planets are there above it?").check("names"), "writer", given)


def test_a_missing_unit_and_rounding_are_found(find: Any):
    good = find("single_chart", "chart_gap")
    bare = good.sample.question.split(" (")[0] + "?"
    unit = good.sample.answer.unit
    refused(good.asking(bare).check("stated"), "writer", f"in {unit}", "rounded to")


@pytest.mark.parametrize(
    ("unit", "question"),
    [
        ("m", "What is the maximum of the mean?"),
        ("s", "How slow is it?"),
        ("g", "Which weight is given?"),
        ("K", "What does kelp weigh?"),
        ("h", "How long is the path?"),
    ],
)
def test_a_letter_inside_a_word_is_no_unit(find: Any, unit: str, question: str):
    good = find("single_table", "table_gap")
    answer = good.sample.answer.model_copy(update={"unit": unit})
    refused(good.with_sample(answer=answer, question=question).check("stated"), "writer", unit)


@pytest.mark.parametrize(
    ("unit", "question"),
    [
        ("m", "How far is it, in m?"),
        ("km", "5km 到 9km 相差多少km？"),
        ("%", "What percentage is it?"),
        ("天", "相差多少天？"),
        ("10^24 kg", "How heavy is it (in units of 10^24 kg)?"),
        ("m/s^2", "What is it in m/s^2?"),
    ],
)
def test_a_unit_that_is_said_is_found(find: Any, unit: str, question: str):
    good = find("single_table", "table_gap")
    answer = good.sample.answer.model_copy(update={"unit": unit})
    assert good.with_sample(answer=answer, question=question).check("stated").passed


def test_a_leaked_name_is_found(find: Any):
    good = find("single_table", "table_ranked")
    leaky = f"{good.sample.question} Is it {good.sample.answer.value}?"
    refused(good.asking(leaky).check("leak"), "writer", good.sample.answer.value)


def test_a_leaked_alias_is_found(find: Any):
    good = find("single_table", "table_ranked")
    answer = good.sample.answer.model_copy(update={"aliases": ("the Red One",)})
    leaky = good.with_sample(answer=answer).asking("Which planet, the red one, is heaviest?")
    refused(leaky.check("leak"), "writer")


def test_a_leaked_number_is_found_but_a_given_one_is_not(find: Any):
    good = find("single_table", "table_gap")
    answer = good.sample.answer.model_copy(update={"value": "1234.5"})
    leaky = good.with_sample(answer=answer).asking("How much more is it than 1,234.5?")
    refused(leaky.check("leak"), "writer", "1234.5")
    assert leaky.with_asked(given=("1234.5",)).check("leak").passed


def test_an_item_of_a_list_that_is_told_is_a_leak(find: Any):
    good = find("single_table_single_text", "table_rule_list")
    leaky = f"{good.sample.question} One of them is {good.sample.answer.items[1]}."
    refused(good.asking(leaky).check("leak"), "writer")


def test_a_short_name_does_not_blind_the_leak_check(find: Any):
    good = find("single_table", "table_ranked").with_asked(names=("a",), context=())
    answer = good.sample.answer.model_copy(update={"value": "Saturn"})
    leaky = good.with_sample(answer=answer, question="Is it Saturn that is the heaviest?")
    refused(leaky.check("leak"), "writer", "Saturn")


def test_the_same_question_is_not_accepted_twice(find: Any):
    good = find("single_table", "table_gap")
    good.ground.questions[fingerprint(good.sample.question)] = "s00007"
    refused(good.check("duplicate"), "miner", "s00007")


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Which planet has the highest mass?", "Name the planet that has the highest mass."),
        ("哪个行星的质量最高？", "哪个行星的质量，最高？"),
    ],
)
def test_the_same_words_in_another_dress_are_a_duplicate(one: str, two: str):
    assert fingerprint(one) == fingerprint(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Which lie above -100 °C?", "Which lie above 100 °C?"),
        ("哪些高于 5.4 km？", "哪些高于 54 km？"),
        ("Which has the highest mass?", "Which has the lowest mass?"),
    ],
)
def test_questions_with_other_numbers_or_directions_are_not(one: str, two: str):
    assert fingerprint(one) != fingerprint(two)


def test_evidence_that_reads_differently_goes_to_the_extractor(find: Any):
    good = find("single_table", "table_gap")
    good.ground.reread = lambda item: "“7” instead of “1”" if item.id == "e2" else None
    refused(good.check("reread"), "extractor", "e2", "“7” instead of “1”")


def test_a_question_that_asks_for_the_other_end_is_found(find: Any):
    good = find("single_table", "table_ranked")
    ends = {"highest": "lowest", "lowest": "highest", "latest": "earliest", "earliest": "latest"}
    (said,) = [word for word in ends if word in good.sample.question]
    turned = good.sample.question.replace(said, ends[said])
    refused(good.asking(turned).check("faithful"), "writer", good.sample.asked.slots["which"])


def test_a_question_that_names_another_row_of_the_same_table_is_found(find: Any):
    good = find("single_table", "table_gap")
    asked, here = good.sample.asked.slots["a"], good.sample.evidence[0].carrier
    (measure, *_) = good.ground.view.measures_of(here)
    other = next(i.label for i in measure.items if i.label not in good.sample.question)
    both = good.sample.question.replace(asked, f"{asked} and {other}", 1)
    refused(good.asking(both).check("strangers"), "writer", other)


@pytest.mark.parametrize(
    ("said", "stranger"),
    [
        ("{} The three highest count.", "three highest"),
        ("{} Only the top five matter.", "top five"),
        ("{} Leave out those below 17.", "17"),
        ("{} Answer with one number (in km/s^2, to 3 significant figures).", ""),
        ("Of all these things, to one decimal place: {}", ""),
    ],
)
def test_a_question_that_limits_what_the_plan_does_not_is_found(
    find: Any, said: str, stranger: str
):
    good = find("single_table", "table_gap")
    finding = good.asking(said.format(good.sample.question)).check("strangers")
    if stranger:
        refused(finding, "writer", stranger)
    else:
        assert finding.passed


def two_tables(paper: Any, first: str, second: str) -> Any:
    doc = paper("twins.pdf")
    stars = ("Vega", "Deneb", "Altair", "Rigel", "Mira")
    for caption, values in ((first, "15937"), (second, "95173")):
        rows = [[star, f"{value}.25"] for star, value in zip(stars, values, strict=True)]
        doc.table(caption, ["Star", "Brightness"], rows)
    return doc


def test_a_question_that_fits_two_tables_is_ambiguous(in_documents: Any, paper: Any):
    doc = two_tables(paper, "Stars seen in winter", "Stars seen in summer")
    good = in_documents("single_table", "table_ranked", doc)
    assert good.check("unique").passed
    for question in (
        f"Which star has the {good.sample.asked.slots['which']} brightness?",
        "Which of the stars seen has the highest brightness?",
    ):
        refused(good.asking(question).check("unique"), "writer", "Stars seen in")


def test_a_name_of_one_table_does_not_tell_which_is_searched_for_the_highest(
    unproposed: Any, paper: Any
):
    doc = paper()
    for names in ("Vega Rigel Deneb Sirius", "Algol Mira Spica Castor"):
        rows = [[name, f"{n}.5", f"{n}.25"] for n, name in enumerate(names.split(), 1)]
        doc.table("Stars seen in winter", ["Star", "Brightness", "Distance"], rows)
    finding = unproposed("single_table_multihop", "table_extreme_gap", doc).check("unique")
    refused(finding, "miner", "more than one has the title")


def test_two_tables_of_one_title_cannot_be_told_apart(unproposed: Any, paper: Any):
    doc = two_tables(paper, "Stars seen in winter", "Stars seen in winter")
    finding = unproposed("single_table", "table_ranked", doc).check("unique")
    refused(finding, "miner", "more than one has the title")  # no other words would mend it


def test_a_relation_with_two_ends_is_not_unique(in_documents: Any, paper: Any):
    doc = paper("chain.pdf")
    doc.table("Probes", ["Probe", "Target"], [["Juno", "Jupiter"], ["Hope", "Mars"]])
    doc.table("Planets", ["Planet", "Discoverer"], [["Jupiter", "Galileo"], ["Mars", "Nobody"]])
    good = in_documents("entity", "chain", doc)
    assert good.check("unique").passed
    start = good.sample.derivation.start.start.name
    graph = good.ground.view.graph
    node = good.ground.view.entity(start).id
    (edge,) = [e for e in graph.out(node, "entity") if e.label == "Target"]
    other = next(n.id for n in graph.of_type("entity") if n.id not in (edge.source, edge.target))
    graph.connect(edge.model_copy(update={"target": other}))
    refused(good.check("unique"), "miner", "more than one")


def test_given_numbers_are_no_evidence(find: Any):
    good = find("single_table", "table_gap")
    made_up = good.with_sample(derivation=Given(number=Decimal(5)))
    refused(made_up.check("carriers"), "miner", "not used")
