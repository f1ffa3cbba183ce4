"""The tools that ship, on the graph of the example corpus."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mmkg.graph.build import build
from mmkg.graph.evidence import cite_cell
from mmkg.graph.mining.view import View
from mmkg.tools.base import Context, ToolError
from mmkg.tools.compute_tools import calculate, convert_unit
from mmkg.tools.figure_tools import view_chart_data
from mmkg.tools.formula_tools import (
    evaluate_formula,
    parse_formula,
    show_formula,
    solve_formula,
)
from mmkg.tools.graph_tools import (
    describe,
    find_entity,
    neighbours,
    run_derivation,
    show_plan,
)
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.parse.latex import parse_latex
from mmkg.tools.reread import Rereader
from mmkg.tools.table_tools import look_up, reread_table, view_table
from mmkg.tools.text_tools import find_text, read_page, read_passage, reread_evidence

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"


@pytest.fixture(scope="module")
def runtime() -> Context:
    graph = build(read_corpus([CORPUS / "planets.pdf", CORPUS / "orbits.pdf"]).documents)
    table = next(t for t in graph.tables() if "Bulk" in t.caption)
    cell = next(c for c in table.cells if c.row_path[-1:] == ("Mars",) and c.kind == "body")
    evidence = cite_cell(table, cell).model_copy(update={"id": "e1"})
    return Context(graph, View(graph), {"e1": evidence}, reread=lambda item: None)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("(3.5 - 1.2) / 2", "1.15"),
        ("2^10", "1024"),
        ("0.1 + 0.2", "0.3"),
        ("mean([1, 2, 6])", "3"),
        ("max(3, -4) × 2", "6"),
        ("-sqrt(16) − 1", "-5"),
        ("1e3 * 1.5", "1500"),
    ],
)
def test_arithmetic_is_exact(expression: str, value: str) -> None:
    assert calculate(expression) == value


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')",
        "open('x')",
        "(1).__class__",
        "x + 1",
        "1/0",
        "9**999999",
        "2**0.5**-999",
        "'a'*99999999",
        "lambda: 1",
        "[1 for _ in range(9)]",
        "mean()",
        "1 +",
        "1+" * 200 + "1",
        "(" * 150 + ")" * 150,
        "sum(a=1)",
        "True + 1",
        "",
    ],
)
def test_what_is_not_arithmetic_is_refused_and_never_run(expression: str) -> None:
    with pytest.raises(ToolError):
        calculate(expression)


def test_units_are_converted_or_the_clash_is_named() -> None:
    assert convert_unit(1.5, "km", "m") == "1500 m"
    with pytest.raises(ToolError, match="different things"):
        convert_unit(1, "km", "kg")


def test_tables_are_shown_and_looked_up_by_label_or_id(runtime: Context) -> None:
    table = next(t for t in runtime.graph.tables() if "Bulk" in t.caption)
    assert "Mars" in view_table(table.id, runtime)
    assert look_up(table.id, "Mars", "Mass", runtime) == "0.64169 10^24 kg"
    with pytest.raises(ToolError, match="no such cell; rows: .*Mercury.*columns: .*Mass"):
        look_up(table.id, "Pluto", "Mass", runtime)
    with pytest.raises(ToolError, match="several tables are called 'Table 1'; there are Table 1"):
        view_table("Table 1", runtime)
    with pytest.raises(ToolError, match="no table is called 'Table 99'"):
        view_table("Table 99", runtime)


def test_charts_give_their_data(runtime: Context) -> None:
    figure = next(f for f in runtime.graph.figures() if f.kind == "chart")
    assert str(figure.series[0].points[0].x) in view_chart_data(figure.id, runtime)
    with pytest.raises(ToolError, match="no figure is called"):
        view_chart_data("Figure 77", runtime)


def test_text_is_found_and_read(runtime: Context) -> None:
    first = find_text("planets", runtime)[0]
    passage = first[1 : first.index("]")]
    assert "planets" in read_passage(passage, runtime).lower()
    with pytest.raises(ToolError, match="no passage contains"):
        find_text("chocolate cake", runtime)
    with pytest.raises(ToolError, match="use an id that find_text gave"):
        read_passage("chunk 7", runtime)


def test_the_graph_is_asked_by_name(runtime: Context) -> None:
    assert any(line.startswith("Mars") and "table" in line for line in find_entity("mars", runtime))
    assert any("Table" in line for line in neighbours("Mars", runtime))
    for wrong in ("Krypton", ""):
        with pytest.raises(ToolError):
            find_entity(wrong, runtime)
    with pytest.raises(ToolError, match="no node 'Krypton'"):
        neighbours("Krypton", runtime)


def test_a_plan_that_is_not_on_offer_is_named(runtime: Context) -> None:
    for ask in (show_plan, run_derivation):
        with pytest.raises(ToolError, match="no plan 1: there are plans 1 to 0"):
            ask(1, runtime)


def test_evidence_is_read_again(runtime: Context) -> None:
    assert reread_evidence("e1", runtime) == "same"
    with pytest.raises(ToolError, match="no evidence 'e9': there are e1"):
        reread_evidence("e9", runtime)


def test_formulas_that_are_not_there_are_named(runtime: Context) -> None:
    for ask in (
        lambda: show_formula("(99)", runtime),
        lambda: evaluate_formula("(99)", "x", {}, runtime),
    ):
        with pytest.raises(ToolError, match="no formula has the number"):
            ask()


def test_angles_are_given_to_formulas_in_degrees_where_these_state_degrees(paper: Any) -> None:
    written = paper()
    force = parse_latex(r"F = 9.81 m \sin a")
    known = {"F": ("force", "N"), "m": ("mass", "kg"), "a": ("angle", "°")}
    formula = written.formula(force, known)
    graph = build([written.document()])
    looking = Context(graph, View(graph))
    for target, values, right in (("F", {"m": 2, "a": 30}, 9.81), ("a", {"m": 2, "F": 9.81}, 30)):
        assert float(evaluate_formula(formula.id, target, values, looking)) == pytest.approx(right)


def test_a_formula_is_rearranged_and_latex_is_read(runtime: Context) -> None:
    formula = next(f for f in runtime.graph.formulas() if f.latex == "r_{a} = a(1 + e)")
    assert solve_formula(formula.id, "e", runtime) == ["e = \\frac{r_{a}}{a} - 1"]
    with pytest.raises(ToolError, match="q does not stand in the equation; its symbols are r_a"):
        solve_formula(formula.id, "q", runtime)
    assert parse_formula("E = \\frac{1}{2} m v^{2}").endswith("symbols: E, m, v")
    with pytest.raises(ToolError, match="not computable"):
        parse_formula("\\int f(x) dx")


def test_a_table_is_read_again_by_another_reader_which_names_what_it_sees_otherwise(
    runtime: Context,
) -> None:
    table = next(t for t in runtime.graph.tables() if "Bulk" in t.caption)
    texts = sum(bool(cell.text) for cell in table.cells)
    files = {
        document.sha256: CORPUS / document.name for document in runtime.graph.documents.values()
    }
    again = replace(runtime, reread=Rereader(files))
    told = reread_table(table.id, again)
    assert told.startswith(f"{texts} of {texts} cells read the same again\nwhen it was parsed, ")
    wrong = next(cell for cell in table.cells if cell.text == "3389.5")
    cells = tuple(
        cell.model_copy(update={"text": "3398.5"}) if cell is wrong else cell
        for cell in table.cells
    )
    graph = build([])
    graph.carriers[table.id] = table.model_copy(update={"cells": cells})
    spoilt = reread_table(table.id, replace(again, graph=graph))
    assert f"{texts - 1} of {texts} cells" in spoilt
    assert f"row {wrong.row + 1}, column {wrong.column + 1} (Mars / " in spoilt
    assert "“3389.5” instead of “3398.5”" in spoilt


def test_a_page_is_read_in_parts_and_one_that_is_not_there_is_named(runtime: Context) -> None:
    first = read_page(1, runtime, document="planets.pdf")
    assert "planets" in first.lower()
    assert read_page(1, runtime, document="planets.pdf", start=10)[:50] == first[10:60]
    with pytest.raises(ToolError, match=r"2 documents are called ''.*orbits.pdf"):
        read_page(1, runtime)
    with pytest.raises(ToolError, match="no text is known on page 99 .* its pages are 1 to"):
        read_page(99, runtime, document="planets.pdf")


def test_a_thing_is_described_with_its_places(runtime: Context) -> None:
    told = describe("Mars", runtime)
    assert told.startswith("Mars [entity:mars]: ") and "planets.pdf, page 1" in told
    with pytest.raises(ToolError, match="no node 'Krypton'"):
        describe("Krypton", runtime)
