"""A unit as a model writes it, in the spelling that units are read from."""

from __future__ import annotations

import re

STYLES = re.compile(r"\\(?:mathrm|text|textrm|mathit|rm|unit|si)\b|[{}$]")
SPACES = re.compile(r"\\[,;:! ]|~")
LONGEST = 200  # characters of a reply that is no more than a unit
POWER = re.compile(r"\^\{([^{}]*)\}")
FRACTION = re.compile(r"\\[dt]?frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
AROUND = re.compile(
    r"\A.*\bin (?:units of )?|\A(?:the )?units?(?: (?:of|is|are))?:? |\A单位(?:[为是：:]|就是)?\s*"
    r"|\s+\([^()]*\)\Z"
)


def printed_unit(said: str) -> str:
    """What a reply says of a unit, without LaTeX and without words around it."""
    if len(said) > LONGEST:
        return ""
    text = FRACTION.sub(r"(\1)/(\2)", said)
    text = POWER.sub(r"^\1", text).replace("\\cdot", "*").replace("\\times", "*")
    text = STYLES.sub("", SPACES.sub(" ", text))
    return AROUND.sub("", text.strip()).strip(" .。")
