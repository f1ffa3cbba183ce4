"""Formulas in the JSON of models keep their backslashes; all other JSON means what it says."""

from __future__ import annotations

import json

import pytest

from mmkg.runtime.completion import Message
from mmkg.runtime.model_json import loads
from mmkg.runtime.native_tools import native_reply
from mmkg.runtime.tool_protocol import read_back

LATEX = [
    r"$p = \rho \cdot g \times h$",
    r"\frac{\beta}{\theta} \neq \nabla \nu \not= \tan x",
    r"\sum_{i} \alpha_i \to \bar{x}, \text{if} \textbf{x}",
    r"\left( a \right) \in \mathbb{R} \underline{x}",
]


@pytest.mark.parametrize("latex", LATEX)
def test_latex_with_single_backslashes_is_kept(latex: str) -> None:
    assert loads('{"question": "' + latex + '"}') == {"question": latex}
    assert loads(json.dumps({"question": latex})) == {"question": latex}


@pytest.mark.parametrize(
    "said",
    [
        "one\ntwo", "a\tb", "x\n\nnext one", "\tThe end\r\n", 'say "so"', "C:\\new\\table",
        "\\\\", "é \u2028 \x08 \x0c", "not\nnow", "\r\n", "a/b", "\ttotal", "\nunder",
    ],
)  # fmt: skip
def test_json_as_it_should_be_means_what_it_says(said: str) -> None:
    assert loads(json.dumps({"a": said})) == {"a": said}
    assert loads(json.dumps({"a": said}, ensure_ascii=False)) == {"a": said}


@pytest.mark.parametrize("latex", LATEX)
def test_a_call_with_a_formula_is_read_with_and_without_tools_of_the_server(latex: str) -> None:
    bare = '{"question": "' + latex + '"}'
    call = {"id": "1", "type": "function", "function": {"name": "ask", "arguments": bare}}
    message = Message.model_validate({"role": "assistant", "content": None, "tool_calls": [call]})
    for reply in (
        native_reply(message, ""),
        read_back('{"tool":"ask","args":' + bare + "}", []),
    ):
        assert [made["args"] for made in reply.tool_calls] == [{"question": latex}]


@pytest.mark.parametrize("text", ["{", "\\", '{"a": \\n 1}'])
def test_what_is_no_json_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        loads(text)
