"""A tool's picture reaches a model that sees, and a model that does not is told so."""

import base64
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field

from mmkg.agents.role import Desk, Role, act
from mmkg.graph.build import build
from mmkg.graph.mining.view import View
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.events import ToolCalled
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Limits
from mmkg.runtime.trace import Tracer
from mmkg.tools.base import Context
from mmkg.tools.parse.corpus import read_corpus
from mmkg.tools.toolbox import load_tools

PLANETS = Path(__file__).parents[2] / "examples" / "corpus" / "planets.pdf"
PNG = b"\x89PNG\r\n\x1a\n"


class Answer(BaseModel):
    """Submit the answer."""

    answer: str = Field(description="the answer")


VIEWER = Role("verifier", "solver", Answer, "submit_answer", frozenset({"figures"}))


@pytest.fixture(scope="module")
def context() -> Context:
    (document,) = read_corpus([PLANETS]).documents
    graph = build([document])
    return Context(graph, View(graph), files={document.sha256: PLANETS})


async def looked(server: Any, context: Context, folder: Path, **settings: Any) -> tuple[Any, str]:
    """What the model was sent after it looked at a figure, and what the trace holds."""
    for name, given in (
        ("view_figure", {"figure": "Figure 1"}),
        ("submit_answer", {"answer": "7"}),
    ):
        if settings.get("tool_mode") == "schema":
            server.say(json.dumps({"tool": name, "args": given}))
        else:
            server.call(name, given)
    model = EndpointModel(endpoint=server.endpoint(**settings))
    with Ledger.open(folder / "ledger.sqlite", create=True) as ledger:
        tracer = Tracer(ledger, sample="s1", attempt=1, role="verifier")
        desk = Desk(model, load_tools(), context, tracer, Budget(Limits()))
        await act(VIEWER, desk, {"question": "What?", "evidence": "none"})
        (event,) = ledger.events(kind="tool")
    await model.aclose()
    assert isinstance(event, ToolCalled)
    return server.requests[1]["messages"], str(event.result)


def png_in(content: Any) -> bytes:
    (url,) = [part["image_url"]["url"] for part in content if part["type"] == "image_url"]
    return base64.b64decode(url.removeprefix("data:image/png;base64,"))


async def test_a_model_that_sees_gets_the_picture_after_the_tools_words(
    scripted_endpoint: Any, context: Context, tmp_path: Path
) -> None:
    messages, kept = await looked(scripted_endpoint, context, tmp_path, vision=True)
    told, shown = messages[-2:]
    assert told["role"] == "tool" and "Figure 1: Mean temperature" in told["content"]
    assert shown["role"] == "user" and png_in(shown["content"]).startswith(PNG)
    assert "a picture of" in kept and len(kept) < 500


async def test_a_model_without_tool_calls_of_its_own_gets_it_too(
    scripted_endpoint: Any, context: Context, tmp_path: Path
) -> None:
    asked = {"vision": True, "tool_mode": "schema"}
    messages, _ = await looked(scripted_endpoint, context, tmp_path, **asked)
    told, shown = messages[-1]["content"]
    assert "Result of view_figure: " in told["text"] and png_in([shown]).startswith(PNG)


async def test_a_model_that_does_not_see_reads_why_there_is_no_picture(
    scripted_endpoint: Any, context: Context, tmp_path: Path
) -> None:
    messages, _ = await looked(scripted_endpoint, context, tmp_path)
    assert messages[-1]["role"] == "tool"
    assert "Figure 1: Mean temperature" in messages[-1]["content"]
    assert "vision = true" in messages[-1]["content"]


async def test_a_figure_whose_file_is_gone_is_refused_so_that_the_model_goes_on(
    scripted_endpoint: Any, context: Context, tmp_path: Path
) -> None:
    gone = replace(context, files={})
    messages, _ = await looked(scripted_endpoint, gone, tmp_path, vision=True)
    assert messages[-1]["content"] == "the file with Figure 1 is not at hand"
