"""Names as people write them: when two of them are the same, and how they read in a sentence."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = r"[^\W\u3400-\u9fff\uf900-\ufaff]"  # of a word: Chinese puts none between words and 的
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
    return wanted in flat and _whole(wanted).search(flat) is not None


@lru_cache(maxsize=10_000)
def _whole(wanted: str) -> re.Pattern[str]:
    """A name as whole words."""
    start = rf"(?<!{WORD})(?<!\.)" if wanted[0].isalnum() else ""
    end = rf"(?!{WORD}|%|\.\d)" if wanted[-1].isalnum() else ""
    return re.compile(start + re.escape(wanted) + end)


@lru_cache(maxsize=100_000)
def squeeze(text: str) -> str:
    """NFKC, case-folded, dashes made plain, runs of spaces made one."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = re.sub(r"[‐‑‒–—−]", "-", plain)
    return re.sub(r"\s+", " ", plain).strip()


def language_of(text: str) -> str:
    """`zh` if at least a tenth of the letters are Chinese characters, else `en`."""
    letters = [char for char in text if char.isalpha()]
    chinese = sum(1 for char in letters if CJK.match(char))
    return "zh" if letters and chinese >= 0.1 * len(letters) else "en"
