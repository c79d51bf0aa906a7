"""RDF text to records, within bounds.

The text may come from anyone. Contexts are never fetched (`contexts`), relative references are
refused unless the text states its base, and what the parsers choke on is refused before they
see it (`hazards`). Where the text is a stranger's, all of this runs in a process that can be
killed: `catalog.records.untrusted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from catalog.errors import InvalidRecordError, TooLargeError, UnparseableError, UsageError
from catalog.model import Finding, Record
from catalog.rdf.canonical import as_kept, skolemize
from catalog.rdf.contexts import with_contexts
from catalog.rdf.hazards import at, refuse_hazards
from catalog.terms import CATALOG_RECORD, PRIMARY_TOPIC, TYPE

MAX_BYTES: Final = 10_000_000
MAX_TRIPLES: Final = 200_000
MAX_LITERAL: Final = 65_536
MAX_IRI: Final = 2_048

FORMATS: Final[dict[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/trig": RdfFormat.TRIG,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}

SUFFIXES: Final[dict[str, str]] = {
    ".ttl": "text/turtle",
    ".trig": "application/trig",
    ".nt": "application/n-triples",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
    ".rdf": "application/rdf+xml",
}


def media_type_of(path: Path) -> str:
    """The media type a file's ending stands for.

    :raises UsageError: where the ending is none of `SUFFIXES`.
    """
    media_type = SUFFIXES.get(path.suffix.lower())
    if media_type is None:
        raise UsageError(
            f"{path.name}: an ending we do not read. We read {', '.join(sorted(SUFFIXES))}."
        )
    return media_type


def parse_quads(
    data: bytes, media_type: str, origin: str = "", *, apart: bool = False
) -> list[Quad]:
    """All statements of an RDF text.

    :param media_type: one of `FORMATS`; parameters after a semicolon are passed over.
    :param origin: the name of the text for messages, as a file name.
    :param apart: give nodes without a name labels that no other text has.
    :raises TooLargeError: where a bound of this module is passed.
    :raises UnparseableError: where the text is not well-formed, with line and column.
    :raises UsageError: where the media type is none we read.
    """
    rdf_format = FORMATS.get(media_type.partition(";")[0].strip().lower())
    if rdf_format is None:
        raise UsageError(f"{media_type}: not a format we read. We read {', '.join(FORMATS)}.")
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"{at(origin)}{len(data):,} bytes; we read at most {MAX_BYTES:,}.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    refuse_hazards(data, rdf_format, origin)
    if rdf_format == RdfFormat.JSON_LD:
        data = with_contexts(data, origin)
    quads: list[Quad] = []
    try:
        for quad in parse(data, format=rdf_format, rename_blank_nodes=apart):
            _check_sizes(quad, origin)
            quads.append(quad)
            if len(quads) > MAX_TRIPLES:
                raise TooLargeError(f"{at(origin)}more than {MAX_TRIPLES:,} statements.")
    except SyntaxError as error:
        reason = re.sub(r"^Parser error at line .*?: ", "", error.msg or "not well-formed")
        raise UnparseableError(reason, origin, error.lineno, error.offset) from error
    return quads


def parse_records(data: bytes, media_type: str, origin: str = "") -> list[Record]:
    """The records an RDF text holds.

    A text without named graphs is one record; in TriG and N-Quads each named graph is one.
    A record describes itself: its IRI is the dcat:CatalogRecord that names a primary topic.

    :raises InvalidRecordError: where a record or its primary topic cannot be told.
    :raises TooLargeError, UnparseableError, UsageError: as `parse_quads`.
    """
    graphs: dict[NamedNode | None, list[Triple]] = {}
    for quad in parse_quads(data, media_type, origin):
        name = quad.graph_name
        if isinstance(name, BlankNode):
            raise UsageError(f"{at(origin)}a named graph without an IRI. Give the record an IRI.")
        key = None if isinstance(name, DefaultGraph) else name
        graphs.setdefault(key, []).append(Triple(quad.subject, quad.predicate, quad.object))
    if not graphs:
        raise UsageError(f"{at(origin)}nothing is stated in it.")
    return [make_record(triples, origin, graph) for graph, triples in graphs.items()]


def make_record(
    triples: Iterable[Triple], origin: str = "", graph: NamedNode | None = None
) -> Record:
    """The record that a set of triples makes, with blank nodes given stable IRIs.

    :param graph: the name of the graph they stood in, which must then be the record's IRI.
    :raises InvalidRecordError: where a record or its primary topic cannot be told.
    """
    given = list(triples)
    records = {t.subject for t in given if t.predicate == TYPE and t.object == CATALOG_RECORD}
    if len(records) != 1:
        raise InvalidRecordError([_no_record(origin, len(records))])
    record = records.pop()
    if not isinstance(record, NamedNode) or (graph is not None and record != graph):
        raise InvalidRecordError([_wrong_name(origin, record)])
    topics = {t.object for t in given if t.subject == record and t.predicate == PRIMARY_TOPIC}
    topic = topics.pop() if len(topics) == 1 else None
    if not isinstance(topic, NamedNode):
        raise InvalidRecordError([_no_topic(record)])
    return Record(record, topic, tuple(skolemize(record, as_kept(given))), origin)


def _check_sizes(quad: Quad, origin: str) -> None:
    if isinstance(quad.subject, Triple) or isinstance(quad.object, Triple):
        raise UsageError(
            f"{at(origin)}a statement about a statement (RDF 1.2), which we do not keep. "
            "Describe the statement by a node of its own."
        )
    for node in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        if isinstance(node, NamedNode):
            _check_iri(node, origin)
        elif isinstance(node, Literal):
            _check_iri(node.datatype, origin)
            if len(node.value) > MAX_LITERAL:
                raise TooLargeError(
                    f"{at(origin)}a text of {len(node.value):,} characters; "
                    f"we keep at most {MAX_LITERAL:,}."
                )


def _check_iri(node: NamedNode, origin: str) -> None:
    if len(node.value) > MAX_IRI:
        raise TooLargeError(
            f"{at(origin)}an IRI of {len(node.value):,} characters; we keep at most {MAX_IRI:,}."
        )


def _no_record(origin: str, count: int) -> Finding:
    message = (
        "We need to know who registered this entry and when: add a dcat:CatalogRecord with "
        "foaf:primaryTopic, adms:status, dct:issued and prov:wasAttributedTo."
        if count == 0
        else f"{count} records stand in one text. Put each in a file of its own, or use TriG "
        "with one named graph for each."
    )
    return Finding(
        "Violation", origin, "rdf:type", str(count), "record", "RecordConstraint", message
    )


def _wrong_name(origin: str, record: object) -> Finding:
    message = (
        "The record needs an IRI of its own, and where it stands in a named graph the graph "
        "must have that same IRI."
    )
    return Finding(
        "Violation", origin, "rdf:type", str(record), "record", "RecordConstraint", message
    )


def _no_topic(record: NamedNode) -> Finding:
    message = "Say which one thing this record is about: add foaf:primaryTopic with its IRI."
    return Finding(
        "Violation",
        record.value,
        "foaf:primaryTopic",
        "",
        "record",
        "RecordConstraint",
        message,
    )
