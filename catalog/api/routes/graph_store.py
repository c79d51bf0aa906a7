"""The SPARQL 1.1 Graph Store HTTP Protocol, on records (https://www.w3.org/TR/sparql11-http-rdf-update/).

Directly at a record's own address, and indirectly at `/graphs?graph=<IRI>`. Reading is open to
all; writing needs a token, and goes through the same registration as everything.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import NamedNode

from catalog.api.access import SECURED, Publisher
from catalog.api.bodies import UnsupportedMediaTypeError, media_type_of, read_body
from catalog.api.examples import RECORD_TEXT, Responses
from catalog.api.formats import BY_ENDING, GRAPH_FORMATS, GRAPH_OFFERS, write
from catalog.api.graph_addresses import address_of, graph_at
from catalog.api.multipart import MULTIPART, all_documents
from catalog.api.negotiation import JSON, accept_of, chosen
from catalog.api.preconditions import condition_of, record_etag
from catalog.api.problems import errors
from catalog.api.protocol import Asked
from catalog.api.replies import reply, to_json
from catalog.api.routes.entries import Kind, Slug
from catalog.api.running import admitted, run_watched, send, watched
from catalog.api.service import Service, ServiceOf
from catalog.api.updating import as_json
from catalog.errors import NotFoundError, NotWritableError, UsageError
from catalog.model import Outcome
from catalog.rdf.canonical import from_ntriples
from catalog.rdf.parse import MAX_BYTES
from catalog.records.registrar import Document
from catalog.records.writing import Written
from catalog.sparql.formats import choose_format
from catalog.sparql.guard import QueryForm
from catalog.sparql.request import QueryRequest
from catalog.store.tombstones import refuse_withdrawn
from catalog.terms import PREFIXES, RECORDS

router = APIRouter(tags=["Records"])

_READ: Final = {form.media_type for form in GRAPH_FORMATS}
_EVERYTHING: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_OFFERED: Final[Responses] = {
    200: {"content": {offer.essence: {} for offer in GRAPH_OFFERS}},
    **errors(400, 404, 406, 410, 429, 503, 504),
}
_WRITING: Final = errors(400, 401, 403, 409, 412, 413, 415, 422, 428, 503)
_CONTENT: Final[dict[str, Any]] = {
    form.media_type: {"schema": {"type": "string"}}
    | ({"example": RECORD_TEXT} if form.ending == "ttl" else {})
    for form in GRAPH_FORMATS
}
_FORM: Final[dict[str, Any]] = {
    MULTIPART: {
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        "example": {"record.ttl": RECORD_TEXT},
    }
}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": _CONTENT},
    **SECURED,
}
_FORM_OR_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": _CONTENT | _FORM},
    **SECURED,
}
_CREATED: Final[Responses] = {
    201: {"description": "It is created; Location says where.", "content": {JSON: {}}},
    204: {"description": "It is replaced, or was like this already."},
}


def record_iri(
    source: Annotated[str, Path(description="Who says it.", examples=["shipped"])],
    kind: Kind,
    slug: Slug,
) -> str:
    """The IRI of the record at an address."""
    return _iri(f"{RECORDS}{source}/{kind}/{slug}")


def named_graph(
    request: Request,
    service: ServiceOf,
    graph: Annotated[
        str | None,
        Query(
            description="The IRI of a graph, or its address here.",
            examples=[RECORDS + "shipped/model/aguila-7b"],
        ),
    ] = None,
    default: Annotated[
        str | None, Query(description="Present: the default graph.", examples=[""])
    ] = None,
) -> str | None:
    """The graph that the parameters name; None is the default graph where that is the union."""
    if (graph is None) == (default is None):
        raise UsageError("Say which graph: ?graph=<IRI>, or ?default.")
    if graph is None:
        return service.writer.registrar.default_graph
    return _iri(graph_at(_base(request, service), graph))


def writable_graph(service: ServiceOf, graph: Annotated[str | None, Depends(named_graph)]) -> str:
    """As `named_graph`, where it can be written to."""
    if graph is None:
        raise NotWritableError(
            "The default graph is the union of all records; write to one of them: ?graph=<IRI>."
        )
    return graph


def posted_graph(service: ServiceOf, request: Request) -> str | None:
    """As `writable_graph`; None where the parameters name no graph."""
    given = request.query_params
    if "graph" not in given and "default" not in given:
        return None
    return writable_graph(
        service, named_graph(request, service, given.get("graph"), given.get("default"))
    )


RecordIri = Annotated[str, Depends(record_iri)]
Graph = Annotated[str, Depends(writable_graph)]


@router.get(
    "/graphs",
    summary="One graph, by its IRI",
    response_class=Response,
    responses=_OFFERED,
)
async def get_graph(
    request: Request, service: ServiceOf, graph: Annotated[str | None, Depends(named_graph)]
) -> Response:
    """A record's graph, the lineage, the ontology; `?default` is the union of all.

    What is longer than an answer may be is cut, and says so in `X-Result-Truncated`.
    """
    if graph is not None:
        found = await run_in_threadpool(_kept, request, service, graph)
        if found is not None:
            return found
    choice = choose_format(QueryForm.CONSTRUCT, accept_of(request))
    only = None if graph is None else (graph,)
    wanted = QueryRequest(
        _EVERYTHING, choice.name, choice.media_type, False, only, only and (), None, PREFIXES
    )
    with admitted(request, service):
        answer = await run_watched(request, service, wanted)
    if graph is not None and answer.rows == 0:
        answer.close()
        raise NotFoundError(graph)
    return send(answer, Asked(_EVERYTHING))


@router.put("/graphs", summary="Replace or create a graph", response_class=Response,
            responses={**_CREATED, **_WRITING}, openapi_extra=_BODY)  # fmt: skip
async def put_graph(
    request: Request, service: ServiceOf, token: Publisher, graph: Graph
) -> Response:
    """Make the body the whole content of a graph, which must be a record that keeps to the shapes.

    Replacing needs `If-Match` with the ETag of the state replaced; `If-None-Match: *` makes sure
    that nothing is replaced.
    """
    return await _put(request, service, token.name, graph)


@router.put("/record/{source}/{kind}/{slug}", summary="Replace or create a record",
            response_class=Response, responses={**_CREATED, **_WRITING},
            openapi_extra=_BODY)  # fmt: skip
async def put_record(
    request: Request, service: ServiceOf, token: Publisher, iri: RecordIri
) -> Response:
    """As `PUT /graphs`, at the record's own address."""
    return await _put(request, service, token.name, iri)


@router.post("/graphs", summary="Add to a graph, or create one", response_class=Response,
             responses={**_CREATED, **_WRITING},
             openapi_extra=_FORM_OR_BODY
             | {
                 "parameters": [
                     {
                         "name": "graph", "in": "query", "required": False,
                         "description": "The IRI of the graph to add to; without it the record "
                         "in the body names itself.",
                         "schema": {"type": "string"},
                         "examples": {"a": {"value": RECORDS + "shipped/model/aguila-7b"}},
                     }
                 ]
             })  # fmt: skip
async def post_graph(
    request: Request,
    service: ServiceOf,
    token: Publisher,
    graph: Annotated[str | None, Depends(posted_graph)],
) -> Response:
    """Merge the body into a graph; or without `graph`, register it as a record of its own.

    What comes out must keep to the shapes as a whole. `If-Match` is heeded where it is sent. To a
    graph that is named, several files can be added at once as the parts of a form.
    """
    document = await _document(request, graph)
    condition = condition_of(request, service, needs_match=False)
    written = await watched(
        request, service, lambda gone: service.writer.post(document, condition, token.name, gone)
    )
    return _done(request, service, written)


@router.delete("/graphs", status_code=204, summary="Withdraw a graph", response_class=Response,
               responses=errors(400, 401, 403, 404, 409, 412, 428, 503),
               openapi_extra=SECURED)  # fmt: skip
def delete_graph(request: Request, service: ServiceOf, token: Publisher, graph: Graph) -> Response:
    """Withdraw a record; its history stays. Needs `If-Match` as PUT does."""
    return _withdraw(request, service, token.name, graph)


@router.delete("/record/{source}/{kind}/{slug}", status_code=204, summary="Withdraw a record",
               response_class=Response,
               responses=errors(400, 401, 403, 404, 409, 412, 428, 503),
               openapi_extra=SECURED)  # fmt: skip
def delete_record(
    request: Request, service: ServiceOf, token: Publisher, iri: RecordIri
) -> Response:
    """As `DELETE /graphs`, at the record's own address."""
    return _withdraw(request, service, token.name, iri)


def _kept(request: Request, service: Service, graph: str) -> Response | None:
    """A graph that was written as such, straight from the store; None for derived ones.

    :raises GoneError: where it was withdrawn.
    """
    present = service.store.journal.present(graph)
    if present is None:
        if graph.startswith(RECORDS):
            refuse_withdrawn(service.store.journal, graph)
        return None
    form = BY_ENDING[chosen(request, GRAPH_OFFERS)]
    return reply(
        request,
        service,
        form.media_type,
        lambda: write(from_ntriples(present.state or ""), form),
        etag=record_etag(service, present, form.ending),
    )


async def _put(request: Request, service: Service, actor: str, graph: str) -> Response:
    document = await _document(request, graph)
    needs_match = service.writer.registrar.needs_match
    condition = condition_of(request, service, needs_match=needs_match)
    written = await watched(
        request, service, lambda gone: service.writer.put(document, condition, actor, gone)
    )
    return _done(request, service, written)


def _withdraw(request: Request, service: Service, actor: str, graph: str) -> Response:
    needs_match = service.writer.registrar.needs_match
    condition = condition_of(request, service, needs_match=needs_match)
    written = service.writer.withdraw(graph, condition, actor)
    return Response(status_code=204, headers={"X-Commit": str(written.commit)})


async def _document(request: Request, graph: str | None) -> Document:
    media_type = media_type_of(request)
    if media_type == MULTIPART and graph is not None:
        first, *more = await all_documents(request, MAX_BYTES)
        return Document(first.text, first.media_type, graph, more=tuple(more))
    if media_type not in _READ:
        raise UnsupportedMediaTypeError(
            f"“{media_type or 'no type'}” is not read here. A graph can be sent as "
            f"{', '.join(sorted(_READ))}."
        )
    return Document(await read_body(request, MAX_BYTES), media_type, graph)


def _done(request: Request, service: Service, written: Written) -> Response:
    headers = {"X-Commit": str(written.commit)}
    made = [one.record.value for one in written.registrations if one.outcome is Outcome.CREATED]
    if not made:
        return Response(status_code=204, headers=headers)
    headers["Location"] = address_of(_base(request, service), made[0])
    return Response(to_json(as_json(written)), 201, headers, JSON)


def _base(request: Request, service: Service) -> str:
    return (service.options.public_url or str(request.base_url)).rstrip("/")


def _iri(text: str) -> str:
    try:
        return NamedNode(text).value
    except ValueError as error:
        raise UsageError(f"“{text}” is no IRI.") from error
