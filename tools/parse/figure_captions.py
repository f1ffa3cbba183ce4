"""Captions of figures: found line by line, since a block of text may hold more than a caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.pages import Line
from mmkg.tools.parse.text_joins import Vocabulary, joined
from mmkg.tools.parse.text_rows import is_slanted, normalise, squeeze
from mmkg.tools.parse.text_words import words_of

LABEL = r"^(?P<label>(?:Figure|Fig\.?|FIGURE|FIG\.?)\s*(?P<number>[A-Z]?\.?\d+(?:[.\-]\d+)*[a-z]?))"
ENGLISH = re.compile(LABEL + r"(?P<stop>\s*[:.|–—]\s*|\s*$)(?P<text>.*)$")
BARE = re.compile(LABEL + r"(?P<stop>\s+)(?P<text>[A-Z“\"(].*)$")
WIDE = re.compile(r"[A-Za-z.]+\s*[A-Z]?\.?\d[\d.\-]*[a-z]?(\s{2,}|\t)")
CHINESE = re.compile(
    r"^(?P<label>图片?\s*(?P<number>\d+(?:[.\-–]\d+)*))"
    r"(?P<stop>\s*[:：.。、]\s*|\s*$|\s+(?![所中给显展可是为和与及的表]))(?P<text>.*)$"
)
MOST_LINES = 16
INSET, AROUND = 2.0, 4  # font sizes from both edges; lines that tell where these are
TWIN = 14.0  # points between a caption and the same one in another language


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption: its label as printed, the number alone, the text without the label, its box."""

    label: str
    number: str
    text: str
    box: Box
    lines: tuple[Line, ...]


def find_captions(lines: Sequence[Line]) -> tuple[Caption, ...]:
    """All figure captions of a page, each with the lines that continue it.

    One in two languages, one under the other with the same number, is one caption.
    """
    level = [line for line in lines if not line.rotated]
    words = words_of(level)
    found: list[Caption] = []
    for line in level:
        if match := _match(line, level):
            said = _caption(line, match["label"], match["number"], match["text"], level, words)
            twin = next((n for n, above in enumerate(found) if _is_twin(above, said)), None)
            if twin is None:
                found.append(said)
            else:
                found[twin] = _united(found[twin], said)
    return tuple(found)


def _is_twin(above: Caption, below: Caption) -> bool:
    """Whether a caption says the same in another language right under one."""
    gap = below.box.y0 - above.box.y1
    numbers = (re.findall(r"\d+", caption.number) for caption in (above, below))
    same = len({*map(tuple, numbers)}) == 1 and above.label[0] != below.label[0]
    across = min(above.box.x1, below.box.x1) > max(above.box.x0, below.box.x0)
    return same and across and -TWIN < gap < TWIN


def _united(above: Caption, below: Caption) -> Caption:
    return replace(
        above,
        text=f"{above.text} {below.label} {below.text}".strip(),
        box=union((above.box, below.box)),
        lines=(*above.lines, *below.lines),
    )


def _match(line: Line, lines: Sequence[Line]) -> re.Match[str] | None:
    text = " ".join(line.text.split())
    bare = BARE.match(text)
    apart = bare and (_apart(line) or _is_inset(line, lines))
    return ENGLISH.match(text) or CHINESE.match(text) or (bare if apart else None)


def _is_inset(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a line stands in from both edges of the lines of text around it, as if centred."""
    long = [other.box for other in lines if other.box.width > line.box.width]
    around = [box for box in long if box.x0 < line.box.x0 and line.box.x1 < box.x1]
    if len(around) < AROUND:
        return False
    left, right = median(box.x0 for box in around), median(box.x1 for box in around)
    least = INSET * line.size
    before, after = line.box.x0 - left, right - line.box.x1
    return min(before, after) > least and abs(before - after) < least


def _apart(line: Line) -> bool:
    """Whether print alone parts a label from what it names: a wide gap, bold or italic letters."""
    label = line.text.lstrip()
    letters = [glyph for glyph in line.glyphs if glyph.char.isalnum()]
    if WIDE.match(label) or all(glyph.bold or is_slanted(glyph) for glyph in letters):
        return True
    return letters[0].bold > letters[-1].bold


def _caption(
    first: Line, label: str, number: str, text: str, lines: Sequence[Line], words: Vocabulary
) -> Caption:
    found = [first, *_beside(first, lines)]
    while len(found) < MOST_LINES:
        below = _next_row(found, lines)
        if not below:
            break
        found += below
    texts = [normalise(text), *(squeeze(normalise(line.text)) for line in found[1:])]
    box = union(line.box for line in found)
    return Caption(" ".join(label.split()), number, _flowing(texts, words), box, tuple(found))


def _beside(first: Line, lines: Sequence[Line]) -> list[Line]:
    """Pieces of the same printed line that were kept apart for a wide space."""
    return sorted(
        (
            line
            for line in lines
            if abs(line.box.centre[1] - first.box.centre[1]) < 0.3 * first.size
            and 0 <= line.box.x0 - first.box.x1 < 1.5 * first.size
        ),
        key=lambda line: line.box.x0,
    )


def _next_row(found: Sequence[Line], lines: Sequence[Line]) -> list[Line]:
    last, first = found[-1], found[0]
    span = union(line.box for line in found)
    pitch = _pitch(found)
    rows = [
        line
        for line in lines
        if line not in found
        and 0.5 * first.size < _baseline(line) - _baseline(last) < pitch
        and line.box.x0 < span.x1
        and line.box.x1 > span.x0
        and abs(line.size - first.size) < 0.35
        and not _match(line, lines)
    ]
    if not rows or _ends_early(last, span):
        return []
    top = min(_baseline(line) for line in rows)
    return sorted((r for r in rows if _baseline(r) < top + 2), key=lambda line: line.box.x0)


def _pitch(found: Sequence[Line]) -> float:
    """How far below the last line the next may be: as far as before, with a little slack."""
    first = found[0]
    steps = [_baseline(line) - _baseline(first) for line in found]
    rows = sorted({round(step, 1) for step in steps if step > 0.5 * first.size})
    return rows[0] + 0.15 * first.size if rows else 1.6 * first.size


def _ends_early(last: Line, span: Box) -> bool:
    """Whether a line stops so far before the others that the caption ends with it."""
    return last.box.x1 < span.x1 - 0.25 * span.width and last.text.rstrip().endswith((".", "。"))


def _baseline(line: Line) -> float:
    return line.glyphs[0].y


def _flowing(texts: Sequence[str], words: Vocabulary) -> str:
    flowing = ""
    for text in texts:
        if text:
            flowing, _ = joined(flowing, text, words)
    return flowing
