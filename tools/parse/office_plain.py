"""Word files that style no headings: bold or numbered lines, the largest as the title."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from mmkg.graph.sections import ANY_SECTION
from mmkg.tools.parse.office_tables import W, paragraph_text
from mmkg.tools.parse.text_front import INSTITUTION, says_kind
from mmkg.tools.parse.text_numbering import CHINESE_CHAPTER, CHINESE_COUNT, depth_of

LONGEST = 80  # characters of a heading
LONGEST_TITLE = 200
ENDS = (".", "。", ";", "；", ",", "，", ":", "：", "?", "？", "!", "！")
MOST_TOGETHER = 2  # more bold lines in a row are a cover, an address, a table set by hand


@dataclass(frozen=True)
class Plain:
    """Which paragraphs of a body are its title, and which are headings of what level."""

    title: Sequence[int] = ()
    levels: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Line:
    place: int
    text: str
    bold: bool
    size: float
    centred: bool
    listed: bool

    @property
    def short(self) -> bool:
        return 1 < len(self.text) <= LONGEST and not self.text.endswith(ENDS)

    @property
    def depth(self) -> int:
        """How deep its number goes; 0 for none."""
        chinese = CHINESE_CHAPTER.fullmatch(self.text) or CHINESE_COUNT.fullmatch(self.text)
        return (depth_of(self.text) or 0) if self.bold or chinese else 0


def plain_headings(elements: Sequence[Element]) -> Plain:
    """Find the title and the headings of a body whose paragraphs have no styles that say so."""
    lines = [
        _line(place, element) if element.tag == f"{W}p" else None
        for place, element in enumerate(elements)
    ]
    title = _title([line for line in lines if line and line.text])
    filled = [line if line and line.place not in title else None for line in lines]
    stretches = _stretches([line for line in filled if line is None or line.text])
    heads = [line for some in stretches if len(some) <= MOST_TOGETHER for line in some]
    sizes = sorted({line.size for line in heads if not line.depth}, reverse=True)
    return Plain(title, {line.place: line.depth or 1 + sizes.index(line.size) for line in heads})


def _line(place: int, element: Element) -> _Line:
    runs = [
        run
        for run in element.iter(f"{W}r")
        if any((text.text or "").strip() for text in run.iter(f"{W}t"))
    ]
    printed = [size for run in runs for size in run.iterfind(f"{W}rPr/{W}sz")]
    sizes = [float(size.get(f"{W}val") or 0) for size in printed]
    aligned = element.find(f"{W}pPr/{W}jc")
    return _Line(
        place,
        paragraph_text(element),
        bool(runs) and all(map(_is_bold, runs)),
        max(sizes, default=0.0),
        aligned is not None and aligned.get(f"{W}val") == "center",
        element.find(f"{W}pPr/{W}numPr") is not None,
    )


def _is_bold(run: Element) -> bool:
    bold = run.find(f"{W}rPr/{W}b")
    return bold is not None and bold.get(f"{W}val") not in ("0", "false", "off")


def _title(lines: Sequence[_Line]) -> tuple[int, ...]:
    """The first centred lines of the largest print, if it is larger than most of the text.

    What only says whose or what kind of document it is, as covers do, is passed over.
    """
    usual = Counter[float]()
    for line in lines:
        usual[line.size] += len(line.text)
    telling = [line for line in lines if not _says_nothing(line.text)]
    largest = max((line.size for line in telling), default=0.0)
    if not usual or largest <= usual.most_common(1)[0][0]:
        return ()
    first = next(place for place, line in enumerate(telling) if line.size == largest)
    style = (largest, telling[first].bold, True)
    title = [
        *takewhile(lambda line: (line.size, line.bold, line.centred) == style, telling[first:])
    ]
    fits = 1 < sum(len(line.text) for line in title) <= LONGEST_TITLE
    return tuple(line.place for line in title) if fits else ()


def _says_nothing(text: str) -> bool:
    whose_or_what = INSTITUTION.fullmatch(text) or ANY_SECTION.fullmatch(text) or says_kind(text)
    return bool(whose_or_what) or text.endswith((":", "："))


def _stretches(lines: Sequence[_Line | None]) -> list[list[_Line]]:
    """Headings that follow each other directly."""
    found: list[list[_Line]] = [[]]
    for line in lines:
        if line is not None and line.short and not line.listed and (line.bold or line.depth):
            found[-1].append(line)
        else:
            found.append([])
    return found
