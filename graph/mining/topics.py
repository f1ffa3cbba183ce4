"""What tables and figures are about, as questions put it: captions, else headings and titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from mmkg.graph.document import Document, Figure, Table
from mmkg.graph.mining.wording import LONGEST_HEADER, first_sentence, of_panel, singular
from mmkg.graph.names import normal
from mmkg.graph.sections import ANY_SECTION

NUMBERED = re.compile(
    r"^(?:(?:\d+(?:\.\d+)*\.?|[IVX]+\.|[A-Z](?:\.\d+)+|[A-Z]\.(?= +[A-Z]))\s+"
    r"|(?:\d+|[一二三四五六七八九十]+)、|[（(](?:\d+|[一二三四五六七八九十]+)[）)]|第[一二三四五六七八九十\d]+[章节]\s*)"
)


def topic(carrier: Table | Figure, document: Document) -> str:
    """What one carrier is about by its caption, its heading or the title of its document."""
    text = first_sentence(carrier.caption)
    if not text and carrier.section:
        text = NUMBERED.sub("", carrier.section[-1])
        if text and not ANY_SECTION.fullmatch(text):
            title = document.title
            text = title if text in title else _joined(document, title, text)
    whole = document.title if not text or ANY_SECTION.fullmatch(text) else text
    return of_panel(whole, carrier.label or "")


class Told(NamedTuple):
    """The topic of a table, and whether what stands above its labels says what its rows are."""

    topic: str
    noun: bool


def table_topics(tables: Iterable[Table], documents: Mapping[str, Document]) -> dict[str, Told]:
    """The topics of tables; of several with one, each by what stands above its labels.

    So the tables of one sheet, "AUDITOR" and "SHERIFF" above their labels, are told apart. Where
    their columns are the same, that is the title of each, and no name for its rows: 深圳、广州.
    """
    alike: dict[tuple[str, str], list[Table]] = defaultdict(list)
    for table in tables:
        document = documents[table.address.document]
        alike[document.sha256, topic(table, document)].append(table)
    found = {}
    for (sha256, shared), group in alike.items():
        nouns = [label_header(table, LONGEST_HEADER) for table in group] if len(group) > 1 else [""]
        columns = [_column_names(table) for table in group]
        for table, noun, names in zip(group, nouns, columns, strict=True):
            tells = noun and nouns.count(noun) == 1 and normal(noun) not in normal(shared)
            said = _joined(documents[sha256], shared, noun) if tells else shared
            found[table.id] = Told(said, not tells or columns.count(names) == 1)
    return found


def _column_names(table: Table) -> frozenset[tuple[str, ...]]:
    return frozenset(cell.column_path for cell in table.cells if cell.kind == "body")


def label_header(table: Table, longest: int = 30) -> str:
    """What the header above the labels says that the rows are, in the singular; else nothing."""
    headers = [
        cell.text
        for cell in table.cells
        if cell.kind == "header" and cell.column < table.label_columns and cell.text
    ]
    if not headers or len(headers[-1]) > longest or headers[-1].endswith("."):
        return ""  # none, a sentence, or an abbreviation ("Lang.")
    noun = headers[-1].rstrip(" ¹²³⁴⁵⁶⁷⁸⁹*†‡§")
    return "人" if noun == "姓名" else singular(noun.removesuffix("名称") or noun)


def _joined(document: Document, whole: str, part: str) -> str:
    return f"{whole}{'：' if document.language == 'zh' else ': '}{part}"
