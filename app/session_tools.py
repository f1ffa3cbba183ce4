"""What a client may ask of a finished or running session: its samples, their evidence, its files.

Each public method here is offered by `mmkg mcp`, in addition to the tools that agents have.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from pydantic import JsonValue

from mmkg.app.folder import sources_of
from mmkg.app.parsed import parsed
from mmkg.dataset.publish import read_samples
from mmkg.dataset.reverify import Shelf, reverify
from mmkg.dataset.sample import Sample
from mmkg.runtime.errors import MmkgError
from mmkg.tools.base import Tool, ToolError, as_tool
from mmkg.tools.confined_reread import ConfinedRereader
from mmkg.tools.parse.corpus import read_corpus

PAGE = 20  # samples listed at once


def session_tools(session: Path, folders: Sequence[Path] = ()) -> list[Tool]:
    """What may be asked of one session's folder.

    Args:
        session: The session.
        folders: Where documents may be read beside its own corpus.
    """
    asked = _Asked(session, folders)
    functions = (
        asked.list_samples,
        asked.show_sample,
        asked.look_up_evidence,
        asked.reverify_samples,
        asked.parse_document,
    )
    return [as_tool(function, "session") for function in functions]


@dataclass(frozen=True)
class _Asked:
    """What may be asked of a session's folder; each public method becomes a tool."""

    session: Path
    folders: Sequence[Path]

    def list_samples(self, task: str = "", offset: int = 0) -> list[dict[str, JsonValue]]:
        """List accepted samples, 20 at a time: id, task, question and answer.

        Args:
            task: Only samples of this task; empty for all.
            offset: How many to leave out at the start.
        """
        found = [sample for sample in _samples(self.session) if task in ("", sample.task)]
        return [
            {"id": s.id, "task": s.task, "question": s.question, "answer": s.answer.value}
            for s in found[offset : offset + PAGE]
        ]

    def show_sample(self, sample: str) -> dict[str, JsonValue]:
        """Show all there is about a sample: steps, derivation, evidence with addresses, scores.

        Args:
            sample: Its id, or the beginning of it.
        """
        return _sample(self.session, sample).model_dump(mode="json")

    def look_up_evidence(self, sample: str, evidence: str) -> dict[str, JsonValue]:
        """Look up where a piece of evidence stands, and read it there again.

        Args:
            sample: Id of the sample, or the beginning of it.
            evidence: Id of the evidence, such as e1
        """
        found = {item.id: item for item in _sample(self.session, sample).evidence}
        if evidence not in found:
            raise ToolError(f"no evidence {evidence!r}: there are {', '.join(found)}")
        shelf = Shelf.of(sources_of(self.session))
        with closing(ConfinedRereader(shelf.by_hash)) as rereader:
            try:
                differs = rereader(found[evidence])
            except MmkgError as error:
                raise ToolError(str(error)) from None
        return {**found[evidence].model_dump(mode="json"), "read_again": differs or "the same"}

    def reverify_samples(self, sample: str = "") -> dict[str, JsonValue]:
        """Re-read the sources and work answers out again; says which samples do not hold.

        Args:
            sample: Id of one sample, or the beginning of it; empty for all.
        """
        chosen = [_sample(self.session, sample)] if sample else _samples(self.session)
        return asdict(reverify(chosen, sources_of(self.session)))

    def parse_document(
        self, path: str, part: Literal["document", "tables", "formulas", "figures", "chunks"]
    ) -> JsonValue:
        """Read a document (PDF, Office, web, text) and give one part of what is in it as JSON.

        Args:
            path: The file on the machine of the server, in the corpus or a folder it may read.
            part: What to give; `document` is its title, language, pages and warnings.
        """
        corpus = read_corpus([_allowed(path, [*sources_of(self.session), *self.folders])])
        if corpus.failures:
            raise ToolError(corpus.failures[0].reason)
        return parsed(corpus.documents[0])[part]


def _allowed(path: str, roots: Sequence[Path]) -> Path:
    """The file of a path that a client names, links followed, if it lies where it may be read."""
    whole = Path(path).resolve()
    if not any(whole.is_relative_to(root.resolve()) for root in roots):
        raise ToolError(f"{path}: outside of what may be read here; start with --read FOLDER")
    if not whole.is_file():
        raise ToolError(f"{path}: no such file")
    return whole


def _samples(session: Path) -> list[Sample]:
    try:
        return list(read_samples(session))
    except MmkgError as error:
        raise ToolError(str(error)) from None


def _sample(session: Path, name: str) -> Sample:
    found = [sample for sample in _samples(session) if sample.id.startswith(name)]
    if len(found) != 1 or not name:
        raise ToolError(f"{len(found)} samples have an id that begins with {name!r}: list_samples")
    return found[0]
