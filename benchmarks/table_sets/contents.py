"""What tables say: each function draws a table of a kind that papers, reports, filings print."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from table_sets import chinese, measures, papers, reports, surveys
from table_sets.sources import Draw, TableSource

Content = Callable[[Draw], TableSource]
CONTENTS: dict[str, Content] = {
    name.replace("_", "-"): function
    for module in (papers, measures, reports, surveys, chinese)
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and name[0] != "_"
}
