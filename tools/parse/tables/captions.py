"""Stage 3: lines of text to captions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from mmkg.graph.provenance import Box, union
from mmkg.tools.parse.tables.rulings import Rule
from mmkg.tools.parse.tables.tokens import Row, join_text, split_runs
from mmkg.tools.parse.text_joins import Vocabulary

NUMBER = r"(?:[A-Z]{1,2}[.\-]?)?\d+(?:[.\-–]\d+)*[a-z]?|[IVXLC]+(?=\W|$)"
OPENING = re.compile(
    rf"""^\s*(?P<label>(?:
        (?P<table>(?:Supplementary\s|Extended\sData\s)?(?:Table|TABLE|Tab\.)|续?附?表格?|图表)
      | (?P<figure>Figure|FIGURE|Fig\.|FIG\.|Scheme|附?图)
      | (?P<other>Algorithm|Listing|算法)
    )\s*(?P<number>{NUMBER}))
    (?P<stop>\s*[:：.．|、]|\s+[—–-]\s|\s*$|\s*\((?:continued|cont\.?|续)\)|(?P<open>\s+|(?<=\d)(?=[（(])))
    """,
    re.VERBOSE,
)
TALKS = re.compile(r"给出|列出|显示|展示|汇总|中[的给列可，,所各有]|是|为|的|和|与|所示|可见|说明")
CONTINUES = re.compile(r"^\s*(?:\((?:continued|cont\.?|续)\)|（续）)\s*[:.：]?\s*")


@dataclass(frozen=True, slots=True)
class Caption:
    """A caption.

    Attributes:
        kind: What it names.
        label: As the text cites it, such as `Table 3` or `表 3`.
        number: The number alone.
        text: The caption without its label, on one line.
        box: Around all its lines.
    """

    kind: Literal["table", "figure", "other"]
    label: str
    number: str
    text: str
    box: Box


def find_captions(
    lines: Sequence[Row], rules: Sequence[Rule], words: Vocabulary | None = None
) -> list[Caption]:
    """Find captions among the lines of a page.

    A line opens a caption when it starts with a label and number and does not stand inside a
    paragraph; its further lines follow at the same distance, in the same size.

    Args:
        lines: Lines of text, the columns of a page apart, from the top.
        rules: Horizontal rules; a rule ends a caption.
        words: The words of the document.
    """
    found = []
    for line in lines:
        match = OPENING.match(line.text)
        if match and not _in_paragraph(line, lines, rules):
            block = _block(line, lines, rules)
            caption = _caption(match, block, words)
            if caption:
                found.append(caption)
    return found


def _caption(match: re.Match[str], block: list[Row], words: Vocabulary | None) -> Caption | None:
    text = join_text((token for line in block for token in line.tokens), words)
    opened = OPENING.match(text)
    rest = text[(opened or match).end() :].strip()
    if match["open"] is not None and not _reads_like_title(rest):
        return None
    kind: Literal["table", "figure", "other"] = (
        "table" if match["table"] else "figure" if match["figure"] else "other"
    )
    label = " ".join(match["label"].split()).removeprefix("续")
    rest = CONTINUES.sub("", rest).lstrip(" :：.|")
    return Caption(kind, label, match["number"], rest, union(line.box for line in block))


def _reads_like_title(text: str) -> bool:
    """Whether words right after a label without a stop name the table, not talk about it."""
    if not text or text[0].islower():
        return False
    if text[-1] in "。;；，,":
        return False
    return TALKS.match(text) is None


def _in_paragraph(line: Row, lines: Sequence[Row], rules: Sequence[Rule]) -> bool:
    """Whether a line of running text stands closely above."""
    above = [other for other in lines if _closely_above(other, line)]
    if not above:
        return False
    nearest = max(above, key=lambda other: other.base)
    if any(
        nearest.base < rule.at < line.base and rule.shared(*_extent(line)) > 0 for rule in rules
    ):
        return False
    wide = nearest.box.width >= 0.6 * line.box.width
    aligned = abs(nearest.box.x0 - line.box.x0) < 2 * line.size
    return wide and aligned and abs(nearest.size - line.size) < 0.6


def _closely_above(other: Row, line: Row) -> bool:
    distance = line.base - other.base
    return 0.5 * line.size < distance < 1.45 * line.size and _overlap(other, line) > 0


def _block(first: Row, lines: Sequence[Row], rules: Sequence[Rule]) -> list[Row]:
    block = [first]
    title = first
    pitch = 0.0
    below = [line for line in lines if line.base > first.base + 0.5 * first.size]
    for line in below:
        last = block[-1]
        distance = line.base - last.base
        if distance > 1.7 * first.size:
            break
        if _overlap(line, first) <= 0:
            continue
        if last is first and _is_title(line, first, rules):
            title = line
        elif not _continues(line, last, title, rules):
            break
        if pitch and distance > 1.2 * pitch:
            break
        if any(_beside(other, line, first) for other in below):
            break
        block.append(line)
        pitch = pitch or (0.0 if line is title else distance)
    return block


def _is_label(line: Row) -> bool:
    """Whether a line is a label and number alone, its title below."""
    match = OPENING.match(line.text)
    return match is not None and match.end() == len(line.text)


def _is_title(line: Row, label: Row, rules: Sequence[Rule]) -> bool:
    """Whether a line is the title below a label that stands alone: flush with it, or centred."""
    flush = abs(line.box.x0 - label.box.x0) < 0.5 * label.size
    centred = abs(line.box.centre[0] - label.box.centre[0]) < label.size
    wide = line.box.width > 2 * label.box.width
    return _is_label(label) and wide and (flush or centred) and _continues(line, label, line, rules)


def _beside(other: Row, line: Row, first: Row) -> bool:
    """Whether another run that starts below the caption stands on the same line: a table's row."""
    level = abs(other.base - line.base) < 0.3 * line.size
    reach = first.box.x1 + 0.5 * first.size
    return other is not line and level and first.box.x0 < other.box.x0 < reach


def _continues(line: Row, last: Row, first: Row, rules: Sequence[Rule]) -> bool:
    ruled = any(
        last.base < rule.at < line.base and rule.shared(*_extent(line)) > 0.3 * line.box.width
        for rule in rules
    )
    if len(split_runs(line, 0.8 * line.size)) > 1:
        return False
    inside = (
        line.box.x0 >= first.box.x0 - 2.5 * first.size
        and line.box.x1 <= first.box.x1 + 2.0 * first.size
    )
    centred = abs(line.box.centre[0] - first.box.centre[0]) < 0.5 * first.size
    header = all(t.bold for t in line.tokens) and not any(t.bold for t in last.tokens)
    return (
        not (ruled or header)
        and (inside or centred)
        and (abs(line.size - first.size) < 0.6 or _small_capitals(line, first))
        and not OPENING.match(line.text)
    )


def _small_capitals(line: Row, first: Row) -> bool:
    """Whether both lines are in capitals, of which a title in small ones has two sizes."""
    capitals = _capitals(line.text) and _capitals(first.text)
    return capitals and 0.7 < line.size / first.size < 1.4


def _capitals(text: str) -> bool:
    """Whether most letters of a text are capitals."""
    return 2 * sum(map(str.isupper, text)) > sum(map(str.isalpha, text))


def _extent(line: Row) -> tuple[float, float]:
    return line.box.x0, line.box.x1


def _overlap(one: Row, other: Row) -> float:
    return min(one.box.x1, other.box.x1) - max(one.box.x0, other.box.x0)
