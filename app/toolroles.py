"""Which roles have which tools, when settings say nothing."""

from __future__ import annotations

from mmkg.agents.extractor import EXTRACTOR
from mmkg.agents.judges.judge import READER, SOLVER
from mmkg.agents.miner import MINER
from mmkg.agents.writer import WRITER
from mmkg.tools.base import Tool


def roles_of(tool: Tool) -> list[str]:
    """The names of the roles whose model may call a tool."""
    roles = (EXTRACTOR, MINER, WRITER, READER, SOLVER)
    return sorted(
        {role.name for role in roles if tool.capability in role.capabilities | role.wider}
    )
