"""What tables say: each function draws a table of a kind that papers, reports, filings print."""

from __future__ import annotations

from collections.abc import Callable

from table_sets.sources import ABOVE, INDENT, LEFT, Draw, TableSource

SYSTEMS = (
    "Atlas|Brio-7B|Calder|Dune XL|Ember (ours)|Fjord|Gale-v2|Harrow|Isle + rerank|Juniper|"
    "Kestrel w/o memory|Larch|Moor-13B|Nettle"
)
METRICS = "Precision|Recall|F1|Accuracy|BLEU|chrF|AUC|MRR|Hit@5|ROUGE-L|EM|Kappa"
TASKS = "Parsing|Tagging|Retrieval|Summaries|Dialogue|Coding|Vision|Speech"
TOWNS = "Ashby|Belton|Corley|Dunham|Elsford|Fenwick|Garby|Holton|Ilford|Jarrow|Kelby|Luton"
CAUSES = "Smoking|Diabetes|Hypertension|Obesity|Asthma|Stroke|Anaemia|Migraine"
PROVINCES = "北京|上海|广东|江苏|浙江|四川|湖北|河南|山东|福建|云南|甘肃"


def plain_scores(draw: Draw) -> TableSource:
    """One line of header, systems by metrics."""
    metrics = draw.some(METRICS, 2, 6)
    rows = [[n, *(draw.real(20, 99) for _ in metrics)] for n in draw.some(SYSTEMS, 4, 9)]
    return TableSource("Scores on the test set.", [["Model", *metrics], *rows])


def two_levels(draw: Draw) -> TableSource:
    """Names over several columns; the first and the last header go over both levels."""
    names, metrics = draw.some(TASKS, 2, 3), draw.some(METRICS, 2, 3)
    top = ["Method", *(t for n in names for t in (n, *[LEFT] * (len(metrics) - 1))), "Mean"]
    low = [ABOVE, *metrics * len(names), ABOVE]
    width = len(names) * len(metrics)
    rows = [[n, *(draw.real(10, 90) for _ in range(width + 1))] for n in draw.some(SYSTEMS, 4, 7)]
    return TableSource("Results by task.", [top, low, *rows], 2, wide=width > 6)


def uneven_levels(draw: Draw) -> TableSource:
    """Spanners of two and of three columns beside a column without one."""
    top = ["System", "Size", "Clean speech", LEFT, "Noisy speech", LEFT, LEFT]
    low = [ABOVE, ABOVE, "WER", "CER", "Street", "Office", "Train"]
    rows = [
        [n, f"{draw.randint(1, 70)}M", *(draw.real(1, 40) for _ in range(5))]
        for n in draw.some(SYSTEMS, 4, 7)
    ]
    return TableSource("Error rates in several surroundings.", [top, low, *rows], 2)


def three_levels(draw: Draw) -> TableSource:
    """Names over names over columns."""
    top = ["Model", "In domain", *[LEFT] * 3, "Out of domain", *[LEFT] * 3]
    middle = [ABOVE, *["Short", LEFT, "Long", LEFT] * 2]
    low = [ABOVE, *["Dev", "Test"] * 4]
    rows = [[n, *(draw.real(30, 90) for _ in range(8))] for n in draw.some(SYSTEMS, 4, 6)]
    return TableSource("Accuracy by length and domain.", [top, middle, low, *rows], 3, wide=True)


def grouped_rows(draw: Draw) -> TableSource:
    """Titles of groups between the rows."""
    metrics, systems = draw.some(METRICS, 3, 5), draw.some(SYSTEMS, 8, 8)
    grid = [["Model", *metrics]]
    for title, own in (("Supervised", systems[:3]), ("Few-shot", systems[3:6]), ("Ours", [])):
        grid.append([title, *[LEFT] * len(metrics)])
        grid += [[n, *(draw.real(20, 90) for _ in metrics)] for n in own or systems[6:]]
    return TableSource("Comparison by kind of training.", grid)


def uncertain(draw: Draw) -> TableSource:
    """Values with what they may be off by."""
    names = draw.some(TASKS, 2, 4)
    rows = [
        [n, *(f"{draw.real(50, 90)} ± {draw.real(0, 3, 2)}" for _ in names)]
        for n in draw.some(SYSTEMS, 4, 7)
    ]
    return TableSource("Mean and standard deviation of five runs.", [["Setting", *names], *rows])


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


def merged_labels(draw: Draw) -> TableSource:
    """A label for several rows, next to the labels of the rows."""
    metrics = draw.some(METRICS, 3, 4)
    grid = [["Data", "Model", *metrics]]
    for name in draw.some(TASKS, 2, 3):
        for place, system in enumerate(draw.some(SYSTEMS, 2, 4)):
            grid.append([ABOVE if place else name, system, *(draw.real(20, 90) for _ in metrics)])
    return TableSource("Results on all data.", grid, labels=2)


def wrapped_texts(draw: Draw) -> TableSource:
    """A column of text over several lines, with digits."""
    grid = [["Parameter", "Description", "Value"]]
    for name in draw.some("alpha|beta|gamma|delta|kappa|sigma|tau", 4, 6):
        words = (
            "weight of the loss that is added after",
            f"{draw.randint(2, 90)} epochs of training, unless the run was stopped before",
            "by its owner",
        )
        text = " ".join(words[: draw.randint(1, 3)])
        grid.append([name, text, draw.real(0, 9, 2)])
    return TableSource("Settings of the runs.", grid, wraps=frozenset({1}))


def empty_cells(draw: Draw) -> TableSource:
    """Many places without a value."""
    names = draw.some(TASKS, 4, 6)
    rows = [
        [n, *(draw.real(20, 90) if draw.random() > 0.35 else "" for _ in names)]
        for n in draw.some(SYSTEMS, 5, 8)
    ]
    return TableSource("Tasks that were tried.", [["Model", *names], *rows])


def dense(draw: Draw) -> TableSource:
    """About twenty columns of short numbers."""
    width = draw.randint(18, 24)
    header = ["Lang.", *(chr(97 + k) + chr(97 + (7 * k) % 26) for k in range(width))]
    rows = [[f"{n[:3]}", *(draw.real(1, 99) for _ in range(width))] for n in draw.some(TOWNS, 6, 9)]
    return TableSource("Transfer between languages.", [header, *rows], wide=True)


def long_list(draw: Draw) -> TableSource:
    """More rows than half a page holds."""
    names = [f"{a}{b}" for a in TOWNS.split("|") for b in (" East", " West", " North", " Mill", "")]
    rows = [
        [n, draw.count(1000, 99999), draw.real(0, 100), draw.count(10, 999)]
        for n in draw.sample(names, draw.randint(52, 58))
    ]
    return TableSource("Towns of the county.", [["Town", "Inhabitants", "Share", "Area"], *rows])


def ablation(draw: Draw) -> TableSource:
    """Signs for yes and no before the numbers."""
    parts = draw.some("Memory|Search|Filter|Voting", 3, 4)
    rows = [
        [f"#{k}", *(draw.choice("✓✗") for _ in parts), draw.real(40, 90), draw.real(1, 9, 2)]
        for k in range(1, draw.randint(6, 8))
    ]
    return TableSource("Ablation of parts.", [["Run", *parts, "Score", "Cost"], *rows])


def confusion(draw: Draw) -> TableSource:
    """A phrase over all columns of numbers."""
    names = draw.some("Cat|Dog|Horse|Sheep|Goose", 3, 5)
    top = ["Actual", "Predicted class", *[LEFT] * (len(names) - 1)]
    rows = [[n, *(draw.count(0, 400) for _ in names)] for n in names]
    return TableSource("Confusion matrix.", [top, [ABOVE, *names], *rows], 2)


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


def turned_names(draw: Draw) -> TableSource:
    """Names of columns that are printed upwards."""
    names = draw.some(TASKS, 5, 7)
    rows = [[n, *(draw.real(20, 90) for _ in names)] for n in draw.some(SYSTEMS, 4, 6)]
    return TableSource("Scores by task.", [["Model", *names], *rows], turned_header=True)


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


def chinese_regions(draw: Draw) -> TableSource:
    """Units in parentheses, in Chinese."""
    names = ["户籍人口", "城镇化率（%）", "人均可支配收入（元）"]
    rows = [
        [n, draw.real(500, 9000, 2), draw.real(40, 90), draw.count(20_000, 80_000, "")]
        for n in draw.some(PROVINCES, 5, 8)
    ]
    return TableSource("部分地区基本情况", [["地区", *names], *rows], chinese=True)


def chinese_levels(draw: Draw) -> TableSource:
    """Two levels and a unit above the table, in Chinese."""
    top = ["指标", "本年度", LEFT, "上年度", LEFT]
    low = [ABOVE, "数量", "占比", "数量", "占比"]
    rows = [
        [n, draw.count(100, 9999), draw.real(1, 99) + "%", draw.count(100, 9999), draw.real(1, 99)]
        for n in draw.some("营业收入|营业成本|研发费用|管理费用|净利润|现金流量", 4, 6)
    ]
    return TableSource("主要财务指标", [top, low, *rows], 2, above="单位：万元", chinese=True)


def chinese_groups(draw: Draw) -> TableSource:
    """A label for several rows, in Chinese."""
    grid = [["类别", "项目", "2022年", "2023年"]]
    for title in draw.some("工业|农业|服务业|建筑业", 2, 3):
        for place, name in enumerate(draw.some("产值|从业人数|投资额|利润", 2, 4)):
            values = (draw.real(10, 900, 2), draw.real(10, 900, 2))
            grid.append([ABOVE if place else title, name, *values])
    return TableSource("分行业统计", grid, labels=2, chinese=True)


Content = Callable[[Draw], TableSource]
CONTENTS: dict[str, Content] = {
    function.__name__.replace("_", "-"): function
    for function in (
        plain_scores,
        two_levels,
        uneven_levels,
        three_levels,
        grouped_rows,
        uncertain,
        regression,
        filing,
        cohort,
        units_in_header,
        unit_line,
        merged_labels,
        wrapped_texts,
        empty_cells,
        dense,
        long_list,
        ablation,
        confusion,
        ranges,
        panels,
        turned_names,
        foot_notes,
        years,
        spaced_thousands,
        quarters,
        chinese_regions,
        chinese_levels,
        chinese_groups,
    )
}
