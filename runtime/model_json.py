r"""JSON as models write it: the backslashes of formulas in it are often not doubled.

JSON reads a tab and "imes" out of `\times` with one backslash, and refuses `\cdot` altogether.
"""

from __future__ import annotations

import json
import re

_COMMAND = (  # of those that begin as JSON's tab and line breaks do
    r"t(?:heta|imes|au|ext[a-z]*|anh?|ilde|op?|frac|riangle[a-z]*|herefore)"
    r"|r(?:ho|ight[a-z]*|angle|m|floor|ceil|[Vv]ert)"
    r"|n(?:u|abla|eq?|eg|ot(?:in)?|earrow|mid|parallel)"
)
_BACKSLASH = re.compile(
    rf"(?P<meant>\\(?:[\\\"/]|u[0-9A-Fa-f]{{4}}|(?!(?:{_COMMAND})(?![A-Za-z]))[nrt]|[bf](?![a-z])))|\\"
)


def loads(text: str) -> object:
    """What JSON says, with the backslashes of LaTeX commands kept.

    Raises:
        ValueError: If it is no JSON.
    """
    return json.loads(with_backslashes(text))


def with_backslashes(text: str) -> str:
    """JSON with each backslash doubled that begins no escape of JSON's, but a LaTeX command."""
    return _BACKSLASH.sub(lambda found: found["meant"] or r"\\", text)
