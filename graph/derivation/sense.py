"""What a derivation comes to however it is put: operands that may be swapped count as the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from pydantic import JsonValue

from mmkg.graph.derivation.operation import Operation
from mmkg.graph.evidence import Evidence

SYMMETRIC = {
    *(("sets", how) for how in ("both", "either")),
    *((op, how) for op in ("calculate", "combine") for how in ("sum", "product", "gap")),
    ("between", None),
}
TURNED: Mapping[object, str] = {"below": "above", "at_most": "at_least"}


def sense(derivation: Operation, evidence: Iterable[Evidence]) -> str:
    """A text that two derivations share if they ask the same of the same evidence.

    Evidence counts by what it is, not by its id; no operation minds the order of a list.
    """
    known = {item.id: item.content for item in evidence}
    return json.dumps(_plain(derivation.model_dump(mode="json"), known), sort_keys=True)


def _plain(value: JsonValue, known: Mapping[str, str]) -> JsonValue:
    match value:
        case str():
            return known.get(value, value)
        case list():
            return sorted((_plain(part, known) for part in value), key=json.dumps)
        case dict():
            return _ordered({name: _plain(part, known) for name, part in value.items()})
    return value


def _ordered(node: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """An operation with its two sides in an order of their own, where that makes no difference."""
    if node.get("op") == "compare" and node["test"] in TURNED:
        turned = {"test": TURNED[node["test"]], "left": node["right"], "right": node["left"]}
        return {**node, **turned}
    if (node.get("op"), node.get("how")) not in SYMMETRIC:
        return node
    sides = sorted((node["left"], node["right"]), key=lambda side: json.dumps(side, sort_keys=True))
    return {**node, "left": sides[0], "right": sides[1]}
