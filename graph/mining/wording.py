"""Headers, captions and labels turned into phrases that a question can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from mmkg.graph.document import Document
from mmkg.graph.names import CJK
from mmkg.graph.plan import plain
from mmkg.graph.units import written

LONGEST_HEADER = 60  # characters
PANEL = re.compile(r"\d\s*[(（](?P<name>.+)[)）]\Z")
PANEL_MARK = re.compile(r"\A[(（]?[a-z][)）]\s*")
LONGEST_TOPIC = 160
QUANTITIES = re.compile(
    r"(?:[\w-]+-)?(?:mass|weight|size|length|width|height|depth|distance|radius|diameter|area|volume"
    r"|density|speed|velocity|acceleration|force|pressure|temperature|energy|power|voltage|current"
    r"|resistance|frequency|wavelength|period|duration|time|age|years?|date|day|price|costs?|income"
    r"|revenue|profit|loss|sales|budget|population|number|count|amount|total|sum|average|mean|score"
    r"|rate|ratio|share|percentage|proportion|fraction|probability|accuracy|acc|precision|recall"
    r"|error|kappa|correlation|coefficient|index|rank|level|degree|angle|tilt|magnitude|strength"
    r"|brightness|concentration|yield|output|delay|growth|increase|decrease|change|gain|drop|gap"
    r"|difference|margin|range|deviation|variance|entropy|perplexity|f1|auc|altitude|elevation"
    r"|latitude|longitude|rainfall|albedo|gravity|flux|charge|dose|salary|wage|tax|debt|turnover"
    r"|earnings|expenses|expenditure|dividends?|fees?|rent|stay|attendance|axis|orbit|throughput|latency|efficiency|capacity|consumption|production|demand"
    r"|\w+(?:ivity|icity|osity|idity|inity|ility|nation|ature|itude|ency|ancy|ance|ence|acy|ness|meter"
    r"|ivities|tion rate)|[α-ω])"
)
ROW = re.compile(r",\s|\band\b|[、，]|[和与及]")
LISTED = re.compile(r"[A-Z][a-z]+")  # one plain word, whatever the documents write
QUANTITIES_ZH = (
    "率程口度量数值分比额价积长宽高重径期龄距时间年速力能压温差天日名次级位功电流幅强径角入离润"
)
CITED_WORKS = re.compile(r" ?\((?:[^()]*(?:et al\.|[12]\d{3}[a-z]?)[^()]*)\)")
INNER = str.maketrans("“”", "‘’")  # of quotation marks within others


class Phrasing:
    """How headers read inside a sentence, judged by how the documents write their words."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.vocabulary = {
            word
            for document in documents
            for text in _texts(document)
            for word in re.findall(r"\b[a-z]{3,}\b", text)
        }

    def lower(self, phrase: str) -> str:
        """A header with its first letter small, if the documents write that word small.

        So `Mean density` becomes "mean density", while names and acronyms stay as they are, and
        so does `Chat-Hard`.
        """
        word = phrase.partition(" ")[0]
        if word[1:].islower() and word.partition("-")[0].lower() in self.vocabulary:
            return phrase[:1].lower() + phrase[1:]
        return phrase

    def lower_after_sign(self, phrase: str) -> str:
        """The same, for a header that may start with a number sign ("# Instances")."""
        sign = re.match(r"# ?", phrase)
        start = sign.end() if sign else 0
        return phrase[:start] + self.lower(phrase[start:])

    def noun(self, phrase: str) -> str:
        """What a row is, as the header of the row labels says it; acronyms stay as they are."""
        return " ".join(
            word.lower() if re.fullmatch(r"[A-Z][a-z-]+", word) else word for word in phrase.split()
        )


def _texts(document: Document) -> Iterator[str]:
    """Where a document writes words as they read inside a sentence."""
    for chunk in document.chunks:
        yield chunk.text
    yield from (table.caption for table in document.tables)
    yield from (figure.caption for figure in document.figures)
    for formula in document.formulas:
        yield from (symbol.meaning for symbol in formula.symbols if symbol.meaning)


def column_name(path: tuple[str, ...], phrasing: Phrasing, *, whole: bool = True) -> str:
    """A column path as a phrase: `("Script Verification", "Acc")` is "Acc for Script …".

    Args:
        path: Header labels, outermost first.
        phrasing: Of the corpus.
        whole: Name the outer headers too; else the innermost alone.
    """
    parts = [part.strip(" :.") for part in dict.fromkeys(path) if part.strip(" :.")]
    if not parts or any(len(part) > LONGEST_HEADER for part in parts):
        return ""
    if not re.search(r"[^\W\d_]", parts[-1]):
        return ""
    parts = parts if whole else parts[-1:]
    if CJK.search("".join(parts)):
        return "的".join(parts)
    if is_code(parts[-1]):
        return ": ".join(parts)
    inner = parts[-1]
    if is_quantity(inner):
        inner = inner.lower() if LISTED.fullmatch(inner) else phrasing.lower_after_sign(inner)
    if counted := re.fullmatch(r"# ?([A-Za-z].*)", inner):
        inner = f"number of {plural(singular(counted[1]))}"
    return " for ".join([inner, *reversed(parts[:-1])])


def is_code(header: str) -> bool:
    """Whether a header is a code ("fa", "zh→en"), which a sentence can only quote."""
    return re.fullmatch(r"[a-z]{1,3}|\S*[→⇒]\S*", header) is not None


@lru_cache(maxsize=20_000)
def is_quantity(header: str) -> bool:
    """Whether a header says what is measured, so that "a HEADER above 5" can be said.

    Else ("Safety", "Avg", "GSM8K"; 安全) it is only the name of a column, and is quoted as one.
    """
    if CJK.search(header):
        return header.endswith(tuple(QUANTITIES_ZH))
    phrase = re.sub(r" ?\([^()]*\)$", "", header).casefold()
    noun = re.split(r" (?:of|per|from|to|in|at|by|for|with|between|on)\b", phrase)[0].split()
    return bool(noun) and (noun[0] == "#" or QUANTITIES.fullmatch(noun[-1]) is not None)


def headers(name: str) -> list[str]:
    """The headers in a phrase that `column_name` made, innermost first."""
    coded = name.split(": ")
    if is_code(coded[-1]):
        return coded[::-1]
    return name.split(" for ") if " for " in name else name.split("的")[::-1]


@lru_cache(maxsize=20_000)
def leaf(name: str) -> str:
    """The innermost header in a phrase that `column_name` made."""
    return headers(name)[0]


def first_sentence(text: str) -> str:
    """The first sentence of a caption, without its full stop; empty if it is too long to quote.

    Literature in parentheses is left out, and what follows a comma where enough stands before it.
    """
    text = re.sub(r"\s+", " ", CITED_WORKS.sub("", text)).strip()
    head = re.split(r"(?<=[\w%)\]”\"])(?<!\bEq)(?<!\bEqs)(?<!\bFig)\. +(?=\W?[A-Z#*])|。", text)[0]
    if "(b)" in head:
        head = re.split(r"(?<=\S)\s*\(a\)", head)[0].rstrip(" .,:;")
    before = re.split(r"(?:,|;|，|；) ", head, maxsplit=1)[0]
    if len(before.split()) >= 5 and before.count("(") == before.count(")"):
        head = before
    head = head.strip(' .:：。“”"')
    return head if 2 < len(head) <= LONGEST_TOPIC else ""


def of_panel(topic: str, label: str) -> str:
    """What a panel of a figure shows, by its label: "Scores" and "Figure 2 ((b) Memory use)"."""
    panel = PANEL.search(label)
    if panel is None:
        return topic
    name = PANEL_MARK.sub("", panel["name"])
    return f"{topic}: {name}" if len(name) > 1 else f"{topic} ({name or panel['name']})"


def singular(noun: str) -> str:
    """A plural header in the singular, good enough for headers ("Methods", "Categories")."""
    noun = noun.strip(" :*#")
    if CJK.search(noun) or (" " in noun and noun.split()[0].endswith("s")):
        return noun
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if noun.lower().endswith(ending) and len(noun) > 5:
            return noun[: -len(ending)] + instead
    if re.search(r"[a-rt-z]s$", noun) and not noun.lower().endswith(("us", "is")):
        return noun[:-1]
    return noun


def plural(noun: str) -> str:
    """A noun in the plural, for the same headers."""
    if CJK.search(noun) or not noun or noun.endswith("."):
        return noun
    if bracketed := re.fullmatch(r"(.*\S)( ?\([^()]*\))", noun):
        return plural(bracketed[1]) + bracketed[2]  # councillors (seventh district)
    if noun.lower().endswith("data"):
        return f"{noun} sets"
    if capitals := re.search(r"\b[A-Z]{5,}$", noun):  # no acronym, but a word
        return noun[: capitals.start()] + plural(capitals[0].lower()).upper()
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|(?<!epo)ch|sh)$", noun) else "s")


def things(names: Sequence[str], *, chinese: bool) -> str:
    """Names of rows in a row, quoted where one is a row itself: “k6” and “fsp201, fsp202”."""
    apart = not any(ROW.search(name) for name in names)
    return listing(names if apart else [f"“{name}”" for name in names], chinese=chinese)


def listing(names: Sequence[str], *, chinese: bool) -> str:
    """Phrases in a row: "Earth, Mars and Venus", 地球、火星、金星."""
    if chinese:
        return "、".join(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def quantity(number: Decimal, unit: str | None, *, chinese: bool = False) -> str:
    """A number with its unit, as it is printed: "5.4 × 10^24 kg", "12 %", "6400 km"."""
    digits = plain(number)
    if not unit:
        return digits
    unit = written(unit, chinese=chinese)
    return f"{digits} × {unit}" if unit.startswith("10") else f"{digits} {unit}"
