"""Evidence is re-read in a process that a hostile file may kill or stall in vain."""

import hashlib
import os
from contextlib import closing
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.evidence import TextEvidence
from mmkg.graph.provenance import Address, Box
from mmkg.tools.confined_reread import ConfinedRereader

WORDS = "The Oder is 854 km long."


def evidence(path: Path, text: str = WORDS) -> TextEvidence:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    where = Address(document=sha256, page=1, box=Box(60, 60, 400, 110))
    return TextEvidence(id="e1", carrier=f"{sha256[:12]}:chunk:1", address=where, text=text)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 100), WORDS)
        pdf.save(tmp_path / "good.pdf")
    return tmp_path / "good.pdf"


@pytest.fixture
def stalling(tmp_path: Path) -> Path:
    """A page whose content takes far longer than a second to read."""
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 100), WORDS)
        content = page.get_contents()[0]
        letters = b"BT /helv 1 Tf 1 0 0 1 72 72 Tm (words) Tj ET " * 3_000_000
        pdf.update_stream(content, pdf.xref_stream(content) + letters)
        pdf.save(tmp_path / "stalling.pdf", deflate=True)
    return tmp_path / "stalling.pdf"


def paths(*files: Path) -> dict[str, Path]:
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}


def test_evidence_is_read_by_another_process_that_ends_when_told(good: Path) -> None:
    with closing(ConfinedRereader(paths(good))) as reread:
        assert reread(evidence(good)) is None
        assert reread(evidence(good, "The Oder is 855 km long.")) is not None
        assert reread._process is not None and reread._process.pid != os.getpid()
        process = reread._process
    assert process.poll() is not None


def test_a_file_that_stalls_its_reader_fails_its_evidence_and_no_other(
    good: Path, stalling: Path
) -> None:
    with closing(ConfinedRereader(paths(good, stalling), seconds=2)) as reread:
        assert reread(evidence(good)) is None
        for text in (WORDS, "other words"):
            said = reread(evidence(stalling, text))
            assert said == "its source killed or stalled its reader"
        assert reread(evidence(good, "Oder")) is None


def test_a_source_that_is_not_there_is_told(good: Path) -> None:
    with closing(ConfinedRereader({})) as reread:
        assert reread(evidence(good)) == "its source file is missing"
