"""The tools that find out what there is, on the graph of the example corpus."""

from pathlib import Path

import pytest

from mmkg.graph.build import build
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.tools.base import Context, ToolError
from mmkg.tools.corpus_index import tokens
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.path_tools import paths
from mmkg.tools.search_tools import (
    list_figures,
    list_formulas,
    list_tables,
    search_corpus,
    stands_for,
)

CORPUS = Path(__file__).parents[2] / "examples" / "corpus"


@pytest.fixture(scope="module")
def runtime() -> Context:
    graph = build(read_corpus([CORPUS]).documents)
    return Context(graph, View(graph))


def test_a_passage_is_found_by_its_topic_in_either_language(runtime: Context) -> None:
    wanted = {"which planets are gas giants?": "giants", "环绕周期与轨道高度": "周期"}
    for query, word in wanted.items():
        assert any(word in passage for passage in search_corpus(query, runtime)[:3])


def test_chinese_is_searched_by_characters_and_pairs() -> None:
    assert tokens("Io 的质量") == ["io", "的质", "的", "质量", "质", "量"]


def test_what_there_is_can_be_listed(runtime: Context) -> None:
    graph = runtime.graph
    assert len(list_tables(runtime)) == len(graph.tables())
    assert graph.figures()[0].id in list_figures(runtime)[0]
    assert any("G" in line for line in list_formulas(runtime))


def test_two_things_are_joined_by_the_shortest_chains_of_edges(runtime: Context) -> None:
    chains = paths("Mars", "Venus", runtime)
    assert 1 < len(chains) == len(set(chains))
    assert len({chain.count("→") + chain.count("←") for chain in chains}) == 1
    assert all(chain.startswith("Mars [") and "Venus [" in chain for chain in chains)
    with pytest.raises(ToolError, match="no node 'Krypton'"):
        paths("Mars", "Krypton", runtime)
    with pytest.raises(ToolError, match="are one thing: entity:mars"):
        paths("Mars", "entity:mars", runtime)


def test_a_name_says_how_many_things_it_stands_for(runtime: Context) -> None:
    assert stands_for("Mars", runtime).startswith("one thing: Mars")
    with pytest.raises(ToolError, match="nothing is called"):
        stands_for("Krypton", runtime)


@pytest.mark.parametrize("query", ["", " ", "{}$|<", "\x00", "。", "😀", "#" * 1_000_000])
def test_a_search_for_no_word_at_all_finds_by_meaning_or_says_that_nothing_fits(
    runtime: Context, query: str
) -> None:
    try:
        assert search_corpus(query, runtime)
    except ToolError as error:
        assert "no passage fits" in str(error)


def test_an_empty_graph_has_nothing_to_find() -> None:
    empty = Context(Graph(), View(Graph()))
    with pytest.raises(ToolError, match="no passage fits"):
        search_corpus("anything", empty)
    assert list_tables(empty) == ["there is no table"]
