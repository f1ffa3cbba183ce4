"""What the command line says about where a replay leaves the record."""

from __future__ import annotations

from pathlib import Path

from mmkg.agents.replay import Fork
from mmkg.app.embedded import ensure_weights
from mmkg.app.folder import open_ledger
from mmkg.app.trials import find_sample
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Endpoint


def fork_of(
    session: Path, sample: str | None, step: int | None, model: str | None, prompts: Path | None
) -> tuple[str | None, Fork | None]:
    """The whole id of the sample, and the fork; none where nothing leaves the record.

    Raises:
        UsageError: If the choices contradict each other.
        InputError: If the folder holds no session.
        WeightsError: If the embedded model cannot be fetched.
    """
    with open_ledger(session) as ledger:
        name = find_sample(ledger, sample) if sample else None
    if step is not None and model is None:
        raise UsageError("--from says where another model begins: give --model")
    if model is None and prompts is None:
        return name, None
    if name is None:
        raise UsageError("a fork is about one sample: name it (see `mmkg trace SESSION`)")
    endpoint = Endpoint.parse(model) if model else None
    if endpoint and endpoint.embedded:
        ensure_weights(endpoint.embedded)
    return name, Fork(name, step, endpoint, prompts)
