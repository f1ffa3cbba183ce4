"""No limit of a session is overshot by more than the calls under way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionResult
from mmkg.runtime.ledger import Ledger

# On a machine so busy that calls are given up after the grace, their connections end with the loop.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning")
Run = Callable[..., SessionResult]
AT_ONCE = 16
CALLS = 20  # that each limit allows, of 60 tokens each


@pytest.mark.parametrize(
    ("limit", "beyond"),
    [
        ({"max_calls": CALLS}, 0),
        ({"max_tokens": 60 * CALLS}, AT_ONCE),
        ({"max_cost": 60e-6 * CALLS}, AT_ONCE),
        ({"consecutive_failures": CALLS}, AT_ONCE),
    ],
    ids=lambda value: str(*value) if isinstance(value, dict) else "",
)
def test_with_sixteen_calls_at_once_a_session_stops_at_its_limit_and_goes_on_from_there(
    session: Run, scripted_endpoint: Any, tmp_path: Path, limit: dict[str, float], beyond: int
) -> None:
    (name,) = limit
    failing = name == "consecutive_failures"

    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return scripted_endpoint.said("Hi")
        if failing:
            return scripted_endpoint.Reply(fault="400")
        choice = {"number": 1, "reason": "the first"}
        message = scripted_endpoint.called("submit_choice", choice).message
        return scripted_endpoint.Reply(message, finish="tool_calls", seconds=0.02)

    scripted_endpoint.answer_by(reply)
    miner = scripted_endpoint.endpoint(concurrency=AT_ONCE, price_in=1, price_out=1)
    more: dict[str, Any] = {"roster": {"roles": {"miner": miner.model_dump()}}}
    asked = {"accept": 40, "workers": AT_ONCE}
    result = session(tmp_path / "run", limits=asked | limit, **more)
    assert result.stop_reason.startswith(name) and not result.complete
    assert CALLS <= result.totals.spend.calls <= CALLS + beyond
    assert failing or 1 < scripted_endpoint.busiest <= AT_ONCE
    failing = False
    whole = session(tmp_path / "run", limits=asked, **more)
    assert whole.accepted == 40, (whole.stop_reason, whole.rejected_by_reason, whole.shortfall)
    with Ledger.open(tmp_path / "run" / "ledger.sqlite", read_only=True) as ledger:
        calls = [event for event in ledger.events(kind="chat") if not event.cached]
    paid = [call.reply_key for call in calls if not call.error]
    assert len(paid) == len(set(paid))
