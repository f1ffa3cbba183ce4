"""What is printed of a formula, in the same terms for a page and for a formula set again."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.formula_fonts import Style, as_printed, reading, style_of
from mmkg.tools.parse.formula_ink import Ink
from mmkg.tools.parse.formula_rules import Rule
from mmkg.tools.parse.formula_signs import NAMED
from mmkg.tools.parse.pages import Glyph

SIZE = 24.0  # of the letters of what is set again; the engine's own, which its least size is of
BAR = "―"
STROKE = "\u0338"  # of what is not equal; drawn anywhere near
ACCENTS = frozenset("^~→˙¨ˇ˘´`′")  # letters raise them as high as these are; primes differ
OPERATORS = frozenset("∑∏∐∫∮⋃⋂⨁⨂⨀⋁⋀⨄⨆")
BRACKETS = frozenset("()[]{}|⌊⌋⌈⌉⟨⟩√")
TALL = OPERATORS | BRACKETS | frozenset("/\\")  # come in any height
_FACES: dict[Style | str, str] = {
    "bold": "bold",
    "script": "script",
    "blackboard": "double",
    "fraktur": "fraktur",
}
_STACKED = frozenset("⋮⋱")
_NO_WIDTH = 0.05  # sizes, of what is printed over another
_TOUCHING = 0.15  # sizes between the pieces of a tall bracket
# Signs that look alike, and what is set of several signs or in the place of several.
_ALIKE = {
    **dict.fromkeys("¯ˉ‾\u0304\u0305―—", BAR),
    **dict.fromkeys("ˆ\u0302\uff3e", "^"),
    **dict.fromkeys("˜∼\u0303\u223c", "~"),
    **dict.fromkeys("\u20d7⇀\u20d1⟶", "→"),
    **dict.fromkeys("˙\u0307", "˙"),
    **dict.fromkeys("¨\u0308", "¨"),
    **dict.fromkeys("ˇ\u030c", "ˇ"),
    **dict.fromkeys("˘\u0306", "˘"),
    **dict.fromkeys("´\u0301", "´"),
    **dict.fromkeys("`\u0300", "`"),
    **dict.fromkeys("-‐–−", "−"),
    **dict.fromkeys("∗⁎", "*"),
    **dict.fromkeys("∣⏐❘│", "|"),
    **dict.fromkeys("‖∥", "||"),
    **dict.fromkeys("’′'ʹ", "′"),
    **dict.fromkeys("⋅∙·・", "·"),
    **dict.fromkeys("⩽≦", "≤"),
    **dict.fromkeys("⩾≧", "≥"),
    **dict.fromkeys("⟂⊥", "⊥"),
    **dict.fromkeys("〈〈", "⟨"),
    **dict.fromkeys("〉〉", "⟩"),
    **dict.fromkeys("⇔⟺", "⇐⇒"),
    **dict.fromkeys("⏞⏟⏜⏝︷︸", ""),
    "∶": ":",
    "◦": "∘",
    "⧵": "\\",
    "∖": "\\",
    "∆": "Δ",
    "⌀": "∅",
    "⋯": "···",
    "⋮": "...",
    "⋱": "...",
    "⟹": "⇒",
    "⟸": "⇐",
    "⟷": "←→",
    "∬": "∫∫",
    "∭": "∫∫∫",
}
_PIECES = {
    **dict.fromkeys("⎛⎝", "("),
    **dict.fromkeys("⎞⎠", ")"),
    **dict.fromkeys("⎡⎣", "["),
    **dict.fromkeys("⎤⎦", "]"),
    **dict.fromkeys("⎧⎨⎩", "{"),
    **dict.fromkeys("⎫⎬⎭", "}"),
    "⎷": "√",
    **dict.fromkeys("⎪⎜⎟⎢⎥", ""),
}
_CHARS = {latex: char for char, latex in reversed(NAMED.items()) if latex}
_CHARS |= {r"\{": "{", r"\}": "}", r"\|": "|", r"\mid": "|"}


class Sign(NamedTuple):
    """A sign that is printed.

    Attributes:
        char: What it is; signs that look alike are one.
        box: Its ink.
        y: Its baseline, or the middle of what comes in any height.
        size: Size of its letters; nothing for what comes in any.
        face: Bold, script, double or fraktur; empty for what is none of these.
        row: Which row it is in, of the formula, and of a matrix in it; not known on a page.
        limit: Whether it is a limit, which stands under its operator or beside; the same.
    """

    char: str
    box: Box
    y: float
    size: float | None
    face: str = ""
    row: tuple[float, ...] = ()
    limit: bool = False


def signs_of(char: str, box: Box, y: float, size: float, face: str = "") -> Iterator[Sign]:
    """The signs of a character, which may be several, such as a letter and its accent."""
    plain = "".join(
        unicodedata.normalize("NFKD", one) if one not in _ALIKE else one for one in char
    )
    plain = "".join(_ALIKE.get(one, one) for one in plain if not one.isspace())
    own = face or _face_of(char)
    steps = len(plain)
    for place, one in enumerate(plain):
        part = box
        if steps > 1 and STROKE not in plain:
            part = _part(box, place, steps, char)
        if one in TALL or one in ACCENTS or char in _STACKED:
            yield Sign(one, part, part.centre[1], None)
        elif one == BAR:
            yield Sign(BAR, part, part.y1, None)
        else:
            yield Sign(one, part, y, size, own if one.isascii() and one.isalpha() else "")


def _part(box: Box, place: int, steps: int, char: str) -> Box:
    """Where one of several signs is in the box of all."""
    across, down = box.width / steps, box.height / steps
    x0, y0 = box.x0 + place * across, box.y0 + place * down
    if char == "⋮":
        return Box(box.x0, y0, box.x1, y0 + down)
    if char == "⋱":
        return Box(x0, y0, x0 + across, y0 + down)
    return Box(x0, box.y0, x0 + across, box.y1)


def _face_of(char: str) -> str:
    name = unicodedata.name(char, "") if len(char) == 1 and not char.isascii() else ""
    words = {"BOLD": "bold", "SCRIPT": "script", "DOUBLE-STRUCK": "double", "FRAKTUR": "fraktur"}
    words |= {"BLACK-LETTER": "fraktur"}
    return next((face for word, face in words.items() if word in name.split()), "")


def signs_on_page(
    glyphs: Sequence[Glyph], ink: Ink, area: Box, rules: Iterable[Rule]
) -> tuple[Sign, ...]:
    """The signs of a formula on its page.

    Args:
        glyphs: Its glyphs.
        ink: The ink of the page.
        area: Where the second reader's accents belong to it.
        rules: Its thin lines.
    """
    found, pieces = list[Sign](), list[Sign]()
    accents = [
        sign
        for one in ink.accents(area)
        for sign in signs_of(one.char[0], one.box, one.origin[1], one.size)
    ]
    over = {accent.char for accent in accents}  # the first reader gives them at other places
    for glyph in glyphs:
        seen = ink.of(glyph)
        if glyph.char.isspace() and seen is None:
            continue
        char, face = _said(glyph)
        if glyph.box.width < _NO_WIDTH * glyph.size and _ALIKE.get(char, char) in over:
            continue
        box = seen or Box(glyph.box.x0, glyph.y - 0.7 * glyph.size, glyph.box.x1, glyph.y)
        if not char or char in _PIECES or _ALIKE.get(char, char)[:1] in BRACKETS:
            whole = _PIECES.get(char, char)
            pieces.append(Sign(whole, box, glyph.y, glyph.size))
        else:
            found += signs_of(char, box, glyph.y, glyph.size, face)
    found += accents
    for piece in _joined(pieces):
        found += signs_of(piece.char, piece.box, piece.y, piece.size or 0.0)
    found += [Sign(BAR, Box(r.x0, r.y, r.x1, r.y), r.y, None) for r in rules]
    return tuple(sign for sign in found if not any(_lengthens(sign, other) for other in found))


_SHAFTS = frozenset([("−", "→"), ("=", "⇒"), ("←", "→"), ("−", "−")])


def _lengthens(sign: Sign, other: Sign) -> bool:
    """Whether a sign is the shaft of a long arrow."""
    shared = sign.box.shared(other.box)
    arrow = sign is not other and (sign.char, other.char) in _SHAFTS
    before = sign.box.x0 < other.box.x0
    return arrow and before and shared.width > -0.5 and shared.height > 0


def _said(glyph: Glyph) -> tuple[str, str]:
    """The character that a glyph shows, and its face; no character for what continues another."""
    char = as_printed(glyph.char, glyph.font)
    latex, style = reading(char, style_of(glyph.font), glyph.box.width / glyph.size)
    unnamed = style == "extension" and ord(char[0]) < 0x7B
    if latex is not None and (unnamed or unicodedata.category(char[0])[0] in "MC"):
        char = _CHARS.get(latex, latex)
    elif latex is not None and len(latex) == 1 and latex.isalnum():
        char = latex  # letters of two alphabets that look alike
    return char, _FACES.get(style, "")


def _joined(pieces: Iterable[Sign]) -> list[Sign]:
    """Tall brackets from their pieces, which stand under each other."""
    out: list[Sign] = []
    for piece in sorted(pieces, key=lambda piece: piece.box.y0):
        for place, upper in enumerate(out):
            same = piece.char in (upper.char, "") or not upper.char
            over = piece.box.x0 < upper.box.x1 and upper.box.x0 < piece.box.x1
            apart = piece.box.y0 - upper.box.y1
            if same and over and apart < _TOUCHING * (piece.size or 0):
                out[place] = upper._replace(
                    char=upper.char or piece.char, box=union((upper.box, piece.box))
                )
                break
        else:
            out.append(piece)
    return [one for one in out if one.char]
