"""Tables as surveys, invoices, price lists and offices print them."""

from __future__ import annotations

from table_sets.measures import CAUSES
from table_sets.papers import TOWNS
from table_sets.sources import ABOVE, INDENT, LEFT, Draw, TableSource


def nested(draw: Draw) -> TableSource:
    """Names indented by two steps."""
    grid = [["Sector", "Jobs", "Wages", "Output"]]
    for sector in draw.some("Industry|Services|Farming", 2, 2):
        grid.append([sector, *_counts(draw)])
        for branch in draw.some("Public|Private|Mixed", 2, 2):
            grid.append([INDENT + branch, *_counts(draw)])
            for size in draw.some("small|middle|large", 1, 2):
                grid.append([2 * INDENT + size, *_counts(draw)])
    return TableSource("Jobs by sector.", grid)


def _counts(draw: Draw) -> list[str]:
    return [draw.count(10, 99_999) for _ in range(3)]


def ages(draw: Draw) -> TableSource:
    """Ranges of ages and bounds as names of rows."""
    groups = ["18–24", "25–34", "35–44", "45–64", "65+"]
    rows = [[g, *(draw.real(1, 60) for _ in range(4)), draw.count(90, 900)] for g in groups]
    header = ["Age", "Never", "Rarely", "Often", "Daily", "n"]
    return TableSource("Answers by age, in percent.", [header, *rows])


def bill(draw: Draw) -> TableSource:
    """Items with their texts, a sum whose name goes over all columns but the last."""
    grid = [["No.", "Item", "Quantity", "Price", "Amount"]]
    for number, item in enumerate(draw.some("Paper|Toner|Stapler|Desk lamp|Chair|Shelf", 4, 6), 1):
        values = (str(draw.randint(1, 40)), draw.real(1, 90, 2), draw.real(20, 900, 2))
        grid.append([str(number), item, *values])
    grid.append(["Sum", LEFT, LEFT, LEFT, draw.real(900, 4000, 2)])
    return TableSource("Items delivered.", grid)


def wrapped_names(draw: Draw) -> TableSource:
    """Names of columns on two lines."""
    header = ["District", "Number of\nworkers", "Share of\nwomen (%)", "Mean\nwage", "Hours"]
    rows = [
        [n, draw.count(100, 9999), draw.real(20, 80), draw.count(1000, 5000), draw.real(20, 40)]
        for n in draw.some(TOWNS, 5, 8)
    ]
    return TableSource("Workers by district.", [header, *rows])


def commas(draw: Draw) -> TableSource:
    """Decimal commas, thousands parted by points, as in many countries."""
    rows = [
        [n, draw.real(1, 99, 2).replace(".", ","), draw.count(1000, 99_999, ".")]
        + [f"{draw.choice('+-')}{draw.real(0, 9)}".replace(".", ",").replace("-", "−")]
        for n in draw.some("Linz|Graz|Bern|Genf|Ulm|Bonn|Kiel|Gera", 5, 8)
    ]
    return TableSource("Mieten und Einwohner.", [["Stadt", "Miete", "Einwohner", "Wandel"], *rows])


def months(draw: Draw) -> TableSource:
    """Months under years, as rows; three columns under two names."""
    top = ["Month", "Arrivals", LEFT, "Nights", LEFT]
    grid = [top, [ABOVE, "Home", "Abroad", "Home", "Abroad"]]
    for year in (draw.randint(2005, 2012), draw.randint(2013, 2020)):
        grid.append([str(year), LEFT, LEFT, LEFT, LEFT])
        for month in ("January", "February", "March", "April")[: draw.randint(2, 4)]:
            grid.append([month, *(draw.count(100, 9999) for _ in range(4))])
    return TableSource("Guests by month.", grid, 2)


def noted_values(draw: Draw) -> TableSource:
    """Raised letters behind some values."""
    rows = [
        [n, *(draw.real(1, 99) + draw.choice(("", "", "^a", "^b")) for _ in range(3))]
        for n in draw.some(CAUSES, 5, 8)
    ]
    notes = ("^a Estimated. ^b Few cases.",)
    return TableSource("Rates by cause.", [["Cause", "Men", "Women", "All"], *rows], notes=notes)


def mixed_measures(draw: Draw) -> TableSource:
    """What is measured in the name of each row: means with deviations, counts with shares."""
    grid = [["Variable", "Cases", "Controls", "All"]]
    for name in draw.some("Age, years|Weight, kg|Height, cm|Score", 2, 3):
        grid.append([f"{name}", *(f"{draw.real(20, 80)} ({draw.real(1, 9)})" for _ in range(3))])
    for name in draw.some("Smokers|Women|Married|Retired", 2, 3):
        grid.append([name, *(f"{draw.randint(5, 300)} ({draw.real(1, 99)})" for _ in range(3))])
    return TableSource("People in the study.", grid)


def distances(draw: Draw) -> TableSource:
    """The same names over the columns as before the rows, nothing in the diagonal."""
    names = draw.some(TOWNS, 4, 6)
    rows = [[one, *("–" if one == two else draw.count(10, 400) for two in names)] for one in names]
    return TableSource("Distances by road.", [["From", *names], *rows])


def panel_names(draw: Draw) -> TableSource:
    """A title over all columns but the first, and numbered columns below it."""
    width = draw.randint(3, 4)
    top = ["", "Dependent variable: wage", *[LEFT] * (width - 1)]
    grid = [top, [ABOVE, *(f"({k})" for k in range(1, width + 1))]]
    for name in draw.some("Education|Experience|Union|Female|Urban", 3, 5):
        values = [draw.real(-2, 2, 3).replace("-", "−") + draw.stars() for _ in range(width)]
        grid.append([name, *values])
    grid.append(["Region effects", *(draw.choice(("Yes", "No")) for _ in range(width))])
    grid.append(["N", *(draw.count(900, 9000) for _ in range(width))])
    return TableSource("Wage equations.", grid, 2)
