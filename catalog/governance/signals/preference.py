"""What an expression comes to for one use: allowed, disallowed, or not said."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Preference(StrEnum):
    """The three answers of the AIPREF vocabulary (section “Applying Statements”).

    `UNKNOWN` is what an expression says of a use it does not speak of; it is not permission.
    """

    ALLOW = "allow"
    DISALLOW = "disallow"
    UNKNOWN = "unknown"


def combined(preferences: Iterable[Preference]) -> Preference:
    """Several preferences on one use taken together, the most restrictive first.

    Any disallow gives disallow; else any allow gives allow; else unknown (AIPREF vocabulary,
    “Combining Preferences”).
    """
    given = set(preferences)
    for preference in (Preference.DISALLOW, Preference.ALLOW):
        if preference in given:
            return preference
    return Preference.UNKNOWN
