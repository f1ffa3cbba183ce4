"""Charts in SVG as libraries of the web and ggplot2 draw them, with data drawn from a seed.

One page of one document each, printed by Chromium. A library's manner is what it puts around the
data: panel, grid, ticks, where the legend stands, what the labels look like.
"""

from __future__ import annotations

import math
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

from chart_sets.fresh_sheet import MANNERS, Ruler, Sheet
from chart_sets.known import FreshChart, Known, Points, categories, days, names

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


def _nice(top: float) -> tuple[float, int]:
    """The step of an axis to a largest value, and how many of them."""
    raw = top / 4.5
    size = 10 ** math.floor(math.log10(raw))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw)
    return step, math.ceil(top / step)


def _printed(value: float, form: str) -> str:
    if form == "percent":
        return f"{value:g}%"
    if form == "kilo":
        return f"{value / 1000:g}k" if value else "0"
    if form == "dollars":
        return f"${value:,.0f}"
    if form == "spaces":
        return f"{value:,.0f}".replace(",", "\u2009")
    return f"{value:,g}" if value >= 1000 else f"{value:g}"


FORMS = {
    **dict.fromkeys(("plain", "small", "large"), None),
    **{"percent": "%", "kilo": None, "dollars": "$", "spaces": None},
}
TOPS = {"small": 0.8, "kilo": 30_000, "dollars": 7_000, "spaces": 64_000, "large": 5_600}


def _values(sheet: Sheet, form: str, level: bool) -> tuple[Ruler, float]:
    """The axis of values and the largest one."""
    top = TOPS.get(form, 90.0)
    step, count = _nice(top)
    left, high, right, low = sheet.box
    start, end = (left, right) if level else (low, high)
    edge = step * count

    def place(value: float) -> float:
        return start + (end - start) * value / edge

    ticks = [step * n for n in range(count + 1)]
    return Ruler(place, tuple((place(t), _printed(round(t, 9), form)) for t in ticks), edge), top


def _log_values(sheet: Sheet) -> Ruler:
    _, top, _, bottom = sheet.box

    def place(value: float) -> float:
        return bottom - (bottom - top) * (math.log10(value) + 1) / 4

    labels = tuple((place(v), f"{v:,g}") for v in (0.1, 1, 10, 100, 1000))
    return Ruler(place, labels, 4.0)


def _numbers(sheet: Sheet) -> tuple[Ruler, list[float]]:
    first, step, every = sheet.random.choice(((0, 1, 2), (2001, 1, 3), (0, 25, 2), (0.5, 0.5, 2)))
    keys = [first + step * n for n in range(9)]
    left, _, right, _ = sheet.box

    def place(key: float) -> float:
        return left + 14 + (right - left - 28) * (key - keys[0]) / (keys[-1] - keys[0])

    span = (keys[-1] - keys[0]) * (right - left) / (right - left - 28)
    return Ruler(place, tuple((place(k), f"{k:g}") for k in keys[::every]), span), keys


def _series(sheet: Sheet, most: int = 3) -> list[str]:
    count = sheet.random.randint(1, most)
    return names(sheet.random, count, sheet.chinese) if count > 1 else [""]


def _joined(sheet: Sheet, spots: Sequence[tuple[float, float]], place: int, marks: bool) -> str:
    path = "L".join(f"{x:.2f},{y:.2f}" for x, y in spots)
    look = f'stroke="{sheet.manner.colours[place]}" stroke-width="2" fill="none"'
    dots = "".join(sheet.mark(x, y, place) for x, y in spots) if marks else ""
    return f'<path d="M{path}" {look}/>{dots}'


def lines(sheet: Sheet, log: bool = False) -> tuple[str, Known]:
    """Lines over numbers."""
    across, keys = _numbers(sheet)
    form, marks = sheet.random.choice(list(FORMS)), sheet.random.random() < 0.6
    up, top = (_log_values(sheet), 0.0) if log else _values(sheet, form, level=False)
    body, points = sheet.frame(across, up), Points()
    for place, name in enumerate(_series(sheet)):
        draw = sheet.random.uniform
        row = {k: 10 ** draw(-0.9, 2.9) if log else draw(0.05, 1) * top for k in keys}
        body += _joined(
            sheet, [(across.place(k), up.place(v)) for k, v in row.items()], place, marks
        )
        points[name] = {f"{k:g}": v for k, v in row.items()}
    body += sheet.legend(list(points), "lines marks" if marks else "lines")
    return body, Known(points, up.span, log, across.span, unit=None if log else FORMS[form])


def logs(sheet: Sheet) -> tuple[str, Known]:
    """Lines on a logarithmic scale."""
    return lines(sheet, log=True)


def bars(sheet: Sheet, level: bool = False, stacked: bool = False) -> tuple[str, Known]:
    """Bars over names: beside or on one another."""
    form = sheet.random.choice(list(FORMS))
    values, top = _values(sheet, form, level)
    keys, found = categories(sheet.random, sheet.chinese), _series(sheet)
    left, high, right, low = sheet.box
    start, step = (high, (low - high) / len(keys)) if level else (left, (right - left) / len(keys))
    middles = [start + step * (n + 0.5) for n in range(len(keys))]
    named = Ruler(lambda key: key, tuple(zip(middles, keys, strict=True)), 0.0)
    body = sheet.frame(*((values, named) if level else (named, values)), level)
    wide = 0.7 * step / (1 if stacked else len(found))
    points, feet = Points(), [0.0] * len(keys)
    for place, name in enumerate(found):
        row = [sheet.random.uniform(0.1, 1) * top / (len(found) if stacked else 1) for _ in keys]
        for n, value in enumerate(row):
            at = middles[n] - wide / 2 * (1 if stacked else len(found) - 2 * place)
            a, b = sorted((values.place(feet[n]), values.place(feet[n] + value)))
            x, y, w, h = (a, at, b - a, wide) if level else (at, a, wide, b - a)
            body += (
                f'<rect x="{x:.3f}" y="{y:.3f}" width="{w:.3f}" height="{h:.3f}" '
                f'fill="{sheet.manner.colours[place]}"/>'
            )
        feet = [foot + value * stacked for foot, value in zip(feet, row, strict=True)]
        points[name] = dict(zip(keys, row, strict=True))
    return body + sheet.legend(found, "bars"), Known(points, values.span, unit=FORMS[form])


def level_bars(sheet: Sheet) -> tuple[str, Known]:
    """Bars that grow sideways."""
    return bars(sheet, level=True)


def stacks(sheet: Sheet) -> tuple[str, Known]:
    """Bars on one another."""
    return bars(sheet, stacked=True)


def dots(sheet: Sheet) -> tuple[str, Known]:
    """Markers alone."""
    across, keys = _numbers(sheet)
    form = sheet.random.choice(list(FORMS))
    up, top = _values(sheet, form, level=False)
    body, points = sheet.frame(across, up), Points()
    for place, name in enumerate(_series(sheet)):
        row = {}
        for n in sorted(sheet.random.sample(range(1, 100), 12)):
            key = keys[0] + (keys[-1] - keys[0]) * n / 100
            row[f"{key:.8g}"] = value = sheet.random.uniform(0.05, 0.97) * top
            body += sheet.mark(across.place(key), up.place(value), place)
        points[name] = row
    body += sheet.legend(list(points), "marks")
    return body, Known(points, up.span, key_span=across.span, unit=FORMS[form])


def dated(sheet: Sheet) -> tuple[str, Known]:
    """A line over dates, whose labels have one of several forms."""
    random = sheet.random
    step, when = days(random)
    form, every = random.choice(("%Y-%m-%d", "%b %d, %Y", "%d %b %Y")), max(1, len(when) // 4)
    if step in ("month", "quarter"):
        form = random.choice(("%b %Y", "%Y-%m", "%Y年%m月"))
    if step == "year":
        form = "%Y"
    left, _, right, _ = sheet.box
    length = (when[-1] - when[0]).days

    def place(day: date) -> float:
        return left + 20 + (right - left - 40) * (day - when[0]).days / length

    across = Ruler(lambda x: x, tuple((place(d), d.strftime(form)) for d in when[::every]), length)
    up, top = _values(sheet, "plain", level=False)
    row = {day: random.uniform(0.05, 1) * top for day in when}
    body = sheet.frame(across, up)
    body += _joined(sheet, [(place(d), up.place(v)) for d, v in row.items()], 0, True)
    points = {"": {day.isoformat(): value for day, value in row.items()}}
    return body, Known(points, up.span, key_span=float(length))


KINDS = {one.__name__: one for one in (lines, logs, bars, level_bars, stacks, dots, dated)}


def draw_pages(seed: int, count: int, folder: Path) -> list[FreshChart]:
    """Print `count` charts of each kind, one a page, in manners that take turns."""
    path, sections, charts = folder / f"pages-{seed}.pdf", [], []
    wanted = [(kind, n) for kind in KINDS for n in range(count)]
    for page, (kind, n) in enumerate(wanted, 1):
        random = Random(f"{seed} {kind} {n}")
        manner = random.choice(list(MANNERS))
        size = random.uniform(300, 420), random.uniform(180, 260)
        sheet = Sheet(
            MANNERS[manner], random, random.random() < 0.2, (64, 50, 64 + size[0], 50 + size[1])
        )
        body, known = KINDS[kind](sheet)
        sections.append(_section(sheet, body))
        charts.append(FreshChart(f"{kind}, {manner} {n}", path, page, known))
    page_break = "section{break-after:page}"
    text = f"<meta charset=utf-8><style>{page_break}</style>{''.join(sections)}"
    path.with_suffix(".html").write_text(text, encoding="utf-8")
    command = [*CHROMIUM, f"--print-to-pdf={path}", str(path.with_suffix(".html"))]
    subprocess.run(command, check=True, capture_output=True)
    return charts


def _section(sheet: Sheet, body: str) -> str:
    left, top, right, bottom = sheet.box
    title = "各组结果" if sheet.chinese else "Results by group"
    if sheet.manner.titled:
        body += sheet.text((left + right) / 2, top - 28, title, more='font-size="15"')
    look = f'font-size="{sheet.random.choice((10, 11, 12))}" font-family="{sheet.manner.font}"'
    caption = "图1：本文所绘数据。" if sheet.chinese else "Figure 1: A chart drawn from known data."
    size = f'width="640" height="{bottom + 60:.0f}"'
    return f"<section><svg {size} {look}>{body}</svg><p>{caption}</p></section>"
