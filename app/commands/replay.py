"""`mmkg replay`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mmkg.app.output import json_option, plain, print_json

if TYPE_CHECKING:
    from pydantic import JsonValue

    from mmkg.agents.replay import Pair
    from mmkg.runtime.outcomes import Outcome


@click.command(short_help="Run a session again from its recorded replies; or fork one sample.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("sample", required=False)
@click.option("--from", "step", type=int, help="The model call from which on --model is asked.")
@click.option("--model", metavar="URL#NAME", help="Answers from there on, instead of the record.")
@click.option(
    "--prompts",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with prompts of yours, such as writer.j2, read instead of ours.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Keep the new session here.")
@json_option
def command(
    session: Path,
    sample: str | None,
    step: int | None,
    model: str | None,
    prompts: Path | None,
    out: Path | None,
    as_json: bool,
) -> int:
    r"""Run SESSION again from the replies its ledger keeps, without network; or up to SAMPLE.

    It must come out the same, which is checked; the exit code is 1 if it does not. With --model or
    --prompts one sample goes another way: recorded replies are used as long as the same is asked,
    before the call --from; then the other model answers.

    \b
    Examples:
      mmkg replay runs/first
      mmkg replay runs/first s00003 --from 2 --model http://127.0.0.1:8000/v1#qwen3 --out runs/fork
    """
    import asyncio
    from tempfile import TemporaryDirectory

    from mmkg.agents.replay import replay
    from mmkg.app.choices import check_folder
    from mmkg.app.forking import fork_of
    from mmkg.app.watching import watching

    if out is not None:
        check_folder(out)
    name, fork = fork_of(session, sample, step, model, prompts)
    with TemporaryDirectory(prefix="mmkg-replay-") as scratch, watching() as watcher:
        folder = out or Path(scratch) / "session"
        pairs = asyncio.run(replay(session, folder, watcher, sample=name, fork=fork))
    if as_json:
        print_json([_fields(pair) for pair in pairs])
    else:
        _tell(pairs)
    return 0 if fork or all(pair.same for pair in pairs) else 1


def _tell(pairs: list[Pair]) -> None:
    for pair in pairs:
        if not pair.same:
            click.echo(pair.before.sample_id)
            for when, said in (("before", _said(pair.before)), ("now", _said(pair.now))):
                click.echo(f"  {when:7} {said}")
    same = sum(pair.same for pair in pairs)
    click.echo(f"{same} of {len(pairs)} samples came out the same")


def _said(outcome: Outcome | None) -> str:
    """A verdict and what was asked, in one line."""
    if outcome is None:
        return "no verdict"
    made = json.loads(outcome.sample) if outcome.sample else {}
    verdict = "accepted" if outcome.accepted else f"rejected ({outcome.reason})"
    return plain(f"{verdict}, attempt {outcome.attempts}: {made.get('question', 'no question')}")


def _fields(pair: Pair) -> dict[str, JsonValue]:
    now = asdict(pair.now) if pair.now else None
    before = asdict(pair.before)
    return {"sample": pair.before.sample_id, "same": pair.same, "before": before, "now": now}
