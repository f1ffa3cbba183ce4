"""Cells that a spreadsheet holds but does not show."""

from __future__ import annotations

from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.styles.colors import COLOR_INDEX, Color

from mmkg.tools.parse.colours import BLACK, WHITE, Colour, alike, from_hex, lightened
from mmkg.tools.parse.office_colours import ORDER, Theme
from mmkg.tools.parse.sheets_formats import CONDITION, section_of, sections

LEAST_SIZE = 1.0  # points


def blank_format(value: object, number_format: str, zeros: bool) -> bool:
    """Whether a number format shows nothing of a value, as `;;;` does.

    Args:
        value: As openpyxl gives it.
        number_format: Up to four sections: positive, negative, zero, text.
        zeros: Whether the sheet shows zeros.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if number and value == 0 and not zeros:
        return True
    parts = sections(number_format)
    if len(parts) < 2:
        return False
    if isinstance(value, str):
        return len(parts) > 3 and not parts[3].strip('" ')
    if not number or CONDITION.search(number_format):
        return False
    assert isinstance(value, int | float)
    return not section_of(Decimal(value), number_format).strip('" ')


def blank_looks(cell: Cell, theme: Theme) -> bool:
    """Whether the letters of a cell are too small, or as its ground."""
    if cell.font is None:
        return False
    if cell.font.sz is not None and cell.font.sz <= LEAST_SIZE:
        return True
    ground: Colour | None = WHITE
    if cell.fill is not None and cell.fill.fill_type is not None:
        solid = cell.fill.fill_type == "solid"
        ground = _colour(cell.fill.fgColor, theme) if solid else None
    return alike(_colour(cell.font.color, theme), ground)


def _colour(stated: Color | None, theme: Theme) -> Colour | None:
    if stated is None:
        return BLACK
    if stated.type == "rgb":
        found = from_hex(stated.value)
    elif stated.type == "theme":
        found = theme.get(ORDER[stated.value]) if stated.value < len(ORDER) else None
    elif stated.type == "indexed" and stated.value < len(COLOR_INDEX):
        found = from_hex(COLOR_INDEX[stated.value])
    else:  # the colours of the system's windows
        return {64: BLACK, 65: WHITE}.get(stated.value) if stated.type == "indexed" else None
    if found is None or not stated.tint:
        return found
    tint = stated.tint
    return lightened(found, 1 + tint) if tint < 0 else lightened(found, 1 - tint, tint)
