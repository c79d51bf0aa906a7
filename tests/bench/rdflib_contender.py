"""rdflib in memory: what most Python projects of this field are built on."""

from __future__ import annotations

from typing import Any

from rdflib import Graph
from rdflib.plugins.sparql import prepareQuery

from tests.bench.contenders import (
    ALTERNATION,
    PROLOGUE,
    Contender,
    Rows,
    Way,
    facet_query,
    prefix_query,
    search_query,
)
from tests.bench.questions import PAGE


def load(ntriples: str) -> Graph:
    """All statements as one graph; rdflib's named graphs would make every question slower."""
    return Graph().parse(data=ntriples, format="nt")


def rdflib_in_memory(graph: Graph) -> Contender:
    """The same questions by SPARQL over one graph, each query parsed anew as a server must."""

    def ask(query: str) -> Rows:
        # Any: rdflib's results are rows of whatever was selected.
        rows: Any = graph.query(prepareQuery(query))
        return [tuple(row) for row in rows]

    def down(what: str, iri: str, tail: str = "") -> Rows:
        return ask(f"{PROLOGUE}SELECT {what} WHERE {{ ?x {ALTERNATION} <{iri}> }} {tail}")

    return Contender(
        "rdflib in memory",
        {
            "entry": Way(
                lambda iri: ask(_entry_query(iri)),
                lambda rows: frozenset(" ".join(term.n3() for term in row) for row in rows),
            ),
            "ancestors": Way(
                lambda iri: ask(
                    f"{PROLOGUE}SELECT DISTINCT ?x WHERE {{ <{iri}> {ALTERNATION} ?x }}"
                ),
                lambda rows: frozenset(str(row[0]) for row in rows),
            ),
            "count": Way(
                lambda iri: down("(COUNT(DISTINCT ?x) AS ?n)", iri), lambda rows: int(rows[0][0])
            ),
            "page": Way(
                lambda iri: down("DISTINCT ?x", iri, f"LIMIT {PAGE}"), lambda rows: len(set(rows))
            ),
            "facet": Way(
                lambda chosen: ask(facet_query(chosen)),
                lambda rows: frozenset((str(value), int(number)) for value, number in rows),
            ),
            "search": Way(lambda text: ask(search_query(text)), lambda rows: int(rows[0][0])),
            "prefix": Way(lambda text: ask(prefix_query(text)), lambda rows: int(rows[0][0])),
        },
    )


def _entry_query(iri: str) -> str:
    """The thing, its records, and the nodes inside these, which have their record's address."""
    return f"""{PROLOGUE}SELECT ?s ?p ?o WHERE {{
      {{ VALUES ?s {{ <{iri}> }} ?s ?p ?o }}
      UNION {{ ?s foaf:primaryTopic <{iri}> ; ?p ?o }}
      UNION {{ <{iri}> ?link ?s . FILTER (CONTAINS(STR(?s), "#c14n")) ?s ?p ?o }} }}"""
