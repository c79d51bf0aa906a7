"""The RDF formats the service speaks: media type, ending, and how the library names them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from catalog.rdf.canonical import from_ntriples, in_graph, lines
from catalog.rdf.media import Offer
from catalog.terms import NS, PREFIXES


@dataclass(frozen=True, slots=True)
class Format:
    """One RDF format; `aliases` are names of it that clients still ask by."""

    name: str
    media_type: str
    ending: str
    rdf_format: RdfFormat
    aliases: tuple[str, ...] = ()


TURTLE: Final = Format(
    "Turtle",
    "text/turtle",
    "ttl",
    RdfFormat.TURTLE,
    ("text/n3", "application/turtle", "application/x-turtle", "text/rdf+n3"),
)
JSON_LD: Final = Format("JSON-LD", "application/ld+json", "jsonld", RdfFormat.JSON_LD)
RDF_XML: Final = Format("RDF/XML", "application/rdf+xml", "rdf", RdfFormat.RDF_XML)
N_TRIPLES: Final = Format(
    "N-Triples",
    "application/n-triples",
    "nt",
    RdfFormat.N_TRIPLES,
    ("text/plain", "text/ntriples"),
)
TRIG: Final = Format("TriG", "application/trig", "trig", RdfFormat.TRIG)
N_QUADS: Final = Format("N-Quads", "application/n-quads", "nq", RdfFormat.N_QUADS)

GRAPH_FORMATS: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
DATASET_FORMATS: Final = (TRIG, N_QUADS)
GRAPH_OFFERS: Final = tuple(Offer(f.ending, f.media_type, aliases=f.aliases) for f in GRAPH_FORMATS)
DATASET_OFFERS: Final = tuple(Offer(f.ending, f.media_type, weight=0.7) for f in DATASET_FORMATS)
"""For those who ask for nothing else, or much rather: with every statement in its record's graph,
a client that looks in the default graph, as Comunica does, finds nothing."""
BY_ENDING: Final = {f.ending: f for f in (*GRAPH_FORMATS, *DATASET_FORMATS)}

_SCHEMES: Final = [
    "activity-kind",
    "authority",
    "confidence",
    "data-type",
    "disclosure",
    "edge-kind",
    "license-scope",
    "license-term",
    "modality",
    "openness",
    "personal-data",
    "reach",
    "record-status",
    "role",
    "signal-layer",
    "stakeholder-group",
    "truth-value",
]
_SERVICE: Final = {
    "formats": "http://www.w3.org/ns/formats/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "void": "http://rdfs.org/ns/void#",
}
WRITING_PREFIXES: Final = {
    **PREFIXES,
    **_SERVICE,
    **{name: f"{NS}{name}/" for name in _SCHEMES},
}
"""The prefixes we write with: of the vocabularies, of what services say of themselves, and of the
concept schemes used most."""


def service_term(curie: str) -> NamedNode:
    """The IRI a prefixed name stands for that only services speak of, as `void:triples`."""
    prefix, _, local = curie.partition(":")
    return NamedNode(_SERVICE[prefix] + local)


def write(statements: Iterable[Triple] | Iterable[Quad], wanted: Format) -> bytes:
    """Statements in a format. Only the prefixes they use are declared."""
    given: list[Triple] | list[Quad] = list(statements)  # type: ignore[assignment]
    text = "\n".join(str(statement) for statement in given)
    used = {name: iri for name, iri in WRITING_PREFIXES.items() if f"<{iri}" in text}
    data = serialize(given, format=wanted.rdf_format, prefixes=used) or b""
    return _sorted_prefixes(data) if wanted in (TURTLE, TRIG) else data


def write_records(states: Iterable[tuple[str, str]], wanted: Format) -> bytes:
    """Records in a format: each a graph of its own where the format has graphs, else their union.

    :param states: record IRIs with their content as canonical N-Triples.
    """
    held = sorted(states)
    if wanted is N_QUADS:
        return "".join(in_graph(state, NamedNode(record)) for record, state in held).encode()
    if wanted is N_TRIPLES:
        return "".join(dict.fromkeys(line for _, state in held for line in lines(state))).encode()
    if wanted is TRIG:
        return write(
            [
                Quad(t.subject, t.predicate, t.object, NamedNode(record))
                for record, state in held
                for t in from_ntriples(state)
            ],
            wanted,
        )
    return write(dict.fromkeys(t for _, state in held for t in from_ntriples(state)), wanted)


def _sorted_prefixes(data: bytes) -> bytes:
    """The library declares prefixes in no fixed order; equal content shall be equal text."""
    lines = data.splitlines(keepends=True)
    count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix")), len(lines))
    return b"".join([*sorted(lines[:count]), *lines[count:]])
