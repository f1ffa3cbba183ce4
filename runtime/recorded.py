"""A model that has only what a session recorded: nothing is asked anew, unless a fork allows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, get_args

from langchain_core.messages import AIMessage, BaseMessage

from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.limits import Budget
from mmkg.runtime.settings import Role, Roster

NOWHERE = "http://127.0.0.1:1/v1"  # nothing listens on port 1


class RecordedModel(EndpointModel):
    """Stands for the model whose replies the ledger has; it is asked only for what is not there.

    Attributes:
        live: Answers what was not recorded; none refuses it.
    """

    live: EndpointModel | None = None

    async def answer(
        self,
        messages: Sequence[BaseMessage],
        *,
        stop: list[str] | None = None,
        budget: Budget | None = None,
        **options: Any,
    ) -> AIMessage:
        """What the live model answers.

        Raises:
            EndpointError: If there is none, or it fails.
        """
        if self.live is None:
            raise EndpointError("not_recorded", "the session has no reply to this question")
        return await self.live.answer(messages, stop=stop, budget=budget, **options)


@asynccontextmanager
async def recorded_models(
    roster: Roster, live: EndpointModel | None = None
) -> AsyncIterator[dict[Role, EndpointModel]]:
    """A recorded model for each role that had one."""
    found: dict[Role, EndpointModel] = {}
    for role in get_args(Role):
        if endpoint := roster.endpoint(role):
            mode = "schema" if endpoint.schema_tools else "native"
            elsewhere = endpoint.model_copy(update={"url": NOWHERE, "tool_mode": mode})
            found[role] = RecordedModel(endpoint=elsewhere, live=live)
    try:
        yield found
    finally:
        for model in found.values():
            await model.aclose()
