import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from mmkg.runtime.asking import weigh
from mmkg.runtime.embedded import serve_embedded
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import WeightsError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.likelihood import log_probability
from mmkg.runtime.limits import Budget
from mmkg.runtime.probing import probe
from mmkg.runtime.settings import Endpoint, Limits
from mmkg.runtime.trace import Tracer
from mmkg.runtime.weights import fetch_weights

SMALL = "smollm2-135m"
TOOL = {
    "type": "function",
    "function": {
        "name": "percent_change",
        "description": "Work out a change in percent.",
        "parameters": {
            "type": "object",
            "properties": {"before": {"type": "number"}, "after": {"type": "number"}},
            "required": ["before", "after"],
        },
    },
}


def test_missing_weights_name_the_command_that_fetches_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MMKG_MODELS", str(tmp_path))
    with (
        pytest.raises(WeightsError, match="run `mmkg model fetch smollm2-135m`"),
        serve_embedded(SMALL),
    ):
        pass


def test_weights_that_cannot_be_loaded_are_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + b"\0" * 100)
    with (
        pytest.raises(WeightsError, match="ended while starting") as caught,
        serve_embedded(str(broken)),
    ):
        pass
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def served() -> Iterator[Endpoint]:
    fetch_weights(SMALL)
    with serve_embedded(SMALL) as endpoint:
        yield endpoint


@pytest.mark.model
async def test_a_real_model_chats_and_calls_a_tool(served: Endpoint) -> None:
    await probe(served)
    asked = [SystemMessage("You compute."), HumanMessage("From 80 to 92: the change in percent?")]
    async with EndpointModel(endpoint=served) as model:
        said = await model.ainvoke(asked, max_tokens=8)
        called = await model.bind_tools([TOOL], tool_choice="required").ainvoke(asked)
    assert said.text and said.usage_metadata and said.usage_metadata["output_tokens"] <= 8
    (call,) = called.tool_calls
    assert call["name"] == "percent_change" and set(call["args"]) == {"before", "after"}


@pytest.mark.model
async def test_a_real_model_finds_a_sensible_answer_likelier(served: Endpoint) -> None:
    asked = [HumanMessage("Say yes.")]
    async with EndpointModel(endpoint=served) as model:
        likely = await log_probability(model, asked, "Yes")
        unlikely = await log_probability(model, asked, 'Zebra "quoted"\n')
    assert likely is not None and unlikely is not None
    assert unlikely.log_p < likely.log_p < 0 and likely.tokens >= 1


@pytest.mark.model
async def test_a_weighed_answer_is_kept(served: Endpoint, tmp_path: Path) -> None:
    asked = [HumanMessage("Say yes.")]
    budget = Budget(Limits())
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        tracer = Tracer(ledger, sample="s1", role="scorer")
        async with EndpointModel(endpoint=served) as model:
            first = await weigh(model, asked, "Yes", tracer=tracer, budget=budget)
            again = await weigh(model, asked, "Yes", tracer=tracer, budget=budget)
        spend = ledger.totals().by_role["scorer"]
    assert first is not None and again == first
    assert (budget.calls, spend.calls, spend.cached) == (1, 1, 1)


@pytest.mark.model
def test_the_server_ends_when_its_parent_is_killed() -> None:
    fetch_weights(SMALL)
    code = (
        "import sys, time\nfrom mmkg.runtime.embedded import serve_embedded\n"
        "with serve_embedded(sys.argv[1]) as endpoint:\n"
        "    print(endpoint.url, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, SMALL], stdout=subprocess.PIPE)
    with parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline().decode().split(":")[2].split("/")[0])
        assert is_listening(port)
        os.kill(parent.pid, signal.SIGKILL)
    end = time.monotonic() + 5
    while is_listening(port) and time.monotonic() < end:
        time.sleep(0.05)
    assert not is_listening(port)


def is_listening(port: int) -> bool:
    import socket

    with socket.socket() as probe_socket:
        return probe_socket.connect_ex(("127.0.0.1", port)) == 0
