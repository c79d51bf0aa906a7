"""The queries behind the pages: each runs at the endpoint and gives what its page shows."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from catalog.lineage import Direction
from catalog.terms import THINGS, UPSTREAM, UPSTREAM_TRANSITIVE

_DEEPEST_PATH: Final = 8
"""Steps that a property path is written out for."""

ENTRY: Final = """# Everything the published records say about this thing, and which record says it
SELECT ?record ?property ?value WHERE {{
  GRAPH ?record {{ {iri} ?property ?value }}
}}
ORDER BY ?record ?property
"""
RECORD: Final = """# Everything this record says, on the thing and on what belongs to it
SELECT ?about ?property ?value WHERE {{
  GRAPH {iri} {{ ?about ?property ?value }}
}}
ORDER BY ?about ?property
"""
FINDINGS: Final = """# What the rules found on this thing, as kept in the graph
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX hw: <https://w3id.org/headwaters/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?rule ?status ?description ?confidence WHERE {{
  ?finding oa:hasTarget {iri} ; hw:rule ?rule ; hw:status ?status ;
    dct:description ?description ; hw:confidence ?confidence .
}}
ORDER BY ?rule
"""
KINDS: Final = f"""# How many things of each kind published records are about
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?things) WHERE {{
  ?record foaf:primaryTopic ?thing .
  BIND (STRBEFORE(STRAFTER(STR(?thing), "{THINGS}"), "/") AS ?kind)
}}
GROUP BY ?kind
ORDER BY DESC(?things) ?kind
"""


def entry(iri: str) -> str:
    """All statements about a thing, with their records."""
    return ENTRY.format(iri=NamedNode(iri))


def record(iri: str) -> str:
    """All statements in a record."""
    return RECORD.format(iri=NamedNode(iri))


def findings(iri: str) -> str:
    """What the rules found on a thing."""
    return FINDINGS.format(iri=NamedNode(iri))


def lineage(iri: str, direction: Direction, depth: int | None) -> str | None:
    """What a thing comes from, or what was made of it, within some steps.

    None for more steps than a path is written out for.
    """
    if depth is None:
        path = str(UPSTREAM_TRANSITIVE)
    elif depth <= _DEEPEST_PATH:
        path = "/".join([str(UPSTREAM), *[f"{UPSTREAM}?"] * (depth - 1)])
    else:
        return None
    steps = f"{depth} step" if depth == 1 else f"{depth} steps"
    within = f", within {steps}" if depth else ""
    start = NamedNode(iri)
    if direction is Direction.UPSTREAM:
        return (
            f"# Everything upstream of this thing{within}\nSELECT DISTINCT ?source WHERE {{\n"
            f"  {start} {path} ?source .\n  FILTER (?source != {start})\n}}\n"
        )
    return (
        f"# Everything made from this thing{within or ', directly or through others'}\n"
        f"SELECT DISTINCT ?made WHERE {{\n  ?made {path} {start} .\n"
        f"  FILTER (?made != {start})\n}}\n"
    )
