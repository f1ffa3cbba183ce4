from datetime import date

import pytest

from mmkg.tools.parse.chart_dates import (
    coarsened,
    doubt_of_dates,
    read_dates,
    split_dates,
    starts_of_months,
)
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


def test_dates_that_touch_in_print_are_told_apart() -> None:
    text = "01 Sep 199703 Sep 199705 Sep 1997"
    assert [text[a:b] for a, b in split_dates(text)] == [
        "01 Sep 1997",
        "03 Sep 1997",
        "05 Sep 1997",
    ]
    assert split_dates("Sep 1997") == []


def test_places_that_are_unsure_are_dates_only_where_all_start_months() -> None:
    firsts = [date(2020, month, 1).toordinal() + 1.2 for month in range(1, 7)]
    assert list(starts_of_months(firsts, 1.5).values())[2] == date(2020, 3, 1)
    assert len(starts_of_months([*firsts, firsts[0] + 11], 1.5)) < 7
    assert starts_of_months(firsts, 4.0) == {}


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["01 Jul", "05 Jul"], "dates without a year"),
        (["7月1日", "7月5日"], "dates without a year"),
        (["2020-01", "2020-07"], "only 2 dates"),
        (["2020-01", "2020-07", "2021-01"], "aslant"),
        (["Model 1", "Model 2"], ""),
    ],
)
def test_dates_that_fix_no_scale_say_why(texts: list[str], said: str) -> None:
    doubt = doubt_of_dates(texts, exact=False, aslant=True)
    assert said in doubt and bool(said) == bool(doubt)
