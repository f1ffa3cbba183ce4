"""`mmkg model`: the embedded models."""

from __future__ import annotations

import click

from mmkg.app.output import console, json_option, print_json, size, table


@click.group(short_help="The embedded models: list them, fetch one, say where it lies.")
def command() -> None:
    r"""The embedded models: small ones that mmkg runs by itself, without key or GPU.

    \b
    Examples:
      mmkg model list
      mmkg model fetch qwen2.5-coder-0.5b
      mmkg run examples/corpus --model embedded:qwen2.5-coder-0.5b
    """


@command.command("list")
@json_option
def list_models(as_json: bool) -> None:
    """List the models that can be fetched, the default first."""
    from mmkg.runtime.weights import list_weights, weights_path

    found = [(weights, weights_path(weights.name)) for weights in list_weights()]
    if as_json:
        keep = ("name", "file", "size", "sha256", "memory_gb", "about")
        print_json(
            [
                {name: getattr(weights, name) for name in keep}
                | {"path": str(path) if path else None}
                for weights, path in found
            ]
        )
        return
    grid = table("name", "download", "memory", "here", "about", numbers=("download", "memory"))
    for weights, path in found:
        here = "yes" if path else "no"
        memory = f"{weights.memory_gb} GB"
        grid.add_row(weights.name, size(weights.size), memory, here, weights.about)
    console().print(grid)


@command.command("fetch")
@click.argument("name")
def fetch_model(name: str) -> None:
    r"""Download the weights of model NAME and check their SHA-256; continues a broken download.

    \b
    Example:
      mmkg model fetch qwen2.5-coder-1.5b
    """
    from mmkg.app.embedded import ensure_weights

    click.echo(ensure_weights(name))


@command.command("where")
@click.argument("name", required=False)
@json_option
def where_model(name: str | None, as_json: bool) -> None:
    """Print the file of model NAME, or the folder where models are kept."""
    from mmkg.runtime.errors import WeightsError
    from mmkg.runtime.weights import models_folder, weights_path

    path = weights_path(name) if name else models_folder()
    if path is None:
        raise WeightsError(f"{name} is not on this machine: run `mmkg model fetch {name}`")
    if as_json:
        print_json({"path": str(path)})
    else:
        click.echo(path)
