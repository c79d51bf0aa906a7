"""Finding things: by name and by search."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response, params

from catalog.api.examples import SEARCH, THING, answers
from catalog.api.html import render
from catalog.api.negotiation import HTML, page_rather_than_json
from catalog.api.problems import errors, thing_json
from catalog.api.replies import json_reply, reply
from catalog.api.search import search_page_values, search_view
from catalog.api.service import ServiceOf
from catalog.lookup import find_thing
from catalog.store.document import FACETS
from catalog.terms import THINGS

router = APIRouter(tags=["Finding"])


@router.get(
    "/lookup",
    summary="The one thing a name stands for",
    responses={**answers("It is this thing.", THING), **errors(400, 404, 409)},
)
def lookup(
    service: ServiceOf,
    asked: Annotated[
        str,
        Query(
            alias="id",
            min_length=1,
            max_length=2048,
            description="An IRI, `kind/slug`, a slug, or an exact name.",
            examples=["aguila-7b"],
        ),
    ],
) -> dict[str, str]:
    """The thing with that IRI, slug or exact name.

    Where there is none, the problem lists things of similar name under `near`; where several
    have it, it lists them under `candidates`.
    """
    return thing_json(find_thing(service.store.search, asked))


Values = list[str] | None


def _choice(description: str, example: str, alias: str | None = None) -> params.Query:
    """A parameter that may come several times."""
    return params.Query(alias=alias, description=description, examples=[[example]])


class Selection:
    """The facet values chosen, from parameters that may each come several times."""

    def __init__(
        self,
        kind: Annotated[Values, _choice("The kind of thing.", "dataset")] = None,
        data_type: Annotated[
            Values, _choice("A code of the scheme data-type.", "open", "data-type")
        ] = None,
        license_: Annotated[
            Values, _choice("The IRI of a license.", THINGS + "license/apache", "license")
        ] = None,
        language: Annotated[Values, _choice("A BCP 47 tag.", "ca")] = None,
        modality: Annotated[Values, _choice("A code of the scheme modality.", "text")] = None,
        agent: Annotated[
            Values,
            _choice("The IRI of a steward, maker or publisher.", THINGS + "organization/bsc"),
        ] = None,
        steward: Annotated[
            Values, _choice("The same as `agent`.", THINGS + "organization/bsc")
        ] = None,
        disclosure: Annotated[
            Values, _choice("A code of the scheme disclosure.", "partial")
        ] = None,
        stakeholder_group: Annotated[
            Values,
            _choice("A code of the scheme stakeholder-group.", "curators", "stakeholder-group"),
        ] = None,
        focus_area: Annotated[
            Values, _choice("A code of the scheme focus-area.", "preference", "focus-area")
        ] = None,
        year: Annotated[Values, _choice("The year it came out.", "2023")] = None,
        source: Annotated[Values, _choice("Who says it.", "shipped")] = None,
    ) -> None:
        """Gather them by facet."""
        given = {
            "kind": kind,
            "data-type": data_type,
            "license": license_,
            "language": language,
            "modality": modality,
            "agent": [*(agent or ()), *(steward or ())],
            "disclosure": disclosure,
            "stakeholder-group": stakeholder_group,
            "focus-area": focus_area,
            "year": year,
            "source": source,
        }
        self.values: dict[str, list[str]] = {
            facet: list(given[facet] or ()) for facet in FACETS if given.get(facet)
        }


@router.get(
    "/search",
    summary="Things by words and facets",
    responses={**answers("What fits.", SEARCH, page=True), **errors(400, 406)},
)
def search(
    request: Request,
    service: ServiceOf,
    selection: Annotated[Selection, Depends()],
    q: Annotated[
        str,
        Query(
            max_length=500,
            description="Words in the name or description; the last may be cut short.",
            examples=["common crawl"],
        ),
    ] = "",
    limit: Annotated[
        int, Query(ge=1, le=200, description="How many things at most.", examples=[20])
    ] = 20,
    offset: Annotated[int, Query(ge=0, description="How many to pass over.", examples=[0])] = 0,
) -> Response:
    """Things that fit all words and the chosen facet values, with counts for every facet.

    Values of one facet widen, facets narrow. A facet value is `not-recorded` for things whose
    kind should say it and of which no record does. `sparql` is a query that gives the same: the
    choices themselves, or, since SPARQL reaches no index of words, the things on this page.
    """
    if page_rather_than_json(request):
        return reply(
            request,
            service,
            HTML,
            lambda: render(
                service.pages,
                "search.html",
                request,
                **search_page_values(request, service.store, q, selection.values, limit, offset),
            ),
        )
    return json_reply(
        request, service, lambda: search_view(service.store, q, selection.values, limit, offset)
    )
