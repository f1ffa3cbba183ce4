"""`mmkg contradictions`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option, plain, print_json


@click.command(short_help="Where texts state other numbers than tables and charts.")
@click.argument("session", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def command(session: Path, as_json: bool) -> None:
    r"""List the numbers in the texts of SESSION that a table or chart gives otherwise.

    Differences within the rounding of either number, and numbers said roughly ("about 950 km"),
    are no contradictions. The values found are used by no sample but those of the task
    `contradiction`.

    \b
    Examples:
      mmkg contradictions runs/first
      mmkg contradictions runs/first --json
    """
    from mmkg.app.folder import load_graph
    from mmkg.app.graph_words import place_words
    from mmkg.graph.contradictions import contradictions
    from mmkg.graph.mining.view import View
    from mmkg.graph.mining.wording import quantity

    view = View(load_graph(session), agreed_only=False)
    found = contradictions(view)
    if as_json:
        print_json(
            {
                "contradictions": [
                    {
                        "thing": one.item.label,
                        "measure": one.measure.name,
                        "unit": one.measure.unit,
                        "stated": float(one.stated),
                        "given": float(one.item.number or 0),
                        "text": one.text.model_dump(mode="json"),
                        "other": one.given.model_dump(mode="json"),
                    }
                    for one in found
                ]
            }
        )
        return
    for one in found:
        number = quantity(one.item.number or one.stated, one.measure.unit)
        there, here = (place_words(view.graph, e.address) for e in (one.text, one.given))
        click.echo(f"{plain(one.item.label)}, {plain(one.measure.name)}:")
        click.echo(f"  {there}: “{plain(one.text.text)}”")
        click.echo(f"  {here}: {number}")
    click.echo(f"{len(found)} found")
