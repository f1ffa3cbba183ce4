"""Prepares to go on with a session."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from mmkg.agents.manifest import Manifest
from mmkg.agents.review import say
from mmkg.agents.session import LEDGER, SessionResult, Watcher, resume_session
from mmkg.app.embedded import ensure_roster
from mmkg.app.working import Session
from mmkg.runtime.errors import UsageError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Limits


def hear(folder: Path, approve: str | None, reject: str | None) -> None:
    """Keep a person's word on the sample of a session that waits for it.

    Raises:
        UsageError: If both words are given, or the sample does not wait.
        LedgerError: If the ledger cannot be written.
    """
    if approve and reject:
        raise UsageError("--approve and --reject: one sample waits at a time: give one of them")
    if sample := approve or reject:
        with Ledger.open(folder / LEDGER) as ledger:
            say(ledger, sample, "approve" if approve else "reject")


def going_on(folder: Path, limits: Mapping[str, float | None]) -> Session:
    """The session in a folder, ready to go on; its embedded model is fetched if it is not here.

    Args:
        folder: The session's folder.
        limits: Limits given now; the others stay as they were.

    Raises:
        UsageError: If the folder holds no session, or a limit is not valid.
        WeightsError: If the embedded model cannot be fetched.
    """
    manifest = Manifest.read(folder)
    if manifest is None:
        raise UsageError(f"{folder}: holds no session to resume (there is no manifest.json)")
    given = {name: value for name, value in limits.items() if value is not None}
    try:
        now = Limits.model_validate(manifest.settings.limits.model_dump() | given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = str(first["loc"][-1]).replace("_", "-")
        raise UsageError(f"--{option}: {first['msg']}") from None
    ensure_roster(manifest.settings.roster)

    async def resumed(watch: Watcher) -> SessionResult:
        return await resume_session(folder, watch, now)

    return resumed
