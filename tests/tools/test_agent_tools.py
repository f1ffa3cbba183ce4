"""The tools that ship, on the graph of the example corpus."""

from pathlib import Path

import pytest

from mmkg.graph.build import build
from mmkg.graph.evidence import cite_cell
from mmkg.graph.mining.view import View
from mmkg.tools.base import Context, ToolError
from mmkg.tools.compute_tools import calculate, convert_unit
from mmkg.tools.figure_tools import view_chart_data
from mmkg.tools.formula_tools import evaluate_formula, show_formula
from mmkg.tools.graph_tools import find_entity, neighbours, run_derivation, show_plan
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.table_tools import look_up, view_table
from mmkg.tools.text_tools import find_text, read_passage, reread_evidence

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
