"""The ontology and the shapes, for programs and for readers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from catalog.api import ontology, shapes
from catalog.api.formats import BY_ENDING, GRAPH_FORMATS, GRAPH_OFFERS, JSON_LD
from catalog.api.html import render
from catalog.api.links import concept_anchor
from catalog.api.negotiation import HTML, chosen
from catalog.api.problems import errors
from catalog.api.replies import alternates, reply
from catalog.api.service import Service, ServiceOf
from catalog.errors import NotFoundError
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.terms import NS
from catalog.vocabulary import labels, ontology_dir

router = APIRouter(tags=["Vocabulary"])

_OFFERS = (*GRAPH_OFFERS, HTML_OFFER)
_RESPONSES = {
    200: {"content": {offer.essence: {} for offer in _OFFERS}},
    **errors(406),
}


@router.get("/ns", summary="The ontology", response_class=Response, responses=_RESPONSES)
def ontology_document(request: Request, service: ServiceOf) -> Response:
    """Classes, properties and concept schemes, as RDF or as a page to read."""
    name = chosen(request, _OFFERS)
    links = {"Link": alternates({f.media_type: request.url.path for f in GRAPH_FORMATS})}
    if name == HTML_OFFER.name:
        return reply(request, service, HTML, lambda: _ontology_page(request, service), links)
    wanted = BY_ENDING[name]
    return reply(request, service, wanted.media_type, lambda: ontology.document(wanted), links)


@router.get(
    "/ns/context.jsonld",
    summary="The JSON-LD context",
    response_class=Response,
    responses={200: {"content": {"application/ld+json": {}}}},
)
def context(request: Request, service: ServiceOf) -> Response:
    """Short names for classes, properties and codes, for records written as JSON-LD."""
    file = ontology_dir() / "context.jsonld"
    return reply(request, service, JSON_LD.media_type, file.read_bytes)


@router.get(
    "/ns/{name:path}",
    summary="A concept or scheme: leads to its place in the ontology",
    status_code=303,
    response_class=RedirectResponse,
    responses=errors(404),
)
def concept(
    name: Annotated[
        str, Path(description="A scheme or a concept of it.", examples=["edge-kind/learn"])
    ],
) -> Response:
    """303 to the ontology document, in which the concept is defined."""
    iri = NS + name
    if iri not in labels():
        raise NotFoundError(f"ns/{name}")
    return RedirectResponse(f"/ns#{concept_anchor(iri)}", 303)


@router.get("/shapes", summary="The shapes", response_class=Response, responses=_RESPONSES)
def shapes_document(request: Request, service: ServiceOf) -> Response:
    """What every entry must, should and could say, as SHACL or as a page to read."""
    name = chosen(request, _OFFERS)
    if name == HTML_OFFER.name:
        return reply(
            request,
            service,
            HTML,
            lambda: render(service.pages, "shapes.html", request, shapes=shapes.all_shapes()),
        )
    wanted = BY_ENDING[name]
    return reply(request, service, wanted.media_type, lambda: shapes.document(wanted))


def _ontology_page(request: Request, service: Service) -> str:
    return render(
        service.pages,
        "ns.html",
        request,
        ontology=ontology.readable(),
        shapes_of=shapes.by_class(),
        examples=ontology.examples(service.store),
    )
