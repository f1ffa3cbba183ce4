"""The grammar of what can be computed: relations, sums, products and factors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mmkg.graph.expression_print import GREEK
from mmkg.graph.expression_tree import Expression, call, number, symbol, symbols
from mmkg.tools.parse.formula_cursor import MAX_DEPTH
from mmkg.tools.parse.formula_functions import FunctionReader
from mmkg.tools.parse.formula_names import UNITS
from mmkg.tools.parse.formula_scripts import is_connector
from mmkg.tools.parse.formula_tokens import LatexError, Token

RELATIONS = {
    "=": "equals",
    "<": "less",
    ">": "greater",
    "leq": "less_equal",
    "geq": "greater_equal",
}
# Before a bracket these are functions as often as factors, so a formula that has both is refused.
_AND = frozenset({"and", "且"})
# What says where an equation holds, and sets no limit that a positive number would break.
_WHERE = re.compile(
    r"[,;](?: (?:where|for|if|with|when|当))?(?: \S+?(?: _ (?:\S|\{ [^{}]* \}))? "
    r"(?:neq .+|(?:>|geq) [01]|in .+|= \d , .*(?:dots|\.).*))"
)
_FUNCTION_LETTERS = "f F phi Phi psi Psi varphi sigma Gamma zeta delta ell"
FUNCTION_LETTERS = frozenset(_FUNCTION_LETTERS.split())


class Grammar(FunctionReader):
    """Reads a whole formula."""

    applied: str | None = None
    probable = False  # whether its head is the probability of a relation

    def formula(self) -> Expression:
        """Read a formula to its end.

        Of a chain of equalities the first is kept; a chain that begins with an inequality is
        refused. Conditions that only say where an equation holds are left out.
        """
        left = self.sum() if self.opaque else self._applied_head() or self.sum()
        sides, signs = [left], list[str]()
        while self._relates() and signs[:1] != ["equals"]:
            self.skip(":")
            signs.append(RELATIONS[self.take().text])
            sides.append(self.sum())
        self._refuse_double_meaning(sides)
        if self.peek().kind != "end" and not self._relates() and not self._says_where():
            self._another_equation(sides)
        if not signs:
            return left
        self._refuse_word_as_product()
        if len(signs) > 1:
            raise LatexError("not computable: a chain of inequalities")
        return call(signs[0], sides[0], sides[1])

    def _another_equation(self, sides: list[Expression]) -> None:
        """Read on after `x = r cos θ,`, which may be followed by `y = r sin θ`, and by no more."""
        several = len({name for side in sides for name in symbols(side)}) > 1
        if len(sides) < 2 or not several or not self.skip(",", ";"):
            raise LatexError(f"not computable: {self.shown()}")
        self.word(frozenset({"and", "且"}))
        self.condition()
        if self.peek().kind != "end":
            raise LatexError(f"not computable: {self.shown()}")

    def _relates(self) -> bool:
        return self.at(*RELATIONS) or self.at(":") and self.peek(1).text == "="

    def _says_where(self) -> bool:
        rest = " ".join(token.text for token in self.tokens[self.place : -1])
        return bool(_WHERE.fullmatch(rest))

    def condition(self) -> Expression:
        """Read a relation, or several that all hold."""
        found: list[Expression] = []
        left = self.sum()
        while self.at(*RELATIONS):
            sign = RELATIONS[self.take().text]
            right = self.sum()
            found.append(call(sign, left, right))
            left = right
            if self.word(_AND):
                left = self.sum()
        if not found:
            raise LatexError("not computable: a case without a relation")
        return found[0] if len(found) == 1 else call("all", *found)

    def _refuse_double_meaning(self, sides: list[Expression]) -> None:
        if self.euler and self.letter_e:
            raise LatexError("not computable: e is a symbol and a constant in one formula")
        if sum(self._differential(place) for place in range(len(self.tokens))) > 1:
            raise LatexError("not computable: differentials")
        if self.applied and any(self.applied in symbols(side) for side in sides[1:]):
            raise LatexError(f"not computable: {self.applied} is a function and a factor")

    def _differential(self, place: int) -> bool:
        """Whether the letter d stands right before another one, as in `dx`."""
        here, after = self.tokens[place], self.tokens[min(place + 1, len(self.tokens) - 1)]
        joined = after.kind == "letter" and not after.spaced
        return here.kind == "letter" and here.text == "d" and joined and "d" not in self.names

    def _refuse_word_as_product(self) -> None:
        # `tf = ...` and `acc = ...` define one name; `PV = ...` and `mgh = ... m ...` are products.
        head: list[str] = []
        while self.tokens[len(head)].kind == "letter" and not self.tokens[len(head)].spaced:
            head.append(self.tokens[len(head)].text)
        alone = len(head) > 1 and self.tokens[len(head)].text in RELATIONS
        elsewhere = {token.text for token in self.tokens[len(head) :]} | self.names
        if alone and not "".join(head).isupper() and not elsewhere & set(head):
            raise LatexError(f"not computable: {''.join(head)!r} may be one name or a product")

    def _applied_head(self) -> Expression | None:
        start = self.place
        if self.begins_symbol():
            printed = self.printed()
            if self.at("(") and printed.power is None and self._closed_by_relation():
                arguments = self._argument_names()
                rest = {token.text for token in self.tokens[self.place :]}
                if arguments and (arguments <= rest or self.probable and arguments & rest):
                    self.applied = printed.name
                    return symbol(printed.name)
        self.place = start
        if self.at("pi") and self.peek(1).text == "=":
            self.names |= {"pi"}
        return None

    def _closed_by_relation(self) -> bool:
        last = self.closing(self.place)
        return last + 1 < len(self.tokens) and self.tokens[last + 1].text in ("=", ":")

    def _argument_names(self) -> set[str]:
        first, last = self.place + 1, self.closing(self.place)
        self.place = last + 1
        inside = self.tokens[first:last]
        self.probable = any(token.text in RELATIONS for token in inside)
        if any(token.kind == "sign" and token.text not in ",;_{}=<>" for token in inside):
            raise LatexError("not computable: a function of more than symbols")
        return {token.text for token in inside if token.kind != "sign"}

    def sum(self) -> Expression:
        """Read terms with plus and minus signs."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LatexError(f"formula nested deeper than {MAX_DEPTH} levels")
        terms = [self._signed()]
        while self.at("+", "-"):
            terms.append(self._signed())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else call("add", *terms)

    def _signed(self) -> Expression:
        minus = self.at("-")
        if self.at("+", "-"):
            self.place += 1
        term = self.product()
        return call("negate", term) if minus else term

    def product(self) -> Expression:
        """Read factors, multiplied by a sign or by standing together, and divided by a slash."""
        factors = [self.factor()]
        while True:
            if self.skip("*"):
                factors.append(self.factor())
            elif self.skip("/"):
                divisor = self._divisor()
                if self.begins_factor():
                    raise LatexError("not computable: unclear how far the slash reaches")
                factors = [call("divide", _multiplied(factors), divisor)]
            elif self.begins_factor():
                self._refuse_unclear_joint(factors[-1])
                factors.append(self.factor())
            else:
                return _multiplied(factors)

    def _divisor(self) -> Expression:
        """The factor after a slash; in an exponent all symbols after it, as in `e^{-E/RT}`."""
        factors = [self.factor()]
        while self.raised and factors[0].fn == "symbol" and self.begins_symbol():
            factors.append(self.factor())
        return _multiplied(factors)

    def _refuse_unclear_joint(self, left: Expression) -> None:
        token = self.peek()
        if token.kind == "number" and (left.fn == "number" or self.peek(1).text != "^"):
            raise LatexError("not computable: a number after a factor")
        size = left.args[0] if left.fn == "power" else left
        if size.fn == "number" and token.kind == "text" and token.text in UNITS:
            raise LatexError(f"not computable: the unit {token.text} inside the formula")
        plain = self.at("frac") and all(self.peek(i).kind == "number" for i in (2, 5))
        if left.fn == "number" and plain:
            raise LatexError("not computable: a number before a fraction of numbers")
        if self.at("(", "["):
            self._refuse_application(left)

    def _refuse_application(self, left: Expression) -> None:
        base = left.args[0] if left.fn == "power" else left
        if base.fn not in ("symbol", "pi", "e"):
            return
        name = base.value or base.fn
        letter = name.split("_")[0]
        word = len(letter) > 1 and letter not in GREEK
        inside = self.tokens[self.place + 1 : self.closing(self.place)]
        signs = [token for token in _without_scripts(inside[1:]) if token.kind == "sign"]
        joined = any(token.text in "+-" for token in signs) or self._of_numbers(inside)
        if word or letter in FUNCTION_LETTERS or name == self.applied or not joined:
            raise LatexError(f"not computable: {name}(…) may be a function or a product")

    def _of_numbers(self, inside: Sequence[Token]) -> bool:
        """Whether a bracket holds numbers alone and is raised, as in `N_0 (1/2)^{t/T}`."""
        after = self.tokens[self.closing(self.place) + 1]
        plain = all(
            token.kind == "number" or token.text in ("frac", "/", "{", "}") for token in inside
        )
        return plain and len(inside) > 1 and after.text == "^"

    def begins_factor(self) -> bool:
        """Whether a factor comes next."""
        token = self.peek()
        if is_connector(token):
            return False
        if token.kind in ("number", "letter", "text"):
            return True
        brackets = self.at("(", "[", "{") or self.at("|") and not self.bars
        return brackets or self.begins_symbol() or self.begins_function()

    def factor(self) -> Expression:
        """Read one factor with its power, factorial or percent sign."""
        if self.peek().kind == "number":
            value = self._number()
        elif self.begins_function():
            value = self.function()
        elif self.begins_symbol():
            value = self.symbol()
        elif self.at("(", "[", "{"):
            value = self.bracketed()
        elif self.at("|"):
            value = self.between_bars()
        else:
            raise LatexError(f"not computable: {self.shown()}")
        return self._after(value)

    def _after(self, value: Expression) -> Expression:
        if self.skip("^"):
            value = call("power", value, self.exponent(self.group()))
        if self.skip("%"):
            if value.fn != "number":
                raise LatexError("not computable: a percent sign after what is no number")
            value = call("divide", value, number(100))
        if self.skip("!"):
            value = call("factorial", value)
        if self.at("^", "_", "'", "!"):
            raise LatexError(f"not computable: {self.shown()} here")
        return value

    def _number(self) -> Expression:
        digits = self.take().text
        while not self.listing and self.at(",") and len(digits) <= 9 and digits.isdigit():
            after = self.peek(1)
            if after.kind != "number" or after.spaced or len(after.text.split(".")[0]) != 3:
                break
            digits += after.text
            self.place += 2
        return number(digits)


def _without_scripts(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens that stand in no subscript or superscript in braces."""
    depth = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        opens = token.text == "{" and (depth > 0 or before is not None and before.text in "_^")
        depth += opens
        if not depth:
            yield token
        depth -= token.text == "}" and depth > 0


def _multiplied(factors: list[Expression]) -> Expression:
    return factors[0] if len(factors) == 1 else call("multiply", *factors)
