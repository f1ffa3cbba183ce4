"""Samples made by hand."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from mmkg.dataset.sample import Asked, Sample, Source, Step
from mmkg.graph.derivation import Read
from mmkg.graph.document import Reading
from mmkg.graph.evidence import CellEvidence
from mmkg.graph.plan import Answer
from mmkg.graph.provenance import Address, Box


@pytest.fixture(scope="session")
def sample_of() -> Callable[..., Sample]:
    """Makes a sample that reads one cell: the mass of a thing, in a document of one letter."""

    def make(
        number: int, thing: str, document: str = "a", mass: str = "135", **more: Any
    ) -> Sample:
        sha = document * 64
        cell = CellEvidence(
            id="e1",
            carrier=f"{sha[:12]}:table:1",
            address=Address(document=sha, page=2, box=Box(10, 20, 30, 40)),
            text=mass,
            reading=Reading(kind="number", number=Decimal(mass), unit="kg"),
            row_path=(thing,),
            column_path=("Mass",),
        )
        fields: dict[str, Any] = {
            "id": f"s{number:05d}",
            "task": "single_table",
            "pattern": "look",
            "language": "en",
            "question": f"How heavy is {thing} in survey {number}?",
            "asked": Asked(names=(thing, "Mass")),
            "answer": Answer(kind="number", value=mass, unit="kg"),
            "steps": (Step(text=f"The table says {mass} kg.", cites=("e1",)),),
            "derivation": Read(evidence="e1"),
            "evidence": (cell,),
            "path": (),
            "carriers": (cell.carrier,),
            "hops": 1,
            "sources": (Source(sha256=sha, name=f"{document}.pdf", title=document),),
            "wording": "grammar",
            "seed": 1,
        }
        return Sample(**fields | more)

    return make
