"""A session's folder, opened for reading."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

from pydantic import ValidationError

from mmkg.graph.store import Graph
from mmkg.runtime.errors import InputError, UsageError
from mmkg.runtime.ledger import Ledger

LEDGER = "ledger.sqlite"


def open_ledger(session: Path) -> Ledger:
    """The ledger of a session, which another process may be writing.

    Raises:
        InputError: If the folder holds no session.
    """
    if not (session / LEDGER).is_file():
        raise InputError(f"{session}: holds no session (there is no {LEDGER})")
    return Ledger.open(session / LEDGER, read_only=True)


def load_graph(session: Path) -> Graph:
    """The graph of a session.

    Raises:
        InputError: If it has none yet, or its files are damaged.
    """
    try:
        return Graph.load(session / "graph")
    except FileNotFoundError:
        raise InputError(f"{session}: there is no graph here yet") from None
    except ValidationError as error:
        raise InputError(f"{session}/graph: damaged: {error.errors()[0]['msg']}") from None
    except BadZipFile as error:
        raise InputError(f"{session}/graph: damaged: {error}") from None


def sources_of(samples: Path) -> list[Path]:
    """Where the documents behind a session, or behind its samples.jsonl, were read.

    Raises:
        UsageError: If no manifest says it.
    """
    from mmkg.agents.manifest import Manifest  # brings all readers with it; status needs none

    folder = samples if samples.is_dir() else samples.parent
    manifest = Manifest.read(folder)
    if manifest is None:
        raise UsageError(f"{samples}: no manifest says where its sources are: give --corpus")
    return [path for path in manifest.corpus if path.exists()]
