"""Laying a dataset in by an update, and reading the dataset that another has left."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import httpx
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from tests.conformance.manifest import name_of
from tests.conformance.open_store import DEFAULT_GRAPH, HIDDEN

Graphs = dict[str | None, Path]
"""Turtle files by the names of the graphs they are; None names the default graph."""

_HIDDEN = ", ".join(f"<{graph}>" for graph in HIDDEN)
_EVERYTHING = f"SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g NOT IN ({_HIDDEN})) }}"


def fill(client: httpx.Client, graphs: Graphs) -> None:
    """Make these all the graphs there are."""
    blocks: list[str] = []
    for graph, file in graphs.items():
        statements = "\n".join(f"{quad.triple} ." for quad in _quads(graph, file))
        blocks.append(statements if graph is None else f"GRAPH <{graph}> {{ {statements} }}")
    text = "DROP ALL ; INSERT DATA {\n" + "\n".join(blocks) + "\n}"
    answer = update(client, text)
    assert answer.status_code == 200, answer.text


def update(client: httpx.Client, text: str) -> httpx.Response:
    """Send an update as it is."""
    headers = {"Content-Type": "application/sparql-update"}
    return client.post("/sparql", content=text, headers=headers)


def expected(graphs: Graphs) -> frozenset[str]:
    """The dataset that files make."""
    return _canonical(quad for graph, file in graphs.items() for quad in _quads(graph, file))


def present(client: httpx.Client) -> frozenset[str]:
    """The dataset that is there."""
    answer = client.post(
        "/sparql",
        data={"query": _EVERYTHING},
        headers={"Accept": "application/sparql-results+json"},
    )
    assert answer.status_code == 200, answer.text
    rows = parse_query_results(answer.content, format=QueryResultsFormat.JSON)
    assert isinstance(rows, QuerySolutions)
    default = NamedNode(DEFAULT_GRAPH)
    found: list[Quad] = []
    for row in rows:
        graph, subject, predicate, value = (row[name] for name in ("g", "s", "p", "o"))
        assert isinstance(graph, NamedNode)
        assert isinstance(subject, NamedNode | BlankNode)
        assert isinstance(predicate, NamedNode)
        assert value is not None
        found.append(Quad(subject, predicate, value, DefaultGraph() if graph == default else graph))
    return _canonical(found)


def _quads(graph: str | None, file: Path) -> list[Quad]:
    """A file as a graph; a node without a name is another one in each file."""
    name = DefaultGraph() if graph is None else NamedNode(graph)
    found = parse(
        path=file, format=RdfFormat.TURTLE, base_iri=name_of(file), rename_blank_nodes=True
    )
    return [Quad(q.subject, q.predicate, q.object, name) for q in found]


def _canonical(quads: Iterable[Quad]) -> frozenset[str]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))
