"""How likely a model finds a given answer, where the server is llama.cpp's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mmkg.runtime.connection import Connection
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.failover import Attempts
from mmkg.runtime.limits import Budget
from mmkg.runtime.patience import UnusableReply
from mmkg.runtime.tool_protocol import render

if TYPE_CHECKING:
    import httpx2
    from langchain_core.messages import BaseMessage


class Likelihood(NamedTuple):
    """Natural logarithm of a probability, and the number of tokens it is the sum over."""

    log_p: float
    tokens: int


async def log_probability(
    model: EndpointModel, messages: Sequence[BaseMessage], answer: str, budget: Budget | None = None
) -> Likelihood | None:
    """How likely the answer, then its end, is after the messages; None where it cannot be had.

    A grammar that allows only the answer forces the model through it, and the server reports the
    probabilities that the model itself gave. It shares the model's limit of calls, its patience and
    its stand-ins.

    Raises:
        EndpointError: If the server fails.
        EndpointLost: If no endpoint is in service.
        LimitReached: If the budget forbids the call.
    """
    import httpx2

    turns = render(messages, None)

    async def once(connection: Connection) -> Likelihood | None:
        endpoint = connection.endpoint
        base = endpoint.url.removesuffix("/v1")
        async with httpx2.AsyncClient(
            base_url=base, timeout=endpoint.timeout_s, trust_env=False
        ) as client:
            template = await client.post("/apply-template", json={"messages": turns})
            if template.status_code in (404, 405, 501):
                return None
            return await _forced(client, str(_sound(template)["prompt"]), answer)

    return await Attempts(model.connections, model.patience, budget).make(once)


async def _forced(client: httpx2.AsyncClient, prompt: str, answer: str) -> Likelihood:
    grammar = "root ::= " + json.dumps(answer, ensure_ascii=False)
    body = {
        "prompt": prompt,
        "grammar": grammar,
        "n_predict": len(answer.encode()) + 4,
        "temperature": 0,
        "n_probs": 1,
        "cache_prompt": True,
    }
    reply = _sound(await client.post("/completion", json=body))
    tokens = reply.get("completion_probabilities")
    if reply.get("content") != answer or not isinstance(tokens, list):
        raise UnusableReply("does not keep to a grammar, so answers cannot be weighed")
    return Likelihood(float(sum(token["logprob"] for token in tokens)), len(tokens))


def _sound(response: httpx2.Response) -> dict[str, object]:
    if response.status_code != 200:
        raise UnusableReply(f"fails with status {response.status_code}: {response.text[:200]}")
    found = response.json()
    if not isinstance(found, dict):
        raise UnusableReply("answers with something unexpected")
    return found
