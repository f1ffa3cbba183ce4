"""`mmkg select`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option

_EXISTING = click.Path(exists=True, path_type=Path)
_ASPECTS = ("task", "document", "entity", "modality", "difficulty")


@click.command(short_help="Choose the best samples; split them; keep clear of benchmarks.")
@click.argument("session", type=_EXISTING)
@click.option("--to", type=click.Path(path_type=Path), help="Folder to write. [SESSION/selected]")
@click.option("--count", type=click.IntRange(min=1), help="How many. [all but repeats]")
@click.option("--quota", multiple=True, metavar="ASPECT=N", help="Most of one value (repeatable).")
@click.option("--weight", multiple=True, metavar="SCORE=W", help="What a score counts.")
@click.option("--near", default=0.85, show_default=True, help="Share of shingles of a repeat.")
@click.option("--test", type=click.FloatRange(0, 1, True, True), help="Share of the test split.")
@click.option("--avoid", multiple=True, type=_EXISTING, help="A benchmark's file (repeatable).")
@click.option("--settings", type=_EXISTING, help="A TOML file with weights in [scores].")
@click.option("--seed", default=1, show_default=True, help="Draws which groups are tested.")
@json_option
def command(
    session: Path,
    to: Path | None,
    count: int | None,
    quota: tuple[str, ...],
    weight: tuple[str, ...],
    near: float,
    test: float | None,
    avoid: tuple[Path, ...],
    settings: Path | None,
    seed: int,
    as_json: bool,
) -> None:
    r"""Choose samples of SESSION: repeats out, the best first by weighted scores, under quotas.

    Aspects of quotas are task, document, entity, modality and difficulty. With --test, train.jsonl
    and test.jsonl share neither document nor entity. What was not chosen goes to dropped.jsonl with
    the reason; selection.json says what was compared and what overlap remains.

    \b
    Examples:
      mmkg select runs/first --count 500 --quota task=40 --quota entity=20
      mmkg select runs/first --test 0.2 --avoid benchmark.jsonl --to runs/first/final
    """
    from mmkg.app.output import print_json
    from mmkg.dataset.select import Wanted
    from mmkg.dataset.selecting import Selecting, write_selection
    from mmkg.runtime.settings import load_settings

    weights = load_settings(settings).scores.weights | _numbers(weight, "--weight")
    quotas = {name: int(most) for name, most in _numbers(quota, "--quota").items()}
    if wrong := [name for name in quotas if name not in _ASPECTS]:
        raise click.BadParameter(f"{wrong[0]!r} is none of {', '.join(_ASPECTS)}: --quota")
    wanted = Wanted(count, quotas, weights, near)  # type: ignore[arg-type]  # checked above
    folder = to or (session if session.is_dir() else session.parent) / "selected"
    found = write_selection(Selecting(session, folder, wanted, test, avoid, seed))
    if as_json:
        print_json(found.model_dump(mode="json"))
        return
    for line in found.lines():
        click.echo(line)
    click.echo(f"{found.chosen} samples in {folder}", err=True)


def _numbers(texts: tuple[str, ...], option: str) -> dict[str, float]:
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise click.BadParameter(f"{text!r}: wanted NAME=NUMBER: {option}") from None
    return found
