"""Requests and the responses expected of them, as the protocol manifests state them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.conformance.manifest import MF, Case

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")

STATUS = {
    "OK": {200}, "Created": {201}, "NoContent": {204}, "NotFound": {404},
    "StatusCode2xx": set(range(200, 300)), "StatusCode3xx": set(range(300, 400)),
    "StatusCode4xx": set(range(400, 500)),
}  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """One request, and what is to come back."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: set[int]
    format: str | None
    answer: bool | None
    expected_headers: dict[str, str]
    expected_body: bytes | None
    location: str | None
    """What the Location header is called in later requests."""

    def send(self, client: httpx.Client, path: str, known: dict[str, str]) -> httpx.Response:
        """Send it to a path of ours.

        :param known: locations that earlier responses have given, by what they are called.
        """
        body = self.body
        for name, value in known.items():
            path = path.replace(name, value)
            body = body and body.replace(name.encode(), value.encode())
        headers = {"Accept": "*/*", **self.headers}
        return client.request(self.method, path, content=body, headers=headers)


def exchanges(case: Case) -> Iterator[Exchange]:
    """The exchanges of a case, in order."""
    graph = case.graph
    requests = graph.value(case.action, HT.requests)
    assert requests is not None
    for request in Collection(graph, requests):
        response = graph.value(request, HT.resp)
        assert response is not None
        yield Exchange(
            method=_text(graph, request, HT.methodName) or "",
            path=_text(graph, request, HT.absolutePath) or "",
            headers=_headers(graph, request),
            body=_body(graph, request),
            statuses=_statuses(graph, response),
            format=_text(graph, response, MF.expectedFormat),
            answer=_boolean(graph, response),
            expected_headers=_headers(graph, response),
            expected_body=_body(graph, response),
            location=_text(graph, response, MF.expectedLocation),
        )


def _text(graph: Graph, node: Node, predicate: URIRef) -> str | None:
    value = graph.value(node, predicate)
    return None if value is None else str(value)


def _boolean(graph: Graph, response: Node) -> bool | None:
    text = _text(graph, response, MF.expectedBoolean)
    return None if text is None else text == "true"


def _statuses(graph: Graph, response: Node) -> set[int]:
    names = [str(one).rpartition("#")[2] for one in graph.objects(response, MF.expectedStatus)]
    return set().union(*(STATUS[name] for name in names))


def _headers(graph: Graph, message: Node) -> dict[str, str]:
    headers = graph.value(message, HT.headers)
    if headers is None:
        return {}
    return {
        str(graph.value(one, HT.fieldName)).lower(): str(graph.value(one, HT.fieldValue))
        for one in Collection(graph, headers)
    }


def _body(graph: Graph, message: Node) -> bytes | None:
    body = graph.value(message, HT.body)
    if body is None:
        return None
    encoding = str(graph.value(body, CNT.characterEncoding))
    return str(graph.value(body, CNT.chars)).encode(encoding)
