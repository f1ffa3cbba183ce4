"""Reading symbols with their accents and scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mmkg.graph.expression_print import ACCENTS, GREEK
from mmkg.graph.expression_tree import Expression, call, symbol
from mmkg.tools.parse.formula_cursor import Cursor
from mmkg.tools.parse.formula_names import (
    accented,
    label_name,
    letter_name,
    subscript_name,
)
from mmkg.tools.parse.formula_tokens import LatexError, Token

_CONNECTORS = "if where and or otherwise for with when is s.t. i.e. else then let"
_CHINESE = "若 当 如果 其中 且 或 否则 其他 其它 其余 其他情况 时"
_WORDS = frozenset([*_CONNECTORS.split(), *_CHINESE.split()])
_OF_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_JOINTS = {",": ".and", ";": ".then", "|": ".given", "mid": ".given"}


def is_connector(token: Token) -> bool:
    """Whether a word joins statements and names nothing; `OR` may be an odds ratio."""
    known = token.text in _WORDS or token.text.lower() in _WORDS and not token.text.isupper()
    return token.kind == "text" and known


def argument_names(
    tokens: Sequence[Token], names: frozenset[str]
) -> tuple[list[str], list[str]] | None:
    """The symbols that stand between brackets, and what joins them; nothing if more stands there.

    Raises:
        LatexError: If a symbol among them is none that we can name.
    """
    reader = SymbolReader([*tokens, Token("end", "")], names)
    found: list[str] = []
    joints: list[str] = []
    while reader.begins_symbol():
        printed = reader.printed()
        found.append(printed.name)
        if printed.power is not None or reader.peek().kind == "end":
            return None if printed.power is not None else (found, joints)
        if not reader.at(*_JOINTS):
            return None
        joints.append(_JOINTS[reader.take().text])
    return None


def woven(names: Sequence[str], joints: Sequence[str]) -> list[str]:
    """Names with what joins them in between."""
    return [part for pair in zip(names, [*joints, ""], strict=True) for part in pair if part]


@dataclass
class Printed:
    """A symbol as it is being read: base letter, accents and marks, subscripts, and a power."""

    base: str
    marks: list[str] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    power: Sequence[Token] | None = None
    upright: bool = False

    @property
    def name(self) -> str:
        """Its one name."""
        return "_".join([self.base, *self.marks, *self.lower])


class SymbolReader(Cursor):
    """Reads symbols; knows which letters are constants and which stand for a number."""

    def __init__(self, tokens: Sequence[Token], names: frozenset[str]) -> None:
        super().__init__(tokens)
        self.names = names
        self.bound: dict[str, Expression] = {}  # what the index of a sum stands for
        self.raised = 0  # how many exponents are being read
        self.inner: set[str] = set()  # symbols that functions of unknown form are of
        self.opaque = False  # whether such a function's value is one quantity
        self.euler = False
        self.letter_e = False

    def sum(self) -> Expression:
        """Read a sum; the grammar supplies it."""
        raise NotImplementedError

    def begins_symbol(self) -> bool:
        """Whether a symbol comes next."""
        token = self.peek()
        accent = token.kind == "command" and token.text in (*ACCENTS, "mathcal")
        return (
            accent
            or token.kind in ("letter", "text")
            or (token.kind == "command" and token.text in GREEK)
        )

    def symbol(self) -> Expression:
        """Read a symbol, with the power it is raised to."""
        printed = self.printed()
        if not printed.marks and not printed.lower and printed.base in self.bound:
            return self._raised(self.bound[printed.base], printed)
        if printed.name == "e" and "e" not in self.names:
            return self._letter_e(printed)
        if printed.name == "pi" and "pi" not in self.names:
            return self._raised(call("pi"), printed)
        applied = self._applied(printed) if self.opaque and printed.power is None else None
        return self._raised(symbol(applied or printed.name), printed)

    def _applied(self, printed: Printed) -> str | None:
        """The name of a function's value, such as `P(A|B)`, if symbols follow in brackets."""
        if not self.at("(", "["):
            return None
        last = self.closing(self.place)
        found = argument_names(self.tokens[self.place + 1 : last], self.names)
        if found is None:
            return None
        names, joints = found
        self.inner |= set(names)
        self.place = last + 1
        return "_".join([printed.name, ".of", *woven(names, joints)])

    def printed(self) -> Printed:
        """Read a symbol's base, accents and scripts."""
        printed = self._base()
        while self.at("_", "^", "'"):
            if self.skip("'"):
                printed.marks.append("prime")
            elif self.skip("_"):
                printed.lower.append(subscript_name(self._bind(self.group())))
            else:
                self.place += 1
                self._upper(printed, self.group())
        return printed

    def _base(self) -> Printed:
        token = self.take()
        if token.kind == "command" and token.text in ACCENTS:
            return self._under(token.text)
        if token.kind == "command" and token.text == "mathcal":
            inner = self.group()
            if len(inner) != 1 or inner[0].kind != "letter":
                raise LatexError("not computable: \\mathcal of more than a letter")
            return Printed(inner[0].text, ["cal"])
        if is_connector(token):
            raise LatexError(f"not computable: {token.text!r}")
        name = letter_name(token)
        if name is None:
            raise LatexError(f"not computable: {token.text!r}")
        if name == "Delta" and self.peek().kind in ("letter", "command") and self.begins_symbol():
            change = self._base()
            return Printed(f"Delta_{change.base}", change.marks)
        if token.kind == "text" and token.text == "d":
            raise LatexError("not computable: differential")
        return Printed(name, upright=token.kind == "text")

    def _under(self, accent: str) -> Printed:
        braced = self.at("{")
        reader = SymbolReader([*self.group(), Token("end", "")], self.names)
        printed = reader.printed() if braced else reader._base()
        if reader.peek().kind != "end" or printed.power:
            raise LatexError(f"not computable: \\{accent} over more than one symbol")
        accented(printed.base, accent)
        printed.marks.append(accent)
        return printed

    def _bind(self, tokens: Sequence[Token]) -> list[Token]:
        bound = [
            Token("number", self._counted(token.text))
            if token.kind == "letter" and token.text in self.bound
            else token
            for token in tokens
        ]
        if bound != list(tokens) and any(token.text in ("+", "-") for token in tokens):
            raise LatexError("not computable: arithmetic on the index of a sum")
        return bound

    def _counted(self, name: str) -> str:
        value = self.bound[name]
        if value.fn != "number" or value.value is None:
            raise LatexError("not computable: a sum over data")
        return value.value

    def _upper(self, printed: Printed, tokens: Sequence[Token]) -> None:
        label = self._standard(tokens) or label_name(tokens)
        if label:
            printed.marks.append(label)
            return
        if tokens and all(token.text in ("prime", "'") for token in tokens):
            printed.marks += ["prime"] * len(tokens)
            return
        if printed.power is not None or not tokens:
            raise LatexError("not computable: two powers on one symbol")
        if tokens[0].text == "(" and tokens[-1].text == ")":
            raise LatexError("not computable: superscript in parentheses")
        if len(tokens) == 1 and tokens[0].kind == "letter" and tokens[0].text == "T":
            raise LatexError("not computable: superscript that may be a transposition or a power")
        printed.power = tokens

    def _standard(self, tokens: Sequence[Token]) -> str | None:
        """The mark of a standard state, which is a degree where angles are."""
        angles = any(token.text in _OF_ANGLES for token in self.tokens)
        return "circ" if [token.text for token in tokens] == ["circ"] and not angles else None

    def _raised(self, base: Expression, printed: Printed) -> Expression:
        if printed.power is None:
            return base
        return call("power", base, self.exponent(printed.power))

    def exponent(self, tokens: Sequence[Token]) -> Expression:
        """Read the tokens of an exponent."""
        self.raised += 1
        value = self.inside(tokens)
        self.raised -= 1
        return value

    def inside(self, tokens: Sequence[Token]) -> Expression:
        """Read a group's tokens as a sum of their own."""
        kept = self.tokens, self.place
        self.tokens, self.place = [*tokens, Token("end", "")], 0
        value = self.sum()
        if self.peek().kind != "end":
            raise LatexError(f"not computable: {self.shown()}")
        self.tokens, self.place = kept
        return value

    def _letter_e(self, printed: Printed) -> Expression:
        if printed.power is None:
            self.letter_e = self.letter_e or not printed.upright
            return call("e") if printed.upright else symbol("e")
        exponent = self.exponent(printed.power)
        if exponent.fn == "number" and not printed.upright:
            self.letter_e = True
            return call("power", symbol("e"), exponent)
        self.euler = True
        return call("exp", exponent)
