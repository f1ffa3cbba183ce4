"""Formulas that only their picture shows, read by a plug-in if one is installed.

A plug-in is a package with an entry point in the group `mmkg.formula_ocr` that names a function
from a PNG picture to LaTeX, or to nothing. What it reads is a guess that nothing confirms: it is
kept as LaTeX, and never as an expression that an answer could be computed from.

`$MMKG_FORMULA_OCR` names the plug-in to use, or is `off`; without it the first by name is used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from mmkg.graph.document import Formula
from mmkg.runtime.errors import InputError, UsageError
from mmkg.tools.parse.pages import Pdf

ENTRY_POINTS = "mmkg.formula_ocr"
CHOICE = "MMKG_FORMULA_OCR"
OFF = "off"
UNCONFIRMED = "read from its picture by a plug-in; unconfirmed, so it is not computed"
_DPI = 200
_MOST = 2_000  # characters of LaTeX


class PictureReader(Protocol):
    """What a plug-in's entry point names."""

    def __call__(self, png: bytes) -> str | None:
        """The LaTeX of a formula, or nothing if it is not sure."""


def plug_in() -> str:
    """The name and version of the plug-in that is used; empty if none is.

    Raises:
        UsageError: If one is asked for that is not installed.
    """
    entry = _chosen()
    return f"{entry.name}-{entry.dist.version if entry.dist else ''}" if entry else ""


def _chosen() -> EntryPoint | None:
    wanted, installed = os.environ.get(CHOICE, ""), _installed(tuple(sys.path))
    if wanted == OFF or not (wanted or installed):
        return None
    if wanted and wanted not in installed:
        known = ", ".join(installed) or "none"
        raise UsageError(f"{CHOICE}={wanted}: no such plug-in is installed (known: {known}, {OFF})")
    return installed[wanted or min(installed)]


@cache
def _installed(path: tuple[str, ...]) -> dict[str, EntryPoint]:
    found = sorted(entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name)
    return {entry.name: entry for entry in found}


def with_seen(pdf: Pdf, formulas: Iterable[Formula]) -> tuple[Formula, ...]:
    """Formulas, those without LaTeX with what the plug-in makes of their pictures.

    Raises:
        InputError: If the plug-in fails.
    """
    entry = _chosen()
    if entry is None:
        return tuple(formulas)
    try:
        read: PictureReader = entry.load()
        return tuple(_seen(pdf, formula, read) for formula in formulas)
    except Exception as error:  # code that is not ours may raise anything
        raise InputError(f"the plug-in {entry.name} failed: {error!r}"[:200]) from None


def _seen(pdf: Pdf, formula: Formula, read: PictureReader) -> Formula:
    page, box = formula.address.page, formula.address.box
    if formula.status != "image_only" or formula.latex or page is None or box is None:
        return formula
    latex = (read(pdf.pages[page - 1].png(box, dpi=_DPI)) or "").strip()
    if not latex or len(latex) > _MOST:
        return formula
    update = {"latex": latex, "status": "latex_only", "fault": UNCONFIRMED}
    return formula.model_copy(update={**update, "method": "formula ocr", "confidence": 0.5})
