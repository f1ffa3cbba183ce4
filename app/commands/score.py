"""`mmkg score`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option

_EXISTING = click.Path(exists=True, path_type=Path)


@click.command(short_help="Score the samples of a finished session again, with other models.")
@click.argument("session", type=_EXISTING)
@click.option("--to", type=click.Path(path_type=Path), help="Folder to write. [SESSION/scored]")
@click.option("--model", metavar="URL#NAME", help="Judges, and gives probabilities of answers.")
@click.option("--strong", metavar="URL#NAME", help="The stronger solver of difficulty. [--model]")
@click.option("--weak", metavar="URL#NAME", help="The weaker one.")
@click.option("--tries", type=click.IntRange(1, 64), help="k of pass@k. [4]")
@click.option("--score", "wanted", multiple=True, metavar="NAME", help="Only this (repeatable).")
@click.option("--own", multiple=True, type=_EXISTING, help="Your own data, for novelty.")
@click.option("--settings", type=_EXISTING, help="A TOML file with thresholds in [scores].")
@click.option("--max-cost", type=float, help="Stop after so many USD, by the settings' prices.")
@json_option
def command(
    session: Path,
    to: Path | None,
    model: str | None,
    strong: str | None,
    weak: str | None,
    tries: int | None,
    wanted: tuple[str, ...],
    own: tuple[Path, ...],
    settings: Path | None,
    max_cost: float | None,
    as_json: bool,
) -> None:
    r"""Score the samples of SESSION (a folder or a samples.jsonl) without making them anew.

    Samples with their scores go to samples.jsonl in the folder, those that fail a threshold of the
    settings to rejected.jsonl with the reason. Support, attribution, complexity and novelty need no
    model; difficulty, evidence_gain and naturalness do.

    \b
    Examples:
      mmkg score runs/first --own my_data.jsonl
      mmkg score runs/first --model embedded --score evidence_gain
      mmkg score runs/first --strong http://host/v1#large --weak embedded --score difficulty
    """
    import asyncio

    from mmkg.app.embedded import ensure_roster
    from mmkg.app.output import counter, print_json
    from mmkg.app.scoring import chosen
    from mmkg.dataset.rescore import Rescoring, rescore
    from mmkg.runtime.settings import Endpoint, Roster, load_settings

    base = load_settings(settings)
    judge = Endpoint.parse(model) if model else base.roster.endpoint("scorer")
    scoring = chosen(base.scores, wanted, strong, weak, tries, judged=judge is not None)
    endpoints = [e for e in (judge, scoring.strong, scoring.weak) if e]
    for endpoint in endpoints:
        ensure_roster(Roster(default=endpoint))
    limits = base.limits.model_copy(update={"max_cost": max_cost or base.limits.max_cost})
    asked = Rescoring(session, to or _beside(session), scoring, judge, own, limits)
    with counter("samples scored") as count:
        found = asyncio.run(rescore(asked, count))
    told = {"kept": found.kept, "rejected": found.rejected, "means": found.means}
    if as_json:
        print_json(told | {"calls": found.spend.calls, "usd": found.spend.cost})
        return
    for name, mean in found.means.items():
        click.echo(f"{name:26} {mean:.3f}")
    for reason, failed in found.rejected.items():
        click.echo(f"rejected {failed}: {reason}")
    if "evidence_gain_tries" in found.means:
        click.echo(
            "the model's server gives no probabilities of given answers: evidence gain is the "
            "difference of the share of right tries",
            err=True,
        )
    click.echo(f"{found.kept} samples kept in {asked.to}", err=True)


def _beside(session: Path) -> Path:
    return (session if session.is_dir() else session.parent) / "scored"
