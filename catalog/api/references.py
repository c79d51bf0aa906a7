"""Which records mention a thing.

Hubs are mentioned tens of thousands of times, so the count and one page are asked for, never
the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypedDict

from pyoxigraph import NamedNode

from catalog.api.words import property_label
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.store.base import Row
from catalog.terms import LINEAGE_GRAPH, ONTOLOGY_GRAPH, PRIMARY_TOPIC, split_thing, term

_IN_FINDINGS: Final = ", ".join(str(term(name)) for name in ("oa:hasTarget", "rdf:first"))
"""How the graphs of findings name things (catalog.governance.triples); records use neither."""


class Reference(TypedDict):
    """A thing one of whose records mentions the thing in question, and by which property."""

    iri: str
    title: str
    kind: str
    slug: str
    property: str
    property_label: str
    record: str


class References(TypedDict):
    """How many records mention the thing, and some of them."""

    total: int
    items: list[Reference]


def referenced_by(
    store: CatalogStore, iri: str, own: Iterable[NamedNode], limit: int, offset: int = 0
) -> References:
    """The records on other things that mention a thing, a page of them by name.

    :param own: the records about the thing itself, which are left out.
    """
    hidden = ", ".join(str(graph) for graph in (LINEAGE_GRAPH, ONTOLOGY_GRAPH, *own))
    mention = f"?subject ?property {NamedNode(iri)}"
    # Asking of each graph whether it is a record makes hubs ten times slower than this.
    mentions = (
        f"GRAPH ?record {{ {mention} }} FILTER (?record NOT IN ({hidden})) "
        f"FILTER (?property NOT IN ({_IN_FINDINGS}))"
    )
    rows = store.graph.select(
        f"SELECT DISTINCT ?record WHERE {{ {mentions} }} LIMIT {limit} OFFSET {offset}"
    )
    total = offset + len(rows)
    if len(rows) == limit or not rows:
        counted = store.graph.select(
            f"SELECT (COUNT(DISTINCT ?record) AS ?n) WHERE {{ {mentions} }}"
        )
        total = int(counted[0]["n"].value)
    if not rows:
        return {"total": total, "items": []}
    records = " ".join(str(row["record"]) for row in rows)
    found = store.graph.select(
        f"SELECT ?record ?thing ?subject ?property WHERE {{ VALUES ?record {{ {records} }} "
        f"GRAPH ?record {{ {mention} . ?record {PRIMARY_TOPIC} ?thing }} }}"
    )
    nearest: dict[str, Row] = {}
    for row in found:
        record = row["record"].value
        if record not in nearest or _plainness(row) < _plainness(nearest[record]):
            nearest[record] = row
    things = store.search.things([row["thing"].value for row in nearest.values()])
    items = [_reference(row, things) for row in nearest.values()]
    return {"total": total, "items": sorted(items, key=lambda r: (r["title"].lower(), r["record"]))}


def _plainness(row: Row) -> tuple[bool, bool, str]:
    """Statements on the thing itself tell more than those on a node or on the record."""
    subject = row["subject"].value
    return (subject != row["thing"].value, subject == row["record"].value, row["property"].value)


def _reference(row: Row, things: dict[str, Thing]) -> Reference:
    iri, predicate = row["thing"].value, row["property"].value
    kind, slug = split_thing(iri) or ("other", iri)
    thing = things.get(iri) or Thing(iri, kind, slug, slug)
    return {
        "iri": iri,
        "title": thing.title,
        "kind": thing.kind,
        "slug": thing.slug,
        "property": predicate,
        "property_label": property_label(predicate),
        "record": row["record"].value,
    }
