"""Patterns that ask how far a text and a table or chart are apart where they contradict."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Literal

from mmkg.graph.contradictions import Contradiction, contradictions
from mmkg.graph.derivation import Calculate, Read
from mmkg.graph.mining.pattern import Builder, names_of, pattern, stated, words
from mmkg.graph.mining.view import View
from mmkg.graph.plan import Plan

TEXT = {"en": "text", "zh": "正文"}  # a question that does not say it asks something else
NEEDS = "a sentence that states another number than a {} does for the same thing"


def _sites(modality: Literal["table", "image"]) -> Callable[[View], list[Contradiction]]:
    def sites(view: View) -> list[Contradiction]:
        return [found for found in contradictions(view) if found.measure.modality == modality]

    return sites


def contradicted(builder: Builder, site: Contradiction, rng: Random) -> Plan | None:
    """By how much the number of the text differs from that of the table or chart."""
    said = Read(evidence=builder.cite(site.text))
    given = Read(evidence=builder.cite(site.given))
    derivation = Calculate(how="gap", left=given, right=said)
    label = site.item.label
    return builder.plan(
        stated(derivation, site.measure),
        language=site.measure.language,
        slots=words(site.measure, a=label),
        names=(*names_of(site.measure), label, TEXT[site.measure.language]),
        context=[site.measure.topic],
        tolerance=site.measure.margin,
    )


pattern("table_contradicted", sites=_sites("table"), needs=NEEDS.format("table"))(contradicted)
pattern("chart_contradicted", sites=_sites("image"), needs=NEEDS.format("chart"))(contradicted)
