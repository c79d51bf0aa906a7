"""The words for codes, properties and things, as readers meet them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.store import CatalogStore
from catalog.terms import NS, compact, split_thing, term
from catalog.vocabulary import definitions, labels, ontology_triples

_NOTATION: Final = term("skos:notation")
_CONFIDENCE: Final = NS + "confidence/"
UNKNOWN: Final = "unknown"


@cache
def confidence_words() -> Mapping[str, str]:
    """What each confidence code means, as `{"K": "widely documented; …"}`."""
    words: dict[str, str] = {}
    for triple in ontology_triples():
        subject, notation = triple.subject, triple.object
        if (
            triple.predicate == _NOTATION
            and isinstance(subject, NamedNode)
            and subject.value.startswith(_CONFIDENCE)
            and isinstance(notation, Literal)
        ):
            label = labels().get(subject.value, notation.value)
            words[notation.value] = f"{label}. {definitions().get(subject.value, '')}".strip()
    return words


@cache
def concepts_of(scheme: str) -> Mapping[str, str]:
    """The labels of the concepts of a scheme by their identifiers."""
    start = f"{NS}{scheme}/"
    return {iri[len(start) :]: label for iri, label in labels().items() if iri.startswith(start)}


def is_unknown(iri: str) -> bool:
    """Whether an IRI is the code that says: it was looked for, and it is not known."""
    return iri.startswith(NS) and iri.rpartition("/")[2] == UNKNOWN


def names(store: CatalogStore, iris: Iterable[str]) -> dict[str, str]:
    """A name for each IRI: the thing's title, the term's label, else its shortest form."""
    wanted = set(iris)
    things = store.search.things(sorted(iri for iri in wanted if split_thing(iri)))
    found: dict[str, str] = defaultdict(str)
    for iri in wanted:
        thing = things.get(iri)
        found[iri] = thing.title if thing else labels().get(iri) or _short(iri)
    return found


def property_label(iri: str) -> str:
    """A property in words."""
    return labels().get(iri) or compact(iri)


def _short(iri: str) -> str:
    thing = split_thing(iri)
    return thing[1] if thing else compact(iri)
