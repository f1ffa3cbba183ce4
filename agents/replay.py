"""Runs a session again from the replies its ledger keeps, and holds the result against the first.

With nothing changed and no network it must come out the same. A fork goes another way from some
point on: by another model from a call of one sample on, or by other words in the prompts.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from mmkg.agents.manifest import Manifest
from mmkg.agents.session import LEDGER, SessionRequest, Watcher, run_session
from mmkg.dataset.sample import Cost, Sample
from mmkg.prompts.render import all_prompts, other_prompts
from mmkg.runtime.embedded import serve_embedded
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.events import ChatCalled
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.recorded import recorded_models
from mmkg.runtime.settings import Endpoint

KEPT = ("graph", "unread")  # facts about the corpus that a replay need not find out again


@dataclass(frozen=True)
class Fork:
    """Where a replay may leave the record.

    Attributes:
        sample: The sample it is about.
        step: Number of the model call of this sample from which on `model` is asked, from 1.
        model: Answers what was not recorded, and from `step` on; none refuses it.
        prompts: A folder whose files stand in for prompts of the same name.
    """

    sample: str
    step: int | None = None
    model: Endpoint | None = None
    prompts: Path | None = None


@dataclass(frozen=True)
class Pair:
    """A sample's verdict as it was and as it is now."""

    before: Outcome
    now: Outcome | None

    @property
    def same(self) -> bool:
        """Whether both are the same in everything but what they cost."""
        return self.now is not None and _essence(self.before) == _essence(self.now)


async def replay(
    session: Path, folder: Path, watch: Watcher, *, sample: str | None, fork: Fork | None = None
) -> list[Pair]:
    """Run a session again in another folder, up to its last sample or the one given.

    Returns:
        The sample's pair, or the pairs of all samples that have a verdict.

    Raises:
        InputError: If there is nothing to replay.
        UsageError: If the sources have changed since, or the fork names a call that was not made.
        MmkgError: As `run_session` does.
    """
    manifest = Manifest.read(session)
    if manifest is None:
        raise InputError(f"{session}: holds no session (there is no manifest.json)")
    with Ledger.open(session / LEDGER, read_only=True) as ledger:
        before = {outcome.sample_id: outcome for outcome in ledger.outcomes()}
        if not before or (sample and sample not in before):
            raise InputError(f"{session}: {sample or 'no sample'} has a verdict to replay")
        _seed(ledger, folder, _forgotten(ledger, fork))
    shutil.copytree(session / "graph", folder / "graph")
    with ExitStack() as stack:
        if fork and fork.prompts:
            stack.enter_context(other_prompts(fork.prompts))
            manifest = manifest.model_copy(update={"prompts": all_prompts()})
        manifest.write(folder)
        live = _live(fork, stack)
        models = partial(recorded_models, live=live)
        until = sample or list(before)[-1]
        request = SessionRequest(folder, manifest.corpus, manifest.settings, models, until)
        try:
            await run_session(request, watch)
        finally:
            if live is not None:
                await live.aclose()
    with Ledger.open(folder / LEDGER, read_only=True) as ledger:
        now = {outcome.sample_id: outcome for outcome in ledger.outcomes()}
    wanted = [sample] if sample else list(before)
    return [Pair(before[name], now.get(name)) for name in wanted]


def _seed(source: Ledger, folder: Path, forgotten: frozenset[str]) -> None:
    """A ledger that has the replies of another, but for some, and no verdicts."""
    folder.mkdir(parents=True, exist_ok=True)
    with Ledger.open(folder / LEDGER, create=True) as ledger:
        ledger.adopt((key, value) for key, value in source.replies() if key not in forgotten)
        for name in KEPT:
            if name in source.meta:
                ledger.set_meta(name, source.meta[name])


def _live(fork: Fork | None, stack: ExitStack) -> EndpointModel | None:
    """The model that answers what was not recorded; an embedded one is served meanwhile."""
    if fork is None or fork.model is None:
        return None
    endpoint = fork.model
    if endpoint.embedded:
        endpoint = stack.enter_context(serve_embedded(endpoint))
    return EndpointModel(endpoint=endpoint)


def _forgotten(ledger: Ledger, fork: Fork | None) -> frozenset[str]:
    """Keys of the replies that a fork must not take from the record."""
    if fork is None or fork.step is None:
        return frozenset()
    events = ledger.events(sample=fork.sample, kind="chat")
    calls = [event for event in events if isinstance(event, ChatCalled)]
    keys = list(dict.fromkeys(call.reply_key for call in calls))
    if not 1 <= fork.step <= len(keys):
        raise UsageError(f"{fork.sample}: made {len(keys)} model calls: --from is 1 to {len(keys)}")
    return frozenset(keys[fork.step - 1 :])


def _essence(outcome: Outcome) -> tuple[object, ...]:
    text = outcome.sample
    made = Sample.model_validate_json(text).model_copy(update={"cost": Cost()}) if text else None
    return outcome.accepted, outcome.reason, outcome.attempts, made
