"""The PDF adapter: PyMuPDF is known here and in `page_*.py` alone; the rest sees plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType

from mmkg.graph.provenance import Box
from mmkg.runtime.errors import InputError
from mmkg.tools.parse.centres import Centres
from mmkg.tools.parse.page_fonts import shown_by_fonts, type3_names
from mmkg.tools.parse.page_mupdf import pymupdf
from mmkg.tools.parse.page_parts import Glyph as Glyph
from mmkg.tools.parse.page_parts import Line as Line
from mmkg.tools.parse.page_parts import Picture as Picture
from mmkg.tools.parse.page_parts import Stroke as Stroke
from mmkg.tools.parse.page_parts import Word as Word
from mmkg.tools.parse.page_reading import box_of, draw_sight, read_lines, read_stroke
from mmkg.tools.parse.page_sense import is_garbled
from mmkg.tools.parse.unseen import split_seen

UNPAINTED, LAYER = 3, 0.8  # how text is rendered that is not shown; share of a page's characters
COVERS = 5.0  # points that an area must be high to cover a line
FORBIDDABLE = {
    "extract": pymupdf.PDF_PERM_COPY,
    "print": pymupdf.PDF_PERM_PRINT,
    "modify": pymupdf.PDF_PERM_MODIFY,
}


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Turn what MuPDF raises on a damaged page into one clear line.

    Raises:
        InputError: If it does.
    """
    try:
        yield
    except (pymupdf.mupdf.FzErrorBase, RuntimeError) as error:
        if not str(error).startswith("code="):
            raise
        raise InputError(f"{path.name}: damaged PDF ({str(error).split(': ', 1)[-1]})") from None


class Page:
    """One page; each kind of content is read on first use and kept."""

    def __init__(self, page: pymupdf.Page, document: Pdf) -> None:
        self._page = page
        self.document = document
        self.number: int = page.number + 1
        self.width: float = page.rect.width
        self.height: float = page.rect.height

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Words in the order PyMuPDF gives them, rotation undone; none where they are garbled."""
        if self.garbled:
            return ()
        turn = self._page.rotation_matrix
        found = (
            Word(text, box_of(pymupdf.Rect(*corners) * turn), block, line)
            for *corners, text, block, line, _ in self._page.get_text("words")
        )
        gone = Centres(glyph.box for run in self._read[1] for glyph in run)
        return tuple(word for word in found if not gone.any_in(word.box))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Printed lines with their glyphs; those of spaces only are left out."""
        return tuple(line for line in self._all_lines if not line.text.isspace())

    @property
    def spaces(self) -> tuple[Glyph, ...]:
        """Glyphs of lines of spaces only; TeX's extension font has brackets at such characters."""
        return tuple(g for line in self._all_lines if line.text.isspace() for g in line.glyphs)

    @property
    def unseen(self) -> tuple[str, ...]:
        """Texts that the file holds but the page does not show; they are not among its lines."""
        return tuple("".join(glyph.char for glyph in run) for run in self._read[1])

    @property
    def _all_lines(self) -> tuple[Line, ...]:
        return self._read[0]

    @cached_property
    def garbled(self) -> bool:
        """Whether its fonts do not tell what they draw, so that its text means nothing."""
        flags = pymupdf.TEXTFLAGS_TEXT & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
        told = self._page.get_text("text", flags=flags)
        guessed = self._page.get_text("text", flags=pymupdf.TEXTFLAGS_TEXT)
        return is_garbled(told, guessed)

    @cached_property
    def _read(self) -> tuple[tuple[Line, ...], tuple[tuple[Glyph, ...], ...]]:
        """Lines with what shows of them, and the runs of glyphs that do not show."""
        if self.garbled:
            return (), ()
        flags = pymupdf.TEXTFLAGS_RAWDICT & ~pymupdf.TEXT_PRESERVE_IMAGES
        blocks = self._page.get_text("rawdict", flags=flags)["blocks"]
        turn, fonts = self._page.rotation_matrix, self.document
        found, doubt = read_lines(blocks, turn, fonts.shown, fonts.named)
        gone: list[tuple[Glyph, ...]] = []
        if doubt or self._covered(found):
            found, gone = split_seen(found, draw_sight(self._page))
        return tuple(found), tuple(gone)

    def _covered(self, lines: Sequence[Line]) -> bool:
        """Whether a filled area or a picture lies where text is; perhaps over it."""
        filled = [s.box for s in self.strokes if s.fill]
        large = [box for box in (*filled, *(p.box for p in self.pictures)) if box.height > COVERS]
        centres = Centres(line.box for line in lines)
        return any(centres.any_in(box) for box in large)

    @cached_property
    def strokes(self) -> tuple[Stroke, ...]:
        """Vector paths, in painting order."""
        turn = self._page.rotation_matrix
        clips: list[tuple[int, Box]] = []
        found = []
        for drawing in self._page.get_drawings(extended=True):
            while clips and clips[-1][0] >= drawing["level"]:
                clips.pop()
            if drawing["type"] == "clip":
                box = box_of(pymupdf.Rect(drawing["scissor"]) * turn)
                clips.append((drawing["level"], box.shared(clips[-1][1]) if clips else box))
            elif drawing["type"] != "group":
                found.append(read_stroke(drawing, turn, clips[-1][1] if clips else None))
        return tuple(found)

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        """Raster images."""
        return tuple(
            Picture(
                box_of(pymupdf.Rect(info["bbox"]) * self._page.rotation_matrix),
                (info["width"], info["height"]),
            )
            for info in self._page.get_image_info()
        )

    @property
    def layered(self) -> bool:
        """Whether most of its text is not painted: a layer that someone recognised in a picture."""
        runs = [(run["type"], len(run["chars"])) for run in self._page.get_texttrace()]
        unpainted = sum(count for kind, count in runs if kind == UNPAINTED)
        return unpainted > LAYER * sum(count for _, count in runs)

    def png(self, box: Box | None = None, dpi: int = 150) -> bytes:
        """The page, or a box of it, as a PNG picture."""
        clip = pymupdf.Rect(*box) if box else None
        data: bytes = self._page.get_pixmap(dpi=dpi, clip=clip).tobytes("png")
        return data

    def svg(self, box: Box) -> str:
        """A box of the page as SVG that holds nothing from outside of the box, text as text."""
        with pymupdf.open() as copy:
            copy.insert_pdf(self._page.parent, from_page=self.number - 1, to_page=self.number - 1)
            page = copy[0]
            page.set_rotation(0)
            clip = pymupdf.Rect(*box) * self._page.derotation_matrix
            clip = clip.normalize() & page.rect
            page.clip_to_rect(clip)
            origin = page.cropbox_position
            page.set_cropbox(clip + (origin.x, origin.y, origin.x, origin.y))
            page.set_rotation(self._page.rotation)
            drawn: str = page.get_svg_image(text_as_path=False)
            return drawn

    @property
    def fonts(self) -> frozenset[str]:
        """Names of all fonts that it may print with; nothing for one whose glyphs are drawn."""
        found = self._page.parent.get_page_fonts(self.number - 1, full=True)
        return frozenset("" if kind == "Type3" else name for _, _, kind, name, *_ in found)

    @property
    def turned(self) -> bool:
        """Whether the file says to show the page turned."""
        return bool(self._page.rotation)

    def write_upright(self, path: Path, quarter_turns: int = 0) -> None:
        """Write the page as a PDF of its own, as it is shown, then turned clockwise."""
        size = self.width, self.height
        width, height = size[::-1] if quarter_turns % 2 else size
        turn = -(self._page.rotation + 90 * quarter_turns) % 360
        with pymupdf.open() as copy:
            sheet = copy.new_page(width=width, height=height)
            sheet.show_pdf_page(sheet.rect, self._page.parent, self.number - 1, rotate=turn)
            copy.save(path)

    def cell_boxes(self, box: Box, strategy: str) -> Iterator[list[list[Box | None]]]:
        """Boxes of the cells that PyMuPDF sees in the tables of a box, by `lines` or by `text`."""
        for table in self._page.find_tables(
            clip=pymupdf.Rect(*box), strategy=strategy, use_layout=False
        ).tables:
            yield [[Box(*cell) if cell else None for cell in row.cells] for row in table.rows]

    def text_in(self, box: Box) -> str:
        """The words whose centres lie in a box, in lines from the top, joined by spaces."""
        inside = [word for word in self.words if box.holds(word.box)]
        inside.sort(key=lambda word: (round(word.box.centre[1] / 4), word.box.x0))
        return " ".join(word.text for word in inside)


class Pdf:
    """An open PDF. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        """Open a file.

        Raises:
            InputError: If it is no PDF, is damaged beyond repair, or needs a password.
        """
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        self.path = path
        try:
            self._file = pymupdf.open(path, filetype="pdf")
            self.page_count = 0 if self._file.needs_pass else len(self._file)
        except (pymupdf.FileDataError, pymupdf.EmptyFileError, RuntimeError) as error:
            raise InputError(f"{path.name}: not a readable PDF ({error})") from None
        if self._file.needs_pass:
            raise InputError(f"{path.name}: needs a password; remove it and try again")

    @cached_property
    def pages(self) -> list[Page]:
        """The pages in order."""
        return [Page(page, self) for page in self._file]

    @cached_property
    def shown(self) -> dict[str, dict[str, str]]:
        """By font, what characters show that only the names of its glyphs tell."""
        return shown_by_fonts(self._file)

    @cached_property
    def named(self) -> dict[str, str]:
        """Names of fonts that PyMuPDF gives none, by what it calls them."""
        return type3_names(self._file)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What the file's permissions forbid."""
        allowed = self._file.permissions
        return tuple(name for name, bit in FORBIDDABLE.items() if not allowed & bit)

    @property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page of each bookmark."""
        return [(level, title, page) for level, title, page, *_ in self._file.get_toc()]

    @property
    def metadata_title(self) -> str:
        """The title in the file's metadata, or nothing."""
        return (self._file.metadata or {}).get("title") or ""

    def __enter__(self) -> Pdf:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
