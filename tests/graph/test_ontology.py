"""Schemas of a user: what they allow, and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmkg.graph.ontology import load_ontology, read_ontology, ready_ontologies
from mmkg.runtime.errors import UsageError

TEXT = """
entities:
  Thing: {}
  Body: {is_a: Thing, also: [object, 天体]}
  Moon: {is_a: Body, attributes: {radius: number}}
  Person: {is_a: Thing}
relations:
  orbits: {domain: Moon, range: Body, cardinality: many_to_one}
  discovered by: {domain: Body, range: [Person]}
"""


def test_a_relation_holds_for_kinds_of_its_domain_and_range():
    schema = read_ontology(TEXT, "s.yaml", "s")
    assert schema.allows("discovered by", "Moon", "Person")
    assert not schema.allows("discovered by", "Person", "Moon")
    assert not schema.allows("orbits", "Body", "Moon")
    assert schema.between("Moon", "Moon") == ["orbits"]
    assert list(schema.kinds_of("Moon")) == ["Moon", "Body", "Thing"]


def test_types_are_named_without_case_and_plural_and_by_other_words():
    schema = read_ontology(TEXT, "s.yaml", "s")
    assert [schema.entity_type(w) for w in ("moons", "OBJECT", "天体", "star")] == [
        *("Moon", "Body", "Body"),
        None,
    ]
    assert schema.relation_type("Discovered-by") == "discovered by"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("entities:\n  A: {is_a: B}\n", "s.yaml, line 2: entities.A.is_a: no entity type 'B'"),
        ("entities:\n  A: {is_a: C}\n  B: {}\n  C: {is_a: A}\n", "line 2: .*A → C → A"),
        ("entities:\n  A: {}\nrelations:\n  r:\n    range: X\n", "line 5: .*no entity type 'X'"),
        ("entities:\n  A: {colour: red}\n", "line 2: entities.A.colour"),
        ("entities:\n  A: {attributes: {a: fish}}\n", "line 2: entities.A.attributes.a"),
        ("entities: [A\n", "line 2: no valid YAML"),
        ("- A\n", "wanted the keys"),
    ],
)
def test_a_broken_schema_is_one_line_with_file_and_line(text: str, said: str):
    with pytest.raises(UsageError, match=said) as raised:
        read_ontology(text, "s.yaml", "s")
    assert "\n" not in str(raised.value)


def test_a_cycle_that_a_type_only_leads_into_is_named_from_its_own_type():
    with pytest.raises(UsageError, match="B → C → B"):
        read_ontology("entities: {A: {is_a: B}, B: {is_a: C}, C: {is_a: B}}", "s.yaml", "s")


@pytest.mark.parametrize("name", ready_ontologies())
def test_ready_schemas_can_use_every_relation(name: str):
    schema = load_ontology(name)
    assert schema.description
    for relation in schema.relations:
        assert any(
            schema.allows(relation, head, tail)
            for head in schema.entities
            for tail in schema.entities
        )


def test_there_are_ready_schemas_for_six_fields():
    wanted = {"general", "science", "finance", "chemistry", "law", "history"}
    assert wanted <= set(ready_ontologies())


def test_an_unknown_name_lists_the_ready_ones(tmp_path: Path):
    with pytest.raises(UsageError, match="chemistry, finance"):
        load_ontology(str(tmp_path / "nothing.yaml"))
