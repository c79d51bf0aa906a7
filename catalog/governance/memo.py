"""Readings that many subjects share, worked out once for each set of statements."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from catalog.governance.statements import Statements

P = ParamSpec("P")
R = TypeVar("R")


def once(
    reading: Callable[Concatenate[Statements, P], R],
) -> Callable[Concatenate[Statements, P], R]:
    """Remembers what a reading came to, as long as the statements are in use.

    Statements never change, so what was read of them stays true. Further arguments have to be
    hashable; the result has to be something nobody changes.
    """

    @wraps(reading)
    def remembered(said: Statements, /, *args: P.args, **kwargs: P.kwargs) -> R:
        known = said.memo.get(reading)
        if known is None:
            known = said.memo[reading] = {}
        key = (args, tuple(kwargs.items())) if kwargs else args
        try:
            return cast("R", known[key])
        except KeyError:
            made = known[key] = reading(said, *args, **kwargs)
            return made

    return remembered
