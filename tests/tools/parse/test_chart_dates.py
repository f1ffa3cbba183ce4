from datetime import date

import pytest

from mmkg.tools.parse.chart_dates import coarsened, read_dates
from mmkg.tools.parse.chart_scale import Tick, fit_dates


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (["2020-01", "2020-07"], [date(2020, 1, 1), date(2020, 7, 1)]),
        (["Jan 2020", "Feb 2020"], [date(2020, 1, 1), date(2020, 2, 1)]),
        (["3 Mar 2021", "2021/04/05"], [date(2021, 3, 3), date(2021, 4, 5)]),
        (["2020年3月", "2020年12月31日"], [date(2020, 3, 1), date(2020, 12, 31)]),
        (["2020 Q2", "Q4 2020"], [date(2020, 4, 1), date(2020, 10, 1)]),
        (["Oct", "2020", "Apr"], [date(2019, 10, 1), date(2020, 1, 1), date(2020, 4, 1)]),
    ],
)
def test_labels_are_read_as_dates(texts: list[str], days: list[date]) -> None:
    assert read_dates(texts) == days


@pytest.mark.parametrize("texts", [["Jan", "Feb"], ["2020-13", "2021-01"], ["May", "model A"]])
def test_what_names_no_day_is_no_date(texts: list[str]) -> None:
    assert read_dates(texts) is None


def test_months_at_even_distances_are_categories() -> None:
    texts = ["2021-01", "2021-02", "2021-03", "2021-04"]
    even = tuple(Tick(100.0 * place, text) for place, text in enumerate(texts))
    assert fit_dates(even, exact=True) is None
    days = (0, 31, 59, 90)
    spaced = tuple(Tick(3.0 * day, text) for day, text in zip(days, texts, strict=True))
    scale = fit_dates(spaced, exact=True)
    assert scale is not None and scale.text(3.0 * 45) == "2021-02-15"


def test_dates_are_printed_no_finer_than_they_are() -> None:
    assert coarsened(["2020-01-01", "2020-04-01"])["2020-04-01"] == "2020-04"
    assert coarsened(["2020-01-01", "2021-01-01"])["2021-01-01"] == "2021"
    assert coarsened(["2020-01-01", "2020-04-02"])["2020-01-01"] == "2020-01-01"
