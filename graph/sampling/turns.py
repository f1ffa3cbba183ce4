"""Taking one from each stream in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def in_turn(streams: Iterable[Iterator[T]]) -> Iterator[T]:
    """The first of each stream, then the second of each, and so on; streams are made as needed."""
    while True:
        lasting = []
        for stream in streams:
            for item in stream:
                yield item
                lasting.append(stream)
                break
        if not lasting:
            return
        streams = lasting
