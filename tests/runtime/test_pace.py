import asyncio
from collections.abc import Iterator

import pytest

from mmkg.runtime.breaker import Breaker
from mmkg.runtime.pace import Pace
from mmkg.runtime.patience import Fault, Patience

DOWN = Fault("server", "fails", "pause")
QUICK = Patience(first_s=0.01, most_s=0.02, outages=3, outage_s=0.1)


async def most_at_once(pace: Pace, calls: int) -> int:
    busy = most = 0

    async def call() -> None:
        nonlocal busy, most
        async with pace.slot():
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0)
            busy -= 1

    await asyncio.gather(*(call() for _ in range(calls)))
    return most


async def test_as_many_calls_as_allowed_run_at_once_and_no_more() -> None:
    assert await most_at_once(Pace(3), 20) == 3


async def test_an_overload_halves_once_for_all_calls_under_way_and_never_stops() -> None:
    pace = Pace(8)
    async with pace.slot() as first, pace.slot() as second:
        pace.pressed(first)
        pace.pressed(second)
        assert pace.allowed == 4
    for _ in range(9):
        async with pace.slot() as number:
            pace.pressed(number)
    assert pace.allowed == 1 and await most_at_once(pace, 5) == 1


async def test_each_round_of_successes_allows_one_more_up_to_the_most() -> None:
    pace = Pace(8)
    async with pace.slot() as number:
        pace.pressed(number)
    for _ in range(4):
        pace.coped()
    assert 4.8 < pace.allowed <= 5
    for _ in range(100):
        pace.coped()
    assert pace.allowed == 8


async def test_those_who_stop_waiting_leave_no_slot_taken() -> None:
    pace = Pace(1)

    async def hold() -> None:
        async with pace.slot():
            await asyncio.sleep(0.01)

    tasks = [asyncio.create_task(hold()) for _ in range(4)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[1].cancel()  # its turn comes in the same moment
    tasks[3].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert pace.load == 0 and await most_at_once(pace, 3) == 1


def breaker(answers: Iterator[Fault | None], said: list[str]) -> Breaker:
    async def probe() -> Fault | None:
        return next(answers)

    return Breaker(QUICK, probe, said.append)


async def test_outages_in_a_row_pause_an_endpoint_until_a_probe_is_answered() -> None:
    said: list[str] = []
    one = breaker(iter([DOWN, None]), said)
    for _ in range(2):
        one.failed(DOWN)
    one.served()
    for _ in range(3):
        assert one.closed
        one.failed(DOWN)
    assert not one.closed
    await asyncio.sleep(0.08)
    assert one.closed and [line.split()[0] for line in said] == ["paused:", "serves"]


@pytest.mark.parametrize("last", [DOWN, Fault("wrong_key", "refuses the key", "leave")])
async def test_an_endpoint_that_does_not_come_back_is_given_up(last: Fault) -> None:
    one = breaker(iter([DOWN] + 99 * [last]), [])
    for _ in range(3):
        one.failed(DOWN)
    await asyncio.sleep(0.25)
    assert one.lost == last and not one.closed


async def test_a_bad_answer_is_an_answer() -> None:
    one = breaker(iter([]), [])
    for fault in (DOWN, DOWN, Fault("bad_reply", "nonsense", "again"), DOWN, DOWN):
        one.failed(fault)
    assert one.closed
