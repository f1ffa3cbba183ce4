"""`mmkg mcp` and tools of other servers, with the official SDK's client and server as processes."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.utils.function_calling import convert_to_openai_tool
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from mmkg.app.cli import main
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import McpServer
from mmkg.tools.base import Context, ToolError, ToolGone
from mmkg.tools.mcp_servers import foreign_tools

OTHER = '''
import os
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

server = MCPServer("other")

@server.tool()
def boiling_point(substance: str, kelvin: bool = False) -> float:
    """Look up a boiling point."""
    if substance != "water":
        raise ToolError("only water is known")
    return 373.15 if kelvin else 100.0

@server.tool()
def crash() -> str:
    """End the process."""
    os._exit(1)

@server.tool()
def secret() -> str:
    """Tell what the process was handed."""
    return os.environ.get("HANDED_ON", "nothing") + os.environ.get("KEPT_BACK", "")

server.run()
'''


def _text(result: Any) -> str:
    return "".join(block.text for block in result.content)


async def _ask(client: Client, session: Path) -> None:
    offered = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert {"view_table", "neighbours", "reverify_samples", "parse_document"} <= offered.keys()
    assert "run_derivation" not in offered
    samples = json.loads(_text(await client.call_tool("list_samples", {})))
    first = samples[0]["id"]
    shown = await client.call_tool("look_up_evidence", {"sample": first, "evidence": "e1"})
    assert json.loads(_text(shown))["read_again"] == "the same"
    verdict = await client.call_tool("reverify_samples", {"sample": first})
    assert json.loads(_text(verdict))["passed"] == 1
    wrong = await client.call_tool("show_sample", {"sample": "zzz"})
    assert wrong.is_error and "list_samples" in _text(wrong)


async def test_a_session_is_served_over_stdio(session: Path, tmp_path: Path) -> None:
    served = StdioServerParameters(
        command=sys.executable,
        args=["-m", "mmkg.app", "mcp", str(session), "--read", str(tmp_path / "notes")],
    )
    note, secret = tmp_path / "notes" / "note.md", tmp_path / "secret.md"
    note.parent.mkdir()
    secret.write_text("words of another file")
    (note.parent / "link.md").symlink_to(secret)
    async with Client(served) as client:
        await _ask(client, session)
        note.write_text("# A note\n\n| moon | radius (km) |\n|---|---|\n| Io | 1821.6 |\n")
        asked = {"path": str(note), "part": "tables"}
        tables = json.loads(_text(await client.call_tool("parse_document", asked)))
        assert "1821.6" in json.dumps(tables)
        for outside in (secret, note.parent / "link.md", note.parent / ".." / "secret.md"):
            asked = {"path": str(outside), "part": "chunks"}
            refused = await client.call_tool("parse_document", asked)
            assert refused.is_error and "--read FOLDER" in _text(refused)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def http(session: Path, port: int) -> Iterator[str]:
    command = [sys.executable, "-m", "mmkg.app", "mcp", str(session), "--http", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(20)


async def test_a_session_is_served_over_http(session: Path, http: str) -> None:
    async with Client(http) as client:
        await _ask(client, session)


def _other(tmp_path: Path, **more: Any) -> McpServer:
    file = tmp_path / "other.py"
    file.write_text(OTHER)
    return McpServer(command=(sys.executable, str(file)), capability="chemistry", **more)


async def test_tools_of_another_server_are_tools_like_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDED_ON", "a key")
    monkeypatch.setenv("KEPT_BACK", "another")
    server = _other(tmp_path, env=("HANDED_ON",))
    async with foreign_tools({"other": server}, {}) as tools:
        boiling = tools["boiling_point"]
        assert boiling.capability == "chemistry"
        assert boiling.arguments.model_json_schema()["required"] == ["substance"]
        shown = convert_to_openai_tool(boiling.bind(Context(Graph(), View(Graph()))))["function"]
        assert shown["description"] == "Look up a boiling point."
        assert shown["parameters"]["required"] == ["substance"]
        assert list(shown["parameters"]["properties"]) == ["substance", "kelvin"]
        given = dict(boiling.arguments.model_validate({"substance": "water", "kelvin": True}))
        assert await boiling.call(given, None, 20) == "373.15"  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="'substance' is a required property"):
            boiling.arguments.model_validate({"kelvin": True})
        with pytest.raises(ToolError, match="only water is known"):
            await boiling.call({"substance": "iron"}, None, 20)  # type: ignore[arg-type]
        assert await tools["secret"].call({}, None, 20) == "a key"  # type: ignore[arg-type]


def test_settings_bring_foreign_tools_to_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.py").write_text(OTHER)
    command = json.dumps([sys.executable, str(tmp_path / "other.py")])
    settings = tmp_path / "s.toml"
    settings.write_text(
        f'[mcp.other]\ncommand = {command}\ncapability = "chemistry"\n'
        '[capabilities]\nwriter = ["chemistry"]\n'
    )
    given = ["--settings", str(settings)]
    assert main(["tools", "list", "--json", *given]) == 0
    listed = {tool["name"]: tool for tool in json.loads(capsys.readouterr().out)}
    assert listed["boiling_point"]["roles"] == ["writer"]
    assert main(["tools", "call", "boiling_point", '{"substance": "water"}', *given]) == 0
    assert capsys.readouterr().out == "100.0\n"
    assert main(["tools", "call", "boiling_point", "{}", *given]) == 2
    assert capsys.readouterr().err.endswith("'substance' is a required property\n")


async def test_a_server_that_dies_in_a_call_takes_its_tools_with_it(tmp_path: Path) -> None:
    async with foreign_tools({"other": _other(tmp_path)}, {}) as tools:
        for name in ("crash", "secret"):
            with pytest.raises(ToolGone, match="the MCP server other failed"):
                await tools[name].call({}, None, 20)  # type: ignore[arg-type]


async def test_a_server_that_cannot_be_used_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mcp.gone: .*no MCP server answers"):
        async with foreign_tools({"gone": McpServer(command=("true",), capability="x")}, {}):
            pass
    server = _other(tmp_path)
    with pytest.raises(UsageError, match=r"mcp\.b: there is a tool 'boiling_point' already"):
        async with foreign_tools({"a": server, "b": server}, {}):
            pass
