r"""What LaTeX commands stand for and print, near enough for letters and digits of tables."""

from __future__ import annotations

import re

COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
MACRO = re.compile(r"\\(?:re)?newcommand\*?\s*(?:\{\\(\w+)\}|\\(\w+))\s*(?:\[(\d)\])?\s*(?=\{)")
DROPPED = {  # commands with the number of arguments that are not printed
    "color": 1, "cellcolor": 1, "textcolor": 1, "rotatebox": 1, "raisebox": 1, "resizebox": 2,
    "scalebox": 1, "hspace": 1, "vspace": 1, "rule": 2, "parbox": 1, "phantom": 1, "hphantom": 1,
    "label": 1, "href": 1, "colorbox": 1, "adjustbox": 1, "begin": 1, "end": 1, "fontsize": 2,
    "setlength": 2, "includegraphics": 1, "footnotemark": 0, "diagbox": 2, "slashbox": 2,
    "multicolumn": 2, "multirow": 2, "rowcolor": 1, "arraystretch": 0, "ding": 1, "footnote": 1,
    "renewcommand": 2, "arrayrulecolor": 1, "cmidrule": 1, "cline": 1, "vphantom": 1,
    "todo": 1, "captionsetup": 1, "caption": 1, "Xhline": 1, "noalign": 1, "hhline": 1,
    "specialrule": 3, "setcellgapes": 1, "vcenteredhbox": 0, "rowcolors": 3, "cdashline": 1,
    "tabcolsep": 0, "extracolsep": 1, "linespread": 1,
}  # fmt: skip
SYMBOLS = {
    "pm": "±", "times": "×", "cdot": "·", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "lambda": "λ", "mu": "μ", "sigma": "σ", "rho": "ρ", "tau": "τ", "theta": "θ", "eta": "η",
    "epsilon": "ϵ", "varepsilon": "ε", "phi": "φ", "pi": "π", "omega": "ω", "chi": "χ", "nu": "ν",
    "textless": "<", "textgreater": ">", "LaTeX": "LATEX", "TeX": "TEX", "ss": "ß", "o": "ø",
    "ae": "æ", "aa": "å", "i": "ı", "l": "ł", "O": "Ø", "AA": "Å", "log": "log", "max": "max",
    "min": "min", "exp": "exp", "ln": "ln", "infty": "∞", "textmu": "μ", "micro": "μ", "deg": "deg",
    "textdegree": "°", "ell": "ℓ", "kappa": "κ", "Delta": "Δ", "Sigma": "Σ", "sin": "sin",
    "cos": "cos", "sum": "∑", "checkmark": "✓", "psi": "ψ", "zeta": "ζ", "xi": "ξ",
    "Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "iota": "ι", "varphi": "φ", "vartheta": "ϑ",
    "volt": "V", "ampere": "A", "second": "s", "metre": "m", "meter": "m", "gram": "g",
    "kilogram": "kg", "kelvin": "K", "hertz": "Hz", "watt": "W", "joule": "J", "newton": "N",
    "pascal": "Pa", "ohm": "Ω", "percent": "%", "celsius": "C", "degreeCelsius": "C", "mole": "mol",
    "electronvolt": "eV", "eV": "eV", "GeV": "GeV", "TeV": "TeV", "MeV": "MeV", "keV": "keV",
    "milli": "m", "kilo": "k", "mega": "M", "giga": "G", "tera": "T", "nano": "n", "pico": "p",
    "centi": "c", "femto": "f", "minute": "min", "hour": "h", "litre": "L", "liter": "L",
    "byte": "B", "bit": "bit", "per": "",
}  # fmt: skip


def macros_of(source: str) -> dict[str, tuple[int, str]]:
    """Commands that a source defines: how many arguments they take, and what they stand for."""
    found = {}
    source = COMMENT.sub(r"\1", source)
    for macro in MACRO.finditer(source):
        body, _ = group_at(source, macro.end())
        found[macro[1] or macro[2]] = int(macro[3] or 0), body
    return found


def expanded(source: str, macros: dict[str, tuple[int, str]]) -> str:
    """A source with its own commands replaced by what they stand for."""
    for _ in range(4):
        for name, (count, body) in macros.items():
            if f"\\{name}" in source and f"\\{name}" not in body:
                source = _replaced(source, name, count, body)
    return source


def _replaced(source: str, name: str, count: int, body: str) -> str:
    parts, last = [], 0
    for use in re.finditer(rf"\\{name}(?![A-Za-z])\s*", source):
        if use.start() < last:
            continue
        text, at = body, use.end()
        for number in range(1, count + 1):
            argument, at = group_at(source, at)
            text = text.replace(f"#{number}", argument)
        parts += [source[last : use.start()], text if count else text + " "]
        last = at
    return "".join([*parts, source[last:]])


def group_at(source: str, at: int) -> tuple[str, int]:
    """The argument at a place, and where it ends."""
    while at < len(source) and source[at].isspace():
        at += 1
    if at >= len(source) or source[at] != "{":
        token = re.compile(r"\\[A-Za-z]+|.", re.DOTALL).match(source, at)
        return (token.group(), token.end()) if token else ("", at)
    depth = 0
    for place in range(at, len(source)):
        escaped = source[place - 1] == "\\" and source[place - 2 : place] != "\\\\"
        depth += 0 if escaped else {"{": 1, "}": -1}.get(source[place], 0)
        if not depth:
            return source[at + 1 : place], place + 1
    return source[at + 1 :], len(source)


def past_option(source: str, at: int) -> int:
    """Past an argument in square brackets at a place."""
    found = re.compile(r"\s*\[[^\]]*\]").match(source, at)
    return found.end() if found else at


def printed(text: str) -> str:
    """What a piece of LaTeX prints, near enough for letters and digits."""
    text = re.sub(
        r"\\(?:footnote|tnote|label|vspace|hspace|phantom|hphantom)\*?\s*\{[^{}]*\}", "", text
    )
    text = re.sub(r"\\(?:[cC]ite\w*)\*?(?:\[[^\]]*\])*\{[^{}]*\}", "[7]", text)
    text = re.sub(r"\\(?:eq|auto|c|C|page)?ref\*?\{[^{}]*\}", "1", text)
    text = re.sub(r"\\rule\s*(?:\[[^\]]*\])?\{[^{}]*\}\{[^{}]*\}", "", text)
    text = re.sub(
        r"\\(?:\\|tabularnewline|newline|quad|qquad|linebreak|par)\*?(?![a-zA-Z])(?:\[[^\]]*\])?",
        " ",
        text,
    )
    for _ in range(3):
        text = re.sub(r"\\[td]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"\1 \2", text)
    out, at = [], 0
    while at < len(text):
        command = re.compile(r"\\([A-Za-z]+)\*?\s*").match(text, at)
        if not command:
            out.append(
                text[at + 1]
                if text[at] == "\\" and at + 1 < len(text) and text[at + 1] in "%&#$_{}"
                else ""
                if text[at] in "\\{}$"
                else text[at]
            )
            at += 2 if text[at] == "\\" else 1
            continue
        at = command.end()
        name = command[1]
        if name in SYMBOLS:
            out.append(SYMBOLS[name])
        for _ in range(DROPPED.get(name, 0)):
            at = past_option(text, at)
            _, at = group_at(text, at)
        if name not in SYMBOLS:
            at = past_option(text, at) if at < len(text) and text[at] == "[" else at
    return " ".join("".join(out).replace("~", " ").replace("---", "—").replace("--", "–").split())
