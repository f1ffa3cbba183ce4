"""Read `examples/truth`: the values that the documents print."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "truth"
EMPTY = "–"
Row = dict[str, str]
Spec = dict[str, Any]


def read_json(name: str) -> Any:
    """Parse one JSON file of the folder."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def read_csv(name: str) -> list[Row]:
    """Read one CSV file; values stay the strings that are printed."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Truth:
    """Every specification by its id."""

    tables: dict[str, Spec]
    charts: dict[str, Spec]
    formulas: dict[str, Spec]
    rules: dict[str, Spec]
    sources: dict[str, str]


def load() -> Truth:
    """Read all specifications."""
    tables, charts, formulas, rules = (
        {spec["id"]: spec for spec in read_json(f"{kind}.json")}
        for kind in ("tables", "charts", "formulas", "rules")
    )
    return Truth(tables, charts, formulas, rules, read_json("sources.json"))


def table_rows(table: Spec) -> list[Row]:
    """The CSV rows that a table prints, in order."""
    rows = read_csv(table["csv"])
    needed = table.get("needs")
    return [row for row in rows if not needed or row[needed]]


def printed_cells(table: Spec, row: Row) -> list[str]:
    """The cells of one row as printed."""
    return [row[column["column"]] or EMPTY for column in table["columns"]]


def header_text(column: Spec) -> str:
    """The header of a column with its unit: `Mass (kg)`."""
    return f"{column['header']} ({column['unit']})" if "unit" in column else column["header"]


def chart_points(chart: Spec) -> dict[str, list[tuple[str, float]]]:
    """The (category, value) points of each series of a chart."""
    wanted = chart.get("rows")
    rows = [row for row in read_csv(chart["csv"]) if not wanted or row[chart["category"]] in wanted]
    return {
        series["name"]: [(row[chart["category"]], float(row[series["column"]])) for row in rows]
        for series in chart["series"]
    }


def printed(truth: Truth) -> Spec:
    """What the documents print, in the shape a reader of them would want to compare."""
    tables = [
        {key: table[key] for key in ("id", "document", "number", "caption")}
        | {
            "header": [header_text(column) for column in table["columns"]],
            "rows": [printed_cells(table, row) for row in table_rows(table)],
        }
        for table in truth.tables.values()
    ]
    charts = [
        {key: chart[key] for key in ("id", "document", "number", "caption", "kind", "unit")}
        | {"series": {name: dict(points) for name, points in chart_points(chart).items()}}
        for chart in truth.charts.values()
    ]
    return {"note": "Written by examples/build/build.py.", "tables": tables, "charts": charts}
