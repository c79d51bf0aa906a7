"""What a search shows, as SPARQL: the things that fit, and the counts of a facet.

The facets are those of `catalog.store.document`, read from the same statements. Words are looked
up in an index that SPARQL does not reach: there the query names what the page shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode

from catalog.store.document import EXPECTED, FACET_PREDICATES, NOT_RECORDED
from catalog.terms import NS, RECORDS, THINGS, compact

_PREFIXES: Final = """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX hw: <https://w3id.org/headwaters/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""
_TITLE: Final = """  OPTIONAL { ?thing dct:title ?name FILTER (LANG(?name) = "en") }
"""
_ENDINGS: Final = ("license", "agent")
"""Predicates that count on a node inside a record too, as the index reads them."""


def things(selected: Mapping[str, Sequence[str]]) -> str:
    """The things that the choices of some facets leave, with their titles."""
    blocks = "".join(
        _chosen(facet, values, number) for number, (facet, values) in enumerate(selected.items())
    )
    return (
        "# The things that fit the choices\n"
        f"{_PREFIXES}SELECT ?thing (MIN(?name) AS ?title) WHERE {{\n"
        f"  ?record foaf:primaryTopic ?thing .\n{blocks}{_TITLE}}}\n"
        "GROUP BY ?thing\nORDER BY LCASE(?title)\n"
    )


def hits(iris: Iterable[str]) -> str:
    """The things a search by words found, as a query to go on from."""
    found = " ".join(str(NamedNode(iri)) for iri in iris)
    return (
        "# The things on this page: words are looked up in an index, which SPARQL does not reach\n"
        f"{_PREFIXES}SELECT ?thing (MIN(?name) AS ?title) WHERE {{\n"
        f"  VALUES ?thing {{ {found} }}\n{_TITLE}}}\nGROUP BY ?thing\n"
    )


def counts(facet: str, selected: Mapping[str, Sequence[str]]) -> str:
    """How many things each value of a facet would leave, beside the choices of the others."""
    others = [(name, values) for name, values in selected.items() if name != facet]
    blocks = "".join(_chosen(name, values, n) for n, (name, values) in enumerate(others))
    return (
        "# How many things each value would leave\n"
        f"{_PREFIXES}SELECT ?value (COUNT(DISTINCT ?thing) AS ?things) WHERE {{\n"
        f"  ?record foaf:primaryTopic ?thing .\n{blocks}{_block(facet, '', True, True)}}}\n"
        "GROUP BY ?value\nORDER BY DESC(?things) ?value\n"
    )


def _chosen(facet: str, values: Sequence[str], number: int) -> str:
    wanted = ", ".join(str(Literal(value)) for value in values)
    is_open = NOT_RECORDED in values
    is_stated = any(value != NOT_RECORDED for value in values)
    block = _block(facet, str(number), is_stated, is_open)
    return f"{block}  FILTER (?value{number} IN ({wanted}))\n"


def _block(facet: str, number: str, is_stated: bool, is_open: bool) -> str:
    """Patterns that bind `?value` to what a thing has in a facet, or to nothing recorded."""
    stated = _stated(facet, number)
    if facet not in EXPECTED or not is_open:
        return stated
    kinds = ", ".join(str(Literal(kind)) for kind in sorted(EXPECTED[facet]))
    unstated = (
        f"    ?about{number} foaf:primaryTopic ?thing .\n"
        f"    FILTER ({_kind()} IN ({kinds}))\n"
        f"    MINUS {{ SELECT DISTINCT ?thing WHERE {{\n{_stated(facet, number + 'n')}    }} }}\n"
        f"    BIND ({Literal(NOT_RECORDED)} AS ?value{number})\n"
    )
    either = f"  {{\n{stated}  }} UNION " if is_stated else "  "
    return f"{either}{{\n{unstated}  }}\n"


def _stated(facet: str, number: str) -> str:
    record, node, value = f"?by{number}", f"?node{number}", f"?stated{number}"
    about = f"  {record} foaf:primaryTopic ?thing .\n"
    if facet == "kind":
        return f"{about}  BIND ({_kind()} AS ?value{number})\n"
    if facet == "source":
        source = f'STRBEFORE(STRAFTER(STR({record}), "{RECORDS}"), "/")'
        return f"{about}  BIND ({source} AS ?value{number})\n"
    ways = [
        f"{about}  GRAPH {record} {{ {node} {compact(predicate.value)} {value} }}\n"
        f'  FILTER ({node} = ?thing || (isIRI({node}) && CONTAINS(STR({node}), "#")))\n'
        if predicate.value.endswith(_ENDINGS)
        else f"{about}  GRAPH {record} {{ ?thing {compact(predicate.value)} {value} }}\n"
        for predicate, name in FACET_PREDICATES.items()
        if name == facet
    ]
    stated = " UNION ".join(f"{{\n{way}  }}" for way in ways) if len(ways) > 1 else ways[0].strip()
    return f"  {stated}\n  BIND ({_read(facet, value)} AS ?value{number})\n"


def _kind() -> str:
    return f'STRBEFORE(STRAFTER(STR(?thing), "{THINGS}"), "/")'


def _read(facet: str, value: str) -> str:
    text = f"STR({value})"
    if facet == "year":
        return f'IF(REGEX({text}, "^[0-9]{{4}}"), SUBSTR({text}, 1, 4), {text})'
    return f'IF(STRSTARTS({text}, "{NS}"), REPLACE({text}, "^.*/", ""), {text})'
