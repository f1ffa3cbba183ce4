"""Derivations and formulas as mathematics: trees of MathML, whose leaves name their evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from mmkg.graph.provenance import Value

NUMBER = re.compile(r"[-−]?\d[\d.,]*")
LONGEST_LATEX = 2000  # characters; a longer formula is shown as it is written
TAGS = frozenset(
    ("mrow", "mi", "mn", "mo", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt")
    + ("mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mpadded", "mstyle")
    + ("menclose", "mmultiscripts")
)


class Maths(Value):
    """A piece of mathematics.

    Attributes:
        tag: A MathML element.
        text: What a leaf shows.
        cites: Ids of the evidence that it was read from.
    """

    tag: str = "mrow"
    text: str = ""
    parts: tuple[Maths, ...] = ()
    cites: tuple[str, ...] = ()


def row(*parts: Maths | str, cites: Iterable[str] = ()) -> Maths:
    """Pieces side by side; a string is an operator."""
    return Maths(parts=tuple(_sign(part) for part in parts), cites=tuple(cites))


def built(tag: str, *parts: Maths | str) -> Maths:
    """An element that lays its parts out, such as a fraction."""
    return Maths(tag=tag, parts=tuple(_sign(part) for part in parts))


def words(text: str, cites: Iterable[str] = ()) -> Maths:
    """A value or a name, as it is written."""
    tag = "mn" if NUMBER.fullmatch(text) else "mtext"
    return Maths(tag=tag, text=text, cites=tuple(cites))


def joined(parts: Iterable[Maths], sign: str = ",") -> Maths:
    """Pieces with an operator between each two."""
    between: list[Maths | str] = []
    for part in parts:
        between += [sign, part] if between else [part]
    return row(*between)


def applied(name: str, *parts: Maths) -> Maths:
    """A named function of its arguments."""
    return row(Maths(tag="mi", text=name), "(", joined(parts), ")")


def from_latex(latex: str, cites: Iterable[str] = ()) -> Maths:
    """LaTeX as mathematics; what cannot be read as such is shown as it is written."""
    from latex2mathml.converter import convert

    if len(latex) > LONGEST_LATEX:
        return words(latex, cites)
    try:
        tree = ElementTree.fromstring(convert(latex))
    except Exception:  # noqa: BLE001  # documents' LaTeX; the library raises what it meets
        return words(latex, cites)
    return Maths(parts=tuple(_read(part) for part in tree), cites=tuple(cites))


def within(text: str) -> list[str | Maths]:
    """A text with its formulas in $…$ as mathematics, in order."""
    parts: list[str | Maths] = []
    for at, part in enumerate(re.split(r"\$([^$\n]+)\$", text)):
        parts += [from_latex(part) if at % 2 else part] if part else []
    return parts


def _read(element: ElementTree.Element) -> Maths:
    tag = element.tag.rpartition("}")[2]
    parts = tuple(_read(part) for part in element)
    return Maths(
        tag=tag if tag in TAGS else "mrow",
        text="" if parts else (element.text or ""),
        parts=parts,
    )


def _sign(part: Maths | str) -> Maths:
    return Maths(tag="mo", text=part) if isinstance(part, str) else part
