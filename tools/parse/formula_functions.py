"""Reading fractions, roots, named functions, brackets and finite sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmkg.graph.expression_tree import Expression, call, number
from mmkg.tools.parse.formula_scripts import SymbolReader
from mmkg.tools.parse.formula_tokens import LatexError, Token

MAX_TERMS = 100  # terms that the finite sums of one formula may unfold into

FUNCTIONS = {
    **{name: name for name in ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "ln": "log",
    "log": "log",
    "lg": "log",
    "sec": "cos",
    "csc": "sin",
    "cot": "tan",
    "max": "max",
    "min": "min",
    "abs": "abs",
}
INVERTED = frozenset({"sec", "csc", "cot"})
FORMS = frozenset({"frac", "sqrt", "binom", "dbinom", "tbinom", "sum", "prod", "lfloor", "lceil"})
# A letter that may be the frequency or wave number of what follows it, as in `\sin \omega t`.
RATES = frozenset({"omega", "k", "pi", "f", "n", "w"})
EXPLICIT = {"10": "10", "2": "2", "e": "e"}


class FunctionReader(SymbolReader):
    """Reads everything that can be a factor."""

    def __init__(
        self, tokens: Sequence[Token], names: frozenset[str], log_base: str | None
    ) -> None:
        super().__init__(tokens, names)
        self.log_base = log_base
        self.bars = 0
        self.listing = 0
        self.terms = 0

    def product(self) -> Expression:
        """Read a product; the grammar supplies it."""
        raise NotImplementedError

    def begins_function(self) -> bool:
        """Whether a function or form comes next."""
        token = self.peek()
        return token.kind == "command" and (token.text in FUNCTIONS or token.text in FORMS)

    def function(self) -> Expression:
        """Read a function or form."""
        name = self.take().text
        if name in _FORM_READERS:
            return _FORM_READERS[name](self)
        if name in ("max", "min"):
            return self._extreme(name)
        power, base = self._function_scripts(name)
        if name in ("log", "lg", "ln"):
            base = self._base_of(name, base)
        elif base is not None:
            raise LatexError(f"not computable: subscript of \\{name}")
        value = call(FUNCTIONS[name], *[self._argument(name)], *([base] if base else []))
        if name in INVERTED:
            value = call("divide", number(1), value)
        return call("power", value, power) if power else value

    def _function_scripts(self, name: str) -> tuple[Expression | None, Expression | None]:
        power = base = None
        while self.at("^", "_"):
            upper = self.take().text == "^"
            inner = self.inside(self.group())
            if not upper:
                base = inner
            elif inner.fn == "number" and (inner.value or "").isdigit() and name != "exp":
                power = inner
            else:
                raise LatexError(f"not computable: \\{name} to a power that may be its inverse")
        return power, base

    def _base_of(self, name: str, base: Expression | None) -> Expression | None:
        if base is not None and name == "log":
            return None if base.fn == "e" or base.value == "e" else base
        if base is not None:
            raise LatexError(f"not computable: \\{name} with a base")
        if name != "log":
            return number(10) if name == "lg" else None
        if self.log_base is None:
            raise LatexError("not computable: the base of \\log is not stated")
        return None if self.log_base == "e" else number(self.log_base)

    def _argument(self, name: str) -> Expression:
        if self.at("(", "[", "{"):
            braced = self.at("{")
            value = self.bracketed()
            if self.at("^", "_") or braced and self.begins_factor():
                raise LatexError(f"not computable: unclear what \\{name} is of")
            return value
        if self.at("|", "lfloor", "lceil", "frac", "sqrt"):
            value = self.factor()
        else:
            value = self._chain(name)
        if self.at("/", "(", "[", "frac") and not self._divided_by_function():
            raise LatexError(f"not computable: unclear where the operand of \\{name} ends")
        return value

    def _divided_by_function(self) -> bool:
        return self.at("/") and self.peek(1).text in FUNCTIONS

    def _chain(self, name: str) -> Expression:
        factors, letters = [], []
        while self.peek().kind == "number" or self.begins_symbol():
            letters.append(self.peek().text)
            factors.append(self.factor())
        if not factors:
            raise LatexError(f"not computable: \\{name} of nothing")
        plain = [text for text in letters if not text[0].isdigit() and text != "pi"]
        if len(plain) > 1 and plain[0] not in RATES:
            raise LatexError(f"not computable: unclear where the operand of \\{name} ends")
        return factors[0] if len(factors) == 1 else call("multiply", *factors)

    def _extreme(self, name: str) -> Expression:
        if not self.at("(", r"\{", "["):
            raise LatexError(f"not computable: \\{name} without a list of operands")
        closing = {"(": ")", "[": "]", r"\{": r"\}"}[self.take().text]
        self.listing += 1
        operands = [self.sum()]
        while self.skip(","):
            operands.append(self.sum())
        self.listing -= 1
        self.expect(closing)
        if len(operands) < 2:
            raise LatexError(f"not computable: \\{name} over a set")
        return call(name, *operands)

    def bracketed(self) -> Expression:
        """Read a sum in round, square or invisible brackets."""
        closing = {"(": ")", "[": "]", "{": "}"}[self.take().text]
        kept, self.bars = self.bars, 0
        listing, self.listing = self.listing, 0
        value = self.sum()
        self.bars, self.listing = kept, listing
        self.expect(closing)
        return value

    def between_bars(self) -> Expression:
        """Read an absolute value."""
        self.expect("|")
        self.bars += 1
        first = self.peek()
        value = self.sum()
        self.bars -= 1
        self.expect("|")
        if value.fn == "symbol" and (first.text.isupper() or first.text == "mathcal"):
            raise LatexError("not computable: bars that may count a set")
        return call("abs", value)

    def factor(self) -> Expression:
        """Read one factor; the grammar supplies it."""
        raise NotImplementedError

    def begins_factor(self) -> bool:
        """Whether a factor comes next; the grammar supplies it."""
        raise NotImplementedError


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


def _unfolded(fn: str) -> Callable[[FunctionReader], Expression]:
    def read(reader: FunctionReader) -> Expression:
        index, low, high = _bounds(reader)
        reader.terms += max(0, high - low + 1)
        if high < low or reader.terms > MAX_TERMS or index in reader.bound:
            raise LatexError("not computable: a sum of no or too many terms")
        start, terms = reader.place, []
        for value in range(low, high + 1):
            reader.place = start
            reader.bound[index] = value
            terms.append(reader.product())
        del reader.bound[index]
        return call(fn, *terms)

    return read


def _bounds(reader: FunctionReader) -> tuple[str, int, int]:
    below: Sequence[Token] = ()
    above: Sequence[Token] = ()
    while reader.at("_", "^"):
        if reader.take().text == "_":
            below = reader.group()
        else:
            above = reader.group()
    texts = [token.text for token in below]
    ends = [token.text for token in above]
    if len(texts) != 3 or texts[1] != "=" or below[0].kind != "letter" or len(ends) != 1:
        raise LatexError("not computable: sum without numbers as bounds")
    if not (texts[2].isdigit() and ends[0].isdigit() and len(texts[2] + ends[0]) < 8):
        raise LatexError("not computable: sum without numbers as bounds")
    return texts[0], int(texts[2]), int(ends[0])


_FORM_READERS: dict[str, Callable[[FunctionReader], Expression]] = {
    "frac": _fraction,
    "sqrt": _square_root,
    **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
    "lfloor": _rounded_to("floor", "rfloor"),
    "lceil": _rounded_to("ceiling", "rceil"),
    "sum": _unfolded("add"),
    "prod": _unfolded("multiply"),
}
