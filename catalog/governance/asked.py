"""What is asked of the rules: the day to judge by, and what is supposed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from catalog.errors import UsageError
from catalog.governance.what_if import Supposition
from catalog.lookup import find_thing
from catalog.model import Thing
from catalog.store import CatalogStore
from catalog.terms import NS
from catalog.vocabulary import labels


def day_of(text: str, name: str = "") -> str:
    """An ISO 8601 date, today where none is given.

    :param name: what the caller calls it, where several are asked for.
    :raises UsageError: where the text is no date.
    """
    if not text:
        return datetime.now(UTC).date().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        where = f"{name}: " if name else ""
        raise UsageError(f"{where}“{text}” is no date; write it as 2026-11-24.") from error


def supposition_in(store: CatalogStore, asked: Mapping[str, str | None]) -> Supposition:
    """The one supposition among `withdraw`, `license` and `signal`.

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
    thing = find_thing(store.search, name)
    if kind == "license":
        chosen = _license(store, wanted)
        return Supposition(kind, thing, chosen.iri, chosen.title)
    _check_category(wanted)
    return Supposition(kind, thing, wanted)


def _license(store: CatalogStore, asked: str) -> Thing:
    found = find_thing(store.search, asked)
    if found.kind != "license":
        kind = found.kind.replace("-", " ")
        raise UsageError(f"{found.title} is in the catalogue as {kind}, not as a license.")
    return found


def _check_category(signal: str) -> None:
    category = signal.partition(":")[2]
    scheme = f"{NS}use-category/"
    known = sorted(iri.removeprefix(scheme) for iri in labels() if iri.startswith(scheme))
    if category and category not in known:
        raise UsageError(f"“{category}” is no category of use; one of {', '.join(known)}.")
