"""A user's schema: which types of entities and relations there may be, read from YAML.

entities:
  Method: {description: a way of doing something, attributes: {year: date}}
  Model: {is_a: Method}
relations:
  evaluated on: {domain: Method, range: Dataset, cardinality: many_to_many}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, field_validator

from mmkg.graph.names import normal
from mmkg.graph.provenance import Value
from mmkg.runtime.errors import UsageError

AttributeKind = Literal["text", "number", "date", "truth"]
Cardinality = Literal["one_to_one", "one_to_many", "many_to_one", "many_to_many"]


class EntityType(Value):
    """A type of entity.

    Attributes:
        is_a: The type that it is a kind of.
        attributes: What may be said of such a thing, and in what form.
        also: Other words for the type, as headers of tables have them.
    """

    description: str = ""
    is_a: str | None = None
    attributes: dict[str, AttributeKind] = Field(default_factory=dict)
    also: tuple[str, ...] = ()


class RelationType(Value):
    """A type of relation.

    Attributes:
        domain: Types its head may have; none means any.
        range: Types its tail may have.
        cardinality: `many_to_one` means that a head has one tail at most.
    """

    description: str = ""
    domain: tuple[str, ...] = ()
    range: tuple[str, ...] = ()
    cardinality: Cardinality = "many_to_many"

    @field_validator("domain", "range", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Ontology(Value):
    """Types of entities and of relations; a type's names are compared without case and signs."""

    name: str
    description: str = ""
    entities: dict[str, EntityType]
    relations: dict[str, RelationType] = Field(default_factory=dict)

    def entity_type(self, word: str) -> str | None:
        """The entity type that a word names."""
        return self._named(word, self.entities.items())

    def relation_type(self, word: str) -> str | None:
        """The relation type that a word names."""
        return _match(word, self.relations)

    def kinds_of(self, entity: str) -> Iterator[str]:
        """A type and all that it is a kind of, nearest first."""
        kind: str | None = entity
        while kind is not None:
            yield kind
            kind = self.entities[kind].is_a

    def allows(self, relation: str, head: str, tail: str) -> bool:
        """Whether a relation may lead from a thing of one type to one of another."""
        rule = self.relations[relation]
        return self._within(head, rule.domain) and self._within(tail, rule.range)

    def between(self, head: str, tail: str) -> list[str]:
        """The relations that may lead from one type to another."""
        return [name for name in self.relations if self.allows(name, head, tail)]

    def _within(self, entity: str, allowed: tuple[str, ...]) -> bool:
        return not allowed or any(kind in allowed for kind in self.kinds_of(entity))

    @staticmethod
    def _named(word: str, types: Iterable[tuple[str, EntityType]]) -> str | None:
        for name, about in types:
            if _match(word, (name, *about.also)):
                return name
        return None


def _match(word: str, names: Iterable[str]) -> str | None:
    wanted = {normal(word), normal(word).removesuffix("s")}
    return next((name for name in names if normal(name) in wanted), None)


def ready_ontologies() -> list[str]:
    """Names of the schemas that come with mmkg."""
    files = resources.files("mmkg.graph.schemas").iterdir()
    return sorted(file.name[: -len(".yaml")] for file in files if file.name.endswith(".yaml"))


def load_ontology(name: str) -> Ontology:
    """Read a schema that comes with mmkg, by name, or a file.

    Raises:
        UsageError: One line with file and line, what is wrong and what to do.
    """
    if name in ready_ontologies():
        text = (resources.files("mmkg.graph.schemas") / f"{name}.yaml").read_text("utf-8")
        return read_ontology(text, f"{name}.yaml", name)
    path = Path(name)
    try:
        return read_ontology(path.read_text("utf-8"), str(path), path.stem)
    except UnicodeDecodeError:
        raise UsageError(f"{path}: not UTF-8 text") from None
    except OSError as error:
        ready = ", ".join(ready_ontologies())
        raise UsageError(
            f"{name}: no schema of this name ({ready}) and no file ({error.strerror})"
        ) from None


def read_ontology(text: str, file: str, name: str) -> Ontology:
    """Read a schema from YAML.

    Raises:
        UsageError: As `load_ontology` does.
    """
    try:
        root = yaml.compose(text, yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise UsageError(
            f"{file}{line}: no valid YAML ({getattr(error, 'problem', error)})"
        ) from None
    if not isinstance(data, dict):
        raise UsageError(f"{file}: wanted the keys entities and relations")
    try:
        ontology = Ontology.model_validate({"name": name, **data})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = tuple(str(part) for part in first["loc"])
        said = f"{'.'.join(where)}: {first['msg']}"
        raise UsageError(f"{file}, line {_line(root, where)}: {said}") from None
    for where, said in _faults(ontology):
        raise UsageError(f"{file}, line {_line(root, where)}: {'.'.join(where)}: {said}")
    return ontology


def _faults(ontology: Ontology) -> Iterator[tuple[tuple[str, ...], str]]:
    known = ontology.entities
    there = f"there are {', '.join(known)}"
    for name, about in known.items():
        if about.is_a is not None and about.is_a not in known:
            yield ("entities", name, "is_a"), f"no entity type {about.is_a!r}; {there}"
        elif cycle := _cycle(name, known):
            yield ("entities", name, "is_a"), f"a type is a kind of itself ({' → '.join(cycle)})"
    for name, relation in ontology.relations.items():
        for side, types in (("domain", relation.domain), ("range", relation.range)):
            for kind in types:
                if kind not in known:
                    yield ("relations", name, side), f"no entity type {kind!r}; {there}"


def _cycle(name: str, known: dict[str, EntityType]) -> list[str]:
    """The way from a type back to itself; empty if there is none."""
    way = [name]
    while (above := known[way[-1]].is_a) is not None and above in known:
        if above in way:
            return [*way[way.index(above) :], above]
        way.append(above)
    return []


def _line(node: yaml.Node | None, where: tuple[str, ...]) -> int:
    """The line, from 1, of the deepest part of a path that the file has."""
    line = node.start_mark.line + 1 if node else 1
    for part in where:
        if not isinstance(node, yaml.MappingNode):
            break
        found = next(((key, value) for key, value in node.value if key.value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
