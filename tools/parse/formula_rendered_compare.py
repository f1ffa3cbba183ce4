"""Whether a formula set again from its LaTeX has every sign where the page has it.

The LaTeX is checked by neither the rules nor the marks that it was made with: another engine sets
it, and what is near each other, on the page or as set again, is compared.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from mmkg.tools.parse.formula_rendered import set_again
from mmkg.tools.parse.formula_rendered_match import largest, matched
from mmkg.tools.parse.formula_rendered_pairs import APART, Distance, Pair
from mmkg.tools.parse.formula_rendered_signs import ACCENTS, STROKE, Sign

GLYPHS, SET_AGAIN = "glyphs", "glyphs, set again"  # methods
_FAR = 4.0  # sizes
_LOOSE = ACCENTS | frozenset(".·")  # fonts space dots in many ways
_Key = tuple[int, int]  # places of two signs on the page, from the left


def compared(page: Sequence[Sign], latex: str, inline: bool) -> tuple[str, str]:
    """Why LaTeX is not what a page shows, if it is not; and by what method that is known."""
    unlike_it = unlike(page, latex, inline)
    fault = f"not set again as on the page: {unlike_it}" if unlike_it else ""
    return fault, GLYPHS if unlike_it is None else SET_AGAIN


def unlike(page: Sequence[Sign], latex: str, inline: bool) -> str | None:
    """What of a formula is not as on its page; empty where all is, nothing where it is not known.

    Displays and lines set limits and fractions in two ways, and authors ask for either in the other
    one's place; so what is as in one of them is right.

    Args:
        page: What is printed.
        latex: What it is said to be.
        inline: Whether it stands in a line of text.
    """
    faults: dict[_Key, str] | None = None
    for style in (inline, not inline):
        again = set_again(latex, style)
        if not again or not page:
            return None
        same = matched(page, again)
        if not same:
            return "other signs"
        if off := [i for i, j in same.items() if page[i].face != again[j].face]:
            return f"{page[off[0]].char} in another style"
        faults = dict(_faults(page, again, same, faults))
        if not faults:
            return ""
    (i, j), fault = next(iter((faults or {}).items()))
    return f"{fault}, {page[i].char} and {page[j].char}"


def _faults(
    page: Sequence[Sign],
    again: Sequence[Sign],
    same: Mapping[int, int],
    asked: Collection[_Key] | None,
) -> Iterator[tuple[_Key, str]]:
    """The signs that stand to each other in another way, and how.

    Args:
        page: What is printed.
        again: What is set again.
        same: Which is which.
        asked: What is compared; otherwise what is near.
    """
    letters = largest(page), largest(again)
    places = sorted((i for i in same if page[i].char != STROKE), key=lambda i: page[i].box.x0)
    pairs = {
        (i, j): Pair.of((page[i], page[j]), (again[same[i]], again[same[j]]), letters)
        for count, i in enumerate(places)
        for j in places[count + 1 :]
        if _may_meet(page[i], page[j], letters[0])
        or _may_meet(again[same[i]], again[same[j]], letters[1])
    }
    for key, pair in pairs.items():
        wanted = key in asked if asked is not None else pair.here.near or pair.there.near
        if wanted and (fault := pair.fault()) and not (fault == APART and _is_space(page, pair)):
            yield key, fault
    for key in _neighbours(pairs):
        wanted = asked is None or key in asked
        held = _is_held(page, *key)
        if wanted and page[key[0]].char not in _LOOSE and pairs[key].is_spaced_otherwise(held):
            yield key, "another space"


def _is_space(page: Sequence[Sign], pair: Pair) -> bool:
    """Whether signs of one line are further apart on the page with nothing between."""
    one, other = sorted((sign.box for sign in pair.page), key=lambda box: box.x0)
    return (
        pair.here.across > pair.there.across
        and pair.here.down < 0
        and not any(
            one.x1 < sign.box.centre[0] < other.x0 and one.y0 < sign.box.y1 and sign.box.y0 < one.y1
            for sign in page
        )
    )


def _may_meet(one: Sign, other: Sign, letters: float) -> bool:
    """Whether signs are so near that anything between them may be compared."""
    across = max(one.box.x0, other.box.x0) - min(one.box.x1, other.box.x1)
    return across < _FAR * letters


def _neighbours(pairs: Mapping[_Key, Pair]) -> Iterator[_Key]:
    """What stands next to each other, on the page and as set again."""
    nexts = []
    for distances in (
        {key: pair.here for key, pair in pairs.items()},
        {key: pair.there for key, pair in pairs.items()},
    ):
        nexts.append(_nearest(distances))
    yield from (
        (left, right)
        for left, right in nexts[0].items()
        if nexts[1].get(left) == right and (left, right) in pairs
    )


def _nearest(distances: Mapping[_Key, Distance]) -> dict[int, int]:
    """What stands on the right of each sign, nearest to it."""
    found: dict[int, tuple[float, int]] = {}
    for (i, j), distance in distances.items():
        if distance.down < 0:
            left, right = (i, j) if distance.right > 0 else (j, i)
            found[left] = min(found.get(left, (math.inf, right)), (distance.across, right))
    return {left: right for left, (_, right) in found.items()}


def _is_held(page: Sequence[Sign], left: int, right: int) -> bool:
    """Whether two neighbours stand in one pair of brackets."""
    x0, x1, y = page[left].box.x1, page[right].box.x0, page[left].box.centre[1]
    level = sorted((s for s in page if s.box.y0 < y < s.box.y1), key=lambda sign: sign.box.x0)
    depth = 0
    for sign in reversed([sign for sign in level if sign.box.x1 <= x0 + 0.01]):
        depth += (sign.char in "([") - (sign.char in ")]")
        if depth > 0:
            return any(sign.box.x0 >= x1 and sign.char in ")]" for sign in level)
    return False
