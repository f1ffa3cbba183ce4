"""OMML, the formulas of office files, as LaTeX."""

from __future__ import annotations

import re
from collections.abc import Callable

from docx.oxml.xmlchemy import BaseOxmlElement as Element

from mmkg.tools.parse.formula_fonts import reading
from mmkg.tools.parse.formula_words import OPERATORS
from mmkg.tools.parse.text_grids import NO_BAR, fenced
from mmkg.tools.parse.text_mathml import COMMANDS

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SIGNS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon",
    "ϵ": r"\epsilon", "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ι": r"\iota",
    "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi",
    "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "υ": r"\upsilon", "φ": r"\phi", "ϕ": r"\phi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta",
    "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma", "Φ": r"\Phi",
    "Ψ": r"\Psi", "Ω": r"\Omega", "×": r"\times", "·": r"\cdot", "⋅": r"\cdot", "÷": r"\div",
    "±": r"\pm", "∓": r"\mp", "−": "-", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq",
    "≈": r"\approx", "∝": r"\propto", "∞": r"\infty", "∂": r"\partial", "∇": r"\nabla",
    "→": r"\to", "∈": r"\in", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\sqrt",
    "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_", "$": r"\$", "ℏ": r"\hbar", "′": "'",
    "″": "''", "{": r"\{", "}": r"\}", "∘": r"\circ", "\\": r"\setminus", "∖": r"\setminus",
    "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "∠": r"\angle", "△": r"\triangle",
}  # fmt: skip
ACCENTS = {
    "̂": r"\hat", "̃": r"\tilde", "̅": r"\bar", "̄": r"\bar", "⃗": r"\vec", "̇": r"\dot",
    "̈": r"\ddot", "^": r"\hat", "¯": r"\bar", "~": r"\tilde",
    "‾": r"\bar", "ˉ": r"\bar", "→": r"\vec", "˙": r"\dot",
}  # fmt: skip
WIDE = {r"\hat": r"\widehat", r"\tilde": r"\widetilde", r"\bar": r"\overline"}
WIDE[r"\vec"] = r"\overrightarrow"
BRACES = {
    "⏟": r"\underbrace", "⏞": r"\overbrace", "→": r"\overrightarrow", "←": r"\overleftarrow",
}  # fmt: skip
SCRIPTS = {"script": r"\mathcal", "double-struck": r"\mathbb", "fraktur": r"\mathfrak"}
STYLES = {"p": r"\mathrm", "b": r"\mathbf", "bi": r"\mathbf"}
UPRIGHT = re.compile(r"\\mathrm\{([A-Za-z]+)\}\\mathrm\{([A-Za-z]+)\}")
NAMED = re.compile(rf"\\mathrm\{{({'|'.join(sorted(OPERATORS, key=len, reverse=True))})\}}")
BOTH = re.compile(r"\\mathrm\{arg(max|min)\}")
DIGITS = re.compile(r"(?<![\w^}\]])\{(\d+)\}([_^])")  # braces around the base of a power
FENCES = {
    "{": r"\{", "}": r"\}", "‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle",
    "〉": r"\rangle", "∥": r"\|", "∣": "|",
    "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil",
}  # fmt: skip
MOST_DEPTH = 50


def to_latex(math: Element) -> str:
    """The LaTeX of an `m:oMath` element; a nesting deeper than 50 gives nothing."""
    latex, before = _children(math, 0), None
    while latex != before:  # upright letters beside each other spell a word
        before, latex = latex, UPRIGHT.sub(r"\\mathrm{\1\2}", latex)
    latex = NAMED.sub(r"\\\1 ", BOTH.sub(r"\\arg\\\1 ", latex).replace(r"\mathrm{mod}", r"\bmod "))
    return " ".join(DIGITS.sub(r"\1\2", latex).split()).replace(" }", "}")


def _children(element: Element | None, depth: int) -> str:
    if element is None or depth > MOST_DEPTH:
        return ""
    return "".join(_latex(child, depth + 1) for child in element)


def _latex(element: Element, depth: int) -> str:
    if not isinstance(element.tag, str) or not element.tag.startswith(M):
        return ""
    name = element.tag.removeprefix(M)
    if name.endswith("Pr"):
        return ""
    if name == "r":
        return _run(element)
    convert = CONVERTERS.get(name)
    return convert(element, depth) if convert else _children(element, depth)


def _part(element: Element, name: str, depth: int) -> str:
    return _children(element.find(M + name), depth).strip()


def _property(element: Element, name: str) -> str | None:
    found = element.find(f"{M}{element.tag.removeprefix(M)}Pr/{M}{name}")
    return None if found is None else found.get(f"{M}val") or ""


def _run(run: Element) -> str:
    text = "".join(node.text or "" for node in run.iter(f"{M}t")).replace("\u200b", "")
    command = _letters(run)
    if command and text.isalnum() and text.isascii() and not text.isdigit():
        return f"{command}{{{text}}}"
    if len(text) > 1 and text.isalpha() and text.isascii():
        return " ".join(text)
    return "".join(_sign(char) for char in text)


def _letters(run: Element) -> str | None:
    """The command for the letters of a run that are not italic."""
    if run.find(f"{M}rPr/{M}nor") is not None:
        return r"\mathrm"
    found = (run.find(f"{M}rPr/{M}{name}") for name in ("scr", "sty"))
    script, style = (e.get(f"{M}val") if e is not None else None for e in found)
    return SCRIPTS.get(script or "") or STYLES.get(style or "")


def _sign(char: str) -> str:
    latex = SIGNS.get(char) or _other(char)
    return latex + " " if latex[-1:].isalpha() else latex


def _other(char: str) -> str:
    """A character by what it is in a mathematical font; itself, if that is not known."""
    latex, shown = reading(char, "italic", 0.5) if not char.isascii() else (None, "italic")
    if latex is None or latex in ("", r"\not"):
        return char
    command = COMMANDS.get(shown) if latex.isalnum() else None
    return f"{command}{{{latex}}}" if command else latex


def _fraction(element: Element, depth: int) -> str:
    if _property(element, "type") == "noBar":
        return f"{NO_BAR}{{{_part(element, 'num', depth)}}}{{{_part(element, 'den', depth)}}}"
    return rf"\frac{{{_part(element, 'num', depth)}}}{{{_part(element, 'den', depth)}}}"


def _scripts(element: Element, depth: int) -> str:
    base = _part(element, "e", depth)
    if len(base) > 1 and not base.startswith("\\"):
        base = f"{{{base}}}"
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    return base + (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "") + " "


def _prescripts(element: Element, depth: int) -> str:
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    return f"{{}}_{{{sub}}}^{{{sup}}}{_part(element, 'e', depth)}"


def _root(element: Element, depth: int) -> str:
    degree = _part(element, "deg", depth)
    return rf"\sqrt{f'[{degree}]' if degree else ''}{{{_part(element, 'e', depth)}}}"


def _fenced(element: Element, depth: int) -> str:
    opening, closing = _property(element, "begChr"), _property(element, "endChr")
    parts = [_children(part, depth).strip() for part in element.findall(f"{M}e")]
    start = "(" if opening is None else FENCES.get(opening, opening) or "."
    end = ")" if closing is None else FENCES.get(closing, closing) or "."
    separator = _property(element, "sepChr")
    inside = ("|" if separator is None else separator).join(parts)
    bare = ["" if fence == "." else fence for fence in (start, end)]
    if named := fenced(bare[0], inside, bare[1]):
        return named
    return rf"\left{start} {inside} \right{end} "


def _sum(element: Element, depth: int) -> str:
    sign = _property(element, "chr")
    latex = SIGNS.get(sign, sign) if sign else r"\int"
    sub, sup = _part(element, "sub", depth), _part(element, "sup", depth)
    limits = (f"_{{{sub}}}" if sub else "") + (f"^{{{sup}}}" if sup else "")
    return f"{latex}{limits} {_part(element, 'e', depth)}"


def _function(element: Element, depth: int) -> str:
    name = _part(element, "fName", depth)
    plain = name.removeprefix(r"\mathrm{").removesuffix("}").replace(" ", "")
    known = plain in ("sin", "cos", "tan", "log", "ln", "exp", "min", "max", "lim", "cot", "arctan")
    return rf"\{plain} {_part(element, 'e', depth)}" if known else name + _part(element, "e", depth)


def _accent(element: Element, depth: int) -> str:
    sign, inside = _property(element, "chr") or "̂", _part(element, "e", depth)
    accent = ACCENTS.get(sign)
    if accent is None:
        return rf"\overset{{{_sign(sign).strip()}}}{{{inside}}}"
    letters = re.sub(r"\\[a-zA-Z]+|[{}\s]", "", inside)
    return rf"{WIDE.get(accent, accent) if len(letters) > 1 else accent}{{{inside}}}"


def _bar(element: Element, depth: int) -> str:
    over = _property(element, "pos") == "top"
    return rf"\{'over' if over else 'under'}line{{{_part(element, 'e', depth)}}}"


def _limit(element: Element, depth: int) -> str:
    lim = element.find(f"{M}lim")
    brace = BRACES.get("".join(lim.itertext()).strip()) if lim is not None else None
    if brace:
        return rf"{brace}{{{_part(element, 'e', depth)}}}"
    mark = "_" if element.tag.endswith("limLow") else "^"
    return f"{_part(element, 'e', depth)}{mark}{{{_part(element, 'lim', depth)}}}"


def _grouped(element: Element, depth: int) -> str:
    brace = BRACES.get(_property(element, "chr") or "⏟", r"\underbrace")
    return rf"{brace}{{{_part(element, 'e', depth)}}}"


def _boxed(element: Element, depth: int) -> str:
    return rf"\boxed{{{_part(element, 'e', depth)}}}"


def _phantom(element: Element, depth: int) -> str:
    """What takes space; `show` says whether it is printed, too."""
    return "" if _property(element, "show") in ("0", "off") else _part(element, "e", depth)


def _matrix(element: Element, depth: int) -> str:
    rows = [
        " & ".join(_children(cell, depth).strip() for cell in row.findall(f"{M}e"))
        for row in element.findall(f"{M}mr")
    ]
    related = all(re.search(r"& *(?:=|\\(?:leq|geq|approx))", row) for row in rows)
    name = "aligned" if related and len(rows) > 1 else "matrix"  # Word has no lines but these
    return rf"\begin{{{name}}}" + r" \\ ".join(rows) + rf"\end{{{name}}}"


def _lines(element: Element, depth: int) -> str:
    rows = [_children(row, depth).strip() for row in element.findall(f"{M}e")]
    return r"\begin{aligned}" + r" \\ ".join(rows) + r"\end{aligned}"


CONVERTERS: dict[str, Callable[[Element, int], str]] = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _prescripts,
    "rad": _root,
    "d": _fenced,
    "nary": _sum,
    "func": _function,
    "acc": _accent,
    "bar": _bar,
    "limLow": _limit,
    "limUpp": _limit,
    "m": _matrix,
    "eqArr": _lines,
    "groupChr": _grouped,
    "borderBox": _boxed,
    "phant": _phantom,
}
