"""A question put to a model, with its evidence, with pictures of it, or closed-book."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from mmkg.dataset.exports.words import evidence_block
from mmkg.dataset.sample import Sample, in_full
from mmkg.prompts.render import prompt_hash, render
from mmkg.runtime.asking import Request, ask
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.limits import Budget
from mmkg.runtime.trace import Tracer

Book = Literal["closed", "evidence", "pages"]
PROMPT = "examinee"
WARMTH = 0.7  # temperature of tries after the first


def messages(sample: Sample, book: Book, images: Sequence[Path] = ()) -> list[BaseMessage]:
    """What a model is asked.

    Args:
        sample: Whose question it is.
        book: What it may look at.
        images: PNG pictures of the pages' parts, for `pages`.
    """
    shown = evidence_block(sample) if book == "evidence" else ""
    prompt = render(PROMPT, evidence=shown, question=in_full(sample), pictures=len(images))
    if not images:
        return [SystemMessage(prompt.system), HumanMessage(prompt.user)]
    pictures: list[str | dict[str, object]] = [_picture(image) for image in images]
    said: dict[str, object] = {"type": "text", "text": prompt.user}
    return [SystemMessage(prompt.system), HumanMessage([*pictures, said])]


async def reply(
    model: EndpointModel,
    asked: Sequence[BaseMessage],
    tracer: Tracer,
    budget: Budget,
    *,
    number: int = 0,
    max_tokens: int = 400,
) -> str | None:
    """What a model says to a question; none if it gives no usable reply.

    Raises:
        LimitReached: If a limit of the session forbids the call.
        EndpointError: If the endpoint cannot be used at all.
    """
    warm = {"temperature": WARMTH, "seed": number} if number else {}
    request = Request(
        messages=asked,
        options={"max_tokens": max_tokens, **warm},
        step=number,
        prompt=prompt_hash(PROMPT),
    )
    try:
        return (await ask(model, request, tracer=tracer, budget=budget)).text
    except EndpointError as error:
        if error.kind in ("bad_reply", "refused"):
            return None
        raise


async def replies(
    model: EndpointModel,
    sample: Sample,
    tracer: Tracer,
    budget: Budget,
    *,
    evidence: bool,
    k: int,
) -> list[str]:
    """What a model says in k tries, the first at temperature 0."""
    asked = messages(sample, "evidence" if evidence else "closed")
    tries = [reply(model, asked, tracer, budget, number=number) for number in range(k)]
    return [said for said in await asyncio.gather(*tries) if said is not None]


def _picture(image: Path) -> dict[str, object]:
    data = base64.b64encode(image.read_bytes()).decode()
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
