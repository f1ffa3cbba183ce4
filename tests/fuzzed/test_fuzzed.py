"""Whatever is thrown at them, readers of foreign text give a value or the error they promise.

`python benchmarks/fuzz.py` feeds the same functions for longer, guided by coverage (atheris).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from pydantic import TypeAdapter, ValidationError

from mmkg.dataset.checks.injection import order_in
from mmkg.graph.derivation import Derivation, DerivationError, cited, run, walk
from mmkg.graph.document import Reading
from mmkg.graph.evidence import CellEvidence, Evidence, FormulaEvidence, PointEvidence
from mmkg.graph.expression import to_latex, to_sympy
from mmkg.graph.expression_tree import ExpressionError
from mmkg.graph.provenance import Address
from mmkg.prompts.render import marked
from mmkg.runtime.tool_protocol import read_back
from mmkg.tools.parse.formula_tokens import LatexError
from mmkg.tools.parse.latex import parse_latex

DERIVATION: TypeAdapter[Derivation] = TypeAdapter(Derivation)
SCHEMA = DERIVATION.json_schema()
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=150)
PIECES_OF_LATEX = (
    r"\frac{ } { ^ _ \sqrt[3]{ \sum_{i=1}^{n} \left( \right) \log \mathrm{ x y 2 3.5 = < + - * / "
    r"\cdot \times ! | \pi e ( ) [ ] & \\ \text{ \over \int \infty , ; ' \begin{cases} \ln \exp "
    r"^{-1} _{12} 10^{9} \hat{ % $ \min"
)
PIECES = st.sampled_from(PIECES_OF_LATEX.split(" "))
REPLIES = st.sampled_from(
    ['{"tool":', '"submit"', ',"args":{', "}", "}}", '"say":', "<think>", "</think>", "```json",
     "\n", '"', "\\ud83d", "[", "]", "null", "1e999", "NaN", '{"', ":", ",", "\x00", " "]
)  # fmt: skip
HERE = Address(document="d" * 64)


def cell(number: int, text: str) -> CellEvidence:
    return CellEvidence(
        id=f"e{number}", carrier="t", address=HERE, text=text, row_path=(f"row {number}",),
        column_path=("mass",), reading=Reading(kind="number", number=Decimal(text), unit="kg"),
    )  # fmt: skip


EVIDENCE: list[Evidence] = [
    cell(1, "3.5"), cell(2, "0"), cell(3, "-1e30"),
    PointEvidence(
        id="e4", carrier="f", address=HERE, series="s", x="2001", y=Decimal("7"), unit="m"
    ),
    FormulaEvidence(id="e5", carrier="m", address=HERE, latex="a = b / c",
                    expression=parse_latex("a = b / c")),
]  # fmt: skip


PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-3, 60),
    "number": st.floats(allow_nan=False),
    "boolean": st.booleans(),
    "null": st.none(),
}
WORDS = st.sampled_from(
    ["e1", "e2", "e3", "e4", "e5", "a", "b", "c", "kg", "m", "km/h", "0", "1e400", "-2.5", "mass"]
) | st.text(max_size=6)


def made(schema: dict[str, Any], depth: int) -> st.SearchStrategy[Any]:
    """Values that follow a JSON schema, for the most part."""
    if "$ref" in schema:
        return made(SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]], depth)
    if options := schema.get("anyOf") or schema.get("oneOf"):
        if depth <= 0:
            options = [o for o in options if "$ref" not in o] or [{"$ref": "#/$defs/Read"}]
        return st.one_of([made(option, depth - 1) for option in options])
    if "const" in schema or "enum" in schema:
        return st.sampled_from(schema.get("enum") or [schema["const"]])
    if schema.get("type") == "object":
        parts = schema.get("properties", {})
        return st.fixed_dictionaries({name: made(part, depth - 1) for name, part in parts.items()})
    if schema.get("type") == "array":
        item = schema.get("items", {})
        if depth <= 0 and "$ref" in item:  # an expression holds expressions
            return st.just([])
        return st.lists(made(item, depth - 1), max_size=3)
    return PLAIN.get(schema.get("type", ""), WORDS)


@QUIET
@given(st.lists(REPLIES | st.text(max_size=10), max_size=20).map("".join))
def test_any_reply_becomes_a_message(text: str) -> None:
    reply = read_back(text, [HumanMessage("?"), AIMessage("")])
    assert isinstance(reply, AIMessage)
    assert reply.text or reply.tool_calls or reply.invalid_tool_calls or not text.strip()


@QUIET
@given(st.lists(PIECES | st.text(max_size=3), max_size=25).map(" ".join))
def test_any_latex_is_a_formula_or_refused(latex: str) -> None:
    try:
        tree = parse_latex(latex)
    except LatexError as error:
        assert "\n" not in str(error)
        return
    assert to_latex(tree)
    try:
        to_sympy(tree)
    except ExpressionError as error:
        assert "\n" not in str(error)


@QUIET
@given(made(SCHEMA, 5))
def test_any_derivation_has_a_value_or_is_refused(data: Any) -> None:
    try:
        derivation = DERIVATION.validate_python(data)
    except ValidationError:
        return
    assert list(walk(derivation)) and cited(derivation) is not None
    try:
        run(derivation, EVIDENCE)
    except DerivationError as error:
        assert str(error)


@QUIET
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["<", "/", "evidence", ">", " ", "\n"])).map("".join)
)
def test_no_text_ends_the_marks_around_it(text: str) -> None:
    inside = marked(text).removeprefix("<evidence>").removesuffix("</evidence>")
    assert "<evidence" not in inside.casefold() and "</evidence" not in inside.casefold()
    order_in(text)
