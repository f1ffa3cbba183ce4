"""A small corpus of our own, read once, and a watcher that remembers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mmkg.agents.session import SessionRequest, SessionResult, run_session
from mmkg.runtime.outcomes import Outcome
from mmkg.runtime.settings import Settings
from mmkg.tools import reread

PLANETS = Path(__file__).parents[2] / "examples" / "corpus" / "planets.pdf"


def once(read: Callable[..., Any], known: dict[object, Any]) -> Callable[..., Any]:
    """A reader of a page that reads it once, as long as the file's bytes are the same."""

    def found(pdf: Any, sha256: str, page: int) -> Any:
        place = hashlib.sha256(pdf.path.read_bytes()).digest(), sha256, page
        if place not in known:
            known[place] = read(pdf, sha256, page)
        return known[place]

    return found


READ_AGAIN = {name: once(getattr(reread, name), {}) for name in ("read_formulas", "read_figures")}


@pytest.fixture(autouse=True)
def read_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formulas and charts are re-read once for all sessions; their readers have tests elsewhere."""
    for name, read in READ_AGAIN.items():
        monkeypatch.setattr(reread, name, read)


class Remembering:
    """A watcher for tests."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.outcomes: list[Outcome] = []
        self.notes: list[str] = []

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def ingested(self, done: int, total: int, name: str) -> None:
        pass

    def settled(self, outcome: Outcome, accepted: int, wanted: int) -> None:
        self.outcomes.append(outcome)

    def note(self, text: str) -> None:
        self.notes.append(text)


@pytest.fixture
def watch() -> Remembering:
    return Remembering()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One document in a folder of its own, so that graphs stay small."""
    folder = tmp_path_factory.mktemp("corpus")
    (folder / PLANETS.name).write_bytes(PLANETS.read_bytes())
    return folder


@pytest.fixture
def session(corpus: Path, watch: Remembering) -> Callable[..., SessionResult]:
    """Runs a session on the small corpus."""

    def run(folder: Path, paths: tuple[Path, ...] | None = None, **settings: Any) -> SessionResult:
        request = SessionRequest(folder, paths or (corpus,), Settings.model_validate(settings))
        return asyncio.run(run_session(request, watch))

    return run
