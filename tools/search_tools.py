"""Tools that find out what there is: search in the corpus, lists of carriers, names."""

from __future__ import annotations

from mmkg.graph.document import Figure, Formula, Table
from mmkg.graph.names import normal
from mmkg.tools.base import Context, ToolError, tool
from mmkg.tools.corpus_index import index_of

MOST = 8  # passages given
SHOWN = 240  # characters of each
LISTED = 40


@tool("text")
def search_corpus(query: str, runtime: Context) -> list[str]:
    """Search all documents for passages on a topic, by words and by meaning; best first.

    Args:
        query: A question or some words.
    """
    index = index_of(runtime.graph)
    found = index.search(query, MOST) if index else []
    if not found:
        raise ToolError("no passage fits: try other words")
    return [f"[{chunk.id}] {chunk.text[:SHOWN]}" for chunk in found]


@tool("tables")
def list_tables(runtime: Context) -> list[str]:
    """List all tables: id, label, caption and size."""
    return [_of_table(table) for table in runtime.graph.tables()[:LISTED]] or ["there is no table"]


@tool("formulas")
def list_formulas(runtime: Context) -> list[str]:
    """List all numbered or computable formulas: id, number and LaTeX."""
    wanted = [f for f in runtime.graph.formulas() if f.number or f.status == "computable"]
    return [_of_formula(formula) for formula in wanted[:LISTED]] or ["there is no formula"]


@tool("figures")
def list_figures(runtime: Context) -> list[str]:
    """List all figures: id, label, caption and whether their data are known."""
    return [_of_figure(f) for f in runtime.graph.figures()[:LISTED]] or ["there is no figure"]


@tool("graph")
def stands_for(name: str, runtime: Context) -> str:
    """Say whether a name stands for one thing only, or for several that must be told apart.

    Args:
        name: A name as a question would use it.
    """
    wanted = normal(name)
    found = [
        node
        for node in runtime.graph.of_type("entity")
        if wanted in {normal(each) for each in (node.name, *node.aliases)}
    ]
    if not found:
        raise ToolError(f"nothing is called {name!r}: try find_entity")
    if len(found) == 1:
        return f"one thing: {found[0].name} [{found[0].id}]"
    told = "; ".join(f"{node.name} [{node.id}] {node.description}".strip() for node in found)
    return f"{len(found)} things: {told}"


def _of_table(table: Table) -> str:
    size = f"{table.rows} rows, {table.columns} columns"
    return f"[{table.id}] {table.label or 'table'}: {table.caption} ({size})"


def _of_formula(formula: Formula) -> str:
    number = f"({formula.number}) " if formula.number else ""
    return f"[{formula.id}] {number}{formula.latex}"


def _of_figure(figure: Figure) -> str:
    data = f", {len(figure.series)} series known" if figure.series else ""
    return f"[{figure.id}] {figure.label or 'figure'}: {figure.caption} ({figure.kind}{data})"
