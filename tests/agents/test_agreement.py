from decimal import Decimal

import pytest

from mmkg.agents.agreement import agrees
from mmkg.graph.plan import Answer

SPEED = Answer(kind="number", value="12.5", unit="km/s", tolerance=Decimal("0.05"))
COUNT = Answer(kind="number", value="1234")
MOON = Answer(kind="text", value="Io", aliases=("Jupiter I",))
MOONS = Answer(kind="list", value="Io; Europa", items=("Io", "Europa"))
YES = Answer(kind="truth", value="yes")


@pytest.mark.parametrize(
    ("said", "answer", "right"),
    [
        ("12.5", SPEED, True),
        ("12.54 km/s", SPEED, True),
        ("12.6 km/s", SPEED, False),
        ("12500 m/s", SPEED, True),
        ("about nothing", SPEED, False),
        ("12.5 in the table", SPEED, True),
        ("1,234", COUNT, True),
        ("1.234 × 10^3", COUNT, True),
        ("-1234", COUNT, False),
        ("io", MOON, True),
        ("Jupiter I", MOON, True),
        ("Io.", MOON, True),
        ("Europa", MOON, False),
        ("Ionia", MOON, False),
        ("Europa and Io", MOONS, True),
        ("Europa、Io", MOONS, True),
        ("Io", MOONS, False),
        ("Io, Europa, Ganymede", MOONS, False),
        ("Yes, it is", YES, True),
        ("是", YES, True),
        ("no", YES, False),
    ],
)
def test_answers_are_compared_by_what_they_mean(said: str, answer: Answer, right: bool) -> None:
    assert agrees(said, answer) is right
