"""A session runs again from its record; a fork leaves it where it is told to."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.replay import Fork, replay
from mmkg.agents.session import SessionResult
from mmkg.dataset.publish import read_samples
from mmkg.runtime.errors import InputError, UsageError

Run = Callable[..., SessionResult]


def worded(server: Any, before: str) -> None:
    """Let a server word each question as the plain one after some words of its own."""

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return server.said("Hi")
        plain = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        assert plain
        name = request["tools"][0]["function"]["name"]
        return server.called(name, {"question": f"{before} {plain[1]}"})

    server.answer_by(reply)


@pytest.fixture
def recorded(session: Run, scripted_endpoint: Any, tmp_path: Path) -> Path:
    """A session of three samples worded by a model, which is gone afterwards."""
    worded(scripted_endpoint, "Please tell:")
    roster = {"roles": {"writer": scripted_endpoint.endpoint().model_dump()}}
    tasks = {"single_table": 1.0}
    result = session(tmp_path / "s", limits={"accept": 3}, roster=roster, tasks=tasks)
    assert result.complete
    return result.folder


def questions(folder: Path) -> list[str]:
    return [sample.question for sample in read_samples(folder)]


async def test_a_replay_asks_nobody_and_comes_out_the_same(
    recorded: Path, scripted_endpoint: Any, watch: Any, tmp_path: Path
) -> None:
    asked = len(scripted_endpoint.requests)
    pairs = await replay(recorded, tmp_path / "again", watch, sample=None)
    assert len(pairs) == 3 and all(pair.same for pair in pairs)
    assert len(scripted_endpoint.requests) == asked
    assert questions(tmp_path / "again") == questions(recorded)
    first = pairs[0].before.sample_id
    (pair,) = await replay(recorded, tmp_path / "one", watch, sample=first)
    assert pair.same and questions(tmp_path / "one") == questions(recorded)[:1]


async def test_a_fork_asks_another_model_from_a_call_on(
    recorded: Path, scripted_endpoint: Any, watch: Any, tmp_path: Path
) -> None:
    second = list(read_samples(recorded))[1].id
    asked = len(scripted_endpoint.requests)
    worded(scripted_endpoint, "I ask you:")
    fork = Fork(second, step=1, model=scripted_endpoint.endpoint())
    (pair,) = await replay(recorded, tmp_path / "fork", watch, sample=second, fork=fork)
    assert not pair.same and pair.now and pair.now.accepted
    before, now = questions(recorded), questions(tmp_path / "fork")
    assert now == [before[0], before[1].replace("Please tell:", "I ask you:")]
    assert len(scripted_endpoint.requests) == asked + 1
    late = Fork(second, step=2, model=fork.model)
    with pytest.raises(UsageError, match="made 1 model calls"):
        await replay(recorded, tmp_path / "late", watch, sample=second, fork=late)


async def test_other_prompts_are_what_the_other_model_reads(
    recorded: Path, scripted_endpoint: Any, watch: Any, tmp_path: Path
) -> None:
    ours = Path(__file__).parents[2] / "prompts" / "writer.j2"
    changed = ours.read_text().replace("{% block system %}", "{% block system %}Be brief. ")
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "writer.j2").write_text(changed)
    first = next(iter(read_samples(recorded))).id
    model = scripted_endpoint.endpoint()
    fork = Fork(first, model=model, prompts=tmp_path / "prompts")
    await replay(recorded, tmp_path / "fork", watch, sample=first, fork=fork)
    system = scripted_endpoint.requests[-1]["messages"][0]["content"]
    assert system.startswith("Be brief.")
    without = Fork(first, prompts=tmp_path / "prompts")
    (pair,) = await replay(recorded, tmp_path / "none", watch, sample=first, fork=without)
    assert pair.now and pair.now.reason == "endpoint: not_recorded"


async def test_a_folder_without_verdicts_is_said(tmp_path: Path, watch: Any) -> None:
    with pytest.raises(InputError, match="holds no session"):
        await replay(tmp_path, tmp_path / "again", watch, sample=None)
