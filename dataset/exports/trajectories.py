"""How samples were mended: drafts, what the checks said to them, and the drafts that passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import JsonValue

from mmkg.dataset.explain import steps
from mmkg.dataset.exports.attempts import refused_drafts
from mmkg.dataset.exports.form import Lines, Material, Options, Record
from mmkg.dataset.exports.words import answer_text, evidence_block, provenance
from mmkg.dataset.sample import Sample, Verdict, opened, plan_of
from mmkg.prompts.render import render


class TrajectoriesFormat(Lines):
    """Chat messages of several rounds: a draft, what was wrong with it, and the mended draft."""

    name: ClassVar[str] = "trajectories"

    def record(self, sample: Sample, material: Material, options: Options) -> Record | None:
        """The rounds from the first draft to the accepted one; none if the first one passed."""
        drafts = refused_drafts(material.ledger, sample.id)
        plain = opened(sample)
        rounds = list(_rounds(plain, drafts))
        if not rounds:
            return None
        brief = render(
            "revision",
            evidence=evidence_block(plain),
            steps=[step.text for step in steps(plan_of(sample))],
            answer=answer_text(plain),
        )
        final: list[JsonValue] = [{"role": "assistant", "content": plain.question}]
        system: list[JsonValue] = [{"role": "system", "content": brief.system}]
        first: list[JsonValue] = [{"role": "user", "content": brief.user}]
        return {
            "messages": [*system, *first, *rounds, *final],
            "attempts": len(sample.verdicts),
            "provenance": provenance(sample),
        }

    def lacking(self) -> str:
        """Why there is no trajectory."""
        return (
            "no accepted sample was mended after a first draft (export the session's folder: drafts"
            " are in its ledger)"
        )


def _rounds(sample: Sample, drafts: dict[int, dict[str, object]]) -> Iterator[JsonValue]:
    """Each refused draft of the same plan, and what the checks said to it."""
    for verdict in sample.verdicts:
        draft = drafts.get(verdict.attempt)
        if draft and verdict.failures and draft.get("plan") == sample.id.rsplit("-", 1)[-1]:
            yield {"role": "assistant", "content": str(draft["question"])}
            yield {"role": "user", "content": _said(verdict)}


def _said(verdict: Verdict) -> str:
    return "\n".join(f"{finding.check}: {finding.why}" for finding in verdict.failures)
