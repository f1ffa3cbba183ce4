"""The result of an evaluation as one HTML page with a chart."""

from __future__ import annotations

from pathlib import Path

from mmkg.dataset.charts import columns
from mmkg.dataset.pages import template
from mmkg.dataset.results import Accuracy, Group, Result

PAGE = "evaluation.html"
SHORT = {
    "baseline: last evidence": "last",
    "baseline: most frequent cell": "frequent",
    "baseline: no evidence": "constant",
}  # what fits under a column


def write_page(found: Result, to: Path) -> Path:
    """Write `evaluation.html` and `evaluation.json` into a folder."""
    page = template("evaluation.html.j2", html=True).render(
        found=found,
        chart=columns(
            {SHORT.get(who, who): 100 * a.share for who, a in found.overall.items()}, top=100
        ),
        tables=_tables(found),
        told=told,
    )
    (to / PAGE).write_text(page, "utf-8")
    (to / "evaluation.json").write_text(found.model_dump_json(indent=2) + "\n", "utf-8")
    return to / PAGE


def told(accuracy: Accuracy) -> str:
    """An accuracy in words, in percent with its interval."""
    low, high = 100 * accuracy.low, 100 * accuracy.high
    return f"{100 * accuracy.share:.1f} ({low:.0f}–{high:.0f})"


def _tables(found: Result) -> dict[str, dict[str, dict[str, Group]]]:
    """Groups by aspect, value and who answered."""
    tables: dict[str, dict[str, dict[str, Group]]] = {}
    for group in found.groups:
        tables.setdefault(group.aspect, {}).setdefault(group.value, {})[group.who] = group
    return tables
