"""Carriers seen as measures: named quantities of named things, which questions can be about.

A column of a table and a series of a chart are the same to the patterns: a `Measure`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import log10
from typing import Literal

from mmkg.graph.document import Cell, Document, Figure, Language, Series, Table
from mmkg.graph.evidence import Evidence, cite_cell, cite_point
from mmkg.graph.mining.comparing import FEWEST, MONEY, comparable
from mmkg.graph.mining.comparing import decimals as decimals
from mmkg.graph.mining.summaries import Summaries
from mmkg.graph.mining.topics import label_header, topic
from mmkg.graph.mining.wording import Phrasing, column_name, singular
from mmkg.graph.names import mentions, normal

LONGEST_LABEL = 60  # characters
LEGIBLE = Decimal("0.01")  # share of a series' range that can be told apart by eye
PERIOD = re.compile(r"\d{4} ?年[度末]?|第[一二三四]季度|[上下]半年|[上本]期|期[初末]|本年|上年")
FIELD = re.compile(r"\w+(?:[._]\w+)+")  # "country_id" is what a file calls a column, no word
ORDINAL = re.compile(r"#|no\.?|s/n|id|序号|编号|行次", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """A named thing with its quantity or attribute, and where that was read."""

    label: str
    evidence: Evidence
    number: Decimal | None = None
    text: str = ""


@dataclass(frozen=True)
class Measure:
    """A quantity (or attribute) of several things.

    Attributes:
        carrier: Id of the table or figure.
        modality: What the carrier is.
        name: The quantity as a phrase ("Acc for Script Verification").
        unit: Unit of the numbers.
        noun: What the things are, in the singular; empty if unknown.
        topic: What the carrier is about.
        group: Labels that all its things share, where names are unique only within a group.
        items: The things, in reading order; their labels are unique.
        margin: Differences up to this size mean nothing (reading error of a chart).
    """

    carrier: str
    modality: Literal["table", "image"]
    name: str
    unit: str | None
    noun: str
    topic: str
    language: Language
    group: tuple[str, ...]
    items: tuple[Item, ...]
    margin: Decimal = Decimal(0)

    @cached_property
    def by_label(self) -> dict[str, Item]:
        """Items by the normal form of their label."""
        return {normal(item.label): item for item in self.items}

    @cached_property
    def numbers(self) -> list[Decimal]:
        """The numbers, in order."""
        return [item.number for item in self.items if item.number is not None]

    @cached_property
    def decimals(self) -> int:
        """Decimals an answer can carry: as many as printed; of a chart, as can be read off it."""
        printed = max((decimals(number) for number in self.numbers), default=0)
        legible = max(0, round(-log10(self.margin))) if self.margin else printed
        return min(printed, legible)

    @cached_property
    def numbered(self) -> bool:
        """Whether its things are places on an axis of numbers, years apart."""
        numbers = [re.fullmatch(r"-?\d+(?:\.\d+)?", item.label) for item in self.items]
        years = all(re.fullmatch(r"[12]\d{3}", item.label) for item in self.items)
        return all(numbers) and not years

    @cached_property
    def dated(self) -> bool:
        """Whether its numbers are years: to be compared, never averaged or divided."""
        years = all(number == int(number) and 1000 < number < 2100 for number in self.numbers)
        return years and self.decimals == 0 and not self.unit


def table_measures(
    table: Table, document: Document, phrasing: Phrasing, *, agreed_only: bool
) -> list[Measure]:
    """The columns of comparable numbers, whole or by group of rows.

    Rows known by numbers alone, of nobody knows what, have no names to ask for.
    """
    found = _columns(table, document, phrasing, "number", agreed_only)
    return [m for m in found if comparable(m) and (m.noun or not m.numbered)]


def table_attributes(
    table: Table, document: Document, phrasing: Phrasing, *, agreed_only: bool
) -> list[Measure]:
    """The columns of names."""
    return list(_columns(table, document, phrasing, "text", agreed_only))


def chart_measures(figure: Figure, document: Document, phrasing: Phrasing) -> list[Measure]:
    """The series of a chart whose points have names or whole numbers (years) on x."""
    if figure.kind != "chart" or figure.y_axis is None:
        return []
    found = []
    for series in figure.series:
        labels = {normal(point.x) for point in series.points}
        if len(labels) == len(series.points) >= FEWEST and _named_points(series):
            found.append(_series_measure(figure, series, document, phrasing))
    return [measure for measure in found if measure.name]


def _columns(
    table: Table,
    document: Document,
    phrasing: Phrasing,
    kind: Literal["number", "text"],
    agreed_only: bool,
) -> Iterator[Measure]:
    paths = {cell.column: cell.column_path for cell in table.cells if cell.kind == "body"}
    leaves = Counter(normal(path[-1]) for path in paths.values() if path)
    wholes = Counter(paths.values())
    added, noun = Summaries(table), phrasing.noun(label_header(table))
    noun = "" if FIELD.fullmatch(noun) else noun
    for position in range(table.label_columns, table.columns):
        cells = [c for c in table.cells if c.column == position and added.counts(c)]
        if len(cells) < 2 or not cells[0].column_path or wholes[cells[0].column_path] > 1:
            continue  # two columns of one name cannot be told apart in a question
        path = cells[0].column_path
        name = column_name(path, phrasing, whole=leaves[normal(path[-1])] > 1 or len(path[-1]) < 4)
        for group, rows in _groups(cells) if name else ():
            if not all(_usable(cell, kind, agreed_only) for cell in rows):
                continue  # a ranking or a count that lacks a row would be wrong
            if any(map(added.doubted, rows)):
                continue  # and so would one that has a row too many
            if ORDINAL.fullmatch(noun):
                continue  # what its rows are is said in another column
            money = MONEY.search(rows[0].reading.unit or "") is not None
            yield Measure(
                carrier=table.id,
                modality="table",
                name=f"{name}的金额" if money and PERIOD.fullmatch(name) else name,
                unit=rows[0].reading.unit,
                noun=noun,
                topic=topic(table, document),
                language=document.language,
                group=group,
                items=tuple(_cell_item(table, cell) for cell in rows),
            )


def _usable(cell: Cell, kind: str, agreed_only: bool) -> bool:
    kinds = ("text", "range", "time") if kind == "text" else (kind,)
    if cell.reading.kind not in kinds or not cell.row_path or (agreed_only and not cell.exact):
        return False
    label = cell.row_path[-1]
    alone = cell.column_span == 1 and cell.row_span == 1
    return alone and bool(normal(label)) and len(label) <= LONGEST_LABEL


def _groups(cells: list[Cell]) -> Iterator[tuple[tuple[str, ...], list[Cell]]]:
    if all(cell.row_path for cell in cells) and _unique(cells):
        yield (), cells
        return
    for group in dict.fromkeys(cell.row_path[:-1] for cell in cells):
        rows = [cell for cell in cells if cell.row_path[:-1] == group]
        if group and len(rows) >= 2 and _unique(rows):
            yield group, rows


def _unique(cells: list[Cell]) -> bool:
    return len({normal(cell.row_path[-1]) for cell in cells}) == len(cells)


def _cell_item(table: Table, cell: Cell) -> Item:
    return Item(cell.row_path[-1], cite_cell(table, cell), cell.reading.number, cell.text)


def _named_points(series: Series) -> bool:
    whole = all(p.x_number is None or p.x_number == int(p.x_number) for p in series.points)
    return whole and len(series.points) <= 60


def _series_measure(
    figure: Figure, series: Series, document: Document, phrasing: Phrasing
) -> Measure:
    axis, across = figure.y_axis, figure.x_axis
    title = axis.title if axis else ""
    said = mentions(series.name, title)  # an axis "Passengers", a series "Passengers 2021"
    path = tuple(part for part in (series.name, "" if said else title) if part)
    name = column_name(path, phrasing, whole=True)
    return Measure(
        carrier=figure.id,
        modality="image",
        name=name,
        unit=axis.unit if axis else None,
        noun=phrasing.noun(singular(across.title)) if across and len(across.title) <= 30 else "",
        topic=topic(figure, document),
        language=document.language,
        group=(),
        items=tuple(Item(p.x, cite_point(figure, series, p), p.y, p.x) for p in series.points),
        margin=max(Decimal(2).scaleb(-figure.decimals), _span(series) * LEGIBLE),
    )


def _span(series: Series) -> Decimal:
    values = [point.y for point in series.points]
    return max(values) - min(values)
