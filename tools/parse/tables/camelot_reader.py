"""Camelot with the layout of a page kept: it works it out anew for each table and each option."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import playa
from camelot.handlers import PDFHandler


class Camelot(PDFHandler):  # type: ignore[misc]
    """Camelot on one file. It takes a second to import this module."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path.resolve()))
        self._layouts: dict[int, Any] = {}

    def _get_layout(self, page: playa.Page, **options: object) -> Any:
        if page.page_idx not in self._layouts:
            self._layouts = {page.page_idx: super()._get_layout(page, **options)}
        return self._layouts[page.page_idx]

    def read(self, page: int, flavor: str, area: str, **options: int) -> list[list[list[str]]]:
        """The tables of an area: grids of texts.

        Args:
            page: Counted from 1.
            flavor: How camelot looks for cells, such as `stream`.
            area: Left, top, right and bottom in points from the bottom left.
            options: Of the flavor.
        """
        found = self.parse(flavor=flavor, pages=[page], table_areas=[area], **options)
        return [[[str(text) for text in row] for row in table.df.values] for table in found]
