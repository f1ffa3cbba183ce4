"""What tables, charts, diagrams and formulas state, as assertions of theirs and as edges."""

from __future__ import annotations

from collections.abc import Mapping

from mmkg.graph.document import Figure, Formula, Table
from mmkg.graph.entities import nameable
from mmkg.graph.linking.link import Linked
from mmkg.graph.names import normal
from mmkg.graph.provenance import Address
from mmkg.graph.schema import Edge, Node, Relation
from mmkg.graph.store import Graph
from mmkg.graph.triples import triple_columns, triples


def add_carried(graph: Graph, linked: Linked) -> None:
    """Add what all carriers other than text state. Numbers stay where they are: in their cells."""
    for table in graph.tables(triples=True):
        names = linked.within(table.address.document)
        if triple_columns(table):
            _add_triples(graph, table, names)
        else:
            _add_cells(graph, table, names)
    for figure in graph.figures():
        _add_chart(graph, figure, linked.within(figure.address.document))
        _add_diagram(graph, figure, linked.within(figure.address.document))
    for formula in graph.formulas():
        _add_meanings(graph, formula, linked.within(formula.address.document))


def _add_cells(graph: Graph, table: Table, names: Mapping[str, str]) -> None:
    """A text cell relates the entity of its row to its own, with the header as the predicate."""
    labels = {cell.row: cell for cell in table.cells if cell.kind == "label" and cell.row_path}
    for cell in table.cells:
        if cell.kind != "body" or cell.reading.kind != "text" or not nameable(cell.text):
            continue
        label = labels.get(cell.row)
        if label is None or not cell.column_path or normal(label.row_path[-1]) not in names:
            continue
        relation = Relation(
            head=label.row_path[-1],
            relation=" ".join(cell.column_path),
            tail=cell.text,
            form="role",
        )
        number = f"{cell.row}.{cell.column}"
        _add(graph, table.id, number, relation, names, (cell.address,), cell.text)


def _add_triples(graph: Graph, table: Table, names: Mapping[str, str]) -> None:
    """What the rows of a list of triples state."""
    for triple in triples(table):
        relation = triple.stated()
        place = (triple.tail.address,)
        _add(graph, table.id, f"{triple.tail.row}", relation, names, place, relation.tail)


def _add_chart(graph: Graph, figure: Figure, names: Mapping[str, str]) -> None:
    """What a chart reads for each thing that it names: an amount, not another entity."""
    axis = figure.y_axis
    for row, series in enumerate(figure.series, start=1):
        measure = series.name or (axis.title if axis else "")
        for column, point in enumerate(series.points, start=1):
            if point.x_number is not None or normal(point.x) not in names or not measure:
                continue
            relation = Relation(
                head=point.x,
                relation=measure,
                tail=str(point.y),
                form="role",
                value="amount",
                number=point.y,
                unit=axis.unit if axis else None,
            )
            place = figure.address.model_copy(update={"box": point.box or figure.address.box})
            _add(graph, figure.id, f"{row}.{column}", relation, names, (place,), "")


def _add_diagram(graph: Graph, figure: Figure, names: Mapping[str, str]) -> None:
    """An arrow of a flow chart, or a branch of a mind map, relates what it joins."""
    for number, link in enumerate(figure.links, start=1):
        head, tail = figure.nodes[link.source], figure.nodes[link.target]
        if normal(head.text) in names and normal(head.text) != normal(tail.text):
            word = link.text or ("leads to" if link.directed else "joined with")
            relation = Relation(head=head.text, relation=word, tail=tail.text)
            _add(graph, figure.id, f"l{number}", relation, names, (link.address,), link.text)


def _add_meanings(graph: Graph, formula: Formula, names: Mapping[str, str]) -> None:
    """What a symbol stands for."""
    for symbol in formula.symbols:
        meaning = names.get(normal(symbol.meaning or ""))
        if meaning is None:
            continue
        place = (symbol.defined_at or formula.address,)
        node = Node(
            id=f"assertion:{formula.id}:{symbol.name}",
            type="assertion",
            name=f"{symbol.name}: {symbol.meaning}",
            kind="definition",
            description=f"${symbol.latex}$: {symbol.meaning}",
            addresses=place,
        )
        graph.add(node)
        graph.connect(Edge(source=node.id, target=formula.id, label="belongs_to", addresses=place))
        graph.connect(Edge(source=node.id, target=meaning, label="about", addresses=place))


def _add(
    graph: Graph,
    carrier: str,
    number: str,
    relation: Relation,
    names: Mapping[str, str],
    places: tuple[Address, ...],
    text: str,
) -> None:
    head = names[normal(relation.head)]
    tail = names.get(normal(relation.tail)) if relation.value == "name" else None
    node = Node(
        id=f"assertion:{carrier}:{number}",
        type="assertion",
        name=f"{relation.head} {relation.relation} {relation.tail}",
        kind="relation",
        addresses=places,
        relation=relation,
    )
    graph.add(node)
    graph.connect(Edge(source=node.id, target=carrier, label="belongs_to", addresses=places))
    for entity in dict.fromkeys(e for e in (head, tail) if e):
        graph.connect(Edge(source=node.id, target=entity, label="about", addresses=places))
    if tail and tail != head:
        edge = Edge(source=head, target=tail, label=relation.relation, addresses=places)
        graph.connect(edge.model_copy(update={"text": text, "carrier": carrier}))
