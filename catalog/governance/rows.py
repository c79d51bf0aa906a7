"""Reading the tables of `ontology/rules/` that may hold several values in one cell."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from catalog.governance.statements import code_of
from catalog.terms import compact
from catalog.vocabulary import ontology_dir

Row = Mapping[str, tuple[str, ...]]


@cache
def rows(name: str) -> tuple[Row, ...]:
    """The rows of a table, each from prefixed names of properties to values, as in the file.

    Concepts of ours are given by their ids, as `learn`; other IRIs and words as they are.
    """
    found: dict[str, dict[str, list[str]]] = {}
    path = ontology_dir() / "rules" / name
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if isinstance(subject, BlankNode | NamedNode) and isinstance(value, NamedNode | Literal):
            cells = found.setdefault(subject.value, {})
            cells.setdefault(compact(quad.predicate.value), []).append(code_of(value.value))
    return tuple({name: tuple(values) for name, values in row.items()} for row in found.values())


def of_class(name: str, kind: str) -> list[Row]:
    """The rows of one class, given as a prefixed name."""
    return list(_of_class(name, kind))


@cache
def _of_class(name: str, kind: str) -> tuple[Row, ...]:
    return tuple(
        row for row in rows(name) if any(compact(v) == kind for v in row.get("rdf:type", ()))
    )
