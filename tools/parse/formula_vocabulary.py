"""Which runs of letters in a formula are words of its document, and so one name and no product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from mmkg.graph.document import Chunk
from mmkg.tools.parse.formula_expressions import printed_symbols
from mmkg.tools.parse.formula_tokens import MAX_LENGTH

_WORD = re.compile(r"(?<![\w\\^=+*/-])[A-Za-z]{2,20}(?![^\W_]*[\^=*/\\])")
_RUN = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,20}(?![A-Za-z])")
_SHORTENED = re.compile(r"(?<![\w-])([A-Z]{2,6}?)s?(?=[^\w(=+]|[a-z]{1,3}\b)")
_NO_RUN = re.compile(
    r"\\(?:begin|end|text|mathrm|mathit|operatorname)\s*\{[^{}]*\}|\\[a-zA-Z]+|\^\{[^{}]*\}"
)
_SPELT = (
    r"(?P<meaning>(?:[A-Za-z][\w’'-]*[ ]){{1,6}}|[\u4e00-\u9fff]{{2,12}}\s?)[(（]\s?{}s?\s?[)）,，]"
)

_SURELY = 7  # letters in a row that nobody means as a product


def words_of(chunks: Iterable[Chunk]) -> frozenset[str]:
    """The words of running text, in small letters, and its abbreviations as they are written."""
    found: set[str] = set()
    for chunk in chunks:
        found |= {word.lower() for word in _WORD.findall(chunk.text) if not word.isupper()}
        found |= set(_SHORTENED.findall(chunk.text))
    return frozenset(found)


def names_in(latex: str, words: frozenset[str]) -> frozenset[str]:
    """Runs of letters that are words of the document.

    A run is none if one of its letters stands alone in the formula, as in `mgh = mv^2/2`; one in
    small letters must be long, since `at` and `mad` are products, too.
    """
    bare = _NO_RUN.sub(" ", latex[:MAX_LENGTH])
    runs = {run for run in _RUN.findall(bare) if _is_word(run, words)}
    alone = (
        {name.split("_")[0] for name in printed_symbols(_RUN.sub(" ", latex))} if runs else set()
    )
    return frozenset(run for run in runs if not alone & set(run))


def _is_word(run: str, words: frozenset[str]) -> bool:
    if run.isupper():
        return run in words
    if len(run) >= _SURELY and run[1:].islower() and set(run.lower()) & set("aeiou"):
        return True
    least = 3 if run[0].isupper() and run[1:].islower() else 4
    return len(run) >= least and run.lower() in words


def spelt_out(names: Iterable[str], chunks: Sequence[Chunk]) -> Iterator[tuple[str, Chunk, range]]:
    """Abbreviations among names, with the words that a text has before them in brackets."""
    for name in names:
        pattern = re.compile(_SPELT.format(re.escape(name)))
        for chunk in chunks if name.isupper() and name.isascii() and len(name) > 1 else ():
            for found in pattern.finditer(chunk.text):
                if place := _full_form(found, name):
                    yield name, chunk, place


def _full_form(found: re.Match[str], name: str) -> range | None:
    """The last words before an abbreviation that begin with its letters."""
    start, end = found.span("meaning")
    words = list(re.finditer(r"[A-Za-z][\w’']*", found["meaning"]))[-len(name) :]
    if not words:
        return range(start, start + len(found["meaning"].rstrip()))
    initials = "".join(word[0][0] for word in words).upper()
    if initials != name:
        return None
    return range(start + words[0].start(), start + words[-1].end())
