"""Running a stranger's query, for as long as the stranger waits."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from catalog.api.clients import client_of
from catalog.api.protocol import Asked
from catalog.api.service import Service
from catalog.bounded.calling import Cancellation
from catalog.bounded.clients import Turns
from catalog.errors import QueryFailedError, QueryRefusedError, QueryTimeoutError, UsageError
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
        PREFIXES if checked.form.gives_graph else {},
        asked.seconds,
        _fewest(asked.rows, most_rows),
    )


def _fewest(*rows: int | None) -> int | None:
    return min((number for number in rows if number is not None), default=None)


async def run_watched(request: Request, service: Service, wanted: QueryRequest) -> Answer:
    """Run a query in a worker; end it when the client goes away.

    :raises HeadwatersError: as `catalog.sparql.workers.WorkerPool.run`.
    """
    return await shared(
        request,
        service,
        service.query_turns,
        service.options.limits.seconds_for(wanted.seconds),
        lambda cancellation: _run(service, wanted, cancellation),
    )


@contextmanager
def admitted(request: Request, service: Service) -> Iterator[None]:
    """Around what a request asks of the workers: let its client in, and count what fails.

    :raises BudgetSpentError: where the client has used up its share.
    """
    client = client_of(request)
    service.accounts.admit(client)
    try:
        yield
    except (UsageError, QueryRefusedError, QueryTimeoutError, QueryFailedError):
        service.accounts.charge(client, errors=1)
        raise


async def shared(
    request: Request,
    service: Service,
    turns: Turns,
    seconds: float,
    work: Callable[[Cancellation], Result],
) -> Result:
    """As `watched`, in one of the client's turns, and charged to its share.

    :param seconds: what the work may take, waiting included.
    :raises BudgetSpentError: where too much of the client's work is waiting.
    """
    client, cancellation = client_of(request), Cancellation()

    def in_turn(cancellation: Cancellation) -> Result:
        with turns.turn(client, cancellation, seconds):
            return work(cancellation)

    try:
        return await watched(request, service, in_turn, cancellation)
    finally:
        service.accounts.charge(client, cancellation.busy_seconds)


async def watched(
    request: Request,
    service: Service,
    work: Callable[[Cancellation], Result],
    cancellation: Cancellation | None = None,
) -> Result:
    """Have work done by a worker process; call it off when the client goes away.

    It waits in threads of its own, so that those of all other routes stay free.
    """
    called = cancellation or Cancellation()
    context = contextvars.copy_context()
    loop = asyncio.get_running_loop()
    working = loop.run_in_executor(service.waiters, context.run, work, called)
    try:
        # Most work is done before the first look, which then costs nothing.
        while not (await asyncio.wait({working}, timeout=_LOOK))[0]:
            if await request.is_disconnected():
                called.cancel()
                break
        return await working
    except asyncio.CancelledError:
        called.cancel()
        raise


def _run(service: Service, wanted: QueryRequest, cancellation: Cancellation) -> Answer:
    service.show_commits_to_workers()
    return service.pool.run(wanted, cancellation)


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
    if answer.is_in_memory:
        return Response(answer.read(), media_type=answer.media_type, headers=headers)
    return StreamingResponse(iter(answer), media_type=answer.media_type, headers=headers)
