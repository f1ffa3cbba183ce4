"""Which roles have which tools."""

from __future__ import annotations

from mmkg.agents.extractor import EXTRACTOR
from mmkg.agents.judges.judge import READER, SOLVER
from mmkg.agents.miner import MINER
from mmkg.agents.writer import WRITER
from mmkg.runtime.settings import Settings
from mmkg.tools.base import Tool


def roles_of(tool: Tool, settings: Settings) -> list[str]:
    """The names of the roles whose model may call a tool, of themselves or by settings."""
    roles = (EXTRACTOR, MINER, WRITER, READER, SOLVER)
    own = {role.name for role in roles if tool.capability in role.capabilities | role.wider}
    granted = {role for role, names in settings.capabilities.items() if tool.capability in names}
    return sorted(own | granted)
