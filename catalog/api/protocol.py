"""What a SPARQL request asks for, read from its parameters or its body (Protocol § 2.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from fastapi import Request
from pyoxigraph import NamedNode

from catalog.api.bodies import (
    UnsupportedMediaTypeError,
    decoded,
    form_fields,
    media_type_of,
)
from catalog.errors import QueryRefusedError, UsageError

QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
MOST_BYTES: Final = 4 * 64 * 1024
"""A query of the greatest length the guard lets pass, percent-encoded, still fits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its dataset; graph lists are None where the request names none."""

    query: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    seconds: float | None = None
    base: str | None = None
    """What relative IRIs are resolved against; the query's own BASE goes before it."""
    rows: int | None = None
    download: str | None = None


@dataclass(frozen=True, slots=True)
class AskedUpdate:
    """An update with the dataset its patterns are asked of; empty where the request names none."""

    update: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def is_update(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether some parameters hold an update."""
    return any(name == "update" for name, _ in pairs)


def update_of(pairs: Iterable[tuple[str, str]], body: str | None = None) -> AskedUpdate:
    """The update that some parameters send (Protocol § 2.2).

    :param body: the update itself where it came apart from them.
    :raises UsageError: where there is more than one, or a query as well, or a graph's IRI is none.
    """
    given = list(pairs)
    updates = [value for name, value in given if name == "update"]
    if body is not None:
        updates.append(body)
    if len(updates) != 1:
        raise UsageError(f"{len(updates)} updates came; send one. It may hold several operations.")
    if any(name == "query" for name, _ in given):
        raise UsageError("A query and an update came; send one of them.")
    if any(name.endswith("-graph-uri") and not name.startswith("using-") for name, _ in given):
        raise UsageError("For an update say using-graph-uri and using-named-graph-uri.")
    default, named = (_graphs(given, f"using-{which}graph-uri") for which in ("", "named-"))
    return AskedUpdate(updates[0], default or (), named or ())


def of_parameters(pairs: Iterable[tuple[str, str]], body: str | None = None) -> Asked:
    """The query that some parameters ask for.

    :param body: the query itself where it came apart from them.
    :raises UsageError: where there is no query or more than one, or a graph's IRI is none.
    :raises QueryRefusedError: where it is an update.
    """
    given = list(pairs)
    if any(name == "update" for name, _ in given):
        raise QueryRefusedError("Updates are switched off here.")
    queries = [value for name, value in given if name == "query"]
    if body is not None:
        queries.append(body)
    if len(queries) != 1:
        raise UsageError(
            f"{len(queries)} queries came; send one."
            if queries
            else "There is no query. Send "
            "one as the parameter “query”, or as the body with the type application/sparql-query."
        )
    default, named = (_graphs(given, f"{which}-graph-uri") for which in ("default", "named"))
    one_given = default is not None or named is not None
    return Asked(
        queries[0],
        (default or ()) if one_given else None,
        (named or ()) if one_given else None,
        _seconds(given),
        rows=_rows(given),
        download=next((value for name, value in given if name == "download" and value), None),
    )


def of_body(request: Request, data: bytes) -> Asked:
    """The query in the body of a POST, as it is or as a form.

    :raises UnsupportedMediaTypeError: where it is neither.
    :raises UsageError, QueryRefusedError: as `of_parameters`, and where it is not UTF-8.
    """
    media_type = media_type_of(request)
    parameters = request.query_params.multi_items()
    if media_type == QUERY:
        return of_parameters(parameters, decoded(data))
    if media_type == FORM:
        return of_parameters([*parameters, *form_fields(data)])
    if media_type == UPDATE:
        raise QueryRefusedError("Updates are switched off here.")
    raise UnsupportedMediaTypeError(
        f"“{media_type or 'no type'}” is not read here. Send a query as {QUERY} or {FORM}."
    )


def _graphs(pairs: Iterable[tuple[str, str]], wanted: str) -> tuple[str, ...] | None:
    found = tuple(value for name, value in pairs if name == wanted)
    for iri in found:
        try:
            NamedNode(iri)
        except ValueError as error:
            raise UsageError(f"{wanted}: “{iri}” is no IRI.") from error
    return found or None


def _rows(pairs: Iterable[tuple[str, str]]) -> int | None:
    for name, value in pairs:
        if name == "rows" and value:
            if not re.fullmatch("[1-9][0-9]{0,8}", value):
                raise UsageError(f"rows: “{value[:20]}” is no number of rows.")
            return int(value)
    return None


def _seconds(pairs: Iterable[tuple[str, str]]) -> float | None:
    for name, value in pairs:
        if name == "timeout" and value:
            try:
                seconds = float(value)
            except ValueError as error:
                raise UsageError(f"timeout: “{value}” is no number of seconds.") from error
            if not 0 < seconds < float("inf"):
                raise UsageError(f"timeout: “{value}” is no number of seconds.")
            return seconds
    return None
