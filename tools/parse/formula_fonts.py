"""What the glyphs of mathematical fonts stand for in LaTeX."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

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

# Positions in Knuth's extension font; where PyMuPDF knows no Unicode it gives the position.
EXTENSION: dict[int, str] = {
    **dict.fromkeys((0x00, 0x10, 0x12, 0x20, 0x30), "("),
    **dict.fromkeys((0x01, 0x11, 0x13, 0x21, 0x31), ")"),
    **dict.fromkeys((0x02, 0x14, 0x22, 0x32, 0x68), "["),
    **dict.fromkeys((0x03, 0x15, 0x23, 0x33, 0x69), "]"),
    **dict.fromkeys((0x04, 0x16, 0x24, 0x6A), r"\lfloor"),
    **dict.fromkeys((0x05, 0x17, 0x25, 0x6B), r"\rfloor"),
    **dict.fromkeys((0x06, 0x18, 0x26, 0x6C), r"\lceil"),
    **dict.fromkeys((0x07, 0x19, 0x27, 0x6D), r"\rceil"),
    **dict.fromkeys((0x08, 0x1A, 0x28, 0x6E, 0x38), r"\{"),
    **dict.fromkeys((0x09, 0x1B, 0x29, 0x6F, 0x39), r"\}"),
    **dict.fromkeys((0x0A, 0x1C, 0x2A, 0x44), r"\langle"),
    **dict.fromkeys((0x0B, 0x1D, 0x2B, 0x45), r"\rangle"),
    0x0C: "|",
    0x0D: r"\|",
    **dict.fromkeys((0x0E, 0x1E, 0x2C, 0x2E), "/"),
    **dict.fromkeys((0x48, 0x49), r"\oint"),
    **dict.fromkeys((0x4C, 0x4D), r"\bigoplus"),
    **dict.fromkeys((0x4E, 0x4F), r"\bigotimes"),
    **dict.fromkeys((0x50, 0x58), r"\sum"),
    **dict.fromkeys((0x51, 0x59), r"\prod"),
    **dict.fromkeys((0x52, 0x5A), r"\int"),
    **dict.fromkeys((0x53, 0x5B), r"\bigcup"),
    **dict.fromkeys((0x54, 0x5C), r"\bigcap"),
    **dict.fromkeys((0x56, 0x5E), r"\bigwedge"),
    **dict.fromkeys((0x57, 0x5F), r"\bigvee"),
    **dict.fromkeys((0x60, 0x61), r"\coprod"),
    **dict.fromkeys((0x62, 0x63, 0x64), r"\widehat"),
    **dict.fromkeys((0x65, 0x66, 0x67), r"\widetilde"),
    **dict.fromkeys((0x70, 0x71, 0x72, 0x73, 0x74), r"\sqrt"),
    # Lower and repeated pieces of tall brackets and radicals carry nothing of their own.
    **dict.fromkeys((0x34, 0x35, 0x36, 0x37, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F), ""),
    **dict.fromkeys((0x40, 0x41, 0x42, 0x43, 0x75, 0x76), ""),
}
# A PDF may map the extension font to Unicode, where these positions mean plain brackets; the
# widths of the glyphs at the positions, in sizes, tell.
_SHARED_POSITIONS = {"(": 0.806, ")": 0.806, "[": 1.111, "]": 1.111}

_NAMED = {
    "−": "-",
    "‐": "-",
    "–": "-",
    "∗": "*",
    "⋅": r"\cdot",
    "·": r"\cdot",
    "∙": r"\cdot",
    "•": r"\bullet",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "∓": r"\mp",
    "≤": r"\leq",
    "⩽": r"\leq",
    "≥": r"\geq",
    "⩾": r"\geq",
    "≠": r"\neq",
    "≢": r"\not\equiv",
    "∕": "/",
    "⏐": "|",
    "∐": r"\coprod",
    "⨁": r"\bigoplus",
    "⨂": r"\bigotimes",
    "⋀": r"\bigwedge",
    "⋁": r"\bigvee",
    "\u0338": r"\not",
    "≈": r"\approx",
    "∼": r"\sim",
    "≃": r"\simeq",
    "≅": r"\cong",
    "≡": r"\equiv",
    "∝": r"\propto",
    "→": r"\to",
    "←": r"\leftarrow",
    "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow",
    "↔": r"\leftrightarrow",
    "↦": r"\mapsto",
    "∈": r"\in",
    "∉": r"\notin",
    "⊂": r"\subset",
    "⊆": r"\subseteq",
    "⊃": r"\supset",
    "∪": r"\cup",
    "∩": r"\cap",
    "∀": r"\forall",
    "∃": r"\exists",
    "∞": r"\infty",
    "∂": r"\partial",
    "∇": r"\nabla",
    "∑": r"\sum",
    "∏": r"\prod",
    "∫": r"\int",
    "∮": r"\oint",
    "⋃": r"\bigcup",
    "⋂": r"\bigcap",
    "√": r"\sqrt",
    "∧": r"\wedge",
    "∨": r"\vee",
    "¬": r"\neg",
    "∣": r"\mid",
    "∥": r"\|",
    "‖": r"\|",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "〈": r"\langle",
    "〉": r"\rangle",
    "{": r"\{",
    "}": r"\}",
    "%": r"\%",
    "#": r"\#",
    "&": r"\&",
    "_": r"\_",
    "…": r"\ldots",
    "⋯": r"\cdots",
    "⋮": r"\vdots",
    "⋱": r"\ddots",
    "′": r"\prime",
    "″": r"\prime\prime",
    "ℓ": r"\ell",
    "𝓁": r"\ell",
    "ℏ": r"\hbar",
    "∅": r"\emptyset",
    "⊙": r"\odot",
    "⊕": r"\oplus",
    "⊗": r"\otimes",
    "≪": r"\ll",
    "≫": r"\gg",
    "⊤": r"\top",
    "⊥": r"\perp",
    "∘": r"\circ",
    "◦": r"\circ",
    "°": r"\circ",
    "⋆": r"\star",
    "★": r"\star",
    "†": r"\dagger",
    "≜": r"\triangleq",
    "≔": ":=",
    "∖": r"\setminus",
    "⧵": r"\setminus",
    "\\": r"\setminus",
    "∶": ":",
    "∬": r"\iint",
    "∭": r"\iiint",
    "≻": r"\succ",
    "≺": r"\prec",
    "∆": r"\Delta",
    "Ω": r"\Omega",
    "µ": r"\mu",
    "⌊": r"\lfloor",
    "⌋": r"\rfloor",
    "⌈": r"\lceil",
    "⌉": r"\rceil",
    "’": "'",
    "‘": "'",
    "ˆ": r"\hat",
    "˜": r"\tilde",
    "¯": r"\bar",
    "ˉ": r"\bar",
    "‾": r"\bar",
    "˙": r"\dot",
    "¨": r"\ddot",
    "⃗": r"\vec",
    "⇀": r"\vec",
    "̂": r"\hat",
    "̃": r"\tilde",
    "̄": r"\bar",
    "̅": r"\bar",
    "̇": r"\dot",
    "̈": r"\ddot",
    "̌": r"\check",
    "̆": r"\breve",
    "♯": r"\sharp",
    "♣": r"\clubsuit",
    "♠": r"\spadesuit",
    "♡": r"\heartsuit",
    "⎛": "(",
    "⎞": ")",
    "⎡": "[",
    "⎤": "]",
    "⎧": r"\{",
    "⎫": r"\}",
    # The same, and the sizes of all, where Adobe's fonts have them.
    **dict(
        zip("\uf8eb\uf8f6\uf8ee\uf8f9\uf8f1\uf8fc", ["(", ")", "[", "]", r"\{", r"\}"], strict=True)
    ),
    **dict.fromkeys(
        "\uf8ec\uf8ed\uf8ef\uf8f0\uf8f2\uf8f3\uf8f4\uf8f7\uf8f8\uf8fa\uf8fb\uf8fd\uf8fe", ""
    ),
    **dict.fromkeys("⎜⎝⎟⎠⎢⎣⎥⎦⎨⎩⎪⎬⎭⎷\ufe00\ufe01\ufe02", ""),
}
_GREEK_NAMES = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
    "varsigma sigma tau upsilon varphi chi psi omega phi epsilon vartheta varrho varpi "
    "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_GREEK = dict(zip("αβγδεζηθικλμνξπρςστυφχψωϕϵϑϱϖΓΔΘΛΞΠΣΥΦΨΩ", _GREEK_NAMES.split(), strict=True))
ACCENTS = frozenset([r"\hat", r"\tilde", r"\bar", r"\dot", r"\ddot", r"\vec", r"\check", r"\breve"])
WIDE_ACCENTS = {r"\widehat": r"\hat", r"\widetilde": r"\tilde"}
BIG = frozenset(
    [
        r"\sum",
        r"\prod",
        r"\coprod",
        r"\int",
        r"\oint",
        r"\iint",
        r"\iiint",
        r"\bigcup",
        r"\bigcap",
        r"\bigoplus",
    ]
    + [r"\bigotimes", r"\bigwedge", r"\bigvee"]
)
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
_SYMBOL = re.compile(r"(?:StandardSym|Symbol)", re.IGNORECASE)


def as_printed(char: str, font: str) -> str:
    """The character that a glyph looks like; fonts of one family name two of theirs crosswise."""
    return _SWAPPED.get(char, char) if _SYMBOL.match(font.split("+")[-1]) else char


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
        named = char in _SHARED_POSITIONS and abs(_SHARED_POSITIONS[char] - width) > 0.02
        return char if named else EXTENSION.get(ord(char)), style
    if "\U0001d400" <= char <= "\U0001d7ff" or "\u2100" <= char <= "\u214f":
        return _fractured(char)
    if char in _GREEK:
        return f"\\{_GREEK[char]}", "bold" if style == "bold" else "italic"
    if char in _NAMED:
        return _NAMED[char], "extension" if style == "extension" else "symbol"
    if style == "symbol" and char.isascii() and char.isalpha():
        return char, "script"
    if style == "unknown" and char.isalnum():
        return None, style
    if char.isascii() and char.isprintable() or unicodedata.category(char)[0] in "LN":
        return char, style
    if "\u3000" < char <= "\u303f" or "\uff00" < char <= "\uff65":  # Chinese punctuation
        return char, style
    return None, style


def _fractured(char: str) -> tuple[str | None, Style]:
    if char in _NAMED:
        return _NAMED[char], "symbol"
    # NFKC goes on from the straight phi to the curly one, and so with other variants.
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    plain = chr(int(code, 16)) if kind == "<font>" else unicodedata.normalize("NFKC", char)
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
    if plain in _GREEK:
        return f"\\{_GREEK[plain]}", "bold" if style == "bold" else "italic"
    return _NAMED.get(plain, plain if plain.isascii() or plain[0] == "°" else None), style


def greek_letters(name: str) -> str:
    """The characters that a Greek letter's LaTeX name may be printed as; empty for other names."""
    plain = name.removeprefix("var")
    same = {"mu": "µ", "Delta": "∆", "Omega": "Ω"}.get(name, "")
    return "".join(char for char, latex in _GREEK.items() if latex in (name, plain)) + same
