"""What the rules find on a thing, and what would be different if."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from catalog.api import difference_page, findings_page, queries
from catalog.api.asking import SUPPOSED, Day, a_day
from catalog.api.clients import client_of
from catalog.api.examples import DIFFERENCE, FINDINGS, answers
from catalog.api.formats import BY_ENDING, GRAPH_FORMATS, GRAPH_OFFERS, write
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, JSON, chosen, page_rather_than_json
from catalog.api.problems import errors
from catalog.api.replies import alternates, json_reply, reply
from catalog.api.routes.entries import Kind, Slug
from catalog.api.service import Service, ServiceOf
from catalog.api.words import concepts_of
from catalog.errors import AmbiguousError, HeadwatersError, NotFoundError, UsageError
from catalog.governance.asked import supposition_in
from catalog.governance.evaluate import Findings, findings_of
from catalog.governance.triples import triples_of
from catalog.governance.upkeep import SUBJECT_KINDS
from catalog.governance.what_if import Difference, suppose
from catalog.model import Thing
from catalog.rdf.media import HTML as HTML_OFFER
from catalog.rdf.media import Offer

router = APIRouter(tags=["Governance"])

MOST: Final = 500
"""How many things downstream a supposition is followed to; the command line goes farther."""

_OFFERS: Final = (Offer("json", JSON), *GRAPH_OFFERS, HTML_OFFER)


class FindingsFormat(StrEnum):
    """The forms findings come in, by the endings used everywhere here."""

    JSON = "json"
    HTML = "html"
    TURTLE = "ttl"
    JSON_LD = "jsonld"
    RDF_XML = "rdf"
    N_TRIPLES = "nt"


_GOOD: Final = answers("What the rules find, worst first.", FINDINGS, page=True)
_GOOD[200]["content"].update({f.media_type: {} for f in GRAPH_FORMATS})


@router.get(
    "/findings/{kind}/{slug}",
    summary="What the rules find on a thing",
    response_class=Response,
    responses={**_GOOD, **errors(400, 404, 406)},
)
def findings(
    request: Request,
    service: ServiceOf,
    kind: Kind,
    slug: Slug,
    day: Day,
    wanted: Annotated[
        FindingsFormat | None,
        Query(alias="format", description="The form; else by Accept.", examples=["json"]),
    ] = None,
) -> Response:
    """Each finding with the rule, the way that carries it, and the records it rests on.

    A status is a sentence, not a grade: `conflict` (two recorded statements cannot both be
    followed), `warning` (a recorded condition, and no record that it was met), `unknown` (not
    recorded), `unsettled` (views differ), `info`, `satisfied`, `not-applicable`. `unknown` is
    open, never fine; no findings at all means that nothing is recorded that a rule speaks to.
    `confidence` is the weakest code among the records. As RDF each is a `hw:Finding`. `sparql`
    is the query for those kept in the graph, null for another day than today.
    """
    thing = service.thing(kind, slug)
    name = wanted.value if wanted else chosen(request, _OFFERS)

    def found() -> Findings:
        if thing.kind not in SUBJECT_KINDS:
            return Findings(thing.iri, day, service.store.head, (), {thing.iri: thing.title})
        return findings_of(service.store, thing.iri, day)

    links = {"Link": _links(request, thing)}
    if name == HTML_OFFER.name:
        return reply(
            request,
            service,
            HTML,
            lambda: _findings_page(request, service, thing, found()),
            links,
            day=day,
        )
    if name == FindingsFormat.JSON:
        return json_reply(request, service, lambda: _answer(found()), links, day=day)
    rdf = BY_ENDING[name]
    return reply(
        request, service, rdf.media_type, lambda: write(triples_of(found()), rdf), links, day=day
    )


def _links(request: Request, thing: Thing) -> str:
    formats = {f.media_type: address_with(request, format=f.ending) for f in GRAPH_FORMATS}
    return alternates({JSON: address_with(request, format="json"), **formats}, about=thing.iri)


def _findings_page(request: Request, service: Service, thing: Thing, found: Findings) -> str:
    downloads = [("JSON", "json"), *((f.name, f.ending) for f in GRAPH_FORMATS)]
    return render(
        service.pages,
        "findings.html",
        request,
        thing=thing,
        found=found,
        groups=findings_page.groups(found),
        counts=findings_page.counts(found),
        downloads=[(name, address_with(request, format=ending)) for name, ending in downloads],
        query=_query(found),
    )


# Any: the document of architecture.md section 5.
def _answer(found: Findings) -> dict[str, Any]:
    return {**found.to_json(), "sparql": _query(found)}


def _query(found: Findings) -> str | None:
    """The query for the findings kept in the graph; None for any other day's."""
    return queries.findings(found.subject) if found.as_of == a_day("") else None


@router.get(
    "/what-if",
    summary="What would be different if; nothing is written",
    responses={
        **answers("The difference.", DIFFERENCE, page=True),
        **errors(400, 404, 406, 409, 503),
    },
)
def what_if(
    request: Request,
    service: ServiceOf,
    day: Day,
    withdraw: Annotated[
        str | None, Query(description="Suppose this were withdrawn.", examples=["common-crawl"])
    ] = None,
    license_change: Annotated[
        str | None,
        Query(
            alias="license",
            description="`ID=LICENSE`: suppose it had that license from now on.",
            examples=["refinedweb=apache"],
        ),
    ] = None,
    signal: Annotated[
        str | None,
        Query(
            description="`ID=VALUE`: suppose a signal on it; `allow`, `disallow` or "
            "`conditional`, with `:category` of use if wanted.",
            examples=["common-crawl=disallow:ai-train"],
        ),
    ] = None,
) -> Response:
    """The findings that would appear and go, the things touched, and the people to tell.

    One supposition at a time, laid over what is recorded and then forgotten. At most 500 things
    downstream are looked at; `touched_total` counts them all, and `truncated` says whether any
    were left out.
    """
    asked = {"withdraw": withdraw, "license": license_change, "signal": signal}
    if not page_rather_than_json(request):
        return json_reply(
            request, service, lambda: _difference(request, service, asked, day).to_json(), day=day
        )
    form = request.query_params.get("suppose")
    if form in SUPPOSED:
        return RedirectResponse(_canonical(request, form), 303, {"Vary": "Accept"})
    return _what_if_page(request, service, asked, day)


def _difference(
    request: Request, service: Service, asked: dict[str, str | None], day: str
) -> Difference:
    supposition = supposition_in(service.store, asked)
    with service.turn(client_of(request)):
        return suppose(service.store, supposition, day, most=MOST)


def _canonical(request: Request, kind: str) -> str:
    """The address that a filled-in form stands for."""
    given = request.query_params
    value = given.get("id", "").strip()
    if kind != "withdraw":
        to, category = given.get("to", "").strip(), given.get("category", "")
        value = f"{value}={to}{f':{category}' if category else ''}"
    kept = {"as_of": given["as_of"]} if given.get("as_of") else {}
    return "/what-if?" + urlencode({kind: value, **kept})


def _what_if_page(
    request: Request, service: Service, asked: dict[str, str | None], day: str
) -> Response:
    """The answer with the forms; where a name is wrong, the forms and why."""
    trouble: HeadwatersError | None = None

    def body() -> str:
        values: dict[str, Any] = {"difference": None}  # Any: a template takes every type
        if any(asked.values()) and not trouble:
            values = _shown(service, _difference(request, service, asked, day))
        return render(
            service.pages,
            "what_if.html",
            request,
            asked=_filled(asked),
            day=day,
            categories=concepts_of("use-category"),
            trouble=str(trouble) if trouble else None,
            near=_near(trouble),
            as_json=address_with(request),
            **values,
        )

    try:
        return reply(request, service, HTML, body, day=day)
    except (UsageError, NotFoundError, AmbiguousError) as error:
        trouble = error
        return Response(body(), error.status, {"Vary": "Accept"}, HTML)


# Any: a template takes values of every type.
def _shown(service: Service, difference: Difference) -> dict[str, Any]:
    most = service.options.most_page_rows
    return {
        "difference": difference,
        "sentence": difference_page.sentence(service.store, difference.supposition),
        "sides": difference_page.sides(service.store, difference),
        "touched": difference.touched[:most],
    }


def _filled(asked: dict[str, str | None]) -> dict[str, tuple[str, str, str]]:
    """What to put into the forms: the thing, what to, and the category of a signal."""
    filled = {}
    for kind, value in asked.items():
        name, _, to = (value or "").rpartition("=") if kind != "withdraw" else (value or "", "", "")
        to, _, category = to.partition(":") if kind == "signal" else (to, "", "")
        filled[kind] = (name, to, category)
    return filled


def _near(trouble: HeadwatersError | None) -> tuple[Thing, ...]:
    match trouble:
        case NotFoundError():
            return trouble.near
        case AmbiguousError():
            return trouble.candidates
    return ()
