"""Grids and binomials as LaTeX, from the fences around what Office and web files give."""

from __future__ import annotations

from collections.abc import Sequence

NO_BAR = r"\genfrac{}{}{0pt}{}"
MATRIX = r"\begin{matrix}"
_GRIDS = {("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", (r"\{", ""): "cases"}
_GRIDS |= {(r"\|", r"\|"): "Vmatrix", (r"\mid", r"\mid"): "vmatrix"}


def fenced(opening: str, inside: str, closing: str) -> str | None:
    """What fences and all that they enclose are written as, if that has a name of its own."""
    if (opening, closing) == ("(", ")") and inside.startswith(NO_BAR):
        return r"\binom" + inside.removeprefix(NO_BAR)
    grid = _GRIDS.get((opening, closing))
    whole = inside.startswith(MATRIX) and inside.count(MATRIX) == 1
    if grid is None or not whole or not inside.endswith(r"\end{matrix}"):
        return None
    return inside.replace("{matrix}", f"{{{grid}}}")


def joined(pieces: Sequence[str]) -> list[str]:
    """The pieces of a row, with what stands between fences that have a name put together."""
    out: list[str] = []
    for piece in pieces:
        out.append(piece)
        if len(out) > 2 and (named := fenced(*out[-3:])):
            out[-3:] = [named]
    if len(out) > 1 and (named := fenced(out[-2], out[-1], "")):
        out[-2:] = [named]
    return out
