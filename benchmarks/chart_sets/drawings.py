"""The settings in which matplotlib draws charts from known data, readable and not."""

from __future__ import annotations

from chart_sets import drawn_bars, drawn_dates, drawn_lines, drawn_refused
from chart_sets.settings import Setting

READABLE = (
    *(
        Setting(draw.__name__, draw)
        for draw in (
            drawn_lines.plain_line,
            drawn_lines.three_lines,
            drawn_lines.marked_lines,
            drawn_lines.black_lines,
            drawn_lines.despined,
            drawn_lines.log_line,
            drawn_lines.log_log,
            drawn_lines.offset,
            drawn_lines.negative,
            drawn_bars.thousands,
            drawn_bars.percent,
            drawn_bars.grouped,
            drawn_bars.printed,
            drawn_bars.level_bars,
            drawn_bars.level_groups,
            drawn_bars.leaning,
            drawn_bars.plus_minus,
            drawn_bars.error_bars,
            drawn_bars.stacked,
            drawn_lines.clouds,
            drawn_lines.staircase,
            drawn_lines.categories_line,
            drawn_bars.office,
            drawn_lines.banded,
            drawn_dates.quarters,
            drawn_dates.odd_days,
            drawn_dates.leap_years,
            drawn_lines.crowded,
            drawn_lines.middle_steps,
            drawn_bars.raised_foot,
        )
    ),
    Setting("three_lines", drawn_lines.three_lines, "ggplot"),
    Setting("gg", drawn_lines.gg, "ggplot", size=(5.0, 3.0)),
    Setting("grouped", drawn_bars.grouped, "seaborn-v0_8-whitegrid"),
    Setting("clouds", drawn_lines.clouds, "seaborn-v0_8"),
    Setting("marked_lines", drawn_lines.marked_lines, "bmh"),
    Setting("level_bars", drawn_bars.level_bars, "fivethirtyeight"),
    Setting("stacked", drawn_bars.stacked, "Solarize_Light2", size=(5.4, 3.0)),
    Setting("log_line", drawn_lines.log_line, "classic"),
)
REFUSED = tuple(
    Setting(draw.__name__, draw, refuse=True)
    for draw in (
        drawn_refused.twin,
        drawn_refused.unnamed,
        drawn_refused.boxes,
        drawn_refused.cut_off,
        drawn_refused.smooth,
        drawn_refused.heat,
        drawn_refused.pie,
        drawn_refused.symmetric_log,
        drawn_refused.clipped,
        drawn_refused.hatched,
    )
)
