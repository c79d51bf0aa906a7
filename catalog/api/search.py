"""What a search answers: hits, and facets in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypedDict
from urllib.parse import urlencode

from fastapi import Request

from catalog.api import search_queries
from catalog.api.html import address_with, kind_label
from catalog.api.words import concepts_of, names
from catalog.store import CatalogStore
from catalog.store.document import FACETS, NOT_RECORDED

_OF_THINGS: Final = frozenset({"license", "agent"})
_OF_CONCEPTS: Final = frozenset(
    {"data-type", "modality", "disclosure", "stakeholder-group", "focus-area"}
)
_MOST_VALUES: Final = 50
_SHOWN_VALUES: Final = 8
_SOURCES: Final = {"shipped": "Shipped catalogue", "ecosystem-graphs": "Ecosystem Graphs"}


class FacetValue(TypedDict):
    """A value of a facet and how many things would be found with it."""

    value: str
    label: str
    count: int
    selected: bool


class Facet(TypedDict):
    """A facet with its most frequent values; `total` counts all of them."""

    name: str
    label: str
    total: int
    values: list[FacetValue]


class SearchView(TypedDict):
    """A page of hits with the facets."""

    query: str
    total: int
    limit: int
    offset: int
    commit: int
    results: list[dict[str, str]]
    facets: list[Facet]
    sparql: str | None


def search_view(
    store: CatalogStore, text: str, selected: Mapping[str, Sequence[str]], limit: int, offset: int
) -> SearchView:
    """The answer to a search."""
    commit = store.head
    found = store.search.search(text, selected, limit, offset)
    counted = {facet: _kept(found.facets[facet], selected.get(facet, ())) for facet in FACETS}
    iris = [value for facet in _OF_THINGS for value, _ in counted[facet]]
    labels = names(store, iris)
    return {
        "query": text,
        "total": found.total,
        "limit": limit,
        "offset": offset,
        "commit": commit,
        "results": [
            {
                "iri": hit.thing.iri,
                "kind": hit.thing.kind,
                "slug": hit.thing.slug,
                "title": hit.thing.title,
                "description": hit.description,
            }
            for hit in found.hits
        ],
        "facets": [
            {
                "name": facet,
                "label": label,
                "total": len(found.facets[facet]),
                "values": [
                    {
                        "value": value,
                        "label": _value_label(facet, value, labels),
                        "count": count,
                        "selected": value in selected.get(facet, ()),
                    }
                    for value, count in counted[facet]
                ],
            }
            for facet, label in FACETS.items()
            if counted[facet]
        ],
        "sparql": _query(text, selected, [hit.thing.iri for hit in found.hits]),
    }


def _kept(counts: Sequence[tuple[str, int]], selected: Sequence[str]) -> list[tuple[str, int]]:
    """The most frequent values, and those selected however rare they are, even at zero."""
    kept = list(counts[:_MOST_VALUES])
    present = {value for value, _ in kept}
    by_value = dict(counts)
    kept += [(value, by_value.get(value, 0)) for value in selected if value not in present]
    return kept


def _value_label(facet: str, value: str, labels: Mapping[str, str]) -> str:
    if value == NOT_RECORDED:
        return "nothing recorded"
    if facet == "kind":
        return kind_label(value)
    if facet == "source":
        return _SOURCES.get(value, value)
    if facet in _OF_CONCEPTS:
        return concepts_of(facet).get(value, value)
    return labels.get(value, value)


# Any: a template takes values of every type.
def search_page_values(
    request: Request,
    store: CatalogStore,
    text: str,
    selected: Mapping[str, Sequence[str]],
    limit: int,
    offset: int,
) -> dict[str, Any]:
    """What the page of a search shows: the view, and an address for every choice."""
    view = search_view(store, text, selected, limit, offset)
    facets = [
        {
            **facet,
            "open": any(value["selected"] for value in facet["values"])
            or facet["name"] in ("kind", "data-type", "disclosure"),
            "links": [
                (value, _toggled(request, facet["name"], value)) for value in facet["values"]
            ],
            "shown": _SHOWN_VALUES,
            "query": None if text.strip() else search_queries.counts(facet["name"], selected),
        }
        for facet in view["facets"]
    ]
    chosen = [
        (facet["label"], value, _toggled(request, facet["name"], value))
        for facet in view["facets"]
        for value in facet["values"]
        if value["selected"]
    ]
    before = address_with(request, offset=max(0, offset - limit) or None) if offset else None
    more = offset + limit < view["total"]
    return {
        "view": view,
        "query": view["sparql"],
        "facets": facets,
        "chosen": chosen,
        "before": before,
        "after": address_with(request, offset=offset + limit) if more else None,
    }


def _query(text: str, selected: Mapping[str, Sequence[str]], found: Sequence[str]) -> str | None:
    """The query that gives the things found; None where there are none to name."""
    if not text.strip():
        return search_queries.things(selected)
    return search_queries.hits(found) if found else None


def _toggled(request: Request, facet: str, value: FacetValue) -> str:
    """The address with a value chosen, or no longer chosen; back on the first page."""
    own = ("agent", "steward") if facet == "agent" else (facet,)
    pairs = [(k, v) for k, v in request.query_params.multi_items() if k != "offset"]
    if value["selected"]:
        pairs = [(k, v) for k, v in pairs if not (k in own and v == value["value"])]
    else:
        pairs.append((facet, value["value"]))
    return "/search?" + urlencode(pairs) if pairs else "/search"
