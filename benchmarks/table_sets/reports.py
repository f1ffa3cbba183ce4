"""Tables as annual reports, filings, data sheets, trials and statistical offices print them."""

from __future__ import annotations

from table_sets.measures import CAUSES
from table_sets.papers import TOWNS
from table_sets.sources import ABOVE, INDENT, LEFT, Draw, TableSource

ITEMS = (
    "Cash and equivalents|Trade receivables|Inventories|Prepaid expenses|Goodwill|Property|"
    "Deferred tax|Lease liabilities|Accrued wages|Other assets|Borrowings|Provisions"
)
PARTS = (
    "Supply voltage|Input current|Output swing|Gain bandwidth|Slew rate|Offset drift|"
    "Thermal resistance|Storage temperature"
)


def accounts(draw: Draw) -> TableSource:
    """Dots that lead to amounts, money marked at the first and last row, indented items."""
    year = draw.randint(2008, 2023)
    grid = [["", *(str(year - k) for k in range(2))]]
    for title in draw.some("Current assets|Fixed assets|Liabilities|Equity", 2, 3):
        grid.append([f"{title}:", "", ""])
        items = draw.some(ITEMS, 2, 4)
        for place, item in enumerate(items):
            sign = "" if place else "$"
            grid.append([INDENT + item, *(sign + _amount(draw) for _ in range(2))])
        grid.append([2 * INDENT + "Total", *("$" + _amount(draw) for _ in range(2))])
    return TableSource("Balance sheets (in thousands).", grid, leaders=True)


def _amount(draw: Draw) -> str:
    return draw.count(100, 9_999_999)


def periods(draw: Draw) -> TableSource:
    """Two periods of two years and what changed, as banks file them."""
    top = ["", "Three months ended", LEFT, LEFT, "Nine months ended", LEFT, LEFT]
    low = [ABOVE, *["2022", "2021", "Change"] * 2]
    rows = []
    for place, name in enumerate(draw.some(ITEMS, 4, 7)):
        sign = "" if place else "$"
        values = [
            *(sign + draw.count(10, 99_999) for _ in range(2)),
            draw.choice(("{}%", "({})%")).format(draw.randint(1, 60)),
        ]
        more = [*(sign + draw.count(10, 99_999) for _ in range(2)), f"{draw.randint(1, 60)}%"]
        rows.append([name, *values, *more])
    return TableSource("Summary of results.", [top, low, *rows], 2, wide=True)


def data_sheet(draw: Draw) -> TableSource:
    """Limits under conditions, the unit in the last column, many places empty."""
    grid = [["Parameter", "Condition", "Min", "Typ", "Max", "Unit"]]
    for name in draw.some(PARTS, 3, 5):
        unit = draw.choice(("V", "mA", "MHz", "dB"))
        for place in range(draw.randint(1, 3)):
            values = [draw.real(0, 60) if draw.random() > 0.3 else "" for _ in range(3)]
            values[1] = values[1] or draw.real(0, 60)
            grid.append([ABOVE if place else name, f"Load {place + 1}", *values, unit])
    return TableSource("Electrical characteristics.", grid, labels=2)


def trial(draw: Draw) -> TableSource:
    """Counts with shares by arm, the size of each arm in its name, a ratio with its interval."""
    arms = [
        f"{name} (N={draw.randint(80, 400)})" for name in draw.some("Active|Placebo|Usual", 2, 2)
    ]
    grid = [["Event, n (%)", *arms, "Risk ratio"]]
    for title in draw.some("Any event|Serious event|Withdrawal", 2, 2):
        grid.append([title, _events(draw), _events(draw), draw.real(0, 2, 2)])
        for name in draw.some(CAUSES, 1, 3):
            grid.append([INDENT + name, _events(draw), _events(draw), draw.real(0, 2, 2)])
    return TableSource("Adverse events by arm.", grid)


def _events(draw: Draw) -> str:
    return f"{draw.randint(1, 90)} ({draw.real(0, 40)})"


def timetable(draw: Draw) -> TableSource:
    """Numbers as names of columns over times, kilometres in front."""
    trains = [str(draw.randint(100, 999)) for _ in range(5)]
    rows = []
    for place, town in enumerate(draw.some(TOWNS, 6, 9)):
        times = [f"{6 + k + place // 4}:{10 + 5 * place:02}" for k in range(5)]
        rows.append([town, draw.real(place, place + 1), *times])
    return TableSource("Trains on weekdays.", [["Station", "km", *trains], *rows])


def unit_row(draw: Draw) -> TableSource:
    """Bare units in the second row of the header."""
    top = ["Alloy", "Density", "Strength", "Modulus", "Price"]
    rows = [
        [n, draw.real(2, 12, 2), draw.count(100, 999), draw.real(40, 300), draw.real(1, 30, 2)]
        for n in draw.some("A-10|B-22|C-35|D-41|E-56|F-60", 4, 6)
    ]
    return TableSource(
        "Properties of alloys.", [top, [ABOVE, "g/cm3", "MPa", "GPa", "€/kg"], *rows], 2
    )


def errors_below(draw: Draw) -> TableSource:
    """Two lines of numbers in a cell: a value, its error in parentheses below."""
    names = draw.some("Income|Age|Schooling|Distance|Rainfall", 3, 5)
    rows = [
        [n, *(f"{draw.real(0, 3, 2)}\n({draw.real(0, 1, 2)})" for _ in range(3))] for n in names
    ]
    return TableSource("Estimates with errors.", [["Variable", "OLS", "Logit", "Probit"], *rows])


def late_total(draw: Draw) -> TableSource:
    """A total after an empty row."""
    rows = [[n, *(draw.count(10, 9_999) for _ in range(3))] for n in draw.some(TOWNS, 4, 7)]
    total = ["Total", *(draw.count(10_000, 99_999) for _ in range(3))]
    grid = [["District", "Births", "Deaths", "Moves"], *rows, [""] * 4, total]
    return TableSource("Movements by district.", grid)


def halves(draw: Draw) -> TableSource:
    """Names and values, and names and values again beside them."""
    names = draw.some(ITEMS, 8, 8)
    value = draw.choice((("Value", "Value"), ("2022", "2023")))
    rows = [
        [one, draw.count(10, 9_999), two, draw.count(10, 9_999)]
        for one, two in zip(names[:4], names[4:], strict=True)
    ]
    header = ["Item", value[0], "Item", value[1]]
    return TableSource("Key figures.", [header, *rows], halves=2)


def correlations(draw: Draw) -> TableSource:
    """A lower triangle under numbered names."""
    names = draw.some("Age|Income|Trust|Effort|Stress|Health", 4, 6)
    header = ["Variable", "Mean", "SD", *(str(k) for k in range(1, len(names)))]
    rows = []
    for place, name in enumerate(names):
        below = [draw.real(-1, 1, 2).replace("-", "−") + draw.stars() for _ in range(place)]
        blank = [""] * (len(names) - 1 - place)
        values = (draw.real(1, 5, 2), draw.real(0, 2, 2))
        rows.append([f"{place + 1}. {name}", *values, *below[: len(names) - 1], *blank])
    return TableSource("Means and correlations.", [header, *rows])


def league(draw: Draw) -> TableSource:
    """Ranks before names, short names over small numbers."""
    header = ["Pos", "Team", "P", "W", "D", "L", "Pts"]
    rows = [
        [str(k), n, *(str(draw.randint(1, 30)) for _ in range(4)), str(draw.randint(5, 90))]
        for k, n in enumerate(draw.some(TOWNS, 6, 9), 1)
    ]
    return TableSource("Final standings.", [header, *rows])


def headed_again(draw: Draw) -> TableSource:
    """Names of columns that change half-way down."""
    towns = draw.some(TOWNS, 6, 6)
    grid = [["Town", "2001", "2002", "2003"]]
    grid += [[n, *(draw.count(100, 900) for _ in range(3))] for n in towns[:3]]
    grid.append(["Town", "2004", "2005", "2006"])
    grid += [[n, *(draw.count(100, 900) for _ in range(3))] for n in towns[3:]]
    return TableSource("Visitors by town.", grid, header_again=4)


def closing_total(draw: Draw) -> TableSource:
    """A last row whose name goes over both columns of names."""
    grid = [["Region", "Branch", "Staff", "Sales", "Share"]]
    for name in draw.some("North|South|East|West", 2, 3):
        for place, branch in enumerate(draw.some(TOWNS, 2, 3)):
            values = (draw.count(5, 90), draw.count(100, 9_999), draw.real(1, 50) + "%")
            grid.append([ABOVE if place else name, branch, *values])
    grid.append(["All branches", LEFT, draw.count(100, 900), draw.count(10_000, 90_000), "100%"])
    return TableSource("Branches.", grid, labels=2)


def marked(draw: Draw) -> TableSource:
    """Signs for what is missing, provisional or revised."""
    rows = [
        [
            n,
            *(
                draw.choice(("{}", "{}", "{}", "..", "n/a", "–")).format(draw.real(1, 99))
                for _ in range(4)
            ),
        ]
        for n in draw.some(TOWNS, 6, 9)
    ]
    header = ["Area", "Spring", "Summer", "Autumn", "Winter"]
    return TableSource("Rainfall by season.", [header, *rows])
