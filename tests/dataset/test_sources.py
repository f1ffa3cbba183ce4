"""Reverification from samples and sources alone: what must fail fails, and nothing else."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from docx import Document as Word

from mmkg.agents.session import SessionRequest, run_session
from mmkg.dataset.publish import read_samples
from mmkg.dataset.reverify import Reverified, Shelf, rested_on, reverify
from mmkg.dataset.sample import Sample, Source
from mmkg.dataset.sources import sha256_of
from mmkg.graph.evidence import CellEvidence
from mmkg.runtime.settings import Settings

RIVERS = [
    ("River", "Length (km)", "Mean flow (m³/s)"),
    ("Oder", "840", "567"),
    ("Elbe", "1094", "711"),
    ("Weser", "452", "327"),
    ("Ems", "371", "80"),
    ("Rhine", "1233", "2900"),
]
OTHER = {"1094": "1095"}


class Silent:
    """A watcher that nobody reads."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: None


def markdown(path: Path, cell: Callable[[str], str]) -> None:
    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in RIVERS]
    table = "\n".join([lines[0], "|---|---|---|", *lines[1:]])
    path.write_text(f"# Rivers\n\nTable 1: Rivers that reach the sea.\n\n{table}\n")


def comma_separated(path: Path, cell: Callable[[str], str]) -> None:
    path.write_text("\n".join(",".join(map(cell, row)) for row in RIVERS) + "\n")


def word(path: Path, cell: Callable[[str], str]) -> None:
    document = Word()
    document.add_heading("Rivers")
    document.add_paragraph("Table 1: Rivers that reach the sea.", style="Caption")
    table = document.add_table(rows=len(RIVERS), cols=3)
    for at, row in enumerate(RIVERS):
        for column, text in enumerate(row):
            table.cell(at, column).text = cell(text)
    document.save(str(path))


def printed(path: Path, cell: Callable[[str], str]) -> None:
    """A ruled table; its digits are changed in the content stream of the page, nowhere else."""
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 72), "Rivers", fontsize=16)
        page.insert_text((72, 110), "Table 1: Rivers that reach the sea.", fontsize=10)
        for line in range(len(RIVERS) + 1):
            page.draw_line((72, 121 + 18 * line), (432, 121 + 18 * line))
            for column, text in enumerate(RIVERS[line] if line < len(RIVERS) else ()):
                page.insert_text((76 + 120 * column, 134 + 18 * line), text, fontsize=10)
        for rule in range(72, 433, 120):
            page.draw_line((rule, 121), (rule, 121 + 18 * len(RIVERS)))
        for before in (text for row in RIVERS for text in row if cell(text) != text):
            edit(pdf, before.encode().hex().encode(), cell(before).encode().hex().encode())
        pdf.save(path, no_new_id=True)


def edit(pdf: pymupdf.Document, before: bytes, after: bytes) -> None:
    for xref in pdf[0].get_contents():
        stream = pdf.xref_stream(xref)
        pdf.update_stream(xref, stream.replace(before, after), compress=False)


FORMATS = {
    "rivers.md": markdown,
    "rivers.csv": comma_separated,
    "rivers.docx": word,
    "rivers.pdf": printed,
}


def session(folder: Path, **settings: Any) -> list[Sample]:
    chosen = Settings.model_validate({"limits": {"accept": 12}, **settings})
    request = SessionRequest(folder / "s", (folder / "corpus",), chosen)
    asyncio.run(run_session(request, Silent()))
    return list(read_samples(folder / "s"))


@pytest.fixture(scope="module", params=FORMATS)
def made(request: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Sample], Path, str]:
    """Samples of one small document in each format, the folder, and the document's name."""
    folder = tmp_path_factory.mktemp("rivers")
    (folder / "corpus").mkdir()
    FORMATS[request.param](folder / "corpus" / request.param, str)
    return session(folder), folder / "corpus", request.param


def failing(samples: list[Sample], place: Path) -> set[str]:
    return {failure.sample for failure in reverify(samples, [place]).failed}


def resting_on(samples: list[Sample], text: str) -> set[str]:
    return {s.id for s in samples if any(getattr(i, "text", "") == text for i in rested_on(s))}


def test_unchanged_sources_prove_all_samples(made: tuple[list[Sample], Path, str]):
    samples, corpus, _ = made
    assert len(samples) == 12 and {sample.form for sample in samples} > {"open"}
    assert failing(samples, corpus) == set()


def test_one_digit_edited_fails_exactly_the_samples_that_rest_on_it(
    made: tuple[list[Sample], Path, str], tmp_path: Path
):
    samples, _, name = made
    FORMATS[name](tmp_path / name, lambda text: OTHER.get(text, text))
    found = reverify(samples, [tmp_path])
    wanted = resting_on(samples, "1094")
    assert {failure.sample for failure in found.failed} == wanted
    assert wanted and wanted != {sample.id for sample in samples}
    assert found.altered == [name]


def test_a_file_that_is_gone_fails_all(made: tuple[list[Sample], Path, str], tmp_path: Path):
    samples, _, name = made
    (tmp_path / "other.md").write_text("# Nothing\n\nHere.\n")
    found = reverify(samples, [tmp_path])
    assert {failure.cause for failure in found.failed} == {"missing_source"}
    assert len(found.failed) == len(samples) and name in found.failed[0].reason


@pytest.mark.parametrize("field", ["number", "unit", "row", "column"])
def test_what_was_made_of_the_text_may_not_be_altered(
    made: tuple[list[Sample], Path, str], field: str
):
    samples, corpus, _ = made
    sample = next(s for s in samples if s.form == "open")
    cell = next(item for item in sample.evidence if isinstance(item, CellEvidence))
    other = {
        "number": {"reading": cell.reading.model_copy(update={"number": Decimal(5)})},
        "unit": {"reading": cell.reading.model_copy(update={"unit": "mile"})},
        "row": {"row_path": ("Thames",)},
        "column": {"column_path": ("Depth",)},
    }[field]
    evidence = tuple(
        cell.model_copy(update=other) if item is cell else item for item in sample.evidence
    )
    (failure,) = found(sample.model_copy(update={"evidence": evidence}), corpus).failed
    assert failure.cause == "evidence"


def found(sample: Sample, corpus: Path) -> Reverified:
    return reverify([sample], [corpus])


def test_a_wrong_key_fails_though_all_evidence_holds(made: tuple[list[Sample], Path, str]):
    samples, corpus, _ = made
    sample = next((s for s in samples if s.options), None)
    if sample is None:
        pytest.skip("no multiple choice among these few")
    key = next(option.letter for option in sample.options if option.mistake)
    answer = sample.answer.model_copy(update={"value": key})
    (failure,) = found(sample.model_copy(update={"answer": answer}), corpus).failed
    assert failure.cause == "form"


def test_lines_survive_the_file(made: tuple[list[Sample], Path, str]):
    sample = made[0][0]
    assert Sample.model_validate(json.loads(sample.model_dump_json())) == sample


def test_of_files_of_one_name_the_one_that_no_sample_rests_on_is_the_changed_one(tmp_path: Path):
    for folder, text in (("a", "as it was"), ("b", "edited")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.csv").write_text(text)
    here = sha256_of(tmp_path / "a" / "data.csv")
    kept, gone = (Source(sha256=sha, name="data.csv", title="") for sha in (here, "f" * 64))
    shelf = Shelf.of([tmp_path])
    found = [shelf.find(source, {here, "f" * 64}) for source in (kept, gone)]
    assert found == [tmp_path / "a" / "data.csv", tmp_path / "b" / "data.csv"]
