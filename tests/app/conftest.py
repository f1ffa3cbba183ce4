"""A small corpus, and a finished offline session on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mmkg.app.cli import main

PEAKS = """# High mountains

The table lists mountains. A peak with a height above 8000 m is called a giant.

Table 1: Mountains and their first ascents

| Mountain | Height (m) | First ascent (year) | Range |
|---|---|---|---|
| Everest | 8849 | 1953 | Himalaya |
| K2 | 8611 | 1954 | Karakoram |
| Denali | 6190 | 1913 | Alaska Range |
| Aconcagua | 6961 | 1897 | Andes |
| Elbrus | 5642 | 1874 | Caucasus |
| Mont Blanc | 4806 | 1786 | Alps |
"""


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Parsed documents go where the tests' other files go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MMKG_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def peaks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one document that holds one table."""
    folder = tmp_path_factory.mktemp("peaks")
    (folder / "peaks.md").write_text(PEAKS)
    return folder


@pytest.fixture(scope="session")
def session(peaks: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A session of six samples; tests must not change it."""
    folder = tmp_path_factory.mktemp("runs") / "peaks"
    assert main(["run", str(peaks), "--offline", "--accept", "6", "--out", str(folder)]) == 0
    return folder
