"""Content MathML as LaTeX: what a formula means, by the operators of MathML 3 (W3C, 2014)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bs4 import Tag

from mmkg.tools.parse.formula_words import OPERATORS

CONTENT = frozenset(["apply", "ci", "cn", "piecewise"])
MOST_DEPTH = 60
_LINES = r" \\ "
_RELATION, _SUM, _PRODUCT, _FUNCTION, _ATOM = range(5)
_CONSTANTS = {"pi": r"\pi", "exponentiale": "e", "infinity": r"\infty", "imaginaryi": "i",
              "emptyset": r"\emptyset"}  # fmt: skip
_JOINS = {
    "eq": (" = ", _RELATION), "neq": (r" \neq ", _RELATION), "lt": (" < ", _RELATION),
    "gt": (" > ", _RELATION), "leq": (r" \leq ", _RELATION), "geq": (r" \geq ", _RELATION),
    "approx": (r" \approx ", _RELATION), "equivalent": (r" \equiv ", _RELATION),
    "in": (r" \in ", _RELATION), "notin": (r" \notin ", _RELATION),
    "subset": (r" \subseteq ", _RELATION), "prsubset": (r" \subset ", _RELATION),
    "union": (r" \cup ", _SUM), "intersect": (r" \cap ", _SUM),
    "plus": (" + ", _SUM), "minus": (" - ", _SUM), "times": (" ", _PRODUCT),
}  # fmt: skip
_NAMED = {"arcsin": "arcsin", "arccos": "arccos", "arctan": "arctan"} | {n: n for n in OPERATORS}
_FENCED = {"abs": ("|", "|"), "floor": (r"\lfloor ", r" \rfloor"),
           "ceiling": (r"\lceil ", r" \rceil")}  # fmt: skip
_REPEATED = {"sum": r"\sum", "product": r"\prod", "int": r"\int"}
_QUALIFIERS = ("bvar", "lowlimit", "uplimit", "degree", "logbase")


class Unknown(Exception):
    """An element or character that is not known for certain."""


class _Made(NamedTuple):
    """LaTeX, and how tightly it holds together."""

    latex: str
    level: int = _ATOM

    def within(self, level: int) -> str:
        """The LaTeX as a part of something that binds at a level."""
        return self.latex if self.level >= level else f"({self.latex})"


def content_latex(tag: Tag, presented: Callable[[Tag], str]) -> str:
    """The LaTeX of a content element.

    Args:
        tag: One of `CONTENT`.
        presented: What reads presentation elements, which may stand in names.

    Raises:
        Unknown: If an operator is not known or has not as many operands as it needs.
    """
    return _Content(presented).made(tag, 0).latex


class _Content(NamedTuple):
    presented: Callable[[Tag], str]

    def made(self, tag: Tag, depth: int) -> _Made:
        if depth > MOST_DEPTH:
            raise Unknown("nested too deep")
        if tag.name in _CONSTANTS:
            return _Made(_CONSTANTS[tag.name])
        if tag.name == "cn":
            return _number(tag)
        if tag.name == "ci":
            return _Made(self._name(tag))
        if tag.name == "piecewise":
            return self._cases(tag, depth)
        if tag.name != "apply":
            raise Unknown(tag.name)
        return self._applied(_children(tag), depth)

    def _name(self, tag: Tag) -> str:
        if _children(tag):
            return self.presented(tag)
        text = tag.get_text().strip()
        if not text.isalpha():
            raise Unknown(f"a symbol {text!r}")
        return text if len(text) == 1 and text.isascii() else self._spelt(text)

    def _spelt(self, text: str) -> str:
        leaf = Tag(name="mi")
        leaf.string = text
        row = Tag(name="mrow")
        row.append(leaf)
        return self.presented(row)

    def _cases(self, tag: Tag, depth: int) -> _Made:
        rows = []
        for piece in _children(tag):
            parts = [self.made(part, depth + 1).latex for part in _children(piece)]
            if piece.name == "otherwise":
                parts.append(r"\text{otherwise}")
            rows.append(" & ".join(parts))
        return _Made(rf"\begin{{cases}} {_LINES.join(rows)} \end{{cases}}")

    def _applied(self, parts: Sequence[Tag], depth: int) -> _Made:
        if not parts:
            raise Unknown("nothing applied")
        name = parts[0].name
        said = {part.name: part for part in parts[1:] if part.name in _QUALIFIERS}
        given = [self.made(p, depth + 1) for p in parts[1:] if p.name not in _QUALIFIERS]
        inner = {name: self._qualifier(tag, depth + 1) for name, tag in said.items()}
        if name in ("ci", "apply"):
            arguments = ", ".join(one.latex for one in given)
            return _Made(f"{self.made(parts[0], depth + 1).latex}({arguments})")
        if name in _JOINS:
            return _joined(name, given)
        if len(given) == 1:
            return _of_one(name, given[0], inner)
        if len(given) == 2 and name in ("divide", "power"):
            left, right = given
            if name == "divide":
                return _Made(rf"\frac{{{left.latex}}}{{{right.latex}}}", _PRODUCT)
            return _Made(f"{left.within(_ATOM)}^{{{right.latex}}}", _FUNCTION)
        if name in ("min", "max") and given:
            return _Made(rf"\{name}({', '.join(one.latex for one in given)})", _FUNCTION)
        raise Unknown(name)

    def _qualifier(self, tag: Tag, depth: int) -> str:
        (inside,) = _children(tag) if len(_children(tag)) == 1 else (None,)
        if inside is None:
            raise Unknown(tag.name)
        return self.made(inside, depth).latex


def _joined(name: str, given: Sequence[_Made]) -> _Made:
    sign, level = _JOINS[name]
    if name == "minus" and len(given) == 1:
        return _Made(f"-{given[0].within(_PRODUCT)}", _SUM)
    if len(given) < 2 or name == "minus" and len(given) != 2:
        raise Unknown(f"{name} of {len(given)}")
    first, *rest = given
    least = level if name in ("plus", "times") else level + 1
    parts = [first.within(level), *(one.within(least) for one in rest)]
    if name == "times" and any(part[:1].isdigit() for part in parts[1:]):
        sign = r" \cdot "
    return _Made(sign.join(parts), level)


def _of_one(name: str, operand: _Made, inner: dict[str, str]) -> _Made:
    """An operator of one operand, with what qualifies it."""
    if name in _REPEATED and "bvar" in inner:
        low, high = inner.get("lowlimit"), inner.get("uplimit")
        index = f"{inner['bvar']} = {low}" if low and name != "int" else low
        limits = (f"_{{{index}}}" if low else "") + (f"^{{{high}}}" if high else "")
        after = rf"\,d{inner['bvar']}" if name == "int" else ""
        return _Made(f"{_REPEATED[name]}{limits} {operand.within(_PRODUCT)}{after}", _PRODUCT)
    if name == "diff" and "bvar" in inner:
        return _Made(rf"\frac{{d {operand.within(_ATOM)}}}{{d {inner['bvar']}}}", _PRODUCT)
    if name == "root":
        degree = f"[{inner['degree']}]" if "degree" in inner else ""
        return _Made(rf"\sqrt{degree}{{{operand.latex}}}")
    if name in _FENCED:
        return _Made(operand.latex.join(_FENCED[name]))
    if name == "factorial":
        return _Made(f"{operand.within(_ATOM)}!", _FUNCTION)
    if name not in _NAMED or set(inner) - {"logbase"}:
        raise Unknown(name)
    base = f"_{{{inner['logbase']}}}" if "logbase" in inner else ""
    return _Made(rf"\{_NAMED[name]}{base}({operand.latex})", _FUNCTION)


def _number(tag: Tag) -> _Made:
    kind = str(tag.get("type") or "real")
    pieces = [str(part).strip() for part in tag.strings]
    if kind == "rational" and len(pieces) == 2:
        return _Made(rf"\frac{{{pieces[0]}}}{{{pieces[1]}}}", _PRODUCT)
    if kind == "e-notation" and len(pieces) == 2:
        return _Made(rf"{pieces[0]} \times 10^{{{pieces[1]}}}", _PRODUCT)
    text = pieces[0].replace("−", "-") if len(pieces) == 1 else ""
    if kind not in ("real", "integer", "double") or not text.lstrip("-").replace(".", "").isdigit():
        raise Unknown("a number of another kind")
    return _Made(text, _SUM if text.startswith("-") else _ATOM)


def _children(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag)]
