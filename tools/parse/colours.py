"""Colours as documents state them, and when letters cannot be told from their ground."""

from __future__ import annotations

import colorsys
import re

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
NEAR = 16  # of 256 levels of red, green and blue
HEX = re.compile(r"#?([0-9a-fA-F]{2})?([0-9a-fA-F]{6})")


def alike(letters: Colour | None, ground: Colour | None) -> bool:
    """Whether letters do not show on a ground; they do where one of the two is not known."""
    if letters is None or ground is None:
        return False
    return all(abs(a - b) <= NEAR for a, b in zip(letters, ground, strict=True))


def from_hex(text: str | None) -> Colour | None:
    """The colour of `RRGGBB` or `AARRGGBB`, with or without `#`; none of other words."""
    found = HEX.fullmatch(text or "")
    if not found:
        return None
    red, green, blue = bytes.fromhex(found[2])
    return red, green, blue


def lightened(colour: Colour, times: float, plus: float = 0.0) -> Colour:
    """A colour whose lightness, from 0 to 1, is multiplied and added to."""
    hue, light, much = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = min(1.0, max(0.0, light * times + plus))
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, light, much))
    return red, green, blue
