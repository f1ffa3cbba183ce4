"""Python's garbage collector while many values are made that stay: modules, a graph, samples."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW = 50_000  # objects made, less those let go, before it looks for cycles among them


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look less often for cycles among what is new: few come, and a fifth of a start is looking."""
    before = gc.get_threshold()
    gc.set_threshold(NEW, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def beside_a_graph() -> Iterator[None]:
    """Look no more through what there is now, and seldom through what comes.

    A sample leaves few cycles behind; looking through the graph for them took a tenth of its time.
    """
    gc.collect()
    gc.freeze()
    try:
        with seldom_collecting():
            yield
    finally:
        gc.unfreeze()
