"""SPARQL Update over HTTP (SPARQL 1.1 Protocol § 2.2)."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from catalog.api.access import holder
from catalog.api.bodies import decoded, form_fields, media_type_of, read_body
from catalog.api.description import service_address
from catalog.api.negotiation import JSON
from catalog.api.protocol import FORM, MOST_BYTES, UPDATE, AskedUpdate, is_update, update_of
from catalog.api.replies import to_json
from catalog.api.running import watched
from catalog.api.service import Service
from catalog.errors import HeadwatersError, QueryRefusedError, UsageError
from catalog.records.writing import Written
from catalog.sparql.update_guard import UPDATE_LIMITS, check_update, with_dataset
from catalog.store.tokens import Scope

_MOST_FORM_BYTES: Final = 3 * UPDATE_LIMITS.text_bytes
"""An update of the greatest length, percent-encoded, if not every sign of it needs that."""


async def received(request: Request, service: Service) -> AskedUpdate | bytes:
    """The update in a request, once its sender may send one; else the body, read in bounds.

    :raises QueryRefusedError: where it is one and updates are switched off.
    :raises UnauthorizedError, ForbiddenError: where its sender may not.
    :raises TooLargeError, UsageError: where it cannot be read.
    """
    parameters = request.query_params.multi_items()
    media_type = media_type_of(request)
    if is_update(parameters):
        raise UsageError("An update is sent in the body of a POST, not in the address.")
    if media_type == UPDATE:
        await run_in_threadpool(_let_in, request, service)
        body = await read_body(request, UPDATE_LIMITS.text_bytes)
        return update_of(parameters, decoded(body))
    known = media_type == FORM and await run_in_threadpool(_may, request, service)
    body = await read_body(request, _MOST_FORM_BYTES if known else MOST_BYTES)
    if media_type == FORM and is_update(fields := form_fields(body)):
        await run_in_threadpool(_let_in, request, service)
        return update_of([*parameters, *fields])
    return body


async def do_update(request: Request, service: Service, asked: AskedUpdate) -> Response:
    """Do an update and tell what became of each record; JSON whatever Accept says.

    :raises HeadwatersError: as `catalog.records.writing.Writer.update`.
    """
    token = await run_in_threadpool(holder, request, service, Scope.ADMIN)
    checked = check_update(asked.update)
    if asked.default_graphs or asked.named_graphs:
        checked = with_dataset(checked, asked.default_graphs, asked.named_graphs)
    base = service_address(request, service)
    written = await watched(
        request, service, lambda gone: service.writer.update(checked, base, token.name, gone)
    )
    return Response(
        to_json(as_json(written)), media_type=JSON, headers={"X-Commit": str(written.commit)}
    )


def as_json(written: Written) -> dict[str, Any]:  # Any: JSON
    """What became of the records written, and what to look at in them."""
    return {
        "commit": written.commit,
        "records": [
            {"record": one.record.value, "outcome": one.outcome.value}
            for one in written.registrations
        ],
        "findings": [
            finding.to_json() for one in written.registrations for finding in one.findings
        ],
    }


def _let_in(request: Request, service: Service) -> None:
    if not service.options.updates:
        raise QueryRefusedError("Updates are switched off here.")
    holder(request, service, Scope.ADMIN)


def _may(request: Request, service: Service) -> bool:
    try:
        _let_in(request, service)
    except HeadwatersError:
        return False
    return True
