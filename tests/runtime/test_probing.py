"""How a server holds replies to a schema is found out once, by a real request in each form."""

from pathlib import Path
from typing import Any

import pytest

from mmkg.runtime.dialect import Form
from mmkg.runtime.endpoint import EndpointModel
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.patience import Patience
from mmkg.runtime.probing import learn_dialects

READY = '{"ready": true}'


def serving(server: Any, forms: set[str], *, complains: bool) -> None:
    """Make it keep to a schema in some forms only; in others it complains, or just chats."""

    def reply(request: dict[str, Any]) -> Any:
        form = request.get("response_format", {}).get("type", "words")
        if form in forms:
            return server.said(READY)
        if complains:
            return server.Reply(fault="400", text=f"response_format {form} is not supported")
        return server.said('{"status": "fine"}')

    server.answer_by(reply)


def asked(server: Any) -> list[str]:
    return [each.get("response_format", {}).get("type", "words") for each in server.requests]


@pytest.mark.parametrize("complains", [True, False], ids=["refuses", "ignores"])
@pytest.mark.parametrize(
    ("forms", "tried"),
    [
        ({"json_schema"}, ["json_schema"]),
        ({"json_object"}, ["json_schema", "json_object"]),
        ({"words"}, ["json_schema", "json_object", "words"]),
    ],
    ids=["schema", "object", "words"],
)
async def test_forms_are_tried_in_turn_and_the_one_that_works_is_remembered(
    scripted_endpoint: Any, tmp_path: Path, forms: set[str], tried: list[Form], complains: bool
) -> None:
    serving(scripted_endpoint, forms, complains=complains)
    endpoint = scripted_endpoint.endpoint()
    path = tmp_path / "ledger.sqlite"
    schema = {"type": "object", "properties": {"ready": {"type": "boolean"}}}
    for _ in range(2):  # the second time as a session that is resumed, which asks nothing
        with Ledger.open(path, create=True) as ledger:
            async with EndpointModel(endpoint=endpoint, patience=Patience(2, 0.01)) as model:
                await learn_dialects([model], ledger)
                assert asked(scripted_endpoint) == tried
                assert model.connections[0].dialect.form == tried[-1]
            (fact,) = (name for name in ledger.meta if name.startswith("dialect of"))
            assert endpoint.url in fact and f'"form": "{tried[-1]}"' in ledger.meta[fact]
    with Ledger.open(path) as ledger:
        async with EndpointModel(endpoint=endpoint) as model:
            await learn_dialects([model], ledger)
            assert (await model.answer([], answer_schema=schema)).text == READY
    assert asked(scripted_endpoint) == [*tried, tried[-1]]
