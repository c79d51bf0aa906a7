"""What a request asks of the rules: the day to judge by."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Query

from catalog.governance.asked import day_of

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
    return day_of(as_of, "as_of")


Day = Annotated[str, Depends(a_day)]
"""The day to judge by, for the parameters of a route."""
