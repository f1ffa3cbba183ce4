"""What the glyphs of mathematical fonts stand for in LaTeX."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from mmkg.tools.parse.formula_signs import EXTENSION, GREEK, NAMED, SHARED_POSITIONS

Style = Literal[
    "italic",
    "roman",
    "text",
    "textit",
    "bold",
    "symbol",
    "script",
    "blackboard",
    "fraktur",
    "extension",
    "unknown",
]

# First match wins; names come without the six-letter subset tag.
_STYLES: tuple[tuple[str, Style], ...] = (
    (r"CMEX|LMMathExt|MTEX|TXEX|PXEX|NEWTXEX|NTXEX|rtxmex|txsyex|psyex|esint|STIX.*Siz|EUEX|yhcmex"
     r"|Kp-*M-Ex|Fourier-Math-Ext|MathDesign.*-Ext", "extension"),
    (r"MSBM|PazoMathBlackboard|BBM|BBOLD|dsrom|bbold|[tp]xsyb|Kp-*M-Syb|Fourier-Math-Black|HFBRBS",
     "blackboard"),
    (r"CMBSY|CMSY|LMMathSymbols|MTSY|[TP]XSY|NEWTXSY|rtxsy|EUSM|rsfs|MSAM|HFBRSY"
     r"|Kp-*M-Sy|Fourier-Math-(?:Symbols|Cal)|MathDesign.*-Symbol", "symbol"),
    (r"CMMIB|LMMathItalic.*Bold|NEW[TP]XBMI|BOONDOX.*Bold|r[tp]xbmi|EURB|HFBRMB"
     r"|Kp-*M-Medium|Fourier-Math-Letters-Bold", "bold"),
    (r"CMMI|LMMathItalic|MTMI|[TP]XMI|NEW[TP]XMI|r[tp]xmi|RMTMI|EURM|Fourier-Math-Letters|HFBRMI"
     r"|Kp-*M-Italic|PazoMath-Italic", "italic"),
    (r"CMBX|CMB1|SFBX|LMRoman.*Bold|CMSSBX|HFBRBX|HFBRSB|Kp-Medium", "bold"),
    (r"CMTI|SFTI|CMSL|CMSSI|HFBRSL|LMRoman.*(?:Italic|Slanted|Oblique)", "textit"),
    (r"CMR|CMSS|LMRoman|SFRM|HFBR\d|r[tp]xr|Kp-*M-Reg", "roman"),
    (r"EUF[MB]", "fraktur"),
    (r"Fourier-Math|MathDesign", "unknown"),
    (r".*Math", "roman"),
    (r".*(?:Symbol|StandardSym)", "symbol"),
    (r".*(?:Bold|Medi(?!um)|Black|Heavy).*", "bold"),
    (r".*(?:Ital|Obli|Slant).*", "textit"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), style) for pattern, style in _STYLES)

ACCENTS = frozenset([r"\hat", r"\tilde", r"\bar", r"\dot", r"\ddot", r"\vec", r"\check", r"\breve"])
ACCENTS |= {r"\acute", r"\grave"}
WIDE_ACCENTS = {r"\widehat": r"\hat", r"\widetilde": r"\tilde"}
BIG = frozenset(
    [r"\sum", r"\prod", r"\coprod", r"\int", r"\oint", r"\iint", r"\iiint", r"\bigodot"]
)
BIG |= {r"\bigcup", r"\bigcap", r"\bigsqcup", r"\biguplus", r"\bigoplus", r"\bigotimes"}
BIG |= {r"\bigwedge", r"\bigvee"}
OPENING = frozenset(["(", "[", r"\{", r"\lfloor", r"\lceil", r"\langle"])
CLOSING = frozenset([")", "]", r"\}", r"\rfloor", r"\rceil", r"\rangle"])
TALL = BIG | OPENING | CLOSING | {"|", r"\|", r"\mid", r"\sqrt"}
RELATIONS = frozenset(["=", "<", ">", r"\leq", r"\geq", r"\approx", r"\propto", r"\sim", r"\to"])


@cache
def style_of(font: str) -> Style:
    """How a font prints letters."""
    name = font.split("+")[-1]
    return next((style for pattern, style in _COMPILED if pattern.match(name)), "text")


def is_mathematical(font: str) -> bool:
    """Whether a font serves formulas and hardly ever running text."""
    name = font.split("+")[-1]
    known = style_of(name) in ("italic", "symbol", "blackboard", "extension")
    return known or "math" in name.lower()


def is_whole_font(font: str) -> bool:
    """Whether a mathematical font has letters of all styles, digits and signs, as OpenType's."""
    return is_mathematical(font) and style_of(font) == "roman"


_SWAPPED = {"φ": "ϕ", "ϕ": "φ"}  # Symbol has the straight phi where Unicode has the curly one
_TYPED = {"^": "ˆ", "~": "˜"}
_SYMBOL = re.compile(r"(?:StandardSym|Symbol)", re.IGNORECASE)


# Arev keeps its letters for formulas in a private area; Erewhon names larger brackets by codes.
_NAMELESS = re.compile(r"(?:F\d+|Type3 .*)?")
_AREV, _EREWHON = range(0xEBA0, 0xEF80), {"⒧": "(", "⒭": ")"}


def as_printed(char: str, font: str) -> str:
    """The character that a glyph looks like; fonts of one family name two of theirs crosswise.

    What keyboards have for an accent is one in a formula, where it stands over a letter.
    """
    name = font.split("+")[-1]
    if _NAMELESS.fullmatch(name) and char.isupper():
        return "\ufffd"  # it may well be doubled or curled
    if name.startswith("Arev") and ord(char[:1] or " ") in _AREV:
        return chr(ord(char) - 0xEB80)
    if name.startswith("Arev") and char == "ƒ":
        return "f"
    if name.startswith("Erewhon") and char in _EREWHON:
        return _EREWHON[char]
    if char in _TYPED:
        return _TYPED[char]
    return _SWAPPED.get(char, char) if _SYMBOL.match(name) else char


def reading(char: str, style: Style, width: float) -> tuple[str | None, Style]:
    """The LaTeX of a character in a font of some style, and the style that the character has.

    Nothing is given for a character that cannot be known; an empty text for one that only
    continues another, such as the middle of a tall bracket.

    Args:
        char: The character as the PDF gives it.
        style: Style of its font.
        width: Advance, in sizes of the font.
    """
    if style == "extension" and ord(char) < 0x7B:
        named = char in SHARED_POSITIONS and abs(SHARED_POSITIONS[char] - width) > 0.02
        return char if named else EXTENSION.get(ord(char)), style
    if "\U0001d400" <= char <= "\U0001d7ff" or "\u2100" <= char <= "\u214f":
        return _fractured(char)
    if "\ufb00" <= char <= "\ufb06":  # ligatures such as ff
        return unicodedata.normalize("NFKC", char), style
    if char in GREEK:
        return f"\\{GREEK[char]}", "bold" if style == "bold" else "italic"
    if char in NAMED:
        return NAMED[char], "extension" if style == "extension" else "symbol"
    if style == "symbol" and char.isascii() and char.isalpha():
        return char, "script"
    if style == "unknown" and char.isalnum():
        return None, style
    if char.isascii() and char.isprintable() or unicodedata.category(char)[0] in "LN":
        return char, style
    if "\u3000" < char <= "\u303f" or "\uff00" < char <= "\uff65":  # Chinese punctuation
        return char, style
    return None, style


# Capitals that TeX has no Greek form of; some fonts name the Latin ones after them.
_LATIN_CAPITALS = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧ", "ABEZHIKMNOPTX", strict=True))


def _fractured(char: str) -> tuple[str | None, Style]:
    if char in NAMED:
        return NAMED[char], "symbol"
    # NFKC goes on from the straight phi to the curly one, and so with other variants.
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    plain = chr(int(code, 16)) if kind == "<font>" else unicodedata.normalize("NFKC", char)
    plain = _LATIN_CAPITALS.get(plain, plain)
    name = unicodedata.name(char, "")
    style: Style = "italic" if "ITALIC" in name or char == "ℎ" else "roman"
    if "BOLD" in name and ("SCRIPT" in name or "FRAKTUR" in name):
        return None, style
    if "BOLD" in name:
        style = "bold"
    elif "SCRIPT" in name:
        style = "script"
    elif "DOUBLE-STRUCK" in name:
        style = "blackboard"
    elif "FRAKTUR" in name or "BLACK-LETTER" in name:
        style = "fraktur"
    if plain in GREEK:
        return f"\\{GREEK[plain]}", "bold" if style == "bold" else "italic"
    return NAMED.get(plain, plain if plain.isascii() or plain[0] == "°" else None), style


def greek_letters(name: str) -> str:
    """The characters that a letter's LaTeX name may be printed as; empty for plain letters.

    Running text does not tell the variants of a letter apart: it has φ where ϕ is printed.
    """
    plain = name.removeprefix("var")
    same = {"mu": "µ", "Delta": "∆", "Omega": "Ω", "ell": "ℓl", "hbar": "ħℏ", "infty": "∞"}
    printed = same.get(name, "")
    variants = (plain, f"var{plain}")
    return "".join(char for char, latex in GREEK.items() if latex in variants) + printed
