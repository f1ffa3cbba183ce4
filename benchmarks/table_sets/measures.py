"""Tables of measurements, counts and accounts."""

from __future__ import annotations

from table_sets.papers import TOWNS
from table_sets.sources import ABOVE, INDENT, LEFT, Draw, TableSource

CAUSES = "Smoking|Diabetes|Hypertension|Obesity|Asthma|Stroke|Anaemia|Migraine"


def regression(draw: Draw) -> TableSource:
    """Coefficients with stars, standard errors in parentheses below them."""
    width = draw.randint(3, 5)
    grid = [["", *(f"({k})" for k in range(1, width + 1))]]
    for name in draw.some("Income|Age|Schooling|Distance|Rainfall|Tenure|Density", 3, 5):
        values = [draw.real(-2, 2, 3).replace("-", "−") + draw.stars() for _ in range(width)]
        grid.append([name, *values])
        grid.append(["", *(f"({draw.real(0, 1, 3)})" for _ in range(width))])
    grid.append(["Observations", *(draw.count(900, 9000) for _ in range(width))])
    grid.append(["R-squared", *(draw.real(0, 1, 3) for _ in range(width))])
    notes = ("Notes: Standard errors in parentheses. * p < 0.1, ** p < 0.05, *** p < 0.01.",)
    return TableSource("Determinants of yields.", grid, notes=notes)


def filing(draw: Draw) -> TableSource:
    """Amounts with thousands parted, losses in parentheses, indented items and totals."""
    grid = [["(in thousands)", "2023", "2022", "2021"]]
    for title in draw.some("Revenue|Operating expenses|Other income", 2, 3):
        grid.append([title, "", "", ""])
        for item in draw.some("Products|Services|Licences|Leases|Interest|Research", 2, 3):
            values = [_amount(draw) for _ in range(3)]
            grid.append([INDENT + item, *values])
        grid.append([f"Total {title.lower()}", *(_amount(draw) for _ in range(3))])
    return TableSource("Consolidated statements.", grid)


def _amount(draw: Draw) -> str:
    text = draw.count(100, 999_999)
    return f"({text})" if draw.random() < 0.3 else text


def cohort(draw: Draw) -> TableSource:
    """Counts with shares in parentheses, categories indented under what they divide."""
    grid = [["Characteristic", f"Treated (n = {draw.randint(90, 400)})", "Control", "p"]]
    for title in draw.some("Sex|Stage|Region|Blood group", 2, 3):
        grid.append([title, "", "", draw.choice(("<0.001", draw.real(0, 1, 3)))])
        for name in draw.some("First|Second|Third|Unknown", 2, 4):
            grid.append([INDENT + name, *(_share(draw) for _ in range(2)), ""])
    for name in draw.some(CAUSES, 2, 3):
        grid.append([name, *(_share(draw) for _ in range(2)), draw.real(0, 1, 3)])
    return TableSource("Baseline characteristics of patients.", grid)


def _share(draw: Draw) -> str:
    return f"{draw.randint(5, 300)} ({draw.real(1, 99)}%)"


def units_in_header(draw: Draw) -> TableSource:
    """Units in parentheses behind the names of columns."""
    header = ["Sample", "Mass (kg)", "Length (mm)", "Speed (m/s)", "Yield (%)"]
    rows = [
        [f"S-{k}", draw.real(1, 9, 2), draw.count(100, 900), draw.real(10, 40), draw.real(1, 99)]
        for k in range(1, draw.randint(6, 9))
    ]
    return TableSource("Properties of samples.", [header, *rows])


def unit_line(draw: Draw) -> TableSource:
    """Units in a header line of their own."""
    header = [["Planet", "Radius", "Mass", "Period"], ["", "(km)", "(kg)", "(d)"]]
    rows = [
        [n, draw.count(1000, 90000), draw.real(1, 9, 3), draw.real(80, 900, 1)]
        for n in draw.some("Aster|Borea|Ceto|Dione|Eris|Freya", 4, 6)
    ]
    return TableSource("Measured bodies.", [*header, *rows], 2)


def long_list(draw: Draw) -> TableSource:
    """More rows than half a page holds."""
    names = [f"{a}{b}" for a in TOWNS.split("|") for b in (" East", " West", " North", " Mill", "")]
    rows = [
        [n, draw.count(1000, 99999), draw.real(0, 100), draw.count(10, 999)]
        for n in draw.sample(names, draw.randint(52, 58))
    ]
    return TableSource("Towns of the county.", [["Town", "Inhabitants", "Share", "Area"], *rows])


def ranges(draw: Draw) -> TableSource:
    """Intervals and bounds."""
    header = ["Factor", "Odds ratio", "95% CI", "p value"]
    rows = [
        [
            n,
            draw.real(0, 3, 2),
            f"{draw.real(0, 1, 2)}–{draw.real(1, 4, 2)}",
            draw.choice(("<0.001", draw.real(0, 1, 3))),
        ]
        for n in draw.some(CAUSES, 4, 7)
    ]
    return TableSource("Risk factors.", [header, *rows])


def panels(draw: Draw) -> TableSource:
    """Two panels under one header."""
    grid = [["", "Mean", "SD", "Min", "Max"]]
    for title in ("Panel A: Households", "Panel B: Firms"):
        grid.append([title, *[LEFT] * 4])
        for name in draw.some("Income|Wealth|Debt|Savings|Size|Wages", 3, 4):
            grid.append([name, *(draw.real(-9, 99, 2).replace("-", "−") for _ in range(4))])
    return TableSource("Summary statistics.", grid)


def foot_notes(draw: Draw) -> TableSource:
    """Raised letters that point at notes."""
    header = ["Fuel", "Energy^a", "Price^b"]
    rows = [
        [n + draw.choice(("", "^c")), draw.real(10, 60), draw.real(1, 9, 2)]
        for n in draw.some("Coal|Oil|Gas|Peat|Wood|Straw|Biogas", 5, 7)
    ]
    notes = ("^a In megajoules. ^b At the gate. ^c With taxes.",)
    return TableSource("Energy and price of fuels.", [header, *rows], notes=notes)


def years(draw: Draw) -> TableSource:
    """Years as names of columns."""
    first = draw.randint(1990, 2015)
    header = ["Country", *(str(first + k) for k in range(6))]
    rows = [[n, *(draw.count(1, 900) for _ in range(6))] for n in draw.some(TOWNS, 5, 9)]
    return TableSource("Visitors by year.", [header, *rows])


def spaced_thousands(draw: Draw) -> TableSource:
    """Thousands parted by spaces, signed shares."""
    header = ["Commune", "Men", "Women", "Change"]
    rows = [
        [
            n,
            draw.count(1_000, 99_999, " "),
            draw.count(1_000, 99_999, " "),
            f"{draw.choice('+−')}{draw.real(0, 9)}%",
        ]
        for n in draw.some(TOWNS, 5, 9)
    ]
    return TableSource("Inhabitants at the last census.", [header, *rows])


def quarters(draw: Draw) -> TableSource:
    """Two labels a row, the year printed once."""
    grid = [["Year", "Quarter", "Growth", "Inflation"]]
    for year in range(draw.randint(2001, 2018), 2021)[:3]:
        for k in range(4):
            values = (draw.real(-3, 5).replace("-", "−"), draw.real(0, 9))
            grid.append([ABOVE if k else str(year), f"Q{k + 1}", *values])
    return TableSource("Quarterly series.", grid, labels=2)
