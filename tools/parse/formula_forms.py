"""Forms with operands of their own: fractions, roots, binomials, sums over an index, cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mmkg.graph.expression_tree import Expression, call, index, number, repeated
from mmkg.tools.parse.formula_tokens import LatexError, Token

if TYPE_CHECKING:
    from mmkg.tools.parse.formula_functions import FunctionReader

MAX_TERMS = 100  # terms that the sums with numbers as bounds of one formula may unfold into


def _fraction(reader: FunctionReader) -> Expression:
    above, below = _two_groups(reader)
    if _is_differential(above) and _is_differential(below, alone=False):
        raise LatexError("not computable: derivative")
    return call("divide", reader.inside(above), reader.inside(below))


def _two_groups(reader: FunctionReader) -> tuple[Sequence[Token], Sequence[Token]]:
    token = reader.peek()
    if token.kind == "number" and token.text.isdigit() and len(token.text) == 2:
        reader.place += 1
        return [Token("number", token.text[0])], [Token("number", token.text[1])]
    return reader.group(), reader.group()


def _is_differential(tokens: Sequence[Token], alone: bool = True) -> bool:
    if not tokens or tokens[0].text not in ("d", "partial"):
        return False
    if len(tokens) == 1:
        return alone
    return tokens[1].text not in ("_", "+", "-", "*", "/")


def _square_root(reader: FunctionReader) -> Expression:
    if not reader.at("["):
        return call("sqrt", reader.inside(reader.group()))
    first, last = reader.place + 1, reader.closing(reader.place)
    reader.place = last + 1
    degree = reader.inside(reader.tokens[first:last])
    return call("root", reader.inside(reader.group()), degree)


def _binomial(reader: FunctionReader) -> Expression:
    n, k = (reader.inside(group) for group in (reader.group(), reader.group()))
    rest = call("factorial", call("add", n, call("negate", k)))
    return call("divide", call("factorial", n), call("multiply", call("factorial", k), rest))


def _rounded_to(fn: str, closing: str) -> Callable[[FunctionReader], Expression]:
    def read(reader: FunctionReader) -> Expression:
        value = reader.sum()
        reader.expect(closing)
        return call(fn, value)

    return read


def _repeated(fn: str, unfolded: str) -> Callable[[FunctionReader], Expression]:
    """A reader of a sum or product over an index, unfolded where its bounds are numbers."""

    def read(reader: FunctionReader) -> Expression:
        name, low, high = _bounds(reader)
        if name in reader.bound:
            raise LatexError(f"not computable: {name} is the index of two sums")
        ends = low.value or "", high.value or ""
        if low.fn == high.fn == "number" and all(end.isdigit() and len(end) < 7 for end in ends):
            return call(unfolded, *_terms(reader, name, range(int(ends[0]), int(ends[1]) + 1)))
        reader.bound[name] = index(name)
        term = reader.product()
        del reader.bound[name]
        return repeated(fn, name, term, low, high)

    return read


def _terms(reader: FunctionReader, name: str, places: range) -> Iterator[Expression]:
    reader.terms += len(places)
    if not places or reader.terms > MAX_TERMS:
        raise LatexError("not computable: a sum of no or too many terms")
    start = reader.place
    for place in places:
        reader.place = start
        reader.bound[name] = number(place)
        yield reader.product()
    del reader.bound[name]


def _bounds(reader: FunctionReader) -> tuple[str, Expression, Expression]:
    below: Sequence[Token] = ()
    above: Sequence[Token] = ()
    while reader.at("_", "^"):
        if reader.take().text == "_":
            below = reader.group()
        else:
            above = reader.group()
    indexed = len(below) > 2 and below[0].kind == "letter" and below[1].text == "="
    if not indexed or not above or any(token.text == "infty" for token in above):
        raise LatexError("not computable: a sum over a set, or without end")
    return below[0].text, reader.inside(below[2:]), reader.inside(above)


_OTHERWISE = frozenset({"otherwise", "else", "其他", "其它", "否则", "其余", "其他情况"})
_IF = frozenset({"if", "for", "when", "若", "当", "如果"})


def _cases(reader: FunctionReader) -> Expression:
    parts: list[Expression] = []
    while not reader.at("endcases"):
        if len(parts) % 2:
            raise LatexError("not computable: a case after the last one")
        parts.append(reader.sum())
        reader.skip(",", ";")
        reader.skip("column")
        if reader.word(_OTHERWISE) is None:
            reader.word(_IF)
            parts.append(reader.condition())
            reader.word(frozenset({"时"}))
        reader.skip(",", ".", ";")
        if not reader.skip("row"):
            break
    reader.expect("endcases")
    return call("cases", *parts)


FORM_READERS: dict[str, Callable[[FunctionReader], Expression]] = {
    "frac": _fraction,
    "sqrt": _square_root,
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    "lfloor": _rounded_to("floor", "rfloor"),
    "lceil": _rounded_to("ceiling", "rceil"),
    "sum": _repeated("sum", "add"),
    "prod": _repeated("product", "multiply"),
    "cases": _cases,
}
