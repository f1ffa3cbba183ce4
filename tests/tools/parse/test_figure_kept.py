"""What is kept of figures that are no charts: pictures, captions and drawings."""

from pathlib import Path

import pymupdf

from mmkg.tools.parse.figure_captions import find_captions
from mmkg.tools.parse.figure_read import SURROGATES, _character, find_figures
from mmkg.tools.parse.pages import Pdf

SHA = "0123456789ab" + "0" * 52


def test_a_picture_without_caption_is_kept_and_a_small_one_is_not(tmp_path: Path) -> None:
    with pymupdf.open() as file:
        page = file.new_page()
        pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 20, 20))
        pixels.set_rect(pixels.irect, (200, 10, 10))
        page.insert_image((100, 100, 250, 250), pixmap=pixels)
        page.insert_image((300, 100, 320, 120), pixmap=pixels)
        file.save(tmp_path / "picture.pdf")
    with Pdf(tmp_path / "picture.pdf") as pdf:
        (found,) = find_figures(pdf, SHA)
    assert found.caption_box is None
    assert (found.figure.kind, found.figure.method, found.figure.label) == (
        "picture",
        "raster",
        None,
    )


def test_a_mention_in_running_text_is_no_caption(tmp_path: Path) -> None:
    with pymupdf.open() as file:
        page = file.new_page()
        page.insert_text((72, 100), ["Figure 5 (right) shows the", "Figure 2: Real."])
        file.save(tmp_path / "mention.pdf")
    with Pdf(tmp_path / "mention.pdf") as pdf:
        assert [c.label for c in find_captions(pdf.pages[0].lines)] == ["Figure 2"]


def test_letters_beyond_the_first_plane_are_whole_in_the_drawing() -> None:
    for half in ("&#xd835;", "&#xDC46;"):
        assert SURROGATES.sub(_character, f"<t>{half}</t>") == "<t>\ufffd</t>"
    assert SURROGATES.sub(_character, "&#xd835;&#xdc46;&#x2212;") == "𝑆&#x2212;"
