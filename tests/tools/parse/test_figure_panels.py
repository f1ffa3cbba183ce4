"""Plots side by side under one caption, drawn with PyMuPDF shapes and read back."""

from pathlib import Path

import pymupdf
import pytest

from mmkg.tools.parse.figure_read import find_figures
from mmkg.tools.parse.pages import Pdf

SHA = "0123456789ab" + "0" * 52
TOP, FOOT = 100.0, 300.0
BLUE = (0.1, 0.2, 0.8)


@pytest.mark.parametrize(
    ("caption", "names"),
    [
        ("Figure 3: Mass.", ["Figure 3 (left)", "Figure 3 (right)"]),
        ("图3 质量。", ["图3（左）", "图3（右）"]),
    ],
)
def test_panels_without_letters_are_named_by_their_place(
    tmp_path: Path, caption: str, names: list[str]
) -> None:
    with pymupdf.open() as file:
        page = file.new_page(width=700)
        for x, values in ((100, [10, 20, 30]), (400, [30, 5, 15])):
            page.draw_rect((x, TOP, x + 200, FOOT), width=0.8)
            for tick in (0, 10, 20, 30, 40):
                page.draw_line((x - 4, FOOT - 5 * tick), (x, FOOT - 5 * tick), width=0.8)
                page.insert_text((x - 18, FOOT - 5 * tick + 3.2), str(tick), fontsize=9)
            for place, value in enumerate(values):
                middle = x + 40 + 60 * place
                page.draw_rect(
                    (middle - 8, FOOT - 5 * value, middle + 8, FOOT), color=None, fill=BLUE
                )
                page.insert_text((middle - 3, FOOT + 14), "abc"[place], fontsize=9)
        page.insert_text((250, FOOT + 45), caption, fontsize=10, fontname="china-s")
        file.save(tmp_path / "panels.pdf")
    with Pdf(tmp_path / "panels.pdf") as pdf:
        whole, *panels = [found.figure for found in find_figures(pdf, SHA)]
    assert whole.kind == "picture"
    assert [panel.label for panel in panels] == names
    assert [str(p.y) for p in panels[1].series[0].points] == ["30", "5", "15"]


def test_bars_that_are_clipped_where_the_axis_starts_are_read_in_each_panel(tmp_path: Path) -> None:
    def clipped(page: pymupdf.Page, x: float, values: list[float]) -> None:
        """Bars from zero on an axis from 60 to 70, as a program draws that leaves it to clip."""
        page.draw_rect((x, TOP, x + 150, FOOT), width=0.8)
        for tick in (60, 65, 70):
            place = x + 15 * (tick - 60)
            page.draw_line((place, FOOT), (place, FOOT + 4), width=0.8)
            page.insert_text((place - 5, FOOT + 14), str(tick), fontsize=9)
        height = page.rect.height
        bars = []
        for row, value in enumerate(values):
            y = TOP + 30 + 60 * row
            page.insert_text((x - 12, y + 13), "abc"[row], fontsize=9)
            page.draw_line((x - 4, y + 10), (x, y + 10), width=0.8)
            bars.append(f"{x - 900} {height - y - 20} {900 + 15 * (value - 60)} 20 re f")
        clip = f"q {x} {height - FOOT} 150 {FOOT - TOP} re W n 0.2 0.4 0.8 rg {' '.join(bars)} Q"
        page.clean_contents()
        stream = page.get_contents()[0]
        page.parent.update_stream(stream, page.read_contents() + f"\n{clip}\n".encode())

    with pymupdf.open() as file:
        page = file.new_page(width=700)
        clipped(page, 120, [63, 69.5, 66])
        clipped(page, 420, [68, 61, 64.5])
        page.insert_text((250, FOOT + 45), "Figure 3: Scores.", fontsize=10)
        file.save(tmp_path / "clipped.pdf")
    with Pdf(tmp_path / "clipped.pdf") as pdf:
        panels = [found.figure for found in find_figures(pdf, SHA)][1:]
    assert [[str(p.y) for p in panel.series[0].points] for panel in panels] == [
        ["63", "69.5", "66"],
        ["68", "61", "64.5"],
    ]
