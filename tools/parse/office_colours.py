"""Colours of Office files: by number, or by their role in the theme of the file."""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element as Element

from mmkg.tools.parse.colours import Colour, from_hex, lightened
from mmkg.tools.parse.sheets_parts import parse_xml

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
Theme = Mapping[str, Colour]
PARTS = 100_000  # of a whole, in percentages
FULL_ALPHA = 90_000
ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5",
         "accent6", "hlink", "folHlink")  # fmt: skip
ROLES = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2",
         "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2",
         "light1": "lt1", "dark1": "dk1", "light2": "lt2", "dark2": "dk2"}  # fmt: skip


def read_theme(part: bytes | None) -> Theme:
    """The colours of a theme by their roles; nothing if there is none that can be read."""
    if not part:
        return {}
    try:
        scheme = next(parse_xml(part).iter(f"{A}clrScheme"), None)
    except ValueError:
        return {}
    found: dict[str, Colour] = {}
    for role in scheme if scheme is not None else ():
        for stated in role:
            if colour := from_hex(stated.get("lastClr") or stated.get("val")):
                found[str(role.tag).removeprefix(A)] = colour
    return found


def filled_with(around: Element | None, theme: Theme, roles: Mapping[str, str]) -> Colour | None:
    """The colour of a `solidFill`; none if it cannot be told or lets through what is behind.

    Args:
        around: The element that holds the `solidFill`.
        theme: Colours by role.
        roles: Which role the master of a slide gives to `bg1`, `tx1` and so on.
    """
    fill = around.find(f"{A}solidFill") if around is not None else None
    if fill is None or not len(fill):
        return None
    stated = fill[0]
    changes = {str(change.tag).removeprefix(A): change.get("val") for change in stated}
    if int(changes.pop("alpha", None) or PARTS) < FULL_ALPHA:
        return None
    name = stated.get("lastClr") or stated.get("val") or ""
    role = roles.get(name) or ROLES.get(name, name)
    colour = theme.get(role) if stated.tag == f"{A}schemeClr" else from_hex(name)
    if colour is None or changes.keys() - {"lumMod", "lumOff"}:
        return None
    times, plus = int(changes.get("lumMod") or PARTS), int(changes.get("lumOff") or 0)
    return lightened(colour, times / PARTS, plus / PARTS) if changes else colour
