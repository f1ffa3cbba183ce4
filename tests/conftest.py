"""Fixtures that all rooms use."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

HERE = Path(__file__).parent


def _load(name: str, folder: Path = HERE) -> ModuleType:
    """A module of this folder; with `--import-mode=importlib` it is on no path."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole files are handed out in this order: what takes minutes is not to begin at the end."""
    items.sort(key=lambda item: item.path.name != "test_docs.py")


@pytest.fixture
def scripted_endpoint() -> Iterator[Any]:
    """A loopback OpenAI server that replays a script; see `scripted_endpoint.py`."""
    server = _load("scripted_endpoint").ScriptedEndpoint()
    yield server
    server.close()


@pytest.fixture(scope="session")
def paper() -> Any:
    """Writes documents by hand; see `graph/documents.py`."""
    return _load("documents", HERE / "graph").Paper


@pytest.fixture(scope="session")
def examples() -> Any:
    """The example corpus as `mmkg.tools.parse.corpus.read_corpus` reads it."""
    from mmkg.tools.parse.corpus import read_corpus

    return read_corpus([HERE.parent / "examples" / "corpus"])


@pytest.fixture(scope="session")
def example_view(examples: Any) -> Any:
    """The graph of the example corpus, as the patterns see it."""
    from mmkg.graph.build import build
    from mmkg.graph.mining.view import View

    return View(build(examples.documents))


@pytest.fixture(scope="session")
def browser() -> Any:
    """Opens a page in a real browser; see `browser.py`."""
    module = _load("browser")
    if module.CHROMIUM is None:
        pytest.skip("there is no Chromium on this machine")
    return module.Browser
