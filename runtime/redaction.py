"""Takes secrets out of text before it is written anywhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from mmkg.runtime.settings import Endpoint

REDACTED = "[redacted]"
_NAME = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$", re.IGNORECASE)
_PREFIXES = ("sk", "rk", "pk", "gsk", "xai", "hf", "ghp", "gho", "github_pat", "glpat", "nvapi")
_LOOKS_LIKE_KEY = re.compile(
    rf"""\b(?:{"|".join(_PREFIXES)})[-_][A-Za-z0-9_-]{{16,}}
      | \bAKIA[0-9A-Z]{{16}}\b
      | \bAIza[0-9A-Za-z_-]{{30,}}
      | (?<=Bearer\ )[A-Za-z0-9._~+/-]{{12,}}=*""",
    re.VERBOSE,
)
# Looked for first: the pattern is slow, and hardly any text has one of these.
_LONG = re.compile(rf"[{''.join(name[-1] for name in _PREFIXES)}][-_][A-Za-z0-9_-]{{16}}")
_SIGNS = ("AKIA", "AIza", "Bearer ")
_SHORTEST = 8  # shorter values would blot out ordinary words


class Redactor:
    """Replaces the values of secret variables, and whatever looks like a key.

    Args:
        variables: Names of variables that hold keys, besides those whose name says so.
    """

    def __init__(self, variables: Iterable[str] = ()) -> None:
        named = {name for name in os.environ if _NAME.search(name)} | set(variables)
        values = {os.environ.get(name, "") for name in named}
        self._values = sorted((v for v in values if len(v) >= _SHORTEST), key=len, reverse=True)

    @classmethod
    def of(cls, endpoints: Iterable[Endpoint]) -> Self:
        """For the keys of endpoints, and of those that stand in for them."""
        return cls(each.key_env for endpoint in endpoints for each in endpoint.all())

    def __call__(self, text: str) -> str:
        """The text without secrets."""
        for value in self._values:
            text = text.replace(value, REDACTED)
        if _LONG.search(text) or any(sign in text for sign in _SIGNS):
            return _LOOKS_LIKE_KEY.sub(REDACTED, text)
        return text
