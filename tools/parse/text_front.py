"""What stands above the text of a document: its title, and who wrote it."""

from __future__ import annotations

import re
import unicodedata
from statistics import median

from mmkg.graph.provenance import union
from mmkg.tools.parse.text_flow import Flow
from mmkg.tools.parse.text_joins import Vocabulary, join_rows
from mmkg.tools.parse.text_numbering import NAMED, depth_of
from mmkg.tools.parse.text_rows import IS_CJK, Row

ENDS = (".", "!", "?", "。", "！", "？", ":", "：")
COVER = re.compile(  # says what kind of document it is, whatever its title
    r"running head\b.*|(?:(?:bachelor|master|doctor)\S* |ph\.?d\.? )?(?:thesis|dissertation)"
    r"|(?:综合论文训练|(?:\S{2,12})?(?:本科|学士|硕士|博士|研究)\S{0,4}(?:毕业|学位)(?:论文|设计)\S{0,8}"
    r"|[\u4e00-\u9fff]{2,12}(?:大学|学院|研究[所院])"
    r"|毕业(?:论文|设计)\S{0,8}|学位论文|诚信声明"
    r"|(?:研究|实验|调查|调研|分析|实习|实训|技术|项目|课程|课程设计|总结|结题|开题)?报告书?"
    r"|(?:(?:产品|使用|用户)?(?:说明书|手册|指南)|使用说明))"
    r"|(?:product |preliminary )?data ?sheet|application notes?|white ?paper|highlights"
    r"|(?:(?:technical|lab(?:oratory)?|research|project|final|progress) )?report"
    r"|(?:user|owner|instruction|operating)(?:['’]?s)? (?:manual|guide)",
    re.IGNORECASE,
)
INSTITUTION = re.compile(  # and nothing else; whose document it is
    r"(?:the )?(?:university|institute|college|school|faculty|department|ministry)"
    r" (?:of|for) (?:\w+ ){0,5}\w+"
    r"|(?:[\w.-]+ ){1,4}(?:university|institute|college|school)(?: of \w+(?: \w+)?)?",
    re.IGNORECASE,
)
LABEL = re.compile(r"(?:中文|论文)?题\s*目\s*[:：]\s*")
MOST_AUTHORS = 12  # rows of them and of where they work
MOST_ROWS = 5  # of a title
FRONT, LEAST_LETTERS = 2, 4  # pages on which the title may stand; letters of a name worth a look


def find_title(flow: Flow, named: str = "") -> tuple[int, int]:
    """First and past-the-last row of the title: the largest print at the top of page 1.

    What the file calls itself goes before, where that is printed in front. Nothing where the
    largest print is that of the running text, and what it says is a paragraph.
    """
    if printed := _printed(flow, named):
        return printed
    first = [
        (place, item)
        for place, item in enumerate(flow)
        if isinstance(item, Row)
        and item.page == 1
        and sum(c.isalnum() for c in item.text) > 1
        and not says_kind(item.text)
    ][:25]
    first = [pair for pair in first if not INSTITUTION.fullmatch(pair[1].text)] or first
    if not first:
        return 0, 0
    largest = max(row.size for _, row in first)
    start = next(place for place, row in first if row.size > largest - 0.5)
    end = start + 1
    while end < len(flow) and end < start + MOST_ROWS and _continues_title(flow, end, largest):
        end += 1
    return (0, 0) if _is_running_text(flow, start, end) else (start, end)


def _printed(flow: Flow, name: str) -> tuple[int, int] | None:
    """The rows on the first pages that say a name and nothing else, in the largest print."""
    wanted = letters_of(name)
    front = [(n, row) for n, row in enumerate(flow) if isinstance(row, Row) and row.page <= FRONT]
    found: list[tuple[float, int, int]] = []
    for place, (start, first) in enumerate(front):
        said = ""
        for end, row in front[place : place + MOST_ROWS]:
            said += letters_of(LABEL.sub("", row.text) if row is first else row.text)
            if said == wanted and len(wanted) >= LEAST_LETTERS:
                found.append((first.size, -start, end + 1))
            if not wanted.startswith(said) or row.page != first.page:
                break
    if not found or says_kind(name):
        return None
    _, start, end = max(found)
    return -start, end


def letters_of(text: str) -> str:
    """The letters and digits of a text, by which it is known wherever it stands."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def title_of(flow: Flow, title: tuple[int, int], words: Vocabulary) -> str:
    """The text of the title's rows, without a label."""
    rows = [row for row in flow[slice(*title)] if isinstance(row, Row)]
    return LABEL.sub("", join_rows(rows, words)[0], count=1)


def says_kind(text: str) -> bool:
    """Whether a line says what kind of document it is, as all of its kind do."""
    return COVER.fullmatch(text.replace(" ", "") if IS_CJK.search(text) else text) is not None


def _is_running_text(flow: Flow, start: int, end: int) -> bool:
    """Whether would-be title rows are set as most rows are, and fill lines or end as sentences."""
    rows = [row for row in flow if isinstance(row, Row)]
    title = [row for row in flow[start:end] if isinstance(row, Row)]
    usual = median(row.size for row in rows)
    if title[0].size > usual + 0.5 or title[0].bold:
        return False
    widest = max(row.box.width for row in rows)
    return title[-1].text.endswith(ENDS) or title[0].box.width > 0.9 * widest


def _continues_title(flow: Flow, place: int, largest: float) -> bool:
    row, above = flow[place], flow[place - 1]
    return (
        isinstance(row, Row)
        and isinstance(above, Row)
        and row.size > largest - 0.5
        and 0 < row.baseline - above.baseline < 2 * largest
    )


def after_authors(flow: Flow, title: tuple[int, int]) -> int:
    """Place past the authors: rows under the title, centred as it is, in print of their own.

    What is printed as a later row is no author but the first heading, or text.
    """
    end = title[1]
    while end < min(len(flow), title[1] + MOST_AUTHORS) and _is_author(flow, title, end):
        end += 1
    later = {_style(row) for row in flow[end:] if isinstance(row, Row)}
    own = (place for place in range(title[1], end) if _style(flow[place]) in later)
    return next(own, end)


def _is_author(flow: Flow, title: tuple[int, int], place: int) -> bool:
    rows = [row for row in flow[slice(*title)] if isinstance(row, Row)]
    row = flow[place]
    if not rows or not isinstance(row, Row) or row.page != rows[0].page or row.bold:
        return False
    middle = union(above.box for above in rows).centre[0]
    centred = abs(row.box.centre[0] - middle) < 0.2 * row.size
    named = NAMED.fullmatch(row.text) or depth_of(row.text) is not None
    return centred and not named and row.size < rows[0].size - 0.5


def _style(row: object) -> tuple[float, bool] | None:
    return (round(2 * row.size), row.bold) if isinstance(row, Row) else None
