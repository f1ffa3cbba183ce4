"""A source that changes while a session is at work: what rests on it is not accepted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymupdf

from mmkg.agents.session import SessionRequest, run_session
from mmkg.dataset.publish import read_samples
from mmkg.runtime.ledger import Ledger
from mmkg.runtime.settings import Settings

WAS, IS = "3.7", "8.7"  # m/s^2, of two planets


class Meddling:
    """A watcher that alters a digit of a document after it has been read."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: None

    def stage(self, name: str) -> None:
        if name == "samples":
            self.path.write_bytes(altered(self.path))


def altered(path: Path) -> bytes:
    with pymupdf.open(path) as pdf:
        for xref in (xref for page in pdf for xref in page.get_contents()):
            pdf.update_stream(xref, pdf.xref_stream(xref).replace(WAS.encode(), IS.encode()))
        data: bytes = pdf.tobytes()
    return data


def events(folder: Path, kind: str) -> list[Any]:
    with Ledger.open(folder / "ledger.sqlite", read_only=True) as ledger:
        return list(ledger.events(kind=kind))


def test_doubted_evidence_is_read_by_another_method_and_another_plan_is_taken(
    corpus: Path, tmp_path: Path
):
    (source,) = corpus.iterdir()
    path = tmp_path / "corpus" / source.name
    path.parent.mkdir()
    path.write_bytes(source.read_bytes())
    settings = Settings.model_validate({"limits": {"accept": 30}, "tasks": {"single_table": 1}})
    request = SessionRequest(tmp_path / "run", (path.parent,), settings)
    asyncio.run(run_session(request, Meddling(path)))

    routed = {e.target for e in events(tmp_path / "run", "route") if e.why == "reread"}
    assert routed == {"reread"}
    told = [e for e in events(tmp_path / "run", "tool") if e.tool == "reread_evidence"]
    doubted = [e for e in told if e.result != "same"]
    assert {e.args["method"] for e in doubted} == {"second reader", "words of the first reader"}
    assert all(IS in e.result and WAS in e.result for e in doubted)
    accepted = list(read_samples(tmp_path / "run"))
    assert accepted and any(len(sample.verdicts) > 1 for sample in accepted)
    texts = {getattr(item, "text", "") for sample in accepted for item in sample.evidence}
    assert WAS not in texts
