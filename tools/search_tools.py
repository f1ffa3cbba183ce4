"""Tools that find out what there is: search in the corpus, lists of carriers, connections."""

from __future__ import annotations

from collections import deque

from mmkg.graph.document import Figure, Formula, Table
from mmkg.graph.names import normal
from mmkg.graph.store import Graph
from mmkg.tools.base import Context, ToolError, tool
from mmkg.tools.corpus_index import index_of

MOST = 8  # passages given
SHOWN = 240  # characters of each
LISTED = 40
FARTHEST = 6  # edges between two nodes that count as connected


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
def connection(start: str, end: str, runtime: Context) -> list[str]:
    """Show the shortest chain of edges that joins two things of the graph.

    Args:
        start: Id of a node, or name of an entity.
        end: Id of another node, or name of another entity.
    """
    graph = runtime.graph
    chain = _chain(graph, _id(start, runtime), _id(end, runtime))
    if chain is None:
        raise ToolError(f"nothing joins {start!r} and {end!r} within {FARTHEST} edges")
    return [f"{_titled(graph, one)} {label} {_titled(graph, two)}" for one, label, two in chain]


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


def _id(name: str, runtime: Context) -> str:
    if name in runtime.graph.nodes:
        return name
    entity = runtime.view.entity(name)
    if entity is None:
        raise ToolError(f"no node {name!r}: use an id or a name that find_entity gave")
    return entity.id


def _chain(graph: Graph, start: str, end: str) -> list[tuple[str, str, str]] | None:
    """Edges from start to end as (node, label, node), whichever way each edge points."""
    came: dict[str, tuple[str, str]] = {start: ("", "")}
    queue = deque([(start, 0)])
    while queue and end not in came:
        node, far = queue.popleft()
        if far == FARTHEST:
            continue
        steps = [(e.target, f"—{e.label}→") for e in graph.out(node)]
        steps += [(e.source, f"←{e.label}—") for e in graph.into(node)]
        for other, label in steps:
            if other not in came:
                came[other] = (node, label)
                queue.append((other, far + 1))
    if end not in came:
        return None
    chain = []
    while end != start:
        before, label = came[end]
        chain.append((before, label, end))
        end = before
    return chain[::-1]


def _titled(graph: Graph, node: str) -> str:
    return f"{graph.nodes[node].name} [{node}]"
