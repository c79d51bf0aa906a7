"""What a request asks of the rules: the day to judge by, and what is supposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Final

from fastapi import Depends, Query

from catalog.api.words import concepts_of
from catalog.errors import UsageError
from catalog.governance.what_if import Supposition
from catalog.lookup import find_thing
from catalog.store import CatalogStore

SUPPOSED: Final = ("withdraw", "license", "signal")


def a_day(
    as_of: Annotated[
        str,
        Query(
            description="The day to judge by, as `2026-11-24`; today without it.",
            examples=["2026-11-24"],
        ),
    ] = "",
) -> str:
    """An ISO 8601 date, today where none is given.

    :raises UsageError: where the text is no date.
    """
    if not as_of:
        return datetime.now(UTC).date().isoformat()
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError as error:
        raise UsageError(f"as_of: “{as_of}” is no date; write it as 2026-11-24.") from error


Day = Annotated[str, Depends(a_day)]
"""The day to judge by, for the parameters of a route."""


def supposition_in(store: CatalogStore, asked: Mapping[str, str | None]) -> Supposition:
    """The one supposition among the parameters `withdraw`, `license` and `signal`.

    :raises UsageError: where there is none or more than one, or its value makes no sense.
    :raises NotFoundError, AmbiguousError: where it names nothing here, or several things.
    """
    given = [(kind, value) for kind, value in asked.items() if value]
    if len(given) != 1:
        raise UsageError(
            "Suppose one thing: withdraw=ID, license=ID=LICENSE or signal=ID=VALUE; "
            f"{len(given) or 'none'} came."
        )
    ((kind, value),) = given
    if kind == "withdraw":
        return Supposition(kind, find_thing(store.search, value))
    name, equals, wanted = value.rpartition("=")
    if not (equals and name and wanted):
        raise UsageError(f"{kind}: “{value}” lacks a part; write it as ID=VALUE.")
    if kind == "license":
        wanted = _license(store, wanted)
    else:
        _check_category(wanted)
    return Supposition(kind, find_thing(store.search, name), wanted)


def _license(store: CatalogStore, asked: str) -> str:
    found = find_thing(store.search, asked)
    if found.kind != "license":
        kind = found.kind.replace("-", " ")
        raise UsageError(f"{found.title} is in the catalogue as {kind}, not as a license.")
    return found.iri


def _check_category(signal: str) -> None:
    category = signal.partition(":")[2]
    known = concepts_of("use-category")
    if category and category not in known:
        raise UsageError(f"“{category}” is no category of use; one of {', '.join(known)}.")
