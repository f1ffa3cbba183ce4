"""What a rule is, and how it is applied to a marked sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mmkg.graph.names import normal
from mmkg.graph.relations.marking import Marked, Sign
from mmkg.graph.schema import Relation


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over a marked sentence.

    Attributes:
        pattern: Has the groups `head` and `tail`, each with at least one sign or, for a tail,
            with plain words (a kind of thing).
        relation: The relation, with the pattern's other groups in braces.
        form: How it reads.
        names: What the words of the relation are called otherwise.
    """

    pattern: re.Pattern[str]
    relation: str
    form: Literal["role", "verb"] = "verb"
    names: dict[str, str] | None = None

    def apply(self, marked: Marked, span: tuple[int, int]) -> Iterator[Relation]:
        """The relations that it finds in a sentence."""
        for match in self.pattern.finditer(marked.text):
            relation = self._worded(match, marked)
            heads = _signs(match["head"], marked) or [_words(match["head"])]
            tails = _signs(match["tail"], marked) or [_words(match["tail"])]
            for head in heads:
                for tail in tails:
                    counted = relation.startswith("number of") and tail.unit
                    if normal(head.text) != normal(tail.text) and not counted:
                        yield _related(head, relation, tail, self.form, span)

    def _worded(self, match: re.Match[str], marked: Marked) -> str:
        groups = {
            key: "".join(marked.signs[c].text if c in marked.signs else c for c in text or "")
            for key, text in match.groupdict().items()
        }
        said = " ".join(self.relation.format(**groups).split())
        return (self.names or {}).get(said, said)


def _related(
    head: Sign, relation: str, tail: Sign, form: Literal["role", "verb"], span: tuple[int, int]
) -> Relation:
    return Relation(
        head=head.text,
        relation=relation,
        tail=tail.text,
        form=form,
        value=tail.kind,
        number=tail.number,
        unit=tail.unit,
        date=tail.date,
        span=span,
        head_span=_place(head),
        tail_span=_place(tail),
    )


def _signs(text: str, marked: Marked) -> list[Sign]:
    return [marked.signs[char] for char in text if char in marked.signs]


def _words(text: str) -> Sign:
    """Plain words as a name; where they stand is found by the caller's sentence."""
    return Sign("name", text.strip(), (-1, -1))


def _place(sign: Sign) -> tuple[int, int] | None:
    return sign.span if sign.span[0] >= 0 else None
