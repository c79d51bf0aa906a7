"""The SPARQL endpoint (SPARQL 1.1 Protocol, https://www.w3.org/TR/sparql11-protocol/)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from catalog.api.completion import completion
from catalog.api.description import DESCRIPTION_OFFERS, service_address, service_description
from catalog.api.examples import COMPLETION, QUERY_TEXT, UPDATE_TEXT
from catalog.api.formats import BY_ENDING
from catalog.api.negotiation import JSON, accept_of, chosen, wants_page
from catalog.api.problems import errors
from catalog.api.protocol import Asked, AskedUpdate, of_body, of_parameters
from catalog.api.replies import json_reply, reply
from catalog.api.running import admitted, run_watched, send, wanted_request
from catalog.api.service import Service, ServiceOf
from catalog.api.sparql_page import editor_page, empty_editor
from catalog.api.updating import do_update, received
from catalog.errors import UsageError
from catalog.rdf.media import choose
from catalog.terms import RECORDS

router = APIRouter(tags=["SPARQL"])

_ONE_RECORD: Final = [RECORDS + "shipped/model/aguila-7b"]


# Any: a part of an OpenAPI document holds values of every JSON type.
def _parameter(name: str, schema: dict[str, Any], words: str, example: object) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "schema": {**schema, "description": words, "examples": [example]},
        "description": words,
    }


_IRIS: Final = {"type": "array", "items": {"type": "string"}}
# Described here and read in `protocol`: FastAPI's reading would cost as much as a small query.
PARAMETERS: Final = [
    _parameter("query", {"type": "string"}, "A query.", QUERY_TEXT),
    _parameter("default-graph-uri", _IRIS, "Records that make up the default graph.", _ONE_RECORD),
    _parameter("named-graph-uri", _IRIS, "Records that GRAPH may name.", _ONE_RECORD),
    _parameter(
        "timeout",
        {"type": "number"},
        "Seconds the query may take, up to the service's most.",
        5,
    ),
    _parameter(
        "rows",
        {"type": "integer"},
        "Rows (or triples) wanted at most; the answer says whether it was cut.",
        100,
    ),
    _parameter(
        "download",
        {"type": "string"},
        "A format by name (`csv`, `json`, `turtle` …): the answer as a file.",
        "csv",
    ),
]

_RESULTS: Final[dict[str, dict[str, str]]] = {
    "application/sparql-results+json": {},
    "application/sparql-results+xml": {},
    "text/csv": {},
    "text/tab-separated-values": {},
    "text/turtle": {},
    "application/ld+json": {},
    "application/rdf+xml": {},
    "application/n-triples": {},
}
_RESPONSES: Final = {
    200: {
        "description": "The answer. Where rows were cut it carries `X-Result-Truncated: true`.",
        "content": _RESULTS,
    },
    **errors(400, 403, 406, 413, 429, 502, 503, 504),
}


@router.get(
    "/sparql",
    summary="Ask by SPARQL",
    response_class=Response,
    responses=_RESPONSES,
    openapi_extra={"parameters": PARAMETERS},
)
async def sparql_get(request: Request, service: ServiceOf) -> Response:
    """Run a query over all published records, or describe the service.

    Without a dataset of its own a query sees the union of all records as its default graph, and
    each record as a named graph. Queries run apart from the service, with a deadline; SERVICE
    and updates are switched off. Without a query: the service description as RDF, or for
    browsers a page to write queries on. Parameters we do not know are passed over.
    """
    pairs = request.query_params.multi_items()
    if not any(name == "query" for name, _ in pairs):
        return await run_in_threadpool(_without_query, request, service, pairs)
    asked = _based(of_parameters(pairs), request, service)
    if wants_page(request) and asked.download is None:
        return await editor_page(request, service, asked)
    return await _answer(request, service, asked)


@router.get(
    "/sparql/completion.json",
    summary="What an editor offers while one types",
    responses={200: {"content": {JSON: {"example": COMPLETION}}}},
)
def sparql_completion(request: Request, service: ServiceOf) -> Response:
    """The prefixes, classes and properties of the ontology, each with its label."""
    return json_reply(request, service, completion)


@router.post("/sparql", summary="Ask by SPARQL, with the query in the body",
             response_class=Response, responses={**_RESPONSES, **errors(401, 409, 415, 422, 501)},
             openapi_extra={
                 "requestBody": {
                     "required": True,
                     "content": {
                         "application/sparql-query": {"schema": {"type": "string"},
                                                      "example": QUERY_TEXT},
                         "application/sparql-update": {"schema": {"type": "string"},
                                                       "example": UPDATE_TEXT},
                         "application/x-www-form-urlencoded": {
                             "schema": {"type": "object",
                                        "properties": {"query": {"type": "string"},
                                                       "update": {"type": "string"}}},
                         },
                     },
                 }
             })  # fmt: skip
async def sparql_post(request: Request, service: ServiceOf) -> Response:
    """As the GET, for queries too long for an address: as the body itself or as a form.

    Where updates are switched on, a token of scope admin may also send one (SPARQL 1.1 Update).
    It may hold several operations, and all of them happen or none. What it writes are records:
    each is a named graph, and the records as they are afterwards must keep to the shapes. LOAD
    and SERVICE are refused. Outside GRAPH a pattern finds nothing, unless WITH, USING or the
    parameters `using-graph-uri` and `using-named-graph-uri` say in which records. The answer
    is JSON that names the records and what became of them.
    """
    given = await received(request, service)
    if isinstance(given, AskedUpdate):
        return await do_update(request, service, given)
    asked = _based(of_body(request, given), request, service)
    if wants_page(request) and asked.download is None:
        return await editor_page(request, service, asked)
    return await _answer(request, service, asked)


def _based(asked: Asked, request: Request, service: Service) -> Asked:
    """With the endpoint's own address as the base (RFC 3986 § 5.1.3, SPARQL 1.1 § 4.1.1.1)."""
    return replace(asked, base=service_address(request, service))


async def _answer(request: Request, service: Service, asked: Asked) -> Response:
    with admitted(request, service):
        wanted = wanted_request(asked, accept_of(request))
        return send(await run_watched(request, service, wanted), asked)


def _without_query(request: Request, service: Service, pairs: list[tuple[str, str]]) -> Response:
    if any(name == "update" for name, _ in pairs):
        raise UsageError("An update cannot be sent by GET, and updates are switched off here.")
    if choose(accept_of(request), DESCRIPTION_OFFERS) is None:
        raise UsageError("There is no query. Send one as the parameter “query”.")
    name = chosen(request, DESCRIPTION_OFFERS)
    if name == "html":
        return empty_editor(request, service)
    wanted = BY_ENDING[name]
    return reply(
        request, service, wanted.media_type, lambda: service_description(request, service, wanted)
    )
