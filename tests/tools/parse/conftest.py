"""Documents drawn by hand, read back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from mmkg.graph.document import Table
from mmkg.tools.parse.pages import Pdf
from mmkg.tools.parse.tables.reader import read_tables
from mmkg.tools.parse.tables.second import confirm


@pytest.fixture(scope="session")
def confirmed_in() -> Callable[[pymupdf.Document, Path], Table]:
    """Saves a drawn file and reads its one table as the second readers confirm it."""

    def table(file: pymupdf.Document, path: Path) -> Table:
        file.save(path)
        file.close()
        with Pdf(path) as pdf:
            (found,), _ = confirm(pdf, [item.table for item in read_tables(pdf, "ab" * 32)])
        return found

    return table
