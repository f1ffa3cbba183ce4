"""What the symbols of a formula mean, from the sentences around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from unicodedata import combining, normalize

from mmkg.graph.document import Chunk, Formula, Symbol
from mmkg.graph.expression_print import ACCENTS
from mmkg.graph.provenance import Address
from mmkg.tools.parse.formula_expressions import printed_symbols, with_latex
from mmkg.tools.parse.formula_fonts import greek_letters
from mmkg.tools.parse.formula_meanings import ARTICLE, Hit, hit, is_named
from mmkg.tools.parse.formula_statements import as_inline
from mmkg.tools.parse.formula_subjects import subject_of
from mmkg.tools.parse.formula_tokens import MAX_LENGTH
from mmkg.tools.parse.formula_units import split_unit, stated_beside
from mmkg.tools.parse.formula_vocabulary import names_in, spelt_out, words_of
from mmkg.tools.parse.text_chunks import chunks_near

_VERBS = "is|are|be|denotes?|represents?|stands? for|refers? to|means?|indicates?|being|defines?"
_IS = rf"\s+(?:{_VERBS})\s+"
_DEFINES = rf"(?:{_IS}|\s*(?:=|:|—|–)\s*(?=the\s)|\s+(?=(?:the|its|an?)\s))"
_IS_CHINESE = r"\s*(?:分别)?(?:为|是|表示|代表|指的是|指|即|：)\s*"
# "c = 33 is an empirical constant", "g = 9.81 m/s^2, the acceleration of gravity"
_VALUE = r"\s*[=≈]\s*[-−]?\d+(?:[.,]\d+)*(?:\s*[×x·]\s*10\s*\^?\s*[-−]?\d+)?"
_UNITS = r"[^,;，；。=]{0,24}?"
_RANGE = r"(?:\s*∈\s*(?:[\[({][^\])}]{1,24}[\])}]|[^\W\d_]\S{0,8}))?"  # "α ∈ [0, 1] is the share"
_GIVEN = rf"{_RANGE}(?:{_VALUE}(?P<given>{_UNITS})(?:,(?=\s(?:the|an?)\s))?)?"
_LETTERS = "A-Za-z0-9_\u0370-\u03ff"
_ANY = r"[^\W\d_](?:_\w{1,6}|\w{0,2})"  # what may be a symbol of another formula
_ONE = r"(?![aAI]\b)[^\W\d_](?:_\w{1,6})?"
_PART = re.compile(r"\S\s*[=+−*/×·<>≤≥^|-]\s*\Z")  # "A = Z + N is the …": not of N alone
_WORKED = r"\s*=\s*(?:(?![^\W\d_]{2,}\s)[^,;:.，。；：]){1,60}?"  # what it is equal to
_CONSTANT = re.compile(r"3\.14|circle|circumference|Archimedes|2\.718|Euler|圆周率|自然常数", re.I)
_BASES = (
    (re.compile(r"natural log|base[- ]e\b|自然对数", re.I), "e"),
    (re.compile(r"(?:base[- ]|以\s*)(?:two|2)\b|binary log|以2为底", re.I), "2"),
    (
        re.compile(r"base[- ](?:ten|10)\b|common log|decimal log|以\s*10\s*为底|常用对数", re.I),
        "10",
    ),
)
_MARKS = {"hat": "[ˆ^̂]", "bar": "[¯ˉ̄̅]", "tilde": "[˜~̃]", "dot": "[˙̇]", "ddot": "[¨̈]"}
_WORDED_MARKS = {"star": r"[*∗⋆]", "prime": "[′'’]", "plus": r"\+", "minus": "[-−]"}


@dataclass(frozen=True, slots=True)
class _Definition:
    meaning: str
    unit: str | None
    chunk: Chunk
    span: tuple[int, int]
    sentence: tuple[int, int]


def define_all(formulas: Iterable[Formula], chunks: Sequence[Chunk]) -> tuple[Formula, ...]:
    """Formulas with what the text says of their symbols: around a display, or in the same passage.

    Args:
        formulas: The formulas of a document.
        chunks: Its text.
    """
    own = {chunk.order: [chunk] for chunk in chunks}
    words = words_of(chunks)
    return tuple(
        define_symbols(
            formula,
            own.get(formula.order, []) if formula.inline else chunks_near(chunks, formula.order),
            names_in(formula.latex, words) if formula.status == "latex_only" else frozenset(),
            chunks,
        )
        for formula in formulas
    )


def define_symbols(
    formula: Formula,
    chunks: Sequence[Chunk],
    words: frozenset[str] = frozenset(),
    document: Sequence[Chunk] = (),
) -> Formula:
    r"""The formula with what the text says of its symbols, and with the sentences that say it.

    A formula that was not computable is read again with the names that the text defines, so that
    `TP` is one symbol where the text says what TP is, and with the base of `\log` if it is stated;
    if that does not do, also with the names that are words of the document.

    Args:
        formula: A formula with LaTeX.
        chunks: Running text near it, nearest first.
        words: Runs of its letters that are words of the document.
        document: All of the document's text, for what abbreviations are short for.
    """
    if not formula.latex:
        return formula
    names = _candidates(formula)
    found = _definitions(names, _nearest(formula, chunks))
    if subject := subject_of(formula, chunks):
        name, chunk, place = subject
        span = place.start, place.stop
        meaning = ARTICLE.sub("", chunk.text[slice(*span)])
        found.setdefault(name, _Definition(meaning, None, chunk, span, chunk.sentences[-1]))
    for name, chunk, place in spelt_out(words, document):
        span = place.start, place.stop
        said = _Definition(chunk.text[slice(*span)], None, chunk, span, _sentence_at(chunk, place))
        found.setdefault(name, said)
    formula = _read_again(formula, frozenset(found), _circle_or_growth(found), chunks)
    if formula.status == "latex_only" and words:
        formula = _read_again(formula, words | set(found), _circle_or_growth(found), chunks)
    defined = tuple(_defined(symbol, found.get(symbol.name)) for symbol in formula.symbols)
    context = _context(formula, list(found.values()), chunks)
    return formula.model_copy(update={"symbols": defined, "context": context})


def _candidates(formula: Formula) -> tuple[str, ...]:
    bare = re.sub(r"\\[a-zA-Z]+|_\{[^{}]*\}|\^", " ", formula.latex[:MAX_LENGTH])
    runs = re.findall(r"(?<![A-Za-z])[A-Za-z]{2,12}(?![A-Za-z])", bare)
    names = [symbol.name for symbol in formula.symbols]
    every = dict.fromkeys([*names, *printed_symbols(formula.latex), *runs, "pi", "e"])
    alike = Counter(map(spelling, every))  # ϕ and φ, which a text does not tell apart
    return tuple(name for name in every if alike[spelling(name)] == 1)


def _circle_or_growth(found: Mapping[str, _Definition]) -> set[str]:
    """Which of π and e the text says to be the numbers of these names."""
    constants = ("pi", "e")
    return {name for name in constants if name in found and _CONSTANT.search(found[name].meaning)}


def _sentence_at(chunk: Chunk, place: range) -> tuple[int, int]:
    """The sentence of a chunk that some of its characters stand in."""
    inside = (s for s in chunk.sentences if s[0] <= place.start < s[1])
    return next(inside, (place.start, place.stop))


def _read_again(
    formula: Formula, defined: Set[str], constants: Set[str], chunks: Sequence[Chunk]
) -> Formula:
    names = frozenset(defined - constants)
    texts = " ".join(chunk.text for chunk in chunks)
    bases = [base for pattern, base in _BASES if pattern.search(texts)]
    base = bases[0] if len(bases) == 1 else None
    renamed = formula.status == "computable" and names & {"pi", "e"}
    if formula.status != "latex_only" and not renamed:
        return formula
    read = as_inline if formula.inline else with_latex
    return read(formula, formula.latex, names, base)


def _defined(symbol: Symbol, definition: _Definition | None) -> Symbol:
    if definition is None:
        return symbol
    address: Address = definition.chunk.locate(definition.span)
    return symbol.model_copy(
        update={
            "meaning": definition.meaning or None,
            "unit": definition.unit,
            "defined_at": address,
        }
    )


def spelling(name: str) -> str:
    """A pattern for a symbol as it appears in running text, scripts and accents flattened."""
    base, *parts = name.split("_")
    before, letter, after = "", _letters(base), ""
    for part in parts:
        if part in ACCENTS and not after:
            before = rf"(?:{_MARKS[part]}\s?)?"
            letter = rf"(?:{letter}\s?{_MARKS[part]}?{_composed(base, _MARKS[part])})"
        elif part in _WORDED_MARKS:
            after += rf"[\s_,^]{{0,2}}{_WORDED_MARKS[part]}"
        elif part not in ("cal", "sup"):
            after += rf"[\s_,]{{0,2}}{_letters(part)}"
    return before + letter + after


def _composed(base: str, marks: str) -> str:
    """Alternatives to a letter and its mark: the one character for both, such as ṁ."""
    pairs = (letter + mark for letter in greek_letters(base) or base for mark in marks)
    made = {normalize("NFC", pair) for pair in pairs if combining(pair[-1])}
    return "".join(rf"|{one}" for one in sorted(made) if len(one) == 1)


def _letters(part: str) -> str:
    greek = greek_letters(part)
    return f"[{greek}]" if greek else re.escape(part).replace("_", r"[\s_-]")


def _definitions(names: Sequence[str], sentences: Sequence[_Sentence]) -> dict[str, _Definition]:
    found: dict[str, _Definition] = {}
    longest = sorted(names, key=lambda name: -len(name))
    every = "|".join(f"(?:{spelling(name)})" for name in longest)
    some = rf"(?<![{_LETTERS}\\])(?:{every})(?![{_LETTERS}])"
    for chunk, sentence in sentences:
        text = chunk.text[slice(*sentence)]
        for name in names:
            if name not in found:
                said = _defined_in(text, name, some)
                if said:
                    meaning, unit, (first, last) = said
                    span = sentence[0] + first, sentence[0] + last
                    found[name] = _Definition(meaning, unit, chunk, span, sentence)
    return found


def _nearest(formula: Formula, chunks: Sequence[Chunk]) -> list[_Sentence]:
    """Sentences from the one right after the formula on, then those before it, then the others."""
    return sorted(_sentences(chunks), key=lambda sentence: _distance(formula, *sentence))


def _distance(formula: Formula, chunk: Chunk, sentence: tuple[int, int]) -> float:
    here, there = formula.address, chunk.locate(sentence)
    if here.box is None or there.box is None or here.page != there.page:
        return 20_000.0
    beside = there.box.x0 < here.box.x1 and here.box.x0 < there.box.x1
    if not beside:
        return 20_000.0
    below = there.box.centre[1] - here.box.centre[1]
    return below if below > 0 else 10_000.0 - below


def _sentences(chunks: Sequence[Chunk]) -> Iterator[_Sentence]:
    for chunk in chunks:
        for sentence in chunk.sentences or ((0, len(chunk.text)),):
            yield chunk, sentence


_Sentence = tuple[Chunk, tuple[int, int]]


def _defined_in(text: str, name: str, some: str) -> Hit | None:
    own = rf"(?<![{_LETTERS}\\]){spelling(name)}(?![{_LETTERS}])"
    return (
        _respectively(text, own, some)
        or _said(text, own, some, _GIVEN + _DEFINES, _end(some))
        or _said(text, own, some, _GIVEN + _IS_CHINESE, _end_chinese(some))
        or _said(text, own, some, _WORKED + _IS, _end(some))
        or _let(text, own, some)
        or _apposed(text, own)
    )


def _end(some: str) -> str:
    joined = r",?\s*(?:and|while|whereas|with|or)?\s*(?:let\s+)?"
    following = rf"(?:{joined}{some}{_RANGE}(?:{_VALUE}{_UNITS})?{_DEFINES})"
    said = r"\s+(?:is|denotes|represents)\s"
    other = rf"(?:,\s*(?:and\s+)?|\s+and\s+){_ANY}{_RANGE}(?:{_VALUE}|{said})"
    other += rf"|\s+and\s+{_ANY}\s+[a-z]+s\s+(?:the|an?|its)\s"
    other += rf"|,?\s+(?:and|with)\s+{_ONE}\s+(?:the|an?|its)\s"  # "χ is a share and δ a delay"
    clause = r",\s*(?:which|where|so|respectively|(?:and|but)\s+(?:we|it|they|this|there))\b"
    return rf"(?={following}|{other}|;|\.\s|\.?\Z|{clause}|,\s*and\s+(?!.*{some}))"


def _end_chinese(some: str) -> str:
    following = rf"(?:[，,、；]?\s*(?:和|及|而)?\s*{some}(?:{_VALUE}{_UNITS})?{_IS_CHINESE})"
    return rf"(?={following}|[，；;。](?!\s*单位)|,(?!\d|\s*单位)|\Z)"


def _said(text: str, own: str, some: str, verb: str, end: str) -> Hit | None:
    for found in re.finditer(rf"{own}{verb}(?P<meaning>.{{1,200}}?){end}", text):
        said = None if _PART.search(text[: found.start()]) else hit(found)
        if said and not re.fullmatch(some, said[0]):
            return said
    return None


def _let(text: str, own: str, some: str) -> Hit | None:
    found = re.search(
        rf"\b(?:[Ll]et|[Ww]rite|[Dd]enote by)\s+{own}\s+(?:be\s+|denote\s+|for\s+)?"
        rf"(?P<meaning>.{{1,200}}?){_end(some)}",
        text,
    )
    return hit(found) if found else None


def _apposed(text: str, own: str) -> Hit | None:
    found = re.search(
        rf"\b[Tt]he\s+(?P<meaning>(?:[a-z][a-z-]+\s){{1,4}})(?<!\sof\s){own}(?!\s*[<>≤≥≪≫])", text
    )
    if found is None or _LOOSE.search(found["meaning"]):
        return None
    if not is_named(found["meaning"].strip()) or _is_article(found, text):
        return None
    return found["meaning"].strip(), stated_beside(text[found.end() :]), found.span("meaning")


def _is_article(found: re.Match[str], text: str) -> bool:
    """Whether what looks like the symbol a is the article of the word after it."""
    return text[found.end("meaning") : found.end()] in "aA" and bool(
        re.match(r"\s+(?!is\b|are\b|and\b|of\b|in\b|for\b)[a-z]", text[found.end() :])
    )


_LOOSE = re.compile(  # words of no noun phrase, and nouns that name no quantity
    r"\b(?:form|shape|law|relation|rule|formula|expression|identity|story|of|is|in|for|with|by|"
    r"that|and|to|as|where|on|from|at|line|curve|plane|point|case|condition|equation|"
    r"symbol|letter|variable|are|between|same|than|given)\b"
)


def _respectively(text: str, own: str, some: str) -> Hit | None:
    pattern = rf"(?P<list>{some}(?:\s*(?:,|and|、|和|与|,\s*and)\s*{some})+)"
    english = rf"{pattern}{_IS}(?P<meanings>.{{3,300}}?),?\s+respectively"
    chinese = rf"{pattern}\s*分别(?:为|是|表示|代表)\s*(?P<meanings>.{{2,200}}?)(?=[。；;]|\Z)"
    for whole in (english, chinese):
        found = re.search(whole, text)
        if not found:
            continue
        symbols = re.findall(some, found["list"])
        meanings = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+|、|和|与|以及", found["meanings"])
        place = next((i for i, one in enumerate(symbols) if re.fullmatch(own, one)), None)
        if place is not None and len(symbols) == len(meanings):
            meaning, unit = split_unit(meanings[place].strip())
            start = text.index(meanings[place], found.start("meanings"))
            return ARTICLE.sub("", meaning), unit, (start, start + len(meanings[place]))
    return None


def _context(formula: Formula, found: Sequence[_Definition], chunks: Sequence[Chunk]) -> str:
    """The sentence that leads to the formula and those that explain its symbols, in order."""
    chosen: dict[tuple[int, int], str] = {}
    for definition in found:
        if any(symbol.name for symbol in formula.symbols):
            key = (definition.chunk.order, definition.sentence[0])
            chosen[key] = definition.chunk.text[slice(*definition.sentence)]
    for chunk, sentence in _sentences(chunks[:2]):
        if _leads_to(chunk, sentence, formula):
            chosen[chunk.order, sentence[0]] = chunk.text[slice(*sentence)]
    return " ".join(text.strip() for _, text in sorted(chosen.items()))


def _leads_to(chunk: Chunk, sentence: tuple[int, int], formula: Formula) -> bool:
    """Whether a sentence is the last before the formula on its page."""
    last = chunk.locate((max(sentence[0], sentence[1] - 1), sentence[1]))
    here = formula.address
    if last.box is None or here.box is None or last.page != here.page:
        return False
    gap = here.box.y0 - last.box.y1
    return -2 <= gap < 30 and last.box.x0 < here.box.x1 and here.box.x0 < last.box.x1
