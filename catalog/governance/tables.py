"""The tables the rules read: data that a policy expert can change (`ontology/rules/*.ttl`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pyoxigraph import RdfFormat, parse

from catalog.governance.statements import code_of
from catalog.terms import compact
from catalog.vocabulary import ontology_dir


@dataclass(frozen=True, slots=True)
class Tables:
    """How conditions travel, and which licenses may follow which.

    `travel` maps a condition id and an edge-kind id to a travel id; `compatible` holds pairs of
    license IRIs, from and to.
    """

    travel: Mapping[tuple[str, str], str]
    compatible: frozenset[tuple[str, str]]


@cache
def shipped_tables() -> Tables:
    """The tables of this version."""
    travel: dict[tuple[str, str], str] = {}
    for row in _rows("propagation.ttl"):
        travel[row["hw:condition"], row["hw:edgeKind"]] = row["hw:travel"]
    compatible = frozenset(
        (row["hw:compatibleFrom"], row["hw:compatibleTo"]) for row in _rows("compatibility.ttl")
    )
    return Tables(travel, compatible)


def _rows(name: str) -> Iterable[dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    path = ontology_dir() / "rules" / name
    for quad in parse(path=str(path), format=RdfFormat.TURTLE):
        value = getattr(quad.object, "value", "")
        rows.setdefault(str(quad.subject), {})[compact(quad.predicate.value)] = code_of(value)
    return rows.values()
