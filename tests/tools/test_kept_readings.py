"""What re-reading found to be the same is not read again, as long as the file is the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from mmkg.graph.evidence import CellEvidence, cite_cell
from mmkg.tools.kept_readings import KeptReadings
from mmkg.tools.reread import Rereader


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MMKG_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the evidence that is really read again."""
    found: list[str] = []
    really = Rereader._read_again

    def noted(reader: Rereader, evidence: Any) -> str | None:
        found.append(evidence.text)
        return really(reader, evidence)

    monkeypatch.setattr(Rereader, "_read_again", noted)
    return found


def planets(examples: Any, folder: Path) -> tuple[list[CellEvidence], dict[str, Path]]:
    """Ten cells of a document, and where a copy of it is."""
    (document,) = [found for found in examples.documents if found.name == "planets.pdf"]
    copy = folder / "planets.pdf"
    copy.write_bytes(examples.sources[document.sha256].read_bytes())
    cells = [cite_cell(t, c) for t in document.tables for c in t.cells if c.kind == "body"]
    assert len(cells) > 10
    return cells[:10], {document.sha256: copy}


def session(files: dict[str, Path], cells: list[CellEvidence]) -> list[str | None]:
    with closing(Rereader(files, KeptReadings())) as reread:
        return [reread(cell) for cell in cells]


def test_a_second_session_reads_only_what_the_first_did_not(
    examples: Any, tmp_path: Path, read: list[str]
):
    cells, files = planets(examples, tmp_path)
    assert session(files, cells[:6]) == [None] * 6
    first = [*read]
    read.clear()
    assert session(files, cells) == [None] * len(cells)
    assert first == [cell.text for cell in cells[:6]]
    assert read == [cell.text for cell in cells[6:]]


def test_a_file_that_has_changed_is_read_again(examples: Any, tmp_path: Path, read: list[str]):
    cells, files = planets(examples, tmp_path)
    session(files, cells)
    read.clear()
    (copy,) = files.values()
    with pymupdf.open(copy) as pdf:
        data = pdf.tobytes(garbage=4)
    copy.write_bytes(data)
    assert session(files, cells) == [None] * len(cells)
    assert read == [cell.text for cell in cells]


def test_a_difference_is_found_again_by_every_session(examples: Any, tmp_path: Path):
    cells, files = planets(examples, tmp_path)
    altered = cells[0].model_copy(update={"text": "8.712"})
    for _ in range(2):
        (differs,) = session(files, [altered])
        assert differs and "8.712" in differs


def test_without_kept_readings_everything_is_read(examples: Any, tmp_path: Path, read: list[str]):
    cells, files = planets(examples, tmp_path)
    session(files, cells)
    read.clear()
    with closing(Rereader(files)) as reread:
        assert [reread(cell) for cell in cells] == [None] * len(cells)
    assert read == [cell.text for cell in cells]


def test_a_cache_that_cannot_be_written_or_read_costs_only_time(
    examples: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cells, files = planets(examples, tmp_path)
    session(files, cells)
    for kept in (tmp_path / "cache").rglob("*.reread"):
        kept.write_bytes(b"\xff\xfe no digests")
    assert session(files, cells) == [None] * len(cells)
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("MMKG_CACHE", str(blocked))
    assert session(files, cells) == [None] * len(cells)
