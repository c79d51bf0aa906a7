"""Which state a writer means (RFC 9110 § 13), and the ETags that say it.

A record's ETag is that of its own last change: it stays as it is while others are written, and
it is strong, since the bytes of one format of one state are always the same.
"""

from __future__ import annotations

from fastapi import Request

from catalog.api.formats import BY_ENDING
from catalog.api.service import Service
from catalog.errors import PreconditionFailedError, PreconditionMissingError
from catalog.records.writing import Condition
from catalog.store import Commit


def record_etag(service: Service, commit: Commit, ending: str) -> str:
    """The ETag of one format of a record's state."""
    return f'"{commit.number}-{service.edition}-{ending}"'


def condition_of(request: Request, service: Service, *, needs_match: bool) -> Condition:
    """What a request demands of the present state.

    :param needs_match: whether a graph that is there may only be changed with If-Match.
    """
    match = _tags(request, "if-match")
    none_match = _tags(request, "if-none-match")

    def condition(present: Commit | None) -> None:
        if present is None:
            if match:
                raise PreconditionFailedError(
                    "If-Match names a state, but there is nothing here. Leave it out to create it."
                )
            return
        states = {record_etag(service, present, ending) for ending in BY_ENDING}
        if none_match and (
            "*" in none_match or states & {t.removeprefix("W/") for t in none_match}
        ):
            raise PreconditionFailedError(
                "There is something here already, which If-None-Match says there should not be."
            )
        if not match:
            if needs_match:
                raise PreconditionMissingError(
                    "There is something here already. GET it, and send its ETag as If-Match, so "
                    "that nobody's change is lost."
                )
            return
        if "*" not in match and not states & match:
            raise PreconditionFailedError(
                "It has changed since the state that If-Match names. GET it again, and put your "
                "change to what is there now. (The ETag of a page or of JSON does not count.)"
            )

    return condition


def _tags(request: Request, name: str) -> set[str]:
    header = ",".join(request.headers.getlist(name))
    return {part.strip() for part in header.split(",") if part.strip()}
