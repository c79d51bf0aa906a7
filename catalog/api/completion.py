"""What the query editor offers while one types: prefixes, classes and properties with labels."""

from __future__ import annotations

from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from catalog.api.ontology import PROPERTY_TYPES
from catalog.terms import HW, PREFIXES, TYPE, compact, term
from catalog.vocabulary import labels, ontology_triples

_CLASS_TYPES = (term("owl:Class"), term("rdfs:Class"))


@cache
def completion() -> dict[str, Any]:  # Any: a JSON document, namespaces by prefix beside lists
    """Every class and property a prefix of ours reaches, our own first, then by name."""
    classes, properties = set[str](), set[str]()
    for triple in ontology_triples():
        if triple.predicate == TYPE and isinstance(triple.subject, NamedNode):
            if triple.object in _CLASS_TYPES:
                classes.add(triple.subject.value)
            elif triple.object in PROPERTY_TYPES:
                properties.add(triple.subject.value)
    return {
        "prefixes": dict(PREFIXES),
        "classes": _offered(classes),
        "properties": _offered({*properties, TYPE.value}),
    }


def _offered(terms: set[str]) -> list[dict[str, str]]:
    named = [(not iri.startswith(HW), compact(iri), iri) for iri in terms]
    return [
        {"iri": iri, "label": labels().get(iri, "")}
        for _, name, iri in sorted(named)
        if name != iri
    ]
