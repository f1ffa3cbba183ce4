r"""Plain TeX's commands between their operands, as in `{a \over b}`: rewritten as `\frac{a}{b}`."""

from __future__ import annotations

import re

_INFIX = re.compile(r"\\(over|choose)(?![a-zA-Z])")
_AS = {"over": r"\frac", "choose": r"\binom"}
_GROUP = re.compile(
    r"\\[{}\\]|(?P<open>\{|\\left(?![a-zA-Z])\s*\S)|(?P<close>\}|\\right(?![a-zA-Z]))"
)


def prefixed(latex: str) -> str:
    """LaTeX whose fractions and binomials stand before their operands.

    Each takes all of its innermost group. Two in one group are no TeX; they stay as they are.
    """
    for found in reversed([*_INFIX.finditer(latex)]):
        start, end = _group(latex, found)
        over, under = latex[start : found.start()], latex[found.end() : end]
        if not (_INFIX.search(_level(over)) or _INFIX.search(_level(under))):
            made = f"{_AS[found[1]]}{{{over.strip()}}}{{{under.strip()}}}"
            latex = latex[:start] + made + latex[end:]
    return latex


def _group(latex: str, found: re.Match[str]) -> tuple[int, int]:
    """From where to where the innermost group around a command reaches, without its brackets."""
    open_ones: list[int] = [0]
    for sign in _GROUP.finditer(latex, 0, found.start()):
        if sign["open"]:
            open_ones.append(sign.end())
        elif sign["close"] and len(open_ones) > 1:
            open_ones.pop()
    depth = 0
    for sign in _GROUP.finditer(latex, found.end()):
        if sign["close"] and not depth:
            return open_ones[-1], sign.start()
        depth += 1 if sign["open"] else -1 if sign["close"] else 0
    return open_ones[-1], len(latex)


def _level(latex: str) -> str:
    """A piece of LaTeX without the groups in it."""
    before = None
    while before != latex:
        before, latex = latex, re.sub(r"\{[^{}]*\}|\\left(?:(?!\\left).)*?\\right", " ", latex)
    return latex
