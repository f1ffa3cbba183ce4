"""Ways of drawing that programs have, each drawn with PyMuPDF shapes and read back."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.figure_read import FigureOnPage, find_figures
from mmkg.tools.parse.pages import Pdf

LEFT, RIGHT, TOP, FOOT = 120.0, 420.0, 100.0, 300.0
BLUE, RED, GREY = (0.1, 0.2, 0.8), (0.8, 0.1, 0.1), (0.5, 0.5, 0.5)
Draw = Callable[[pymupdf.Page], None]


def up(value: float) -> float:
    return FOOT - 5 * value


def write(page: pymupdf.Page, x: float, y: float, text: str, align: float = 0.5) -> None:
    page.insert_text((x - align * pymupdf.get_text_length(text, fontsize=9), y), text, fontsize=9)


def frame(page: pymupdf.Page, across: Sequence[str], borders: bool = False) -> list[float]:
    """Axes with a value every 10 up to 40, and names across; gives the places of the names."""
    page.draw_rect((LEFT, TOP, RIGHT, FOOT), width=0.8)
    for value in range(0, 41, 10):
        page.draw_line((LEFT - 4, up(value)), (LEFT, up(value)), width=0.8)
        write(page, LEFT - 7, up(value) + 3.2, str(value), 1.0)
    step = (RIGHT - LEFT) / len(across)
    places = [LEFT + step * (n + 0.5) for n in range(len(across))]
    ticks = [LEFT + step * n for n in range(len(across) + 1)] if borders else places
    for x in ticks:
        page.draw_line((x, FOOT), (x, FOOT + 4), width=0.8)
    for x, text in zip(places, across, strict=True):
        write(page, x, FOOT + 14, text)
    return places


def read(path: Path, draw: Draw) -> list[FigureOnPage]:
    with pymupdf.open() as file:
        page = file.new_page(width=700)
        draw(page)
        page.insert_text((LEFT, FOOT + 60), "Figure 1: What was drawn.", fontsize=10)
        file.save(path)
    with Pdf(path) as pdf:
        return list(find_figures(pdf, "0" * 64))


def values(found: FigureOnPage) -> list[list[tuple[str, float]]]:
    return [[(p.x, round(float(p.y), 1)) for p in s.points] for s in found.figure.series]


def test_names_between_the_ticks_of_office_belong_to_markers_with_outlines(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        places = frame(page, ["one", "two", "three"], borders=True)
        spots = [(x, up(v)) for x, v in zip(places, (12, 30, 7), strict=True)]
        page.draw_polyline(spots, color=BLUE, width=1.5)
        for x, y in spots:
            page.draw_rect((x - 2.2, y - 2, x + 2.2, y + 2), color=None, fill=BLUE)
            page.draw_rect((x - 2.2, y - 2, x + 2.2, y + 2), color=BLUE, width=0.3)

    (found,) = read(tmp_path / "office.pdf", draw)
    assert values(found) == [[("one", 12.0), ("two", 30.0), ("three", 7.0)]]


def test_a_point_beside_a_gap_belongs_to_its_line(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        places = frame(page, ["one", "two", "three", "four"])
        page.draw_line((places[0], up(12)), (places[1], up(30)), color=BLUE, width=1.5)
        for n, value in ((0, 12), (1, 30), (3, 7)):
            page.draw_circle((places[n], up(value)), 3, color=BLUE, fill=BLUE)

    (found,) = read(tmp_path / "gap.pdf", draw)
    assert values(found) == [[("one", 12.0), ("two", 30.0), ("four", 7.0)]]


def test_areas_on_one_another_are_read_as_parts(tmp_path: Path) -> None:
    low, high = [5, 10, 4, 8, 12], [15, 22, 20, 30, 25]

    def draw(page: pymupdf.Page) -> None:
        places = frame(page, list("vwxyz"))
        for under, over, fill in (([0] * 5, low, BLUE), (low, high, RED)):
            edge = [(x, up(v)) for x, v in zip(places, over, strict=True)]
            back = [(x, up(v)) for x, v in zip(places, under, strict=True)][::-1]
            page.draw_polyline([*edge, *back], color=None, fill=fill, closePath=True)
        for y, name, fill in ((110, "old", BLUE), (125, "new", RED)):
            page.draw_rect((RIGHT + 10, y - 3, RIGHT + 26, y + 3), color=None, fill=fill)
            page.insert_text((RIGHT + 32, y + 3), name, fontsize=9)

    (found,) = read(tmp_path / "areas.pdf", draw)
    assert [[y for _, y in series] for series in values(found)] == [
        [5.0, 10.0, 4.0, 8.0, 12.0],
        [10.0, 12.0, 16.0, 22.0, 13.0],
    ]


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [("+2e3", RIGHT, FOOT + 28), ("1e6Result of the many runs of last year", LEFT + 90, TOP - 5)],
)
def test_a_factor_that_may_be_the_axis_own_leaves_the_chart_unread(
    tmp_path: Path, text: str, x: float, y: float
) -> None:
    def draw(page: pymupdf.Page) -> None:
        places = frame(page, ["0", "1", "2", "3"])
        spots = [(x, up(v)) for x, v in zip(places, (12, 30, 7, 9), strict=True)]
        page.draw_polyline(spots, color=BLUE, width=1.5)
        write(page, x, y, text)

    (found,) = read(tmp_path / "factor.pdf", draw)
    assert found.figure.kind == "picture" and "factor" in found.doubts[0]


def test_a_grid_of_panels_that_share_axes_is_read_panel_by_panel(tmp_path: Path) -> None:
    panels = {"a": (100, 60), "b": (340, 60), "c": (100, 200), "d": (340, 200)}

    def draw(page: pymupdf.Page) -> None:
        for place, (letter, (x, y)) in enumerate(panels.items()):
            page.draw_rect((x, y, x + 210, y + 110), width=0.8)
            write(page, x, y - 4, f"({letter}) run", 0.0)
            for tick in (2, 4, 6):
                page.draw_line((x - 4, y + 110 - 15 * tick), (x, y + 110 - 15 * tick), width=0.8)
                if x == 100:
                    write(page, x - 7, y + 113 - 15 * tick, str(tick), 1.0)
            for n in range(4):
                page.draw_line((x + 20 + 50 * n, y + 110), (x + 20 + 50 * n, y + 114), width=0.8)
                if y == 200:
                    write(page, x + 20 + 50 * n, y + 124, str(n))
            rows = [1 + place, 6, 3, 2]
            spots = [(x + 20 + 50 * n, y + 110 - 15 * v) for n, v in enumerate(rows)]
            page.draw_polyline(spots, color=BLUE, width=1.5)

    whole, *found = read(tmp_path / "grid.pdf", draw)
    assert whole.figure.kind == "picture"
    assert [one.figure.label for one in found] == [f"Figure 1 ({letter})" for letter in panels]
    assert [values(one)[0][0][1] for one in found] == [1.0, 2.0, 3.0, 4.0]


def test_series_moved_aside_together_keep_their_names_and_error_bars(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        places = frame(page, ["one", "two", "three"])
        for shift, fill, rows in ((0, BLUE, (12, 30, 7)), (14, RED, (8, 20, 25))):
            for x, value in zip(places, rows, strict=True):
                page.draw_line((x + shift, up(value - 2)), (x + shift, up(value + 3)), color=fill)
                page.draw_circle((x + shift, up(value)), 3, color=fill, fill=fill)
        for y, name, fill in ((110, "old", BLUE), (125, "new", RED)):
            page.draw_circle((RIGHT + 18, y), 3, color=fill, fill=fill)
            page.insert_text((RIGHT + 32, y + 3), name, fontsize=9)

    (found,) = read(tmp_path / "aside.pdf", draw)
    assert values(found)[1] == [("one", 8.0), ("two", 20.0), ("three", 25.0)]
    errors = [[round(float(e)) for e in p.error or ()] for p in found.figure.series[1].points]
    assert errors == [[2, 3]] * 3
