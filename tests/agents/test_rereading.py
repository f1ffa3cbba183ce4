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

EXAMPLES = Path(__file__).parents[2] / "examples" / "corpus"
WAS, IS = "3.7", "8.7"  # m/s^2, of two planets


class Meddling:
    """A watcher that alters a document after it has been read."""

    def __init__(self, path: Path, change: Callable[[Path], None]) -> None:
        self.path, self.change = path, change

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: None

    def stage(self, name: str) -> None:
        if name == "samples":
            self.change(self.path)


def altered(path: Path, was: str = WAS, now: str = IS) -> None:
    """Other letters in the content streams; if nothing else is said, another digit in cells."""
    with pymupdf.open(path) as pdf:
        for xref in (xref for page in pdf for xref in page.get_contents()):
            pdf.update_stream(xref, pdf.xref_stream(xref).replace(was.encode(), now.encode()))
        data: bytes = pdf.tobytes()
    path.write_bytes(data)


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
    asyncio.run(run_session(request, Meddling(path, altered)))

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


WEIGHTS = {"Oak": 12.0, "Elm": 31.0, "Ash": 22.0, "Fir": 8.0, "Yew": 17.0}
LEFT, TOP, FOOT, WIDE = 120.0, 100.0, 300.0, 60.0


def with_chart(path: Path, **other: float) -> None:
    """Bars over the names of trees."""
    with pymupdf.open() as pdf:
        page = pdf.new_page()
        page.insert_text((72, 60), "Trees of a small wood", fontsize=16)
        page.draw_line((LEFT, TOP), (LEFT, FOOT), width=0.8)
        page.draw_line((LEFT, FOOT), (LEFT + WIDE * len(WEIGHTS), FOOT), width=0.8)
        for value in range(0, 50, 10):
            y = FOOT - 5 * value
            page.draw_line((LEFT - 4, y), (LEFT, y), width=0.8)
            page.insert_text((LEFT - 18, y + 3.2), f"{value}", fontsize=9)
        for number, (tree, value) in enumerate((WEIGHTS | other).items()):
            x = LEFT + WIDE * (number + 0.5)
            page.draw_line((x, FOOT), (x, FOOT + 4), width=0.8)
            page.draw_rect((x - 8, FOOT - 5 * value, x + 8, FOOT), color=None, fill=(0.1, 0.2, 0.8))
            page.insert_text((x - 8, FOOT + 14), tree, fontsize=9)
        page.insert_text((90, 240), "Mass (kg)", fontsize=9, rotate=90)
        page.insert_text((LEFT, FOOT + 45), "Figure 1: Mass of five trees.", fontsize=10)
        pdf.save(path)


def test_a_chart_that_reads_otherwise_is_doubted_and_another_plan_is_taken(tmp_path: Path):
    path = tmp_path / "corpus" / "source.pdf"
    path.parent.mkdir()
    with_chart(path)
    settings = Settings.model_validate({"limits": {"accept": 12}, "tasks": {"single_chart": 1}})
    request = SessionRequest(tmp_path / "run", (path.parent,), settings)
    asyncio.run(run_session(request, Meddling(path, lambda path: with_chart(path, Elm=36.0))))

    routed = [e for e in events(tmp_path / "run", "route") if e.why == "reread"]
    assert {e.target for e in routed} == {"reread"}
    told = [e for e in events(tmp_path / "run", "tool") if e.tool == "reread_evidence"]
    assert {e.args["method"] for e in told if e.result != "same"} > {"second reader"}
    accepted = list(read_samples(tmp_path / "run"))
    assert accepted and any(len(sample.verdicts) > 1 for sample in accepted)
    cited = [item for sample in accepted for item in sample.evidence]
    assert "Elm" not in {getattr(item, "x", "") for item in cited}


def test_a_formula_that_reads_otherwise_is_doubted_and_another_plan_is_taken(tmp_path: Path):
    path = tmp_path / "corpus" / "missions.pdf"
    path.parent.mkdir()
    path.write_bytes((EXAMPLES / "missions.pdf").read_bytes())
    settings = Settings.model_validate({"limits": {"accept": 8}, "tasks": {"single_formula": 1}})
    request = SessionRequest(tmp_path / "run", (path.parent,), settings)
    asyncio.run(run_session(request, Meddling(path, lambda path: altered(path, "(mg)", "(gg)"))))

    assert {e.target for e in events(tmp_path / "run", "route") if e.why == "reread"} == {"reread"}
    told = [e for e in events(tmp_path / "run", "tool") if e.tool == "reread_evidence"]
    assert {e.args["method"] for e in told if e.result != "same"} > {"second reader"}
    accepted = list(read_samples(tmp_path / "run"))
    assert accepted and any(len(sample.verdicts) > 1 for sample in accepted)
    cited = [item for sample in accepted for item in sample.evidence]
    assert "W = mg" not in {getattr(item, "latex", "") for item in cited}
