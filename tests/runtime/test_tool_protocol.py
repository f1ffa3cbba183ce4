import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, Field

from mmkg.runtime.tool_protocol import Offer, read_back, render


class Cell(BaseModel):
    """A cell."""

    row: str = Field(description="Label of the row.")
    title: int = 0


@tool(parse_docstring=True)
def total(cells: list[Cell], unit: str | None = None) -> str:
    """Add up cells.

    Args:
        cells: The cells to add.
        unit: Unit of the sum.
    """
    return ""


@tool
def give_up() -> str:
    """Stop here."""
    return ""


TOOLS = [convert_to_openai_tool(total), convert_to_openai_tool(give_up)]


def test_tools_are_shown_as_the_literal_form_of_a_call() -> None:
    shown = Offer(TOOLS).explanation().splitlines()
    assert shown[1:] == [
        '{"tool":"total","args":{"cells":[{"row":"<Label of the row>",'
        '"title":<integer, optional>},...],"unit":"<optional, Unit of the sum>"}} to add up cells',
        '{"tool":"give_up","args":{}} to stop here',
    ]


def test_the_constraint_is_closed_and_keeps_properties_called_like_keywords() -> None:
    schema = Offer(TOOLS, may_speak=True).schema()
    first, second, speech = schema["anyOf"]
    assert first["properties"]["tool"] == {"const": "total"}
    cell = first["properties"]["args"]["properties"]["cells"]["items"]
    assert set(cell["properties"]) == {"row", "title"}
    assert cell["additionalProperties"] is False and "description" not in cell["properties"]["row"]
    assert second["required"] == ["tool", "args"]
    assert speech["properties"] == {"say": {"type": "string"}}


@pytest.mark.parametrize(
    ("choice", "names", "may_speak"),
    [
        (None, ["total", "give_up"], True),
        ("auto", ["total", "give_up"], True),
        ("required", ["total", "give_up"], False),
        ("give_up", ["give_up"], False),
        ({"type": "function", "function": {"name": "total"}}, ["total"], False),
    ],
)
def test_the_choice_decides_what_may_be_called(
    choice: object, names: list[str], may_speak: bool
) -> None:
    offer = Offer.of(TOOLS, choice)
    assert offer is not None
    assert [shape["function"]["name"] for shape in offer.tools] == names
    assert offer.may_speak is may_speak


def test_no_tools_or_none_wanted_is_no_offer() -> None:
    assert Offer.of([], "required") is None and Offer.of(TOOLS, "none") is None


def test_the_system_message_is_the_same_for_each_call_so_that_servers_reuse_it() -> None:
    offer = Offer(TOOLS)
    first = render([SystemMessage("You add."), HumanMessage("a")], offer)
    second = render([SystemMessage("You add."), HumanMessage("b")], offer)
    assert first[0] == second[0] and first[0]["content"].startswith("You add.\n\nReply with")


def test_speakers_take_turns() -> None:
    turns = render([HumanMessage("a"), HumanMessage("b"), AIMessage("c")], Offer(TOOLS))
    assert [turn["role"] for turn in turns] == ["system", "user", "assistant"]
    assert turns[1]["content"] == "a\n\nb"


def test_ids_of_calls_are_repeatable() -> None:
    text = '{"tool":"give_up","args":{}}'
    first = read_back(text, [])
    assert first == read_back(text, []) and first.tool_calls[0]["id"] == "call_1"
    assert read_back(text, [first]).tool_calls[0]["id"] == "call_2"


@pytest.mark.parametrize("wrapping", ["```json\n%s\n```", "Sure! %s", "%s\n\nDone."])
def test_a_call_wrapped_in_words_is_still_read(wrapping: str) -> None:
    reply = read_back(wrapping % '{"tool":"give_up","args":{}}', [])
    assert [call["name"] for call in reply.tool_calls] == ["give_up"]
