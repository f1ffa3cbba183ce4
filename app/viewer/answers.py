"""What the viewer's page may ask, and the answers: JSON of a session, by path."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue, ValidationError

from mmkg.app.standing import at_work
from mmkg.app.viewer.book import Book
from mmkg.app.viewer.carriers import carrier, document_pages, document_row
from mmkg.app.viewer.networks import find, node_view
from mmkg.app.viewer.overviews import Covered, overview
from mmkg.app.viewer.samples import sample_view
from mmkg.app.viewer.shelf import Wanted
from mmkg.graph.document import Document
from mmkg.runtime.errors import UsageError


class Answers:
    """Answers questions about one session."""

    def __init__(self, folder: Path) -> None:
        self.book = Book(folder)

    def close(self) -> None:
        """Close the session."""
        self.book.close()

    @cached_property
    def covered(self) -> Covered:
        """What accepted samples use of the graph."""
        return Covered(self.book)

    def answer(self, path: str, given: Mapping[str, str]) -> JsonValue:
        """The answer to a path such as `sample` with `{"id": "s00001"}`.

        Raises:
            UsageError: If there is no such path or thing, or something is missing in `given`.
            InputError: If the session has no graph yet, or a file is damaged.
        """
        match path:
            case "name":
                return self.book.folder.resolve().name
            case "overview":
                return overview(self.book)
            case "coverage":
                return self.covered.as_json()
            case "samples":
                table = self.book.shelf.page(_wanted(given))
                return table | {"working": at_work(self.book.folder)}
            case "sample":
                return sample_view(self.book, _needed(given, "id"))
            case "beside":
                return self.book.shelf.beside(_needed(given, "id"))
        return self._of_graph(path, given)

    def _of_graph(self, path: str, given: Mapping[str, str]) -> JsonValue:
        graph = self.book.graph
        match path:
            case "documents":
                return [document_row(document) for document in graph.documents.values()]
            case "document":
                document = self._document(_needed(given, "sha256"))
                drawn = document.sha256 in self.book.pdfs
                return document_pages(document) | {"drawn": drawn}
            case "carrier":
                name = _needed(given, "id")
                if name not in graph.carriers:
                    raise UsageError(f"nothing called {name!r} was found in the documents")
                return carrier(graph, name)
            case "find":
                return find(graph, given.get("text", ""))
            case "node":
                return node_view(graph, _needed(given, "id")) | {"pdfs": list(self.book.pdfs)}
        raise UsageError(f"there is no {path!r} to ask for")

    def _document(self, sha256: str) -> Document:
        known = self.book.graph.documents
        found = [document for name, document in known.items() if name.startswith(sha256)]
        if len(found) != 1:
            raise UsageError(f"{len(found)} documents have a hash that begins with {sha256[:64]!r}")
        return found[0]


def _needed(given: Mapping[str, str], name: str) -> str:
    if not given.get(name):
        raise UsageError(f"{name!r} is missing")
    return given[name]


def _wanted(given: Mapping[str, str]) -> Wanted:
    try:
        return Wanted.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{first['loc'][0]}: {first['msg']}") from None
