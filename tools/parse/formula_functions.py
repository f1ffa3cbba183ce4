"""Reading named functions, brackets and absolute values."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.graph.expression_tree import Expression, call, number
from mmkg.tools.parse.formula_forms import FORM_READERS
from mmkg.tools.parse.formula_scripts import SymbolReader
from mmkg.tools.parse.formula_tokens import LatexError, Token

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

    def condition(self) -> Expression:
        """Read a relation, or several that all hold; the grammar supplies it."""
        raise NotImplementedError

    def begins_function(self) -> bool:
        """Whether a function or form comes next."""
        token = self.peek()
        return token.kind == "command" and (token.text in FUNCTIONS or token.text in FORM_READERS)

    def function(self) -> Expression:
        """Read a function or form."""
        name = self.take().text
        if name in FORM_READERS:
            return FORM_READERS[name](self)
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
