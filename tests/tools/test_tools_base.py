import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.tools.base import (
    LARGEST_PICTURE,
    LONGEST_RESULT,
    REGISTRY,
    BadTool,
    Context,
    Shown,
    ToolError,
    told,
    tool,
)
from mmkg.tools.toolbox import load_tools, tools_for


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """Tools defined by a test are gone after it."""
    load_tools()
    kept = dict(REGISTRY)
    yield
    REGISTRY.clear()
    REGISTRY.update(kept)


def test_a_tool_stays_a_plain_function_and_shows_models_only_its_own_arguments() -> None:
    @tool("trial")
    def shout(word: str, times: int = 1, *, runtime: Context) -> str:
        """Say a word
        loudly.

        More that models need not read.

        Args:
            word: What to say,
                in one word.
            times: How often.
        """
        return word.upper() * times + str(len(runtime.graph.nodes))

    graph = Graph()
    context = Context(graph, View(graph))
    assert shout("a", 2, runtime=context) == "AA0"
    made = REGISTRY["shout"]
    assert (made.capability, made.description) == ("trial", "Say a word loudly.")
    schema = made.arguments.model_json_schema()
    assert list(schema["properties"]) == ["word", "times"] and schema["required"] == ["word"]
    assert schema["properties"]["word"]["description"] == "What to say, in one word."
    assert made.bind(context).invoke({"word": "b"}) == "B0"
    assert made.run({"word": "c"}, context) == "C0"


def _undocumented(word: str) -> str:
    return word


def _undescribed(word: str) -> str:
    """Say a word."""
    return word


def _untyped(word) -> str:  # type: ignore[no-untyped-def]
    """Say a word.

    Args:
        word: What to say.
    """
    return str(word)


def _misdescribed(word: str) -> str:
    """Say a word.

    Args:
        word: What to say.
        volume: How loud.
    """
    return word


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (_undocumented, "needs a docstring"),
        (_undescribed, "does not describe 'word'"),
        (_untyped, "argument 'word' has no type"),
        (_misdescribed, "no argument 'volume'"),
    ],
)
def test_what_a_model_could_not_use_is_refused_where_it_is_defined(
    function: Any, said: str
) -> None:
    with pytest.raises(BadTool, match=said):
        tool("trial")(function)


def test_two_tools_of_one_name_are_refused() -> None:
    with pytest.raises(BadTool, match="two tools 'calculate': in mmkg.tools.compute_tools and"):

        @tool("trial")
        def calculate() -> str:
            """Do nothing."""
            return ""


def test_a_refusal_that_quotes_a_long_argument_is_cut_in_its_middle() -> None:
    said = str(ToolError(f"no table is called {'x' * 1_000_000!r}: there are Table 1"))
    assert len(said) < 1100 and said.startswith("no table is") and said.endswith("are Table 1")
    assert str(ToolError("no")) == "no"


def test_a_long_result_is_cut_and_says_so() -> None:
    text = told(["x" * 5000])
    assert len(text) < LONGEST_RESULT + 100 and text.endswith("characters in all; ask for less)")
    assert told({"a": "é", "b": [1, None]}) == '{"a": "é", "b": [1, null]}'
    with pytest.raises(TypeError):
        told(object())


def test_a_picture_that_cannot_be_sent_is_refused() -> None:
    assert told(Shown("a dot", b"\x89PNG and so on")) == "a dot"
    for png in (b"GIF89a", b"\x89PNG" + bytes(LARGEST_PICTURE)):
        with pytest.raises(ToolError, match="not a PNG of at most 4,000,000: "):
            Shown("a dot", png)


def test_a_users_tools_are_found_in_a_file_or_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from mmkg.tools.base import tool\n\n\n"
        '@tool("compute")\ndef halve(number: float) -> float:\n'
        '    """Halve a number.\n\n    Args:\n        number: The number.\n    """\n'
        "    return number / 2\n"
    )
    tools = load_tools([tmp_path])
    assert "halve" in [t.name for t in tools_for({"compute"}, tools)]
    assert load_tools([tmp_path / "mine.py"]).keys() == tools.keys()


def test_tests_beside_a_users_tools_are_not_loaded(tmp_path: Path) -> None:
    for name in ("test_mine.py", "conftest.py"):
        (tmp_path / name).write_text("raise SystemExit('run by mistake')\n")
    assert load_tools([tmp_path]).keys() == load_tools().keys()


def test_tools_of_an_installed_package_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "weather.py").write_text(
        "from mmkg.tools.base import tool\n\n\n"
        '@tool("weather")\ndef rain_tomorrow(place: str) -> bool:\n'
        '    """Say whether it rains tomorrow.\n\n    Args:\n        place: A town.\n    """\n'
        "    return True\n"
    )
    about = tmp_path / "weather-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: weather\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[mmkg.tools]\nweather = weather\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert load_tools()["rain_tomorrow"].capability == "weather"


async def test_a_tool_is_run_for_a_limited_time() -> None:
    @tool("trial")
    def dawdle(seconds: float) -> str:
        """Wait.

        Args:
            seconds: How long.
        """
        time.sleep(seconds)
        return "done"

    @tool("trial")
    async def dawdle_too(seconds: float) -> str:
        """Wait.

        Args:
            seconds: How long.
        """
        await asyncio.sleep(seconds)
        return "done"

    context = Context(Graph(), View(Graph()))
    for name in ("dawdle", "dawdle_too"):
        assert await REGISTRY[name].call({"seconds": 0}, context, 5) == "done"
        with pytest.raises(TimeoutError):
            await REGISTRY[name].call({"seconds": 0.5}, context, 0.05)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def broken(:\n", "line 1: SyntaxError: invalid syntax"),
        ("raise SystemExit(3)\n", "SystemExit: 3"),
        ("1 / 0\n", "ZeroDivisionError: division by zero"),
        ("from mmkg.tools.base import tool\n@tool('x')\ndef f():\n    pass\n", "docstring"),
        ("import not_there_at_all\n", "not_there_at_all"),
    ],
)
def test_a_file_that_holds_no_tools_is_one_clear_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(text)
    before = set(REGISTRY)
    with pytest.raises(UsageError, match=said) as raised:
        load_tools([file])
    assert str(file) in str(raised.value) and set(REGISTRY) == before
    with pytest.raises(UsageError, match="no Python file"):
        load_tools([tmp_path / "absent.py"])
