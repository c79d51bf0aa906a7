"""The numbers that rules compare with (`ontology/rules/limits.ttl`)."""

from __future__ import annotations

from functools import cache

from catalog.governance.rows import of_class


@cache
def days(name: str) -> int:
    """A limit in days, by its identifier.

    :raises KeyError: where the table has no such limit.
    """
    limits = {row["dct:identifier"][0]: row for row in of_class("limits.ttl", "hw:RuleLimit")}
    return int(limits[name]["hw:days"][0])
