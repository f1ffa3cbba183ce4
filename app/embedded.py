"""Makes sure that the embedded model's weights are here before anything else is done."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import byte_progress, size
from mmkg.runtime.settings import Roster
from mmkg.runtime.weights import CATALOGUE, fetch_weights, models_folder, weights_path


def ensure_weights(name: str) -> Path:
    """The file of a model's weights, downloaded first if it is not here.

    Raises:
        WeightsError: If there is no such model or it cannot be fetched.
    """
    if found := weights_path(name):
        return found
    weights = CATALOGUE[name]
    click.echo(f"{name}: {size(weights.size)} to download, once, to {models_folder()}", err=True)
    with byte_progress(name) as progress:
        return fetch_weights(name, progress)


def ensure_roster(roster: Roster) -> None:
    """Fetch every embedded model that a roster names.

    Raises:
        WeightsError: If there is no such model or it cannot be fetched.
    """
    for endpoint in roster.endpoints():
        if endpoint.embedded:
            ensure_weights(endpoint.embedded)
