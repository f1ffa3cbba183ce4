"""Figures are drawn with PyMuPDF shapes here, and read back as any other PDF."""

import csv
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.figure_read import (
    FigureOnPage,
    find_figures,
    save_figure_assets,
)
from mmkg.tools.parse.pages import Pdf

SHA = "0123456789ab" + "0" * 52
LEFT, RIGHT, TOP, FOOT = 120.0, 420.0, 100.0, 300.0
RED, BLUE, GREY = (0.8, 0.1, 0.1), (0.1, 0.2, 0.8), (0.6, 0.6, 0.6)
Draw = Callable[[pymupdf.Page], None]


def at(value: float, most: float = 40.0) -> float:
    """Where a value of the drawn axis stands on the page."""
    return FOOT - (FOOT - TOP) * value / most


def axes(
    page: pymupdf.Page, keys: list[str], ticks: tuple[float, ...] = (0, 10, 20, 30, 40)
) -> None:
    page.draw_line((LEFT, TOP), (LEFT, FOOT), width=0.8)
    page.draw_line((LEFT, FOOT), (RIGHT, FOOT), width=0.8)
    for value in ticks:
        page.draw_line((LEFT - 4, at(value)), (LEFT, at(value)), width=0.8)
        text = f"{value:g}"
        width = pymupdf.get_text_length(text, fontsize=9)
        page.insert_text((LEFT - 7 - width, at(value) + 3.2), text, fontsize=9)
    for index, key in enumerate(keys):
        x = key_at(index, len(keys))
        page.draw_line((x, FOOT), (x, FOOT + 4), width=0.8)
        width = pymupdf.get_text_length(key, fontsize=9)
        page.insert_text((x - width / 2, FOOT + 14), key, fontsize=9)
    page.insert_text((90, 240), "Mass (kg)", fontsize=9, rotate=90)


def key_at(index: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * (index + 0.5) / count


def bars(
    page: pymupdf.Page, values: list[float], colour: tuple[float, ...], shift: float = 0
) -> None:
    for index, value in enumerate(values):
        x = key_at(index, len(values)) + shift
        page.draw_rect((x - 8, at(value), x + 8, FOOT), color=None, fill=colour)


def line(page: pymupdf.Page, values: list[float], colour: tuple[float, ...]) -> None:
    spots = [(key_at(i, len(values)), at(value)) for i, value in enumerate(values)]
    page.draw_polyline(spots, color=colour, width=1.5)


def legend(page: pymupdf.Page, names: dict[str, tuple[float, ...]]) -> None:
    for index, (name, colour) in enumerate(names.items()):
        y = TOP + 10 + 14 * index
        page.draw_rect((RIGHT + 10, y - 3, RIGHT + 26, y + 3), color=None, fill=colour)
        page.insert_text((RIGHT + 32, y + 3), name, fontsize=9)


def read(
    path: Path, draw: Draw, caption: str = "Figure 3: Mass of the\nthings."
) -> list[FigureOnPage]:
    with pymupdf.open() as file:
        page = file.new_page()
        draw(page)
        page.insert_text((LEFT, FOOT + 45), caption.split("\n"), fontsize=10)
        file.save(path)
    with Pdf(path) as pdf:
        return list(find_figures(pdf, SHA))


def values(found: FigureOnPage) -> dict[str, list[tuple[str, str]]]:
    return {s.name: [(p.x, str(p.y)) for p in s.points] for s in found.figure.series}


def test_bars_are_read_with_axis_unit_caption_and_address(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two", "three"])
        bars(page, [12.5, 30, 7.25], BLUE)

    (found,) = read(tmp_path / "bars.pdf", draw)
    figure = found.figure
    assert figure.id == "0123456789ab:figure:1"
    assert (figure.kind, figure.label, figure.number) == ("chart", "Figure 3", "3")
    assert figure.caption == "Mass of the things."
    assert figure.y_axis and (figure.y_axis.title, figure.y_axis.unit) == ("Mass", "kg")
    assert figure.x_axis and figure.x_axis.categories == ("one", "two", "three")
    assert values(found) == {"": [("one", "12.5"), ("two", "30"), ("three", "7.25")]}
    assert figure.fit_error is not None and figure.fit_error < 0.001
    point = figure.series[0].points[1]
    assert point.box is not None and point.box.y0 == pytest.approx(at(30), abs=0.05)
    assert figure.address.page == 1 and figure.address.box is not None
    assert found.caption_box is not None and figure.address.box.y1 <= found.caption_box.y0 + 1


def test_a_figure_ends_where_a_table_stands_over_it(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((LEFT, 22), "Table 1: Size of the things.", fontsize=9)
        for y in (26, 38, 76):
            page.draw_line((LEFT, y), (LEFT + 160, y), width=0.8)
        for row, words in enumerate([("Thing", "Size"), ("A", "1.5"), ("B", "2.5"), ("C", "4.0")]):
            for column, word in enumerate(words):
                page.insert_text((LEFT + 90 * column, 35 + 12 * row), word, fontsize=9)
        axes(page, ["one", "two", "three"])
        bars(page, [12.5, 30, 7.25], BLUE)

    (found,) = read(tmp_path / "under.pdf", draw)
    assert values(found) == {"": [("one", "12.5"), ("two", "30"), ("three", "7.25")]}
    assert found.figure.address.box is not None and found.figure.address.box.y0 > 76


def test_groups_of_bars_are_named_by_the_legend(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two"])
        bars(page, [10, 20], BLUE, shift=-8)
        bars(page, [30, 5], RED, shift=8)
        legend(page, {"old": BLUE, "new": RED})

    (found,) = read(tmp_path / "groups.pdf", draw)
    assert values(found) == {
        "old": [("one", "10"), ("two", "20")],
        "new": [("one", "30"), ("two", "5")],
    }


def test_a_line_over_years_has_numbers_on_x(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["2019", "2020", "2021", "2022"])
        line(page, [4, 8, 33, 21], RED)

    (found,) = read(tmp_path / "line.pdf", draw)
    points = found.figure.series[0].points
    assert [(p.x, str(p.x_number), str(p.y)) for p in points] == [
        ("2019", "2019", "4"),
        ("2020", "2020", "8"),
        ("2021", "2021", "33"),
        ("2022", "2022", "21"),
    ]


def test_a_number_printed_above_a_bar_is_the_exact_value(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two", "three"])
        bars(page, [12.5, 30, 7.25], BLUE)
        for index, text in enumerate(["12.50001", "30", "19"]):
            value = [12.5, 30, 7.25][index]
            width = pymupdf.get_text_length(text, fontsize=8)
            page.insert_text((key_at(index, 3) - width / 2, at(value) - 3), text, fontsize=8)

    (found,) = read(tmp_path / "printed.pdf", draw)
    assert values(found)[""] == [("one", "12.50001"), ("two", "30"), ("three", "7.25")]


def no_legend(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    line(page, [10, 20, 30], RED)
    line(page, [30, 10, 20], BLUE)


def entry_without_series(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    bars(page, [10, 20, 30], BLUE)
    legend(page, {"drawn": BLUE, "hidden": RED})


def uneven_scale(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"], ticks=(0, 10, 40))
    page.insert_text((LEFT - 12, at(25) + 3.2), "7", fontsize=9)
    bars(page, [10, 20, 30], BLUE)


def two_value_axes(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    for value in (0, 20, 40):
        page.insert_text((RIGHT + 6, at(value) + 3.2), str(value * 7), fontsize=9)
    page.draw_line((RIGHT, TOP), (RIGHT, FOOT))
    line(page, [10, 20, 30], RED)


def floating_bars(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    for index in range(3):
        x = key_at(index, 3)
        page.draw_rect((x - 8, at(30 - index), x + 8, at(10 + index)), color=None, fill=BLUE)


def leaves_the_frame(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    page.draw_rect((LEFT, TOP, RIGHT, FOOT), width=0.8)
    line(page, [10, 46, 30], RED)


def second_plot_unreadable(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    bars(page, [10, 20, 30], BLUE)
    page.draw_rect((RIGHT + 20, TOP, RIGHT + 170, FOOT), width=0.8)
    page.draw_line((RIGHT + 40, TOP + 40), (RIGHT + 150, FOOT - 20), color=RED)


def between_categories(page: pymupdf.Page) -> None:
    axes(page, ["one", "two", "three"])
    line(page, [10, 20, 30, 25], RED)


@pytest.mark.parametrize(
    "draw",
    [
        no_legend,
        entry_without_series,
        uneven_scale,
        two_value_axes,
        floating_bars,
        leaves_the_frame,
        between_categories,
        second_plot_unreadable,
    ],
)
def test_a_doubtful_chart_stays_a_picture(tmp_path: Path, draw: Draw) -> None:
    (found,) = read(tmp_path / "doubt.pdf", draw)
    assert (found.figure.kind, found.figure.series) == ("picture", ())


def test_a_bar_behind_the_legend_is_not_taken_for_its_background(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two"])
        for index, value in enumerate((39, 5)):
            x = key_at(index, 2)
            page.draw_rect((x - 70, at(value), x, FOOT), color=None, fill=RED)
            page.draw_rect((x, at(9), x + 70, FOOT), color=None, fill=BLUE)
        x = key_at(0, 2) - 60
        for y, name, colour in ((130, "old", RED), (145, "new", BLUE)):
            page.draw_rect((x, y - 3, x + 16, y + 3), color=(0, 0, 0), fill=colour, width=0.3)
            page.insert_text((x + 22, y + 3), name, fontsize=9)

    (found,) = read(tmp_path / "behind.pdf", draw)
    assert values(found) == {
        "old": [("one", "39"), ("two", "5")],
        "new": [("one", "9"), ("two", "9")],
    }


def test_assets_hold_only_what_is_in_the_box(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 40), "outside", fontsize=10)
        axes(page, ["one", "two", "three"])
        bars(page, [10, 20, 30], BLUE)

    (found,) = read(tmp_path / "asset.pdf", draw)
    with Pdf(tmp_path / "asset.pdf") as pdf:
        png, svg = save_figure_assets(pdf.pages[0], found.figure, tmp_path / "assets")
    assert png.read_bytes().startswith(b"\x89PNG")
    drawing = svg.read_text(encoding="utf-8")
    assert "outside" not in drawing and "Figure 3" not in drawing and "three" in drawing


def bitmap_of(draw: Draw, clip: pymupdf.Rect) -> pymupdf.Pixmap:
    with pymupdf.open() as file:
        page = file.new_page()
        draw(page)
        return page.get_pixmap(dpi=100, clip=clip)


@pytest.mark.parametrize("whole", [True, False])
def test_a_chart_that_is_a_bitmap_in_whole_or_part_is_kept_as_picture(
    tmp_path: Path, whole: bool
) -> None:
    area = pymupdf.Rect(80, 90, 430, 330) if whole else pymupdf.Rect(130, 110, 410, 290)

    def drawn(page: pymupdf.Page) -> None:
        axes(page, ["one", "two", "three"])
        line(page, [12.5, 30, 7.25], RED)

    def draw(page: pymupdf.Page) -> None:
        if not whole:
            axes(page, ["one", "two", "three"])
            line(page, [3, 4, 5], BLUE)
        page.insert_image(area, pixmap=bitmap_of(drawn, area))

    (found,) = read(tmp_path / "bitmap.pdf", draw)
    assert (found.figure.kind, found.figure.series) == ("picture", ())
    assert (found.figure.label, found.figure.caption) == ("Figure 3", "Mass of the things.")


CORPUS = Path(__file__).parents[3] / "examples" / "corpus"


@pytest.mark.skipif(not (CORPUS / "orbits.pdf").exists(), reason="the example corpus is not built")
def test_charts_drawn_by_matplotlib_give_the_data_they_were_drawn_from() -> None:
    with (CORPUS.parent / "truth" / "planets.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with Pdf(CORPUS / "orbits.pdf") as pdf:
        figure = find_figures(pdf, SHA, 2)[0].figure
    assert figure.caption.startswith("Axial tilt")
    known = {row["name"]: float(row["axial_tilt_deg"]) for row in rows}
    assert {p.x: float(p.y) for p in figure.series[0].points} == pytest.approx(known, abs=0.01)


def test_error_bars_give_points_their_reach(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two", "three"])
        bars(page, [12.5, 30, 7.5], BLUE)
        for index, (value, below, above) in enumerate(((12.5, 2, 3), (30, 5, 5), (7.5, 1, 2.5))):
            x = key_at(index, 3)
            page.draw_line((x, at(value - below)), (x, at(value + above)), width=0.7)

    (found,) = read(tmp_path / "errors.pdf", draw)
    errors = [[float(e) for e in p.error or ()] for p in found.figure.series[0].points]
    assert errors == [pytest.approx(e, abs=0.02) for e in ([2, 3], [5, 5], [1, 2.5])]


def test_a_bar_that_ends_with_the_plot_between_two_ticks_is_not_read(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        axes(page, ["one", "two"], ticks=(0, 10, 20, 30))
        page.draw_rect((LEFT, TOP, RIGHT, FOOT), width=0.8)
        bars(page, [12.5, 40], BLUE)

    (found,) = read(tmp_path / "cut.pdf", draw)
    assert found.figure.kind == "picture" and "cut off" in found.doubts[0]


def test_axes_that_do_not_meet_are_read(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        page.draw_line((LEFT, at(5)), (LEFT, at(35)), width=0.8)
        page.draw_line((LEFT + 20, FOOT + 4), (RIGHT - 20, FOOT + 4), width=0.8)
        for value in (5, 15, 25, 35):
            page.draw_line((LEFT - 4, at(value)), (LEFT, at(value)), width=0.8)
            page.insert_text((LEFT - 20, at(value) + 3.2), f"{value:>2}", fontsize=9)
        for place in range(4):
            x = LEFT + 20 + 260 / 3 * place
            page.draw_line((x, FOOT + 4), (x, FOOT + 8), width=0.8)
            page.insert_text((x - 2.5, FOOT + 18), str(place), fontsize=9)
            page.draw_circle((x, at(8 + 9 * place)), 2.5, color=BLUE, fill=BLUE)

    (found,) = read(tmp_path / "open.pdf", draw)
    assert values(found) == {"": [("0", "8"), ("1", "17"), ("2", "26"), ("3", "35")]}
