"""The program that reads and checks strangers' documents, one after another.

Started by `untrusted.DocumentChecker`. It loads the shapes, gives up every way to open a file or
a connection, then takes documents on standard input. What the catalogue holds about the things
in one it asks of the pool over the pipe, and is told no more than what is public.
It keeps no state between documents and may be killed at any moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from catalog.bounded.frames import Frame, FrameKind
from catalog.bounded.limits import limit_processor
from catalog.bounded.sender import Sender
from catalog.errors import InvalidRecordError, UsageError
from catalog.model import Finding, Record
from catalog.rdf.canonical import from_ntriples, to_ntriples
from catalog.rdf.parse import make_record, parse_quads, parse_records
from catalog.records.document_worker import Pipe, failures_told, serve
from catalog.records.register import beside, refuse_repeats
from catalog.shacl import Validator

ASKED_AT_ONCE: Final = 200

_WARM_UP: Final = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix hw: <https://w3id.org/headwaters/ns#> . @prefix it6: <http://data.europa.eu/it6/> .
<urn:hw:record> a dcat:CatalogRecord ; foaf:primaryTopic <urn:hw:thing> .
<urn:hw:thing> a dcat:Dataset, it6:MachineLearningModel, dct:LicenseDocument, hw:DataSource ;
  dct:title "a"@en, "b"@en ; dct:issued "no date"^^<http://www.w3.org/2001/XMLSchema#date> ;
  prov:qualifiedDerivation [ a prov:Derivation ; prov:entity <urn:hw:other> ] .
"""


class Published:
    """What the catalogue holds, asked of the pool."""

    def __init__(self, pipe: Pipe, sender: Sender) -> None:
        """Ask by `sender`, and be told by `pipe`."""
        self._pipe, self._sender = pipe, sender

    def about(self, things: set[NamedNode]) -> Iterator[Quad]:
        """Every published statement about some things."""
        names = sorted(thing.value for thing in things)
        for start in range(0, len(names), ASKED_AT_ONCE):
            asked: list[object] = list(names[start : start + ASKED_AT_ONCE])
            self._sender.frame(FrameKind.ASK, {"things": asked})
            told = bytearray()
            while piece := self._pipe.next().payload:
                told += piece
            yield from parse(bytes(told), format=RdfFormat.N_QUADS)


def read(document: bytes, job: dict[str, Any]) -> list[Record]:
    """The records in a document.

    :raises InvalidRecordError: where its records cannot be told from one another.
    """
    media_type, origin = str(job["media_type"]), str(job["origin"])
    length, graph = int(str(job["onto"])), str(job["graph"])
    if not graph:
        records = parse_records(document, media_type, origin)
        refuse_repeats(records)
        return records
    onto = from_ntriples(document[:length].decode())
    new = list(_triples(document[length:], job["parts"], origin))
    if not new:
        raise UsageError("Nothing is stated in it. DELETE withdraws a record.")
    return [make_record([*onto, *new], origin, NamedNode(graph))]


def _triples(texts: bytes, parts: list[tuple[int, str]], origin: str) -> Iterator[Triple]:
    """What several texts state together; a node without a name is another one in each."""
    start = 0
    for length, media_type in parts:
        text = texts[start : start + length]
        yield from (q.triple for q in parse_quads(text, media_type, origin, apart=True))
        start += length


def _validate(records: Sequence[Record], published: Published) -> list[Finding]:
    return Validator.load().validate(records, beside(records, published.about))


def report(
    findings: Iterable[Finding],
    is_invalid: bool,
    most_bytes: int,
    sender: Sender,
    records: Iterable[Record] = (),
) -> None:
    """Send the findings, as many as fit, and some records as the catalogue would keep them."""
    every = list(findings)
    conforms = not any(finding.is_violation for finding in every)
    header: dict[str, object] = {"conforms": conforms, "invalid": is_invalid, "total": len(every)}
    sender.header(header)
    sent = 0
    for finding in every:
        line = json.dumps(finding.to_json()).encode() + b"\n"
        sent += len(line)
        if sent > most_bytes:
            break
        sender.data(line)
    for record in records:
        kept = {
            "record": record.iri.value,
            "topic": record.topic.value,
            "state": to_ntriples(record.triples),
        }
        sender.data(json.dumps(kept).encode() + b"\n")
    sender.end(len(every), sent > most_bytes)


def run(frame: Frame, pipe: Pipe, sender: Sender) -> None:
    """One document, with every failure that leaves the process sound told to the pool."""
    job, document = frame.json(), pipe.next().payload
    limit_processor(float(job["seconds"]))
    most = int(job["bytes"])
    with failures_told(sender):
        try:
            records = read(document, job)
            findings = _validate(records, Published(pipe, sender))
            report(findings, False, most, sender, records if job["records"] else ())
        except InvalidRecordError as error:
            report(error.findings, True, most, sender)


def warm_up() -> None:
    """Have everything imported that checking imports late: no file can be opened afterwards."""
    records = parse_records(_WARM_UP.encode(), "text/turtle")
    findings = Validator.load().validate(records, lambda _: ())
    parse_records(_IN_JSON.encode(), "application/ld+json")
    if not findings:
        raise RuntimeError("the shapes found nothing in a record that lacks everything")


_IN_JSON: Final = json.dumps(
    {
        "@context": "https://w3id.org/headwaters/ns/context.jsonld",
        "@id": "urn:hw:record",
        "@type": "http://www.w3.org/ns/dcat#CatalogRecord",
        "http://xmlns.com/foaf/0.1/primaryTopic": {"@id": "urn:hw:thing"},
    }
)


if __name__ == "__main__":
    serve(warm_up, run)
