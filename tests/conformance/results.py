"""Results of queries in every serialization, in a form in which equal results are equal."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import BNode, Graph, Namespace
from rdflib import Literal as Value
from rdflib.term import Node

from catalog.rdf.canonical import as_kept

Term = NamedNode | BlankNode | Literal | Triple
Row = dict[str, Term]

_TABLES = {
    "srx": QueryResultsFormat.XML,
    "srj": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
}
RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")


@dataclass(frozen=True)
class Result:
    """A result whose blank nodes bear canonical labels: equal where it means the same.

    Numbers are compared by value, for the store keeps values and not spellings.
    """

    variables: frozenset[str]
    statements: frozenset[str]


def read_table(data: bytes, ending: str, base: str | None = None) -> Result | bool:
    """The solutions of a SELECT, or the answer of an ASK."""
    if ending == "csv":
        return _read_csv(data)
    if ending == "ttl":
        return _read_result_set(data, base)
    found = parse_query_results(data, format=_TABLES[ending])
    if isinstance(found, QueryBoolean):
        return bool(found)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    rows: list[Row] = []
    for solution in found:
        bound = ((name, solution[name]) for name in names)
        rows.append({name: value for name, value in bound if value is not None})
    return table(names, rows)


def read_graph(data: bytes, ending: str, base: str | None = None) -> Result:
    """The triples of a graph."""
    return graph(parse(data, format=_GRAPHS[ending], base_iri=base))


def is_result_set(data: bytes) -> bool:
    """Whether a Turtle file holds solutions rather than a graph."""
    return b"ResultSet" in data


def table(variables: Iterable[str], rows: Iterable[Row]) -> Result:
    """Rows in any order, repeats counted."""
    counts = Counter(frozenset(row.items()) for row in rows)
    quads: list[Quad] = []
    for row, count in counts.items():
        node = BlankNode()
        quads.append(Quad(node, NamedNode("urn:x-row:count"), Literal(count)))
        quads.extend(Quad(node, NamedNode(f"urn:x-row:{name}"), value) for name, value in row)
    return Result(frozenset(variables), _canonical(quads))


def graph(statements: Iterable[Quad] | Iterable[Triple]) -> Result:
    """A graph."""
    return Result(
        frozenset(), _canonical(Quad(s.subject, s.predicate, s.object) for s in statements)
    )


def _canonical(quads: Iterable[Quad]) -> frozenset[str]:
    kept = as_kept(Triple(q.subject, q.predicate, q.object) for q in quads)
    dataset = Dataset(Quad(t.subject, t.predicate, t.object) for t in kept)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(map(str, dataset))


def _read_csv(data: bytes) -> Result:
    """Of CSV only the texts can be compared (SPARQL 1.1 CSV and TSV § 3.2)."""
    names, *lines = csv.reader(io.StringIO(data.decode(), newline=""), strict=True)
    rows = [
        {name: _csv_term(cell) for name, cell in zip(names, line, strict=True) if cell}
        for line in lines
    ]
    return table(names, rows)


def _csv_term(cell: str) -> Term:
    return BlankNode(cell[2:]) if cell.startswith("_:") else Literal(cell)


def _read_result_set(data: bytes, base: str | None) -> Result | bool:
    """A result as RDF, in the vocabulary the working group used for its tests."""
    given = Graph().parse(data, format="ox-turtle", publicID=base)
    (node,) = given.subjects(None, RS.ResultSet)
    answer = given.value(node, RS.boolean)
    if answer is not None:
        return bool(answer.toPython())  # type: ignore[attr-defined]
    rows = []
    for solution in given.objects(node, RS.solution):
        row: Row = {}
        for binding in given.objects(solution, RS.binding):
            name, value = given.value(binding, RS.variable), given.value(binding, RS.value)
            row[str(name)] = as_term(value)
        rows.append(row)
    return table(map(str, given.objects(node, RS.resultVariable)), rows)


def as_term(node: Node | None) -> Term:
    if isinstance(node, BNode):
        return BlankNode(str(node))
    if isinstance(node, Value):
        datatype = NamedNode(str(node.datatype)) if node.datatype else None
        return Literal(str(node), datatype=datatype, language=node.language)
    return NamedNode(str(node))
