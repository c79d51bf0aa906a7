"""Things: one address for the thing, one for its page, one for its data (Cool URIs, § 4.2)."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from catalog.api import entry_page, findings_page, queries
from catalog.api.asking import a_day
from catalog.api.dcat import KINDS_LISTED
from catalog.api.formats import (
    BY_ENDING,
    DATASET_FORMATS,
    DATASET_OFFERS,
    GRAPH_FORMATS,
    GRAPH_OFFERS,
    Format,
    write_records,
)
from catalog.api.html import render
from catalog.api.lineage_page import Nearest, nearest
from catalog.api.links import page_of
from catalog.api.negotiation import HTML, JSON, chosen
from catalog.api.origin import about
from catalog.api.problems import errors
from catalog.api.replies import alternates, json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.api.structured import embedded, of_entry
from catalog.api.view import entry_view
from catalog.errors import NotFoundError
from catalog.governance.evaluate import findings_of
from catalog.governance.upkeep import SUBJECT_KINDS
from catalog.lineage import Direction
from catalog.model import Thing
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer
from catalog.reports import templates_for

router = APIRouter(tags=["Things"])

Kind = Annotated[str, Path(description="The kind of thing, as `model`.", examples=["model"])]
Slug = Annotated[str, Path(description="Its short name.", examples=["aguila-7b"])]

_OFFERS: Final = (*GRAPH_OFFERS, Offer("json", JSON), *DATASET_OFFERS, HTML_OFFER)
_ENDINGS: Final = [*BY_ENDING, "json"]
_WORST: Final = 3
"""How many findings a thing's page shows; the rest are one step away."""


@router.get(
    "/id/{kind}/{slug}",
    summary="A thing: leads to its page or its data",
    status_code=303,
    response_class=RedirectResponse,
    responses=errors(404, 406, 410),
)
def thing(request: Request, service: ServiceOf, kind: Kind, slug: Slug) -> Response:
    """303 to `/page/…` for browsers, else to `/data/…` in the format the client likes best."""
    found = service.thing(kind, slug)
    name = chosen(request, _OFFERS)
    address = page_of(kind, slug) if name == HTML_OFFER.name else _data_of(found, name)
    return RedirectResponse(address, 303, {"Vary": "Accept", "Link": _links(service, found)})


@router.get(
    "/page/{kind}/{slug}",
    summary="A thing's page, for reading",
    response_class=Response,
    responses={200: {"content": {HTML: {}}}, **errors(404, 406, 410)},
)
def page(request: Request, service: ServiceOf, kind: Kind, slug: Slug) -> Response:
    """Everything published about a thing: who says what, when, and how sure it is.

    It also tells of other things, and of findings as of today, and so has an ETag but no
    `Last-Modified`.
    """
    found, day = service.thing(kind, slug), a_day()
    return reply(
        request,
        service,
        HTML,
        lambda: _page(request, service, found, day),
        {"Link": _links(service, found)},
        day=day,
    )


@router.get(
    "/data/{kind}/{slug}.{ending}",
    summary="A thing's data, as RDF or as JSON",
    response_class=Response,
    responses={
        200: {"content": {f.media_type: {} for f in (*GRAPH_FORMATS, *DATASET_FORMATS)}},
        **errors(404, 410),
    },
)
def data(
    request: Request,
    service: ServiceOf,
    kind: Kind,
    slug: Slug,
    ending: Annotated[
        str,
        Path(
            description="`ttl`, `jsonld`, `rdf` or `nt` for all statements together; `trig` or "
            "`nq` with each record as its own graph; `json` for the view the page is made from.",
            examples=["ttl"],
        ),
    ],
) -> Response:
    """Everything published about a thing, in the format its ending names, whatever is accepted.

    RDF says by `Last-Modified` when a record about the thing last changed. The JSON also tells of
    records elsewhere that mention it, and so has an ETag only.
    """
    if ending not in _ENDINGS:
        raise NotFoundError(f"{kind}/{slug}.{ending} ({', '.join(_ENDINGS)} there are)")
    found = service.thing(kind, slug)
    page, license_ = page_of(kind, slug), service.options.license
    links = {"Link": alternates({}, describes=found.iri, alternate=page, license=license_)}
    if ending == "json":
        return json_reply(request, service, lambda: entry_view(service.store, found), links)
    wanted, last = BY_ENDING[ending], service.store.journal.last(found.iri)
    return reply(
        request,
        service,
        wanted.media_type,
        lambda: _data(service, found, wanted),
        links,
        modified=last.time if last else None,
    )


def _data(service: Service, thing: Thing, wanted: Format) -> bytes:
    return write_records(service.store.journal.states_about([thing.iri]), wanted)


def _data_of(thing: Thing, ending: str) -> str:
    return page_of(thing.kind, thing.slug).replace("/page/", "/data/", 1) + f".{ending}"


def _links(service: Service, thing: Thing) -> str:
    """Where a thing's data is, what it is listed in, and on what terms its records are."""
    formats = {f.media_type: _data_of(thing, f.ending) for f in GRAPH_FORMATS}
    others = {"describedby": _data_of(thing, "ttl"), "license": service.options.license}
    if thing.kind in KINDS_LISTED:
        others["collection"] = "/catalog"
    return alternates({**formats, JSON: _data_of(thing, "json")}, **others, canonical=thing.iri)


def _page(request: Request, service: Service, thing: Thing, day: str) -> str:
    view = entry_view(service.store, thing)
    ways: dict[str, Nearest] = {
        direction.value: nearest(service.store, thing, direction) for direction in Direction
    }
    return render(
        service.pages,
        "entry.html",
        request,
        view=view,
        groups={r["iri"]: entry_page.groups(r, thing.title) for r in view["records"]},
        descriptions=entry_page.descriptions(view),
        nothing_recorded=entry_page.nothing_recorded(view),
        ways=ways,
        rules=_rules(service, thing, day),
        reports=templates_for(thing),
        downloads=[
            (f.name, _data_of(thing, f.ending), f.media_type)
            for f in (*GRAPH_FORMATS, *DATASET_FORMATS)
        ]
        + [("JSON", _data_of(thing, "json"), JSON)],
        structured=embedded(of_entry(view, about(request, service))),
        query=queries.entry(thing.iri),
    )


# Any: a template takes values of every type.
def _rules(service: Service, thing: Thing, day: str) -> dict[str, Any] | None:
    """What the rules find, in short; None where no rule speaks of such things."""
    if thing.kind not in SUBJECT_KINDS:
        return None
    found = findings_of(service.store, thing.iri, day)
    worst = found.findings[:_WORST]
    return {
        "total": len(found.findings),
        "counts": findings_page.counts(found),
        "worst": findings_page.told(worst, found.titles),
    }
