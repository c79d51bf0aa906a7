"""SPARQL 1.1 Service Description: what `/sparql` says of itself when nothing is asked."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from tests.conformance.manifest import HERE, Case, of_kinds
from tests.conformance.results import Result, read_graph

SD = "http://www.w3.org/ns/sparql-service-description#"


def returns_rdf(client: httpx.Client) -> None:
    formats = {"text/turtle": "ttl", "application/rdf+xml": "rdf", "application/ld+json": "jsonld"}
    graphs: set[Result] = set()
    for media_type, ending in formats.items():
        answer = client.get("/sparql", headers={"Accept": media_type})
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].partition(";")[0] == media_type
        graphs.add(read_graph(answer.content, ending))
    (graph,) = graphs
    assert len(graph.statements) > 0


def has_endpoint_triple(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert [
        quad.object
        for quad in parse(answer.content, format=RdfFormat.TURTLE)
        if quad.predicate == NamedNode(SD + "endpoint")
    ] == [NamedNode(str(answer.url))]


def conforms_to_schema(client: httpx.Client) -> None:
    """By shapes of the vocabulary, which our own validation applies."""
    description = client.get("/sparql", headers={"Accept": "text/turtle"}).content
    shapes = (HERE / "service-description.ttl").read_bytes()
    assert _findings(client, description, shapes) == []
    without = description.replace(b"SPARQL11Query", b"Odd")
    assert [f["constraint"] for f in _findings(client, without, shapes)] == [
        "InConstraintComponent"
    ]


def _findings(client: httpx.Client, data: bytes, shapes: bytes) -> list[dict[str, str]]:
    files = {"data": ("d.ttl", data, "text/turtle"), "shapes": ("s.ttl", shapes, "text/turtle")}
    found: list[dict[str, str]] = client.post("/validate", files=files).json()["findings"]
    return found


CHECKS: dict[str, Callable[[httpx.Client], None]] = {
    "returns-rdf": returns_rdf,
    "has-endpoint-triple": has_endpoint_triple,
    "conforms-to-schema": conforms_to_schema,
}


@pytest.mark.parametrize("case", of_kinds("sparql11", "ServiceDescriptionTest"))
def test_service_description(asked: httpx.Client, case: Case) -> None:
    CHECKS[case.iri.rpartition("#")[2]](asked)
