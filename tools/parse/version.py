"""The version of a reader: a hash of all code that it runs, so that no cache outlives a change."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

IMPORTED = re.compile(rb"^\s*(?:from|import) (mmkg(?:\.\w+)+)", re.MULTILINE)


@cache
def code_version(*modules: str) -> str:
    """The first 12 hexadecimal digits of the hash of some modules and of all of ours they import.

    Lists of words that lie beside the code count as well.

    Args:
        modules: Full names, such as `mmkg.tools.parse.web`.
    """
    code = hashlib.sha256()
    for name, source in sorted(reached(modules).items()):
        code.update(name.encode() + b"\0" + source)
    for words in sorted(Path(__file__).parent.rglob("*.txt")):
        code.update(words.read_bytes())
    return code.hexdigest()[:12]


def reached(modules: tuple[str, ...]) -> dict[str, bytes]:
    """The sources of modules and of what they import, by name."""
    found: dict[str, bytes] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        spec = find_spec(name) if name not in found else None
        if spec is None or spec.origin is None:
            continue
        found[name] = Path(spec.origin).read_bytes()
        waiting += [match.decode() for match in IMPORTED.findall(found[name])]
    return found
