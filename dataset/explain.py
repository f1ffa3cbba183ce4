"""Derivations in words: the reasoning steps of a sample, and the brief a question-writer gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from mmkg.dataset.sample import Step
from mmkg.graph.derivation import (
    Choose,
    Collect,
    Derivation,
    Extreme,
    Given,
    Insert,
    Label,
    Logic,
    Operation,
    Place,
    Ranked,
    Scope,
    Sets,
    Sort,
    Total,
    cited,
    run,
    walk,
)
from mmkg.graph.evidence import (
    CellEvidence,
    EdgeEvidence,
    Evidence,
    FormulaEvidence,
    PointEvidence,
    SymbolEvidence,
    TextEvidence,
)
from mmkg.graph.expression import to_text
from mmkg.graph.mining.wording import listing, quantity
from mmkg.graph.plan import Plan
from mmkg.graph.results import Date, Entry, Listing, Name, Number, Result, Term, Truth, Unit

MOST_DIGITS = 8  # significant digits of an intermediate value that a step shows
MOST_DECIMALS = 4  # with so many a value is shown as it is
FEWEST_DECIMALS = 2  # that are left of a longer one
LONGEST_QUOTE = 100  # characters
MOST_SHOWN = 12  # entries of a listing that a step spells out

TEXTS: dict[str, tuple[str, str]] = {
    "read": ("Read {what}: {value}.", "读取{what}：{value}。"),
    "collect": ("Read {what}: {value}.", "读取{what}：{value}。"),
    "where": ("Keep those {test} {than}: {value}.", "保留{test}{than}的：{value}。"),
    "only": ("Keep those selected before: {value}.", "只看前面选出的：{value}。"),
    "at": ("Look up {label}: {value}.", "查找{label}：{value}。"),
    "count": ("Count them: {value}.", "计数：{value}。"),
    "sum": ("Add them up: {value}.", "求和：{value}。"),
    "mean": ("Take their mean: {value}.", "求平均值：{value}。"),
    "highest": ("Take the highest value: {value}.", "取最大值：{value}。"),
    "lowest": ("Take the lowest value: {value}.", "取最小值：{value}。"),
    "ranked highest": (
        "Rank from the highest; place {place}: {value}.",
        "由高到低第{place}位：{value}。",
    ),
    "ranked lowest": (
        "Rank from the lowest; place {place}: {value}.",
        "由低到高第{place}位：{value}。",
    ),
    "sort highest": ("Take the {kept} highest: {value}.", "取最高的{kept}个：{value}。"),
    "sort lowest": ("Take the {kept} lowest: {value}.", "取最低的{kept}个：{value}。"),
    "place highest": (
        "Rank from the highest; {label} comes in place {value}.",
        "由高到低排列，{label}在第{value}位。",
    ),
    "place lowest": (
        "Rank from the lowest; {label} comes in place {value}.",
        "由低到高排列，{label}在第{value}位。",
    ),
    "labels": ("These are the ones: {value}.", "结果为：{value}。"),
    "both": ("Keep those that are in both: {value}.", "取两者共有的：{value}。"),
    "either": ("Take those that are in at least one of the two: {value}.", "取并集：{value}。"),
    "first_only": ("Keep those that are not in the second: {value}.", "去掉后者所含的：{value}。"),
    "choose highest": (
        "Compare {listed}; the highest is {value}.",
        "比较{listed}，最大为{value}。",
    ),
    "choose lowest": ("Compare {listed}; the lowest is {value}.", "比较{listed}，最小为{value}。"),
    "calculate": ("{left} {sign} {right} = {value}.", "{left} {sign} {right} = {value}。"),
    "combine": ("Work it out item by item: {value}.", "逐项计算：{value}。"),
    "compare": ("Is {left} {test} {right}? {value}.", "{left} 是否{test} {right}？{value}。"),
    "all": ("All of this must hold: {value}.", "须全部成立：{value}。"),
    "any": ("At least one must hold: {value}.", "至少一项成立：{value}。"),
    "one": ("Exactly one must hold: {value}.", "恰有一项成立：{value}。"),
    "none": ("None of it may hold: {value}.", "须都不成立：{value}。"),
    "between": ("Between {left} and {right}: {value}.", "{left} 与 {right} 相隔：{value}。"),
    "later": ("{days} after {date}: {value}.", "{date} 之后 {days}：{value}。"),
    "slope": (
        "From {first} to {last}, per unit across: {value}.",
        "由{first}到{last}，每单位变化：{value}。",
    ),
    "convert": ("Convert {source}: {value}.", "换算 {source}：{value}。"),
    "meaning": ("The text defines the symbol: {value}.", "文中对该符号的定义：{value}。"),
    "substitute": (
        "Put {values} into {formula}: {target} = {value}.",
        "将 {values} 代入 {formula}：{target} = {value}。",
    ),
    "rearrange": ("By {formula}, {target} = {value}.", "由 {formula} 得 {target} = {value}。"),
    "insert": ("Put {what} in for {symbol}: {value}.", "以 {what} 代替 {symbol}：{value}。"),
    "differentiate": ("Differentiate by {by}: {value}.", "对 {by} 求导：{value}。"),
    "simplify": ("Simplify: {value}.", "化简：{value}。"),
    "evaluate": ("Put in {values}: {value}.", "代入 {values}：{value}。"),
    "equation": ("Take the equation {value}.", "取等式 {value}。"),
    "unit_by_others": (
        "With {stated}, {source} gives {target} in {value}.",
        "{stated}，由 {source} 得 {target} 的单位：{value}。",
    ),
    "sides_agree": (
        "With {stated}, have the sides of {source} the same dimension? {value}.",
        "{stated}，{source} 两边量纲是否相同？{value}。",
    ),
    "follow": ("{start} → {what}: {value}.", "{start} → {what}：{value}。"),
    "match": ("{what}: {start} is {value}.", "{what}：{start}即{value}。"),
    "round": ("Round: {value}.", "取整：{value}。"),
}
TESTS = {
    "above": ("above", "高于"),
    "below": ("below", "低于"),
    "at_least": ("of at least", "不低于"),
    "at_most": ("of at most", "不高于"),
    "equal": ("equal to", "等于"),
}
TRUTHS = {True: ("yes", "是"), False: ("no", "否")}
SIGNS = {"sum": "+", "difference": "−", "gap": "−", "product": "×", "ratio": "÷"}


def steps(plan: Plan) -> tuple[Step, ...]:
    """The derivation as reasoning steps, operands first, each with what it rests on."""
    return explain(plan.derivation, plan.evidence, plan.language)


def explain(
    derivation: Derivation, evidence: Sequence[Evidence], language: str
) -> tuple[Step, ...]:
    """Each distinct node of a derivation as a step with the value it comes to.

    Raises:
        DerivationError: If the derivation cannot be run.
    """
    return _explained(derivation, tuple(evidence), language)


@lru_cache(maxsize=64)  # the writer asks for them and, soon after, the checks
def _explained(
    derivation: Derivation, evidence: tuple[Evidence, ...], language: str
) -> tuple[Step, ...]:
    found: dict[str, Step] = {}
    telling = _Telling(Scope(evidence), language == "zh")
    for node in walk(derivation):
        if isinstance(node, Given):
            continue
        text = telling.step(node)
        found.setdefault(text, Step(text=text, cites=tuple(cited(node))))
    return tuple(found.values())


def show(plan: Plan) -> str:
    """The steps of a plan, numbered, for the question-writer and the miner."""
    return "\n".join(f"{n}. {step.text}" for n, step in enumerate(steps(plan), start=1))


def show_result(result: Result, *, chinese: bool = False) -> str:
    """A value as it is written for people."""
    match result:
        case Number(number, unit):
            return quantity(_shown(number), unit, chinese=chinese)
        case Name(text) | Date(text) | Unit(text):
            return text
        case Term(expression):
            return to_text(expression)
        case Truth(holds):
            return TRUTHS[holds][chinese]
        case Listing(entries):
            shown = [_entry(entry) for entry in entries[:MOST_SHOWN]]
            more = len(entries) - MOST_SHOWN
            return ", ".join(shown) + (f", … ({more} more)" if more > 0 else "")


@dataclass(frozen=True)
class _Telling:
    """Tells the nodes of one derivation; a value is put into words once, however often it is told.

    Attributes:
        shown: Values in words, by the identity of their node, which the derivation keeps alive.
    """

    scope: Scope
    chinese: bool
    shown: dict[int, str] = field(default_factory=dict)

    def step(self, node: Derivation) -> str:
        """What a node does."""
        return TEXTS[_key(node)][self.chinese].format_map(_Words(node, self))

    def show(self, node: Operation) -> str:
        """What a node comes to."""
        if id(node) not in self.shown:
            value = run(node, self.scope)  # type: ignore[arg-type]  # a Derivation by annotation
            self.shown[id(node)] = show_result(value, chinese=self.chinese)
        return self.shown[id(node)]


def _key(node: Derivation) -> str:
    """The key of the text that tells an operation."""
    match node:
        case Total() | Sets() | Logic():
            return node.how
        case Extreme():
            return node.which
        case Ranked() | Sort() | Place() | Choose():
            return f"{node.op} {node.which}"
        case Label():
            return "read"
    return node.op


class _Words(dict[str, str]):
    """What the text of an operation is filled with: values of its operands, and what it reads."""

    def __init__(self, node: Derivation, telling: _Telling) -> None:
        self.node, self.scope, self.chinese = node, telling.scope, telling.chinese
        self._show = telling.show

    def __missing__(self, name: str) -> str:
        if name in ("value", "what", "listed", "values", "stated", "sign", "first", "last"):
            return str(getattr(self, f"_{name}")())
        field = getattr(self.node, name)
        if isinstance(field, Operation):
            return self._show(field)
        if name in ("formula", "start", "end"):
            return _what(self.scope[field])
        return TESTS[field][self.chinese] if name == "test" else str(field)

    def _value(self) -> str:
        return self._show(self.node)

    def _what(self) -> str:
        if isinstance(self.node, Insert):
            return self._show(self.node.what)
        first = self.scope[next(self.node.cites())]
        return _measure(first, self.chinese) if isinstance(self.node, Collect) else _what(first)

    def _listed(self) -> str:
        options = self.node.options if isinstance(self.node, Choose) else ()
        return ", ".join(f"{one.label} ({self._show(one.value)})" for one in options)

    def _values(self) -> str:
        bindings = getattr(self.node, "bindings", ())
        return ", ".join(f"{one.symbol} = {self._show(one.value)}" for one in bindings)

    def _stated(self) -> str:
        items = (self.scope[name] for name in getattr(self.node, "symbols", ()))
        units = [(i.name, i.unit or "") for i in items if isinstance(i, SymbolEvidence)]
        said = [
            f"{name}的单位为 {unit}" if self.chinese else f"{name} in {unit}"
            for name, unit in units
        ]
        return listing(said, chinese=self.chinese)

    def _sign(self) -> str:
        return SIGNS.get(getattr(self.node, "how", ""), "→")

    def _first(self) -> str:
        return _what(self.scope[getattr(self.node, "start", "")])

    def _last(self) -> str:
        return _what(self.scope[getattr(self.node, "end", "")])


def _what(item: Evidence) -> str:
    match item:
        case CellEvidence():
            return f"{' / '.join(item.row_path)}, {' / '.join(item.column_path)}"
        case PointEvidence():
            return f"{item.x}, {item.series}".rstrip(", ")
        case FormulaEvidence():
            return item.latex
        case EdgeEvidence():
            return item.predicate
        case TextEvidence(text=text):
            return f"“{text}”" if len(text) <= LONGEST_QUOTE else f"“{text[:LONGEST_QUOTE]}…”"
    return str(getattr(item, "text", item.id))


def _measure(item: Evidence, chinese: bool) -> str:
    if isinstance(item, CellEvidence):
        return " / ".join(item.column_path)
    if isinstance(item, TextEvidence) and item.relation:
        return item.relation
    return (isinstance(item, PointEvidence) and item.series) or (
        "数值" if chinese else "the values"
    )


def _shown(number: Decimal) -> Decimal:
    """A number without the digits that only the computer needs."""
    spare = number.adjusted() - MOST_DIGITS + 1
    exponent = number.as_tuple().exponent
    printed = isinstance(exponent, int) and exponent >= -MOST_DECIMALS
    if printed or len(number.as_tuple().digits) <= MOST_DIGITS:
        return number  # 118,277,417.99 is read, and is not told as 118,277,420
    return round(number, max(-spare, FEWEST_DECIMALS))


def _entry(entry: Entry) -> str:
    return f"{entry.label} ({show_result(entry.value)})"
