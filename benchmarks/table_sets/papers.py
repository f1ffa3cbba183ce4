"""Tables as papers on machine learning print them."""

from __future__ import annotations

from table_sets.sources import ABOVE, LEFT, Draw, TableSource

SYSTEMS = (
    "Atlas|Brio-7B|Calder|Dune XL|Ember (ours)|Fjord|Gale-v2|Harrow|Isle + rerank|Juniper|"
    "Kestrel w/o memory|Larch|Moor-13B|Nettle"
)
METRICS = "Precision|Recall|F1|Accuracy|BLEU|chrF|AUC|MRR|Hit@5|ROUGE-L|EM|Kappa"
TASKS = "Parsing|Tagging|Retrieval|Summaries|Dialogue|Coding|Vision|Speech"
TOWNS = "Ashby|Belton|Corley|Dunham|Elsford|Fenwick|Garby|Holton|Ilford|Jarrow|Kelby|Luton"


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


def turned_names(draw: Draw) -> TableSource:
    """Names of columns that are printed upwards."""
    names = draw.some(TASKS, 5, 7)
    rows = [[n, *(draw.real(20, 90) for _ in names)] for n in draw.some(SYSTEMS, 4, 6)]
    return TableSource("Scores by task.", [["Model", *names], *rows], turned_header=True)
