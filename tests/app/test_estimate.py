"""What a session would take, told before it is run in full."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mmkg.app.cli import mmkg
from mmkg.app.ranges import Range, mean, trials
from mmkg.runtime.ledger import Ledger

PLANETS = Path(__file__).parents[2] / "examples" / "corpus" / "planets.pdf"


def worded(server: Any) -> Callable[[dict[str, Any]], Any]:
    def reply(request: dict[str, Any]) -> Any:
        if "tools" not in request:
            return server.said("Hi")
        names = [tool["function"]["name"] for tool in request["tools"]]
        if "submit_question" not in names:
            return server.called(names[0], {"facts": []})
        found = re.search(r"<evidence>\n(.*)\n</evidence>", request["messages"][1]["content"])
        assert found
        return server.called("submit_question", {"question": f"Please tell: {found[1]}"})

    return reply


def run(*words: str) -> Any:
    done = CliRunner().invoke(mmkg, [str(word) for word in words], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


@pytest.fixture
def settings(scripted_endpoint: Any, tmp_path: Path) -> Path:
    scripted_endpoint.answer_by(worded(scripted_endpoint))
    file = tmp_path / "session.toml"
    file.write_text(
        f'''
[limits]
accept = 40
max_cost = 0.001
[roster.roles.writer]
url = "{scripted_endpoint.url}"
model = "scripted"
price_in = 1.0
price_out = 2.0
'''
    )
    return file


def test_an_estimate_tells_what_a_session_would_take_and_what_it_took_itself(
    settings: Path, scripted_endpoint: Any, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    done = run("run", PLANETS, "--settings", settings, "--out", out, "--estimate", "--json")
    told = json.loads(done.stdout)
    assert (told["wanted"], told["measured"], told["accepted"]) == (40, 6, 6)
    whole, writer = told["whole"], told["stages"]["writer"]
    assert whole == writer and whole["calls"]["low"] == 40 <= whole["calls"]["high"]
    assert whole["tokens_in"]["low"] == 40 * 50 and whole["tokens_out"]["low"] == 40 * 10
    assert whole["cost"]["low"] == pytest.approx(40 * 70 / 1e6)
    asked = sum("tools" in request for request in scripted_endpoint.requests)
    assert told["spent"]["calls"] == asked < 20
    assert told["beyond"][0].startswith("max_cost = 0.001 will stop it at about 1")


def test_a_session_goes_on_from_its_estimate_and_pays_nothing_twice(
    settings: Path, scripted_endpoint: Any, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    text = run("run", PLANETS, "--settings", settings, "--out", out, "--estimate").stdout
    assert "estimate for 40 accepted samples, from 6 made now (6 accepted)" in text
    assert re.search(r"writer +40 to \d+ +2,000 to", text) and f"mmkg resume {out}" in text
    run("resume", out, "--max-cost", "1")
    with Ledger.open(out / "ledger.sqlite", read_only=True) as ledger:
        asked = [each.reply_key for each in ledger.events(kind="chat") if not each.cached]
        assert ledger.totals().accepted == 40
        assert len(asked) == len(set(asked)) == ledger.totals().spend.calls


def test_at_full_depth_reading_is_judged_by_a_few_passages(
    settings: Path, scripted_endpoint: Any, tmp_path: Path
) -> None:
    text = settings.read_text()
    settings.write_text(text + text[text.index("[roster") :].replace("writer", "extractor"))
    out = tmp_path / "run"
    words = ("--settings", settings, "--out", out, "--estimate", "--json", "--depth", "full")
    told = json.loads(run("run", PLANETS, *words).stdout)
    read = told["stages"]["extractor"]
    assert read["calls"]["low"] > 4 and read["calls"]["low"] == read["calls"]["high"]
    assert told["measured"] == 6 and told["whole"]["calls"]["low"] > read["calls"]["low"]


def test_an_estimate_without_a_model_tells_time_alone(tmp_path: Path) -> None:
    out = tmp_path / "run"
    text = run("run", PLANETS, "--offline", "--accept", "60", "--estimate", "--out", out).stdout
    assert "no model is called" in text and "time" in text


def test_ranges_narrow_with_more_measurements() -> None:
    few, many = trials(100, 3, 6), trials(100, 30, 60)
    assert 100 < few.low < many.low < 200 < many.high < few.high
    assert trials(10, 0, 6).high == 120
    assert mean([4.0, 4.0, 4.0]) == Range(4, 4) and mean([7.0]) == Range(7, 7)
    spread = mean([1.0, 3.0])
    assert spread.low < 2 < spread.high
