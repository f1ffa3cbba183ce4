"""Which engine a session runs on."""

from __future__ import annotations

from importlib.util import find_spec

from mmkg.agents.engine import Engine, LocalEngine
from mmkg.runtime.errors import UsageError
from mmkg.runtime.settings import Settings


def chosen_engine(name: str, address: str | None, settings: Settings) -> tuple[Engine, Settings]:
    """The engine of a name, and the settings that say what its being wider changes.

    Ray's workers make samples side by side also where no model is asked. The window that this takes
    goes into the settings, so that the session can go on, with the same result, on any engine.

    Raises:
        UsageError: If it is not installed, or has no use for an address.
    """
    if name != "ray":
        if address is not None:
            raise UsageError("--address is a Ray cluster's: give --engine ray too")
        return LocalEngine(), settings
    if find_spec("ray") is None:
        raise UsageError("--engine ray needs Ray: pip install 'mmkg[ray]'")
    from mmkg.agents.ray_engine import RayEngine

    engine = RayEngine(address)
    window = {"window": engine.side_by_side(settings)[1]}
    limits = settings.limits.model_copy(update=window)
    return engine, settings.model_copy(update={"limits": limits})
