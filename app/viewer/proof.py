"""A derivation set as mathematics: a line for each listing, then one for the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmkg.app.viewer.maths import Maths, applied, built, from_latex, joined, row, words
from mmkg.dataset.explain import SIGNS, show_result
from mmkg.graph import derivation as ops
from mmkg.graph.derivation import Derivation, Scope, cited, run
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
)
from mmkg.graph.expression import to_latex
from mmkg.graph.provenance import Value
from mmkg.graph.results import DerivationError, Term

MOST_ENTRIES = 5  # of a listing that are spelt out
LISTINGS = {"collect", "where", "only", "sets", "combine"}
TESTS = {"above": ">", "below": "<", "at_least": "≥", "at_most": "≤", "equal": "="}
JOINS = {"all": "∧", "any": "∨", "one": "⊕", "none": "∨"}
UNIONS = {"both": "∩", "either": "∪", "first_only": "∖"}
BOUNDS = {"highest": "max", "lowest": "min"}


class Line(Value):
    """A line of a proof, and the evidence that it rests on."""

    maths: Maths
    cites: tuple[str, ...]


def proof(derivation: Derivation, evidence: Sequence[Evidence], language: str) -> list[Line]:
    """The lines of a derivation; none if it cannot be run."""
    setter = _Setter(Scope(evidence), chinese=language == "zh")
    try:
        whole = setter.set(derivation)
        line = row(whole, "=", setter.value(derivation))
    except DerivationError:
        return []
    return [*setter.lines, Line(maths=line, cites=tuple(cited(derivation)))]


class _Setter:
    """Sets operations; listings get a name and a line of their own."""

    def __init__(self, scope: Scope, *, chinese: bool) -> None:
        self.scope, self.chinese = scope, chinese
        self.lines: list[Line] = []
        self._named: dict[Derivation, Maths] = {}

    def set(self, node: Derivation) -> Maths:
        """An operation as it stands in a formula."""
        if node.op not in LISTINGS:
            return self._set(node)
        if node not in self._named:
            made, cites = self._set(node), tuple(cited(node))
            index = Maths(tag="mn", text=str(len(self._named) + 1))
            name = built("msub", Maths(tag="mi", text="S"), index)
            self._named[node] = name.model_copy(update={"cites": cites})
            self.lines.append(Line(maths=row(name, "=", made), cites=cites))
        return self._named[node]

    def _set(self, node: Derivation) -> Maths:
        for form in (_reading, _arithmetic, _listing, _ordering, _formula):
            made = form(node, self)
            if made is not None:
                return made
        return applied(node.op, *(self.set(part) for part in ops.operands(node)))

    def value(self, node: Derivation) -> Maths:
        """What an operation comes to."""
        result = run(node, self.scope)
        if isinstance(result, Term):
            return from_latex(to_latex(result.expression))
        return words(show_result(result, chinese=self.chinese))

    def cite(self, name: str) -> Maths:
        """A piece of evidence as it stands in a formula."""
        match self.scope[name]:
            case FormulaEvidence(latex=latex) | SymbolEvidence(latex=latex):
                return from_latex(latex, [name])
            case EdgeEvidence(predicate=predicate):
                return words(predicate, [name])
            case item:
                return words(str(getattr(item, "text", "") or getattr(item, "y", name)), [name])

    def wrapped(self, node: Derivation) -> Maths:
        """In brackets, if it is a sum or a difference."""
        loose = isinstance(node, ops.Calculate) and node.how in ("sum", "difference")
        return row("(", self.set(node), ")") if loose else self.set(node)

    def bound(self, bindings: Sequence[ops.Binding]) -> Maths:
        """Values for symbols, as what follows the bar."""
        return joined(
            row(Maths(tag="mi", text=one.symbol), "=", self.set(one.value)) for one in bindings
        )


def _reading(node: Derivation, to: _Setter) -> Maths | None:
    match node:
        case ops.Read() | ops.Label() | ops.Meaning():
            return to.value(node).model_copy(update={"cites": (node.evidence,)})
        case ops.Given():
            return to.value(node)
        case ops.Collect():
            shown = [_entry(name, node.by, to) for name in node.evidence[:MOST_ENTRIES]]
            rest = node.evidence[MOST_ENTRIES:]
            more = [words(f"… {len(rest)} more", rest)] if rest else []
            return row("{", joined([*shown, *more]), "}")
        case ops.Follow():
            return row(to.set(node.start), built("mover", "→", to.cite(node.edge)), to.value(node))
        case ops.Match():
            same = row("≡", cites=[node.evidence])
            return row(to.set(node.start), same, to.value(node))
    return None


def _entry(name: str, by: str, to: _Setter) -> Maths:
    item, label = to.scope[name], ""
    if isinstance(item, CellEvidence):
        label = " / ".join(item.row_path if by == "row" else item.column_path)
    elif isinstance(item, PointEvidence):
        label = item.x
    value = to.cite(name)
    return row(words(label), "↦", value, cites=[name]) if label else value


def _arithmetic(node: Derivation, to: _Setter) -> Maths | None:
    match node:
        case ops.Calculate() | ops.Combine():
            return _calculated(node, to)
        case ops.Compare():
            return row(to.set(node.left), TESTS[node.test], to.set(node.right))
        case ops.Logic():
            held = joined([row("(", to.set(one), ")") for one in node.operands], JOINS[node.how])
            return row("¬", "(", held, ")") if node.how == "none" else held
        case ops.Between():
            return row("|", to.set(node.left), "−", to.set(node.right), "|")
        case ops.Later():
            return row(to.set(node.date), "+", to.set(node.days))
        case ops.Slope():
            rise, run_ = row(to.cite(node.end), "−", to.cite(node.start)), row("Δ", words("x"))
            return built("mfrac", rise, run_)
        case ops.Convert():
            return row(to.set(node.source), "→", words(node.unit))
        case ops.Round():
            name = built("msub", words("round"), words(str(node.decimals)))
            return row(name, "(", to.set(node.source), ")")
    return None


def _calculated(node: ops.Calculate | ops.Combine, to: _Setter) -> Maths:
    left, right = to.wrapped(node.left), to.wrapped(node.right)
    if node.how == "ratio":
        return built("mfrac", to.set(node.left), to.set(node.right))
    if node.how == "percent_change":
        change = built("mfrac", row(right, "−", left), left)
        return row(change, "×", words("100 %"))
    if node.how == "gap":
        return row("|", left, "−", right, "|")
    return row(left, SIGNS[node.how], right)


def _listing(node: Derivation, to: _Setter) -> Maths | None:
    match node:
        case ops.Where():
            test = row(words("x"), TESTS[node.test], to.set(node.than))
            return row("{", words("x"), "∈", to.set(node.source), "∣", test, "}")
        case ops.Only():
            return row(to.set(node.source), "↾", to.set(node.labels))
        case ops.Sets():
            return row(to.set(node.left), UNIONS[node.how], to.set(node.right))
        case ops.At():
            return row(to.set(node.source), "[", to.set(node.label), "]")
        case ops.Count():
            return row("|", to.set(node.source), "|")
        case ops.Total():
            return applied(node.how, to.set(node.source))
        case ops.Choose():
            pairs = [row(words(o.label), "↦", to.set(o.value)) for o in node.options]
            return applied(f"arg {BOUNDS[node.which]}", *pairs)
    return None


def _ordering(node: Derivation, to: _Setter) -> Maths | None:
    match node:
        case ops.Extreme():
            return applied(BOUNDS[node.which], to.set(node.source))
        case ops.Ranked():
            return row(_ranked(node), "(", to.set(node.source), ")")
        case ops.Sort():
            name = built("msub", words(BOUNDS[node.which]), words(str(node.kept)))
            return row(name, "(", to.set(node.source), ")")
        case ops.Place():
            bound = "≥" if node.which == "highest" else "≤"
            least = row(words("x"), bound, to.set(node.source), "[", to.set(node.label), "]")
            return row("|", "{", words("x"), "∈", to.set(node.source), "∣", least, "}", "|")
    return None


def _ranked(node: ops.Ranked) -> Maths:
    name = Maths(tag="mi", text=f"arg {BOUNDS[node.which]}")
    return name if node.place == 1 else built("msub", name, words(str(node.place)))


_FORMULAS: dict[type, Callable[..., Maths]] = {
    ops.Substitute: lambda n, to: row(to.cite(n.formula), "|", to.bound(n.bindings)),
    ops.Rearrange: lambda n, to: row(to.cite(n.formula), "⟹", words(n.target)),
    ops.Insert: lambda n, to: row(
        to.set(n.into), "|", row(Maths(tag="mi", text=n.symbol), "=", to.set(n.what))
    ),
    ops.Differentiate: lambda n, to: row(
        built("mfrac", words("d"), row(words("d"), Maths(tag="mi", text=n.by))),
        "(", to.set(n.source), ")",
    ),
    ops.Evaluate: lambda n, to: row(to.set(n.source), "|", to.bound(n.bindings)),
}  # fmt: skip


def _formula(node: Derivation, to: _Setter) -> Maths | None:
    form = _FORMULAS.get(type(node))
    return form(node, to) if form else None
