"""Small charts as SVG, drawn by a library, without scripts and the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import leather
from markupsafe import Markup

WIDTH, HEIGHT = 380, 190  # legible on a phone without zooming
BINS = 8


def columns(counts: Mapping[str, float], *, top: float | None = None) -> Markup:
    """A column for each label; up to about eight short labels.

    Args:
        counts: Height of each column.
        top: The axis' end; none for the highest column's.
    """
    chart = leather.Chart()
    chart.add_columns([(label, float(count)) for label, count in counts.items()])
    if top is not None:
        chart.add_y_scale(0, top)
    drawn = chart.to_svg(width=WIDTH, height=HEIGHT)  # which escapes the labels
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    return Markup(drawn.replace(size, f'viewBox="0 0 {WIDTH} {HEIGHT}"', 1))


def histogram(values: Sequence[float]) -> Markup:
    """How often values lie in eight equal ranges; whole numbers from few values are counted."""
    kinds = sorted(set(values))
    if len(kinds) <= BINS:
        return columns({f"{kind:g}": float(values.count(kind)) for kind in kinds})
    low, high = kinds[0], kinds[-1]
    width = (high - low) / BINS
    counts = [0] * BINS
    for value in values:
        counts[min(BINS - 1, int((value - low) / width))] += 1
    return columns({f"{low + width * n:.3g}": float(count) for n, count in enumerate(counts)})
