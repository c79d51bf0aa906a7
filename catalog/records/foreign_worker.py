"""The program that applies strangers' shapes to strangers' data, one pair after another.

Started by `foreign.ShapesChecker`, apart from the program that judges records by our own shapes:
what a stranger's shape does to its process never touches that one. It gives up every way to open
a file or a connection before it reads anything, keeps no state and may be killed at any moment.
"""

from __future__ import annotations

import json
from typing import Any, Final

from pyoxigraph import Triple
from rdflib import Graph
from rdflib.term import Node

from catalog.bounded.frames import Frame
from catalog.bounded.limits import limit_processor
from catalog.bounded.sender import Sender
from catalog.errors import UsageError
from catalog.rdf.parse import parse_quads
from catalog.records.document_worker import Pipe, failures_told, serve
from catalog.records.foreign import REPORT
from catalog.shacl import foreign

_WARM_UP: Final = b"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
<urn:shape> a sh:NodeShape ; sh:targetNode <urn:thing> ;
  sh:property [ sh:path [ sh:zeroOrMorePath <urn:p> ] ; sh:pattern "^x" ; sh:datatype xsd:date ] ;
  sh:sparql [ sh:prefixes <urn:shape> ;
    sh:select "SELECT $this ?value WHERE { $this <urn:p>/<urn:p>* ?value }" ] ;
  sh:declare [ sh:prefix "ex" ; sh:namespace "urn:ex:"^^xsd:anyURI ] .
<urn:thing> <urn:p> "1"^^xsd:date, "2026-11-24"^^xsd:date, 5, <urn:other>, "<b>b</b>"^^rdf:HTML,
  "<b>b</b>"^^rdf:XMLLiteral, "P1D"^^xsd:duration, "AA=="^^xsd:base64Binary, "x"@en .
"""


def validate(data: bytes, shapes: bytes, job: dict[str, Any]) -> Graph:
    """The report on a document by the shapes in another."""
    return foreign.validation_report(
        _triples(data, str(job["data_type"]), "data"),
        _triples(shapes, str(job["shapes_type"]), "shapes"),
    )


def _triples(document: bytes, media_type: str, part: str) -> list[Triple]:
    return [quad.triple for quad in parse_quads(document, media_type, part, apart=True)]


def send(report: Graph, as_rdf: bool, most_bytes: int, sender: Sender) -> None:
    """Send the results, as many as fit: as N-Triples, or each as a line of JSON."""
    every = foreign.results(report)
    total = len(every)
    pieces = [_piece(report, result, as_rdf) for result in every]
    sender.header({"conforms": foreign.conforms(report), "total": total})
    sent = 0
    for piece in pieces:
        sent += len(piece)
        if sent > most_bytes:
            break
        sender.data(piece)
    sender.end(total, sent > most_bytes)


def _piece(report: Graph, result: Node, as_rdf: bool) -> bytes:
    if as_rdf:
        statements = foreign.statements(report, result, REPORT)
        return "".join(f"{triple} .\n" for triple in statements).encode()
    return json.dumps(foreign.finding(report, result).to_json()).encode() + b"\n"


def run(frame: Frame, pipe: Pipe, sender: Sender) -> None:
    """One pair, with every failure that leaves the process sound told to the pool."""
    job, both = frame.json(), pipe.next().payload
    limit_processor(float(job["seconds"]))
    length = int(job["data_length"])
    with failures_told(sender):
        try:
            report = validate(both[:length], both[length:], job)
            send(report, bool(job["as_rdf"]), int(job["bytes"]), sender)
        except (UsageError, MemoryError, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001 - pySHACL and rdflib raise bare ones on odd shapes
            sender.failure("unusable", str(error).strip()[:2000] or type(error).__name__)


def warm_up() -> None:
    """Have everything imported that validation imports late: no file can be opened afterwards."""
    report = validate(
        _WARM_UP, _WARM_UP, {"data_type": "text/turtle", "shapes_type": "text/turtle"}
    )
    for result in foreign.results(report):
        _piece(report, result, True)
        _piece(report, result, False)
    parse_quads(b'{"@id": "urn:x", "urn:p": 1}', "application/ld+json")
    if foreign.conforms(report):
        raise RuntimeError("shapes that nothing keeps to found nothing")


if __name__ == "__main__":
    serve(warm_up, run)
