"""Reports drafted from the records, in the order that law and standards ask for it."""

from __future__ import annotations

import re
from base64 import b64encode
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request, Response

from catalog.api.asking import Day
from catalog.api.examples import REPORT, REPORTS, answers
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, JSON, chosen, page_rather_than_json
from catalog.api.problems import errors
from catalog.api.replies import alternates, json_reply, reply
from catalog.api.report_page import sections
from catalog.api.routes.entries import Kind, Slug
from catalog.api.service import Service, ServiceOf
from catalog.api.words import confidence_words
from catalog.errors import NotFoundError
from catalog.lookup import find_thing
from catalog.model import Thing
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer
from catalog.reports import TEMPLATES, Report, Template, draft, media_type, templates_for
from catalog.reports import render as printed
from catalog.reports.rendering import completeness_words, gap_words

router = APIRouter(tags=["Governance"])

MARKDOWN: Final = "text/markdown"
_OFFERS: Final = (Offer("json", JSON), Offer("md", MARKDOWN), HTML_OFFER)
_ENDINGS: Final = {JSON: "json", "application/ld+json": "jsonld", HTML: "html", MARKDOWN: "md"}


class ReportFormat(StrEnum):
    """The forms a report comes in."""

    MD = "md"
    HTML = "html"
    JSON = "json"
    DOCUMENT = "document"


@router.get(
    "/reports",
    summary="The reports that can be drafted",
    responses={**answers("The templates.", REPORTS, page=True), **errors(404, 406, 409)},
)
def list_reports(
    request: Request,
    service: ServiceOf,
    thing_id: Annotated[
        str | None,
        Query(
            alias="id",
            description="Give those about this thing only: an IRI, a slug or an exact name.",
            examples=["aguila-7b"],
        ),
    ] = None,
) -> Response:
    """Every template with the kinds of thing it is about; for a thing also their addresses."""
    thing = find_thing(service.store.search, thing_id) if thing_id else None
    fitting = templates_for(thing) if thing else list(TEMPLATES.values())
    if page_rather_than_json(request):
        values = {"thing": thing, "templates": fitting, "asked": thing_id or ""}
        return reply(
            request, service, HTML, lambda: render(service.pages, "reports.html", request, **values)
        )
    return json_reply(
        request,
        service,
        lambda: {"total": len(fitting), "templates": [_template(t, thing) for t in fitting]},
    )


def _template(template: Template, thing: Thing | None) -> dict[str, object]:
    return {
        "name": template.name,
        "title": template.title,
        "kinds": list(template.kinds),
        "address": f"/reports/{template.name}/{thing.kind}/{thing.slug}" if thing else None,
    }


@router.get(
    "/reports/{template}/{kind}/{slug}",
    summary="A report on a model or a dataset",
    response_class=Response,
    responses={**answers("The draft.", REPORT, page=True), **errors(400, 404, 406)},
)
def report(
    request: Request,
    service: ServiceOf,
    template: Annotated[
        str, Path(description="The name of a template, as `/reports` lists.", examples=["osaid"])
    ],
    kind: Kind,
    slug: Slug,
    day: Day,
    wanted: Annotated[
        ReportFormat | None,
        Query(
            alias="format",
            description="`md`, `html` (one printable page), `json`, or `document` where the "
            "template has a format of its own; else by Accept.",
            examples=["md"],
        ),
    ] = None,
    download: Annotated[
        ReportFormat | None,
        Query(description="As `format`, and to be saved as a file.", examples=["json"]),
    ] = None,
) -> Response:
    """Every field holds a value with its records, or says why there is none.

    The reasons are `not-recorded`, `not-disclosed` (the maker does not tell) and
    `not-applicable`. `completeness` counts fields; it is no grade. `fill_next` lists what to
    record first. A draft is no filing, and it is not advice on law.
    """
    if template not in TEMPLATES:
        raise NotFoundError(f"reports/{template} ({', '.join(TEMPLATES)} there are)")
    drafted = draft(service.store, template, service.thing(kind, slug), day)
    links = {"Link": _links(request, drafted)}
    form = download or wanted
    if form is None:
        name = chosen(request, _OFFERS)
        if name == HTML_OFFER.name:
            return reply(
                request, service, HTML, lambda: _page(request, service, drafted), links, day=day
            )
        form = ReportFormat(name)
    text = printed(drafted, form.value)
    kind_of_media = media_type(drafted, form.value).partition(";")[0]
    headers = {**links, **_own_style(text, form)}
    if download:
        name = _file_name(f"{template}-{slug}-{day}.{_ENDINGS.get(kind_of_media, 'json')}")
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply(request, service, kind_of_media, lambda: text, headers, day=f"{day}-{form}")


def _links(request: Request, drafted: Report) -> str:
    formats = {JSON: "json", MARKDOWN: "md"}
    addresses = {
        media: address_with(request, format=name, download=None) for media, name in formats.items()
    }
    return alternates(addresses, about=drafted.subject)


def _own_style(text: str, form: ReportFormat) -> dict[str, str]:
    """A printable page carries its style; only that style is let through, by its digest."""
    if form is not ReportFormat.HTML:
        return {}
    style = text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    }


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name)


def _page(request: Request, service: Service, drafted: Report) -> str:
    forms: list[tuple[str, str]] = [
        ("Markdown", "md"),
        ("JSON", "json"),
        ("Printable page", "html"),
    ]
    if drafted.document is not None:
        forms.append((_DOCUMENTS.get(drafted.template, "The document"), "document"))
    values: dict[str, Any] = {  # Any: a template takes values of every type
        "report": drafted,
        "sections": sections(drafted),
        "confidence_words": confidence_words(),
        "kind": request.path_params["kind"],
        "slug": request.path_params["slug"],
        "numbers": {r.iri: number for number, r in enumerate(drafted.records, start=1)},
        "completeness": completeness_words(drafted),
        "gaps": [gap_words(gap) for gap in drafted.gaps],
        "printable": address_with(request, format="html"),
        "downloads": [(name, address_with(request, download=form)) for name, form in forms],
        "others": [t for t in TEMPLATES.values() if request.path_params["kind"] in t.kinds],
    }
    return render(service.pages, "report.html", request, **values)


_DOCUMENTS: Final = {"croissant": "Croissant", "dta": "Provenance metadata"}
