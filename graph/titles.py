"""Titles that tell the documents of a corpus apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import PurePath

from mmkg.graph.document import Document
from mmkg.graph.names import CJK, normal


def told_apart(documents: Iterable[Document]) -> list[Document]:
    """The documents; those of one title get the names of their files behind it.

    Reports of one form (《基础物理实验》实验报告) all have the form's title, and a question has to
    say which of them it is about.
    """
    every = list(documents)
    titles = Counter(normal(one.title) for one in every)
    return [_named(one) if titles[normal(one.title)] > 1 else one for one in every]


def _named(document: Document) -> Document:
    stem = PurePath(document.name).stem
    if normal(stem) in normal(document.title):
        return document
    form = "{}（{}）" if CJK.search(document.title) else "{} ({})"
    return document.model_copy(update={"title": form.format(document.title, stem)})
