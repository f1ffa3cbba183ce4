"""A formula set again from its LaTeX, by an engine that knows nothing of how it was read.

ziamath lays MathML out with the tables of an OpenType font. Only where its signs come to stand is
asked for here; what it cannot set is not judged by it.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from mmkg.graph.provenance import Box
from mmkg.tools.parse.formula_rendered_signs import BAR, OPERATORS, SIZE, Sign, signs_of
from mmkg.tools.parse.texsource_cut import split_rows

_KEPT = 4_096  # formulas; a document says many of them several times
_SMALLEST = 0.5  # sizes; TeX sets nothing smaller than scripts of scripts
_FACES = ("script", "double", "fraktur")
_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩/")  # are as high as what is in one row with them
_UNSAID = "Undefined element"  # of MathML, which is no news to a user
_BETWEEN = 0.5  # sizes between rows
_BEGIN, _END = r"\begin{aligned}", r"\end{aligned}"
_SIDED = re.compile(r"\\(left|right)(?![a-z])\s*\.?")


@lru_cache(maxsize=_KEPT)
def set_again(latex: str, inline: bool) -> tuple[Sign, ...]:
    """The signs of a formula where the engine sets them, letters `SIZE` high; none if it cannot.

    Args:
        latex: The formula.
        inline: Whether limits and fractions are set as in a line of text.
    """
    _engine()  # that it is missing is no fault of the formula
    try:
        return tuple(_under_each_other([_set(row, inline) for row in _rows(latex)]))
    except Exception:  # code that is not ours may raise anything
        return ()


def _rows(latex: str) -> list[str]:
    """The rows of a display; brackets that one opens and another closes are as high as letters."""
    inside = latex.removeprefix(_BEGIN).removesuffix(_END)
    if len(inside) != len(latex) - len(_BEGIN) - len(_END):
        return [latex]
    rows = ("".join(text for _, text in row) for row in split_rows(inside))
    return [row if _is_closed(row) else _SIDED.sub("", row) for row in rows]


def _is_closed(row: str) -> bool:
    depth = 0
    for side in _SIDED.finditer(row):
        depth += 1 if side[1] == "left" else -1
        if depth < 0:
            return False
    return depth == 0


def _under_each_other(rows: Sequence[Sequence[Sign]]) -> Iterator[Sign]:
    low = 0.0
    for number, signs in enumerate(rows):
        top, foot = min(sign.box.y0 for sign in signs), max(sign.box.y1 for sign in signs)
        for sign in signs:
            (x0, y0, x1, y1), by = sign.box, low - top
            box = Box(x0, y0 + by, x1, y1 + by)
            yield sign._replace(box=box, y=sign.y + by, row=(number, *sign.row))
        low += foot - top + _BETWEEN * SIZE


@cache
def _engine() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about how it finds its font
        import ziamath  # noqa: PLC0415 - reads the font

    logging.getLogger().addFilter(
        lambda record: not str(record.msg).startswith("Undefined element")
    )
    ziamath.config.minsizefraction = _SMALLEST
    return ziamath


def _tree(latex: str, inline: bool) -> Element:
    text = _engine().tex.tex2mml(latex, inline=inline)
    root = fromstring(text)  # noqa: S314 - made of LaTeX, without entities of its own
    for one in root.iter():
        one.tag = one.tag.rpartition("}")[2]
    for one in root.iter():
        if one.tag == "msub" and not inline and one[0].tag == "mo" and len(one[0].text or "") > 1:
            one.tag = "munder"  # of `sup`
    _flatten(root)
    return root


def _flatten(row: Element) -> None:
    """Put what is in rows of rows into one, where nothing is stretched to the height of its row.

    The engine sets the inside of a row twice to learn its height.
    """
    out = []
    for child in row:
        _flatten(child)
        free = child.tag == "mrow" and not child.attrib
        many = row.tag in ("math", "mrow", "mtd", "msqrt") and not any(map(_is_fence, child))
        out += list(child) if free and (len(child) == 1 or many) else [child]
    row[:] = out


def _is_fence(one: Element) -> bool:
    return one.tag == "mo" and (one.text or "").strip() in _FENCES


def _set(row: str, inline: bool) -> list[Sign]:
    return [*_signs(_engine().zmath.Math(_tree(row, inline), size=SIZE).node, 0.0, 0.0, ())]


def _signs(
    node: Any, x: float, y: float, path: tuple[float, ...], limit: bool = False
) -> Iterator[Sign]:
    drawable = _engine().drawable
    if isinstance(node, drawable.Glyph):
        ink, face = node.bbox, _face(node.style.mathvariant)
        box = Box(x + ink.xmin, y - ink.ymax, x + ink.xmax, y - ink.ymin)
        for sign in signs_of(node.char, box, y, node.size, face):
            yield sign._replace(row=path, limit=limit)
    elif isinstance(node, drawable.HLine) and node.lw == 0:
        return  # of a binomial
    elif isinstance(node, drawable.HLine):
        yield Sign(BAR, Box(x, y - node.lw, x + node.length, y), y, None, "", path, limit)
    else:
        inner = [*zip(getattr(node, "nodexy", ()), node.nodes, strict=False)]
        limits = _has_limits(node)
        for number, ((across, down), one) in enumerate(inner):
            own = (*path, down) if node.mtag == "mtable" else path
            if node.mtag == "mtext" and isinstance(one, drawable.HLine):  # the hyphen
                box = Box(x + across, y + down - one.lw, x + across + one.length, y + down)
                yield from (s._replace(row=own, limit=limit) for s in signs_of("-", box, y, SIZE))
                continue
            yield from _signs(one, x + across, y + down, own, limit or limits and number > 0)


def _has_limits(node: Any) -> bool:
    if node.mtag in ("munder", "munderover"):
        return True
    base = node.nodes[0] if node.mtag in ("msub", "msup", "msubsup") and node.nodes else None
    return base is not None and (base.lastchar() in OPERATORS or _is_word(base))


def _is_word(node: Any) -> bool:
    return node.mtag == "mo" and len(getattr(node, "string", "")) > 1


def _face(variant: Any) -> str:
    return "bold" if variant.bold else variant.style if variant.style in _FACES else ""
