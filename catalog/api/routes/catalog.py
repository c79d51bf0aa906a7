"""The catalogue's description of itself, for portals that gather such descriptions."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from pyoxigraph import Triple

from catalog.api.conditions import is_held
from catalog.api.dcat import Page, catalog_triples, page_after
from catalog.api.formats import BY_ENDING, GRAPH_FORMATS, GRAPH_OFFERS, Format, write
from catalog.api.html import render
from catalog.api.negotiation import HTML, chosen
from catalog.api.origin import about
from catalog.api.problems import errors
from catalog.api.replies import alternates, reply, with_charset
from catalog.api.routes.start import WHAT_IT_IS
from catalog.api.service import Service, ServiceOf
from catalog.api.void import void_triples
from catalog.errors import NotFoundError
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.terms import THINGS

router = APIRouter(tags=["Service"])

_OFFERS: Final = (*GRAPH_OFFERS, HTML_OFFER)
_EXAMPLES: Final = 3
_ENDINGS: Final = tuple(f.ending for f in GRAPH_FORMATS)

After = Annotated[
    str,
    Query(
        max_length=500,
        description="Go on after this dataset, as `dataset/c4`. Follow `hydra:next`.",
        examples=["dataset/c4"],
    ),
]


@router.get(
    "/catalog",
    summary="All datasets, as a DCAT-AP catalog or a page",
    response_class=Response,
    responses={
        200: {"content": {o.essence: {} for o in _OFFERS}},
        **errors(400, 406),
    },
)
def catalog(request: Request, service: ServiceOf, after: After = "") -> Response:
    """The catalogue as `dcat:Catalog`, a hundred datasets at a time, or as a page to read."""
    name = chosen(request, _OFFERS)
    if name == HTML_OFFER.name:
        links = {"Link": _links(after, None)}
        return reply(request, service, HTML, lambda: _page(request, service, after), links)
    return _rdf(request, service, BY_ENDING[name], after)


@router.get(
    "/catalog.{ending}",
    summary="All datasets, as a DCAT-AP catalog in one format",
    response_class=Response,
    responses={
        200: {"content": {o.essence: {} for o in GRAPH_OFFERS}},
        **errors(400, 404),
    },
)
def catalog_as(
    request: Request,
    service: ServiceOf,
    ending: Annotated[str, Path(description="`ttl`, `jsonld`, `rdf` or `nt`.", examples=["ttl"])],
    after: After = "",
) -> Response:
    """As `/catalog`, in the format the ending names, whatever is accepted."""
    if ending not in _ENDINGS:
        raise NotFoundError(f"catalog.{ending} ({', '.join(_ENDINGS)} there are)")
    return _rdf(request, service, BY_ENDING[ending], after)


@router.get(
    "/.well-known/void",
    summary="The dataset as a whole, by VoID",
    response_class=Response,
    responses={
        200: {"content": {o.essence: {} for o in GRAPH_OFFERS}},
        **errors(400, 406),
    },
)
def void(request: Request, service: ServiceOf) -> Response:
    """How much there is of what, where to ask, and on what terms.

    It is counted now and then and not for each who asks: `X-Commit` says at which commit.
    """
    wanted, catalogue = BY_ENDING[chosen(request, GRAPH_OFFERS)], about(request, service)
    counts = service.statistics.of(service.store)
    headers = {
        "ETag": f'W/"{counts.commit}-{service.edition}-void-{wanted.ending}"',
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Commit": str(counts.commit),
    }
    if is_held(request, headers["ETag"], None):
        return Response(status_code=304, headers=headers)
    counted_at = next(service.store.journal.since(counts.commit - 1), None)
    examples = service.store.search.addresses(_EXAMPLES, 0)
    told = void_triples(
        counts,
        catalogue,
        WHAT_IT_IS,
        counted_at.time if counted_at else "",
        [iri for iri, _, _ in examples],
    )
    return Response(
        write(told, wanted), headers=headers | {"Content-Type": with_charset(wanted.media_type)}
    )


def _rdf(request: Request, service: Service, wanted: Format, after: str) -> Response:
    catalogue, page = about(request, service), page_after(service.store, _iri(after))
    here, following = (
        f"{catalogue.origin}{address}" if address else ""
        for address in (_address(wanted, after), _following(wanted, page))
    )

    def body() -> bytes:
        told = catalog_triples(service.store, page, catalogue, WHAT_IT_IS, here, following)
        by_subject: dict[str, dict[Triple, None]] = {}
        for triple in told:
            by_subject.setdefault(str(triple.subject), {})[triple] = None
        return write([triple for every in by_subject.values() for triple in every], wanted)

    links = {"Link": _links(after, _following(wanted, page))}
    return reply(request, service, wanted.media_type, body, links)


def _page(request: Request, service: Service, after: str) -> str:
    page = page_after(service.store, _iri(after))
    following = _name(page.following) if page.following else None
    return render(
        service.pages,
        "catalog.html",
        request,
        total=page.total,
        rows=list(zip(page.things, page.descriptions, strict=True)),
        after=after,
        following=f"/catalog?after={quote(following)}" if following else None,
        downloads=[(f.name, _address(f, after), f.media_type) for f in GRAPH_FORMATS],
        publisher=service.options.publisher,
        license=service.options.license,
    )


def _links(after: str, following: str | None) -> str:
    formats = {f.media_type: _address(f, after) for f in GRAPH_FORMATS}
    return alternates(formats, **({"next": following} if following else {}))


def _following(wanted: Format, page: Page) -> str:
    return _address(wanted, _name(page.following)) if page.following else ""


def _address(wanted: Format, after: str) -> str:
    return f"/catalog.{wanted.ending}" + (f"?after={quote(after)}" if after else "")


def _iri(name: str) -> str:
    return THINGS + name if name else ""


def _name(iri: str) -> str:
    return iri.removeprefix(THINGS)
