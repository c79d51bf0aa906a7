"""Validation: of records by our shapes, or of anyone's data by anyone's shapes."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Triple

from catalog.api.bodies import UnsupportedMediaTypeError, media_type_of, read_body
from catalog.api.examples import RECORD_TEXT, SHAPES_TEXT, VALIDATION, answers
from catalog.api.formats import BY_ENDING, GRAPH_OFFERS, write
from catalog.api.multipart import MULTIPART, documents
from catalog.api.negotiation import JSON, chosen
from catalog.api.problems import errors
from catalog.api.replies import to_json, with_charset
from catalog.api.running import TRUNCATED, admitted, shared
from catalog.api.service import Service, ServiceOf
from catalog.api.validation_report import report, results_of
from catalog.model import Finding
from catalog.rdf.media import Offer
from catalog.rdf.parse import FORMATS, MAX_BYTES
from catalog.records.foreign import MAX_SHAPES_BYTES

router = APIRouter(tags=["Validation"])

_OFFERS: Final = (Offer("json", JSON), *GRAPH_OFFERS)
_PARTS: Final = ("data", "shapes")
_MOST_FORM_BYTES: Final = MAX_BYTES + MAX_SHAPES_BYTES + 10_000
_TEXT: Final = {"type": "string"}
_ANSWER: Final = answers("What the shapes find.", VALIDATION)
_ANSWER[200]["content"] |= {offer.essence: {} for offer in GRAPH_OFFERS}


@router.post(
    "/validate",
    summary="Every finding on some records, or on data by shapes of your own",
    response_class=Response,
    responses={**_ANSWER, **errors(400, 406, 413, 415, 422, 429, 503)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                **{
                    name: {
                        "schema": _TEXT,
                        **({"example": RECORD_TEXT} if name == "text/turtle" else {}),
                    }
                    for name in FORMATS
                },
                MULTIPART: {
                    "schema": {
                        "type": "object",
                        "required": list(_PARTS),
                        "properties": dict.fromkeys(_PARTS, _TEXT),
                    },
                    "example": {"data": RECORD_TEXT, "shapes": SHAPES_TEXT},
                    "encoding": {name: {"contentType": ", ".join(FORMATS)} for name in _PARTS},
                },
            },
        }
    },
)
async def validate(request: Request, service: ServiceOf) -> Response:
    """Validate one record as Turtle, or many as TriG with a named graph for each.

    The records are seen together with each other and with what is published. A form with the
    parts `data` and `shapes` has that data validated by those SHACL shapes instead, apart from
    the catalogue; nothing is fetched, neither imports nor contexts, and no JavaScript is run.

    The answer is our JSON, or by Accept a SHACL validation report in RDF. Nothing is written.
    Text that cannot be read is a problem with its line and column (400); records that cannot be
    told from one another, and shapes that cannot be applied, are problems as well (422). All is
    done in a process of its own; where it takes more time or memory than a query may, that is
    ended (422, too-costly). Where there is too much to send, `truncated` is true and `total`
    says how many findings there are; a report in RDF then carries `X-Result-Truncated: true`.
    """
    _refuse_compressed(request)
    form = chosen(request, _OFFERS)
    with admitted(request, service):
        if media_type_of(request) == MULTIPART:
            return await _by_their_shapes(request, service, form)
        return await _by_our_shapes(request, service, form)


async def _by_our_shapes(request: Request, service: Service, form: str) -> Response:
    data, media_type = await read_body(request, MAX_BYTES), media_type_of(request)
    if media_type not in FORMATS:
        raise UnsupportedMediaTypeError(
            f"“{media_type or 'no type'}” is not read here. We read {', '.join(FORMATS)}, or "
            f"{MULTIPART} with {' and '.join(_PARTS)}."
        )
    checked = await shared(
        request,
        service,
        service.document_turns,
        service.options.limits.seconds,
        lambda gone: service.checker.check(service.store.graph, data, media_type, gone),
    )
    if form == "json":
        return _as_json(checked.conforms, checked.findings, checked.total)
    triples = list(results_of(checked.findings))
    return await _as_rdf(form, report(checked.conforms, triples), checked.is_truncated)


async def _by_their_shapes(request: Request, service: Service, form: str) -> Response:
    data, shapes = await documents(request, _PARTS, _MOST_FORM_BYTES)
    is_rdf = form != "json"
    found = await shared(
        request,
        service,
        service.document_turns,
        service.options.limits.seconds,
        lambda gone: service.shapes_checker.validate(
            data, shapes, as_rdf=is_rdf, cancellation=gone
        ),
    )
    if not is_rdf:
        return _as_json(found.conforms, found.findings, found.total)
    return await _as_rdf(form, report(found.conforms, found.triples), found.is_truncated)


def _as_json(conforms: bool, findings: tuple[Finding, ...], total: int) -> Response:
    found: dict[str, Any] = {  # Any: the document of architecture.md section 5
        "conforms": conforms,
        "findings": [finding.to_json() for finding in findings],
    }
    if total > len(findings):
        found |= {"truncated": True, "total": total}
    return Response(to_json(found), headers={"Vary": "Accept"}, media_type=JSON)


async def _as_rdf(form: str, triples: list[Triple], is_truncated: bool) -> Response:
    wanted = BY_ENDING[form]
    body = await run_in_threadpool(write, triples, wanted)
    headers = {"Vary": "Accept", "Content-Type": with_charset(wanted.media_type)}
    if is_truncated:
        headers[TRUNCATED] = "true"
    return Response(body, headers=headers)


def _refuse_compressed(request: Request) -> None:
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedMediaTypeError(f"A body compressed as {encoding[:20]}. Send it plain.")
