"""Running a stranger's query, for as long as the stranger waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final, TypeVar

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from catalog.api.protocol import Asked
from catalog.api.service import Service
from catalog.bounded.calling import Cancellation
from catalog.sparql.answers import Answer
from catalog.sparql.formats import choose_format, format_named
from catalog.sparql.guard import check
from catalog.sparql.request import QueryRequest
from catalog.terms import PREFIXES

Result = TypeVar("Result")

TRUNCATED: Final = "X-Result-Truncated"
_LOOK: Final = 0.25
"""Seconds between two looks whether the client is still there."""


def wanted_request(asked: Asked, accept: str | None, most_rows: int | None = None) -> QueryRequest:
    """What to ask the pool, once the guard has let the query pass.

    :param most_rows: rows wanted at most, where that is fewer than the service allows.
    :raises TooLargeError, QueryRefusedError, UnparseableError: as `catalog.sparql.guard.check`.
    :raises NotAcceptableError, UsageError: where the form of answer is not to be had.
    """
    checked = check(asked.query)
    choice = (
        format_named(checked.form, asked.download)
        if asked.download
        else choose_format(checked.form, accept)
    )
    return QueryRequest(
        checked.text,
        choice.name,
        choice.media_type,
        checked.names_dataset,
        asked.default_graphs,
        asked.named_graphs,
        asked.base,
        PREFIXES,
        asked.seconds,
        _fewest(asked.rows, most_rows),
    )


def _fewest(*rows: int | None) -> int | None:
    return min((number for number in rows if number is not None), default=None)


async def run_watched(request: Request, service: Service, wanted: QueryRequest) -> Answer:
    """Run a query in a worker; end it when the client goes away.

    :raises HeadwatersError: as `catalog.sparql.workers.WorkerPool.run`.
    """
    return await watched(request, lambda cancellation: _run(service, wanted, cancellation))


async def watched(request: Request, work: Callable[[Cancellation], Result]) -> Result:
    """Do costly work in a thread; call it off when the client goes away."""
    cancellation = Cancellation()
    watch = asyncio.create_task(_cancel_when_gone(request, cancellation))
    try:
        return await run_in_threadpool(work, cancellation)
    finally:
        watch.cancel()


def _run(service: Service, wanted: QueryRequest, cancellation: Cancellation) -> Answer:
    service.show_commits_to_workers()
    return service.pool.run(wanted, cancellation)


async def _cancel_when_gone(request: Request, cancellation: Cancellation) -> None:
    while not await request.is_disconnected():
        await asyncio.sleep(_LOOK)
    cancellation.cancel()


def send(answer: Answer, asked: Asked) -> Response:
    """A whole answer, said to be cut where it was."""
    headers = {
        "Content-Length": str(answer.size),
        "Vary": "Accept",
        "Cache-Control": "no-cache",
        "X-Commit": str(answer.commit),
    }
    if answer.truncated:
        headers[TRUNCATED] = "true"
    if asked.download:
        ending = asked.download.replace("turtle", "ttl").replace("ntriples", "nt")
        headers["Content-Disposition"] = f'attachment; filename="headwaters.{ending}"'
    return StreamingResponse(iter(answer), media_type=answer.media_type, headers=headers)
