"""An expression as LaTeX, and as plain mathematics for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from mmkg.graph.expression_tree import Expression

_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta "
    "Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar"
)
GREEK = frozenset(_GREEK.split())
ACCENTS = frozenset({"hat", "bar", "tilde", "dot", "ddot"})
_UPPER_MARKS = {"prime": r"\prime", "star": "*", "circ": r"\circ"}
_JOINTS = {".and": ",", ".then": ";", ".given": "|"}
_SCRIPT_SIGNS = {"minus": "-", "plus": "+", "over": "/", "given": "|"}
_SIGNS = {
    "equals": "=",
    "less": "<",
    "greater": ">",
    "less_equal": "≤",
    "greater_equal": "≥",
}
_LATEX_SIGNS = {**_SIGNS, "less_equal": r"\leq", "greater_equal": r"\geq"}
_LATEX_NAMES = {"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"}

# How tightly a printed piece holds together: a relation, a sum, a product, a sign, a power, a unit.
RELATION, SUM, PRODUCT, POWER, UNIT = range(5)


class _Piece(NamedTuple):
    text: str
    binds: int


def to_latex(expression: Expression) -> str:
    """LaTeX that `parse_latex` reads back as an equal expression."""
    return _latex(expression).text


def to_text(expression: Expression) -> str:
    """Plain mathematics for people, such as `T = a^(3/2)`."""
    return _text(expression).text


def symbol_latex(name: str) -> str:
    r"""A symbol's name as LaTeX: `v_esc` is `v_{\mathrm{esc}}`, `y_hat_i` is `\hat{y}_{i}`."""
    if "_.of_" in name:
        return _applied(name, symbol_latex)
    base, *parts = name.split("_")
    latex, upper = _word(base), ""
    lower: list[str] = []
    if base == "Delta" and parts and _is_letter(parts[0]):
        latex = rf"\Delta {_word(parts.pop(0))}"
    while parts:
        part = parts.pop(0)
        if part in ACCENTS and not lower and not upper:
            latex = rf"\{part}{{{latex}}}"
        elif part in _UPPER_MARKS and not lower:
            upper += _UPPER_MARKS[part]
        elif part == "cal" and latex == base:
            latex = rf"\mathcal{{{base}}}"
        elif part == "sup" and parts and not lower:
            upper = rf"\mathrm{{{parts.pop(0)}}}"
        else:
            lower.append(part)
    return latex + (f"^{{{upper}}}" if upper else "") + (f"_{{{_script(lower)}}}" if lower else "")


def _applied(name: str, spelt: Callable[[str], str]) -> str:
    """The value of a function of unknown form, such as `P(A|B)`, from its name."""
    function, _, rest = name.partition("_.of_")
    pieces = re.split(r"_(\.[a-z]+)_", rest)
    inside = "".join(_JOINTS[p] if i % 2 else spelt(p) for i, p in enumerate(pieces))
    return f"{spelt(function)}({inside})"


def symbol_text(name: str) -> str:
    """A symbol's name for people: as it is, but for the value of a function, such as `P(A|B)`."""
    return _applied(name, str) if "_.of_" in name else name


def _script(parts: Sequence[str]) -> str:
    """The parts of a subscript with the signs between them, commas where there is none."""
    text, joined = "", True
    for part in parts:
        sign = _SCRIPT_SIGNS.get(part)
        text += sign or ("" if joined else ",") + _word(part)
        joined = sign is not None
    return text


def _is_letter(part: str) -> bool:
    return len(part) == 1 and part.isalpha() or part in GREEK


def _word(part: str) -> str:
    if part in GREEK:
        return f"\\{part}"
    if len(part) == 1 and part.isascii() or _is_numeral(part):
        return part
    return rf"\mathrm{{{part}}}"


def _is_numeral(part: str) -> bool:
    return part.isascii() and part.replace(".", "", 1).isdigit()


def _within(piece: _Piece, least: int, wrap: tuple[str, str]) -> str:
    return piece.text if piece.binds >= least else f"{wrap[0]}{piece.text}{wrap[1]}"


def _numeral(digits: str, times_ten: Callable[[str], str]) -> _Piece:
    mantissa, _, exponent = digits.lower().partition("e")
    if exponent:
        return _Piece(
            mantissa + times_ten(str(int(exponent))), PRODUCT if mantissa[0] != "-" else SUM
        )
    return _Piece(mantissa, SUM if mantissa.startswith("-") else UNIT)


_TALL = (r"\left(", r"\right)")
_FLAT = ("(", ")")


def _joined(args: list[_Piece], wrap: tuple[str, str]) -> _Piece:
    text = args[0].text
    for piece in args[1:]:
        minus = piece.binds == SUM and piece.text.startswith("-")
        text += f" - {piece.text[1:]}" if minus else f" + {_within(piece, PRODUCT, wrap)}"
    return _Piece(text, SUM if len(args) > 1 else args[0].binds)


def _latex(node: Expression) -> _Piece:
    if node.fn == "number":
        return _numeral(node.value or "", lambda exponent: rf" \times 10^{{{exponent}}}")
    if node.fn in ("symbol", "index"):
        name = symbol_latex(node.value or "")
        return _Piece(name, POWER if "^" in name else UNIT)
    special = _LATEX_FORMS.get(node.fn)
    if special:
        return special(node)
    inner = ", ".join(_latex(arg).text for arg in node.args)
    if node.fn in _LATEX_SIGNS:
        left, right = (_latex(arg).text for arg in node.args)
        return _Piece(f"{left} {_LATEX_SIGNS[node.fn]} {right}", RELATION)
    name = _LATEX_NAMES.get(node.fn, f"\\{node.fn}")
    return _Piece(rf"{name}\left({inner}\right)", UNIT)


def _latex_sum(node: Expression) -> _Piece:
    return _joined([_latex(arg) for arg in node.args], _TALL)


def _latex_product(node: Expression) -> _Piece:
    text = r" \cdot ".join(_within(_latex(arg), PRODUCT, _TALL) for arg in node.args)
    return _Piece(text, PRODUCT)


def _latex_power(node: Expression) -> _Piece:
    base, exponent = (_latex(arg) for arg in node.args)
    body = base.text if node.args[0].fn == "symbol" and "^" not in base.text else None
    if node.args[0].fn == "number" and base.binds == UNIT:
        body = base.text
    return _Piece(f"{body or rf'{_TALL[0]}{base.text}{_TALL[1]}'}^{{{exponent.text}}}", POWER)


def _latex_log(node: Expression) -> _Piece:
    inner = _latex(node.args[0]).text
    base = rf"\log_{{{_latex(node.args[1]).text}}}" if len(node.args) == 2 else r"\ln"
    return _Piece(rf"{base}\left({inner}\right)", UNIT)


def _latex_root(node: Expression) -> _Piece:
    degree = f"[{_latex(node.args[1]).text}]" if len(node.args) == 2 else ""
    return _Piece(rf"\sqrt{degree}{{{_latex(node.args[0]).text}}}", UNIT)


def _latex_abs(node: Expression) -> _Piece:
    # Bars around one letter may as well count a set.
    bars = node.args[0].fn != "symbol"
    left, right = (r"\left|", r"\right|") if bars else (r"\operatorname{abs}\left(", r"\right)")
    return _Piece(f"{left}{_latex(node.args[0]).text}{right}", UNIT)


def _latex_cases(node: Expression) -> _Piece:
    parts = [_latex(arg).text for arg in node.args]
    if len(parts) % 2:
        parts.append(r"\text{otherwise}")
    rows = [f"{value} & {test}" for value, test in zip(parts[::2], parts[1::2], strict=True)]
    body = r" \\ ".join(rows)
    return _Piece(rf"\begin{{cases}} {body} \end{{cases}}", UNIT)


def _text_cases(node: Expression) -> _Piece:
    parts = [_text(arg).text for arg in node.args]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    said = [f"{value} if {test}" for value, test in pairs]
    return _Piece(
        f"({', '.join([*said, *([f'else {parts[-1]}'] if len(parts) % 2 else [])])})", UNIT
    )


def _latex_all(node: Expression) -> _Piece:
    return _Piece(r" \text{ and } ".join(_latex(arg).text for arg in node.args), RELATION)


def _latex_repeated(node: Expression) -> _Piece:
    sign = r"\sum" if node.fn == "sum" else r"\prod"
    term, first, last = (_latex(arg) for arg in node.args)
    bounds = rf"_{{{symbol_latex(node.value or '')}={first.text}}}^{{{last.text}}}"
    return _Piece(f"{sign}{bounds} {_within(term, PRODUCT, _TALL)}", SUM)


def _text_repeated(node: Expression) -> _Piece:
    term, first, last = (_text(arg).text for arg in node.args)
    return _Piece(f"{node.fn}({term} for {node.value} = {first} … {last})", UNIT)


def _wrapped(left: str, right: str) -> Callable[[Expression], _Piece]:
    return lambda node: _Piece(f"{left}{_latex(node.args[0]).text}{right}", UNIT)


_LATEX_FORMS: dict[str, Callable[[Expression], _Piece]] = {
    "pi": lambda node: _Piece(r"\pi", UNIT),
    "e": lambda node: _Piece(r"\mathrm{e}", UNIT),
    "add": _latex_sum,
    "multiply": _latex_product,
    "negate": lambda node: _Piece(f"-{_within(_latex(node.args[0]), PRODUCT, _TALL)}", SUM),
    "divide": lambda node: _Piece(
        rf"\frac{{{_latex(node.args[0]).text}}}{{{_latex(node.args[1]).text}}}", UNIT
    ),
    "power": _latex_power,
    "log": _latex_log,
    "sqrt": _latex_root,
    "root": _latex_root,
    "abs": _latex_abs,
    "floor": _wrapped(r"\lfloor ", r" \rfloor"),
    "ceiling": _wrapped(r"\lceil ", r" \rceil"),
    "cases": _latex_cases,
    "all": _latex_all,
    **dict.fromkeys(("sum", "product"), _latex_repeated),
    "factorial": lambda node: _Piece(f"{_within(_latex(node.args[0]), UNIT, _TALL)}!", POWER),
}


def _text(node: Expression) -> _Piece:
    if node.fn == "number":
        return _numeral(node.value or "", lambda exponent: f"×10^{exponent}")
    if node.fn in ("symbol", "index"):
        return _Piece(symbol_text(node.value or ""), UNIT)
    special = _TEXT_FORMS.get(node.fn)
    if special:
        return special(node)
    if node.fn in _SIGNS:
        left, right = (_text(arg).text for arg in node.args)
        return _Piece(f"{left} {_SIGNS[node.fn]} {right}", RELATION)
    name = {"log": "ln"}.get(node.fn, node.fn) if len(node.args) == 1 else node.fn
    return _Piece(f"{name}({', '.join(_text(arg).text for arg in node.args)})", UNIT)


def _text_sum(node: Expression) -> _Piece:
    return _joined([_text(arg) for arg in node.args], _FLAT)


def _text_fraction(node: Expression) -> _Piece:
    above, below = (_text(arg) for arg in node.args)
    return _Piece(f"{_within(above, PRODUCT, _FLAT)}/{_within(below, POWER, _FLAT)}", PRODUCT)


def _text_power(node: Expression) -> _Piece:
    base, exponent = (_text(arg) for arg in node.args)
    return _Piece(f"{_within(base, UNIT, _FLAT)}^{_within(exponent, UNIT, _FLAT)}", POWER)


def _text_minus(node: Expression) -> _Piece:
    inner = _within(_text(node.args[0]), PRODUCT, _FLAT)
    return _Piece(f"-{inner}", SUM)


_TEXT_FORMS: dict[str, Callable[[Expression], _Piece]] = {
    "pi": lambda node: _Piece("π", UNIT),
    "e": lambda node: _Piece("e", UNIT),
    "add": _text_sum,
    "multiply": lambda node: _Piece(
        " × ".join(_within(_text(arg), PRODUCT, _FLAT) for arg in node.args), PRODUCT
    ),
    "negate": _text_minus,
    "divide": _text_fraction,
    "power": _text_power,
    "cases": _text_cases,
    "all": lambda node: _Piece(" and ".join(_text(arg).text for arg in node.args), RELATION),
    **dict.fromkeys(("sum", "product"), _text_repeated),
    "factorial": lambda node: _Piece(f"{_within(_text(node.args[0]), UNIT, _FLAT)}!", POWER),
}
