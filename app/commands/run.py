"""`mmkg run`."""

from __future__ import annotations

from pathlib import Path

import click

from mmkg.app.output import json_option, samplers_option

_EXISTING = click.Path(exists=True, path_type=Path)


@click.command(short_help="Make samples from documents until N are accepted.")
@click.argument("corpus", nargs=-1, required=True, type=_EXISTING)
@click.option("--accept", type=int, metavar="N", help="Stop after N accepted samples. [20]")
@click.option("--offline", is_flag=True, help="Use no model: grammar wording, checks by program.")
@click.option(
    "--model",
    metavar="URL#NAME",
    help="An OpenAI-compatible endpoint (key in OPENAI_API_KEY), or embedded[:NAME]. [embedded]",
)
@click.option("--settings", type=_EXISTING, metavar="FILE", help="A TOML file with all settings.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER", help="[runs/CORPUS-TIME]")
@click.option("--seed", type=int, help="The same seed and settings draw the same samples. [1]")
@click.option(
    "--shard",
    metavar="I/N",
    help="Make the I-th of N parts; run the others elsewhere, then `mmkg merge` them.",
)
@click.option(
    "--engine",
    type=click.Choice(["local", "ray"]),
    default="local",
    help="ray: read and make samples in the processes of a Ray cluster.",
)
@click.option("--address", metavar="ADDRESS", help="A running Ray cluster's. [one on this machine]")
@click.option("--task", multiple=True, metavar="NAME", help="Only this task (repeatable).")
@click.option("--language", type=click.Choice(["auto", "en", "zh"]), help="Of the questions.")
@click.option(
    "--depth",
    type=click.Choice(["lazy", "full"]),
    help="full: a model extracts relations from every passage.",
)
@click.option(
    "--schema",
    "schema_name",
    metavar="NAME",
    help="Types of entities and relations: a ready schema or a YAML file (mmkg graph schema).",
)
@click.option("--subgraph", metavar="NAME", help="Mine a region only (mmkg graph samplers).")
@click.option("--subgraph-size", type=int, metavar="NODES", help="Size of that region. [100]")
@click.option(
    "--wording",
    type=click.Choice(["grammar_if_model_fails", "reject_if_model_fails"]),
    help="What happens when a model's wording fails its checks.",
)
@click.option("--workers", type=int, help="Samples in work at once.")
@click.option("--max-minutes", type=float, help="Stop after so many minutes of work.")
@click.option("--max-cost", type=float, help="Stop after so many USD, by the settings' prices.")
@click.option(
    "--tools",
    multiple=True,
    type=_EXISTING,
    metavar="PATH",
    help="A Python file or folder with tools of your own (repeatable).",
)
@click.option(
    "--tasks",
    multiple=True,
    type=_EXISTING,
    metavar="PATH",
    help="A YAML file or folder with tasks of your own (repeatable).",
)
@samplers_option
@click.option(
    "--pause-on",
    multiple=True,
    metavar="accept|TASK",
    help="Wait for a person's word before such a sample is accepted (`mmkg resume --approve`).",
)
@click.option(
    "--estimate",
    is_flag=True,
    help="Make a few samples only and tell what all would take; `mmkg resume` goes on.",
)
@json_option
def command(
    corpus: tuple[Path, ...],
    out: Path | None,
    engine: str,
    address: str | None,
    estimate: bool,
    as_json: bool,
    **said: object,
) -> int:
    r"""Make samples from the documents of CORPUS (folders or files) until N are accepted.

    Without --offline, --model or a roster in the settings, the embedded model is used; it is
    downloaded first if it is not here. The exit code is 3 if the session stopped short of N.

    \b
    Examples:
      mmkg run examples/corpus --accept 20 --offline
      mmkg run papers/ --accept 100 --model http://127.0.0.1:8000/v1#qwen3
      mmkg run papers/ --settings session.toml --task multi_table --out runs/tables
    """
    from datetime import datetime
    from functools import partial

    from mmkg.agents.session import SessionRequest, run_session
    from mmkg.app.choices import Choices, check_folder, fresh_folder, settle
    from mmkg.app.embedded import ensure_roster
    from mmkg.app.engines import chosen_engine
    from mmkg.app.working import foresee, work
    from mmkg.tools.parse.corpus_sources import find_sources

    settings = settle(Choices(**said))  # type: ignore[arg-type]  # click made these values
    folder = out or fresh_folder(corpus, datetime.now())
    check_folder(folder)
    find_sources(corpus)
    ensure_roster(settings.roster)
    on, settings = chosen_engine(engine, address, settings)
    request = SessionRequest(folder, corpus, settings, engine=on)
    if estimate:
        return foresee(request, as_json=as_json)
    return work(partial(run_session, request), as_json=as_json)
