"""What the store holds already, as far as a harvest needs it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal

from catalog.harvest.addresses import address_key
from catalog.harvest.drafts import Dates
from catalog.harvest.resolution import Earlier, Known
from catalog.store.base import Graph
from catalog.terms import PREFIXES, RECORDS, split_thing

_HEAD: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

_OWN: Final = """
SELECT ?record ?topic ?title ?remote ?issued ?retrieved ?modified WHERE {
  GRAPH ?record {
    ?record foaf:primaryTopic ?topic ; dct:identifier ?remote ;
      dct:issued ?issued ; hw:retrievedOn ?retrieved .
    ?topic dct:title ?title .
    OPTIONAL { ?record dct:modified ?modified }
  }
  FILTER (STRSTARTS(STR(?record), %s))
}"""
_TITLES: Final = """
SELECT ?topic ?title WHERE {
  GRAPH ?record { ?record foaf:primaryTopic ?topic . ?topic dct:title ?title }
  FILTER (!STRSTARTS(STR(?record), %s))
}"""
_ADDRESSES: Final = """
SELECT ?topic ?address WHERE {
  GRAPH ?record {
    ?record foaf:primaryTopic ?topic .
    ?topic dcat:landingPage|foaf:homepage|(dcat:distribution/dcat:accessURL) ?address
  }
  FILTER (!STRSTARTS(STR(?record), %s))
}"""
_LICENSES: Final = """
SELECT ?topic ?spdx WHERE {
  GRAPH ?record { ?record foaf:primaryTopic ?topic . ?topic hw:spdxId ?spdx }
  FILTER (!STRSTARTS(STR(?record), %s))
}"""


@dataclass(frozen=True, slots=True)
class Held:
    """What resolving needs, the licenses others describe by SPDX id, and our records' dates."""

    known: Known
    licenses: dict[str, str]
    dates: dict[str, Dates]


def held_by(graph: Graph, source: str) -> Held:
    """What a graph holds of this source and of others."""
    own = str(Literal(f"{RECORDS}{source}/"))
    previous: dict[str, Earlier] = {}
    dates: dict[str, Dates] = {}
    for row in graph.select(_HEAD + _OWN % own):
        previous[row["remote"].value] = Earlier(row["topic"].value, row["title"].value)
        modified = row["modified"].value if "modified" in row else None
        dates[row["record"].value] = Dates(row["issued"].value, row["retrieved"].value, modified)
    titles = {
        row["topic"].value: row["title"].value
        for row in sorted(
            graph.select(_HEAD + _TITLES % own), key=lambda row: row["title"].value, reverse=True
        )
    }
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in graph.select(_HEAD + _ADDRESSES % own):
        topic = row["topic"].value
        kind = (split_thing(topic) or ("", ""))[0]
        places[kind, address_key(row["address"].value)].add(topic)
    licenses: dict[str, str] = {}
    for row in graph.select(_HEAD + _LICENSES % own):
        spdx, topic = row["spdx"].value, row["topic"].value
        licenses[spdx] = min(topic, licenses.get(spdx, topic))
    by_address = {place: frozenset(topics) for place, topics in places.items()}
    return Held(Known(previous, titles, by_address), licenses, dates)
