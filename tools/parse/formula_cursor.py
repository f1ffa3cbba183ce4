"""A place in a formula's tokens, moved forward only."""

from __future__ import annotations

from collections.abc import Sequence

from mmkg.tools.parse.formula_tokens import LatexError, Token

MAX_DEPTH = 50


class Cursor:
    """The tokens of one formula and how far they have been read."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token that comes next, or one further on."""
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Read one token."""
        token = self.peek()
        self.place += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether a sign or command with one of these texts comes next."""
        token = self.peek()
        return token.kind in ("sign", "command") and token.text in texts

    def skip(self, *texts: str) -> bool:
        """Read a sign or command if it comes next."""
        found = self.at(*texts)
        self.place += found
        return found

    def word(self, words: frozenset[str]) -> str | None:
        """Read an upright word if it is among some."""
        token = self.peek()
        if token.kind != "text" or token.text not in words:
            return None
        self.place += 1
        return token.text

    def expect(self, text: str) -> None:
        """Read a sign that must come next."""
        if not self.skip(text):
            raise LatexError(f"not computable: {self.shown()} where {text!r} was expected")

    def shown(self) -> str:
        """What comes next, for a message."""
        token = self.peek()
        if token.kind == "end":
            return "the end of the formula"
        return f"\\{token.text}" if token.kind == "command" else repr(token.text)

    def closing(self, first: int) -> int:
        """The place of the sign that closes the bracket at a place."""
        pairs = {"(": ")", "[": "]", "{": "}", r"\{": r"\}"}
        waiting: list[str] = []
        for place in range(first, len(self.tokens)):
            kind, text, _ = self.tokens[place]
            if kind == "sign" and text in pairs:
                waiting.append(pairs[text])
            elif kind == "sign" and text in pairs.values() and text != waiting.pop():
                break
            if not waiting:
                return place
        raise LatexError("not computable: brackets do not match")

    def group(self) -> Sequence[Token]:
        """Read a braced group, or one token, and give what is inside."""
        token = self.take()
        if token.kind == "sign" and token.text == "{":
            first, last = self.place, self.closing(self.place - 1)
            self.place = last + 1
            return self.tokens[first:last]
        if token.kind == "number" and len(token.text) > 1:
            raise LatexError(f"not computable: {token.text} without braces in a script")
        if token.kind == "end" or token.text in ("^", "_", "}"):
            raise LatexError("not computable: empty script")
        return [token]
