"""What changed: commit by commit, or between two days in the world and in the catalogue."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from catalog.api.asking import a_day
from catalog.api.clients import client_of
from catalog.api.examples import CHANGES, answers
from catalog.api.findings_page import told
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, page_rather_than_json
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.errors import UsageError
from catalog.governance.changes import Changes
from catalog.governance.changes import changes as changes_in
from catalog.governance.world_changes import Window
from catalog.lookup import find_thing
from catalog.store import Commit

router = APIRouter(tags=["Service"])

MOST_THINGS: Final = 5_000
"""In a catalogue of more things than this, one of them has to be named."""


@router.get(
    "/changes",
    summary="What changed, commit by commit or between two days",
    responses={**answers("The commits.", CHANGES, page=True), **errors(400, 404, 406, 409, 503)},
)
def changes(
    request: Request,
    service: ServiceOf,
    since: Annotated[
        int, Query(ge=0, description="Give the commits after this number.", examples=[480])
    ] = 0,
    first: Annotated[
        str,
        Query(
            alias="from",
            description="Instead: what changed after this day, by the dates in the data and by "
            "the journal, kept apart.",
            examples=["2025-01-01"],
        ),
    ] = "",
    last: Annotated[
        str,
        Query(alias="to", description="… through this day; else today.", examples=["2026-11-24"]),
    ] = "",
    thing: Annotated[
        str,
        Query(
            alias="id",
            description="With `from`: this thing and all upstream of it only.",
            examples=["aguila-7b"],
        ),
    ] = "",
    limit: Annotated[
        int, Query(ge=1, le=1000, description="How many at most in each list.", examples=[100])
    ] = 100,
    offset: Annotated[
        int, Query(ge=0, description="With `from`: how many to pass over.", examples=[0])
    ] = 0,
) -> Response:
    """The commits after a number, oldest first. Follow `next` until it is null.

    Poll with the last number you have seen: what you get is what you missed. With `from` the
    answer is another one: what changed between two days. `world` is what dates in the data say
    happened, with the findings that appear and go; `catalogue` is what became of our records.
    """
    if first or last or thing:
        return _between(request, service, (first, last), thing, (limit, offset))
    if page_rather_than_json(request):
        return reply(request, service, HTML, lambda: _page(request, service, since, limit))
    return json_reply(request, service, lambda: _feed(request, service, since, limit))


# Any: a page of the feed holds values of several types.
def _feed(request: Request, service: Service, since: int, limit: int) -> dict[str, Any]:
    head = service.store.head
    commits = list(islice(service.store.journal.since(since), limit))
    more = bool(commits) and commits[-1].number < head
    return {
        "head": head,
        "since": since,
        "limit": limit,
        "total": max(0, head - since),
        "next": address_with(request, since=commits[-1].number) if more else None,
        "changes": [_change(commit) for commit in commits],
    }


def _change(commit: Commit) -> dict[str, Any]:
    return {
        "number": commit.number,
        "time": commit.time,
        "actor": commit.actor,
        "action": commit.action,
        "record": commit.record,
        "topic": commit.topic,
        "message": commit.message,
        "digest": commit.digest_after,
    }


def _page(request: Request, service: Service, since: int, limit: int) -> str:
    feed = _feed(request, service, since, limit)
    things = service.store.search.things(sorted({c["topic"] for c in feed["changes"]}))
    back = max(0, since - limit)
    return render(
        service.pages,
        "changes.html",
        request,
        feed=feed,
        things=things,
        today=a_day(),
        back=address_with(request, since=back) if since else None,
    )


def _between(
    request: Request,
    service: Service,
    days: tuple[str, str],
    asked: str,
    page: tuple[int, int],
) -> Response:
    first, last = days
    if not first:
        raise UsageError("from: say after which day, as 2025-01-01.")
    window = Window(date.fromisoformat(a_day(first)), date.fromisoformat(a_day(last)))
    thing = find_thing(service.store.search, asked) if asked else None
    if thing is None and service.store.search.count() > MOST_THINGS:
        raise UsageError("id: this catalogue is too large to compare as a whole; name a thing.")

    def found() -> Changes:
        with service.turn(client_of(request)):
            return changes_in(service.store, window, thing, limit=page[0], offset=page[1])

    day = window.through.isoformat()
    if page_rather_than_json(request):
        return reply(
            request,
            service,
            HTML,
            lambda: _between_page(request, service, found(), asked),
            day=day,
        )
    return json_reply(request, service, lambda: found().to_json(), day=day)


def _between_page(request: Request, service: Service, found: Changes, asked: str) -> str:
    page = slice(found.offset, found.offset + found.limit)
    document = found.to_json()
    earlier = max(0, found.offset - found.limit) or None
    return render(
        service.pages,
        "changes_between.html",
        request,
        found=document,
        thing=found.thing,
        asked=asked,
        findings=[
            ("now there", len(found.appear), told(found.appear[page], found.titles)),
            ("no longer there", len(found.go), told(found.go[page], found.titles)),
        ],
        before=address_with(request, offset=earlier) if found.offset else None,
        after=address_with(request, offset=page.stop) if document["truncated"] else None,
    )
