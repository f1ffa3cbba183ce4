"""Evidence is held where it was read; a re-reading may have its box a little beside."""

from __future__ import annotations

from typing import Any

import pytest

from mmkg.dataset.checks import cited
from mmkg.dataset.checks.cited import held
from mmkg.graph.build import build
from mmkg.graph.mining.view import View


@pytest.mark.parametrize(("down", "near", "wanted"), [(1, False, False), (1, True, True)])
def test_a_box_a_little_beside_is_the_same_place_for_a_re_reading_alone(
    paper: Any, down: float, near: bool, wanted: bool
):
    made = paper("asteroids.pdf")
    rows = [["Ceres", "939"], ["Vesta", "525"], ["Pallas", "513"]]
    made.table("Asteroids", ["Asteroid", "Diameter"], rows, units={"Diameter": "km"})
    view = View(build([made.document()]))
    item = view.table_measures[0].items[0].evidence
    box = item.address.box
    assert box is not None and held(item, view) and held(item, view, near=True)
    moved = box._replace(y0=box.y0 + down, y1=box.y1 + down)
    address = item.address.model_copy(update={"box": moved})
    assert held(item.model_copy(update={"address": address}), view, near=near) == wanted
    below = item.model_copy(update={"address": view.table_measures[0].items[1].evidence.address})
    assert not held(below, view, near=near)


def test_evidence_at_its_place_is_looked_for_nowhere_else(
    find: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, asked = find("single_table", "table_gap"), list[str]()
    monkeypatch.setattr(cited, "_beside", lambda item, view: asked.append(item.id))
    (item, *_), view = case.sample.evidence, case.ground.view
    assert held(item, view, near=True) and not asked
    assert not held(item.model_copy(update={"text": "other"}), view, near=True) and asked
