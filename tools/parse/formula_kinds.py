"""What each glyph of a line of text may be: of a formula, of any formula, or of a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmkg.tools.parse.formula_fonts import BIG, is_mathematical, reading, style_of
from mmkg.tools.parse.formula_words import OPERATORS
from mmkg.tools.parse.pages import Glyph

RELATIONS = frozenset("=<>≤≥⩽⩾≈≡∝∼≃≅≠∈∉⊂⊆→←⇒↦≪≫≜≔:⪰⪯≽≼")
SIGNS = RELATIONS | frozenset("+-−±×·⋅∗*/÷∪∩⊕⊗◦∧∨∖⇔⟺↔⟹⊃⊇≻≺")
OPEN, CLOSE = frozenset("([{⟨⌊⌈"), frozenset(")]}⟩⌋⌉")
ACCENTS = frozenset("ˆ˜¯ˉ˙¨^~⃗⇀‾´") | frozenset(map(chr, range(0x300, 0x370)))
SMALL = 0.85  # scripts are smaller than this share of the letters of their line
NAME_GAP = 0.27  # sizes after the name of a function, at most
_WEAK = SIGNS | OPEN | CLOSE | frozenset("0123456789.,;|!%′'…√∑∏∫∥‖∣∇∂∞⊤")
_LIKE_GREEK = frozenset("∆Ωµ")  # signs of their own in Unicode, printed for the letters
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONGEST = 12  # letters of a function's name
_LETTERS = 0.12  # sizes between the letters of a word, at most
_THIN = 0.19  # sizes of the widest space that no word is parted by
_BESIDE = 0.6  # sizes that a sign stands off the letters that it is for, at most
# Letters in a row that may be variables, and short words that are none even where emphasised.
_VARIABLES = {"textit": 3, "bold": 2}
SHORT_WORDS = frozenset(
    ["al", "all", "an", "and", "as", "at", "be", "by", "do", "eg", "et", "for", "ie", "if", "in"]
    + ["is", "it", "no", "not", "of", "on", "or", "per", "so", "the", "to", "via", "vs", "we"]
)


def kinds_of(glyphs: Sequence[Glyph]) -> list[str]:
    """What each glyph may be, by a letter.

    Args:
        glyphs: Those of a line without its spaces, from the left.

    Returns:
        `m` for mathematical, `o` of any formula, `f` of the name of a function that has an
        argument behind it; nothing for a word's letter.
    """
    size = max((glyph.size for glyph in glyphs), default=0.0)
    kinds: list[str] = []
    for glyph in glyphs:
        mathematical = is_mathematical(glyph.font) or _is_symbol(glyph.char)
        weak = glyph.char in _WEAK or glyph.char in ACCENTS or glyph.size < SMALL * size
        kinds.append("m" if mathematical else "o" if weak else "")
    words = list(_words(glyphs, kinds))
    upright = not any(len(word) > 3 and _style(glyphs, place) for word, *place in words)
    for word, start, end in words:
        if word in OPERATORS:
            kinds[start:end] = "f" * len(word)
        elif upright and _are_variables(glyphs, kinds, word, (start, end)):
            kinds[start:end] = "m" * len(word)
        elif _is_applied(glyphs, word, end) or _is_indexed(glyphs, word, end):
            kinds[start:end] = "o" * len(word)
        elif len(word) == 1 and _is_lone(glyphs, start):
            kinds[start] = "o"
    for word, start, end in reversed(words):
        if word in OPERATORS and not _has_argument(glyphs, kinds, word, end):
            kinds[start:end] = [""] * len(word)
    return kinds


def words_in(glyphs: Sequence[Glyph]) -> list[str]:
    """The words of three letters and more on a line that belong to no formula."""
    inked = sorted((g for g in glyphs if not g.char.isspace()), key=lambda glyph: glyph.box.x0)
    words = (word for word, _, _ in _words(inked, kinds_of(inked)))
    return [found for word in words for found in _WORD.findall(word)]


def gap_before(glyphs: Sequence[Glyph], place: int) -> float:
    """The space before a glyph, in sizes of the row."""
    left, right = glyphs[place - 1], glyphs[place]
    return (right.box.x0 - left.box.x1) / max(left.size, right.size)


def is_big(glyph: Glyph) -> bool:
    """Whether a glyph is a sum, an integral or the like, which stands off what it acts on."""
    width = glyph.box.width / glyph.size
    return reading(glyph.char, style_of(glyph.font), width)[0] in BIG


def _is_symbol(char: str) -> bool:
    greek = "\u0391" <= char <= "\u03f5" or char in _LIKE_GREEK
    return greek or "\U0001d400" <= char <= "\U0001d7ff"


def _words(glyphs: Sequence[Glyph], kinds: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    start = 0
    for end in range(1, len(glyphs) + 1):
        joined = end < len(glyphs) and not kinds[end] and not kinds[end - 1]
        if joined and gap_before(glyphs, end) < _LETTERS:
            continue
        if not kinds[start]:
            yield "".join(glyph.char for glyph in glyphs[start:end]), start, end
        start = end


def _has_argument(glyphs: Sequence[Glyph], kinds: Sequence[str], word: str, end: int) -> bool:
    """Whether a function stands right before what it is of, as in no `10 min`."""
    if end == len(glyphs) or gap_before(glyphs, end) > NAME_GAP:
        return False
    return bool(kinds[end]) and glyphs[end].char not in ",;." or word == "arg"


def _is_applied(glyphs: Sequence[Glyph], word: str, end: int) -> bool:
    """Whether a word is the name of a function, as in `Var(X)`: brackets follow without a space."""
    opened = end < len(glyphs) and glyphs[end].char == "(" and gap_before(glyphs, end) < _LETTERS
    return opened and word.isascii() and word.isalpha() and len(word) <= _LONGEST


def _is_indexed(glyphs: Sequence[Glyph], word: str, end: int) -> bool:
    """Whether a word has a subscript and is related to something, as in `score_k = 3`."""
    rest = glyphs[end:]
    low = [g for g in rest[:1] if g.size < SMALL * glyphs[end - 1].size and g.y > glyphs[end - 1].y]
    after = next((g for g in rest if g.size >= SMALL * glyphs[end - 1].size), None)
    named = word.isascii() and word.isalpha() and len(word) <= _LONGEST
    return named and bool(low) and after is not None and after.char in RELATIONS - {":"}


def _style(glyphs: Sequence[Glyph], place: Sequence[int]) -> str:
    """The style that all of a word's letters have, if it is one that sets off variables."""
    styles = {style_of(glyph.font) for glyph in glyphs[slice(*place)]}
    style = styles.pop() if len(styles) == 1 else ""
    return style if style in _VARIABLES else ""


def _are_variables(
    glyphs: Sequence[Glyph], kinds: Sequence[str], word: str, place: tuple[int, int]
) -> bool:
    """Whether a few slanted or bold letters stand beside what formulas have, as in `mg = F`."""
    style = _style(glyphs, place)
    few = word.isalpha() and len(word) <= _VARIABLES.get(style, 0) and word not in SHORT_WORDS
    if not few:
        return False
    first, last = place
    if len(word) == 2 and word[0] == "d" and any(map(_is_integral, glyphs[:first])):
        return True
    sides = [(first - 1, first)] if first else []
    sides += [(last, last)] if last < len(glyphs) else []
    return any(_joins(glyphs, kinds, side, glyphs[first], gap) for side, gap in sides)


def _is_integral(glyph: Glyph) -> bool:
    return is_big(glyph) and "int" in (reading(glyph.char, style_of(glyph.font), 0.0)[0] or "")


def _joins(
    glyphs: Sequence[Glyph], kinds: Sequence[str], side: int, letter: Glyph, place: int
) -> bool:
    """Whether the glyph beside a letter makes a formula of both: a sign, a script, a symbol."""
    other, gap = glyphs[side], gap_before(glyphs, place)
    if other.char == ":":  # of a sentence, it stands right behind a word
        return _THIN < gap < _BESIDE and (side == place or gap_before(glyphs, side) > _THIN)
    if other.char in SIGNS - {"-", ":", "/"}:
        return gap < _BESIDE
    if other.char in {"|", "∣"} or kinds[side] == "f":
        return gap < NAME_GAP
    script = other.size < SMALL * letter.size and other.y != letter.y
    near = script or other.char in ACCENTS | OPEN | CLOSE | {"∥", "‖", "!", "′"}
    return gap < _THIN and near or gap < _LETTERS and (kinds[side] == "m" or other.char.isdigit())


def _is_lone(glyphs: Sequence[Glyph], place: int) -> bool:
    """Whether a lone upright letter is of a formula, as in `p(Y = 1)`.

    It stands between signs, or has a script, or is bold beside a sign.
    """
    before = place > 0 and glyphs[place - 1].char in OPEN | SIGNS | {"∥"}
    if place + 1 == len(glyphs):
        return before and _is_bold(glyphs[place])
    after, near = glyphs[place + 1], gap_before(glyphs, place + 1) < _LETTERS
    if near and after.size < SMALL * glyphs[place].size and after.y != glyphs[place].y:
        return glyphs[place].char.isalpha()
    signed = after.char in CLOSE | SIGNS | {"∥"}
    return before and signed or (before or signed) and _is_bold(glyphs[place])


def _is_bold(glyph: Glyph) -> bool:
    return glyph.char.isalpha() and style_of(glyph.font) == "bold"
