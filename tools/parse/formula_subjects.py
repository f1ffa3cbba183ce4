"""What the sentence before a display says that it gives, such as "The escape velocity is"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmkg.graph.document import Chunk, Formula
from mmkg.tools.parse.formula_expressions import printed_symbols

_NOUNS = r"(?P<meaning>(?:(?!(?:is|are|be|that|which|we|as)\s)[^\W_][\w'’-]*\s+){1,8}?)"
_MANNER = (
    r"(?:then|thus|hence|therefore|simply|usually|now|here|given|defined|computed|calculated|"
    r"obtained|expressed|written|formulated|determined|estimated|measured|derived|represented|"
    r"by|as|from|with|using|through|equal|to|follows|the\s+following(?:\s+(?:formula|equation))?)"
)
_ARTICLE = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Oo]ur|[Tt]heir)\s+"
_MAKES = (
    r"(?:comput|calculat|defin|obtain|estimat|measur|express|writ|determin|evaluat|formulat|"
    r"deriv)(?:e|es|ing)?\s+"
)
_ENGLISH = (
    re.compile(rf"\b{_ARTICLE}{_NOUNS}(?:is|are|be|can be|may be)(?:\s+{_MANNER})*\s*[:,]?\s*\Z"),
    re.compile(
        rf"\b{_MAKES}(?:{_ARTICLE}){_NOUNS}(?:as|by|from|with|using)(?:\s+{_MANNER})*\s*[:,]?\s*\Z"
    ),
)
_PREPOSITION = re.compile(
    r"\b(?:of|for|in|to|on|by|at|from|with|per|between|and|or|over|under|across|within|through|into"
    r"|against|about|around|after|before|during|along|via|using)\s+\Z"
)
_LETTERED = re.compile(  # "the pulse P", "a data set D"
    r"\s+(?P<letter>[A-Za-z\u0370-\u03ff](?:_?\w)?)\s*\Z"
)
_LOOSE = re.compile(  # a second noun phrase that hangs on no preposition
    r"(?<!\bof)(?<!\bfor)(?<!\bin)(?<!\bto)(?<!\bon)(?<!\bby)(?<!\bat)(?<!\bfrom)(?<!\bwith)"
    r"(?<!\bper)\s(?:the|an?|its|our)\s(?!following)"
)
_CHINESE = re.compile(
    r"(?:\A|[，。；：,;:])\s*(?:则|那么|因此|所以|于是|设|令|此时|我们)?(?:计算|定义)?"
    r"(?P<meaning>[^，。；：,;:]{2,24}?)(?:\s*(?<=[\u4e00-\u9fff\s])[A-Za-z]\w{0,3}\s*)?"
    r"(?:的)?(?:计算公式|计算方法|计算式|表达式|公式|定义)?"
    r"(?:可以|可由|可|由|按)?(?:定义为|表示为|计算为|写为|写成|表达为|下式计算|下式给出|下式得到|"
    r"计算如下|定义如下|如下|等于|为|是)\s*[：:]?\s*\Z"
)
_NO_QUANTITY = re.compile(
    r"\b(?:relations?|equations?|formulas?|formulae|following|expressions?|results?|conditions?|"
    r"solutions?|identity|law|rule|problem|answer|definition|case|same)\b|关系|公式|下式|上式|结果|"
    r"条件|方程|等式|表达式|它|其$"
)


def subject_of(formula: Formula, chunks: Sequence[Chunk]) -> tuple[str, Chunk, range] | None:
    """The symbol that a display gives the value of, with the chunk and characters that name it.

    Args:
        formula: A formula with LaTeX.
        chunks: Running text near it.
    """
    name = _left(formula)
    before = next((chunk for chunk in chunks if chunk.order == formula.order - 1), None)
    if name is None or before is None or not before.sentences or formula.inline:
        return None
    first, last = before.sentences[-1]
    sentence = before.text[first:last]
    for pattern in (*_ENGLISH, _CHINESE):
        for found in _hits(pattern, sentence):
            words = _unlettered(found["meaning"], name)
            if words and not _NO_QUANTITY.search(words):
                start = first + found.start("meaning")
                return name, before, range(start, start + len(words))
    return None


def _unlettered(words: str, name: str) -> str:
    """Words without the symbol that ends them; none of them if that is another symbol."""
    last = _LETTERED.search(words)
    if last and last["letter"].replace("_", "") == name.replace("_", ""):
        return words[: last.start()]
    return "" if last and len(last["letter"]) == 1 else words.rstrip()


def _hits(pattern: re.Pattern[str], sentence: str) -> Iterator[re.Match[str]]:
    """Where a pattern fits: at whole phrases, so that "the mass of the planet" is no planet."""
    if pattern is _CHINESE:
        yield from pattern.finditer(sentence)
        return
    for start in (found.start() for found in re.finditer(r"\b\w", sentence)):
        found = pattern.match(sentence, start)
        if (
            found
            and not _PREPOSITION.search(sentence[:start])
            and not _LOOSE.search(found["meaning"])
        ):
            yield found


def _left(formula: Formula) -> str | None:
    """The one symbol on the left of a formula's first sign of equality."""
    left, sign, _ = formula.latex.partition("=")
    names = printed_symbols(left) if sign else ()
    return names[0] if len(names) == 1 else None
