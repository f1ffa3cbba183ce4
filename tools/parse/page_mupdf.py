"""PyMuPDF alone, without the layout model and the Markdown writer that it loads with itself.

No reader asks them, and they cost each process 0.8 s and 90 MB. They can be imported afterwards.
"""

from __future__ import annotations

import sys

_unasked = {"pymupdf.layout", "pymupdf4llm"} - sys.modules.keys()
sys.modules |= dict.fromkeys(_unasked)  # type: ignore[arg-type]  # importing them fails for now
import pymupdf  # noqa: E402

for _name in _unasked:
    del sys.modules[_name]
pymupdf.TOOLS.unset_quad_corrections(True)  # glyphs are as high as MuPDF has them, also if rotated

__all__ = ["pymupdf"]
