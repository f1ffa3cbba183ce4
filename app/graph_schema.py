"""`mmkg graph schema`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from mmkg.app.output import console, json_option, print_json, table

if TYPE_CHECKING:
    from mmkg.graph.store import Graph
    from mmkg.runtime.settings import Endpoint


@click.command("schema", short_help="Types of entities and relations: list, show, propose.")
@click.argument("name", required=False)
@click.option("--list", "listed", is_flag=True, help="List the schemas that come with mmkg.")
@click.option(
    "--propose",
    type=click.Path(exists=True, path_type=Path),
    metavar="CORPUS",
    help="Let a model propose a schema from a sample of these documents.",
)
@click.option("--model", metavar="URL#NAME", help="The model that proposes, or embedded[:NAME].")
@click.option("--seed", type=int, default=1, show_default=True, help="Draws the sample.")
@json_option
def command(
    name: str | None,
    listed: bool,
    propose: Path | None,
    model: str | None,
    seed: int,
    as_json: bool,
) -> None:
    r"""Show the schema NAME (one that comes with mmkg, or a YAML file), list all, or propose one.

    What is printed is YAML to edit and to name in the setting `schema` or by `run --schema`.

    \b
    Examples:
      mmkg graph schema --list
      mmkg graph schema science > mine.yaml
      mmkg graph schema --propose papers/ --model embedded > mine.yaml
    """
    from mmkg.graph.ontology import load_ontology, ready_ontologies
    from mmkg.runtime.errors import UsageError

    if propose:
        if not model:
            raise UsageError("proposing a schema needs a model: give --model URL#NAME or embedded")
        click.echo(_proposed(propose, model, seed), nl=False)
    elif name and not listed:
        schema = load_ontology(name)
        if as_json:
            print_json(schema.model_dump(mode="json"))
        else:
            click.echo(_yaml(schema.model_dump(mode="json", exclude_defaults=True)), nl=False)
    else:
        _list({each: load_ontology(each).description for each in ready_ontologies()}, as_json)


def _list(found: dict[str, str], as_json: bool) -> None:
    if as_json:
        print_json({"schemas": [{"name": n, "description": d} for n, d in found.items()]})
        return
    grid = table("schema", "for")
    for name, description in found.items():
        grid.add_row(name, description)
    console().print(grid)


def _yaml(content: object) -> str:
    import yaml

    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)


def _proposed(corpus: Path, model: str, seed: int) -> str:
    import asyncio

    from mmkg.app.embedded import ensure_roster
    from mmkg.graph.build import build
    from mmkg.runtime.embedded import serve_embedded
    from mmkg.runtime.errors import InputError
    from mmkg.runtime.settings import Endpoint, Roster
    from mmkg.tools.parse.corpus import read_corpus

    endpoint = Endpoint.parse(model)
    ensure_roster(Roster(default=endpoint))
    found = read_corpus([corpus])
    if not found.documents:
        raise InputError(f"{corpus}: no document can be read: {found.failures[0].reason}")
    graph = build(found.documents)
    with ExitStack() as stack:
        if endpoint.embedded is not None:
            endpoint = stack.enter_context(serve_embedded(endpoint))
        return asyncio.run(_ask(graph, endpoint, seed))


async def _ask(graph: Graph, endpoint: Endpoint, seed: int) -> str:
    from mmkg.agents.proposing import propose
    from mmkg.agents.role import Desk, GaveUp
    from mmkg.graph.mining.view import View
    from mmkg.runtime.endpoint import EndpointModel
    from mmkg.runtime.errors import InputError
    from mmkg.runtime.ledger import Ledger
    from mmkg.runtime.limits import Budget
    from mmkg.runtime.settings import Limits
    from mmkg.runtime.trace import Tracer
    from mmkg.tools.base import Context

    with (
        TemporaryDirectory() as folder,
        Ledger.open(Path(folder) / "ledger.sqlite", create=True) as ledger,
    ):
        async with EndpointModel(endpoint=endpoint) as asked:
            context = Context(graph, View(graph))
            desk = Desk(asked, {}, context, Tracer(ledger), Budget(Limits()))
            try:
                return await propose(graph, desk, seed)
            except GaveUp:
                why = "proposed no schema that holds: try another --seed or model"
                raise InputError(f"{endpoint.name} {why}") from None
