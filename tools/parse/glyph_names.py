"""What characters show in fonts whose glyphs only their names tell: those of TeX's mathematics.

A PDF gives codes and, where its writer knew one, a Unicode character for each. Neither says that
code 88 of an extension font is a sum; the name in the embedded font program does.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping

from fontTools.agl import toUnicode
from fontTools.cffLib import CFFFontSet

UNKNOWN = "\ufffd"
ARROW = "⇀"  # the accent, as other readers do not see in it a combining character
MAX_PROGRAM = 2_000_000  # bytes; fonts of TeX have a hundredth of it
_HEADER = 60_000  # bytes of a Type 1 program in which its encoding stands
_ENTRY = re.compile(rb"dup\s+(\d{1,3})\s*/([^\s/]{1,64})\s+put")
_SINGLE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,8})>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4,8})>")
_WORD = re.compile(r"[a-z][A-Za-z]{3,}")

_LARGE = re.compile(
    r"(?P<sign>[a-z]+?)(?:text|display|[bB]igg?\d?|ex|tp|bt|mid)?(?P<more>double|dbl|triple)?"
)
_PIECES = re.compile(r"(?P<bracket>[a-z]+?(?:left|right)|radical)(?P<part>tp|bt|ex|mid|vertex)")
_BRACKETS = {
    "parenleft": "⎛", "parenright": "⎞", "bracketleft": "⎡", "bracketright": "⎤",
    "braceleft": "⎧", "braceright": "⎫", "floorleft": "⌊", "floorright": "⌋",
    "ceilingleft": "⌈", "ceilingright": "⌉", "angbracketleft": "⟨", "angbracketright": "⟩",
    "angleleft": "⟨", "angleright": "⟩",
}  # fmt: skip
_SIGNS = {
    "summation": "∑", "product": "∏", "coproduct": "∐", "integral": "∫", "contintegral": "∮",
    "union": "⋃", "intersection": "⋂", "circleplus": "⨁", "circlemultiply": "⨂",
    "circledot": "⨀", "logicaland": "⋀", "logicalor": "⋁", "iinteg": "∬", "iiinteg": "∭",
    "radical": "√", "slash": "∕",
}  # fmt: skip
_PLAIN = {
    "angbracketleft": "⟨", "angbracketright": "⟩", "angleleft": "⟨", "angleright": "⟩",
    "bardbl": "∥", "vextendsingle": "⏐", "lscript": "ℓ", "latticetop": "⊤", "perpendicular": "⊥",
    **dict.fromkeys(("hatwide", "hatwider", "hatwidest"), "ˆ"),
    **dict.fromkeys(("tildewide", "tildewider", "tildewidest"), "˜"),
    "vector": ARROW,
    "vec": ARROW, "nequal": "≠", "nelement": "∉", "notelement": "∉", "nequivalence": "≢",
    "simequal": "≅", "emptysetstress": "∅", "emptyset": "∅", "radicallow": "√", "hbar": "ℏ",
    "planckover2pi": "ℏ", "planckover2pi1": "ℏ", "dotacc": "˙", "ddotacc": "¨",
    "negationslash": "\u0338", "lessorequalslant": "⩽", "greaterorequalslant": "⩾",
    "arrowdblright": "⇒", "arrowdblleft": "⇐", "barex": "⏐", "bardblex": "‖",
    "vextenddouble": "‖", "braceex": "⎪",
    "backslash": "\\", "asteriskmath": "∗", "equivalence": "≡", "proportional": "∝",
}  # fmt: skip
_PHI = {"phi": "ϕ", "phi1": "φ"}  # in TeX's order of letters; elsewhere they are crosswise
_TEX_ORDER = {0x1E: "phi", 0x27: "phi1", 0xC1: "phi"}  # where it has them, the last in Fourier


def shown_by_names(
    program: bytes, form: str, to_unicode: bytes = b"", differences: str = ""
) -> dict[str, str]:
    """What a font shows for its characters, most often themselves; unknown where names are strange.

    Args:
        program: The embedded font.
        form: `pfa` for Type 1, `cff` for its compact form; others are not looked at.
        to_unicode: The character map in the PDF, or nothing.
        differences: What the PDF changes in the font's encoding, such as `[65 /alpha /beta]`.

    Returns:
        The character shown, by the character that a reader of the PDF gives.
    """
    mapped = dict(_mapped(to_unicode))
    claims: dict[str, set[str]] = {}
    names = {} if differences or len(program) > MAX_PROGRAM else _encoding(program, form)
    names = names or dict(_changed(differences))
    tex = any(names.get(code) == name for code, name in _TEX_ORDER.items())
    for code, name in names.items():
        if name == ".notdef":
            continue
        given = mapped.get(code) or toUnicode(name) or chr(code % 256)
        known = code in mapped or bool(toUnicode(name))
        phi = _PHI.get(name, "") if tex else ""
        claims.setdefault(given, set()).add(phi or _shown(name) or _unnamed(name, given, known))
    return {char: shown.pop() if len(shown) == 1 else UNKNOWN for char, shown in claims.items()}


def _unnamed(name: str, given: str, known: bool) -> str:
    """The character itself, unless it is but the code of a glyph with a name of its own."""
    return given if known or not _WORD.fullmatch(name) else UNKNOWN


def _shown(name: str) -> str:
    plain = name.split(".")[0]
    if plain in _PLAIN:
        return _PLAIN[plain]
    if lettered := re.fullmatch(r"([A-Z])(bbb|cal)", plain):
        return _styled(*lettered.groups())
    if piece := _PIECES.fullmatch(plain):
        return _piece(piece["bracket"], piece["part"])
    large = _LARGE.fullmatch(plain)
    if not large or plain == large["sign"]:
        return ""
    if large["more"]:
        several = {"triple": "∭"}.get(large["more"], "∬")
        return several if large["sign"] == "integral" else ""
    return _BRACKETS.get(large["sign"]) or _SIGNS.get(large["sign"], "")


def _piece(bracket: str, part: str) -> str:
    """The top of a tall bracket stands for it; other pieces continue it."""
    if bracket == "radical":
        return "√" if part == "bt" else "⎷"
    return _BRACKETS.get(bracket, "") if part == "tp" else "⎜" if bracket in _BRACKETS else ""


def _styled(letter: str, style: str) -> str:
    kind = {"bbb": "DOUBLE-STRUCK", "cal": "SCRIPT"}[style]
    for form in (f"MATHEMATICAL {kind} CAPITAL {letter}", f"{kind} CAPITAL {letter}"):
        try:
            return unicodedata.lookup(form)
        except KeyError:
            continue
    return ""


def _encoding(program: bytes, form: str) -> Mapping[int, str]:
    if form == "pfa":
        entries = _ENTRY.findall(program[:_HEADER].split(b"eexec")[0])
        return {int(code): name.decode("latin-1") for code, name in entries}
    if form == "cff":
        fonts = CFFFontSet()
        try:
            fonts.decompile(io.BytesIO(program), None)
            encoding = fonts[0].Encoding
        except Exception:  # a damaged font tells nothing; fontTools names no error of its own
            return {}
        return {} if isinstance(encoding, str) else dict(enumerate(encoding))
    return {}


def _changed(differences: str) -> Iterator[tuple[int, str]]:
    code = 0
    for entry in re.findall(r"\d+|/[^\s/\[\]]+", differences):
        if entry[0] == "/":
            yield code, entry[1:]
        code = code + 1 if entry[0] == "/" else int(entry)


def _mapped(to_unicode: bytes) -> Iterator[tuple[int, str]]:
    for start, end, first in _RANGE.findall(to_unicode):
        for step in range(min(int(end, 16) - int(start, 16) + 1, 256)):
            yield int(start, 16) + step, chr(int(first[:4], 16) + step)
    for code, char in _SINGLE.findall(_RANGE.sub(b"", to_unicode)):
        yield int(code, 16), bytes.fromhex(char.decode()).decode("utf-16-be", "replace")
