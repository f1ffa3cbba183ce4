"""The words of LaTeX text, without its commands."""

from __future__ import annotations

import re
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text

from mmkg.tools.parse.text_raised import Shift, shifted

WRAPPING = re.compile(
    r"\\(?:begin|end)\s*\{(?:itemize|enumerate|description|center|abstract|quote|quotation"
    r"|document|flushleft|flushright|thebibliography|threeparttable|tablenotes)\}"
    r"(?:\[[^\]]*\]|\{[^{}]*\})?"
)
DROPPED = re.compile(
    r"\\(?:label|vspace|hspace|bibliographystyle|bibliography|pagestyle|input|include|index"
    r"|includegraphics|setlength|caption\*?)\s*\*?(?:\[[^\]]*\])?\{[^{}]*\}(?:\{[^{}]*\})?"
    r"|\\(?:centering|maketitle|noindent|small|footnotesize|tableofcontents|newpage|clearpage)\b"
    r"|[~ ]?\\[cC]ite[a-zA-Z]*\*?\s*(?:\[[^\]]*\])*\{[^{}]*\}"
)
NUMBER = re.compile(r"\\num\s*(?:\[[^\]]*\])?\{([^{}]*)\}")
MEASURE = re.compile(r"\\(?:SI|qty)\s*(?:\[[^\]]*\])?\{([^{}]*)\}\s*\{([^{}]*)\}")
UNIT = re.compile(r"\\(?:si|unit)\s*(?:\[[^\]]*\])?\{([^{}]*)\}")
SHIFTED = re.compile(r"(?P<before>\w*)\\text(?:super|sub)script\s*\{(?P<text>[^{}]*)\}")
MARKED = re.compile(  # an asterisk behind a number marks it and is no exponent
    r"(?<=[\d%$])\s*\^\s*(?:\{\s*)?(?P<marks>(?:\*|†|‡|§|\\(?:ast|star|d?dagger)\b\s*)+)\}?"
)
UNITS = {
    "kilo": "k", "mega": "M", "giga": "G", "centi": "c", "milli": "m", "micro": "µ", "nano": "n",
    "metre": "m", "meter": "m", "gram": "g", "second": "s", "kelvin": "K", "percent": "%",
    "per": "/", "hour": "h", "day": "d", "newton": "N", "joule": "J", "watt": "W", "pascal": "Pa",
    "hertz": "Hz", "volt": "V", "ampere": "A", "mole": "mol", "litre": "L", "liter": "L",
    "degreeCelsius": "°C", "celsius": "°C", "degree": "°", "squared": "^2", "cubed": "^3",
    "tonne": "t", "electronvolt": "eV", "bar": "bar",
}  # fmt: skip


def words(latex: str) -> str:
    """The words of a piece of LaTeX, formulas by their letters; nothing is run or followed."""
    plain = DROPPED.sub("", WRAPPING.sub("", MARKED.sub(r"{\g<marks>}", latex)))
    plain = MEASURE.sub(lambda m: f"{m[1]} {_unit(m[2])}", NUMBER.sub(r"\1", plain))
    plain = SHIFTED.sub(_shifted, plain)
    plain = UNIT.sub(lambda m: _unit(m[1]), plain)
    try:
        return str(_reader().latex_to_text(plain)).strip()
    except (IndexError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return re.sub(r"\\[a-zA-Z]+\*?|[{}]", "", plain).strip()  # braces that do not match


def _shifted(found: re.Match[str]) -> str:
    place: Shift = "raised" if "superscript" in found[0] else "lowered"
    return found["before"] + shifted(found["text"], place, found["before"])


def _unit(latex: str) -> str:
    return re.sub(r"\\([a-zA-Z]+)\s*", lambda m: UNITS.get(m[1], m[1]), latex)


@cache
def _reader() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", strict_latex_spaces="macros")
