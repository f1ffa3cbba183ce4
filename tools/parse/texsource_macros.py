"""Macros of a LaTeX source, written out where they stand; only plain ones, and in bounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mmkg.tools.parse.texsource_cut import balanced

_DEFINED = re.compile(
    r"\\(?:(?:re|provide)?newcommand|DeclareRobustCommand)\*?\s*\{?\s*\\(?P<name>[a-zA-Z]+)\s*\}?"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?:\[(?P<default>[^\]]*)\])?\s*(?=\{)"
    r"|\\def\s*\\(?P<plain>[a-zA-Z]+)\s*(?P<marks>(?:#\d)*)\s*(?=\{)"
    r"|\\DeclareMathOperator(?P<star>\*?)\s*\{?\s*\\(?P<operator>[a-zA-Z]+)\s*\}?\s*(?=\{)"
)
_ARGUMENT = re.compile(r"\s*(?:\{|(\\[a-zA-Z]+|\S))")
MOST_ROUNDS = 8  # macros in macros
MOST_GROWTH = 4  # times the length of the source


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command is written out as.

    Attributes:
        body: Its text, with `#1` and so on for its arguments.
        count: Number of arguments.
        default: The first argument if none is given in square brackets.
    """

    body: str
    count: int = 0
    default: str | None = None


def without_macros(text: str) -> str:
    """A source whose own commands are written out; lines stay where they are.

    Definitions are blanked. A command that defines itself, or makes the text grow fourfold, stays.
    """
    macros: dict[str, Macro] = {}
    parts, end = [], 0
    for found in _DEFINED.finditer(text):
        if found.start() < end:
            continue
        close = balanced(text, found.end())
        name, macro = _macro(found, text[found.end() + 1 : close - 1])
        if not re.search(rf"\\{name}(?![a-zA-Z])", macro.body):
            macros[name] = macro
            gap = text[found.start() : close]
            parts += [text[end : found.start()], re.sub(r"[^\n]", " ", gap)]
            end = close
    plain = "".join([*parts, text[end:]])
    return _written_out(plain, macros) if macros else text


def _macro(found: re.Match[str], body: str) -> tuple[str, Macro]:
    if name := found["operator"]:
        return name, Macro(rf"\operatorname{found['star']}{{{body}}}")
    if name := found["plain"]:
        return name, Macro(body, found["marks"].count("#"))
    return found["name"], Macro(body, int(found["count"] or 0), found["default"])


def _written_out(text: str, macros: dict[str, Macro]) -> str:
    names = "|".join(sorted(map(re.escape, macros), key=len, reverse=True))
    call = re.compile(rf"\\({names})(?![a-zA-Z])")
    most = MOST_GROWTH * len(text) + 10_000
    for _ in range(MOST_ROUNDS):
        longer = _once(text, call, macros)
        if longer == text or len(longer) > most:
            break
        text = longer
    return text


def _once(text: str, call: re.Pattern[str], macros: dict[str, Macro]) -> str:
    parts, end = [], 0
    for found in call.finditer(text):
        if found.start() < end:
            continue
        macro = macros[found[1]]
        values, after = _arguments(text, found.end(), macro)
        if values is None:
            continue
        body = re.sub(r"#(\d)", lambda mark, v=values: _value(mark, v), macro.body)  # type: ignore[misc]
        joint = " " if body[-1:].isalpha() and text[after : after + 1].isalpha() else ""
        lines = text.count("\n", found.start(), after) - body.count("\n")
        flat = body if lines >= 0 else body.replace("\n", " ")
        parts += [text[end : found.start()], flat, joint, "\n" * max(0, lines)]
        end = after
    return "".join([*parts, text[end:]])


def _value(mark: re.Match[str], values: list[str]) -> str:
    place = int(mark[1])
    return values[place - 1] if 0 < place <= len(values) else ""


def _arguments(text: str, at: int, macro: Macro) -> tuple[list[str] | None, int]:
    """The arguments from a place on, and where they end; nothing if too few follow."""
    values: list[str] = []
    if macro.default is not None:
        given = re.compile(r"\s*\[([^\]]*)\]").match(text, at)
        values.append(given[1] if given else macro.default)
        at = given.end() if given else at
    while len(values) < macro.count:
        found = _ARGUMENT.match(text, at)
        if found is None:
            return None, at
        end = found.end() if found[1] else balanced(text, found.end() - 1)
        values.append(found[1] or text[found.end() : end - 1])
        at = end
    return values, at
