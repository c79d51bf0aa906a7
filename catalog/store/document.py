"""What the search index keeps of a thing: a pure reading of everything said about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from catalog.terms import (
    ALTERNATIVE,
    DESCRIPTION,
    NS,
    RECORDS,
    TITLE,
    split_thing,
    term,
)

NOT_RECORDED: Final = "not-recorded"
"""The facet value of things whose kind should say it and of which nothing is recorded."""

FACETS: Final[dict[str, str]] = {
    "kind": "Kind",
    "data-type": "Data type",
    "license": "License",
    "language": "Language",
    "modality": "Modality",
    "agent": "Steward or maker",
    "disclosure": "Training data disclosed",
    "stakeholder-group": "Stakeholder group",
    "focus-area": "Focus area",
    "year": "Year",
    "source": "Who says it",
}
"""The facets, in the order they are shown, with their labels."""

_DATASETS: Final = frozenset({"dataset", "dataset-version"})
_MODELS: Final = frozenset({"model", "model-version"})
EXPECTED: Final = {
    "data-type": _DATASETS,
    "language": _DATASETS,
    "license": _DATASETS | _MODELS,
    "agent": _DATASETS | _MODELS,
    "disclosure": _MODELS,
}
"""The kinds that should say it, for the facets of which nothing recorded is a value."""
FACET_PREDICATES: Final[dict[NamedNode, str]] = {
    term("hw:dataType"): "data-type",
    term("dct:license"): "license",
    term("dct:language"): "language",
    term("hw:modality"): "modality",
    term("prov:agent"): "agent",
    term("dct:creator"): "agent",
    term("hw:disclosure"): "disclosure",
    term("hw:stakeholderGroup"): "stakeholder-group",
    term("hw:focusArea"): "focus-area",
    term("dct:issued"): "year",
}
"""What a facet is read from, on the thing or inside one of its records."""
_VALUES: Final = (NamedNode, Literal)
_NAMES: Final = frozenset({TITLE, ALTERNATIVE, term("hw:spdxId")})
INDEXED: Final = frozenset({*FACET_PREDICATES, *_NAMES, DESCRIPTION})
"""The predicates a document is read from; other statements make no difference to it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One thing as the index keeps it. `facets` maps a facet to its values."""

    iri: str
    kind: str
    slug: str
    title: str
    alternatives: tuple[str, ...] = ()
    description: str = ""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)


def document_of(topic: str, triples: Iterable[Triple], records: Iterable[str]) -> Document:
    """What to index of a thing.

    :param triples: all that is published in the records about the thing.
    :param records: the IRIs of those records.
    """
    kind, slug = split_thing(topic) or ("other", topic)
    titles: list[tuple[bool, str]] = []
    alternatives: list[str] = []
    description = ""
    facets: dict[str, set[str]] = defaultdict(set)
    for triple in triples:
        predicate, value = triple.predicate, triple.object
        about_it = isinstance(triple.subject, NamedNode) and triple.subject.value == topic
        if not isinstance(value, _VALUES):
            continue
        if about_it and predicate in _NAMES:
            alternatives.append(value.value)
            if predicate == TITLE and isinstance(value, Literal):
                titles.append((value.language != "en", value.value))
        elif about_it and predicate == DESCRIPTION:
            description = description or value.value
        if predicate in FACET_PREDICATES and _counts(triple, topic):
            facets[FACET_PREDICATES[predicate]].add(
                _facet_value(FACET_PREDICATES[predicate], value)
            )
    facets["kind"] = {kind}
    facets["source"] = {source_of(record) for record in records}
    for facet, kinds in EXPECTED.items():
        if kind in kinds and not facets[facet]:
            facets[facet] = {NOT_RECORDED}
    title = min(titles)[1] if titles else slug
    return Document(
        topic,
        kind,
        slug,
        title,
        tuple(sorted({name for name in alternatives if name != title})),
        description,
        {facet: tuple(sorted(values)) for facet, values in facets.items() if values},
    )


def source_of(record: str) -> str:
    """The source segment of a record's IRI, as `shipped` or `ecosystem-graphs`."""
    return record.removeprefix(RECORDS).partition("/")[0]


def _counts(triple: Triple, topic: str) -> bool:
    """Whether the statement is about the thing: on it, or on a node inside one of its records.

    The record's own date and agents are about the record.
    """
    subject = triple.subject
    if not isinstance(subject, NamedNode):
        return False
    return subject.value == topic or (
        "#" in subject.value and triple.predicate.value.endswith(("license", "agent"))
    )


def _facet_value(facet: str, value: NamedNode | Literal) -> str:
    if facet == "year":
        year = re.match(r"\d{4}", value.value)
        return year.group() if year else value.value
    if isinstance(value, NamedNode) and value.value.startswith(NS):
        return value.value.rpartition("/")[2]
    return value.value
