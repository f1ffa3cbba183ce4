"""Writes the viewer as files that need no server: what it would answer, as scripts beside it.

A page that was opened from a disk may fetch nothing and import no module, but it may load scripts:
each answer is a script that hands over its data, and the page's modules are made one script.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from pydantic import JsonValue

from mmkg.app.viewer.answers import Answers
from mmkg.app.viewer.networks import find
from mmkg.app.viewer.server import asset
from mmkg.app.viewer.shelf import Wanted
from mmkg.runtime.errors import InputError, UsageError

COPIED = ("style.css", "views.css", "icon.svg")
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:;"
    " base-uri 'none'; form-action 'none'"
)
_IMPORT = re.compile(r'^import (\* as )?(.+?) from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?(?:function|class|const) (\w+))", re.MULTILINE)

Question = tuple[str, dict[str, str]]


def write_site(answers: Answers, folder: Path) -> Path:
    """Write all views of a session into a new folder; returns the page to open.

    Raises:
        UsageError: If the folder is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty: name a new folder")
    (folder / "data").mkdir(parents=True)
    answers.book.shelf.catch_up(float("inf"))
    keys: dict[str, int] = {}
    for number, (path, given) in enumerate(_questions(answers)):
        key = "?".join([path, *given.values()])
        keys[key] = number
        _write(
            folder / "data" / f"{number}.js",
            f"mmkgData({_js(key)}, {_js(_told(answers, path, given))});",
        )
    _write(folder / "data" / "files.js", f"globalThis.mmkgFiles = {_js(dict(keys))};")
    _write_pages(answers, folder / "page")
    _write(folder / "viewer.js", bundle("app"))
    for name in COPIED:
        (folder / name).write_bytes(asset(name)[1])
    page = folder / "index.html"
    _write(page, _page())
    return page


def bundle(start: str) -> str:
    """One plain script of a module and all it imports; cycles are not allowed."""
    made: dict[str, str] = {}

    def add(name: str) -> None:
        text = (files("mmkg.app.viewer") / "static" / f"{name}.js").read_text("utf-8")
        for found in _IMPORT.finditer(text):
            if found[3] not in made:
                add(found[3])
        names = ", ".join(found[2] for found in _EXPORT.finditer(text))
        body = _EXPORT.sub(r"\1", _IMPORT.sub(r"const \2 = in_\3;\n", text))
        made[name] = f"const in_{name} = (() => {{\n{body}\nreturn {{ {names} }};\n}})();\n"

    add(start)
    return '"use strict";\n' + "".join(made.values())


def _questions(answers: Answers) -> Iterator[Question]:
    """All that the page may ask, but for what it works out itself from the tables."""
    yield from ((path, {}) for path in ("name", "overview", "samples"))
    for name in answers.book.shelf.names():
        yield from ((path, {"id": name}) for path in ("sample", "beside"))
    graph = answers.book.known_graph
    if graph is None:
        return
    yield from ((path, {}) for path in ("coverage", "documents", "find"))
    for document in graph.documents:
        yield "document", {"sha256": document[:12]}
    yield from (("carrier", {"id": name}) for name in graph.carriers)
    yield from (("node", {"id": name}) for name in graph.nodes)


def _told(answers: Answers, path: str, given: dict[str, str]) -> JsonValue:
    match path:
        case "samples":
            return answers.book.shelf.page(Wanted(most=None))
        case "find":
            return find(answers.book.graph, "", most=None)
        case "coverage":
            return answers.covered.as_json(float("inf"))
    return answers.answer(path, given)


def _write_pages(answers: Answers, folder: Path) -> None:
    """Draw every page of every document that can be drawn."""
    folder.mkdir()
    graph = answers.book.known_graph
    for document in graph.documents.values() if graph else ():
        if document.sha256 in answers.book.pdfs:
            pages = range(1, len(document.page_sizes) + 1)
            with suppress(InputError):  # the page says that it cannot be drawn
                answers.book.draw(document.sha256, pages, folder)


def _page() -> str:
    text = asset("index.html")[1].decode()
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    scripts = '<script src="data/files.js" defer></script>\n<script src="viewer.js" defer></script>'
    text = text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}')
    return text.replace('<script type="module" src="app.js"></script>', scripts)


def _js(value: JsonValue) -> str:
    return json.dumps(value, separators=(",", ":"))  # ASCII alone: no line ends that JSON allows


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
