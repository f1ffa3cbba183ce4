"""Whether two pieces of LaTeX say the same: spacing, styles, needless braces and synonyms apart."""

from __future__ import annotations

import re

from formulas import normal

_ARRAY = (
    r"\s*\{?\s*\\begin\{(array|aligned|matrix|split|gathered)\}(?:\{[lcr|@{}\s*\d!:.]*\})?"
    r"(.*?)\\end\{\1\}\s*\}?\s*"
)


def _measured(found: re.Match[str]) -> str:
    """The bars of an absolute value or norm that the physics package has commands for."""
    bar = "|" if found[0].startswith("\\abs") else r"\|"
    return f"{bar}{found[1]}{bar}"


_NOTHING = re.compile(
    r"\\(?:label|tag\*?|hspace\*?|vspace\*?|h?v?phantom|color|kern|mskip|hskip)\s*\{[^{}]*\}"
    r"|\\(?:kern|mskip|hskip)\s*-?[\d.]+\s*[a-z]{2}|\\textcolor\s*\{[^{}]*\}"
    r"|\\(?:nonumber|notag|displaystyle|textstyle|scriptstyle|nolimits|limits|mathstrut|strut|null"
    r"|allowbreak|hfill|relax|break|[bB]igg?[lrm]?|left|right|middle|qedhere|thinspace|enspace"
    r"|protect|centering|nobreak|noindent|xspace|q?quad|scriptscriptstyle|medspace|thickspace"
    r"|negthinspace|ensuremath|math(?:op|rel|bin|ord|open|close|punct|inner)|bm|pmb|boldmath"
    r"|math(?:bf|sf|it|tt|rm|normal)|text(?:bf|it|tt|sf|rm|sc|normal|up|md)?|MakeLowercase|emph|mbox|hbox|bold"
    r"|symbf|symup|boldsymbol|operatorname\*?|rm|bf|it|sf|tt|tiny|small|footnotesize|unboldmath"
    r"|DOTSB|alert|smash|pmod|mod|bmod|middle|intop|hspace|slimits@|nicefrac)(?![a-zA-Z])"
    r"|\\[,;:! />]|~|%|&|(?:\\left|\\right)\s*\."
)
_SAME = (
    (r"(?s)\\left\s*\\(?:\{|lbrace)" + _ARRAY + r"\\right\s*\.", r"\\begin{cases}\2\\end{cases}"),
    (r"(?s)(?:\\left\s*)?\[" + _ARRAY + r"(?:\\right\s*)?\]", r"\\begin{bmatrix}\2\\end{bmatrix}"),
    (r"(?s)(?:\\left\s*)?\(" + _ARRAY + r"(?:\\right\s*)?\)", r"\\begin{pmatrix}\2\\end{pmatrix}"),
    (r"(?s)\\left\s*\|" + _ARRAY + r"\\right\s*\|", r"\\begin{vmatrix}\2\\end{vmatrix}"),
    (r"\\(?:left|right)\s*\.", ""),
    (r"\\(?:left|langle)\s*<", r"\\langle "),
    (r"\\right\s*>", r"\\rangle "),
    # Whether a unit is of the formula or of the sentence, its print does not tell.
    (r"(?<=\d)(?:\\[,;:! ]|~|\s)*\\(?:mathrm|text|rm|textrm|mathsf)\s*\{[^{}\d]{1,6}\}\s*\Z", ""),
    (r"\\begin\{array\}(?:\{[lcr|@{}\s*\d]*\})?|\\end\{array\}", ""),
    (r"\\(?:begin|end)\{(?:aligned|split|gathered|smallmatrix|matrix|subarray)\}", ""),
    (r"(?<=\{)[dr]cases(?=\})", "cases"),
    (r"\\not\s*=", r"\\neq "),
    (r"\\cr(?![a-zA-Z])", r"\\\\ "),
    (r"\\(?:abs|norm)\*?\s*(\{(?:[^{}]|\{[^{}]*\})*\})", _measured),
    (r"\\(?:dd|differential)\s*\{", r"d{"),
    (r"\\not\s*\\in(?![a-zA-Z])", r"\\notin "),
    (r"\\\\\s*\*?\s*(?:\[[^\]]*\])?|\$", " "),
    (r"\\xrightarrow\s*\[([^\]]+)\]\s*\{", r"\\underset{\1}\\xrightarrow{"),
    (r"\\xrightarrow\s*(?:\[\])?\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r"\\stackrel{\1}{\\to}"),
    (r"\\math(frak|cal|scr)\{(\w)(\w)\}", r"\\math\1{\2}\\math\1{\3}"),
    (r"\\sb(?![a-zA-Z])", "_"),
    (r"\\sp(?![a-zA-Z])", "^"),
    (r"\\mathbb\s+(\w)", r"\\mathbb{\1}"),
    (r"\\(Vec|Bar|Hat|Tilde|Dot|Ddot)(?![a-zA-Z])", lambda found: found[0].lower()),
)
_SYNONYMS = {
    **dict.fromkeys(("lvert", "rvert", "vert", "mid"), "|"),
    **dict.fromkeys(("lVert", "rVert", "Vert", "parallel"), r"\|"),
    **dict.fromkeys(("mathscr", "EuScript", "cal", "mathfrak", "Scr"), r"\mathcal"),
    **dict.fromkeys(("mathds", "Bbb", "mathbbm"), r"\mathbb"),
    **dict.fromkeys(("ge", "geqslant", "geqq"), r"\geq"),
    **dict.fromkeys(("le", "leqslant", "leqq"), r"\leq"),
    **dict.fromkeys(
        ("dots", "ldots", "cdots", "dotsc", "hdots", "dotsb", "dotsm", "dotsi", "dotso"), "..."
    ),
    **dict.fromkeys(("iff", "Longleftrightarrow"), r"\Leftrightarrow"),
    **dict.fromkeys(("implies", "Longrightarrow"), r"\Rightarrow"),
    **dict.fromkeys(("rightarrow", "longrightarrow"), r"\to"),
    **dict.fromkeys(("gets", "longleftarrow"), r"\leftarrow"),
    **dict.fromkeys(("backslash", "smallsetminus"), r"\setminus"),
    **dict.fromkeys(("cdotp", "bullet", "centerdot"), r"\cdot"),
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), r"\frac"),
    **dict.fromkeys(("dbinom", "tbinom"), r"\binom"),
    **dict.fromkeys(("top", "intercal"), "T"),
    **dict.fromkeys(("star", "ast"), "*"),
    "prime": "'",
    **dict.fromkeys(("colon", "vcentcolon"), ":"),
    **dict.fromkeys(("hbar", "hslash"), r"\hbar"),
    **{"ne": r"\neq", "land": r"\wedge", "lor": r"\vee", "neg": r"\lnot", "lbrace": r"\{"},
    **{"rbrace": r"\}", "lbrack": "[", "rbrack": "]", "varphi": r"\phi", "vartheta": r"\theta"},
    **{"epsilon": r"\varepsilon", "varnothing": r"\emptyset", "widehat": r"\hat", "owns": r"\ni"},
    **{"widetilde": r"\tilde", "overline": r"\bar", "dag": r"\dagger", "longmapsto": r"\mapsto"},
    **{"overset": r"\stackrel", "iiint": r"\int\int\int", "iint": r"\int\int", "lt": "<"},
    **{"gt": ">", "varPhi": r"\Phi", "varGamma": r"\Gamma", "varOmega": r"\Omega", "leadsto": "~>"},
    **{"varDelta": r"\Delta", "varTheta": r"\Theta", "varSigma": r"\Sigma", "varPsi": r"\Psi"},
}
_TAKES = {r"\frac": 2, r"\binom": 2, r"\stackrel": 2, r"\underset": 2, r"\over": 9}
_TAKES |= dict.fromkeys((r"\sqrt", r"\hat", r"\bar", r"\tilde", r"\vec", r"\dot", r"\ddot"), 1)
_TAKES |= dict.fromkeys((r"\mathcal", r"\mathbb", r"\underline", r"\overbrace", r"\underbrace"), 1)
_NAMES = re.compile(
    r"\\(log|exp|ln|lim|limsup|liminf|sup|inf|max|min|det|dim|ker|hom|arg|deg|gcd|Pr|tr|sin|cos|tan"
    r"|sinh|cosh|tanh|sec|csc|cot|arcsin|arccos|arctan|lg)\Z"
)
_TOKEN = re.compile(r"\\begin\{\w+\*?\}|\\end\{\w+\*?\}|\\[a-zA-Z]+|\\.|\S", re.DOTALL)


def same(read: str, truth: str) -> bool:
    """Whether two formulas say the same."""
    return normal(read) == normal(truth) or plain(read) == plain(truth)


def plain(latex: str) -> str:
    """LaTeX in one form: scripts in order, with brackets of our own around what braces group."""
    text = latex
    for pattern, shown in _SAME:
        text = re.sub(pattern, shown, text)
    text = _NOTHING.sub(" ", text)
    tokens = [_named(token) for token in _TOKEN.findall(text)]
    shown = _sequence([token for token in tokens if token], 0)[0]
    return re.sub(r"[.,;:?。，；、]+\Z", "", shown).strip()


def _named(token: str) -> str:
    if found := _NAMES.match(token):
        return found[1]
    return _SYNONYMS.get(token[1:], token) if token[0] == "\\" else token


def _sequence(tokens: list[str], at: int) -> tuple[str, int]:
    """A group's tokens, and where they end."""
    items: list[list[str]] = []
    while at < len(tokens) and tokens[at] != "}":
        token = tokens[at]
        if token in "^_" or token == "'" and items:
            items = items or [["", "", ""]]
            level = 1 if token == "_" else 2
            value, at = ("'", at + 1) if token == "'" else _argument(tokens, at + 1)
            items[-1][0 if items[-1][0].strip("'") == "" and value == "'" else level] += value
        else:
            text, at = _argument(tokens, at)
            items.append([text, "", ""])
    shown = "".join(
        text + (f"_⟨{sub}⟩" if sub else "") + (f"^⟨{sup}⟩" if sup else "")
        for text, sub, sup in items
    )
    return shown, at + 1


def _argument(tokens: list[str], at: int) -> tuple[str, int]:
    """One group, or a command with what it takes, or a sign."""
    if at >= len(tokens):
        return "", at
    token, at = tokens[at], at + 1
    if token == "{":
        return _sequence(tokens, at)
    text = token
    for _ in range(_TAKES.get(token, 0)):
        value, at = _argument(tokens, at)
        text += f"⟨{value}⟩"
    return text, at
