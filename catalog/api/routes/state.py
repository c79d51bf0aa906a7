"""How the service is, and what has changed."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from catalog import __version__
from catalog.api.examples import CHANGES, HEALTH, answers
from catalog.api.html import address_with, render
from catalog.api.negotiation import HTML, wants_page
from catalog.api.problems import errors
from catalog.api.replies import json_reply, reply
from catalog.api.service import Service, ServiceOf
from catalog.store import Commit

router = APIRouter(tags=["Service"])


@router.get(
    "/health",
    summary="Whether the service works, and how much it holds",
    responses=answers("It works.", HEALTH),
)
def health(service: ServiceOf) -> dict[str, str | int]:
    """The number of the last commit, of published records and of things they are about."""
    return {
        "status": "ok",
        "version": __version__,
        "commit": service.store.head,
        "records": service.store.journal.count(),
        "things": service.store.search.count(),
    }


@router.get(
    "/changes",
    summary="What changed, commit by commit",
    responses={**answers("The commits.", CHANGES, page=True), **errors(400)},
)
def changes(
    request: Request,
    service: ServiceOf,
    since: Annotated[
        int, Query(ge=0, description="Give the commits after this number.", examples=[480])
    ] = 0,
    limit: Annotated[
        int, Query(ge=1, le=1000, description="How many at most.", examples=[100])
    ] = 100,
) -> Response:
    """The commits after a number, oldest first. Follow `next` until it is null.

    Poll with the last number you have seen: what you get is what you missed.
    """
    if wants_page(request):
        return reply(request, service, HTML, lambda: _page(request, service, since, limit))
    return json_reply(request, service, lambda: _changes(request, service, since, limit))


# Any: a page of the feed holds values of several types.
def _changes(request: Request, service: Service, since: int, limit: int) -> dict[str, Any]:
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
    feed = _changes(request, service, since, limit)
    things = service.store.search.things(sorted({c["topic"] for c in feed["changes"]}))
    back = max(0, since - limit)
    return render(
        service.pages,
        "changes.html",
        request,
        feed=feed,
        things=things,
        back=address_with(request, since=back) if since else None,
    )
