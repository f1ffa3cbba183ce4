"""Text of a page of HTML that the page does not show: it is taken out, and told.

An element is emptied where it stands, so that the paths of all others stay. `aria-hidden` says
nothing about what is seen. What scripts would show or hide, and what lies over what, is not known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import tinycss2
import tinycss2.ast
import tinycss2.color4
from bs4 import BeautifulSoup, Comment, Tag
from bs4.element import NavigableString

from mmkg.tools.parse.colours import BLACK, WHITE, Colour, alike
from mmkg.tools.parse.web_styles import Declared, Styles

GONE = "hidden"  # the attribute that an emptied element has
SILENT = {
    "script", "style", "template", "noscript", "nav", "head", "iframe", "svg", "button", "audio",
    "video", "canvas", "object", "datalist",
}  # fmt: skip
WHOLE = {"html", "body", "[document]"}  # scripts show them; a page that hides itself is none
PICTURES = ["img", "picture", "video", "canvas", "svg"]
FAR = re.compile(r"-\d{3,}(?:\.\d*)?(?:px|pt|em|rem|vw|vh|%)")  # of what is placed by itself
FARTHER = re.compile(r"-\d{4,}(?:\.\d*)?(?:px|pt|em|rem)")  # columns are shifted by hundreds
NOTHING = re.compile(r"scale[xy]?\(0(?:\.0*)?[,)]|translate[xy]?\([^)]*-\d{3,}")
CLIPPED = re.compile(r"rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:50|100)%|circle\(0")
FLAT = re.compile(r"[01](?:\.0*)?(?:px)?")
LENGTH = re.compile(r"(\d*\.?\d+)(px|pt|em|rem|%)")
PIXELS = {"px": 1.0, "pt": 4 / 3, "rem": 16.0}
LEAST_SIZE = 1.34  # pixels: one point
LEAST_OPACITY = 0.05


@dataclass(frozen=True, slots=True)
class Look:
    """How the letters of an element look; a colour that cannot be told is none."""

    gone: bool = False
    visible: bool = True
    size: float = 16.0
    letters: Colour | None = BLACK
    ground: Colour | None = WHITE

    @property
    def shows(self) -> bool:
        """Whether the letters can be seen."""
        written = self.visible and self.size > LEAST_SIZE
        return written and not self.gone and not alike(self.letters, self.ground)


def take_out_unseen(soup: BeautifulSoup, sheets: Sequence[str], *, unread: bool) -> list[str]:
    """Take out what a page does not show; returns these texts.

    Args:
        soup: The page.
        sheets: Its style sheets that could be read, in order.
        unread: Whether it has others; classes then have colours that are not known.
    """
    styles, texts = Styles(soup, sheets), []
    waiting: list[tuple[Tag, Look]] = [(soup, Look())]
    while waiting:
        tag, around = waiting.pop()
        look = _look(tag, styles.of(tag), around, unread)
        doubled = _twinned(tag) and not _is_formula(tag)
        if look.gone or doubled:
            texts += [] if doubled else [tag.get_text(" ", strip=True)]
            tag.clear()
            tag[GONE] = ""
            continue
        for child in list(tag.children) if tag.name not in SILENT else ():
            if isinstance(child, Tag):
                waiting.append((child, look))
            elif _written(child) and not look.shows:
                texts.append(str(child.extract()).strip())
    return [text for text in reversed(texts) if text]


def _written(node: object) -> bool:
    return (
        isinstance(node, NavigableString) and not isinstance(node, Comment) and bool(node.strip())
    )


def _look(tag: Tag, said: Declared, around: Look, unread: bool) -> Look:
    """How an element looks in one that looks as it does."""
    if tag.name in WHOLE:
        said = {name: value for name, value in said.items() if name.startswith(("c", "b"))}
    elif _gone(tag, said) and not (_is_formula(tag) and _twinned(tag)):
        return replace(around, gone=True)
    visibility = said.get("visibility", "")
    return Look(
        visible=visibility == "visible"
        or (around.visible and visibility not in ("hidden", "collapse")),
        size=_size(said, around.size),
        letters=_letters(tag, said, around),
        ground=_ground(tag, said, around, unread),
    )


def _gone(tag: Tag, said: Declared) -> bool:
    """Whether an element is not shown at all, whatever stands in it."""
    shut = tag.name == "dialog" and not tag.has_attr("open")
    if tag.has_attr(GONE) or shut or said.get("display") == "none":
        return True
    opacity = _number(said.get("opacity", "1"))
    if opacity is not None and opacity <= LEAST_OPACITY:
        return True
    if NOTHING.search(said.get("transform", "")) or FARTHER.search(said.get("margin-left", "")):
        return True
    far = FAR if said.get("position") in ("absolute", "fixed") else FARTHER
    if any(far.search(said.get(side, "")) for side in ("left", "top", "right")):
        return True
    return bool(FAR.search(said.get("text-indent", ""))) or _clipped(said)


def _clipped(said: Declared) -> bool:
    sides = (said.get(name, "") for name in ("width", "height", "max-height"))
    if "hidden" in said.get("overflow", "") and any(FLAT.fullmatch(side) for side in sides):
        return True
    return any(CLIPPED.search(said.get(name, "")) for name in ("clip", "clip-path"))


def _is_formula(tag: Tag) -> bool:
    """Whether it is MathML, or an element that holds nothing else."""
    inner = tag.find_all(True, recursive=False)
    return tag.name == "math" or len(inner) == 1 and inner[0].name == "math"


def _twinned(tag: Tag) -> bool:
    """Whether a formula and its picture, or its typeset twin, stand side by side, this among them.

    MathML is mostly hidden, for listeners; what it says is what the twin beside it shows.
    """
    if not (tag.get("aria-hidden") == "true" or _is_formula(tag)) or tag.parent is None:
        return False
    beside = [tag, *tag.find_next_siblings(True), *tag.find_previous_siblings(True)]
    shown = (one.name in PICTURES or one.get("aria-hidden") == "true" for one in beside)
    return any(map(_is_formula, beside)) and any(shown)


def _number(text: str) -> float | None:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def _size(said: Declared, around: float) -> float:
    """The size of letters in pixels; that of most text where it cannot be told."""
    stated = said.get("font-size", "")
    found = LENGTH.fullmatch(stated) or LENGTH.search(said.get("font", ""))
    if stated == "0":
        return 0.0
    if not found:
        return 16.0 if stated else around
    share = {"em": around, "%": around / 100}
    return float(found[1]) * PIXELS.get(found[2], share.get(found[2], 0.0))


def _letters(tag: Tag, said: Declared, around: Look) -> Colour | None:
    stated = said.get("color") or str(tag.get("color" if tag.name == "font" else "text") or "")
    if not stated or stated == "inherit":
        return around.letters
    through = said.get("background-clip") or said.get("-webkit-background-clip")
    colour, opacity = _colour(stated)
    if opacity <= LEAST_OPACITY:
        return None if through == "text" else around.ground
    return colour


def _ground(tag: Tag, said: Declared, around: Look, unread: bool) -> Colour | None:
    """The colour behind the letters."""
    stated = said.get("background-color") or said.get("background") or str(tag.get("bgcolor", ""))
    picture = said.get("background-image", "none") != "none" or tag.has_attr("background")
    if picture or re.search(r"url\(|gradient|var\(|image", said.get("background", "")):
        return None
    parts = tinycss2.parse_component_value_list(stated, skip_comments=True)
    colours = [found for part in parts if (found := _colour(part))[1] > LEAST_OPACITY]
    known = [(colour, opacity) for colour, opacity in colours if colour]
    if known and known[-1][1] > 1 - LEAST_OPACITY:
        return known[-1][0]
    placed = said.get("position") in ("absolute", "fixed")
    over = placed or (said.get("position") == "relative" and tag.find(PICTURES) is not None)
    styled = unread and (tag.has_attr("class") or tag.has_attr("id"))
    return None if known or over or styled else around.ground


def _colour(text: str | tinycss2.ast.Node) -> tuple[Colour | None, float]:
    """A colour and how far it hides what is behind it, from 0 to 1; none that cannot be told."""
    if text in ("none", "transparent", "initial", "unset"):
        return None, 0.0
    found = tinycss2.color4.parse_color(text)
    try:
        red, green, blue = (round(255 * (part or 0)) for part in found.to("srgb").coordinates)
    except (AttributeError, NotImplementedError):
        return None, 1.0
    return (red, green, blue), float(found.alpha)
