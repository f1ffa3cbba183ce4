"""Names as people write them: when two of them are the same, and how they read in a sentence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = r"[^\W\u3400-\u9fff\uf900-\ufaff]"  # of a word: Chinese puts none between words and 的
LETTER = re.compile(WORD)
BEFORE, AFTER = re.compile(rf"{WORD}|\."), re.compile(rf"{WORD}|%|\.\d")  # go on with a number
JOINERS = re.compile(r"[\s\-‐‑‒–—_·.,:;'\"“”‘’()\[\]{}（）【】《》，。：；、*†‡§↑↓]+")


@lru_cache(maxsize=100_000)
def normal(name: str) -> str:
    """The form in which names are compared: NFKC, case-folded, without spaces and punctuation.

    A leading or inner `+` or `/` stays: `+ SFT` and `SFT` are different rows of a table.
    """
    return JOINERS.sub("", unicodedata.normalize("NFKC", name).casefold())


def same_name(left: str, right: str) -> bool:
    """Whether two names are written the same up to case, spacing and punctuation."""
    return normal(left) == normal(right)


def mentions(text: str, name: str) -> bool:
    """Whether a text contains a name as whole words (as characters, in Chinese)."""
    flat = squeeze(text)
    wanted = squeeze(name)
    if not wanted:
        return False
    if CJK.search(wanted):
        return wanted.replace(" ", "") in flat.replace(" ", "")
    return wanted in flat and _stated(wanted).search(flat) is not None


@dataclass(frozen=True)
class Whole:
    """Finds a name in texts where it does not stand inside a longer word.

    A pattern with `WORD` at its ends would do the same, but takes a thousand times as long to
    make: `re` goes through each Chinese character of the class.

    Attributes:
        name: The pattern of the name itself.
        before: Matches a character before the name that makes it part of something longer.
        after: Matches what makes it so behind it.
    """

    name: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Each place where the name stands."""
        place = 0
        while found := self.name.search(text, place):
            start, end = found.span()
            joined = start and self.before and self.before.match(text, start - 1)
            if joined or (self.after and self.after.match(text, end)):
                place = start + 1
            else:
                yield found
                place = max(end, start + 1)

    def search(self, text: str) -> re.Match[str] | None:
        """The first place where it stands."""
        return next(self.finditer(text), None)

    def sub(self, instead: str, text: str) -> str:
        """A text with something else wherever the name stands."""
        parts, last = [], 0
        for found in self.finditer(text):
            parts += [text[last : found.start()], instead]
            last = found.end()
        return "".join((*parts, text[last:]))


@lru_cache(maxsize=20_000)
def whole(name: str, *, any_case: bool = False) -> Whole:
    """A name as whole words."""
    case = re.IGNORECASE if any_case else re.NOFLAG
    before, after = (LETTER if LETTER.match(end) else None for end in (name[:1], name[-1:]))
    return Whole(re.compile(re.escape(name), case), before, after)


@lru_cache(maxsize=20_000)
def _stated(name: str) -> Whole:
    """A name as whole words; as a number, with no more digits and no percent sign."""
    before = BEFORE if name[0].isalnum() else None
    after = AFTER if name[-1].isalnum() else None
    return Whole(re.compile(re.escape(name)), before, after)


@lru_cache(maxsize=100_000)
def squeeze(text: str) -> str:
    """NFKC, case-folded, dashes made plain, runs of spaces made one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[‐‑‒–—−]", "-", plain)
    return re.sub(r"\s+", " ", plain).strip()


def capital(text: str) -> str:
    """A text as a sentence begins."""
    return text[:1].upper() + text[1:]


def language_of(text: str) -> str:
    """`zh` if at least a tenth of the letters are Chinese characters, else `en`."""
    letters = "".join(filter(str.isalpha, text))
    chinese = len(CJK.findall(letters))
    return "zh" if letters and chinese >= 0.1 * len(letters) else "en"
