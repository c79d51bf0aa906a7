"""Where a thing comes from and what was made of it."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from catalog.api import queries
from catalog.api.asking import a_day
from catalog.api.clients import client_of
from catalog.api.drawing import draw
from catalog.api.examples import LINEAGE, answers
from catalog.api.html import address_with, render
from catalog.api.lineage_page import rows
from catalog.api.negotiation import HTML, page_rather_than_json
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply
from catalog.api.routes.entries import Kind, Slug
from catalog.api.service import Service, ServiceOf
from catalog.lineage import DEFAULT_LIMIT, Direction, Lineage, trace

router = APIRouter(tags=["Lineage"])


@router.get(
    "/lineage/{kind}/{slug}",
    summary="What lies upstream or downstream of a thing",
    responses={**answers("What was reached.", LINEAGE, page=True), **errors(400, 404, 406, 503)},
)
def lineage(
    request: Request,
    service: ServiceOf,
    kind: Kind,
    slug: Slug,
    direction: Annotated[
        Direction,
        Query(
            description="`upstream` to the sources, `downstream` to what was made.",
            examples=["upstream"],
        ),
    ] = Direction.UPSTREAM,
    depth: Annotated[
        int | None,
        Query(ge=1, le=1000, description="How many steps at most; all without it.", examples=[3]),
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=5000, description="How many things at most.", examples=[100])
    ] = DEFAULT_LIMIT,
    offset: Annotated[
        int, Query(ge=0, description="How many of the nearest to pass over.", examples=[0])
    ] = 0,
    as_of: Annotated[
        str,
        Query(
            description="Leave out what was issued after this day, as recorded now.",
            examples=["2024-01-01"],
        ),
    ] = "",
) -> Response:
    """The things reached, nearest first, and every stated step between them.

    `total` is exact whatever `limit` is and leaves the start out; `unresolved` counts the names
    nobody could resolve and the sources nobody disclosed. Each edge has its kind, the property
    that states it, and the record in which it stands. The closure behind it is kept at hand:
    a hub costs no more than a leaf. As of a day the answer also says how many things were left
    out (`left_out`), and how many of those kept have no date recorded (`undated`). `sparql` is
    the query that gives the same things, null where dates or many steps narrow them.
    """
    start = service.thing(kind, slug)
    day = date.fromisoformat(a_day(as_of)) if as_of else None

    def found() -> Lineage:
        # As of a day the whole lineage has to be read, however little of it is asked for.
        with service.turn(client_of(request)) if day else nullcontext():
            return trace(
                service.store, start, direction, depth=depth, limit=limit, offset=offset, as_of=day
            )

    if page_rather_than_json(request):
        return reply(
            request, service, HTML, lambda: _page(request, service, found(), offset, depth)
        )
    return json_reply(request, service, lambda: _answer(service, found(), depth))


# Any: the document of architecture.md section 5.
def _answer(service: Service, found: Lineage, depth: int | None) -> dict[str, Any]:
    query = _query(found, depth)
    return {**found.to_json(), "commit": service.store.head, "sparql": query}


def _query(found: Lineage, depth: int | None) -> str | None:
    """The query that gives the same things; None where dates or many steps narrow them."""
    return None if found.as_of else queries.lineage(found.start.iri, found.direction, depth)


def _page(
    request: Request, service: Service, found: Lineage, offset: int, depth: int | None
) -> str:
    after = offset + len(found.nodes)
    other = Direction.DOWNSTREAM if found.direction is Direction.UPSTREAM else Direction.UPSTREAM
    return render(
        service.pages,
        "lineage.html",
        request,
        lineage=found,
        rows=rows(found),
        picture=draw(found) if offset == 0 else None,
        other=other.value,
        other_address=address_with(request, direction=other.value, offset=None),
        after=address_with(request, offset=after) if after < found.total and found.nodes else None,
        first=offset + 1,
        last=after,
        query=_query(found, depth),
    )
