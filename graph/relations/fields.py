"""Lines that give a quantity by its name, as data sheets and forms do: "Rated power: 750 W"."""

from __future__ import annotations

import re

from mmkg.graph.document import Chunk
from mmkg.graph.relations.marking import values_in
from mmkg.graph.schema import Relation

FIELD = re.compile(
    r"[-–•·*▪]?\s*(?P<label>[^\W\d_][^:：\d.。;；]{1,50}?)\s*[:：]\s*(?P<tail>\S.*?)[.。;；]?"
)
MOST_WORDS = 6
SIZE = re.compile(r"\d[kKMBT]")  # 300K: thousands, and no kelvin
NO_QUANTITY = re.compile(  # what follows these is an example, a remark or one of several parts
    r"(?:note|notes|total|sum|example|e\.g|i\.e|step|table|figure|fig|text|value|answer|result"
    r"|注|备注|说明|例如?|合计|总计|其中|步骤|表|图|答|结果|数值)\b.*",
    re.IGNORECASE,
)


def field_lines(chunk: Chunk) -> list[tuple[int, int]]:
    """The lines of a paragraph of several, if each has a name and a colon; else nothing."""
    spans = [line.span for line in chunk.lines]
    named = (FIELD.fullmatch(chunk.text[start:end].strip()) for start, end in spans)
    return spans if len(spans) > 1 and all(named) else []


def field(chunk: Chunk, span: tuple[int, int]) -> Relation | None:
    """The quantity that a line is for, where the line holds nothing but its name and an amount.

    Returns:
        A relation of the form `field`: its head is the name of the quantity. What has the quantity
        the line does not say: it is whatever the document, or its section, is about.
    """
    line = FIELD.fullmatch(chunk.text, *span)
    if line is None or NO_QUANTITY.fullmatch(line["label"]):
        return None
    if len(line["label"].split(" ")) > MOST_WORDS or SIZE.fullmatch(line["tail"][-2:]):
        return None
    place = line.span("tail")
    found = [sign for sign in values_in(chunk.text, place) if sign.span == place]
    if len(found) != 1 or found[0].unit is None:
        return None
    (value,) = found
    return Relation(
        head=line["label"],
        relation="",
        tail=value.text,
        form="field",
        value="amount",
        number=value.number,
        unit=value.unit,
        span=span,
        tail_span=place,
    )
