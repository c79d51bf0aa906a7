"""Where a graph can be had here, and which graph an address of ours stands for."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from catalog.terms import RECORDS

_BY_IRI: Final = "/graphs?graph="
_RECORD: Final = "/record/"


def address_of(base: str, graph: str) -> str:
    """The address of a graph.

    :param base: the address of the service, without a slash at its end.
    """
    if graph.startswith(RECORDS):
        return f"{base}{_RECORD}{quote(graph[len(RECORDS) :])}"
    return f"{base}{_BY_IRI}{quote(graph, safe='')}"


def graph_at(base: str, name: str) -> str:
    """The graph of a name, which may also be the address that `address_of` gives it.

    So the Location of a new graph can be used as its name (Graph Store Protocol § 5.5).
    """
    for start, stem in ((f"{base}{_RECORD}", RECORDS), (f"{base}{_BY_IRI}", "")):
        if name.startswith(start):
            return stem + unquote(name[len(start) :])
    return name
