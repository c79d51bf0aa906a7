"""The constraint queries (sh:sparql), looked into and answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import pyoxigraph as ox
from rdflib import Graph, Literal, Variable
from rdflib.namespace import XSD
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.query import Result
from rdflib.term import Node, URIRef

from catalog.shacl.convert import iri, term
from catalog.shacl.prepared import PlainNames

THIS: Final = Variable("this")
Bound = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class DatedGraph(Graph):
    """A graph in memory that answers constraint queries as of a given day.

    pySHACL works on rdflib's triples, but its queries are answered by Oxigraph: rdflib parses
    the text of a query anew for each focus node, which took most of the time of a validation.

    A query that depends on the day selects `?today` and reads `COALESCE(?today, NOW())`: here
    `?today` is bound, so that the same records always get the same findings; any other SHACL
    engine takes its clock.
    """

    def __init__(self, triples: Iterable[ox.Triple], today: date) -> None:
        """A graph of the given triples."""
        super().__init__(bind_namespaces="none")
        self.namespace_manager = PlainNames(self)
        self._today = Literal(today.isoformat(), datatype=XSD.date)
        self._store = ox.Store()
        quads = [ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples]
        self._store.extend(quads)
        for quad in quads:
            self.add((term(quad.subject), iri(quad.predicate.value), term(quad.object)))

    def query(self, query_object: Any, *_: Any, **options: Any) -> Result:  # noqa: ANN401
        """Answer the text of a SELECT query (the signature is rdflib's)."""
        bound: Mapping[Any, Node] = options.get("initBindings") or {}
        given: dict[ox.Variable, Bound] = {
            ox.Variable(str(name)): _back(value) for name, value in bound.items()
        }
        if "?today" in query_object:
            given[ox.Variable("today")] = _back(self._today)
        solutions = self._store.query(query_object, substitutions=given)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("constraint queries are SELECT queries")
        names = [variable.value for variable in solutions.variables]
        result = Result("SELECT")
        result.vars = [Variable(name) for name in names]
        result.bindings = [
            {Variable(name): term(value) for name in names if (value := row[name]) is not None}
            for row in solutions
        ]
        return result


def _back(value: Node) -> ox.NamedNode | ox.Literal:
    """The pyoxigraph term of what pySHACL binds."""
    if isinstance(value, URIRef):
        return ox.NamedNode(str(value))
    if isinstance(value, Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype or XSD.string)))
    raise TypeError(f"not a term a query is bound to: {value!r}")


def triple_patterns(text: str) -> list[tuple[Node, Any, Node]]:
    """Every triple pattern of a query, those inside EXISTS included."""
    return list(_patterns(prepareQuery(text).algebra))


def _patterns(part: object) -> Iterator[tuple[Node, Any, Node]]:
    if isinstance(part, CompValue):
        for key, value in part.items():
            if key == "triples":
                for group in value:  # the parser strings together triples of one subject
                    yield from (tuple(group[at : at + 3]) for at in range(0, len(group), 3))
            else:
                yield from _patterns(value)
    elif isinstance(part, list):
        for member in part:
            yield from _patterns(member)
