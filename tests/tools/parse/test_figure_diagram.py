"""Flow charts and mind maps, drawn with PyMuPDF shapes and read back as any other PDF."""

import math
import time
from collections.abc import Callable
from pathlib import Path

import pymupdf

from mmkg.graph.document import Figure
from mmkg.tools.parse.figure_read import read_figures
from mmkg.tools.parse.pages import Pdf

Draw = Callable[[pymupdf.Page], None]
PLACES = {"Read": (100, 100), "Check": (300, 100), "Store": (300, 200), "Drop": (100, 200)}


def box(page: pymupdf.Page, text: str) -> None:
    x, y = PLACES[text]
    page.draw_rect((x, y, x + 80, y + 30), width=1, fill=(0.9, 0.9, 1))
    page.insert_text((x + 20, y + 19), text, fontsize=10)


def arrow(page: pymupdf.Page, start: tuple[float, float], *spots: tuple[float, float]) -> None:
    page.draw_polyline([start, *spots], width=1)
    (a, b), (x, y) = (start, *spots)[-2], spots[-1]
    length = abs(x - a) + abs(y - b)
    back = ((a - x) / length * 7, (b - y) / length * 7)
    wings = [(x + back[0] - back[1] / 2, y + back[1] + back[0] / 2)]
    wings += [(x, y), (x + back[0] + back[1] / 2, y + back[1] - back[0] / 2)]
    page.draw_polyline(wings, fill=(0, 0, 0), closePath=True)


def read(path: Path, draw: Draw) -> Figure:
    with pymupdf.open() as file:
        page = file.new_page()
        draw(page)
        page.insert_text((100, 270), "Figure 1: How it goes.", fontsize=10)
        file.save(path)
    with Pdf(path) as pdf:
        (figure,) = read_figures(pdf, "0" * 64)
    return figure


def joined(figure: Figure) -> set[tuple[str, str, str, bool]]:
    texts = [node.text for node in figure.nodes]
    return {(texts[li.source], texts[li.target], li.text, li.directed) for li in figure.links}


def flow(page: pymupdf.Page) -> None:
    for text in PLACES:
        box(page, text)
    arrow(page, (180, 115), (300, 115))
    arrow(page, (340, 130), (340, 200))
    arrow(page, (320, 130), (320, 160), (140, 160), (140, 200))
    page.insert_text((344, 168), "yes", fontsize=9)
    page.insert_text((220, 156), "no", fontsize=9)


def test_a_flow_chart_is_read_as_nodes_and_links(tmp_path: Path) -> None:
    figure = read(tmp_path / "flow.pdf", flow)
    assert (figure.kind, figure.method, figure.confidence) == ("flowchart", "vector diagram", 1.0)
    assert [node.text for node in figure.nodes] == ["Read", "Check", "Drop", "Store"]
    assert joined(figure) == {
        ("Read", "Check", "", True),
        ("Check", "Store", "yes", True),
        ("Check", "Drop", "no", True),
    }
    place = figure.nodes[1].address
    assert place.page == 1 and place.box == (300, 100, 380, 130)


def test_a_tree_of_plain_lines_is_a_mind_map(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for text in PLACES:
            box(page, text)
        page.draw_line((180, 115), (300, 115))
        page.draw_line((320, 130), (320, 200))
        page.draw_line((305, 130), (180, 205))

    figure = read(tmp_path / "mind.pdf", draw)
    assert figure.kind == "mindmap"
    assert {pair[:2] for pair in joined(figure)} == {
        ("Read", "Check"),
        ("Check", "Store"),
        ("Check", "Drop"),
    }


def test_boxes_among_lines_that_lead_nowhere_stay_a_picture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        flow(page)
        for place in range(4):
            page.draw_line((200 + 9 * place, 180), (205 + 9 * place, 230))

    figure = read(tmp_path / "unclear.pdf", draw)
    assert (figure.kind, figure.nodes, figure.links) == ("picture", (), ())


def test_lines_that_start_at_one_spot_of_a_shape_are_links_of_their_own(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for text in PLACES:
            box(page, text)
        for end in ((300, 115), (300, 205), (180, 208)):
            page.draw_line((180, 115), end)

    figure = read(tmp_path / "star.pdf", draw)
    assert {pair[:2] for pair in joined(figure)} == {
        ("Read", "Check"),
        ("Read", "Store"),
        ("Read", "Drop"),
    }


def test_a_plate_behind_a_label_is_no_node(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        flow(page)
        page.draw_rect((228, 109, 252, 121), color=None, fill=(1, 1, 1))
        page.insert_text((232, 118), "next", fontsize=9)

    figure = read(tmp_path / "plate.pdf", draw)
    assert len(figure.nodes) == 4
    assert ("Read", "Check", "next", True) in joined(figure)


def test_shapes_that_lie_over_one_another_stay_a_picture(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        flow(page)
        page.draw_oval((360, 90, 460, 140), fill=(1, 1, 1))
        page.insert_text((395, 118), "Skip", fontsize=10)

    assert read(tmp_path / "over.pdf", draw).kind == "picture"


def test_curves_of_many_points_take_bounded_time(tmp_path: Path) -> None:
    def draw(page: pymupdf.Page) -> None:
        for text in PLACES:
            box(page, text)
        for wave in range(250):
            spots = [(100 + x / 2, 110 + wave / 3 + 40 * math.sin(x * wave)) for x in range(400)]
            page.draw_polyline(spots, width=0.2)

    started = time.process_time()
    assert not read(tmp_path / "curves.pdf", draw).nodes
    assert time.process_time() - started < 20  # of the processor; it was ten minutes
