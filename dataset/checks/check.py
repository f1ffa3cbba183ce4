"""What a check is. Each check is a small class in a file of its own; `all_checks` finds them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from mmkg.dataset.sample import Finding, Sample, opened
from mmkg.graph.evidence import Evidence
from mmkg.graph.mining.view import View

Reread = Callable[[Evidence], str | None]


@dataclass
class Ground:
    """What checks may look at besides the sample itself.

    Attributes:
        view: The whole graph with its measures, for questions about uniqueness and names.
        reread: Reads evidence again at its address with another reader; says what differs, or
            nothing if it is the same.
        questions: Fingerprints of questions accepted so far, with their sample's id.
        task_files: A user's own tasks, beside those that ship.
        asks: All wordings that the grammar has for a sample's plan, as text with signs.
    """

    view: View
    reread: Reread
    questions: Mapping[str, str] = field(default_factory=dict)
    task_files: tuple[Path, ...] = ()
    asks: Callable[[Sample], str] = lambda sample: ""


class Check(Protocol):
    """One named test of a sample, made by code.

    Attributes:
        name: Its name in verdicts and reports.
        order: Cheap checks come first.
    """

    name: str
    order: int

    def examine(self, sample: Sample, ground: Ground) -> Finding:
        """What the check finds."""
        ...


def all_checks() -> list[Check]:
    """One instance of each class in this folder whose name ends in `Check`, in order.

    Raises:
        ValueError: If two have the same name.
    """
    package = importlib.import_module("mmkg.dataset.checks")
    found: dict[str, Check] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"mmkg.dataset.checks.{info.name}")
        for name, value in vars(module).items():
            if not name.endswith("Check") or value is Check or value.__module__ != module.__name__:
                continue
            check: Check = value()
            if check.name in found:
                raise ValueError(f"there are two checks {check.name!r}")
            found[check.name] = check
    return sorted(found.values(), key=lambda check: (check.order, check.name))


def examine(sample: Sample, ground: Ground, checks: Iterable[Check]) -> Iterator[Finding]:
    """Findings of checks in their order; faults of wording are collected for the writer.

    A failure that no rewording mends ends it. The checks see the plain question, but for those
    that judge how it is put, which say so by an attribute `as_put`.
    """
    plain = opened(sample)
    for check in checks:
        finding = check.examine(sample if hasattr(check, "as_put") else plain, ground)
        yield finding
        if finding.passed is False and finding.route != "writer":
            return
