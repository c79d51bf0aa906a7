"""Records: what one source says about one thing, as a graph of its own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pyoxigraph import NamedNode, Quad

from catalog.api import entry_page, queries
from catalog.api.formats import (
    BY_ENDING,
    DATASET_FORMATS,
    DATASET_OFFERS,
    GRAPH_FORMATS,
    GRAPH_OFFERS,
    write,
)
from catalog.api.html import render
from catalog.api.negotiation import HTML, JSON, chosen
from catalog.api.preconditions import record_etag
from catalog.api.problems import errors
from catalog.api.replies import alternates, json_reply, reply
from catalog.api.routes.entries import Kind, Slug
from catalog.api.service import Service, ServiceOf
from catalog.api.view import record_view
from catalog.errors import NotFoundError
from catalog.model import Thing
from catalog.rdf.canonical import from_ntriples
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer
from catalog.store import Commit
from catalog.store.tombstones import refuse_withdrawn
from catalog.terms import RECORDS, split_thing

router = APIRouter(tags=["Things"])

_OFFERS = (*GRAPH_OFFERS, Offer("json", JSON), *DATASET_OFFERS, HTML_OFFER)


@router.get(
    "/record/{source}/{kind}/{slug}",
    summary="One record: what one source says about one thing",
    response_class=Response,
    responses={
        200: {"content": {o.essence: {} for o in _OFFERS}},
        **errors(404, 406, 410),
    },
)
def record(
    request: Request,
    service: ServiceOf,
    source: Annotated[str, Path(description="Who says it.", examples=["shipped"])],
    kind: Kind,
    slug: Slug,
) -> Response:
    """The record's own graph, in the format the client likes best, with its history on the page."""
    iri = f"{RECORDS}{source}/{kind}/{slug}"
    history = service.store.journal.history(iri)
    if not history:
        raise NotFoundError(f"{source}/{kind}/{slug}")
    refuse_withdrawn(service.store.journal, iri)
    node, topic = NamedNode(iri), history[-1].topic
    name = chosen(request, _OFFERS)
    links = {
        "Link": alternates({f.media_type: request.url.path for f in GRAPH_FORMATS}, about=topic)
    }
    if name == HTML_OFFER.name:
        return reply(request, service, HTML, lambda: _page(request, service, node, history), links)
    if name == "json":
        return json_reply(request, service, lambda: record_view(service.store, node, topic), links)
    wanted = BY_ENDING[name]

    def body() -> bytes:
        triples = from_ntriples(history[-1].state or "")  # the state the ETag is of
        if wanted in DATASET_FORMATS:
            return write([Quad(t.subject, t.predicate, t.object, node) for t in triples], wanted)
        return write(triples, wanted)

    etag, time = record_etag(service, history[-1], wanted.ending), history[-1].time
    return reply(request, service, wanted.media_type, body, links, modified=time, etag=etag)


def _page(request: Request, service: Service, node: NamedNode, history: list[Commit]) -> str:
    topic = history[-1].topic
    kind, slug = split_thing(topic) or ("other", topic)
    about = service.store.search.thing(topic) or Thing(topic, kind, slug, slug)
    view = record_view(service.store, node, topic)
    return render(
        service.pages,
        "record.html",
        request,
        record=view,
        thing=about,
        groups=entry_page.groups(view, ""),
        history=history[::-1],
        query=queries.record(node.value),
    )
