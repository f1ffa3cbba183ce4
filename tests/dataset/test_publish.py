"""What a session leaves: samples, rejections, exports and the report."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mmkg.dataset.exports.form import Material, Options, find_format
from mmkg.dataset.publish import Rejected, publish, read_samples
from mmkg.dataset.report import write_report
from mmkg.dataset.sample import Finding, Sample, Source, Step, Verdict
from mmkg.graph.derivation import Read
from mmkg.graph.document import Reading
from mmkg.graph.evidence import CellEvidence
from mmkg.graph.plan import Answer
from mmkg.graph.provenance import Address, Box
from mmkg.runtime.errors import InputError
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.outcomes import Outcome

SHA = "a" * 64


def made(number: int, question: str = "How heavy is Vega?", reason: str = "") -> Sample:
    cell = CellEvidence(
        id="e1",
        carrier=f"{SHA[:12]}:table:1",
        address=Address(document=SHA, page=2, box=Box(10, 20, 30, 40)),
        text="135",
        reading=Reading(kind="number", number=Decimal(135), unit="kg"),
        row_path=("Vega",),
        column_path=("Mass",),
    )
    verdict = Verdict(attempt=1, findings=(Finding(check="leak", passed=not reason),))
    return Sample(
        id=f"s{number:05d}",
        task="single_table",
        pattern="look",
        language="en",
        question=question,
        answer=Answer(kind="number", value="135", unit="kg"),
        steps=(Step(text="The table says 135 kg.", cites=("e1",)),),
        derivation=Read(evidence="e1"),
        evidence=(cell,),
        path=(cell.carrier,),
        carriers=(cell.carrier,),
        hops=1,
        sources=(Source(sha256=SHA, name="masses.pdf", title="Masses"),),
        wording="grammar",
        verdicts=(verdict,),
        reason=reason,
        seed=1,
    )


def settled(folder: Path, *samples: Sample) -> Path:
    with Ledger.open(folder / "ledger.sqlite", create=True) as ledger:
        for number, sample in enumerate(samples):
            text = sample.model_dump_json()
            good = not sample.reason
            ledger.settle(Outcome(sample.id, number, good, sample.reason, text, 1))
        publish(ledger, folder)
    return folder


def test_accepted_and_rejected_samples_are_written_in_order_and_read_back(tmp_path: Path):
    settled(tmp_path, made(0), made(1, reason="leak"), made(2))
    assert [sample.id for sample in read_samples(tmp_path)] == ["s00000", "s00002"]
    (line,) = (tmp_path / "rejected.jsonl").read_text().splitlines()
    rejected = Rejected.model_validate_json(line)
    assert (rejected.id, rejected.reason) == ("s00001", "leak")
    assert rejected.sample is not None and rejected.sample.verdicts[0].failures


def test_a_sample_that_never_came_to_a_draft_is_rejected_without_one(tmp_path: Path):
    with Ledger.open(tmp_path / "ledger.sqlite", create=True) as ledger:
        ledger.settle(Outcome("s00000", 0, False, "no plan", "", 1))
        publish(ledger, tmp_path)
    rejected = Rejected.model_validate_json((tmp_path / "rejected.jsonl").read_text())
    assert (rejected.reason, rejected.sample) == ("no plan", None)


def test_the_same_verdicts_give_the_same_bytes(tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    settled(one, made(0), made(1))
    settled(two, made(0), made(1))
    assert (one / "samples.jsonl").read_bytes() == (two / "samples.jsonl").read_bytes()


def test_a_file_that_holds_no_samples_is_named_with_its_line(tmp_path: Path):
    settled(tmp_path, made(0))
    broken = tmp_path / "broken.jsonl"
    broken.write_text((tmp_path / "samples.jsonl").read_text() + '{"id": 3}\n')
    with pytest.raises(InputError, match="broken.jsonl, line 2: not a sample"):
        list(read_samples(broken))


def test_messages_hold_evidence_and_steps_only_where_asked(tmp_path: Path):
    def record(options: Options) -> dict[str, Any]:
        find_format("messages").write(Material({"train": (made(0),)}), tmp_path / "m", options)
        return dict(json.loads((tmp_path / "m").read_text("utf-8")))

    user, assistant = record(Options())["messages"]
    assert "Table in “Masses”, page 2:\n- Vega | Mass: 135 kg" in user["content"]
    assert user["content"].endswith("Vega?")
    assert assistant["content"] == "The table says 135 kg.\nAnswer: 135 kg"
    bare = record(Options(evidence=False, steps=False))
    assert [m["content"] for m in bare["messages"]] == ["How heavy is Vega?", "Answer: 135 kg"]
    (evidence,) = bare["provenance"]["evidence"]
    place = {"document": SHA, "page": 2, "box": [10, 20, 30, 40], "span": None, "path": None}
    assert evidence["address"] == place


def test_the_report_stands_alone_and_shows_hostile_text_as_text(tmp_path: Path):
    hostile = "<script>alert(1)</script><img src=http://x/y onerror=alert(2)>"
    settled(tmp_path, made(0, question=hostile), made(1, reason="leak"))
    page = write_report(tmp_path).read_text("utf-8")
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert "masses.pdf, page 2, box 10 20 30 40" in page
    assert "src=" not in page.replace("src=http://x/y", "") and "href=" not in page


def test_the_report_draws_ten_samples_by_its_seed(tmp_path: Path):
    settled(tmp_path, *(made(number, question=f"Question {number}?") for number in range(60)))
    first = write_report(tmp_path, seed=1).read_text("utf-8")
    assert first.count("<article") == 10
    assert write_report(tmp_path, seed=1).read_text("utf-8") == first
    assert write_report(tmp_path, seed=2).read_text("utf-8") != first


def test_samples_of_format_1_are_read_as_open_questions(tmp_path: Path):
    line = json.loads(made(1).model_dump_json())
    for field in ("form", "options", "claim", "described", "plain", "twin_of", "altered"):
        del line[field]
    (tmp_path / "samples.jsonl").write_text(json.dumps({**line, "format": 1}))
    (sample,) = read_samples(tmp_path)
    assert (sample.form, sample.options, sample.twin_of) == ("open", (), None)


def test_samples_of_a_newer_format_are_refused_with_what_to_do(tmp_path: Path):
    line = {**json.loads(made(1).model_dump_json()), "format": 99, "hologram": 1}
    (tmp_path / "samples.jsonl").write_text(json.dumps(line))
    with pytest.raises(InputError, match=r"line 1: is of format 99; .* update mmkg"):
        list(read_samples(tmp_path))
