"""What somebody claims that a text states, as a relation whose parts stand there word for word."""

from __future__ import annotations

import re

from mmkg.graph.document import Chunk
from mmkg.graph.names import normal
from mmkg.graph.relations.marking import valued
from mmkg.graph.schema import Relation

HAS = re.compile(r"(?:has|have|had|with) (?:an? |the )?(?P<role>[a-z][a-z -]+?)(?: of)?")
BEFORE_DATE = re.compile(r"(?: (?:in|on|at|since)|于|在)$")


def claimed(chunk: Chunk, head: str, relation: str, tail: str, quote: str) -> Relation | None:
    """A relation claimed by a model; nothing where its words do not stand in the chunk.

    A tail that is an amount or a date is read as one, by code.

    Args:
        chunk: The text.
        head: The thing.
        relation: What is said of it, in the model's words.
        tail: The other thing, the amount or the date, as printed.
        quote: Words of the chunk that have both.
    """
    start = chunk.text.find(quote)
    head_span, tail_span = (_place(chunk.text, name, start, quote) for name in (head, tail))
    if not quote or start < 0 or head_span is None or tail_span is None:
        return None
    found = valued(chunk.text, tail_span)
    stated = Relation(
        head=head,
        relation=relation,
        tail=tail,
        span=(start, start + len(quote)),
        head_span=head_span,
        tail_span=tail_span,
        by="model",
    )
    if found is None:
        return stated
    change = {"value": found.kind, "number": found.number, "unit": found.unit, "date": found.date}
    role = HAS.fullmatch(relation)
    if found.kind == "date":
        change["relation"] = BEFORE_DATE.sub("", relation)
    elif role is not None:
        change |= {"relation": role["role"], "form": "role"}
    return stated.model_copy(update=change)


def _place(text: str, name: str, start: int, quote: str) -> tuple[int, int] | None:
    """Where a name stands in a quote, as whole words."""
    pattern = rf"(?<![A-Za-z0-9]){re.escape(name.strip())}(?![A-Za-z0-9])"
    match = re.compile(pattern).search(text, start, start + len(quote))
    return match.span() if match and normal(name) else None
