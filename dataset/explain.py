"""Derivations in words: the reasoning steps of a sample, and the brief a question-writer gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from mmkg.dataset.sample import Step
from mmkg.graph.derivation import (
    At,
    Calculate,
    Collect,
    Derivation,
    Extreme,
    Follow,
    Given,
    Label,
    Ranked,
    Read,
    Substitute,
    Total,
    Where,
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
    TextEvidence,
)
from mmkg.graph.mining.wording import quantity
from mmkg.graph.plan import Plan
from mmkg.graph.results import Entry, Listing, Name, Number, Result, Truth

MOST_DIGITS = 8  # significant digits of an intermediate value that a step shows
LONGEST_QUOTE = 100  # characters
MOST_SHOWN = 12  # entries of a listing that a step spells out

TEXTS: dict[str, tuple[str, str]] = {
    "read": ("Read {what}: {value}.", "读取{what}：{value}。"),
    "collect": ("Read {what}: {value}.", "读取{what}：{value}。"),
    "where": ("Keep those {test} {limit}: {value}.", "保留{test}{limit}的：{value}。"),
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
    "labels": ("These are the ones: {value}.", "结果为：{value}。"),
    "calculate": ("{left} {sign} {right} = {value}.", "{left} {sign} {right} = {value}。"),
    "combine": ("Work it out item by item: {value}.", "逐项计算：{value}。"),
    "compare": ("Hold one against the other: {value}.", "比较：{value}。"),
    "meaning": ("The text defines the symbol: {value}.", "文中对该符号的定义：{value}。"),
    "substitute": (
        "Put {values} into {formula}: {target} = {value}.",
        "将 {values} 代入 {formula}：{target} = {value}。",
    ),
    "follow": ("{start} → {what}: {value}.", "{start} → {what}：{value}。"),
    "round": ("Round: {value}.", "取整：{value}。"),
}
TESTS = {
    "above": ("above", "高于"),
    "below": ("below", "低于"),
    "at_least": ("of at least", "不低于"),
    "at_most": ("of at most", "不高于"),
    "equal": ("equal to", "等于"),
}
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
    found: dict[str, Step] = {}
    known = {item.id: item for item in evidence}
    for node in walk(derivation):
        if isinstance(node, Given):
            continue
        text = _step(node, evidence, known, language)
        found.setdefault(text, Step(text=text, cites=tuple(cited(node))))
    return tuple(found.values())


def show(plan: Plan) -> str:
    """The steps of a plan, numbered, for the question-writer and the miner."""
    return "\n".join(f"{n}. {step.text}" for n, step in enumerate(steps(plan), start=1))


def show_result(result: Result) -> str:
    """A value as it is written for people."""
    match result:
        case Number(number, unit):
            return quantity(_shown(number), unit)
        case Name(name):
            return name
        case Truth(holds):
            return "yes" if holds else "no"
        case Listing(entries):
            shown = [_entry(entry) for entry in entries[:MOST_SHOWN]]
            more = len(entries) - MOST_SHOWN
            return ", ".join(shown) + (f", … ({more} more)" if more > 0 else "")


def _step(
    node: Derivation, evidence: Sequence[Evidence], known: dict[str, Evidence], language: str
) -> str:
    def value(of: Derivation) -> str:
        return show_result(run(of, evidence))

    chinese = language == "zh"
    key, fields = _fields(node, known, value, chinese)
    return TEXTS[key][chinese].format(value=value(node), **fields)


def _fields(
    node: Derivation,
    known: Mapping[str, Evidence],
    value: Callable[[Derivation], str],
    chinese: bool,
) -> tuple[str, dict[str, str]]:
    match node:
        case Read() | Label():
            return "read", {"what": _what(known[node.evidence])}
        case Collect(evidence=names):
            return "collect", {"what": _measure(known[names[0]], chinese)}
        case Where():
            return "where", {"test": TESTS[node.test][chinese], "limit": value(node.than)}
        case At():
            return "at", {"label": value(node.label)}
        case Total():
            return node.how, {}
        case Substitute():
            bound = ", ".join(f"{b.symbol} = {value(b.value)}" for b in node.bindings)
            formula = _what(known[node.formula])
            return "substitute", {"values": bound, "formula": formula, "target": node.target}
        case Follow():
            return "follow", {"start": value(node.start), "what": _what(known[node.edge])}
    return _ranking(node, value)


def _ranking(node: Derivation, value: Callable[[Derivation], str]) -> tuple[str, dict[str, str]]:
    match node:
        case Extreme():
            return node.which, {}
        case Ranked():
            return f"ranked {node.which}", {"place": str(node.place)}
        case Calculate():
            sign = SIGNS.get(node.how, "→")
            return "calculate", {"left": value(node.left), "right": value(node.right), "sign": sign}
    return node.op, {}


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
    return (isinstance(item, PointEvidence) and item.series) or (
        "数值" if chinese else "the values"
    )


def _shown(number: Decimal) -> Decimal:
    """A number without the digits that only the computer needs."""
    spare = number.adjusted() - MOST_DIGITS + 1
    return number if len(number.as_tuple().digits) <= MOST_DIGITS else round(number, -spare)


def _entry(entry: Entry) -> str:
    return f"{entry.label} ({show_result(entry.value)})"
