"""Which boxes of many have their centre in another."""

import random

from mmkg.graph.provenance import Box
from mmkg.tools.parse.centres import Centres


def test_it_says_what_comparing_each_with_each_says() -> None:
    draw = random.Random(3)
    boxes = [
        Box(x, y, x + 4, y + 2)
        for x, y in ((draw.random() * 90, draw.random() * 90) for _ in range(60))
    ]
    areas = [box.grown(draw.random() * 6 - 1) for box in boxes[::2]] + [Box(0, 0, 1, 1)]
    centres = Centres(boxes[1::2])
    said = [centres.any_in(area) for area in areas]
    assert said == [any(area.holds(box) for box in boxes[1::2]) for area in areas]
    assert len(set(said)) == 2


def test_sides_belong_to_a_box_and_no_boxes_are_in_none() -> None:
    assert Centres([Box(0, 0, 2, 2)]).any_in(Box(1, 1, 5, 5))
    assert not Centres([]).any_in(Box(0, 0, 100, 100))
