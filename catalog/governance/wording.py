"""Small turns of phrase that several rules share."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 5


def listed(names: Sequence[str], most: int = MOST_NAMED) -> str:
    """Names in a sentence, with how many more there are.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=1)
    ('a, b and c', 'a and 2 more')
    """
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most} more")
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)
