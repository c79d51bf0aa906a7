"""Lineage edges: which statements are one, and of what kind (ontology.md section 2.4).

The same reading is used when a record is written (`edges_in`) and when the graph is asked
(`EDGE_QUERIES`); a test holds the two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Triple

from catalog.terms import (
    EDGE_KIND,
    EDGE_KINDS,
    ENTITY,
    NS,
    PREFIXES,
    QUALIFIED_DERIVATION,
    term,
)

GENERATED_BY: Final = term("prov:wasGeneratedBy")
USED: Final = term("prov:used")

EDGE_PREDICATES: Final = frozenset({*EDGE_KINDS, QUALIFIED_DERIVATION, ENTITY, GENERATED_BY, USED})
"""The predicates edges are read from; other statements make no difference to them."""

Edge = tuple[str, str]
"""From the thing made to the thing it was made from, one step upstream, as two IRIs."""

_SELECT: Final = f"""
PREFIX hw: <{PREFIXES["hw"]}>
PREFIX prov: <{PREFIXES["prov"]}>
SELECT DISTINCT ?from ?to ?property ?kind ?record WHERE {{
  VALUES ?from {{ %%s }}
  %s
  FILTER (isIRI(?to) && ?from != ?to)
}}
"""
EDGE_QUERIES: Final = (
    _SELECT
    % f"""GRAPH ?record {{ ?from ?property ?to }}
    FILTER (?property IN ({", ".join(str(predicate) for predicate in EDGE_KINDS)}))""",
    _SELECT
    % """GRAPH ?record { ?from prov:qualifiedDerivation ?by . ?by prov:entity ?to
      OPTIONAL { ?by hw:edgeKind ?kind } }
    BIND (prov:qualifiedDerivation AS ?property)""",
    _SELECT
    % """GRAPH ?record { ?from prov:wasGeneratedBy ?by . ?by prov:used ?to
      OPTIONAL { ?by hw:activityKind ?kind } }
    BIND (prov:wasGeneratedBy AS ?property)""",
)
"""The edges that start at given things, with the record that states each; `%s` takes their
IRIs. `?kind` is an edge kind on a qualified derivation and an activity kind on an activity.
Three queries, since engines plan a union of them badly: Oxigraph takes twice the time."""

_KIND_OF_ACTIVITY: Final = {
    "synthesize": "generate",
    **dict.fromkeys(
        ("train", "continue-pretrain", "fine-tune", "instruct-tune", "preference-tune",
         "distill", "merge-weights"), "learn",
    ),
    **dict.fromkeys(("classify", "annotate", "tag", "translate"), "transform"),
    **dict.fromkeys(
        ("filter", "deduplicate", "anonymize", "pseudonymize", "merge", "sample", "redact",
         "remove-on-request", "publish", "archive", "quantize", "digitize"), "carry",
    ),
}  # fmt: skip


def edges_in(triples: Iterable[Triple]) -> set[Edge]:
    """The lineage edges a record states. An edge from a thing to itself is none."""
    edges: set[Edge] = set()
    through: dict[NamedNode, set[str]] = defaultdict(set)
    towards: dict[NamedNode, set[str]] = defaultdict(set)
    for triple in triples:
        subject, target, predicate = triple.subject, triple.object, triple.predicate
        if not (isinstance(subject, NamedNode) and isinstance(target, NamedNode)):
            continue
        if predicate in EDGE_KINDS:
            edges.add((subject.value, target.value))
        elif predicate in (QUALIFIED_DERIVATION, GENERATED_BY):
            through[target].add(subject.value)
        elif predicate in (ENTITY, USED):
            towards[subject].add(target.value)
    for node, sources in through.items():
        edges.update((source, target) for source in sources for target in towards[node])
    return {(source, target) for source, target in edges if source != target}


def edge_kind(property_iri: str, stated: str | None) -> str:
    """The kind of an edge: what is stated on it, else what its property or activity implies.

    :param property_iri: the property as `EDGE_QUERIES` give it.
    :param stated: the IRI of the edge kind or activity kind stated, if any.
    """
    name = stated.rpartition("/")[2] if stated and stated.startswith(NS) else None
    if property_iri == GENERATED_BY.value:
        return _KIND_OF_ACTIVITY.get(name or "", "unknown")
    if name:
        return name
    return EDGE_KINDS.get(NamedNode(property_iri), "unknown")


__all__ = ["EDGE_KIND", "EDGE_PREDICATES", "EDGE_QUERIES", "Edge", "edge_kind", "edges_in"]
