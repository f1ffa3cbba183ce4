"""Finds out what an endpoint can do, before any work."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from mmkg.prompts.render import line
from mmkg.runtime.breaker import Notice
from mmkg.runtime.connection import Connection
from mmkg.runtime.dialect import Dialect
from mmkg.runtime.endpoint import EndpointModel, plain_text
from mmkg.runtime.errors import EndpointError
from mmkg.runtime.failover import Attempts
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.patience import Patience
from mmkg.runtime.settings import Endpoint
from mmkg.runtime.tool_protocol import Json

READY: Json = {
    "type": "object",
    "properties": {"ready": {"type": "boolean"}},
    "required": ["ready"],
    "additionalProperties": False,
}
_PATIENCE = Patience(tries=3)


async def probe(endpoint: Endpoint, notice: Notice = lambda text: None) -> None:
    """Find out with one tiny request whether an endpoint, or one that stands in, can be used.

    Args:
        endpoint: What is asked, with those that stand in for it.
        notice: Is told of those that cannot be used where another can.

    Raises:
        EndpointError: If it is dead, refuses the key, or does not know the model.
    """
    problems = [problem for each in endpoint.all() if (problem := await _problem(each, notice))]
    if len(problems) == len(endpoint.all()):
        raise problems[0]
    for problem in problems:
        notice(str(problem))


async def _problem(endpoint: Endpoint, notice: Notice) -> EndpointError | None:
    connection = Connection(endpoint, _PATIENCE, notice)
    try:
        await Attempts([connection], _PATIENCE).make(lambda each: each.post(each.tiny))
    except EndpointError as error:
        return error
    finally:
        await connection.close()
    return None


async def learn_dialects(models: Iterable[EndpointModel], ledger: Ledger) -> None:
    """How each server holds a reply to a schema: as the ledger knows, or as it is asked once.

    Raises:
        EndpointError, EndpointLost: If a server cannot be used.
    """
    for connection in {id(c): c for model in models for c in model.connections}.values():
        fact = f"dialect of {connection.endpoint.url} {connection.endpoint.model}"
        if known := ledger.meta.get(fact):
            connection.dialect = Dialect(**json.loads(known))
            continue
        await learn_form(connection)
        ledger.set_meta(fact, json.dumps(asdict(connection.dialect)))


async def learn_form(connection: Connection) -> None:
    """Ask for a reply by a schema, in one form after the other, until it is kept to."""
    asked: Json = {
        "max_tokens": 64,
        "temperature": 0,
        "messages": [{"role": "user", "content": line("probe", "ready")}],
        "answer_schema": READY,
        **connection.endpoint.extra,
    }
    while True:
        try:
            completion = await Attempts([connection], _PATIENCE).make(lambda each: each.post(asked))
        except EndpointError as error:
            if error.kind in ("wrong_key", "unknown_model"):
                raise
            return  # what it cannot do will show when it is asked
        form = connection.dialect.form
        text = plain_text(completion.choices[0].message.content)
        if not text or _ready(text) or not connection.dialect.move_on(form):
            return


def _ready(text: str) -> bool:
    try:
        said = json.loads(text)
    except ValueError:
        return False
    return isinstance(said, Mapping) and set(said) == {"ready"}
