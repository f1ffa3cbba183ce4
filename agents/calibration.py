"""Measures the checks on a session's samples, with other wordings of the grammar as controls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from mmkg.agents.grammar.grammar import GrammarError, asks, word
from mmkg.agents.manifest import Manifest
from mmkg.dataset.calibrate import SMALL, Calibration, calibrate
from mmkg.dataset.checks.check import Ground, Reread
from mmkg.dataset.publish import read_samples
from mmkg.dataset.sample import Sample, plan_of
from mmkg.graph.mining.view import View
from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.ledger import Ledger
from mmkg.tools.reread import Rereader


def calibrate_session(
    folder: Path,
    graph: Graph,
    *,
    most: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> Calibration:
    """Calibrate on the accepted samples of a session's folder.

    Raises:
        UsageError: If the folder holds no session.
        InputError: If its samples or a source file cannot be read.
    """
    manifest = Manifest.read(folder)
    if manifest is None:
        raise UsageError(f"{folder}: holds no session (there is no manifest.json)")
    samples = list(read_samples(folder))
    if any(not sample.asked.slots for sample in samples):
        raise InputError(f"{folder}: was made by an older mmkg: run the session again to calibrate")
    for source in manifest.sources:
        if not source.path.is_file():
            raise InputError(f"{source.path}: is gone; the checks read it again")
    view = View(graph, agreed_only=manifest.settings.exact_cells == "agreed")
    reread = Rereader(manifest.files)
    try:
        ground = Ground(view, reread, task_files=_there(manifest.settings.task_files), asks=asks)
        return calibrate(samples, ground, most=most, seed=seed, reword=reworded, progress=progress)
    finally:
        reread.close()


def _there(files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Those of a user's task files that have not been moved since."""
    return tuple(file for file in files if file.exists())


def calibrate_small(
    ledger: Ledger, view: View, reread: Reread, seed: int, task_files: tuple[Path, ...] = ()
) -> Calibration:
    """Calibrate on a few accepted samples of a session that has just been at work."""
    chosen = Random(seed)
    accepted = [outcome.sample for outcome in ledger.outcomes() if outcome.accepted]
    drawn = chosen.sample(accepted, min(SMALL, len(accepted)))
    samples = [Sample.model_validate_json(text) for text in drawn]
    ground = Ground(view, reread, task_files=_there(task_files), asks=asks)
    return calibrate(samples, ground, most=SMALL, seed=seed, reword=reworded)


def reworded(sample: Sample, rng: Random) -> str:
    """The question of a sample in another wording of its pattern; as it is, if there is none.

    A wording may need a word that a sample of an older session does not have.
    """
    try:
        return word(plan_of(sample), rng).question
    except (GrammarError, KeyError):
        return sample.question
