"""How axes of values print their labels, by the formatters of matplotlib."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Form:
    """How an axis of values prints its labels.

    Attributes:
        top: The largest value drawn.
        shown: What a value drawn as 1 is called on the axis.
        unit: The unit that the labels print.
    """

    name: str
    top: float
    shown: float = 1.0
    unit: str | None = None


FORMS = (
    *(Form("plain", top) for top in (1.0, 12.0, 80.0, 700.0, 0.02)),
    Form("thousands", 45_000),
    Form("spaces", 320_000),
    Form("percent", 95, unit="%"),
    Form("fraction", 0.9, shown=100, unit="%"),
    Form("dollars", 8_000, unit="$"),
    Form("euros", 600, unit="€"),
    Form("kilo", 90_000),
    Form("mega", 7e6),
    Form("wan", 500_000),
    Form("offset", 6e6),
    Form("small offset", 4e-5),
    Form("times ten", 3e7),
    Form("comma", 0.9),
)


def set_form(axis: Any, form: Form) -> None:
    """Give an axis of matplotlib the formatter."""
    from matplotlib import ticker

    plain = {
        "thousands": "{x:,.0f}",
        "percent": "{x:.0f}%",
        "dollars": "${x:,.0f}",
        "euros": "€{x:.0f}",
    }
    called: dict[str, Callable[[float, int], str]] = {
        "spaces": lambda x, _: f"{x:,.0f}".replace(",", " "),
        "kilo": lambda x, _: f"{x / 1e3:g}K" if x else "0",
        "mega": lambda x, _: f"{x / 1e6:g}M",
        "wan": lambda x, _: f"{x / 1e4:g}万",
        "comma": lambda x, _: f"{x:.1f}".replace(".", ","),
    }
    if form.name in plain:
        axis.set_major_formatter(ticker.StrMethodFormatter(plain[form.name].replace("$", r"\$")))
    elif form.name in called:
        axis.set_major_formatter(ticker.FuncFormatter(called[form.name]))
    elif form.name == "fraction":
        axis.set_major_formatter(ticker.PercentFormatter(1.0))
    elif form.name in ("offset", "small offset", "times ten"):
        maths = form.name == "times ten"
        formatter = ticker.ScalarFormatter(useMathText=maths)
        formatter.set_powerlimits((-2, 3))
        axis.set_major_formatter(formatter)
