"""Who asks: what a user says of themselves, and whether a recorded class of users fits that."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from catalog.governance.completeness import Truth
from catalog.governance.rows import Row, of_class


@dataclass(frozen=True, slots=True)
class UserContext:
    """What a user says of themselves; each part may be left out.

    `place` is an ISO 3166-1 alpha-2 code; `sector`, `size` and `purpose` are plain words, as
    `education`, `small`, `commercial`.
    """

    place: str | None = None
    sector: str | None = None
    size: str | None = None
    purpose: str | None = None


@cache
def _classes() -> dict[str, Row]:
    table = of_class("user-classes.ttl", "hw:UserClass")
    return {words.casefold(): row for row in table for words in row["hw:appliesToUserClass"]}


def belongs(user: UserContext, words: str) -> Truth:
    """Whether a user is of a class given in words, by the table of classes.

    Unknown where the table does not have these words, or the user left out what decides.
    """
    row = _classes().get(words.casefold())
    if row is None:
        return Truth.UNKNOWN
    aspect = row["hw:aspect"][0]
    if aspect == "everyone":
        return Truth.TRUE
    given = {
        "place": user.place, "sector": user.sector, "size": user.size, "purpose": user.purpose,
    }[aspect]  # fmt: skip
    if not given:
        return Truth.UNKNOWN
    members = {value.casefold() for value in row.get("hw:member", ())}
    return Truth.TRUE if given.casefold() in members else Truth.FALSE
