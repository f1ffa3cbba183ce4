"""What a judging model says of a sample, in one call for all scores that ask for it."""

from __future__ import annotations

import json
from typing import Annotated

from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mmkg.dataset.exports.words import answer_text, evidence_block
from mmkg.dataset.sample import Sample, in_full
from mmkg.prompts.render import prompt_hash, render
from mmkg.runtime.asking import Request, ask
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.limits import Budget
from mmkg.runtime.trace import Tracer

Grade = Annotated[int, Field(ge=1, le=5)]


class Judgement(BaseModel):
    """Votes and grades of one judge.

    Attributes:
        supported: Whether the evidence supports the answer.
        natural: How naturally the question reads, 1 to 5.
        language: How hard its language is.
        task: How hard what it asks for is.
        structure: How many parts hang together in it.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    supported: bool
    natural: Grade
    language: Grade
    task: Grade
    structure: Grade


async def judge(
    model: EndpointModel, sample: Sample, tracer: Tracer, budget: Budget
) -> Judgement | None:
    """Ask a model; none if it gives no usable judgement.

    Raises:
        LimitReached: If a limit of the session forbids the call.
        EndpointError: If the endpoint cannot be used at all.
    """
    prompt = render(
        "scorer",
        evidence=evidence_block(sample),
        question=in_full(sample),
        steps=[step.text for step in sample.steps],
        answer=answer_text(sample),
    )
    schema = Judgement.model_json_schema()
    request = Request(
        messages=[SystemMessage(prompt.system), HumanMessage(prompt.user)],
        answer_schema=schema | {"additionalProperties": False},
        options={"max_tokens": 80},
        prompt=prompt_hash("scorer"),
    )
    try:
        reply = await ask(model, request, tracer=tracer, budget=budget, validate=_usable)
    except EndpointError as error:
        if error.kind in ("bad_reply", "refused"):
            return None
        raise
    return _read(reply)


def _usable(reply: AIMessage) -> None:
    try:
        _read(reply)
    except ValidationError as error:
        raise ValueError(error.errors(include_url=False)[0]["msg"]) from None


def _read(reply: AIMessage) -> Judgement:
    text = reply.text
    start, end = text.find("{"), text.rfind("}")
    return Judgement.model_validate(json.loads(text[start : end + 1] or "{}"))
